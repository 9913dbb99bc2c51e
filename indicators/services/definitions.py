"""What a target's words mean, and what approved figures have fixed for good (product rules: verbatim texts, categories
and measures are read-only once a value is approved; a change is a new row from a year)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cooperation import services
from cooperation.models import Change, Origin, Programme, Unit
from cooperation.roles import Role
from cooperation.text import Sentence, say
from indicators.models import Indicator, Measurement, Target
from indicators.rules.frequencies import parse_frequency
from indicators.rules.meaning import Kind, Scope, TargetMeaning
from indicators.rules.meaning import Origin as Assumed
from indicators.rules.target_sentences import target_sentence
from indicators.rules.targets import parse_target, span_years


def programme_of(indicator: Indicator) -> Programme | None:
    if not indicator.action_id:
        return None
    return Programme.objects.filter(main_goal__specific_goals__actions=indicator.action_id).first()


def understood(programme: Programme | None, text: str) -> TargetMeaning:
    """The target's words as the rules read them within this programme.

    A span of years that is not the programme's is a question for a person, not a target for the whole programme.
    Without a programme (the action is still to be chosen) every span is taken for its own.
    """
    meaning = parse_target(text)
    if programme is None:
        return meaning
    known_spans = (None, (programme.first_year, programme.last_year))
    if meaning.scope not in (Scope.PROGRAMME, Scope.FINAL) or span_years(text) in known_spans:
        return meaning
    return replace(meaning, scope=Scope.UNDECIDED, origins=replace(meaning.origins, scope=Assumed.DEFAULT))


def read_words(target: Target, programme: Programme | None) -> None:
    """Set what follows from the words: the meaning always, the frequency where the words name one."""
    target.meaning = understood(programme, target.verbatim)
    frequency = parse_frequency(target.frequency_verbatim)
    if frequency is not None:
        target.frequency, target.frequency_origin = frequency, Origin.DOCUMENT
    elif target.frequency:
        target.frequency_origin = Origin.DEFAULT


def in_words(programme: Programme | None, text: str) -> Sentence:
    """“How it was understood”, with what is open said first."""
    meaning = understood(programme, text)
    sentence = target_sentence(meaning)
    if meaning.kind is Kind.DESCRIPTIVE:
        return say("Descriptive: a coordinator will assess each year.")
    if meaning.scope is Scope.UNDECIDED:
        return say("{target}; the programme does not say the period: a coordinator will decide.", target=sentence)
    if meaning.kind is Kind.GROWTH and meaning.growth_reference is None:
        return say("{target}; the programme does not say against what: a coordinator will decide.", target=sentence)
    return sentence


def recorded_years(indicator: Indicator, *, approved_only: bool = True) -> frozenset[int]:
    """Years that hold a figure of the indicator."""
    figures = Measurement.objects.filter(indicator=indicator)
    if approved_only:
        figures = figures.filter(approved_revision__isnull=False)
    return frozenset(figures.values_list("year", flat=True))


def years_of_terms(target: Target, terms: Sequence[Target], programme: Programme) -> range:
    """The years judged by these terms: until the next row, or the programme's end."""
    later = [one.applies_from for one in terms if one.applies_from > target.applies_from]
    return range(target.applies_from, min(later, default=programme.last_year + 1))


# --- new terms from a year -----------------------------------------------------------------------------------------


def years_for_new_terms(indicator: Indicator, programme: Programme) -> list[int]:
    """Years from which new terms may begin: after the first terms, and judging no year with an approved value."""
    terms = list(indicator.targets.all())
    begun = {one.applies_from for one in terms}
    approved = recorded_years(indicator)
    return [
        year
        for year in programme.years
        if begun and year > min(begun) and year not in begun
        if approved.isdisjoint(years_of_terms(Target(applies_from=year), terms, programme))
    ]


def amend(target: Target, programme: Programme, *, at: datetime) -> None:
    """Put new terms in force from their year; a published programme's register says so with the basis."""
    indicator = target.indicator
    earlier = indicator.targets.filter(applies_from__lt=target.applies_from).latest("applies_from")
    with transaction.atomic():
        read_words(target, programme)
        target.save()
        if programme.is_published:
            services.register(
                programme.pk,
                Change.Kind.AMENDED,
                at=at,
                object_type="target",
                object_id=target.pk,
                role=str(Role.ADMINISTRATOR),
                details={
                    "indicator_id": indicator.pk,
                    "indicator": indicator.name,
                    "year": target.applies_from,
                    "old": _words(earlier),
                    "new": _words(target),
                },
                text=target.basis,
            )
        else:
            services.end_cached_pages([programme.pk], at)


def _words(target: Target) -> str:
    return ", ".join(words for words in (target.verbatim, target.frequency_verbatim) if words)


def assign_unit(numbers: Iterable[int], unit: Unit, *, at: datetime) -> list[Indicator]:
    """The indicators that got another unit; one by one, so that each keeps its history. Figures stay as they are."""
    with transaction.atomic():
        moved = []
        rows = Indicator.objects.select_for_update(of=("self",)).filter(pk__in=list(numbers)).exclude(unit=unit)
        for indicator in rows.select_related("action__specific_goal__main_goal").order_by("pk"):
            indicator.unit = unit
            indicator.save(update_fields=["unit"])
            services.edited([indicator.action.specific_goal.main_goal.programme_id], indicator, "edited", at=at)
            moved.append(indicator)
    return moved
