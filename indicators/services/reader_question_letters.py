"""Letters to askers: a link to confirm, the answer, a refusal. The question's own row is their queue.

The first try is made beside the answer to whoever is waiting for a page, the next ones every hour (`send_reminders`).
An address is deleted as soon as its last letter has been handed over, or has been refused for good. No letter holds
words of somebody who has not confirmed the address: the portal carries nobody's advertisements.
"""

import logging
import smtplib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
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
LEASE = timedelta(minutes=10)  # far longer than one letter takes
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Quote:
    """Somebody's words under their heading."""

    title: Sentence
    text: str


@dataclass(frozen=True)
class Words:
    subject: Sentence
    lead: Sentence
    quotes: Sequence[Quote]
    button: Sentence
    url: str
    why: Sentence


def token_of(form_sha256: str) -> str:
    """The secret of a question's link: made anew from the row and the server's key, kept nowhere."""
    return salted_hmac("indicators.reader_question", form_sha256, algorithm="sha256").hexdigest()


def words_of(question: ReaderQuestion) -> Words:
    """In the language that is active."""
    name = typeset(question.indicator.name)
    page = absolute_url(reverse("indicators:indicator_detail", args=[question.indicator_id]))
    asked = Quote(say("The question"), question.text)
    gone = say("Your e-mail address has been deleted from the portal with this message.")
    if question.letter == Letter.ANSWER:
        return Words(
            subject=say("The answer to your question: {name}", name=name),
            lead=say("The office has answered your question about the indicator “{name}”. Both are public.", name=name),
            quotes=[asked, Quote(say("The answer"), question.answer)],
            button=say("Read it on the indicator's page"),
            url=f"{page}#pytania",
            why=gone,
        )
    if question.letter == Letter.DECLINE:
        return Words(
            subject=say("Your question is not published: {name}", name=name),
            lead=say("The office does not publish your question about the indicator “{name}”.", name=name),
            quotes=[asked, Quote(say("The reason"), question.decline_reason)],
            button=say("Open the indicator's page"),
            url=page,
            why=gone,
        )
    return Words(
        subject=say("Confirm your question: {name}", name=name),
        lead=say(
            "Somebody gave this address with a question about the indicator “{name}”. Please confirm the question, so "
            "that it reaches the office.",
            name=name,
        ),
        quotes=[],
        button=say("Confirm the question"),
        url=absolute_url(reverse("indicators:question_link", args=[token_of(question.form_sha256)])),
        why=say_many(
            "The link works for {count} day. If it was not you, do nothing: the question and your address will be "
            "deleted then.",
            "The link works for {count} days. If it was not you, do nothing: the question and your address will be "
            "deleted then.",
            DAYS_TO_CONFIRM, count=DAYS_TO_CONFIRM,
        ),
    )  # fmt: skip


def message(question: ReaderQuestion) -> EmailMultiAlternatives:
    """The same Message-ID at every try: a receiver drops the one possible double."""
    with translation.override(question.language):
        words = words_of(question)
        return mail.build_message(
            to=question.email,
            subject=render(words.subject)[:200],
            text=render_to_string("indicators/mail/reader.txt", {"words": words}),
            html=render_to_string("indicators/mail/reader.html", {"words": words}),
            headers={"Message-ID": f"<{question.letter}.{question.form_sha256[:32]}@{portal_host()}>"},
        )


def send_beside(number: int) -> None:
    """While the reader goes on: how long an answer takes tells nothing, and nobody waits for a mail server."""
    if mail.is_set_up():
        threading.Thread(target=_beside, args=(number,), name="mail").start()


def send(*, only: int | None = None) -> int:
    """Send what waits, the oldest first; gives how many were not sent."""
    if not mail.is_set_up():
        return 0
    rows = waiting(timezone.now())
    numbers = list((rows if only is None else rows.filter(pk=only)).order_by("pk").values_list("pk", flat=True))
    return _send_all(numbers) if numbers else 0


def waiting(now: datetime) -> QuerySet[ReaderQuestion]:
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=now)
    return ReaderQuestion.objects.filter(free).exclude(letter="").exclude(email="")


# --- inside ------------------------------------------------------------------------------------------------------


def _beside(number: int) -> None:
    """In a thread of its own, with a connection of its own, which ends with it."""
    try:
        send(only=number)
    except Exception as error:
        log.error("A letter to an asker was not sent: %s", type(error).__name__)  # no address in a log
    finally:
        connection.close()


def _send_all(numbers: Iterable[int]) -> int:
    failed = 0
    server = get_connection()
    try:
        for number in numbers:
            now = timezone.now()
            if not waiting(now).filter(pk=number).update(taken_until=now + LEASE):
                continue  # another sender has it
            question = ReaderQuestion.objects.select_related("indicator").filter(pk=number).first()
            if question is None:
                continue  # taken back this moment
            try:
                _send_one(question, server)
            except smtplib.SMTPRecipientsRefused as error:
                failed += 1
                _refused(question, error)
            except (OSError, ValueError) as error:  # SMTPException is an OSError
                failed += 1
                log.warning("A letter to an asker waits for the next try: %s", type(error).__name__)
                ReaderQuestion.objects.filter(pk=number).update(taken_until=None)
                if not isinstance(error, smtplib.SMTPDataError | ValueError):
                    break  # the server takes nothing at all
    finally:
        mail.close_connection(server)
    return failed


def _send_one(question: ReaderQuestion, server: Any) -> None:
    made = message(question)
    made.connection = server
    server.open()
    made.send()
    _done(question.pk, question.letter)


def _done(number: int, letter: str) -> None:
    """Only of the letter that was sent: meanwhile the question may have been answered, and the next letter waits."""
    row = ReaderQuestion.objects.filter(pk=number, letter=letter)
    if letter == Letter.CONFIRM:
        row.update(letter="", taken_until=None)
    else:
        row.update(letter="", taken_until=None, email="")


def _refused(question: ReaderQuestion, error: smtplib.SMTPRecipientsRefused) -> None:
    """5xx: for good, so the letter is given up, an answer's with its address; 4xx: the next run tries again."""
    if all(code >= 500 for code, _text in error.recipients.values()):
        _done(question.pk, question.letter)
    else:
        ReaderQuestion.objects.filter(pk=question.pk).update(taken_until=None)
