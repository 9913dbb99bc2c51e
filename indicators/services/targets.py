"""Targets: their meaning, parsed from the text, and amendments of a programme.

Every service and form that writes targets sets their meaning with `set_meaning`. The texts are read-only once a value
is approved; an amendment adds a new target from a year (product.md § 2).
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cooperation.models import Change, Programme
from cooperation.roles import Role
from cooperation.rules.origins import Origin
from cooperation.services import changes
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, Measurement, Target
from indicators.rules.assumptions import is_direction_assumed
from indicators.rules.frequencies import parse_frequency
from indicators.rules.meanings import Aggregation, Kind, Scope, TargetMeaning
from indicators.rules.target_sentences import target_sentence
from indicators.rules.targets import missing_years, parse_target
from indicators.rules.value_types import ValueTypeProposal, propose_value_type
from indicators.services.locks import lock_figures

# --- meaning -------------------------------------------------------------------------------------------------------


def programme_of(indicator: Indicator) -> Programme | None:
    """Return the programme of the indicator, None while its action has not been chosen."""
    if not indicator.action_id:
        return None
    return Programme.objects.filter(main_goal__specific_goals__actions=indicator.action_id).first()


def meaning_of(text: str, indicator: Indicator, programme: Programme | None) -> TargetMeaning:
    """Parse the text of a target, given the baseline and the years of the programme (product.md § 4).

    Without a programme the meaning may be incomplete; it is then shown but not stored.
    """
    baseline = indicator.baseline_value
    return parse_target(
        text,
        years=(programme.first_year, programme.last_year) if programme else None,
        baseline=(baseline, indicator.baseline_year) if baseline is not None else None,
        name=indicator.name,
    )


def set_meaning(target: Target, indicator: Indicator, programme: Programme | None) -> None:
    """Set the meaning of an unsaved target from its text, and the frequency if the text names one."""
    target.meaning = meaning_of(target.verbatim, indicator, programme)
    frequency = parse_frequency(target.frequency_verbatim)
    if frequency is not None:
        target.frequency, target.frequency_origin = frequency.value, Origin.DOCUMENT.value
    else:
        target.frequency_origin = Origin.DEFAULT.value if target.frequency else ""


def set_decisions(target: Target, *, frequency: str | None, scope: str | None) -> None:
    """Set the frequency and the period that a person chose where the words leave them open; None where nobody did."""
    if frequency and frequency != target.frequency:
        target.frequency, target.frequency_origin = frequency, Origin.DECISION.value
    meaning = target.meaning
    if scope and meaning.scope is Scope.UNDECIDED:
        target.meaning = replace(meaning, scope=Scope(scope), origins=replace(meaning.origins, scope=Origin.DECISION))


NEVER_SUMMED = (ValueType.PERCENT, ValueType.SIGNED, ValueType.YES_NO)


def proposal_for(indicator: Indicator, target: Target) -> ValueTypeProposal:
    """Return what the words of unsaved rows propose (product.md § 6); the meaning of the target must be set.

    The aggregation is that of the value type which the indicator has, if it has one.
    """
    proposal = propose_value_type(indicator.name, target.meaning)
    if proposal.aggregation is Aggregation.SUM and indicator.value_type in NEVER_SUMMED:
        return replace(proposal, aggregation=Aggregation.LAST)
    return proposal


def complete_from_words(indicator: Indicator, target: Target) -> None:
    """Set value type, measure and aggregation as the words propose, where unsaved rows leave them empty."""
    proposal = proposal_for(indicator, target)
    indicator.value_type = indicator.value_type or proposal.value_type
    indicator.measure = indicator.measure or proposal.measure
    target.aggregation = target.aggregation or proposal.aggregation
    indicator.value_type_origin = target.aggregation_origin = Origin.DEFAULT.value


def set_proposed_value_type(indicator: Indicator, target: Target) -> None:
    """Set value type, measure and aggregation of unsaved rows as their words propose."""
    indicator.value_type = indicator.measure = target.aggregation = ""
    complete_from_words(indicator, target)


def meaning_sentence(meaning: TargetMeaning, programme: Programme | None) -> Sentence:
    """Return the target as understood, with assumptions and open questions."""
    sentence = target_sentence(meaning)
    if meaning.kind is Kind.DESCRIPTIVE:
        return say("descriptive: a coordinator assesses each year")
    if is_direction_assumed(meaning):
        sentence = say("{target} (assumed: less is better)", target=sentence)
    gaps = missing_years(meaning, (programme.first_year, programme.last_year)) if programme else ()
    if gaps:
        sentence = say("{target}; no value for {years}", target=sentence, years=", ".join(map(str, gaps)))
    is_without_reference = meaning.kind is Kind.GROWTH and meaning.growth_reference is None
    if meaning.scope is Scope.UNDECIDED or is_without_reference:
        return say("{target}: a coordinator decides", target=sentence)
    return sentence


# --- amendments ----------------------------------------------------------------------------------------------------


def recorded_years(indicator: Indicator, *, approved_only: bool = True) -> frozenset[int]:
    """Return the years for which a figure of the indicator is approved, or recorded at all."""
    figures = Measurement.objects.filter(indicator=indicator)
    if approved_only:
        figures = figures.filter(approved_revision__isnull=False)
    return frozenset(figures.values_list("year", flat=True))


def recorded_and_approved_years(indicator: Indicator) -> tuple[frozenset[int], frozenset[int]]:
    """Return the years for which a figure of the indicator is recorded, and those for which one is approved."""
    figures = list(Measurement.objects.filter(indicator=indicator).values_list("year", "approved_revision"))
    recorded = frozenset(year for year, _revision in figures)
    return recorded, frozenset(year for year, revision in figures if revision is not None)


def years_in_force(target: Target, targets: Sequence[Target], programme: Programme) -> range:
    """Return the years judged by the target: until the next target of the indicator, or the end of the programme."""
    later = [other.applies_from for other in targets if other.applies_from > target.applies_from]
    return range(target.applies_from, min(later, default=programme.last_year + 1))


def years_for_amendment(indicator: Indicator, programme: Programme) -> list[int]:
    """Return the years from which a new target may apply: after the first one, without approved values."""
    return open_years(list(indicator.targets.all()), programme, recorded_years(indicator))


def open_years(targets: Sequence[Target], programme: Programme, approved: Set[int]) -> list[int]:
    """Return the years from which a target may be added to those of an indicator; `approved`: years with figures."""
    starts = {target.applies_from for target in targets}
    return [
        year
        for year in programme.years
        if starts and year > min(starts) and year not in starts
        if approved.isdisjoint(years_in_force(Target(applies_from=year), targets, programme))
    ]


def amend(target: Target, programme: Programme, *, at: datetime, scope: str | None = None) -> None:
    """Save a new target of an indicator; for a published programme, register the change with its legal basis.

    `scope`: the period that a person has chosen, used if the words leave it open.
    Locks the figures, so that none is approved meanwhile. Raises ValueError unless the year is one of
    `years_for_amendment`.
    """
    indicator = target.indicator
    with transaction.atomic():
        lock_figures()
        if target.applies_from not in years_for_amendment(indicator, programme):
            raise ValueError(f"a new target of indicator {indicator.pk} cannot apply from {target.applies_from}")
        earlier = indicator.targets.filter(applies_from__lt=target.applies_from).latest("applies_from")
        set_meaning(target, indicator, programme)
        set_decisions(target, frequency=None, scope=scope)
        target.save()
        if programme.is_published:
            changes.register(
                programme.pk,
                Change.Kind.AMENDED,
                at=at,
                object_type="target",
                object_id=target.pk,
                role=str(Role.ADMINISTRATOR),
                unit_id=indicator.unit_id,
                details={
                    "indicator_id": indicator.pk,
                    "indicator": indicator.name,
                    "year": target.applies_from,
                    "old": _target_text(earlier),
                    "new": _target_text(target),
                },
                text=target.basis,
            )
        else:
            changes.invalidate_pages([programme.pk], at)


def _target_text(target: Target) -> str:
    return ", ".join(text for text in (target.verbatim, target.frequency_verbatim) if text)
