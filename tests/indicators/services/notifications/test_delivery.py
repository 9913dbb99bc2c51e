"""Delivery of the queue: claims, faults, outdated messages, changed addresses."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from unittest import mock

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from cooperation.models import Letter
from cooperation.models.letters import VALIDITY
from cooperation.services import delivery
from indicators.services.notifications import queue
from tests.indicators.services.notifications.conftest import DUE


def _counts() -> dict[str, int]:
    count = delivery.send()
    return {"sent": count.sent, "failed": count.failed}


def test_corrected_address_is_used(mailing):
    queue.write_notifications(on=DUE - timedelta(days=3))
    mailing.officer.email = "nowy@example.org"
    mailing.officer.save()
    delivery.send()
    assert (outgoing.outbox[0].to, Letter.objects.get().address) == (["nowy@example.org"], "nowy@example.org")


def test_each_message_is_sent_once_with_both_bodies_and_own_id(mailing):
    queue.write_notifications(on=DUE + timedelta(days=7))
    assert (_counts(), _counts()) == ({"sent": 2, "failed": 0}, {"sent": 0, "failed": 0})
    assert len({message.extra_headers["Message-ID"] for message in outgoing.outbox}) == 2
    for message in outgoing.outbox:
        assert message.message().get_content_type() == "multipart/alternative"
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_claimed_notification_cannot_be_claimed_until_lease_ends(mailing):
    (row,) = queue.write_notifications(on=DUE - timedelta(days=3))
    now = timezone.now()
    assert delivery.claim(row.pk, now) is True
    assert delivery.claim(row.pk, now + delivery.LEASE) is False
    first = delivery.message_id(Letter.objects.get())
    assert delivery.claim(row.pk, now + delivery.LEASE + timedelta(seconds=1)) is True
    assert (delivery.message_id(Letter.objects.get()), Letter.objects.get().tries) == (first, 2)


def test_notifications_stay_queued_without_mail_server(mailing, settings, capsys):
    settings.MAIL_IS_SET_UP = False
    mailing.officer.save()
    queue.write_notifications(on=DUE - timedelta(days=3))
    assert _counts() == {"sent": 0, "failed": 0}
    assert (Letter.objects.get().tries, outgoing.outbox) == (0, [])


def test_outdated_notifications_and_inactive_recipients_are_skipped(mailing, time_machine):
    queue.write_notifications(on=DUE + timedelta(days=7))
    mailing.officer.is_active = False
    mailing.officer.save()
    assert delivery.send().sent == 1
    Letter.objects.update(sent_at=None)
    time_machine.move_to(timezone.now() + VALIDITY, tick=False)
    assert delivery.send().sent == 0
    assert Letter.objects.filter(given_up_at=timezone.now()).exclude(text="").count() == 2


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
def test_failed_letter_stores_fault_and_is_tried_again_after_pause(mailing, fault, failed, time_machine):
    queue.write_notifications(on=DUE + timedelta(days=7))
    with mock.patch.object(EmailBackend, "send_messages", side_effect=fault):
        assert _counts() == {"sent": 0, "failed": failed}
    failed_notifications = Letter.objects.filter(tries=1, taken_until=None, sent_at=None)
    assert [row.fault.startswith(type(fault).__name__) for row in failed_notifications] == [True] * failed
    assert _counts() == {"sent": 2 - failed, "failed": 0}  # those that have not been tried
    time_machine.move_to(timezone.now() + delivery.PAUSES[0], tick=False)
    assert _counts() == {"sent": failed, "failed": 0}
    assert set(Letter.objects.values_list("fault", flat=True)) == {""}
