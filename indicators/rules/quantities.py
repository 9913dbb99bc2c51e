"""Productions for targets with a single number: its constituents in any order, and their combined meaning."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from cooperation.rules.origins import Origin
from indicators.rules.amounts import (
    COMPARATORS,
    PERCENT,
    POINTS,
    Amount,
    amount,
    canonical,
    number_in_words,
    trailing_comparator,
)
from indicators.rules.dates import AT_THE_END, by_day, marked_year, span, whole_programme, year
from indicators.rules.meanings import (
    Comparator,
    GrowthReference,
    GrowthUnit,
    Kind,
    Origins,
    Scope,
    TargetMeaning,
)
from indicators.rules.nouns import Governs, is_participle, noun_phrase
from indicators.rules.schedules import schedule_meaning
from indicators.rules.scopes import PERIODS, PREVIOUS, TOTALS, Reference, reference, reference_after_than, share_base
from indicators.rules.tokens import Cursor

_GROWTH = {
    "wzrost|wzrostu|zwiększenie|podniesienie|podwyższenie|przyrost": 1,
    "spadek|spadku|zmniejszenie|obniżenie|redukcja|ograniczenie": -1,
}
_YEARLY = "roczny|coroczny|roczne|coroczne|roczna|coroczna"
# A decrease by at least 10 is a change of at most -10: a negative sign reverses the comparator.
_REVERSED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
    Comparator.EXACTLY: Comparator.EXACTLY,
    Comparator.BETWEEN: Comparator.BETWEEN,
}


@dataclass(frozen=True)
class Growth:
    """A change that a target asks for.

    `sign`: 1 for an increase, -1 for a decrease. `subject`: what grows, as written; "" when it is the indicator itself.
    `reference` is set by "o 5% więcej niż w roku poprzednim", `is_yearly` by "roczny wzrost".
    """

    sign: int
    subject: str = ""
    is_yearly: bool = False
    reference: Reference | None = None


@dataclass
class Constituents:
    """The constituents parsed so far, each at most once."""

    amount: Amount | None = None
    growth: Growth | None = None
    reference: Reference | None = None
    share: str | None = None
    period: Scope | None = None
    span: tuple[int, int] | None = None
    day: date | None = None
    year: int | None = None
    whole: str | None = None
    is_total: bool | None = None
    is_per_year: bool | None = None  # "do roku": per year after "dwa razy", no meaning after a bare number
    trailing_comparator: Comparator | None = None
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)  # indexes of the first token and after the last


def quantity(cursor: Cursor) -> TargetMeaning | None:
    """Parse a number, a percentage or a growth with its period; None for unparsed or contradictory constituents."""
    constituents = parse_constituents(cursor)
    return None if constituents is None or constituents.amount is None else _meaning(constituents, constituents.amount)


def parse_constituents(cursor: Cursor) -> Constituents | None:
    """Return the constituents of the whole text; None when a token belongs to none of them."""
    constituents = Constituents()
    return constituents if _parse_list(cursor, constituents, in_brackets=False) else None


# --- constituents ----------------------------------------------------------------------------------------------------


def _parse_list(cursor: Cursor, constituents: Constituents, *, in_brackets: bool) -> bool:
    """Consume constituents to the end of the text or of the brackets; False when some token belongs to none."""
    while True:
        if cursor.match("("):
            if in_brackets or not (_parse_list(cursor, constituents, in_brackets=True) and cursor.match(")")):
                return False
        elif not _parse_next(cursor, constituents, in_brackets=in_brackets):
            return False
        if cursor.is_done:
            return not in_brackets
        if in_brackets and cursor.peek().key == ")":
            return True
        # "do 2025 r.: 10", "rocznie - 5"; a dash without spaces belongs to a word or a number.
        if not cursor.match(",|:|;") and cursor.peek().spaced and cursor.peek(1).spaced:
            cursor.match("[-]")


def _parse_next(cursor: Cursor, constituents: Constituents, *, in_brackets: bool) -> bool:
    """Consume the longest constituent; False when none matches or it contradicts an earlier one."""
    start = longest_end = cursor.at
    name, value = "", None
    for candidate, production in _PRODUCTIONS:
        cursor.at = start
        parsed = production(cursor)
        if parsed is not None and cursor.at > longest_end:
            longest_end, name, value = cursor.at, candidate, parsed
    cursor.at = longest_end
    return bool(name) and _add(constituents, name, value, (start, longest_end), in_brackets=in_brackets)


def _add(constituents: Constituents, name: str, value: object, position: tuple[int, int], *, in_brackets: bool) -> bool:
    """Store a constituent; False when an earlier one of the same name has another value."""
    if name == "number_in_words":
        return constituents.amount is not None and constituents.amount.value == value
    known = getattr(constituents, name)
    if known is None:
        setattr(constituents, name, value)
        constituents.positions[name] = position
        return True
    if isinstance(value, Amount):
        # "1 (raz w roku)", "5 (pięć)": the bare number may be repeated in brackets only.
        return in_brackets and replace(value, lead="", is_times=False) == Amount(known.value)
    return bool(known == value)


def _amount_of_change(cursor: Cursor) -> Amount | None:
    """Parse an amount, which in a growth follows the preposition "o"."""
    start = cursor.at
    comparator = cursor.choose(COMPARATORS)
    if cursor.match("o"):  # "wzrost o co najmniej 5%", "wzrost co najmniej o 5%"
        change = amount(cursor)
        if change is None or (comparator is not None and change.comparator is not None):
            return None
        return replace(change, lead="o", comparator=comparator or change.comparator)
    cursor.at = start
    return amount(cursor)


def _growth(cursor: Cursor) -> Growth | None:
    """Parse "wzrost", "wzrost liczby uczestników", "coroczny spadek"."""
    is_yearly = cursor.match(_YEARLY)
    sign = cursor.choose(_GROWTH)
    return None if sign is None else Growth(sign, noun_phrase(cursor, Governs.SHARE), is_yearly)


def _more_than_reference(cursor: Cursor) -> Growth | None:
    """Parse "więcej niż w roku poprzednim", as after "o 5%"."""
    sign = 1 if cursor.match("więcej niż") else -1
    if sign < 0 and not cursor.match("mniej niż"):
        return None
    compared = reference_after_than(cursor)
    return None if compared is None else Growth(sign, reference=compared)


def _single_year(cursor: Cursor) -> int | None:
    """Parse "w 2025 r.", "na rok 2025"."""
    if cursor.match("w"):
        return year(cursor)
    return marked_year(cursor) if cursor.match("na") else None


_PRODUCTIONS: tuple[tuple[str, Callable[[Cursor], object]], ...] = (
    ("amount", _amount_of_change),
    ("growth", _growth),
    ("growth", _more_than_reference),
    ("reference", reference),
    ("share", share_base),
    ("period", partial(Cursor.choose, table=PERIODS)),
    ("span", span),
    ("day", by_day),
    ("year", _single_year),
    ("whole", whole_programme),
    ("is_total", partial(Cursor.choose, table=TOTALS)),
    ("is_per_year", partial(Cursor.choose, table={"do roku": True})),
    ("trailing_comparator", trailing_comparator),
    ("number_in_words", number_in_words),
)


# --- meaning of the constituents -------------------------------------------------------------------------------------


def _meaning(constituents: Constituents, parsed_amount: Amount) -> TargetMeaning | None:
    if constituents.trailing_comparator is not None:
        if parsed_amount.comparator is not None:
            return None
        parsed_amount = replace(parsed_amount, comparator=constituents.trailing_comparator)
    if constituents.share is not None:
        if parsed_amount.unit != PERCENT or parsed_amount.measure or constituents.growth is not None:
            return None
        parsed_amount = replace(parsed_amount, measure=constituents.share)
    if parsed_amount.recurrence is not None:
        if constituents.period not in (None, parsed_amount.recurrence):
            return None
        constituents = replace(constituents, period=parsed_amount.recurrence)
    if constituents.period is not None and _is_part_of_description(constituents, parsed_amount):
        return None
    if constituents.is_per_year:
        if not parsed_amount.is_times or constituents.period not in (None, Scope.YEAR):
            return None
        constituents = replace(constituents, period=Scope.YEAR)
    if constituents.span is not None and constituents.day not in (None, date(constituents.span[1], 12, 31)):
        return None
    if constituents.growth is not None:
        return _growth_meaning(constituents, parsed_amount, constituents.growth)
    if parsed_amount.lead == "o" or parsed_amount.unit == POINTS or constituents.reference is not None:
        return None
    return _level(constituents, parsed_amount)


def _is_part_of_description(constituents: Constituents, parsed_amount: Amount) -> bool:
    """Whether the period describes what is counted: "80% uczestników szkoleń organizowanych kwartalnie".

    A participle between a noun and the period may tell when the described events happen. Only a single counted noun
    with a participle, "20 umów zawartych w roku", is taken as a target for the period.
    """
    if constituents.positions["amount"][1] != constituents.positions.get("period", (0, 0))[0]:
        return False
    _first, *later = parsed_amount.measure.lower().split(" ")
    is_habit = any(word.endswith("ących") for word in later)
    return is_habit or (bool(later) and is_participle(later[-1]) and (parsed_amount.unit == PERCENT or len(later) > 1))


def _level(constituents: Constituents, parsed_amount: Amount) -> TargetMeaning | None:
    """Return the meaning of a number or a percentage that is not a growth."""
    kind = Kind.PERCENT if parsed_amount.unit == PERCENT else Kind.NUMBER
    end, has_end = _end(constituents)
    scope, origin = Scope.UNDECIDED, Origin.DEFAULT
    if constituents.period is not None and constituents.whole == AT_THE_END:
        return None  # "do końca programu 5 rocznie": ambiguous between every year and the end of the programme
    if constituents.year is not None:
        return (
            None if constituents.period or has_end else _in_years(constituents.year, constituents.year, parsed_amount)
        )
    if constituents.period is not None and end is not None:
        return _each_year(constituents, parsed_amount)
    if constituents.period is not None:
        scope, origin = constituents.period, Origin.DOCUMENT
    elif has_end:
        scope, origin = Scope.FINAL if kind is Kind.PERCENT else Scope.PROGRAMME, Origin.DOCUMENT
    return TargetMeaning(
        kind,
        parsed_amount.comparator or Comparator.AT_LEAST,
        canonical(parsed_amount.value),
        None if parsed_amount.upper is None else canonical(parsed_amount.upper),
        scope,
        parsed_amount.measure,
        end,
        origins=Origins(Origin.DOCUMENT if parsed_amount.comparator else Origin.DEFAULT, origin),
    )


def _each_year(constituents: Constituents, parsed_amount: Amount) -> TargetMeaning | None:
    """Return the schedule with the same number for each year of a span: "5 rocznie w latach 2022-2024".

    "100 rocznie do 2025 r." is ambiguous between every year until then and a level to be reached.
    """
    if constituents.period is not Scope.YEAR or constituents.span is None:
        return None
    return _in_years(*constituents.span, parsed_amount)


def _in_years(first: int, last: int, parsed_amount: Amount) -> TargetMeaning | None:
    meaning = schedule_meaning([(year_, parsed_amount) for year_ in range(first, last + 1)])
    return None if meaning is None else replace(meaning, value=canonical(parsed_amount.value))


def _end(constituents: Constituents) -> tuple[date | None, bool]:
    """Return the deadline, and whether the text names an end (the end of the programme has no date)."""
    end = date(constituents.span[1], 12, 31) if constituents.span is not None else constituents.day
    return end, end is not None or constituents.whole is not None


def _growth_meaning(constituents: Constituents, parsed_amount: Amount, growth: Growth) -> TargetMeaning | None:
    """Return the meaning of a change by an amount; its scope follows from its reference."""
    if parsed_amount.lead != "o" and not _is_change_without_preposition(constituents, parsed_amount, growth):
        return None
    if constituents.is_total is not None or parsed_amount.is_times or not parsed_amount.value:
        return None
    meaning = _growth_scope(constituents, growth)
    if meaning is None:
        return None
    comparator = parsed_amount.comparator or Comparator.AT_LEAST
    value, upper = (
        canonical(parsed_amount.value),
        None if parsed_amount.upper is None else canonical(parsed_amount.upper),
    )
    if growth.sign < 0:
        comparator = _REVERSED[comparator]
        value, upper = (-value, None) if upper is None else (-upper, -value)
    unit = {PERCENT: GrowthUnit.PERCENT, POINTS: GrowthUnit.POINTS}.get(parsed_amount.unit, GrowthUnit.UNITS)
    return replace(
        meaning,
        comparator=comparator,
        value=value,
        upper=upper,
        measure=parsed_amount.measure or growth.subject,
        growth_unit=unit,
        origins=replace(meaning.origins, comparator=Origin.DOCUMENT if parsed_amount.comparator else Origin.DEFAULT),
    )


def _is_change_without_preposition(constituents: Constituents, parsed_amount: Amount, growth: Growth) -> bool:
    """Whether the amount is a change although "o" is missing: only "wzrost 5%" and "min. 5% wzrost".

    "Wzrost do 80%", "wzrost frekwencji 80%" and "wzrost w 2025 r. 80%" may name the level to be reached; "10, więcej
    niż w roku poprzednim" compares the level.
    """
    start, end = constituents.positions["amount"]
    return (
        (end == constituents.positions["growth"][0] or start == constituents.positions["growth"][1])
        and not growth.subject
        and growth.reference is None
        and parsed_amount.unit != ""
        and parsed_amount.comparator in (None, Comparator.AT_LEAST)
        and parsed_amount.lead != "od"
    )


def _growth_scope(constituents: Constituents, growth: Growth) -> TargetMeaning | None:
    """Return a meaning with the scope, the deadline and the reference of a growth.

    A growth against the previous year is judged every year, a growth against a baseline or a named year at the end.
    Without a reference the scope is undecided, unless the text names a period or an end.
    """
    if growth.is_yearly and constituents.period not in (None, Scope.YEAR):
        return None
    period = Scope.YEAR if growth.is_yearly else constituents.period
    against = constituents.reference if constituents.reference is not None else growth.reference
    end, has_end = _end(constituents)
    if constituents.year is not None and end is None:
        end, has_end = date(constituents.year, 12, 31), True
    stated = Origins(scope=Origin.DOCUMENT)
    if against == PREVIOUS or (against is None and period is Scope.YEAR):
        if period not in (None, Scope.YEAR) or end is not None or constituents.whole == AT_THE_END:
            return None
        # "rocznie" states the scope but no reference: a person has to name it.
        reference = GrowthReference.PREVIOUS_YEAR if against == PREVIOUS else None
        return TargetMeaning(Kind.GROWTH, scope=Scope.YEAR, growth_reference=reference, origins=stated)
    if period is not None and (against is not None or has_end):
        return None
    if against is not None:
        return TargetMeaning(
            Kind.GROWTH,
            scope=Scope.FINAL,
            deadline=end,
            growth_reference=GrowthReference.BASELINE,
            growth_year=against if isinstance(against, int) else None,
            origins=stated,
        )
    if has_end:
        return TargetMeaning(Kind.GROWTH, scope=Scope.FINAL, deadline=end, origins=stated)
    if period is not None:
        return TargetMeaning(Kind.GROWTH, scope=period, origins=stated)
    return TargetMeaning(Kind.GROWTH, scope=Scope.UNDECIDED, origins=Origins(scope=Origin.DEFAULT))
