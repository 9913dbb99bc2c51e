"""Letters to readers who asked, and what is kept of a question, for how long."""

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
from indicators.services.reader_questions import Asked
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


def test_the_address_goes_with_the_answer_from_every_table(office, waiting, commit):
    assert EMAIL in everything_in_the_database()
    commit(lambda: publish(waiting, office.coordinator))
    assert EMAIL.lower() not in everything_in_the_database().lower()
    assert "usunęliśmy Twój adres e-mail" in str(outgoing.outbox[0].body)


@pytest.mark.parametrize("fault", [SMTPServerDisconnected("x"), OSError("x"), SMTPDataError(451, b"later")])
def test_a_letter_waits_for_its_server_and_the_address_for_its_letter(office, waiting, commit, fault, caplog):
    with letters(side_effect=fault):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter, waiting.taken_until) == (EMAIL, "answer", None)
    assert EMAIL not in caplog.text
    call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == ("", "")
    assert [letter.to for letter in outgoing.outbox if letter.to == [EMAIL]] == [[EMAIL]]


def test_a_mailbox_that_does_not_exist_is_given_up(office, waiting, commit, caplog):
    refused = SMTPRecipientsRefused({EMAIL: (550, b"no such user")})
    with letters(side_effect=refused):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == ("", "")
    assert EMAIL not in caplog.text


def test_a_mailbox_that_is_full_is_tried_again(office, waiting, commit):
    with letters(side_effect=SMTPRecipientsRefused({EMAIL: (452, b"full")})):
        commit(lambda: publish(waiting, office.coordinator))
    waiting.refresh_from_db()
    assert (waiting.email, waiting.letter) == (EMAIL, "answer")


def test_the_hourly_command_says_that_letters_were_not_sent(office, commit):
    with letters(side_effect=OSError):
        commit(lambda: ask(office))
        with pytest.raises(CommandError):
            call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    call_command("send_reminders", verbosity=0, stdout=mock.Mock())
    assert [letter.to for letter in outgoing.outbox] == [[EMAIL]]


def test_one_of_two_senders_has_a_letter(office):
    question = ask(office)
    taken = {"taken_until": NOW + timedelta(minutes=5)}
    ReaderQuestion.objects.filter(pk=question.pk).update(**taken)
    assert (reader_question_letters.send(), outgoing.outbox) == (0, [])
    ReaderQuestion.objects.filter(pk=question.pk).update(taken_until=NOW - timedelta(seconds=1))
    reader_question_letters.send()
    assert len(outgoing.outbox) == 1
    assert reader_question_letters.message(question).extra_headers == outgoing.outbox[0].extra_headers


def test_a_sender_that_is_late_marks_its_own_letter_only(office, waiting):
    """The link was still on its way when the question was answered: the answer waits all the same."""
    row = publish(waiting, office.coordinator)
    reader_question_letters._done(row.pk, "confirm")
    waiting.refresh_from_db()
    assert (waiting.letter, waiting.email) == ("answer", EMAIL)


def test_without_mail_nothing_is_sent(office, settings, commit):
    settings.MAIL_IS_SET_UP = False
    commit(lambda: ask(office))
    assert (reader_question_letters.send(), outgoing.outbox) == (0, [])


def test_letters_speak_the_language_of_the_form(office, commit):
    asked = Asked("error", None, "Wrong.", EMAIL)
    commit(lambda: reader_questions.ask(office.indicator, asked, form_key="k", language="en", now=NOW))
    letter = only_letter()
    assert letter.subject == "Confirm your question: Liczba warsztatów"
    assert "https://portal.example.org/en/pytania/" in letter.body


# --- what is kept, and for how long ----------------------------------------------------------------------------------


def test_what_nobody_confirms_is_deleted_after_three_days(office):
    ask(office)
    assert reader_questions.sweep(NOW + 3 * DAY - HOUR).questions == 0
    assert reader_questions.sweep(NOW + 3 * DAY).questions == 1
    assert EMAIL not in everything_in_the_database()


def test_an_address_waits_for_its_letter_fourteen_days_at_most(office, waiting):
    publish(waiting, office.coordinator)  # answered an hour later; the letter is never sent
    assert reader_questions.sweep(NOW + HOUR + 14 * DAY - HOUR).addresses == 0
    assert reader_questions.sweep(NOW + HOUR + 14 * DAY) == reader_questions.Swept(questions=0, addresses=1)
    assert EMAIL not in everything_in_the_database()


def test_a_refusal_stays_for_a_year_and_an_answer_for_ever(office, waiting):
    declined = reader_questions.confirm(ask(office, key="other"), now=NOW)
    reader_questions.decline(declined, "Nie.", office.coordinator, now=NOW)
    publish(waiting, office.coordinator)
    reader_questions.sweep(NOW + 365 * DAY - HOUR)
    assert ReaderQuestion.objects.count() == 2
    reader_questions.sweep(NOW + 365 * DAY)
    assert [row.state for row in ReaderQuestion.objects.all()] == ["published"]


def test_a_question_that_waits_is_never_swept(office, waiting):
    assert reader_questions.sweep(NOW + 1000 * DAY) == reader_questions.Swept(0, 0)


def test_the_hourly_command_sweeps(office, time_machine):
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
def test_the_database_refuses_what_no_service_writes(waiting, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderQuestion.objects.filter(pk=waiting.pk).update(**change)


def test_the_database_keeps_no_address_without_a_letter(office, waiting):
    publish(waiting, office.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderQuestion.objects.update(letter="")
    ReaderQuestion.objects.update(letter="", email="")
