"""Letters counted over months: the clock walks day by day, and the command runs twice a day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from smtplib import SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
import time_machine as clock
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from indicators.models import Notification, ReportingRound
from indicators.services import rounds
from indicators.services.notifications import delivery, outbox
from tests import factories

HOURS = (7, 23)  # of UTC: the second one is the next day in Warsaw


@pytest.fixture
def bureau(office: Any, settings: Any) -> Any:
    """The year 2024 is open, the years before are closed; an officer and a coordinator have addresses."""
    settings.MAIL_IS_SET_UP = True
    ReportingRound.objects.filter(year__lt=2024).update(closed_at=timezone.now(), closed_by=office.coordinator)
    for person, address in ((office.officer, "urzednik@example.org"), (office.coordinator, "koord@example.org")):
        person.email = address
        person.save()
    return office


def walk(first: date, last: date) -> None:
    """Run the hourly command's two steps twice on each day."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for hour in HOURS:
            with clock.travel(datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC), tick=False):
                outbox.write_notifications(on=timezone.localdate())
                delivery.send()


def days_of(kind: str, person: Any) -> list[date]:
    """The days (in Warsaw) on which the person was sent letters of the kind."""
    moments = Notification.objects.filter(kind=kind, recipient=person, sent_at__isnull=False)
    return [timezone.localdate(at) for at in moments.order_by("sent_at").values_list("sent_at", flat=True)]


@pytest.mark.parametrize("shift", range(7), ids=lambda days: f"{date(2025, 3, 29) + timedelta(days=days):%a}")
def test_overdue_notifications_are_seven_days_apart(bureau, shift):
    due = date(2025, 3, 29) + timedelta(days=shift)  # Saturday to Friday
    ReportingRound.objects.filter(year=2024).update(due_on=due)
    walk(due - timedelta(days=1), due + timedelta(days=16))
    assert days_of("overdue", bureau.officer) == [due + timedelta(days=1 + 7 * week) for week in range(3)]


def test_unsent_overdue_notification_is_not_repeated(bureau):
    """Ten days without a mail server: one letter, and the next one seven days after it was sent."""
    due = date(2025, 3, 31)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPServerDisconnected("gone")):
        walk(due + timedelta(days=1), due + timedelta(days=10))
    walk(due + timedelta(days=11), due + timedelta(days=20))
    assert days_of("overdue", bureau.officer) == [due + timedelta(days=11), due + timedelta(days=18)]


def test_outdated_overdue_notification_is_repeated(bureau):
    due = date(2025, 3, 31)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPServerDisconnected("gone")):
        walk(due + timedelta(days=1), due + timedelta(days=14))
    walk(due + timedelta(days=15), due + timedelta(days=23))
    assert days_of("overdue", bureau.officer) == [due + timedelta(days=day) for day in (15, 22)]


def test_moved_opening_day_is_not_notified_again(bureau):
    """Told on 1 February; the first day is then moved four times, earlier and later."""
    row = ReportingRound.objects.get(year=2025)
    ReportingRound.objects.filter(pk=row.pk).update(opens_on=date(2025, 2, 1), due_on=date(2026, 3, 31))
    walk(date(2025, 1, 25), date(2025, 2, 2))
    for number, day in enumerate((date(2025, 1, 28), date(2025, 2, 10), date(2025, 2, 3), date(2025, 2, 20))):
        row.refresh_from_db()
        rounds.change_days(row, opens_on=day, due_on=row.due_on, reason="zmiana", by=bureau.coordinator)
        walk(date(2025, 2, 3 + 5 * number), date(2025, 2, 7 + 5 * number))
    for person in (bureau.officer, bureau.coordinator):
        assert days_of("round_opened", person) == [date(2025, 2, 1)]


def test_notifications_of_months_for_missing_quarterly_figure(bureau):
    """Every letter of two people over the end of one year and the beginning of the next one."""
    bureau.indicator.targets.all().delete()
    factories.TargetFactory(indicator=bureau.indicator, frequency="quarterly")
    walk(date(2024, 12, 20), date(2025, 4, 20))
    by_kind = Counter(Notification.objects.values_list("recipient__username", "kind"))
    assert by_kind == {
        ("urzednik", "overdue"): 18,
        ("urzednik", "round_opened"): 1,  # of 2025
        ("urzednik", "due_soon"): 3,  # twice before 31 March (the year 2024), once before 30 April (a quarter)
        ("koordynator", "round_opened"): 1,
        ("koordynator", "digest"): 18,
    }
    overdue = days_of("overdue", bureau.officer)
    assert min(later - earlier for earlier, later in pairwise(overdue)) == timedelta(days=7)
    mondays = days_of("digest", bureau.coordinator)
    assert {day.weekday() for day in mondays} == {0}
    assert len(mondays) == len(set(mondays))
