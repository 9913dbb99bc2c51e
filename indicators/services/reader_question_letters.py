"""E-mails to readers about their questions: confirmation link, answer, refusal. The row of the question is the queue.

The first attempt is made in a thread during the request, the next ones hourly (`send_reminders`). The address is
deleted once its last letter is delivered or permanently refused. A letter to an unconfirmed address contains no text
of the sender, so that the portal cannot be used to send advertisements.
"""

import logging
import smtplib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from cooperation.rendering import render
from cooperation.services import mail
from cooperation.services.addresses import absolute_url, portal_host
from cooperation.text import Sentence, say, say_many, typeset
from indicators.models import ReaderQuestion

Letter = ReaderQuestion.Letter
DAYS_TO_CONFIRM = 3
LEASE = timedelta(minutes=10)  # of a sender's claim; far longer than one letter takes
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LetterQuote:
    """A quoted text under its heading."""

    title: Sentence
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLetter:
    """Text of a letter; the templates `indicators/mail/reader.*` lay it out."""

    subject: Sentence
    lead: Sentence
    quotes: Sequence[LetterQuote]
    button: Sentence
    url: str
    why: Sentence


def token_of(form_sha256: str) -> str:
    """Return the secret in the links of a question, derived from the row and SECRET_KEY; it is not stored."""
    return salted_hmac("indicators.reader_question", form_sha256, algorithm="sha256").hexdigest()


def letter_to_reader(question: ReaderQuestion) -> ReaderLetter:
    """Return the text of the pending letter."""
    name = typeset(question.indicator.name)
    page = absolute_url(reverse("indicators:indicator_detail", args=[question.indicator_id]))
    question_quote = LetterQuote(say("The question"), question.text)
    address_deleted = say("Your e-mail address has been deleted from the portal with this message.")
    if question.letter == Letter.ANSWER:
        return ReaderLetter(
            subject=say("The answer to your question: {name}", name=name),
            lead=say("The office has answered your question about the indicator “{name}”. Both are public.", name=name),
            quotes=[question_quote, LetterQuote(say("The answer"), question.answer)],
            button=say("Read the answer on the indicator's page"),
            url=f"{page}#pytania",
            why=address_deleted,
        )
    if question.letter == Letter.DECLINE:
        return ReaderLetter(
            subject=say("Your question has not been published: {name}", name=name),
            lead=say("The office has decided not to publish your question about the indicator “{name}”.", name=name),
            quotes=[question_quote, LetterQuote(say("The reason"), question.decline_reason)],
            button=say("Open the indicator's page"),
            url=page,
            why=address_deleted,
        )
    return ReaderLetter(
        subject=say("Confirm your question: {name}", name=name),
        lead=say(
            "Somebody entered this address with a question about the indicator “{name}”. Please confirm the question "
            "so that it reaches the office.",
            name=name,
        ),
        quotes=[],
        button=say("Confirm the question"),
        url=absolute_url(reverse("indicators:reader_question_link", args=[token_of(question.form_sha256)])),
        why=say_many(
            "The link works for {count} day. If it was not you, do nothing: the question and your address will be "
            "deleted then.",
            "The link works for {count} days. If it was not you, do nothing: the question and your address will be "
            "deleted then.",
            DAYS_TO_CONFIRM, count=DAYS_TO_CONFIRM,
        ),
    )  # fmt: skip


def message(question: ReaderQuestion) -> EmailMultiAlternatives:
    """Return the e-mail, with the same Message-ID at every try, by which mail servers drop a duplicate."""
    with translation.override(question.language):
        letter = letter_to_reader(question)
        return mail.build_message(
            to=question.email,
            subject=render(letter.subject)[:200],
            text=render_to_string("indicators/mail/reader_question.txt", {"words": letter}),
            html=render_to_string("indicators/mail/reader_question.html", {"words": letter}),
            headers={"Message-ID": f"<{question.letter}.{question.form_sha256[:32]}@{portal_host()}>"},
        )


def send_in_background(question_id: int) -> None:
    """Send in a thread, so that the response time reveals nothing and does not depend on the mail server."""
    if mail.is_set_up():
        threading.Thread(target=_send_in_thread, args=(question_id,), name="mail").start()


def send(*, only: int | None = None) -> int:
    """Send the pending letters, or that of one question, oldest first; return how many could not be sent."""
    if not mail.is_set_up():
        return 0
    rows = pending(timezone.now())
    ids = list((rows if only is None else rows.filter(pk=only)).order_by("pk").values_list("pk", flat=True))
    return _send_all(ids) if ids else 0


def pending(now: datetime) -> QuerySet[ReaderQuestion]:
    """Return questions with an unsent letter that no other sender has claimed."""
    is_unclaimed = Q(taken_until__isnull=True) | Q(taken_until__lt=now)
    return ReaderQuestion.objects.filter(is_unclaimed).exclude(letter="").exclude(email="")


# --- inside ------------------------------------------------------------------------------------------------------


def _send_in_thread(question_id: int) -> None:
    """Send one letter and close the database connection of the thread."""
    try:
        send(only=question_id)
    except Exception as error:
        log.error("A letter to a reader was not sent: %s", type(error).__name__)  # the log must not contain addresses
    finally:
        connection.close()


def _send_all(question_ids: Iterable[int]) -> int:
    failed = 0
    mail_connection = get_connection()
    try:
        for question_id in question_ids:
            now = timezone.now()
            if not pending(now).filter(pk=question_id).update(taken_until=now + LEASE):
                continue  # another sender has claimed it
            question = ReaderQuestion.objects.select_related("indicator").filter(pk=question_id).first()
            if question is None:
                continue  # its author has just withdrawn it
            try:
                _send_claimed(question, mail_connection)
            except smtplib.SMTPRecipientsRefused as error:
                failed += 1
                _handle_refusal(question, error)
            except (OSError, ValueError) as error:  # SMTPException is an OSError
                failed += 1
                log.warning("A letter to a reader was not sent yet: %s", type(error).__name__)
                ReaderQuestion.objects.filter(pk=question_id).update(taken_until=None)
                if not isinstance(error, smtplib.SMTPDataError | ValueError):
                    break  # the server accepts no messages
    finally:
        mail.close_connection(mail_connection)
    return failed


def _send_claimed(question: ReaderQuestion, mail_connection: BaseEmailBackend) -> None:
    email = message(question)
    email.connection = mail_connection
    mail_connection.open()
    email.send()
    _mark_sent(question.pk, question.letter)


def _mark_sent(question_id: int, letter: str) -> None:
    """Clear the pending letter; delete the address after the last one.

    The filter by letter preserves a newer letter: the question may have been answered during the sending.
    """
    row = ReaderQuestion.objects.filter(pk=question_id, letter=letter)
    if letter == Letter.CONFIRM:
        row.update(letter="", taken_until=None)
    else:
        row.update(letter="", taken_until=None, email="")


def _handle_refusal(question: ReaderQuestion, error: smtplib.SMTPRecipientsRefused) -> None:
    """Give up the letter after a permanent error (5xx); after a temporary one (4xx) the next run tries again."""
    if all(code >= 500 for code, _text in error.recipients.values()):
        _mark_sent(question.pk, question.letter)
    else:
        ReaderQuestion.objects.filter(pk=question.pk).update(taken_until=None)
