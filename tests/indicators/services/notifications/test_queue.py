"""Notifications of decisions: written in the same transaction, sent by the next run or gathered; muted messages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outgoing

from cooperation.models import Letter
from cooperation.services import delivery
from indicators.models import MailChoice
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.errors import StaleRevision
from indicators.services.notifications import queue
from tests import factories
from tests.indicators.services.notifications.conftest import DUE, notification_keys, run_twice_a_day, submit


def test_person_with_overdue_only_gets_no_other_notifications(mailing):
    for person in (mailing.officer, mailing.coordinator):
        queue.set_overdue_only(person, overdue_only=True)
    run_twice_a_day(DUE - timedelta(days=20), DUE + timedelta(days=10))
    assert notification_keys() == ["overdue:2025-04-01", "overdue:2025-04-08"]
    measurements.send_back(submit(mailing).measurement, by=mailing.coordinator, based_on=1, comment="popraw")
    assert len(notification_keys()) == 2
    queue.set_overdue_only(mailing.officer, overdue_only=False)
    assert MailChoice.objects.get(person=mailing.officer).only_overdue is False


def test_author_is_notified_of_returned_figure_by_next_run(mailing):
    revision = submit(mailing)
    measurements.send_back(revision.measurement, by=mailing.coordinator, based_on=1, comment="Brak Torunia & Łęgu.")
    assert outgoing.outbox == []
    delivery.send()
    (sent,) = outgoing.outbox
    assert (sent.to, sent.subject) == (["urzednik@example.org"], "Zwrócono do poprawy: Liczba warsztatów, 2024")
    assert "„Brak Torunia & Łęgu”." in sent.body.replace("\u00a0", " ")
    assert "„Brak Torunia &amp; Łęgu”." in sent.alternatives[0].content.replace("\u00a0", " ")
    assert Letter.objects.get().sent_at is not None


def test_first_approval_is_sent_by_next_run_and_later_ones_gathered_for_an_hour(mailing, time_machine):
    """A notification is extended until its first try; afterwards its text does not change."""
    time_machine.move_to("2025-03-01T07:00:00Z", tick=False)
    indicators = [mailing.indicator, *(factories.in_programme(mailing.programme, unit=mailing.unit) for _ in range(5))]
    figures = [submit(mailing, indicator=indicator).measurement for indicator in indicators]

    def approve(*some: Any) -> list[str]:
        for figure in some:
            measurements.approve(figure, by=mailing.coordinator, based_on=1)
            delivery.send()
        return [message.subject.replace("\u00a0", " ") for message in outgoing.outbox]

    assert approve(*figures[:4]) == ["Zatwierdzono: 1 pomiar"]
    gathered = Letter.objects.get(sent_at=None)
    assert [gathered.text.count(f"/wskazniki/{indicator.pk}/") for indicator in indicators] == [0, 1, 1, 1, 0, 0]
    Letter.objects.filter(pk=gathered.pk).update(tries=1)  # the mail server may already have accepted it
    assert approve(figures[4]) == ["Zatwierdzono: 1 pomiar"]
    time_machine.move_to("2025-03-01T08:00:00Z", tick=False)
    assert delivery.send().sent == 2
    time_machine.move_to("2025-03-01T09:00:01Z", tick=False)
    assert approve(figures[5]) == [f"Zatwierdzono: {n}" for n in ("1 pomiar", "3 pomiary", "1 pomiar", "1 pomiar")]


def test_rolled_back_decision_notifies_nobody(mailing):
    revision = submit(mailing)
    with mock.patch.object(measurements, "_register_approval", side_effect=RuntimeError), pytest.raises(RuntimeError):
        measurements.approve(revision.measurement, by=mailing.coordinator, based_on=1)
    with pytest.raises(StaleRevision):
        measurements.send_back(revision.measurement, by=mailing.coordinator, based_on=7, comment="x")
    assert notification_keys() == []


def test_own_decision_and_example_notify_nobody(mailing):
    own = measurements.submit(
        mailing.slot("2024"), Figure(Decimal(3)), by=mailing.coordinator, based_on=0, on=date(2025, 2, 1)
    )
    measurements.approve(own.measurement, by=mailing.coordinator, based_on=1)
    mailing.programme.is_example = True
    mailing.programme.save()
    other = factories.in_programme(mailing.programme, unit=mailing.unit)
    measurements.approve(submit(mailing, indicator=other).measurement, by=mailing.coordinator, based_on=1)
    assert notification_keys() == []
