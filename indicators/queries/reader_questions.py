"""Readers' questions: what readers see of them, what the coordinator has to answer."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate

from cooperation.models import Programme
from indicators.models import ReaderQuestion

State = ReaderQuestion.State
LATEST = 50
WAITING, PUBLISHED = str(State.WAITING), str(State.PUBLISHED)
_CHAIN = "indicator__action__specific_goal__main_goal__programme"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class PublicReaderQuestions:
    """Of one indicator: what was answered, newest first, and by when the others are to be."""

    answered: Sequence[AnsweredQuestion]
    due: Sequence[date]


def public_rows(indicator_id: int) -> QuerySet[ReaderQuestion, tuple[Any, ...]]:
    """(due day, number, state, question as JSON): four cells, to be read in one query with others.

    Of a question that waits nobody but the office sees a word.
    """
    told = JSONObject(
        kind="kind",
        year="year",
        language="language",
        text="text",
        is_redacted=Case(When(is_redacted=True, then=Value(1)), default=Value(0)),  # SQLite has no other yes and no
        asked_on=TruncDate("asked_at"),
        answer="answer",
        answered_on=TruncDate("answered_at"),
        at="answered_at",
    )
    words = Case(When(state=State.PUBLISHED, then=Cast(told, TextField())), default=Value(""), output_field=TextField())
    return (
        ReaderQuestion.objects.filter(indicator_id=indicator_id, state__in=(State.WAITING, State.PUBLISHED))
        .order_by()
        .values_list("due_on", F("pk"), "state", words)
    )


def public_questions(rows: Iterable[tuple[Any, ...]]) -> PublicReaderQuestions:
    """Made of the rows above; rows of another kind among them are passed over."""
    due, found = [], []
    for day, number, state, words in rows:
        if state == WAITING:
            due.append(day)
        elif state == PUBLISHED:
            found.append((json.loads(words), number))
    found.sort(key=lambda one: (one[0]["at"], one[1]), reverse=True)
    return PublicReaderQuestions([_answered(told) for told, _number in found], sorted(due))


def _answered(told: dict[str, Any]) -> AnsweredQuestion:
    return AnsweredQuestion(
        kind=told["kind"],
        year=told["year"],
        language=told["language"],
        text=told["text"],
        is_redacted=bool(told["is_redacted"]),
        asked_on=date.fromisoformat(told["asked_on"]),
        answer=told["answer"],
        answered_on=date.fromisoformat(told["answered_on"]),
    )


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def question_by_link(token: str) -> ReaderQuestion | None:
    """The question of a link, if its indicator is public. One query."""
    found = ReaderQuestion.objects.select_related(_CHAIN).filter(token_sha256=token_hash(token)).first()
    return found if found is not None and programme_of(found).is_published else None


def confirmed_question(question_id: int) -> ReaderQuestion | None:
    """Any that its asker has confirmed. One query."""
    rows = ReaderQuestion.objects.select_related(_CHAIN, "indicator__unit", "answered_by")
    return rows.filter(pk=question_id).exclude(state=State.UNCONFIRMED).first()


def waiting_questions() -> list[ReaderQuestion]:
    """The first due before the others. One query."""
    rows = ReaderQuestion.objects.select_related(_CHAIN, "indicator__unit")
    return list(rows.filter(state=State.WAITING).order_by("due_on", "pk"))


def settled_questions() -> list[ReaderQuestion]:
    """The latest ones. One query."""
    rows = ReaderQuestion.objects.select_related(_CHAIN, "answered_by").exclude(answered_at=None)
    return list(rows.order_by("-answered_at", "-pk")[:LATEST])


def with_waiting_reader_questions(programmes: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `readers_waiting`, how many questions wait in it: a page that reads them asks nothing more."""
    rows: QuerySet[Any] = ReaderQuestion.objects.filter(**{_CHAIN: OuterRef("pk")}, state=State.WAITING).order_by()
    number = rows.values("state").annotate(number=Count("pk")).values("number")
    found: QuerySet[Any] = programmes.annotate(readers_waiting=Coalesce(Subquery(number), 0))
    return found


def programme_of(question: ReaderQuestion) -> Programme:
    programme: Programme = question.indicator.action.specific_goal.main_goal.programme
    return programme
