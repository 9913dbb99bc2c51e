"""Messages to readers who asked, and the retention of questions and addresses."""

import re
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cooperation.models import Letter
from cooperation.services import delivery, outbox
from indicators.models import ReaderQuestion
from indicators.services import reader_questions
from indicators.services.reader_questions import NewQuestion
from tests.indicators.services.test_reader_questions import (
    DAY,
    EMAIL,
    HOUR,
    NOW,
    _mail,
    ask,
    commit,
    everything_in_the_database,
    only_letter,
    publish,
    waiting,
)

__all__ = ["_mail", "commit", "waiting"]


# --- letters -------------------------------------------------------------------------------------------------------


def letters(**options: Any) -> Any:
    return mock.patch.object(EmailBackend, "send_messages", autospec=True, **options)


def test_answer_moves_address_to_outbox_until_it_is_sent(office, waiting):
    publish(waiting, office.coordinator)
    waiting.refresh_from_db()
    assert waiting.email == ""
    letter = Letter.objects.get(kind="reader")
    assert (letter.address, letter.is_confidential) == (EMAIL, True)
    assert not re.search("Z list|Czytelna", letter.text + letter.html)  # encrypted
    delivery.send()
    assert EMAIL.lower() not in everything_in_the_database().lower()
    answer = next(message for message in outgoing.outbox if message.to == [EMAIL])
    assert "usunęliśmy Twój adres e-mail" in str(answer.body)
    assert Letter.objects.filter(kind="reader", text="", html="", sent_at=NOW).count() == 1


@pytest.mark.parametrize(
    "fault", [SMTPServerDisconnected("x"), OSError("x"), SMTPDataError(451, f"later, {EMAIL}".encode())]
)
def test_address_stays_until_letter_is_sent(office, waiting, fault, caplog, time_machine):
    publish(waiting, office.coordinator)
    Letter.objects.filter(recipient__isnull=False).delete()
    with letters(side_effect=fault):
        delivery.send()
    letter = Letter.objects.get()
    assert (letter.address, letter.taken_until, letter.tries) == (EMAIL, None, 1)
    assert EMAIL not in caplog.text + letter.fault
    time_machine.shift(delivery.PAUSES[0])
    delivery.send()
    assert [message.to for message in outgoing.outbox] == [[EMAIL]]
    assert EMAIL not in everything_in_the_database()


def test_permanent_refusal_gives_up_letter(office, waiting, commit, caplog):
    refused = SMTPRecipientsRefused({EMAIL: (550, b"no such user")})
    Letter.objects.all().delete()  # those to the coordinators
    with letters(side_effect=refused):
        commit(lambda: publish(waiting, office.coordinator))
    letter = Letter.objects.get(kind="reader")
    assert (letter.address, letter.text, letter.given_up_at) == ("", "", NOW)
    assert EMAIL not in caplog.text + everything_in_the_database()


def test_temporary_refusal_keeps_letter_and_address_for_next_run(office, waiting, commit):
    with letters(side_effect=SMTPRecipientsRefused({EMAIL: (452, b"full")})):
        commit(lambda: publish(waiting, office.coordinator))
    letter = Letter.objects.get(kind="reader")
    assert (letter.address, letter.given_up_at, letter.next_try_at) == (EMAIL, None, NOW + delivery.PAUSES[0])


def test_address_of_letter_that_cannot_be_sent_is_deleted_after_fourteen_days(office, waiting, time_machine):
    publish(waiting, office.coordinator)
    with letters(side_effect=OSError):
        time_machine.move_to(NOW + 14 * DAY - HOUR)
        delivery.send()
        assert EMAIL in everything_in_the_database()
        time_machine.move_to(NOW + 14 * DAY)
        delivery.send()
    assert EMAIL not in everything_in_the_database()
    assert Letter.objects.get(kind="reader").given_up_at is not None


@pytest.mark.parametrize("do", ["confirm", "withdraw"])
def test_unsent_link_of_confirmed_or_withdrawn_question_is_deleted(office, do):
    getattr(reader_questions, do)(ask(office), now=NOW)
    assert not Letter.objects.filter(kind="reader").exists()


def test_letter_is_in_language_of_the_form(office, commit):
    asked = NewQuestion(kind="error", year=None, text="Wrong.", email=EMAIL)
    commit(lambda: reader_questions.ask(office.indicator, asked, form_key="k", language="en", now=NOW))
    letter = only_letter()
    assert letter.subject == "Confirm your question: Liczba warsztatów"
    assert "https://portal.example.org/en/pytania/" in letter.body


# --- what is kept, and for how long ----------------------------------------------------------------------------------


def _delete_expired(now: datetime) -> int:
    outbox.give_up_outdated(now)
    deleted, _by_model = reader_questions.expired(now).delete()
    return deleted


def test_unconfirmed_question_is_deleted_after_three_days(office):
    ask(office)
    assert _delete_expired(NOW + 3 * DAY - HOUR) == 0
    assert _delete_expired(NOW + 3 * DAY) == 1
    assert EMAIL not in everything_in_the_database()


def test_declined_question_is_deleted_after_a_year(office, waiting):
    declined = reader_questions.confirm(ask(office, key="other"), now=NOW)
    reader_questions.decline(declined, "Nie.", office.coordinator, now=NOW)
    publish(waiting, office.coordinator)
    _delete_expired(NOW + 365 * DAY - HOUR)
    assert ReaderQuestion.objects.count() == 2
    _delete_expired(NOW + 365 * DAY)
    assert [row.state for row in ReaderQuestion.objects.all()] == ["published"]


def test_open_question_is_never_deleted(office, waiting):
    assert _delete_expired(NOW + 1000 * DAY) == 0


def test_retention_deletes_expired_questions(office, time_machine):
    ask(office)
    time_machine.move_to(NOW + 4 * DAY)
    call_command("retention", stdout=mock.Mock())
    assert not ReaderQuestion.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "published", "answer": "x"},  # by nobody
        {"state": "unconfirmed"},  # but with its due day
        {"text": ""},
        {"answer": "x"},
        {"decline_reason": "x"},
        {"due_on": None},
    ],
    ids=str,
)
def test_constraints_reject_inconsistent_states(waiting, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderQuestion.objects.filter(pk=waiting.pk).update(**change)


def test_constraint_rejects_address_of_answered_question(office, waiting):
    publish(waiting, office.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderQuestion.objects.update(email=EMAIL)
