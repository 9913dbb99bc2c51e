"""Letters to readers about their questions: confirmation link, answer, refusal.

They are confidential letters of the outbox, which deletes text and address once a letter is sent, permanently refused
or given up. A letter to an unconfirmed address contains no text of the sender, so that the portal cannot be used to
send advertisements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from cooperation.models import Letter
from cooperation.models.letters import VALIDITY
from cooperation.rendering import render
from cooperation.services import outbox
from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence, say, say_many, typeset
from indicators.models import ReaderQuestion

DAYS_TO_CONFIRM = 3
CONFIRMATION_VALIDITY = timedelta(days=2)  # of the letter: who receives it has a day left to confirm


class LetterKind(StrEnum):
    CONFIRM = "confirm"
    ANSWER = "answer"
    DECLINE = "decline"


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


def letter_to_reader(question: ReaderQuestion, kind: LetterKind) -> ReaderLetter:
    """Return the text of a letter."""
    name = typeset(question.indicator.name)
    page = absolute_url(reverse("indicators:indicator_detail", args=[question.indicator_id]))
    question_quote = LetterQuote(say("The question"), question.text)
    address_deleted = say("Your e-mail address has been deleted from the portal with this message.")
    if kind is LetterKind.ANSWER:
        return ReaderLetter(
            subject=say("The answer to your question: {name}", name=name),
            lead=say("The office has answered your question about the indicator “{name}”. Both are public.", name=name),
            quotes=[question_quote, LetterQuote(say("The answer"), question.answer)],
            button=say("Read the answer on the indicator's page"),
            url=f"{page}#pytania",
            why=address_deleted,
        )
    if kind is LetterKind.DECLINE:
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


def enqueue(question: ReaderQuestion, kind: LetterKind) -> None:
    """Write a letter to the person who asked into the outbox, once for each kind."""
    with translation.override(question.language):
        letter = letter_to_reader(question, kind)
        outbox.enqueue(
            kind=Letter.Kind.READER,
            address=question.email,
            subject=render(letter.subject),
            text=render_to_string("indicators/mail/reader_question.txt", {"words": letter}),
            html=render_to_string("indicators/mail/reader_question.html", {"words": letter}),
            key=_key(question, kind),
            is_confidential=True,
            validity=CONFIRMATION_VALIDITY if kind is LetterKind.CONFIRM else VALIDITY,
        )


def discard_confirmation(question: ReaderQuestion) -> None:
    """Delete the letter with the link, if it has not been sent, of a question that is confirmed or withdrawn."""
    outbox.discard(_key(question, LetterKind.CONFIRM))


def _key(question: ReaderQuestion, kind: LetterKind) -> str:
    return f"reader_question:{kind}:{question.form_sha256}"
