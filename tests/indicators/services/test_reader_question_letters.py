"""Messages to readers who asked, and the retention of questions and addresses."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from indicators.models import ReaderQuestion
from indicators.services import reader_question_letters, reader_questions
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


def test_address_is_deleted_after_answer_is_sent(office, waiting, commit):
    assert EMAIL in everything_in_the_database()
    commit(lambda: publish(waiting, office.coordinator))
    assert EMAIL.lower() not in everything_in_the_database().lower()
    assert "usunęliśmy Twój adres e-mail" in str(outgoing.outbox[0].body)


@pytest.mark.parametrize("fault", [SMTPServerDisconnected("x"), OSError("x"), SMTPDataError(451, b"later")])
def test_address_stays_until_letter_is_sent(office, waiting, commit, fault, caplog):
    with letters(side_effect=fault):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter, waiting.taken_until) == (EMAIL, "answer", None)
    assert EMAIL not in caplog.text
    call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == ("", "")
    assert [letter.to for letter in outgoing.outbox if letter.to == [EMAIL]] == [[EMAIL]]


def test_permanent_refusal_gives_up_letter(office, waiting, commit, caplog):
    refused = SMTPRecipientsRefused({EMAIL: (550, b"no such user")})
    with letters(side_effect=refused):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == ("", "")
    assert EMAIL not in caplog.text


def test_temporary_refusal_keeps_letter_and_address_for_next_run(office, waiting, commit):
    with letters(side_effect=SMTPRecipientsRefused({EMAIL: (452, b"full")})):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == (EMAIL, "answer")


def test_send_reminders_fails_when_letters_were_not_sent(office, commit):
    with letters(side_effect=OSError):
        commit(lambda: ask(office))
        with pytest.raises(CommandError):
            call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    assert [letter.to for letter in outgoing.outbox] == [[EMAIL]]


def test_letter_is_claimed_by_one_sender(office):
    question = ask(office)
    taken = {"taken_until": NOW + timedelta(minutes=5)}
    ReaderQuestion.objects.filter(pk=question.pk).update(**taken)
    assert (reader_question_letters.send(), outgoing.outbox) == (0, [])
    ReaderQuestion.objects.filter(pk=question.pk).update(taken_until=NOW - timedelta(seconds=1))
    reader_question_letters.send()
    assert len(outgoing.outbox) == 1
    assert reader_question_letters.message(question).extra_headers == outgoing.outbox[0].extra_headers


def test_late_sender_does_not_mark_newer_letter(office, waiting):
    """The question is answered while the confirmation message is being sent: the answer remains to be sent."""
    row = publish(waiting, office.coordinator)
    reader_question_letters._mark_sent(row.pk, "confirm")
    waiting.refresh_from_db()
    assert (waiting.letter, waiting.email) == ("answer", EMAIL)


def test_send_does_nothing_without_mail_server(office, settings, commit):
    settings.MAIL_IS_SET_UP = False
    commit(lambda: ask(office))
    assert (reader_question_letters.send(), outgoing.outbox) == (0, [])


def test_letter_is_in_language_of_the_form(office, commit):
    asked = NewQuestion(kind="error", year=None, text="Wrong.", email=EMAIL)
    commit(lambda: reader_questions.ask(office.indicator, asked, form_key="k", language="en", now=NOW))
    letter = only_letter()
    assert letter.subject == "Confirm your question: Liczba warsztatów"
    assert "https://portal.example.org/en/pytania/" in letter.body


# --- what is kept, and for how long ----------------------------------------------------------------------------------


def test_unconfirmed_question_is_deleted_after_three_days(office):
    ask(office)
    assert reader_questions.delete_expired(NOW + 3 * DAY - HOUR).questions == 0
    assert reader_questions.delete_expired(NOW + 3 * DAY).questions == 1
    assert EMAIL not in everything_in_the_database()


def test_address_of_unsent_letter_is_deleted_after_fourteen_days(office, waiting):
    publish(waiting, office.coordinator)  # answered an hour later; the letter is never sent
    assert reader_questions.delete_expired(NOW + HOUR + 14 * DAY - HOUR).addresses == 0
    assert reader_questions.delete_expired(NOW + HOUR + 14 * DAY) == reader_questions.DeletedCount(
        questions=0, addresses=1
    )
    assert EMAIL not in everything_in_the_database()


def test_declined_question_is_deleted_after_a_year(office, waiting):
    declined = reader_questions.confirm(ask(office, key="other"), now=NOW)
    reader_questions.decline(declined, "Nie.", office.coordinator, now=NOW)
    publish(waiting, office.coordinator)
    reader_questions.delete_expired(NOW + 365 * DAY - HOUR)
    assert ReaderQuestion.objects.count() == 2
    reader_questions.delete_expired(NOW + 365 * DAY)
    assert [row.state for row in ReaderQuestion.objects.all()] == ["published"]


def test_open_question_is_never_deleted(office, waiting):
    assert reader_questions.delete_expired(NOW + 1000 * DAY) == reader_questions.DeletedCount(questions=0, addresses=0)


def test_send_reminders_deletes_expired_questions(office, time_machine):
    ask(office)
    time_machine.move_to(NOW + 4 * DAY)
    call_command("send_reminders", verbosity=0, stdout=mock.Mock())
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


def test_constraint_rejects_address_without_letter(office, waiting):
    publish(waiting, office.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderQuestion.objects.update(letter="")
    ReaderQuestion.objects.update(letter="", email="")
