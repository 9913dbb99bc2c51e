"""The status of an indicator over the whole programme, from the statuses of its years (product.md § 7)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

from cooperation.text import Sentence, ValueType, say, say_many
from indicators.rules.cases import WITHOUT_THRESHOLD, Basis, aggregate, basis_of, values_of
from indicators.rules.facts import VERDICTS, Facts, ProgrammeStatus, Status, Terms, YearStatus
from indicators.rules.meanings import Aggregation, Frequency, Kind
from indicators.rules.phrases import LABELS, enumeration

WITHOUT_FIGURE = (Status.OVERDUE, Status.NO_DATA)
WHOLE_PROGRAMME_BASES = (Basis.PROGRAMME, Basis.LAST_READING, Basis.DONE)


def programme_verdict(facts: Facts, years: Sequence[YearStatus], on: date) -> ProgrammeStatus:
    """Return the programme's status; `years`: the statuses of all programme years, in order.

    Without a required year the indicator is not applicable. Until the first required year is approved or past due, the
    programme has the status of that year.
    """
    required = [year for year in years if facts.is_required(year.year)]
    judged = [year for year in required if _is_judged(facts, year, on)]
    to_date = len(judged) < len(required)
    if not required:
        sentence = say("not applicable: no year of the programme requires a measurement")
        return _result(facts, judged, to_date, Status.NOT_APPLICABLE, sentence)
    if not judged:
        return _result(facts, judged, to_date, required[0].status, required[0].sentence)
    latest = judged[-1]
    if basis_of(facts.terms[latest.year]) in WHOLE_PROGRAMME_BASES:
        return _result(facts, judged, to_date, latest.status, latest.sentence)
    # Years under earlier terms with a programme-wide target have no verdict of their own.
    by_year = [year for year in judged if basis_of(facts.terms[year.year]) not in WHOLE_PROGRAMME_BASES]
    return _status_by_years(facts, by_year, to_date)


def _is_judged(facts: Facts, year: YearStatus, on: date) -> bool:
    """Whether the year counts to date: it is approved or past due, or has an early verdict."""
    if on.year < year.year:
        return False
    if year.status in VERDICTS:
        return True
    if facts.terms[year.year].frequency is None:
        return on.year > year.year  # without readings there is no due date: the year itself must be over
    if year.periods_approved == year.periods_counted:
        return True
    return on > max(reading.due_on for reading in facts.counted(year.year))


def _status_by_years(facts: Facts, judged: Sequence[YearStatus], to_date: bool) -> ProgrammeStatus:
    """Return met, partly met or not met by the number of years in which the target was met.

    A year without a threshold is counted only if a person has assessed it or has to.
    """
    counted = [
        year
        for year in judged
        if facts.terms[year.year].meaning.kind not in WITHOUT_THRESHOLD or _is_decided_by_person(year)
    ]
    if not counted:
        return _without_threshold(facts, judged, to_date)
    total, met = len(counted), sum(year.status is Status.MET for year in counted)
    to_assess = [year for year in counted if year.status is Status.TO_BE_ASSESSED]
    if to_assess:
        return _result(facts, counted, to_date, Status.TO_BE_ASSESSED, _with_questions(to_assess))
    if all(year.status in WITHOUT_FIGURE for year in counted):
        return _result(facts, counted, to_date, Status.NO_DATA, _without_data(facts, counted))
    status = Status.MET if met == total else Status.PARTLY_MET if met else Status.NOT_MET
    if to_date:
        sentence = say_many(
            "so far met in {met} of {total} year", "so far met in {met} of {total} years", total, met=met, total=total
        )
    else:
        sentence = say_many(
            "met in {met} of {total} year", "met in {met} of {total} years", total, met=met, total=total
        )
    label = sentence if len(facts.years) > 1 else LABELS[status]
    return _result(facts, counted, to_date, status, _with_gaps(facts, sentence, counted), label)


def _with_questions(to_assess: Sequence[YearStatus]) -> Sentence:
    """Return why the years cannot be judged: each question once, with its years."""
    years: dict[str, list[YearStatus]] = {}
    for year in to_assess:
        years.setdefault(str(year.question), []).append(year)
    reasons = [
        say("{question} ({years})", question=affected[0].question, years=_year_list(affected))
        for affected in years.values()
    ]
    return say(
        "cannot be judged: {reasons}",
        reasons=reduce(lambda first, following: say("{first}; {next}", first=first, next=following), reasons),
    )


def _without_threshold(facts: Facts, judged: Sequence[YearStatus], to_date: bool) -> ProgrammeStatus:
    total, known = len(judged), sum(year.status is Status.NO_THRESHOLD for year in judged)
    if not known:
        return _result(facts, judged, to_date, Status.NO_DATA, _without_data(facts, judged))
    sentence = say_many(
        "the programme gives no number; a value is known for {known} of {total} year",
        "the programme gives no number; a value is known for {known} of {total} years",
        total,
        known=known,
        total=total,
    )
    return _result(facts, judged, to_date, Status.NO_THRESHOLD, _with_gaps(facts, sentence, judged))


def _without_data(facts: Facts, judged: Sequence[YearStatus]) -> Sentence:
    """Return why no year can be judged: incomplete data, nothing measured, or nothing submitted."""
    total = len(judged)
    if any(_measured_periods(facts, year) for year in judged):
        return _with_gaps(facts, say("no year has complete data"), judged)
    unmeasured = sum(year.status is Status.NO_DATA for year in judged)
    if unmeasured:
        sentence = say_many(
            "not measured in {missing} of {total} year",
            "not measured in {missing} of {total} years",
            total,
            missing=unmeasured,
            total=total,
        )
        return _with_gaps(facts, sentence, judged)
    if 1 < total == len(facts.years):
        return say("no data for any year; the deadlines have passed")
    return say_many(
        "no data for {years}; the deadline has passed",
        "no data for {years}; the deadlines have passed",
        total,
        years=_year_list(judged),
    )


def _is_missing(facts: Facts, year: YearStatus) -> bool:
    """Whether the year lacks a value; a final sum may have no data because of another year."""
    return year.status in WITHOUT_FIGURE and any(reading.value is None for reading in facts.counted(year.year))


def _measured_periods(facts: Facts, year: YearStatus) -> int:
    """Return the number of the year's periods that have a value."""
    return len(values_of(facts.counted(year.year)))


