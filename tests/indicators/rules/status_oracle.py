"""An independent implementation of product.md § 7, with which the status rules are compared.

It is written as literally as possible and shares only the data classes of facts with the rules. Each numbered step
quotes its row of the table. A comment says how an ambiguity of the document is resolved.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.rules.facts import Facts, Reading

PERIODS_A_YEAR = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1, "ongoing": 1}
VERDICTS = ("met", "partly_met", "not_met")
SPANS_A_YEAR = {"month": 12, "quarter": 4, "half_year": 2}


@dataclass
class ExpectedStatus:
    row: int
    status: str
    achievement: Fraction | None = None


# --- the paragraph above the table -----------------------------------------------------------------------------------


def approved(reading: Reading) -> bool:
    """ "a value, `not_measured` or `not_applicable`; `in_preparation` counts as not approved" """
    return reading.value is not None or reading.reason in ("not_measured", "not_applicable")


def late(reading: Reading, on: date) -> bool:
    """ "when today is after its own due date and it is not approved" """
    return on > reading.due_on and not approved(reading)


def ended(reading: Reading, on: date) -> bool:
    """ "The day a period ends counts as not ended everywhere" """
    return on > reading.period.end


def readings_of(facts: Facts, year: int) -> list[Reading]:
    """The year's periods; "single ones [not applicable] leave the count"."""
    readings = [
        reading
        for reading in facts.readings.get(year, ())
        if not (reading.value is None and reading.reason == "not_applicable")
    ]
    return sorted(readings, key=lambda reading: reading.period.end)


def has_target(facts: Facts, year: int) -> bool:
    """Whether a target (and an entry of its schedule) is in force and the indicator is not withdrawn."""
    if not facts.first_year <= year <= facts.last_year or year not in facts.terms:
        return False
    if facts.withdrawn_from is not None and year >= facts.withdrawn_from:
        return False
    schedule = facts.terms[year].meaning.schedule
    return not schedule or year in [entry for entry, _ in schedule]


# --- the table -------------------------------------------------------------------------------------------------------


def judge(facts: Facts, year: int, on: date, *, with_assessment: bool = True) -> ExpectedStatus:
    readings = readings_of(facts, year)
    # 1: "exempted by a Decision, withdrawn, no target or schedule entry in force, or every period not_applicable"
    if year in facts.exempt_years or not has_target(facts, year) or (facts.readings.get(year) and not readings):
        return ExpectedStatus(1, "not_applicable")
    terms = facts.terms[year]
    meaning, frequency = terms.meaning, terms.frequency
    # 2: "an Assessment (accepted only where row 3 or 12 would hold without it)"
    if with_assessment and facts.assessments.get(year) in VERDICTS:
        without = judge(facts, year, on, with_assessment=False)
        return ExpectedStatus(2, str(facts.assessments[year])) if without.row in (3, 12) else without
    # 3: "no frequency"
    if frequency is None:
        return ExpectedStatus(3, "to_be_assessed")
    # 4: "yes_no / deadline: yes approved this or an earlier year"
    if meaning.kind in ("yes_no", "deadline"):
        days = [
            reading.achieved_on or reading.period.end
            for earlier in range(facts.first_year, year + 1)
            for reading in readings_of(facts, earlier)
            if reading.value
        ]
        if days:
            is_late = meaning.deadline is not None and min(days) > meaning.deadline
            return ExpectedStatus(4, "partly_met") if is_late else ExpectedStatus(4, "met", Fraction(1))
    # 4: "Or kind number, at_least / more_than, sum or maximum, scope year (read at least yearly) or programme"
    if (
        meaning.kind == "number"
        and meaning.comparator in ("at_least", "more_than")
        and terms.aggregation in ("sum", "maximum")
        and ((meaning.scope == "year" and frequency in PERIODS_A_YEAR) or meaning.scope == "programme")
    ):
        values = values_of(readings if meaning.scope == "year" else line_readings(facts, year, with_exempt=True))
        if values and satisfied(facts, year, aggregate(values, terms.aggregation)):
            figure = aggregate(values, terms.aggregation)
            return ExpectedStatus(4, "met", achievement(facts, year, figure, "met"))
    # 5: "no period ends in the year"
    if not readings:
        return ExpectedStatus(5, "no_reading")
    # 6: "none approved, none ended"
    if not any(approved(reading) for reading in readings) and not any(ended(reading, on) for reading in readings):
        return ExpectedStatus(6, "not_due_yet")
    # 7: "a period is late"
    if any(late(reading, on) for reading in readings):
        return ExpectedStatus(7, "overdue")
    # 8: "none approved"
    if not any(approved(reading) for reading in readings):
        return ExpectedStatus(8, "awaited")
    # 9: "some approved, not all"
    if not all(approved(reading) for reading in readings):
        return ExpectedStatus(9, "in_progress")
    # 10: "a period is not_measured"
    if any(reading.value is None for reading in readings):
        return ExpectedStatus(10, "no_data")
    # 11: "as_needed, none"
    if meaning.kind in ("as_needed", "none"):
        return ExpectedStatus(11, "no_threshold")
    # 12: "descriptive; undecided; reference or baseline missing; read less often than the scope asks"
    if is_to_be_assessed(facts, year):
        return ExpectedStatus(12, "to_be_assessed")
    return by_figure(facts, year, on)


