"""The one status table: judged here, and the page /metoda/ is drawn from the same rows.

For an indicator, a year and a day the first row that holds gives the status, the sentence and the achievement. Days
are arguments; only approved values count. No combination of target, frequency and values is without a result.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cooperation.text import Sentence, say
from indicators.rules import programme, sentences, verdicts
from indicators.rules.case import WITHOUT_THRESHOLD, Basis, Case
from indicators.rules.direction import is_direction_assumed
from indicators.rules.facts import (
    VERDICTS,
    Facts,
    NoValueReason,
    ProgrammeStatus,
    Reading,
    Status,
    Terms,
    YearStatus,
)
from indicators.rules.known_years import is_schedule_incomplete
from indicators.rules.meanings import GrowthReference
from indicators.rules.method import VERDICT_RULES
from indicators.rules.phrases import LABELS, with_reason
from indicators.rules.verdicts import Question

__all__ = [
    "TABLE",
    "VERDICT_RULES",
    "Facts",
    "NoValueReason",
    "ProgrammeStatus",
    "Reading",
    "Row",
    "Status",
    "Terms",
    "YearStatus",
    "judge_programme",
    "judge_year",
    "may_be_assessed",
    "open_questions",
    "status_label",
]


ASSESSED_ROWS = (3, 12)  # where no figure can decide


@dataclass(frozen=True)
class Outcome:
    """What a row says when it holds."""

    status: Status
    sentence: Sentence
    achievement: Decimal | None = None
    question: Sentence | None = None  # what keeps figures from deciding


@dataclass(frozen=True)
class Row:
    """One row: the statuses it can give, its condition in plain words, and the judge (None: the row does not hold)."""

    number: int
    statuses: tuple[Status, ...]
    condition: Sentence
    judge: Callable[[Case], Outcome | None]


def judge_year(facts: Facts, year: int, on: date) -> YearStatus:
    """The status of an indicator in a year as it stands on the day `on` (Warsaw)."""
    case = Case(facts, year, on)
    row, outcome = _first(case, TABLE)
    return YearStatus(
        year=year,
        status=outcome.status,
        sentence=outcome.sentence,
        actual=case.actual,
        decimals=case.decimals,
        achievement=outcome.achievement,
        periods_counted=len(case.counted),
        periods_approved=len(case.approved),
        row=row.number,
        question=outcome.question,
    )


def judge_programme(facts: Facts, on: date, years: Sequence[YearStatus] | None = None) -> ProgrammeStatus:
    """The verdict on the whole programme, to date while required years are still to come; `years`: judged already."""
    if years is None:
        years = [judge_year(facts, year, on) for year in facts.years]
    return programme.verdict(facts, years, on)


def open_questions(facts: Facts, year: int, on: date) -> tuple[Question, ...]:
    """What a person is asked about the year, measured or not: what keeps figures from deciding, then assumptions."""
    if year in facts.exempt_years or year in facts.assessments or facts.is_withdrawn(year):
        return ()
    meaning = Case(facts, year, on).meaning
    if not facts.is_in_force(year):
        return (Question.MISSING_YEARS,) if is_schedule_incomplete(meaning) else ()
    blocking = _blocking_question(facts, year, on)
    assumed = Question.DIRECTION if is_direction_assumed(meaning) else None
    return tuple(question for question in (blocking, assumed) if question is not None)


def _blocking_question(facts: Facts, year: int, on: date) -> Question | None:
    """What must be settled before figures can decide (rows 3 and 12)."""
    case = Case(facts, year, on)
    if case.terms.frequency is None:
        return Question.NO_FREQUENCY
    if case.meaning.kind in WITHOUT_THRESHOLD:
        return None
    found = verdicts.question(case)
    comes_with_figures = case.meaning.growth_reference is GrowthReference.PREVIOUS_YEAR and year > facts.first_year
    return None if found is Question.NO_REFERENCE and comes_with_figures else found


def may_be_assessed(facts: Facts, year: int, on: date) -> bool:
    """Whether a person may give the year's verdict: row 3 or 12 holds, an earlier assessment of the year left aside."""
    row, _ = _first(Case(facts, year, on), (TABLE[0], *TABLE[2:]))
    return row.number in ASSESSED_ROWS


def status_label(status: Status) -> Sentence:
    """The status as one word of the vocabulary, e.g. "overdue"."""
    return LABELS[status]


