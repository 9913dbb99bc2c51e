"""Services of rounds: permissions, refusals, and the lines of the register in both languages."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cooperation.models import Change, Programme
from cooperation.rendering import render
from indicators.models import ReportingRound
from indicators.queries.rounds import closing_checklist, round_version
from indicators.rules.figures import Figure
from indicators.services import errors, measurements, rounds
from indicators.wording import changes as change_wording
from tests import factories
from tests.indicators.conftest import ON, approve

OPENS, DUE = date(2024, 1, 1), date(2025, 3, 31)


@pytest.fixture
def row(office):
    return ReportingRound.objects.get(programme=office.programme, year=2024)


@pytest.fixture
def unopened(office):
    ReportingRound.objects.filter(year=2024).delete()
    return office.programme


def checklist_version(row, on=ON):
    return closing_checklist(row.programme, row.year, on=on).version


def register():
    """Return the register's lines about rounds, newest first: (Polish, English, reason)."""
    lines = []
    for change in Change.objects.filter(kind=Change.Kind.ROUND_CHANGED).order_by("-id"):
        line = change_wording.change_text(change)
        with translation.override("en"):
            english = render(line.sentence)
        lines.append((render(line.sentence), english, line.reason))
    return [tuple(text.replace("\u00a0", " ") for text in line) for line in lines]


def version(programme):
    return Programme.objects.get(pk=programme.pk).content_version


def test_open_round_creates_and_registers_round(office, unopened):
    before = version(unopened)
    row = rounds.open_round(unopened, 2024, opens_on=OPENS, due_on=DUE, by=office.coordinator)
    assert (row.year, row.opens_on, row.due_on, row.is_closed) == (2024, OPENS, DUE, False)
    assert register() == [
        (
            "Otwarto okres sprawozdawczy za 2024 r.: pomiary od 1 stycznia 2024 r., termin 31 marca 2025 r.",
            "The reporting round for 2024 was opened: "
            "figures can be entered from 1 January 2024 and are due by 31 March 2025.",
            "",
        )
    ]
    change = Change.objects.get(kind="round_changed")
    assert (change.object_type, change.object_id, change.role) == ("reportinground", row.pk, "coordinator")
    assert version(unopened) == before + 1


def test_open_round_rejects_year_with_round(office, unopened):
    first = rounds.open_round(unopened, 2024, opens_on=OPENS, due_on=DUE, by=office.coordinator)
    with pytest.raises(errors.RoundAlreadyOpen) as caught:
        rounds.open_round(unopened, 2024, opens_on=OPENS, due_on=date(2025, 4, 30), by=office.coordinator)
    assert caught.value.round == first
    assert (ReportingRound.objects.get(year=2024).due_on, len(register())) == (DUE, 1)


@pytest.mark.parametrize(
    ("opens_on", "due_on", "wrong"),
    [
        (DUE, OPENS, errors.DaysOutOfOrder),
        (date(2021, 1, 1), DUE, errors.DaysFarAway),
        (OPENS, date(2205, 3, 31), errors.DaysFarAway),
    ],
)
def test_impossible_days_are_rejected(office, row, opens_on, due_on, wrong):
    with pytest.raises(wrong):
        rounds.change_days(row, opens_on=opens_on, due_on=due_on, reason="x", by=office.coordinator)
    row.delete()
    with pytest.raises(wrong):
        rounds.open_round(office.programme, 2024, opens_on=opens_on, due_on=due_on, by=office.coordinator)
    assert register() == []


def test_open_round_rejects_year_outside_programme(office):
    with pytest.raises(ValueError, match="2026"):
        rounds.open_round(
            office.programme, 2026, opens_on=date(2026, 1, 1), due_on=date(2027, 3, 31), by=office.coordinator
        )


@pytest.mark.parametrize(
    ("opens_on", "due_on", "polish", "english"),
    [
        (
            OPENS,
            date(2025, 4, 15),
            "termin zmieniono z 31 marca 2025 r. na 15 kwietnia 2025 r.",
            "the due date was moved from 31 March 2025 to 15 April 2025.",
        ),
        (
            date(2024, 2, 1),
            DUE,
            "dzień otwarcia zmieniono z 1 stycznia 2024 r. na 1 lutego 2024 r.",
            "the opening was moved from 1 January 2024 to 1 February 2024.",
        ),
        (
            date(2024, 2, 1),
            date(2025, 4, 15),
            "dzień otwarcia zmieniono z 1 stycznia 2024 r. na 1 lutego 2024 r., "
            "a termin z 31 marca 2025 r. na 15 kwietnia 2025 r.",
            "the opening was moved from 1 January 2024 to 1 February 2024, "
            "the due date from 31 March 2025 to 15 April 2025.",
        ),
    ],
)
def test_change_days_registers_changed_days_with_reason(office, row, opens_on, due_on, polish, english):
    changed = rounds.change_days(row, opens_on=opens_on, due_on=due_on, reason=" na prośbę ", by=office.coordinator)
    assert (changed.opens_on, changed.due_on) == (opens_on, due_on)
    assert register() == [
        (f"Okres sprawozdawczy za 2024 r.: {polish}", f"Reporting round for 2024: {english}", "na prośbę")
    ]