def is_to_be_assessed(facts: Facts, year: int) -> bool:
    terms = facts.terms[year]
    meaning = terms.meaning
    if meaning.kind == "descriptive" or meaning.scope == "undecided":
        return True
    if meaning.kind == "growth":
        reference = reference_of(facts, year)
        # "reference missing, or 0 with percent = to_be_assessed"; a month or a quarter has no reference
        if reference is None or meaning.scope in SPANS_A_YEAR:
            return True
        if reference == 0 and meaning.growth_unit == "percent":
            return True
    spans = {**SPANS_A_YEAR, "year": 1}.get(str(meaning.scope))
    return spans is not None and PERIODS_A_YEAR.get(str(terms.frequency), 0) < spans


def by_figure(facts: Facts, year: int, on: date) -> ExpectedStatus:
    """Return the status by rows 13 to 15."""
    terms, readings = facts.terms[year], readings_of(facts, year)
    meaning = terms.meaning
    if meaning.kind in ("yes_no", "deadline"):
        # 13: "yes_no "no" before the last year; deadline "no" before its day"
        if meaning.deadline is None:
            is_ahead = len(required_readings(facts, facts.last_year)) > len(required_readings(facts, year))
        else:  # the last period ended before the deadline, or the deadline has not passed
            is_ahead = readings[-1].period.end < meaning.deadline or on <= meaning.deadline
        return ExpectedStatus(13, "in_progress") if is_ahead else ExpectedStatus(15, "not_met")
    if meaning.scope == "final":
        line = line_readings(facts, facts.last_year)
        elapsed_readings = [reading for reading in line if reading.period.year <= year]
        if len(elapsed_readings) < len(line):  # 13: "final scope before its last reading"
            return ExpectedStatus(13, "in_progress")
        last = elapsed_readings[-1].value if elapsed_readings else None
        if last is None:
            return ExpectedStatus(10, "no_data")
        return verdict(facts, year, growth_or_value(facts, year, last))
    if meaning.scope == "programme":
        return by_sum(facts, year)
    if meaning.scope in SPANS_A_YEAR:
        return by_spans(facts, year, readings)
    return verdict(facts, year, growth_or_value(facts, year, aggregate(values_of(readings), terms.aggregation)))


def by_sum(facts: Facts, year: int) -> ExpectedStatus:
    """ "programme is for kind number with sum" """
    meaning = facts.terms[year].meaning
    elapsed, periods = len(line_readings(facts, year)), line_length(facts, year)
    values = values_of(line_readings(facts, year, with_exempt=True))
    total = sum((Fraction(value) for value in values), Fraction(0))
    if elapsed >= periods:  # the last year: "An unsatisfied final sum with a missing year is no_data"
        is_missing = any(reading.value is None for reading in line_readings(facts, year))
        if is_missing and not (values and satisfied(facts, year, total)):  # § 6: "No value is never zero"
            return ExpectedStatus(10, "no_data")
        return verdict(facts, year, total)
    # 14: "value x elapsed / all periods"
    goal = Fraction(meaning.upper if meaning.comparator == "between" else target_of(facts, year))  # type: ignore[arg-type]  # an upper bound exists with `between`
    expected = goal * elapsed / periods
    if meaning.comparator not in ("at_least", "more_than"):  # "behind above the line, else on_track"
        return ExpectedStatus(14, "behind" if total > expected else "on_track")
    is_near = abs(total - expected) < 1 if facts.value_type == "count" else total == expected
    if is_near and not (total == 0 and expected > 0):  # "0 is never on track for a positive line"
        return ExpectedStatus(14, "on_track")
    return ExpectedStatus(14, "ahead" if total > expected else "behind")