def _first(case: Case, rows: Iterable[Row]) -> tuple[Row, Outcome]:
    """The first row that holds; the last row of the table always does."""
    judged = ((row, row.judge(case)) for row in rows)
    return next((row, outcome) for row, outcome in judged if outcome is not None)


# --- the rows ------------------------------------------------------------------------------------------------------


def _not_applicable(case: Case) -> Outcome | None:
    facts, year = case.facts, case.year
    if year in facts.exempt_years:
        return Outcome(Status.NOT_APPLICABLE, sentences.exempt(case))
    if facts.is_withdrawn(year):
        return Outcome(Status.NOT_APPLICABLE, sentences.withdrawn(case))
    if facts.terms_of(year) is None:
        return Outcome(Status.NOT_APPLICABLE, sentences.without_target(case))
    if not facts.is_in_force(year):
        return Outcome(Status.NOT_APPLICABLE, sentences.without_entry(case))
    if facts.readings.get(year) and not case.counted:
        return Outcome(Status.NOT_APPLICABLE, sentences.all_not_applicable(case))
    return None


def _assessed(case: Case) -> Outcome | None:
    """Accepted only where a person must decide: where row 3 or 12 would hold without the assessment."""
    status = case.facts.assessments.get(case.year)
    if status not in VERDICTS:
        return None
    row, _ = _first(case, TABLE[2:])
    return Outcome(status, sentences.assessed(case, status)) if row.number in ASSESSED_ROWS else None


def _without_frequency(case: Case) -> Outcome | None:
    if case.terms.frequency is not None:
        return None
    question = sentences.QUESTIONS[Question.NO_FREQUENCY]
    return Outcome(Status.TO_BE_ASSESSED, sentences.without_frequency(case), question=question)


def _met_already(case: Case) -> Outcome | None:
    if case.basis is Basis.DONE:
        return _done(case)
    if not verdicts.is_met_already(case):
        return None
    figure = verdicts.judged_figure(case)
    why = sentences.compared(case)
    return Outcome(Status.MET, with_reason(Status.MET, why), verdicts.achievement_of(case, figure))


def _done(case: Case) -> Outcome | None:
    reading = case.first_yes
    if reading is None:
        return None
    if verdicts.was_in_time(case, reading):
        return Outcome(Status.MET, sentences.done(case, reading), Decimal(1))
    return Outcome(Status.PARTLY_MET, sentences.done(case, reading))


def _no_reading(case: Case) -> Outcome | None:
    return None if case.counted else Outcome(Status.NO_READING, sentences.no_reading(case))


def _not_due_yet(case: Case) -> Outcome | None:
    if case.approved or any(reading.has_ended(case.on) for reading in case.counted):
        return None
    return Outcome(Status.NOT_DUE_YET, sentences.not_due_yet(case))


def _overdue(case: Case) -> Outcome | None:
    return Outcome(Status.OVERDUE, sentences.overdue(case)) if case.late else None


def _awaited(case: Case) -> Outcome | None:
    return None if case.approved else Outcome(Status.AWAITED, sentences.awaited(case))


def _partly_read(case: Case) -> Outcome | None:
    return Outcome(Status.IN_PROGRESS, sentences.partly_read(case)) if case.owed else None


def _no_data(case: Case) -> Outcome | None:
    unmeasured = [reading for reading in case.counted if reading.value is None]
    if unmeasured:
        return Outcome(Status.NO_DATA, sentences.not_measured(case, unmeasured))
    missing = verdicts.decisive_gaps(case)
    return Outcome(Status.NO_DATA, sentences.undecidable(case, missing)) if missing else None


def _no_threshold(case: Case) -> Outcome | None:
    if case.meaning.kind not in WITHOUT_THRESHOLD:
        return None
    return Outcome(Status.NO_THRESHOLD, sentences.without_threshold(case))


def _to_be_assessed(case: Case) -> Outcome | None:
    question = verdicts.question(case)
    if question is None:
        return None
    told, asked = sentences.to_be_assessed(case, question), sentences.asked(case, question)
    return Outcome(Status.TO_BE_ASSESSED, told, question=asked)


def _not_final_yet(case: Case) -> Outcome | None:
    if case.basis is Basis.DONE:
        return Outcome(Status.IN_PROGRESS, sentences.not_done_yet(case)) if verdicts.is_deadline_ahead(case) else None
    if not verdicts.waits_for_the_end(case):
        return None
    achievement = verdicts.achievement_of(case, verdicts.judged_figure(case))
    return Outcome(Status.IN_PROGRESS, sentences.not_final_yet(case), achievement)


