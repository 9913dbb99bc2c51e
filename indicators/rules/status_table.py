"""The rows of the status table (product.md § 7): the first row that applies to a case decides its status.

The same rows are shown on the page /metoda/.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cooperation.text import Sentence, say
from indicators.rules import status_sentences, verdict_sentences, verdicts
from indicators.rules.cases import WITHOUT_THRESHOLD, Basis, Case
from indicators.rules.facts import VERDICTS, Status
from indicators.rules.phrases import with_reason
from indicators.rules.verdicts import QuestionKind


@dataclass(frozen=True)
class Outcome:
    """The status that a row gives to a case, with its sentence."""

    status: Status
    sentence: Sentence
    achievement: Decimal | None = None
    question: Sentence | None = None  # why figures cannot decide


@dataclass(frozen=True)
class StatusRow:
    """A row of the table: the statuses that it can give, its condition in words, and its rule.

    `judge` returns None where the row does not apply.
    """

    number: int
    statuses: tuple[Status, ...]
    condition: Sentence
    judge: Callable[[Case], Outcome | None]


def is_to_be_assessed(outcome: Outcome) -> bool:
    """Whether figures cannot determine the status, so that a person may assess the year."""
    return outcome.status is Status.TO_BE_ASSESSED


def first_match(case: Case, rows: Iterable[StatusRow]) -> tuple[StatusRow, Outcome]:
    """Return the first row that applies, with its outcome; the last row of the table always applies."""
    outcomes = ((row, row.judge(case)) for row in rows)
    return next((row, outcome) for row, outcome in outcomes if outcome is not None)


# --- conditions of the rows ------------------------------------------------------------------------------------------


def _not_applicable(case: Case) -> Outcome | None:
    facts, year = case.facts, case.year
    if year in facts.exempt_years:
        return Outcome(Status.NOT_APPLICABLE, status_sentences.exempt(case))
    if facts.is_withdrawn(year):
        return Outcome(Status.NOT_APPLICABLE, status_sentences.withdrawn(case))
    if facts.terms_of(year) is None:
        return Outcome(Status.NOT_APPLICABLE, status_sentences.without_target(case))
    if not facts.is_in_force(year):
        return Outcome(Status.NOT_APPLICABLE, status_sentences.without_entry(case))
    if facts.readings.get(year) and not case.counted:
        return Outcome(Status.NOT_APPLICABLE, status_sentences.all_not_applicable(case))
    return None


def _assessed(case: Case) -> Outcome | None:
    """An assessment counts only where the status would be “to be assessed” without it."""
    status = case.facts.assessments.get(case.year)
    if status not in VERDICTS:
        return None
    _, without = first_match(case, TABLE[2:])
    return Outcome(status, status_sentences.assessed(case, status)) if is_to_be_assessed(without) else None


def _without_frequency(case: Case) -> Outcome | None:
    if case.terms.frequency is not None:
        return None
    question = status_sentences.QUESTIONS[QuestionKind.NO_FREQUENCY]
    return Outcome(Status.TO_BE_ASSESSED, status_sentences.without_frequency(case), question=question)


def _met_already(case: Case) -> Outcome | None:
    if case.basis is Basis.DONE:
        return _done(case)
    if not verdicts.is_met_already(case):
        return None
    figure = verdicts.judged_figure(case)
    why = verdict_sentences.compared(case)
    return Outcome(Status.MET, with_reason(Status.MET, why), verdicts.achievement_of(case, figure))


def _done(case: Case) -> Outcome | None:
    reading = case.first_completion
    if reading is None:
        return None
    if verdicts.was_in_time(case, reading):
        return Outcome(Status.MET, verdict_sentences.done(case, reading), Decimal(1))
    return Outcome(Status.PARTLY_MET, verdict_sentences.done(case, reading))


def _no_reading(case: Case) -> Outcome | None:
    return None if case.counted else Outcome(Status.NO_READING, status_sentences.no_reading(case))


def _not_due_yet(case: Case) -> Outcome | None:
    if case.approved or any(reading.has_ended(case.on) for reading in case.counted):
        return None
    return Outcome(Status.NOT_DUE_YET, status_sentences.not_due_yet(case))


def _overdue(case: Case) -> Outcome | None:
    return Outcome(Status.OVERDUE, status_sentences.overdue(case)) if case.late else None


def _awaited(case: Case) -> Outcome | None:
    return None if case.approved else Outcome(Status.AWAITED, status_sentences.awaited(case))


def _partly_approved(case: Case) -> Outcome | None:
    return Outcome(Status.IN_PROGRESS, status_sentences.partly_approved(case)) if case.unapproved else None


def _no_data(case: Case) -> Outcome | None:
    unmeasured = [reading for reading in case.counted if reading.value is None]
    if unmeasured:
        return Outcome(Status.NO_DATA, status_sentences.not_measured(case, unmeasured))
    missing = verdicts.decisive_gaps(case)
    return Outcome(Status.NO_DATA, status_sentences.decisive_value_missing(case, missing)) if missing else None


def _no_threshold(case: Case) -> Outcome | None:
    if case.meaning.kind not in WITHOUT_THRESHOLD:
        return None
    return Outcome(Status.NO_THRESHOLD, status_sentences.without_threshold(case))


def _to_be_assessed(case: Case) -> Outcome | None:
    question = verdicts.blocking_question(case)
    if question is None:
        return None
    return Outcome(
        Status.TO_BE_ASSESSED,
        status_sentences.to_be_assessed(case, question),
        question=status_sentences.question_sentence(case, question),
    )


def _not_final_yet(case: Case) -> Outcome | None:
    if case.basis is Basis.DONE:
        return (
            Outcome(Status.IN_PROGRESS, verdict_sentences.not_done_yet(case))
            if verdicts.is_deadline_ahead(case)
            else None
        )
    if not verdicts.is_judged_later(case):
        return None
    achievement = verdicts.achievement_of(case, verdicts.judged_figure(case))
    return Outcome(Status.IN_PROGRESS, verdict_sentences.not_final_yet(case), achievement)


def _running_total(case: Case) -> Outcome | None:
    if case.basis is not Basis.PROGRAMME or case.is_final_year:
        return None
    total = verdicts.judged_figure(case)
    pace = verdicts.pace(case, total)
    return Outcome(
        pace.status, verdict_sentences.running_total(case, total, pace), verdicts.achievement_of(case, total)
    )


def _verdict(case: Case) -> Outcome:
    if case.basis is Basis.DONE:
        return Outcome(Status.NOT_MET, verdict_sentences.not_done(case))
    if case.basis is Basis.SPANS:
        met = verdicts.spans_met(case)
        status = verdicts.compare_spans(met)
        return Outcome(status, with_reason(status, verdict_sentences.spans(case, met)), Decimal(sum(met)) / len(met))
    figure = verdicts.judged_figure(case)
    status = verdicts.compare(case, figure)
    why = verdict_sentences.compared(case)
    return Outcome(status, with_reason(status, why), verdicts.final_achievement(case, figure, status))


TABLE: tuple[StatusRow, ...] = (
    StatusRow(
        1,
        (Status.NOT_APPLICABLE,),
        say(
            "A decision exempts the year, the indicator is withdrawn, no target or no entry of its schedule "
            "is in force, or every period of the year is marked as not applicable. Where only some periods "
            "are so marked, they are not counted."
        ),
        _not_applicable,
    ),
    StatusRow(
        2,
        (Status.MET, Status.PARTLY_MET, Status.NOT_MET),
        say(
            "The coordinator's assessment with its reason. It is accepted only where figures cannot determine "
            "the status, which would otherwise be “to be assessed”."
        ),
        _assessed,
    ),
    StatusRow(
        3,
        (Status.TO_BE_ASSESSED,),
        say(
            "The programme does not say how often the indicator is measured: the coordinator must choose the frequency."
        ),
        _without_frequency,
    ),
    StatusRow(
        4,
        (Status.MET, Status.PARTLY_MET),
        say(
            "A task is done and the measurement of this or an earlier year is approved (partly met if it was "
            "done after its deadline). Or the values approved so far already satisfy an “at least” or “more "
            "than” target for the year or the whole programme, where values are added up or the highest one "
            "counts. Missing measurements "
            "are named in the sentence."
        ),
        _met_already,
    ),
    StatusRow(5, (Status.NO_READING,), say("No period of measurement ends in the year."), _no_reading),
    StatusRow(
        6, (Status.NOT_DUE_YET,), say("No period of the year has ended yet and nothing is approved."), _not_due_yet
    ),
    StatusRow(
        7,
        (Status.OVERDUE,),
        say(
            "The deadline of a measurement has passed and it is not approved. Data in preparation "
            "count as not approved."
        ),
        _overdue,
    ),
    StatusRow(
        8, (Status.AWAITED,), say("A period has ended, its deadline has not passed and nothing is approved."), _awaited
    ),
    StatusRow(
        9, (Status.IN_PROGRESS,), say("Some of the year's measurements are approved, not all."), _partly_approved
    ),
    StatusRow(
        10,
        (Status.NO_DATA,),
        say(
            "A period was not measured. Or the period of the target has ended, a value that could decide is "
            "missing and the target is not met without it."
        ),
        _no_data,
    ),
    StatusRow(
        11,
        (Status.NO_THRESHOLD,),
        say("The programme sets no target, or sets it “as needed”: the value is shown and never called met."),
        _no_threshold,
    ),
    StatusRow(
        12,
        (Status.TO_BE_ASSESSED,),
        say(
            "The target is described in words; or the programme does not say which period it applies to; or the "
            "value from which a change is calculated is missing; or the indicator is measured less "
            "often than the target requires."
        ),
        _to_be_assessed,
    ),
    StatusRow(
        13,
        (Status.IN_PROGRESS,),
        say(
            "The target is judged by the last measurement and this is an earlier one; or a task is not done yet "
            "and its deadline or the last year is still ahead."
        ),
        _not_final_yet,
    ),
    StatusRow(
        14,
        (Status.AHEAD, Status.ON_TRACK, Status.BEHIND),
        say(
            "The target is a total for the whole programme and this is not its last year: the total is compared "
            "with the plan."
        ),
        _running_total,
    ),
    StatusRow(
        15,
        (Status.MET, Status.PARTLY_MET, Status.NOT_MET),
        say("In every other case the figure is compared with the target."),
        _verdict,
    ),
)
