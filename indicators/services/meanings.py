"""From the words of a target to its stored meaning: the only place that does it, for every writer of terms."""

from cooperation.models import Programme
from cooperation.rules.origins import Origin
from cooperation.text import Sentence, say
from indicators.models import Indicator, Target
from indicators.rules.assumptions import is_direction_assumed
from indicators.rules.frequencies import parse_frequency
from indicators.rules.meanings import Kind, Scope, TargetMeaning
from indicators.rules.target_sentences import target_sentence
from indicators.rules.targets import missing_years, parse_target


def programme_of(indicator: Indicator) -> Programme | None:
    """The indicator's programme, or None while its action is still to be chosen."""
    if not indicator.action_id:
        return None
    return Programme.objects.filter(main_goal__specific_goals__actions=indicator.action_id).first()


def meaning_of(text: str, indicator: Indicator, programme: Programme | None) -> TargetMeaning:
    """The target's words as the rules read them for this indicator within this programme (product.md § 4).

    Without a programme (the action is still to be chosen) less is known; such a meaning is shown, never stored.
    """
    baseline = indicator.baseline_value
    return parse_target(
        text,
        years=(programme.first_year, programme.last_year) if programme else None,
        baseline=(baseline, indicator.baseline_year) if baseline is not None else None,
        name=indicator.name,
    )


def read_words(target: Target, indicator: Indicator, programme: Programme | None) -> None:
    """Set what follows from the words: the meaning always, the frequency where the words name one."""
    target.meaning = meaning_of(target.verbatim, indicator, programme)
    frequency = parse_frequency(target.frequency_verbatim)
    if frequency is not None:
        target.frequency, target.frequency_origin = frequency.value, Origin.DOCUMENT.value
    else:
        target.frequency_origin = Origin.DEFAULT.value if target.frequency else ""


def in_words(meaning: TargetMeaning, programme: Programme | None) -> Sentence:
    """“How it was understood”: the target with what was assumed and what is open."""
    sentence = target_sentence(meaning)
    if meaning.kind is Kind.DESCRIPTIVE:
        return say("descriptive: a coordinator will assess each year")
    if is_direction_assumed(meaning):
        sentence = say("{target} (assumed: less is better)", target=sentence)
    gaps = missing_years(meaning, (programme.first_year, programme.last_year)) if programme else ()
    if gaps:
        sentence = say("{target}; no value for {years}", target=sentence, years=", ".join(map(str, gaps)))
    is_without_reference = meaning.kind is Kind.GROWTH and meaning.growth_reference is None
    if meaning.scope is Scope.UNDECIDED or is_without_reference:
        return say("{target}: a coordinator will decide", target=sentence)
    return sentence
