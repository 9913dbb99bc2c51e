"""The hourly command, run over many days, and the notifications that it wrote."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine as clock
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services import delivery
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.notifications import queue

DUE = date(2025, 3, 31)  # of 2024, a Monday


def notification_keys(person: Any = None) -> list[str]:
    notifications = Letter.objects.order_by("created_at", "pk")
    return list((notifications.filter(recipient=person) if person else notifications).values_list("key", flat=True))


def run_twice_a_day(first: date, last: date, *, every: int = 1, hours: tuple[int, int] = (8, 16)) -> None:
    """Run the two steps of the hourly command at both hours (UTC) of every nth day."""
    day = first
    while day <= last:
        for hour in hours:
            with clock.travel(datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC), tick=False):
                queue.write_notifications(on=timezone.localdate())
                delivery.send()
        day += timedelta(days=every)


def submit(office: Any, value: int = 3, *, indicator: Any = None, based_on: int = 0) -> Any:
    slot = office.slot("2024", indicator or office.indicator)
    return measurements.submit(slot, Figure(Decimal(value)), by=office.officer, based_on=based_on, on=date(2025, 2, 1))
