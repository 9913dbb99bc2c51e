"""Decisions on open questions, and yearly assessments. Both are created only here and never changed or deleted."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
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
    by: User,
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
    """Decide an open question; for each setting the latest decision counts.

    A decision sets the comparator, the scope or an exempt year, or consists of its text only. `based_on` is the key of
    the newest decision that the form showed, 0 for none. The same request of the same user twice is one decision.
    Raises `NotAllowed`, `TextRequired`, `NotOpen` or `StaleRuling`.
    """
    text = _checked_text(by, text)
    settings = {"comparator": comparator, "scope": scope, "exempt_year": exempt_year}
    fields = {**settings, "text": text, "is_public": is_public, "author_id": by.pk}
    with transaction.atomic():
        context = _lock(indicator, on)
        newest = context.decisions[-1] if context.decisions else None
        if context.newest_decision != based_on:
            if _is_repeated(newest, fields):
                return newest  # type: ignore[return-value]  # a repeated ruling is not None
            raise StaleRuling(newest)
        _check_is_open(context, comparator, scope, exempt_year)
        decision = Decision.objects.create(
            indicator=indicator, question=question, decided_on=context.on, created_at=at or timezone.now(), **fields
        )
        if is_public:
            _register(context, decision, by, text, {"ruling": "decision", **settings})
        elif comparator or scope or exempt_year is not None:  # the text is internal, the setting is public
            _register(context, decision, by, "", {"ruling": "decision", **settings})
    return decision


def assess(
    indicator: Indicator,
    year: int,
    verdict: str,
    reason: str,
    by: User,
    *,
    based_on: int,
    on: date | None = None,
    at: datetime | None = None,
) -> Assessment:
    """Assess a year whose status figures cannot decide; the latest assessment of a year counts.

    `based_on` is the key of the newest assessment of that year, 0 for none. Raises `NotAllowed`, `TextRequired`,
    `NotToBeAssessed` or `StaleRuling`.
    """
    reason = _checked_text(by, reason)
    verdict = str(Assessment.Verdict(verdict))
    fields = {"year": year, "verdict": verdict, "reason": reason, "author_id": by.pk}
    with transaction.atomic():
        context = _lock(indicator, on)
        newest = next((row for row in reversed(context.assessments) if row.year == year), None)
        if context.newest_assessment(year) != based_on:
            if _is_repeated(newest, fields):
                return newest  # type: ignore[return-value]  # a repeated ruling is not None
            raise StaleRuling(newest)
        if not context.may_be_assessed(year):
            raise NotToBeAssessed(context.unassessed(year))
        assessment = Assessment.objects.create(indicator=indicator, created_at=at or timezone.now(), **fields)
        _register(context, assessment, by, reason, {"ruling": "assessment", "year": year, "verdict": verdict})
    return assessment


# --- inside ------------------------------------------------------------------------------------------------------


def _checked_text(by: User, text: str) -> str:
    """Return the text without outer spaces; raise `NotAllowed` or `TextRequired`."""
    if not permissions.may_decide(by):
        raise NotAllowed
    if not text.strip():
        raise TextRequired
    return text.strip()


def _lock(indicator: Indicator, on: date | None) -> RulingContext:
    """Lock the figures and the indicator, so that concurrent rulings are serialized, then read the rulings in force."""
    lock_figures()
    Indicator.objects.select_for_update().only("pk").get(pk=indicator.pk)
    context = ruling_context_for(indicator.pk, on=on or timezone.localdate())
    if context is None:
        raise Indicator.DoesNotExist
    return context


def _is_repeated(newest: Decision | Assessment | None, fields: Mapping[str, object]) -> bool:
    """Whether the newest ruling was made by the same request."""
    return newest is not None and all(getattr(newest, name) == value for name, value in fields.items())


def _check_is_open(context: RulingContext, comparator: str, scope: str, exempt_year: int | None) -> None:
    """Raise `NotOpen` unless at most one setting is given and the document leaves it open."""
    options = context.ruling_options
    is_several = sum(map(bool, (comparator, scope, exempt_year))) > 1
    is_settled = (
        (comparator and comparator not in options.comparators)
        or (scope and scope not in options.scopes)
        or (exempt_year is not None and exempt_year not in options.years)
    )
    if is_several or is_settled:
        raise NotOpen


def _register(
    context: RulingContext, ruling: Decision | Assessment, by: User, text: str, details: Mapping[str, object]
) -> None:
    """Add a line to the register of changes, which also invalidates cached pages."""
    changes.register(
        context.programme.pk,
        Change.Kind.RULING,
        at=ruling.created_at,
        object_type=str(ruling._meta.model_name),
        object_id=ruling.pk,
        role=permissions.role_name(by),
        unit_id=context.indicator.unit_id,
        details={"indicator": context.indicator.name, "indicator_id": context.indicator.pk, **details},
        text=text,
    )
