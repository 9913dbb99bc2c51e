"""What pages say about results in one sentence: summaries, changes, assumptions. Pages translate them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cooperation.rules.origins import Origin
from cooperation.text import Sentence, ValueType, at_scale, say, say_many
from indicators.models import Indicator, Revision, Target
from indicators.models.measurements import State
from indicators.queries.history import PublicRevision
from indicators.queries.open_questions import OpenQuestion
from indicators.rules import status as rules
from indicators.rules.completeness import Completeness
from indicators.rules.facts import NoValueReason
from indicators.rules.meanings import Aggregation, TargetMeaning
from indicators.rules.periods import period_of
from indicators.rules.phrases import listed, period_name
from indicators.rules.sentences import QUESTIONS
from indicators.rules.summary import verdicts_of_programme
from indicators.rules.values import format_value
from indicators.rules.verdicts import Question
from indicators.wording.programmes import absent
from indicators.wording.rulings import COMPARATOR_WORDS, SCOPE_WORDS


def figure(
    value: Decimal | None, reason: str, *, value_type: ValueType, measure: str = "", decimals: int = 0
) -> Sentence:
    """A value as readers see it, with as many decimal places as were typed, or why there is none."""
    if value is None:
        return NO_VALUE[NoValueReason(reason)] if reason else say("no data")
    return format_value(at_scale(value, decimals), value_type=value_type, measure=measure)


def revision_figure(indicator: Indicator, revision: Revision) -> Sentence:
    """A recorded figure with its unit, for the office's own pages."""
    return figure(
        revision.value,
        revision.no_value_reason,
        value_type=ValueType(indicator.value_type),
        measure=indicator.measure,
        decimals=revision.decimals,
    )


def unapproved_state(revision: Revision | None) -> str:
    """The word that must stand beside a figure which the public does not see: draft, submitted; "" for an approved."""
    return "" if revision is None or revision.state == State.APPROVED else str(revision.get_state_display())


NO_VALUE: Mapping[str, Sentence] = {
    NoValueReason.NOT_MEASURED: say("not measured"),
    NoValueReason.IN_PREPARATION: say("data in preparation"),
    NoValueReason.NOT_APPLICABLE: say("does not apply"),
}


def summary(results: Sequence[rules.ProgrammeStatus], *, has_ended: bool, is_excerpt: bool) -> Sentence:
    """A whole programme in one sentence: its only indicator's verdict, or how many indicators have each verdict."""
    if not results:
        return absent("indicators", is_excerpt=is_excerpt)
    if len(results) == 1 and is_excerpt:
        return say("The only indicator in the available text: {verdict}", verdict=results[0].sentence)
    if len(results) == 1:
        return say("The only indicator of the programme: {verdict}", verdict=results[0].sentence)
    return verdicts_of_programme([one.status for one in results], has_ended=has_ended)


def completeness(years: Sequence[Completeness]) -> Sentence:
    """How much of what is due has been approved, and which years have gaps."""
    if not years:
        return say("No figure is due yet.")
    approved, required = sum(one.approved for one in years), sum(one.required for one in years)
    told = say_many(
        "Approved: {approved} of {required} figure.",
        "Approved: {approved} of {required} figures.",
        required,
        approved=approved,
        required=required,
    )
    empty = [say("{year}", year=str(one.year)) for one in years if not one.approved]
    partial = [
        say_many(
            "{year} ({approved} of {required} figure)",
            "{year} ({approved} of {required} figures)",
            one.required,
            year=str(one.year),
            approved=one.approved,
            required=one.required,
        )
        for one in years
        if one.is_partial
    ]
    if empty:
        told = say("{told} No data for: {years}.", told=told, years=listed(empty))
    return say("{told} Incomplete data for: {years}.", told=told, years=listed(partial)) if partial else told


def assumptions(
    indicator: Indicator, terms: Target | None, meaning: TargetMeaning | None, split: Any
) -> list[Sentence]:
    """What was not in the document and had to be assumed or decided, each said to readers."""
    found: list[Sentence] = []
    if terms is None or meaning is None:
        return found
    for origin, part in (
        (meaning.origins.comparator, _comparator_words(meaning)),
        (meaning.origins.scope, _scope_words(meaning)),
    ):
        if part is SCOPE_WORDS["undecided"]:
            found.append(part)
        elif origin is Origin.DEFAULT and part is not None:
            found.append(say("assumed: {what} (the programme does not say so)", what=part))
        elif origin is Origin.DECISION and part is not None:
            found.append(say("coordinator's decision: {what}", what=part))
    if indicator.value_type_origin == Origin.DEFAULT:
        found.append(say("assumed: the figure is {kind}", kind=VALUE_TYPE_WORDS[ValueType(indicator.value_type)]))
    if terms.aggregation_origin == Origin.DEFAULT and terms.frequency not in ("yearly", "ongoing", ""):
        found.append(say("assumed: a year's periods make {how}", how=AGGREGATION_WORDS[Aggregation(terms.aggregation)]))
    if split is not None:
        found.append(
            say("assumed: the parts come from the words in brackets in the action's name and add up to the value")
        )
    return found


