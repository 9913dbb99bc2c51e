"""From the words of a target to its stored meaning: the only place that does it, for every writer of terms."""

from dataclasses import replace

from cooperation.models import Origin, Programme
from cooperation.text import Sentence, say
from indicators.models import Indicator, Target
from indicators.rules.frequencies import parse_frequency
from indicators.rules.meaning import Kind, Scope, TargetMeaning
from indicators.rules.meaning import Origin as RuleOrigin
from indicators.rules.target_sentences import target_sentence
from indicators.rules.targets import parse_target, span_years


def programme_of(indicator: Indicator) -> Programme | None:
    """The indicator's programme, or None while its action is still to be chosen."""
    if not indicator.action_id:
        return None
    return Programme.objects.filter(main_goal__specific_goals__actions=indicator.action_id).first()


def meaning_of(text: str, programme: Programme | None) -> TargetMeaning:
    """The target's words as the rules read them within this programme (product.md § 4).

    A span of years that is not the programme's is a question for a person, not a target for the whole programme. In a
    programme of one year a figure without a period is that year's. Without a programme (the action is still to be
    chosen) neither can be said; such a meaning is shown, never stored.
    """
    meaning = parse_target(text)
    if programme is None:
        return meaning
    years = (programme.first_year, programme.last_year)
    span = span_years(text)
    if meaning.scope in (Scope.PROGRAMME, Scope.FINAL) and span not in (None, years):
        return replace(meaning, scope=Scope.UNDECIDED, origins=replace(meaning.origins, scope=RuleOrigin.DEFAULT))
    is_open = meaning.kind in (Kind.NUMBER, Kind.PERCENT) and meaning.scope is Scope.UNDECIDED and span is None
    if is_open and years[0] == years[1]:
        return replace(meaning, scope=Scope.YEAR, origins=replace(meaning.origins, scope=RuleOrigin.DEFAULT))
    return meaning


def read_words(target: Target, programme: Programme | None) -> None:
    """Set what follows from the words: the meaning always, the frequency where the words name one."""
    target.meaning = meaning_of(target.verbatim, programme)
    frequency = parse_frequency(target.frequency_verbatim)
    if frequency is not None:
        target.frequency, target.frequency_origin = frequency.value, Origin.DOCUMENT.value
    else:
        target.frequency_origin = Origin.DEFAULT.value if target.frequency else ""


def in_words(meaning: TargetMeaning) -> Sentence:
    """“How it was understood”, with what is open said first."""
    sentence = target_sentence(meaning)
    if meaning.kind is Kind.DESCRIPTIVE:
        return say("Descriptive: a coordinator will assess each year.")
    if meaning.scope is Scope.UNDECIDED:
        return say("{target}; the period is not said: a coordinator will decide.", target=sentence)
    if meaning.kind is Kind.GROWTH and meaning.growth_reference is None:
        return say("{target}; it is not said against what: a coordinator will decide.", target=sentence)
    return sentence