def by_spans(facts: Facts, year: int, readings: list[Reading]) -> ExpectedStatus:
    """ "A shorter scope is judged span by span, whatever the comparator" """
    meaning = facts.terms[year].meaning
    months = 12 // SPANS_A_YEAR[str(meaning.scope)]
    spans: list[list[Decimal]] = [[] for _ in range(12 // months)]
    for reading in readings:
        spans[(reading.period.end.month - 1) // months].extend(values_of([reading]))
    spans_with_values = [span for span in spans if span]
    met = [satisfied(facts, year, aggregate(span, facts.terms[year].aggregation)) for span in spans_with_values]
    status = "met" if all(met) else "partly_met" if any(met) else "not_met"
    return ExpectedStatus(15, status, Fraction(sum(met), len(met)))


# --- verdicts --------------------------------------------------------------------------------------------------------


def verdict(facts: Facts, year: int, figure: Fraction) -> ExpectedStatus:
    """ "partly met exists only for at_least and more_than with target > 0, 0 < actual, not satisfied" """
    meaning, target = facts.terms[year].meaning, target_of(facts, year)
    is_growing = meaning.comparator in ("at_least", "more_than")
    if satisfied(facts, year, figure):
        status = "met"
    elif is_growing and target is not None and target > 0 and figure > 0:
        status = "partly_met"
    else:
        status = "not_met"
    return ExpectedStatus(15, status, achievement(facts, year, figure, status))


def achievement(facts: Facts, year: int, figure: Fraction, status: str) -> Fraction | None:
    """ "actual / target for at_least and more_than with target > 0 …; 1 when another comparator is satisfied" """
    meaning, target = facts.terms[year].meaning, target_of(facts, year)
    if meaning.comparator in ("at_least", "more_than"):
        return figure / Fraction(target) if target is not None and target > 0 else None
    return Fraction(1) if status == "met" else None


def target_of(facts: Facts, year: int) -> Decimal | None:
    meaning = facts.terms[year].meaning
    if meaning.schedule and meaning.value is None:
        return dict(meaning.schedule)[year]
    return meaning.value


def satisfied(facts: Facts, year: int, figure: Fraction) -> bool:
    meaning, target = facts.terms[year].meaning, target_of(facts, year)
    assert target is not None
    return {
        "at_least": figure >= target,
        "more_than": figure > target,
        "at_most": figure <= target,
        "less_than": figure < target,
        "exactly": figure == target,
        "between": meaning.upper is not None and target <= figure <= meaning.upper,
    }[str(meaning.comparator)]


def growth_or_value(facts: Facts, year: int, value: Fraction | Decimal) -> Fraction:
    """ "actual against reference, in units, percent or points" """
    meaning, figure = facts.terms[year].meaning, Fraction(value)
    if meaning.kind != "growth":
        return figure
    reference = reference_of(facts, year)
    assert reference is not None
    change = figure - reference
    return change * 100 / abs(reference) if meaning.growth_unit == "percent" else change


def reference_of(facts: Facts, year: int) -> Fraction | None:
    """Return the value that a growth starts from.

    A named year other than the baseline's is missing (§ 4). An incomplete previous year is no reference; for the first
    year of the programme a baseline of the year before is used (not specified by the document).
    """
    meaning = facts.terms[year].meaning
    baseline = None if facts.baseline_value is None else Fraction(facts.baseline_value)
    if meaning.growth_year is not None:
        return baseline if meaning.growth_year == facts.baseline_year else None
    if meaning.growth_reference == "baseline":
        return baseline
    if meaning.growth_reference == "previous_year":
        previous = readings_of(facts, year - 1)
        if previous and all(reading.value is not None for reading in previous):
            return aggregate(values_of(previous), facts.terms[year - 1].aggregation)
        return baseline if facts.baseline_year == year - 1 else None
    return None


def values_of(readings: list[Reading]) -> list[Decimal]:
    return [reading.value for reading in readings if reading.value is not None]


def aggregate(values: list[Decimal], how: str) -> Fraction:
    """ "sum, last, mean, maximum" """
    exact = [Fraction(value) for value in values]
    return {
        "sum": sum(exact, Fraction(0)),
        "last": exact[-1],
        "mean": sum(exact, Fraction(0)) / len(exact),
        "maximum": max(exact),
    }[how]


# --- readings of the whole programme ---------------------------------------------------------------------------------


def required_readings(facts: Facts, until: int) -> list[Reading]:
    """ "a reading falls in the year, a target is in force, not withdrawn, not exempt" """
    years = [year for year in range(facts.first_year, until + 1) if has_target(facts, year)]
    return [reading for year in years if year not in facts.exempt_years for reading in readings_of(facts, year)]


def line_readings(facts: Facts, until: int, *, with_exempt: bool = False) -> list[Reading]:
    """Return the readings up to the end of the year `until`, "to the text's deadline", without exempt years.

    `with_exempt`: include values of exempt years (not specified by the document). A period that starts by the deadline
    counts, because the value of a year cannot be divided. A deadline before the first period is ignored.
    """
    deadline = facts.terms[until].meaning.deadline if until in facts.terms else None
    required = required_readings(facts, until)
    readings = [reading for reading in required if deadline is None or reading.period.start <= deadline] or required
    for year in facts.exempt_years if with_exempt else ():
        if has_target(facts, year) and year <= until:
            readings += [
                reading for reading in readings_of(facts, year) if deadline is None or reading.period.start <= deadline
            ]
    return readings


def line_length(facts: Facts, year: int) -> int:
    """Return the number of "all periods": "the line runs to the text's deadline or the programme's end".

    Periods after a withdrawal are included. The generated deadlines are all within the years of the programme.
    """
    deadline = facts.terms[year].meaning.deadline
    years = [each for each in range(facts.first_year, facts.last_year + 1) if each not in facts.exempt_years]
    periods = [
        reading
        for each in years
        for reading in (readings_of(facts, each) if has_target(facts, each) else facts.readings.get(each, ()))
    ]
    return len([reading for reading in periods if deadline is None or reading.period.start <= deadline] or periods)


# --- the whole programme ---------------------------------------------------------------------------------------------


def judge_programme(facts: Facts, on: date) -> str | None:
    """ "Programme verdict (to date …: counts only years approved or past due)"; None where no year counts yet."""
    years = range(facts.first_year, facts.last_year + 1)
    required = [
        year
        for year in years
        if has_target(facts, year)
        and year not in facts.exempt_years
        and (readings_of(facts, year) or facts.terms[year].frequency is None)
    ]
    counted = [year for year in required if counts_to_date(facts, year, on)]
    if not counted:
        return None
    answers = {year: judge(facts, year, on) for year in counted}
    latest = counted[-1]
    meaning = facts.terms[latest].meaning
    # "for scopes programme and final, and for yes_no and deadline, the latest judged year's status"
    if meaning.kind in ("yes_no", "deadline") or meaning.scope in ("programme", "final"):
        return answers[latest].status
    statuses = [answer.status for answer in answers.values()]
    if "to_be_assessed" in statuses:
        return "to_be_assessed"
    if meaning.kind in ("as_needed", "none") and not any(status in VERDICTS for status in statuses):
        # "Every year no_threshold"; with gaps "wartość znamy za 3 z 4 lat" (copy.md)
        return "no_threshold" if "no_threshold" in statuses else "no_data"
    met = [status == "met" for status in statuses]
    if not any(status in VERDICTS for status in statuses):
        return "no_data"  # no year has a verdict
    return "met" if all(met) else "partly_met" if any(met) else "not_met"


def counts_to_date(facts: Facts, year: int, on: date) -> bool:
    """ "only years approved or past due", or with an early verdict."""
    if on.year < year:
        return False
    if judge(facts, year, on).status in VERDICTS:
        return True
    readings = readings_of(facts, year)
    if not readings:
        return on.year > year
    return all(approved(reading) for reading in readings) or on > max(reading.due_on for reading in readings)
