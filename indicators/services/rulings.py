"""Decisions on open questions and yearly assessments: the only writer of both. Nothing is edited or deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cooperation.models import Change
from cooperation.services import changes
from indicators import permissions
from indicators.models import Assessment, Decision, Indicator
from indicators.queries.rulings import RulingContext, ruling_context_for
from indicators.services.errors import NotAllowed, NotOpen, NotToBeAssessed, StaleRuling, TextRequired
from indicators.services.locks import lock_figures


def decide(
    indicator: Indicator,
    text: str,
    by: Any,
    *,
    based_on: int,
    question: str = "",
    is_public: bool = True,
    comparator: str = "",
    scope: str = "",
    exempt_year: int | None = None,
    on: date | None = None,
    at: datetime | None = None,
) -> Decision:
    """Settle what the document leaves open; the latest decision that speaks of a thing counts.

    `based_on`: the indicator's newest decision that the form showed, 0 for none. The same decision sent twice by one
    person is one decision. It sets one thing, or nothing but its words.
    """
    text = _text(by, text)
    sets = {"comparator": comparator, "scope": scope, "exempt_year": exempt_year}
    sent = {**sets, "text": text, "is_public": is_public, "author_id": by.pk}
    with transaction.atomic():
        desk = _lock(indicator, on)
        newest = desk.decisions[-1] if desk.decisions else None
        if desk.newest_decision != based_on:
            if _is_the_same(newest, sent):
                return newest  # type: ignore[return-value]  # the same as what was sent is not None
            raise StaleRuling(newest)
        _refuse_what_is_not_open(desk, comparator, scope, exempt_year)
        decision = Decision.objects.create(
            indicator=indicator, question=question, decided_on=desk.on, created_at=at or timezone.now(), **sent
        )
        if is_public:
            _register(desk, decision, by, text, {"ruling": "decision", **sets})
        elif comparator or scope or exempt_year is not None:  # its words stay in the office, what it sets is public
            _register(desk, decision, by, "", {"ruling": "decision", **sets})
    return decision


def assess(
    indicator: Indicator,
    year: int,
    verdict: str,
    reason: str,
    by: Any,
    *,
    based_on: int,
    on: date | None = None,
    at: datetime | None = None,
) -> Assessment:
    """A verdict on a year that no figure can decide; the latest one counts. `based_on` as above, of that year."""
    reason = _text(by, reason)
    verdict = str(Assessment.Verdict(verdict))
    sent = {"year": year, "verdict": verdict, "reason": reason, "author_id": by.pk}
    with transaction.atomic():
        desk = _lock(indicator, on)
        newest = next((one for one in reversed(desk.assessments) if one.year == year), None)
        if desk.newest_assessment(year) != based_on:
            if _is_the_same(newest, sent):
                return newest  # type: ignore[return-value]  # the same as what was sent is not None
            raise StaleRuling(newest)
        if not desk.may_be_assessed(year):
            raise NotToBeAssessed(desk.unassessed(year))
        assessment = Assessment.objects.create(indicator=indicator, created_at=at or timezone.now(), **sent)
        _register(desk, assessment, by, reason, {"ruling": "assessment", "year": year, "verdict": verdict})
    return assessment


# --- inside ------------------------------------------------------------------------------------------------------


def _text(by: Any, text: str) -> str:
    if not permissions.may_decide(by):
        raise NotAllowed
    if not text.strip():
        raise TextRequired
    return text.strip()


def _lock(indicator: Indicator, on: date | None) -> RulingContext:
    """Hold other rulings, figures and terms off, then read what is decided on today."""
    lock_figures()
    Indicator.objects.select_for_update().only("pk").get(pk=indicator.pk)
    desk = ruling_context_for(indicator.pk, on=on or timezone.localdate())
    if desk is None:
        raise Indicator.DoesNotExist
    return desk


def _is_the_same(newest: Any, sent: Mapping[str, Any]) -> bool:
    return newest is not None and all(getattr(newest, name) == value for name, value in sent.items())


def _refuse_what_is_not_open(desk: RulingContext, comparator: str, scope: str, exempt_year: int | None) -> None:
    options = desk.ruling_options
    is_several = sum(map(bool, (comparator, scope, exempt_year))) > 1
    is_said = (
        (comparator and comparator not in options.comparators)
        or (scope and scope not in options.scopes)
        or (exempt_year is not None and exempt_year not in options.years)
    )
    if is_several or is_said:
        raise NotOpen


def _register(
    desk: RulingContext, ruling: Decision | Assessment, by: Any, text: str, details: Mapping[str, Any]
) -> None:
    """The public register's line; cached pages end with it."""
    changes.register(
        desk.programme.pk,
        Change.Kind.RULING,
        at=ruling.created_at,
        object_type=str(ruling._meta.model_name),
        object_id=ruling.pk,
        role=permissions.role_word(by),
        unit_id=desk.indicator.unit_id,
        details={"indicator": desk.indicator.name, "indicator_id": desk.indicator.pk, **details},
        text=text,
    )
