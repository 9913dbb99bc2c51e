"""Which notifications are written on a day, and to whom; most tests run the hourly command over many days."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from smtplib import SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from cooperation.models import Deputy, Letter, UnitMember
from indicators.models import ReportingRound
from indicators.queries.notifications import people_without_address
from indicators.services import rounds
from indicators.services.notifications import occasions, queue
from tests import factories
from tests.indicators.services.notifications.conftest import DUE, notification_keys, run_twice_a_day, submit

HOURS = (7, 23)  # of UTC: the second one is the next day in Warsaw


def run_across_midnight(first: date, last: date) -> None:
    run_twice_a_day(first, last, hours=HOURS)


def days_of(kind: str, person: Any) -> list[date]:
    """Return the days (in Warsaw) on which messages of the kind were sent to the person."""
    moments = Letter.objects.filter(kind=kind, recipient=person, sent_at__isnull=False)
    return [timezone.localdate(at) for at in moments.order_by("sent_at").values_list("sent_at", flat=True)]


@pytest.mark.parametrize("shift", range(7), ids=lambda days: f"{date(2025, 3, 29) + timedelta(days=days):%a}")
def test_overdue_notifications_are_seven_days_apart(mailing, shift):
    due = date(2025, 3, 29) + timedelta(days=shift)  # Saturday to Friday
    ReportingRound.objects.filter(year=2024).update(due_on=due)
    run_across_midnight(due - timedelta(days=1), due + timedelta(days=16))
    assert days_of("overdue", mailing.officer) == [due + timedelta(days=1 + 7 * week) for week in range(3)]


def test_unsent_overdue_notification_is_not_repeated(mailing):
    """Ten days without a mail server: one message, and the next one seven days after it was sent."""
    due = date(2025, 3, 31)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPServerDisconnected("gone")):
        run_across_midnight(due + timedelta(days=1), due + timedelta(days=10))
    run_across_midnight(due + timedelta(days=11), due + timedelta(days=20))
    assert days_of("overdue", mailing.officer) == [due + timedelta(days=11), due + timedelta(days=18)]


def test_outdated_overdue_notification_is_repeated(mailing):
    due = date(2025, 3, 31)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPServerDisconnected("gone")):
        run_across_midnight(due + timedelta(days=1), due + timedelta(days=14))
    run_across_midnight(due + timedelta(days=15), due + timedelta(days=23))
    assert days_of("overdue", mailing.officer) == [due + timedelta(days=day) for day in (15, 22)]


def test_moved_opening_day_is_not_notified_again(mailing):
    """The opening is notified on 1 February; the first day is then moved four times, earlier and later."""
    row = ReportingRound.objects.get(year=2025)
    ReportingRound.objects.filter(pk=row.pk).update(opens_on=date(2025, 2, 1), due_on=date(2026, 3, 31))
    run_across_midnight(date(2025, 1, 25), date(2025, 2, 2))
    for number, day in enumerate((date(2025, 1, 28), date(2025, 2, 10), date(2025, 2, 3), date(2025, 2, 20))):
        row.refresh_from_db()
        rounds.change_days(row, opens_on=day, due_on=row.due_on, reason="zmiana", by=mailing.coordinator)
        run_across_midnight(date(2025, 2, 3 + 5 * number), date(2025, 2, 7 + 5 * number))
    for person in (mailing.officer, mailing.coordinator):
        assert days_of("round_opened", person) == [date(2025, 2, 1)]


def test_notifications_of_months_for_missing_quarterly_figure(mailing):
    """All messages to two people from the end of one year to the beginning of the next."""
    mailing.indicator.targets.all().delete()
    factories.TargetFactory(indicator=mailing.indicator, frequency="quarterly")
    run_across_midnight(date(2024, 12, 20), date(2025, 4, 20))
    by_kind = Counter(Letter.objects.values_list("recipient__username", "kind"))
    assert by_kind == {
        ("urzednik", "overdue"): 18,
        ("urzednik", "round_opened"): 1,  # of 2025
        ("urzednik", "due_soon"): 3,  # twice before 31 March (the year 2024), once before 30 April (a quarter)
        ("koordynator", "round_opened"): 1,
        ("koordynator", "digest"): 18,
    }
    overdue = days_of("overdue", mailing.officer)
    assert min(later - earlier for earlier, later in pairwise(overdue)) == timedelta(days=7)
    mondays = days_of("digest", mailing.coordinator)
    assert {day.weekday() for day in mondays} == {0}
    assert len(mondays) == len(set(mondays))


def test_notifications_of_two_months_for_missing_figure(mailing):
    """Due on Monday 31 March: 14 and 3 days before, then every week; the coordinator's Mondays from 7 April on."""
    run_twice_a_day(date(2025, 3, 1), date(2025, 4, 30))
    assert notification_keys(mailing.officer) == [
        "due_soon:14:2025-03-31",
        "due_soon:3:2025-03-31",
        *(f"overdue:2025-04-{day:02}" for day in (1, 8, 15, 22, 29)),
    ]
    assert notification_keys(mailing.coordinator) == [f"digest:2025-W{week}" for week in (15, 16, 17, 18)]
    message_counts = Counter(Letter.objects.values_list("recipient__username", "kind"))
    assert message_counts == {("urzednik", "due_soon"): 2, ("urzednik", "overdue"): 5, ("koordynator", "digest"): 4}


