"""The day on which data in preparation are expected: typed with the reason, then shown wherever the gap is."""

import re
from datetime import date
from html import unescape

import pytest

from cooperation.models import Change
from indicators.models import Measurement, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.verification import verify
from tests import factories
from tests.indicators.conftest import ON
from tests.tampering import rewritable

EXPECTED = date(2026, 3, 15)
WORDS = "dane w opracowaniu, spodziewane 15 marca 2026 r."


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-06-10T09:00:00Z")


@pytest.fixture
def form(office, client):
    """Post the officer's form of 2024 with the given fields; without fields, open it."""
    client.force_login(office.officer)

    def answer(indicator=office.indicator, **fields):
        address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/"
        if not fields:
            return client.get(address)
        return client.post(address, {"based_on": "0", "request_key": "k", "do": "submit", **fields})

    return answer


@pytest.fixture
def waiting(office):
    """The figure of 2024, approved as data in preparation with an expected day."""
    figure = Figure(no_value_reason="in_preparation", expected_on=EXPECTED)
    sent = measurements.submit(office.slot(), figure, by=office.officer, based_on=0, on=ON)
    measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    return office


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()).replace("\u00a0", " "))


def test_form_saves_expected_day_and_shows_it_again(form):
    form(no_value_reason="in_preparation", expected_on="15.03.2026", do="draft")
    revision = Revision.objects.get()
    assert (revision.no_value_reason, revision.expected_on) == ("in_preparation", EXPECTED)
    page = text(form())
    assert 'name="expected_on" id="id_expected_on" value="15.03.2026"' in page
    assert f"{WORDS}" in page


def test_yes_no_form_saves_expected_day(form, office):
    indicator = factories.in_programme(
        office.programme, unit=office.unit, value_type="yes_no", terms__verbatim="tak", terms__aggregation="last"
    )
    form(indicator, value="in_preparation", expected_on="2026-03-15")
    assert Revision.objects.get().expected_on == EXPECTED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": "3", "expected_on": "15.03.2026"}, "Usuń spodziewany dzień"),
        ({"no_value_reason": "not_measured", "expected_on": "15.03.2026"}, "Usuń spodziewany dzień"),
        ({"no_value_reason": "in_preparation", "expected_on": "30.12.2024"}, "Wpisz dzień od 31 grudnia 2024 r."),
        ({"no_value_reason": "in_preparation", "expected_on": "15.03.2206"}, "do 31 grudnia 2029 r."),
        ({"no_value_reason": "in_preparation", "expected_on": "wiosną"}, "dzień.miesiąc.rok"),
    ],
)
def test_form_rejects_expected_day_that_does_not_apply(form, fields, message):
    response = form(**fields)
    page = text(response)
    assert message in page
    assert f'value="{fields["expected_on"]}"' in page
    assert not Revision.objects.exists()


def test_grid_saves_expected_day_and_marks_wrong_one(office, client):
    client.force_login(office.officer)
    address, prefix = "/panel/programy/2021-2025/2024/", f"f{office.indicator.pk}_2024"
    sent = {f"{prefix}_based_on": "0", f"{prefix}_was": "", "request_key": "k", "do": "save"}
    sent[f"{prefix}_no_value_reason"] = "not_measured"
    refused = client.post(address, sent | {f"{prefix}_expected_on": "15.03.2026"})
    assert "Usuń spodziewany dzień" in text(refused)
    assert re.search(rf'expected is-filled" type="text" id="{prefix}_expected_on"', text(refused))
    assert not Revision.objects.exists()
    sent |= {f"{prefix}_no_value_reason": "in_preparation", f"{prefix}_expected_on": "15.03.2026"}
    client.post(address, sent)
    assert Revision.objects.get().expected_on == EXPECTED
    assert f'id="{prefix}_expected_on" name="{prefix}_expected_on" value="15.03.2026"' in text(client.get(address))


def test_expected_day_is_public_wherever_the_gap_is(waiting, client):
    indicator = waiting.indicator.pk
    page = text(client.get(f"/wskazniki/{indicator}/"))
    assert WORDS in page
    assert "dane za 2024 r. są nadal w opracowaniu, spodziewane 15 marca 2026 r., termin" in page
    assert "(spodziewane 15 marca 2026 r.)." in text(client.get("/zmiany/"))
    csv = client.get("/programy/2021-2025/dane/wartosci.csv").getvalue().decode("utf-8-sig")
    assert "in_preparation,2026-03-15" in csv
    calendar = client.get("/programy/2021-2025/terminy.ics").content.decode().replace("\r\n ", "")
    event = calendar.split(f"UID:spodziewane.2021-2025.{indicator}.2024@")[1].split("END:VEVENT")[0]
    assert "DTSTART;VALUE=DATE:20260315" in event


def test_expected_day_is_part_of_the_recorded_history(waiting):
    assert verify().fault is None
    rewritable(Revision).filter(seq=1).update(expected_on=date(2026, 9, 15))
    assert verify().fault.seq == 1
    rewritable(Revision).filter(seq=1).update(expected_on=EXPECTED)
    change = Change.objects.get(kind=Change.Kind.FIGURE_APPROVED)
    assert change.details["expected_on"] == "2026-03-15"
    rewritable(Change).filter(pk=change.pk).update(details={**change.details, "expected_on": "2026-09-15"})
    assert verify().fault.seq == 2


def test_correction_names_both_expected_days(waiting, client):
    later = Figure(no_value_reason="in_preparation", expected_on=date(2026, 4, 30))
    measurement = Measurement.objects.get()
    measurements.correct(waiting.slot(), later, by=waiting.officer, based_on=2, reason="Audyt trwa.", on=ON)
    measurements.approve(measurement, by=waiting.coordinator, based_on=3)
    page = text(client.get("/zmiany/"))
    assert "(spodziewane 15 marca 2026 r.)" in page
    assert "(spodziewane 30 kwietnia 2026 r.)" in page


def test_panel_names_expected_day(waiting, client):
    client.force_login(waiting.officer)
    assert f"{WORDS} (zatwierdzono 10 czerwca 2025 r.)" in text(client.get("/panel/"))
