"""Terms amended while a form is open: a figure that no longer fits them is refused."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from indicators.models import Category, Measurement, Target
from indicators.rules.figures import Figure, FigurePart
from indicators.services import errors, measurements, targets
from indicators.services.locks import lock_figures
from tests import factories
from tests.indicators.conftest import ON, approve


def amended(office, **words):
    terms = {"verbatim": "1/rok", "frequency_verbatim": "Raz w roku", "breakdown": office.breakdown, **words}
    target = Target(indicator=office.indicator, applies_from=2024, basis="Uchwała", **terms)
    targets.amend(target, office.programme, at=ON_TIME)
    return target


ON_TIME = datetime(2025, 2, 10, 9, tzinfo=UTC)
CHANGES: dict[str, dict[str, Any]] = {
    "frequency": {"frequency_verbatim": "Raz w kwartale"},
    "breakdown": {"breakdown": None},
}


@pytest.mark.parametrize("change", CHANGES)
def test_record_rejects_figure_that_amended_target_excludes(office, change):
    slot = office.slot()
    parts = tuple(FigurePart(number, place, Decimal(1), 0) for place, number in enumerate(office.categories, 1))
    amended(office, **CHANGES[change])
    with pytest.raises(errors.RecordingLocked, match="have changed since you opened the form"):
        measurements.record(slot, Figure(Decimal(3), parts=parts), by=office.officer, based_on=0, on=ON)
    assert not Measurement.objects.exists()


def test_record_rejects_parts_of_changed_breakdown(office):
    slot = office.slot()
    parts = tuple(FigurePart(number, place, Decimal(1), 0) for place, number in enumerate(office.categories, 1))
    Category.objects.create(breakdown=office.breakdown, position=4, name="inne")
    with pytest.raises(errors.RecordingLocked):
        measurements.record(slot, Figure(Decimal(3), parts=parts), by=office.officer, based_on=0, on=ON)
    assert measurements.record(slot, Figure(Decimal(3)), by=office.officer, based_on=0, on=ON).number == 1


def test_form_shows_input_again_when_target_changed(office, client, monkeypatch, time_machine):
    time_machine.move_to(ON_TIME)
    client.force_login(office.officer)

    def locked_after_amendment():
        monkeypatch.setattr(measurements, "lock_figures", lock_figures)
        amended(office, **CHANGES["frequency"])
        return lock_figures()

    monkeypatch.setattr(measurements, "lock_figures", locked_after_amendment)
    sent = {"value": "7", "note": "moje słowa", "based_on": "0", "request_key": "k", "do": "submit"}
    page = client.post(f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/", sent)
    content = re.sub(r"\s+", " ", page.content.decode())
    assert page.status_code == 409
    assert "zmieniono w trakcie wpisywania" in content
    assert "moje słowa" in content
    assert not Measurement.objects.exists()


def test_amend_rejects_year_with_approved_value(office):
    """The service repeats the check of the form under its lock."""
    approve(office)  # 2024
    with pytest.raises(ValueError, match="2024"):
        amended(office)
    assert Target.objects.count() == 1


def test_amend_accepts_year_without_figures(office):
    """Control of the tests above."""
    other = factories.in_programme(office.programme, unit=office.unit)
    amended(office, **CHANGES["frequency"])
    assert office.indicator.targets.count() == 2
    assert other.targets.count() == 1