def test_next_run_writes_notifications_of_missed_run(mailing):
    run_twice_a_day(DUE - timedelta(days=9), DUE - timedelta(days=9))
    run_twice_a_day(DUE - timedelta(days=1), DUE - timedelta(days=1))
    assert notification_keys(mailing.officer) == ["due_soon:14:2025-03-31", "due_soon:3:2025-03-31"]
    assert "za 9 dni" in Letter.objects.earliest("pk").text.replace("\u00a0", " ")


def test_opened_round_is_notified_once(mailing):
    ReportingRound.objects.filter(year=2025).update(opens_on=date(2025, 2, 20), due_on=date(2026, 3, 31))
    factories.officer(factories.UnitFactory(), email="bez@example.org")
    run_twice_a_day(date(2025, 2, 19), date(2025, 3, 10))
    key = f"round_opened:{mailing.programme.pk}:2025"
    assert [notification_keys(mailing.officer), notification_keys(mailing.coordinator)] == [[key], [key]]
    assert Letter.objects.count() == 2
    assert "1 pomiar" in Letter.objects.get(recipient=mailing.coordinator).text.replace("\u00a0", " ")


def test_round_opened_long_ago_is_not_notified(mailing):
    queue.write_notifications(on=date(2025, 1, 20))
    assert notification_keys() == []


def test_moved_due_date_is_notified_again(mailing):
    queue.write_notifications(on=DUE - timedelta(days=3))
    later = DUE + timedelta(days=10)
    ReportingRound.objects.filter(year=2024).update(due_on=later)
    run_twice_a_day(DUE - timedelta(days=2), later)
    assert notification_keys(mailing.officer) == [
        f"due_soon:{suffix}" for suffix in ("3:2025-03-31", "14:2025-04-10", "3:2025-04-10")
    ]


@pytest.mark.parametrize("ended", ["closed", "unpublished", "example", "submitted", "disabled", "without address"])
def test_nothing_is_written_when_no_figure_or_recipient_remains(mailing, ended):
    if ended == "closed":
        ReportingRound.objects.update(closed_at=timezone.now(), closed_by=mailing.coordinator)
    elif ended == "submitted":
        submit(mailing)
    elif ended == "disabled":
        mailing.officer.is_active = False
        mailing.officer.save()
    elif ended == "without address":
        mailing.officer.email = ""
        mailing.officer.save()
        assert people_without_address() == [mailing.officer]
    else:
        mailing.programme.is_published, mailing.programme.is_example = ended != "unpublished", ended == "example"
        mailing.programme.save()
    run_twice_a_day(DUE - timedelta(days=20), DUE + timedelta(days=20), every=4)
    assert notification_keys(mailing.officer) == []


def test_notifications_follow_unit_members_and_deputies(mailing):
    """A person who left the unit receives none; the deputy receives them only during the absence."""
    other = factories.officer(factories.UnitFactory(), email="inna@example.org")
    away = date(2025, 4, 7)
    Deputy.objects.create(person=mailing.officer, deputy=other, since=away, until=away + timedelta(days=6))
    run_twice_a_day(DUE + timedelta(days=1), date(2025, 4, 25))
    assert notification_keys(other) == ["overdue:2025-04-07"]
    membership = UnitMember.objects.get(user=mailing.officer)
    membership.until = date(2025, 4, 25)
    membership.save()
    before = notification_keys(mailing.officer)
    run_twice_a_day(date(2025, 4, 28), date(2025, 5, 20))
    assert notification_keys(mailing.officer) == before


def test_figure_without_unit_is_notified_to_coordinator(mailing):
    mailing.indicator.unit = None
    mailing.indicator.save()
    queue.write_notifications(on=DUE - timedelta(days=3))
    assert [(row.recipient, row.kind) for row in Letter.objects.all()] == [(mailing.coordinator, "due_soon")]


def test_reader_question_is_in_weekly_summary_until_answered(mailing):
    """Asked on Saturday 1 February: the answer is due on 15 February, a Saturday."""
    asked = datetime(2025, 2, 1, 9, tzinfo=UTC)
    factories.ReaderQuestionFactory(indicator=mailing.indicator, asked_at=asked)
    factories.ReaderQuestionFactory(indicator=factories.in_programme(factories.ProgrammeFactory(is_published=False)))
    run_twice_a_day(date(2025, 2, 3), date(2025, 2, 10))
    assert notification_keys(mailing.coordinator) == ["digest:2025-W06", "digest:2025-W07"]
    run_twice_a_day(date(2025, 2, 17), date(2025, 2, 17))
    early, *_others, late = Letter.objects.filter(recipient=mailing.coordinator).order_by("pk")
    assert early.subject.endswith("pytania czytelników 1")
    assert "odpowiedź do 15 lutego 2025" in early.text.replace("\u00a0", " ")
    assert "termin odpowiedzi minął 15 lutego 2025" in late.text.replace("\u00a0", " ")
    assert "/panel/pytania/czytelnicy/" in late.text


@pytest.mark.parametrize("size", [1, 3])
def test_occasions_of_day_use_fixed_number_of_queries(mailing, size, django_assert_num_queries):
    for _ in range(size - 1):
        unit = factories.UnitFactory()
        factories.in_programme(mailing.programme, unit=unit)
        factories.officer(unit, email="ktos@example.org")
    with django_assert_num_queries(15):
        assert len(occasions.occasions_of_day(on=DUE + timedelta(days=7))) == size + 1
