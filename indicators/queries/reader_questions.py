"""Readers' questions: the answered ones for readers, all of them for coordinators."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from indicators.models import ReaderQuestion

State = ReaderQuestion.State
SETTLED_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """A question with its answer, as readers see them."""

    kind: str
    year: int | None
    language: str
    text: str
    is_redacted: bool
    asked_on: date
    answer: str
    answered_on: date

    @property
    def is_error(self) -> bool:
        return self.kind == ReaderQuestion.Kind.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReaderQuestions:
    """The questions about one indicator: the answered ones, newest first, and the due dates of the others."""

    answered: Sequence[AnsweredQuestion]
    due: Sequence[date]


def public_questions(indicator_id: int) -> PublicReaderQuestions:
    """Return the indicator's answered questions, and the due dates of the unanswered ones. One query.

    The text of an unanswered question is not public.
    """
    rows = ReaderQuestion.objects.filter(indicator=indicator_id, state__in=(State.WAITING, State.PUBLISHED))
    questions = list(rows.order_by("-answered_at", "-pk"))
    return PublicReaderQuestions(
        answered=[_answered_question(row) for row in questions if row.state == State.PUBLISHED],
        due=sorted(row.due_on for row in questions if row.state == State.WAITING and row.due_on is not None),
    )


def _answered_question(row: ReaderQuestion) -> AnsweredQuestion:
    if row.answered_at is None:  # the database refuses a published question without the moment of its answer
        raise ValueError(row.pk)
    return AnsweredQuestion(
        kind=row.kind,
        year=row.year,
        language=row.language,
        text=row.text,
        is_redacted=row.is_redacted,
        asked_on=timezone.localtime(row.asked_at).date(),
        answer=row.answer,
        answered_on=timezone.localtime(row.answered_at).date(),
    )


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def question_by_link(token: str) -> ReaderQuestion | None:
    """Return the question for the token of a confirmation link, if its programme is published. One query."""
    return ReaderQuestion.objects.published().with_programme().filter(token_sha256=token_hash(token)).first()


def confirmed_question(question_id: int) -> ReaderQuestion | None:
    """Return the question with this key, None if it is missing or not confirmed. One query."""
    rows = ReaderQuestion.objects.confirmed().with_programme().select_related("indicator__unit", "answered_by")
    return rows.filter(pk=question_id).first()


def waiting_questions() -> list[ReaderQuestion]:
    """Return the unanswered questions, the earliest due first. One query."""
    rows = ReaderQuestion.objects.waiting().with_programme().select_related("indicator__unit")
    return list(rows.order_by("due_on", "pk"))


def settled_questions() -> list[ReaderQuestion]:
    """Return the latest answered and declined questions, the newest first. One query."""
    rows = ReaderQuestion.objects.exclude(answered_at=None).with_programme().select_related("answered_by")
    return list(rows.order_by("-answered_at", "-pk")[:SETTLED_SHOWN])


def count_waiting_questions() -> int:
    return ReaderQuestion.objects.waiting().count()
