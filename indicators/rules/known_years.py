"""What more a target's text says once the programme's years are known (product.md § 4, Additions)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cooperation.rules.origins import Origin
from indicators.rules.meanings import COMPARED, Scope, TargetMeaning

Years = tuple[int, int]  # of the programme: first and last
Baseline = tuple[Decimal, int | None]  # value and year


def split_schedule(
    meaning: TargetMeaning, years: Years | None, baseline: Baseline | None
) -> tuple[TargetMeaning, Baseline | None]:
    """The target without the entries that are a baseline, and the latest of these: "2017: 44%, 2030: 69%".

    An entry is a baseline when its year is before the programme's first, or when it repeats the indicator's baseline.
    A single entry that is left is the level to be reached in its year; several are a schedule still. Without an entry
    before, and where nothing else would be left, the meaning is returned as it is.
    """
    before = [entry for entry in meaning.schedule if _is_baseline(entry, years, baseline)]
    after = tuple(entry for entry in meaning.schedule if entry not in before)
    if not before or not after or meaning.value is not None:  # one number for a span of years is no baseline
        return meaning, None
    year, value = max(before)
    if len(after) > 1:
        return replace(meaning, value=None, schedule=after), (value, year)
    [(target_year, target)] = after
    is_of_one_year = years is not None and years[0] == years[1]
    level = replace(
        meaning,
        value=target,
        schedule=(),
        scope=Scope.YEAR if is_of_one_year else Scope.FINAL,
        deadline=None if is_of_one_year else date(target_year, 12, 31),
    )
    return level, (value, year)


def missing_years(meaning: TargetMeaning, years: Years) -> tuple[int, ...]:
    """Programme years for which the schedule has no entry; none for a target without a schedule."""
    named = {year for year, _ in meaning.schedule}
    return tuple(year for year in range(years[0], years[1] + 1) if named and year not in named)


def is_schedule_incomplete(meaning: TargetMeaning) -> bool:
    """The schedule was found to leave years of its programme out, and no decision has confirmed it."""
    return bool(meaning.schedule) and meaning.origins.scope is Origin.DEFAULT


def within_years(meaning: TargetMeaning, span: Years | None, years: Years) -> TargetMeaning:
    """The meaning in a programme of these years; `span`: the years that the text itself names, if any.

    A programme of one year has no difference between its year and itself. A span other than the programme's leaves it
    undecided what the number is meant for. A schedule with gaps keeps its years, but its scope is an assumption.
    """
    if meaning.kind not in COMPARED:
        return meaning
    assumed = replace(meaning.origins, scope=Origin.DEFAULT)
    if meaning.scope is Scope.UNDECIDED and years[0] == years[1]:
        return replace(meaning, scope=Scope.YEAR, origins=assumed)
    is_total = meaning.scope in (Scope.PROGRAMME, Scope.FINAL)
    if is_total and span is not None and span != years:
        return replace(meaning, scope=Scope.UNDECIDED, origins=assumed)
    return replace(meaning, origins=assumed) if missing_years(meaning, years) else meaning


def _is_baseline(entry: tuple[int, Decimal], years: Years | None, baseline: Baseline | None) -> bool:
    year, value = entry
    return (years is not None and year < years[0]) or (baseline is not None and baseline == (value, year))
