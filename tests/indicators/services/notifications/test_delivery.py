"""Delivery of the queue: claims, faults, outdated messages, changed addresses."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from unittest import mock

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from indicators.models import Notification
from indicators.services.notifications import delivery, outbox
from tests.indicators.services.notifications.conftest import DUE


def test_corrected_address_is_used(mailing):
    outbox.write_notifications(on=DUE - timedelta(days=3))
    mailing.officer.email = "nowy@example.org"
    mailing.officer.save()
    delivery.send()
    assert (outgoing.outbox[0].to, Notification.objects.get().address) == (["nowy@example.org"], "nowy@example.org")


def test_each_message_is_sent_once_with_both_bodies_and_own_id(mailing):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    assert (vars(delivery.send()), vars(delivery.send())) == ({"sent": 2, "failed": 0}, {"sent": 0, "failed": 0})
    assert len({message.extra_headers["Message-ID"] for message in outgoing.outbox}) == 2
    for message in outgoing.outbox:
        assert message.message().get_content_type() == "multipart/alternative"
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_claimed_notification_cannot_be_claimed_until_lease_ends(mailing):
    (row,) = outbox.write_notifications(on=DUE - timedelta(days=3))
    now = timezone.now()
    assert delivery.claim(row.pk, now) is True
    assert delivery.claim(row.pk, now + delivery.LEASE) is False
    first = delivery.message_id(Notification.objects.get())
    assert delivery.claim(row.pk, now + delivery.LEASE + timedelta(seconds=1)) is True
    assert (delivery.message_id(Notification.objects.get()), Notification.objects.get().tries) == (first, 2)


def test_notifications_stay_queued_without_mail_server(mailing, settings, capsys):
    settings.MAIL_IS_SET_UP = False
    mailing.officer.save()
    outbox.write_notifications(on=DUE - timedelta(days=3))
    assert vars(delivery.send()) == {"sent": 0, "failed": 0}
    assert (Notification.objects.get().tries, outgoing.outbox) == (0, [])


def test_outdated_notifications_and_inactive_recipients_are_skipped(mailing, time_machine):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    mailing.officer.is_active = False
    mailing.officer.save()
    assert delivery.send().sent == 1
    Notification.objects.update(sent_at=None)
    time_machine.move_to("2025-03-15T08:00:01Z", tick=False)
    assert delivery.send().sent == 0


@pytest.mark.parametrize(
    ("fault", "failed"),
    [
        (ConnectionRefusedError(111, "refused"), 1),  # the server is down: the second message is not tried
        (SMTPServerDisconnected("gone"), 1),
        (SMTPRecipientsRefused({}), 2),  # this one is refused, the next one may be taken
        (ValueError("no such header"), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failed_notification_stores_fault_and_is_sent_by_next_run(mailing, fault, failed):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    with mock.patch.object(EmailBackend, "send_messages", side_effect=fault):
        assert vars(delivery.send()) == {"sent": 0, "failed": failed}
    failed_notifications = Notification.objects.filter(tries=1, taken_until=None, sent_at=None)
    assert [row.fault.startswith(type(fault).__name__) for row in failed_notifications] == [True] * failed
    assert vars(delivery.send()) == {"sent": 2, "failed": 0}
    assert set(Notification.objects.values_list("fault", flat=True)) == {""}