def test_change_days_rejects_missing_reason_same_days_and_stale_version(office, row):
    old = round_version(row)
    later = {"opens_on": OPENS, "due_on": date(2025, 4, 15), "by": office.coordinator}
    with pytest.raises(errors.ReasonRequired):
        rounds.change_days(row, reason=" ", **later)
    with pytest.raises(errors.NothingChanged):
        rounds.change_days(row, reason="x", opens_on=OPENS, due_on=DUE, by=office.coordinator)
    rounds.change_days(row, reason="x", based_on=old, **later)
    with pytest.raises(errors.RoundChanged):
        rounds.change_days(row, reason="x", based_on=old, **(later | {"due_on": date(2025, 5, 31)}))
    assert ReportingRound.objects.get(year=2024).due_on == date(2025, 4, 15)


def test_close_without_gaps_needs_no_reason(office, row):
    approve(office)
    before = version(office.programme)
    closed = rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason="zbędny", on=ON)
    assert (closed.is_closed, closed.closed_by, closed.closing_reason) == (True, office.coordinator, "")
    assert register() == [
        (
            "Okres sprawozdawczy za 2024 r. zamknięto bez braków.",
            "The reporting round for 2024 was closed without gaps.",
            "",
        )
    ]
    assert version(office.programme) == before + 1


def test_close_with_gaps_requires_and_stores_reason(office, row):
    factories.in_programme(office.programme, unit=office.unit)
    approve(office)
    with pytest.raises(errors.GapsNeedReason) as caught:
        rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason=" ", on=ON)
    assert caught.value.gaps == 1
    assert not ReportingRound.objects.get(pk=row.pk).is_closed
    closed = rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason=" zlikwidowano ", on=ON)
    assert closed.closing_reason == "zlikwidowano"
    assert register() == [
        (
            "Okres sprawozdawczy za 2024 r. zamknięto z brakami: nie zatwierdzono 1 z 2 pomiarów.",
            "The reporting round for 2024 was closed with gaps: 1 of 2 figures were not approved.",
            "zlikwidowano",
        )
    ]


def test_close_rejects_closed_round(office, row):
    version = checklist_version(row)
    rounds.close(row, by=office.coordinator, based_on=version, reason="pierwszy", on=ON)
    with pytest.raises(errors.RoundClosed) as caught:
        rounds.close(row, by=factories.coordinator(), based_on=version, reason="drugi", on=ON)
    assert caught.value.round.closing_reason == "pierwszy"
    assert len(register()) == 1


def test_close_rejects_stale_checklist(office, row):
    version = checklist_version(row)
    measurements.submit(office.slot(), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    with pytest.raises(errors.ChecklistChanged):
        rounds.close(row, by=office.coordinator, based_on=version, reason="x", on=ON)
    version = checklist_version(row)
    rounds.change_days(row, opens_on=OPENS, due_on=date(2025, 4, 15), reason="x", by=office.coordinator)
    with pytest.raises(errors.ChecklistChanged):
        rounds.close(row, by=office.coordinator, based_on=version, reason="x", on=ON)
    assert rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason="x", on=ON).is_closed


def test_close_rejects_round_before_its_first_day(office):
    row = ReportingRound.objects.get(programme=office.programme, year=2025)
    with pytest.raises(errors.RoundNotOpenYet):
        rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason="x", on=date(2024, 12, 31))


def test_closed_round_is_reopened_with_reason(office, row):
    rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason="brak danych", on=ON)
    with pytest.raises(errors.RoundClosed):
        rounds.change_days(row, opens_on=OPENS, due_on=date(2025, 4, 15), reason="x", by=office.coordinator)
    with pytest.raises(errors.ReasonRequired):
        rounds.reopen(row, reason="", by=office.coordinator)
    opened = rounds.reopen(row, reason="wpłynęły dane", by=office.coordinator)
    assert (opened.is_closed, opened.closed_by, opened.closing_reason) == (False, None, "")
    assert register()[0] == (
        "Okres sprawozdawczy za 2024 r. otwarto ponownie.",
        "The reporting round for 2024 was reopened.",
        "wpłynęły dane",
    )
    with pytest.raises(errors.RoundNotClosed):
        rounds.reopen(row, reason="x", by=office.coordinator)


@pytest.mark.parametrize("who", ["officer", "administrator", "nobody"])
def test_steps_of_round_require_coordinator(office, row, who):
    person = {
        "officer": office.officer,
        "administrator": factories.administrator(),
        "nobody": factories.UserFactory(is_superuser=True),
    }[who]
    version = checklist_version(row)
    steps = [
        lambda: rounds.open_round(office.programme, 2024, opens_on=OPENS, due_on=DUE, by=person),
        lambda: rounds.change_days(row, opens_on=OPENS, due_on=date(2025, 4, 15), reason="x", by=person),
        lambda: rounds.close(row, by=person, based_on=version, reason="x", on=ON),
        lambda: rounds.reopen(row, reason="x", by=person),
    ]
    for step in steps:
        with pytest.raises(errors.NotAllowed):
            step()
    assert register() == []


def test_record_rejects_figure_after_round_was_closed(office, row):
    """The form, and so the slot, was created while the round was open."""
    slot = office.slot()
    rounds.close(row, by=office.coordinator, based_on=checklist_version(row), reason="x", on=ON)
    with pytest.raises(errors.RecordingLocked) as caught:
        measurements.submit(slot, Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    assert "“x”" in str(caught.value)