def _with_gaps(facts: Facts, sentence: Sentence, judged: Sequence[YearStatus]) -> Sentence:
    """Return the sentence with the years that have no value and those that have values for some periods only."""
    gaps = [year for year in judged if year.status in WITHOUT_FIGURE]
    empty = [year for year in gaps if not _measured_periods(facts, year)]
    partial = [_periods_with_value(facts, year) for year in gaps if _measured_periods(facts, year)]
    if empty and partial:
        return say(
            "{why} (no data: {periods}; incomplete data: {incomplete})",
            why=sentence,
            periods=_year_list(empty),
            incomplete=enumeration(partial),
        )
    if partial:
        return say("{why} (incomplete data: {incomplete})", why=sentence, incomplete=enumeration(partial))
    return say("{why} (no data: {periods})", why=sentence, periods=_year_list(empty)) if empty else sentence


def _periods_with_value(facts: Facts, year: YearStatus) -> Sentence:
    """Return "2024 – 3 of 4 quarters"."""
    filled, total, name = _measured_periods(facts, year), len(facts.counted(year.year)), str(year.year)
    frequency = facts.terms[year.year].frequency
    if frequency is Frequency.MONTHLY:
        return say_many(
            "{year} – {filled} of {total} month",
            "{year} – {filled} of {total} months",
            total, year=name, filled=filled, total=total,
        )  # fmt: skip
    if frequency is Frequency.QUARTERLY:
        return say_many(
            "{year} – {filled} of {total} quarter",
            "{year} – {filled} of {total} quarters",
            total, year=name, filled=filled, total=total,
        )  # fmt: skip
    return say_many(
        "{year} – {filled} of {total} half-year",
        "{year} – {filled} of {total} half-years",
        total, year=name, filled=filled, total=total,
    )  # fmt: skip


def _year_list(years: Sequence[YearStatus]) -> str:
    return ", ".join(str(year.year) for year in years)


def _is_decided_by_person(year: YearStatus) -> bool:
    return year.status is Status.TO_BE_ASSESSED or year.status in VERDICTS


def _result(
    facts: Facts,
    judged: Sequence[YearStatus],
    to_date: bool,
    status: Status,
    sentence: Sentence,
    label: Sentence | None = None,
) -> ProgrammeStatus:
    return ProgrammeStatus(
        status=status,
        label=label or LABELS[status],
        sentence=sentence,
        years_met=sum(year.status is Status.MET for year in judged),
        years_required=len(judged),
        missing_years=tuple(year.year for year in judged if _is_missing(facts, year)),
        total=_total(facts),
        to_date=to_date,
    )


def _total(facts: Facts) -> Decimal | None:
    """Return the sum of the approved values of years whose values add up; percentages and yes-or-no values do not."""
    values = [
        value
        for year in facts.years
        if facts.is_in_force(year) and _adds_up(facts, facts.terms[year])
        for value in values_of(facts.counted(year))
    ]
    return aggregate(values, Aggregation.SUM)


def _adds_up(facts: Facts, terms: Terms) -> bool:
    if facts.value_type in (ValueType.PERCENT, ValueType.YES_NO) or terms.meaning.kind is Kind.PERCENT:
        return False
    return terms.aggregation is Aggregation.SUM and basis_of(terms) is not Basis.DONE
