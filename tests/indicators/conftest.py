"""A small office: a programme with one workshop indicator, its unit and its people."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine as clock
from django.utils import timezone

from indicators.models import ReportingRound
from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import evidence, measurements
from indicators.services.evidence_files.metadata import without_metadata
from indicators.services.evidence_files.validation import check_content
from tests import factories
from tests.recordings import recorded

ON = date(2025, 2, 10)
CREATED_AT = "2025-02-10T09:00:00Z"


@pytest.fixture
def office(db: Any) -> SimpleNamespace:
    office = recorded(create_office)
    indicator, programme = office.indicator, office.programme
    office.slot = lambda code="2024", which=indicator: slot_of(which, programme, code)
    return office


def create_office() -> SimpleNamespace:
    with clock.travel(CREATED_AT):
        programme = factories.ProgrammeFactory(slug="2021-2025", issuer="")
        unit = factories.UnitFactory()
        breakdown = factories.BreakdownFactory(programme=programme)
        indicator = factories.in_programme(programme, unit=unit, name="Liczba warsztatów", terms__breakdown=breakdown)
        return SimpleNamespace(
            programme=programme,
            unit=unit,
            breakdown=breakdown,
            categories=list(breakdown.categories.values_list("pk", flat=True)),
            indicator=indicator,
            officer=factories.officer(unit, username="urzednik"),
            coordinator=factories.coordinator(username="koordynator"),
        )


@pytest.fixture
def trusted_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open files in this process: starting a sandbox takes long, and the tests of `evidence_files` use one."""

    def copy(path: Path, extension: str, title: str) -> bytes:
        return without_metadata(path.read_bytes(), extension, title)

    monkeypatch.setattr(evidence, "check_in_sandbox", check_content)
    monkeypatch.setattr(evidence, "copy_in_sandbox", copy)


@pytest.fixture
def mailing(office: Any, settings: Any, time_machine: Any) -> Any:
    """On 1 March 2025 the round of 2024 is open, earlier ones are closed; two people have e-mail addresses."""
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to("2025-03-01T08:00:00Z", tick=False)
    ReportingRound.objects.filter(year__lt=2024).update(closed_at=timezone.now(), closed_by=office.coordinator)
    for person, address in ((office.officer, "urzednik@example.org"), (office.coordinator, "koord@example.org")):
        person.email = address
        person.save()
    return office


def approve(office: SimpleNamespace, value: str = "3", code: str = "2024", on: date = ON) -> Any:
    """Submit a figure as the officer and approve it as the coordinator."""
    revision = measurements.submit(
        office.slot(code), Figure(Decimal(value), note="trzy razy"), by=office.officer, based_on=0, on=on
    )
    return measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def slot_of(indicator: Any, programme: Any, code: str) -> Slot:
    frequency = Frequency(indicator.targets.get().frequency)
    period = next(
        period
        for period in programme_periods(frequency, programme.first_year, programme.last_year)
        if period.code == code
    )
    return Slot(indicator, period, round_days(ReportingRound.objects.get(programme=programme, year=period.year)))