def _on_the_way(case: Case) -> Outcome | None:
    if case.basis is not Basis.PROGRAMME or case.is_line_over:
        return None
    total = verdicts.judged_figure(case)
    pace = verdicts.pace(case, total)
    return Outcome(pace.status, sentences.on_the_way(case, total, pace), verdicts.achievement_of(case, total))


def _verdict(case: Case) -> Outcome:
    if case.basis is Basis.DONE:
        return Outcome(Status.NOT_MET, sentences.not_done(case))
    if case.basis is Basis.SPANS:
        met = verdicts.spans_met(case)
        status = verdicts.compare_spans(met)
        return Outcome(status, with_reason(status, sentences.spans(case, met)), Decimal(sum(met)) / len(met))
    figure = verdicts.judged_figure(case)
    status = verdicts.compare(case, figure)
    why = sentences.compared(case)
    return Outcome(status, with_reason(status, why), verdicts.final_achievement(case, figure, status))


TABLE: tuple[Row, ...] = (
    Row(
        1,
        (Status.NOT_APPLICABLE,),
        say(
            "A decision exempts the year, the indicator is withdrawn, no target or no entry of its schedule is in "
            "force, or every period of the year is marked as not applicable. A single such period only leaves the "
            "count."
        ),
        _not_applicable,
    ),
    Row(
        2,
        (Status.MET, Status.PARTLY_MET, Status.NOT_MET),
        say(
            "The coordinator's assessment with its reason. It is accepted only where no figure can decide "
            "and the status would otherwise be “to be assessed”."
        ),
        _assessed,
    ),
    Row(
        3,
        (Status.TO_BE_ASSESSED,),
        say(
            "The programme does not say how often the indicator is measured: the coordinator must choose the frequency."
        ),
        _without_frequency,
    ),
    Row(
        4,
        (Status.MET, Status.PARTLY_MET),
        say(
            "A thing that was to be done is done and the measurement of this or an earlier year is "
            "approved (done after its deadline: partly met). Or the values approved so far already "
            "satisfy a target of the kind “at least” or “more than” for the year or the whole "
            "programme, where values are added up or the highest one counts. Missing measurements "
            "are named in the sentence."
        ),
        _met_already,
    ),
    Row(5, (Status.NO_READING,), say("No period of measurement ends in the year."), _no_reading),
    Row(6, (Status.NOT_DUE_YET,), say("No period of the year has ended yet and nothing is approved."), _not_due_yet),
    Row(
        7,
        (Status.OVERDUE,),
        say(
            "The deadline of a measurement has passed and it is not approved. Data in preparation "
            "count as not approved."
        ),
        _overdue,
    ),
    Row(
        8, (Status.AWAITED,), say("A period has ended, its deadline has not passed and nothing is approved."), _awaited
    ),
    Row(9, (Status.IN_PROGRESS,), say("Some of the year's measurements are approved, not all."), _partly_read),
    Row(
        10,
        (Status.NO_DATA,),
        say(
            "A period was not measured. Or the time of the target is over, a value that could decide is missing "
            "and the target is not already met without it."
        ),
        _no_data,
    ),
    Row(
        11,
        (Status.NO_THRESHOLD,),
        say("The programme sets no target, or sets it “as needed”: the value is shown and never called met."),
        _no_threshold,
    ),
    Row(
        12,
        (Status.TO_BE_ASSESSED,),
        say(
            "The target is described in words; or the programme does not say what time it is meant "
            "for; or the value from which a change is counted is missing; or the indicator is "
            "measured less often than the target asks."
        ),
        _to_be_assessed,
    ),
    Row(
        13,
        (Status.IN_PROGRESS,),
        say(
            "The target is judged by the last measurement and this is an earlier one; or a thing is "
            "not done yet and its deadline or the last year is still ahead."
        ),
        _not_final_yet,
    ),
    Row(
        14,
        (Status.AHEAD, Status.ON_TRACK, Status.BEHIND),
        say(
            "The target is a total of the whole programme and this is not its last year: the sum is compared with "
            "the plan."
        ),
        _on_the_way,
    ),
    Row(
        15,
        (Status.MET, Status.PARTLY_MET, Status.NOT_MET),
        say("In every other case the figure is compared with the target."),
        _verdict,
    ),
)