def _comparator_words(meaning: TargetMeaning) -> Sentence | None:
    return COMPARATOR_WORDS.get(str(meaning.comparator)) if meaning.comparator else None


def _scope_words(meaning: TargetMeaning) -> Sentence | None:
    return SCOPE_WORDS.get(str(meaning.scope)) if meaning.scope else None


VALUE_TYPE_WORDS = {
    ValueType.COUNT: say("a count of whole things"),
    ValueType.DECIMAL: say("a number that may have a fraction"),
    ValueType.SIGNED: say("a number that may be negative"),
    ValueType.PERCENT: say("a percentage"),
    ValueType.MONEY: say("an amount of money"),
    ValueType.YES_NO: say("an answer yes or no"),
}
AGGREGATION_WORDS = {
    Aggregation.SUM: say("their sum"),
    Aggregation.LAST: say("the last value"),
    Aggregation.MEAN: say("their mean"),
    Aggregation.MAXIMUM: say("the largest value"),
}


def self_approval(by_year: Mapping[int, Sequence[PublicRevision]]) -> Sentence | None:
    """Said once for the whole page: which figures one person both submitted and approved."""
    publics = [public for publics in by_year.values() for public in publics]
    own = [public for public in publics if public.self_approved]
    if not own:
        return None
    if len(own) == len(publics):
        return say("Every figure was approved by the person who submitted it, because there was no other coordinator.")
    told: list[Sentence] = []
    for year, of_year in by_year.items():
        alone = [public for public in of_year if public.self_approved]
        if alone and len(alone) == len(of_year):
            told.append(say("the year {year}", year=str(year)))
        else:
            told += [period_name(period_of(public.period_code)) for public in alone]
    return say_many(
        "The figure for {periods} was approved by the person who submitted it, because there was no other coordinator.",
        "The figures for {periods} were approved by the person who submitted them, because there was no other "
        "coordinator.",
        len(own),
        periods=listed(told),
    )


def waiting_questions(due: Sequence[date], on: date) -> list[Sentence]:
    """How many readers wait, and until when; the days that have passed apart."""
    late, open_ = [day for day in due if day < on], [day for day in due if day >= on]
    passed = say_many(
        "{count} question waits for an answer; its due date passed on {day}",
        "{count} questions wait for an answer; the first due date passed on {day}",
        len(late), count=len(late), day=min(late, default=on),
    )  # fmt: skip
    to_come = say_many(
        "{count} question waits for an answer, due on {day}",
        "{count} questions wait for an answer, the last one due on {day}",
        len(open_), count=len(open_), day=max(open_, default=on),
    )  # fmt: skip
    return [sentence for days, sentence in ((late, passed), (open_, to_come)) if days]


@dataclass(frozen=True)
class QuestionLine:
    """One open question in words, and who settles it how."""

    indicator_id: int
    indicator: str
    years: Sentence
    verbatim: str
    what: Sentence
    settled: Sentence
    is_administrators: bool


def open_question(found: OpenQuestion) -> QuestionLine:
    is_administrators, settled = _SETTLED.get(found.question, (False, say("A coordinator decides, in public.")))
    return QuestionLine(
        found.indicator.id,
        found.indicator.name,
        listed([say("{year}", year=str(year)) for year in found.years]),
        found.verbatim,
        QUESTIONS[found.question] if found.question else say("no unit answers for it"),
        settled,
        is_administrators,
    )


_SETTLED: Mapping[Question | None, tuple[bool, Sentence]] = {
    None: (True, say("Choose the unit; until then the coordinator answers.")),
    Question.NO_FREQUENCY: (True, say("Choose the frequency in the terms; until then nobody can record.")),
    Question.NO_REFERENCE: (True, say("Type the baseline and its year in the method sheet.")),
    Question.DESCRIPTIVE: (False, say("A coordinator assesses each year, in public.")),
    Question.DIRECTION: (False, say("A coordinator decides, in public; until then lower values count as better.")),
    Question.MISSING_YEARS: (False, say("A coordinator decides, in public; until then these years have no target.")),
}
