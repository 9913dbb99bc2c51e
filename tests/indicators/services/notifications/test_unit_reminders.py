"""Reminders to units: to whom, once a day, who asked, and that nothing is sent in the request."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outgoing

from cooperation.models import Deputy, Letter
from cooperation.services import delivery
from indicators.models import ReportingRound
from indicators.queries.members import responsible_people
from indicators.queries.notifications import due_figures_of_running_programmes
from indicators.queries.unit_reminders import OverdueUnit, ReminderState, overdue_units, recent_letters
from indicators.services.errors import NotAllowed
from indicators.services.notifications import queue
from tests import factories
from tests.indicators.conftest import ON

AFTER = ON.replace(month=4, day=14)


@pytest.fixture(autouse=True)
def _mail(settings: Any, time_machine: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to("2025-04-14T06:12:00Z", tick=False)


@pytest.fixture
def late(office: Any) -> Any:
    """The figures for 2021 to 2024 of one unit are overdue."""
    office.officer.email = "urzednik@example.org"
    office.officer.save()
    return office


def request(late: Any, unit: int | None = None) -> list[OverdueUnit]:
    return queue.request_reminders(unit, by=late.coordinator, on=AFTER)


def states() -> list[ReminderState]:
    figures = due_figures_of_running_programmes(on=AFTER)
    rows = overdue_units(figures, responsible_people(on=AFTER), recent_letters(on=AFTER), on=AFTER)
    return [row.state for row in rows]


def test_reminder_is_queued_with_requester_and_not_sent(late):
    (row,) = request(late, late.unit.pk)
    notification = Letter.objects.get()
    assert (notification.recipient, notification.requested_by) == (late.officer, late.coordinator)
    assert notification.kind == "reminder"
    assert notification.subject.replace("\u00a0", " ") == "Przypomnienie: 4 pomiary po terminie"
    assert len(row.reminded_of) == 4
    assert notification.text.count("Liczba warsztatów") == 4
    assert late.unit.name in notification.text.replace("\u00a0", " ")
    assert outgoing.outbox == []
    assert delivery.send().sent == 1
    assert "List-Unsubscribe-Post" not in outgoing.outbox[0].extra_headers


def test_second_request_on_the_same_day_queues_nothing(late):
    assert len(request(late, late.unit.pk)) == 1
    assert request(late, late.unit.pk) == []
    assert request(late) == []
    assert Letter.objects.count() == 1
    later = AFTER + timedelta(days=1)
    assert len(queue.request_reminders(late.unit.pk, by=late.coordinator, on=later)) == 1


def test_concurrent_request_queues_one_letter_for_each_recipient(late):
    with mock.patch("indicators.services.notifications.queue.recent_letters") as unaware:
        unaware.return_value = recent_letters(on=AFTER)
        request(late)
        assert request(late) == []
    assert Letter.objects.count() == 1


def test_deputy_is_reminded_too(late):
    deputy = factories.officer(factories.UnitFactory(), email="zastepca@example.org")
    Deputy.objects.create(person=late.officer, deputy=deputy, since=AFTER, until=AFTER)
    request(late)
    assert {row.recipient for row in Letter.objects.all()} == {late.officer, deputy}


def test_person_in_two_units_is_reminded_of_each(late):
    second = factories.UnitFactory()
    factories.in_programme(late.programme, unit=second)
    second.members.create(user=late.officer, since=AFTER)
    assert len(request(late)) == 2
    assert Letter.objects.filter(recipient=late.officer).count() == 2


@pytest.mark.parametrize("change", ["address", "role", "disabled"])
def test_person_whom_letters_do_not_reach_gets_none(late, change):
    if change == "address":
        late.officer.email = ""
    elif change == "role":
        late.officer.groups.clear()
    else:
        late.officer.is_active = False
    late.officer.save()
    assert states() == [ReminderState.NO_PEOPLE if change == "disabled" else ReminderState.NO_ADDRESS]
    assert request(late) == []


def test_example_programme_and_closed_year_are_left_out(late):
    late.programme.is_example = True
    late.programme.save()
    assert request(late) == []
    late.programme.is_example = False
    late.programme.save()
    ReportingRound.objects.update(closed_at="2025-04-01T00:00Z", closed_by=late.coordinator)
    assert request(late) == []


def test_weekly_letter_is_not_written_on_the_day_of_a_reminder(late):
    request(late)
    delivery.send()
    queue.write_notifications(on=AFTER)
    assert not Letter.objects.filter(recipient=late.officer, kind="overdue").exists()


@pytest.mark.parametrize("person", ["officer", "administrator"])
def test_only_coordinator_may_remind(late, person):
    by = late.officer if person == "officer" else factories.administrator()
    with pytest.raises(NotAllowed):
        queue.request_reminders(None, by=by, on=AFTER)
    assert not Letter.objects.exists()
