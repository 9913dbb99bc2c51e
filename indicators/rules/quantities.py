"""Targets made of one number: what stands around it, in any order, and what they mean together."""

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
    comparator_afterwards,
    echoed_number,
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
from indicators.rules.schedules import scheduled
from indicators.rules.scopes import PERIODS, PREVIOUS, TOTALS, Reference, compared_state, reference, share_of
from indicators.rules.tokens import Cursor

_GROWTH = {
    "wzrost|wzrostu|zwiększenie|podniesienie|podwyższenie|przyrost": 1,
    "spadek|spadku|zmniejszenie|obniżenie|redukcja|ograniczenie": -1,
}
_YEARLY = "roczny|coroczny|roczne|coroczne|roczna|coroczna"
# A decrease by at least 10 is a change of at most -10: every comparator turns round with the sign.
_TURNED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
    Comparator.EXACTLY: Comparator.EXACTLY,
    Comparator.BETWEEN: Comparator.BETWEEN,
}


@dataclass(frozen=True)
class Growth:
    """A change: +1 or -1, and what grows as it is written, "" when only the indicator can be meant.

    `reference` is set by "o 5% więcej niż w roku poprzednim", `is_yearly` by "roczny wzrost".
    """

    sign: int
    grown: str = ""
    is_yearly: bool = False
    reference: Reference | None = None


@dataclass
class Draft:
    """The constituents found so far, each at most once."""

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
    is_a_year: bool | None = None  # "do roku": twice a year after "dwa razy", nothing after a bare figure
    afterwards: Comparator | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # first token and the one after the last


def quantity(cursor: Cursor) -> TargetMeaning | None:
    """A number, a percentage or a growth with its time; None when a word is left over or the parts contradict."""
    draft = read(cursor)
    return None if draft is None or draft.amount is None else _meaning(draft, draft.amount)


def read(cursor: Cursor) -> Draft | None:
    """The constituents of the whole text; None when a word belongs to none of them."""
    draft = Draft()
    return draft if _constituents(cursor, draft, in_brackets=False) else None


# --- constituents ----------------------------------------------------------------------------------------------


def _constituents(cursor: Cursor, draft: Draft, *, in_brackets: bool) -> bool:
    while True:
        if cursor.match("("):
            if in_brackets or not (_constituents(cursor, draft, in_brackets=True) and cursor.match(")")):
                return False
        elif not _constituent(cursor, draft, in_brackets=in_brackets):
            return False
        if cursor.is_done:
            return not in_brackets
        if in_brackets and cursor.peek().key == ")":
            return True
        # "do 2025 r.: 10", "rocznie - 5"; a dash without spaces belongs to a word or a number.
        if not cursor.match(",|:|;") and cursor.peek().spaced and cursor.peek(1).spaced:
            cursor.match("[-]")


def _constituent(cursor: Cursor, draft: Draft, *, in_brackets: bool) -> bool:
    """Take the constituent that reaches furthest; False when none stands here or it contradicts an earlier one."""
    start = best = cursor.at
    name, found = "", None
    for candidate, production in _PRODUCTIONS:
        cursor.at = start
        value = production(cursor)
        if value is not None and cursor.at > best:
            best, name, found = cursor.at, candidate, value
    cursor.at = best
    return bool(name) and _take(draft, name, found, (start, best), in_brackets=in_brackets)


def _take(draft: Draft, name: str, found: object, place: tuple[int, int], *, in_brackets: bool) -> bool:
    if name == "echo":
        return draft.amount is not None and draft.amount.value == found
    known = getattr(draft, name)
    if known is None:
        setattr(draft, name, found)
        draft.places[name] = place
        return True
    if isinstance(found, Amount):
        # "1 (raz w roku)", "5 (pięć)": brackets may say the bare number again, nothing else may.
        return in_brackets and replace(found, lead="", is_times=False) == Amount(known.value)
    return bool(known == found)


def _by_amount(cursor: Cursor) -> Amount | None:
    """An amount, in a growth after "o"."""
    start = cursor.at
    comparator = cursor.choose(COMPARATORS)
    if cursor.match("o"):  # "wzrost o co najmniej 5%", "wzrost co najmniej o 5%"
        found = amount(cursor)
        if found is None or (comparator is not None and found.comparator is not None):
            return None
        return replace(found, lead="o", comparator=comparator or found.comparator)
    cursor.at = start
    return amount(cursor)


def _growth(cursor: Cursor) -> Growth | None:
    """Read "wzrost", "wzrost liczby uczestników", "coroczny spadek"."""
    is_yearly = cursor.match(_YEARLY)
    sign = cursor.choose(_GROWTH)
    return None if sign is None else Growth(sign, noun_phrase(cursor, Governs.SHARE), is_yearly)


def _more_than_before(cursor: Cursor) -> Growth | None:
    """After "o 5%": "więcej niż w roku poprzednim"."""
    sign = 1 if cursor.match("więcej niż") else -1
    if sign < 0 and not cursor.match("mniej niż"):
        return None
    state = compared_state(cursor)
    return None if state is None else Growth(sign, reference=state)


def _single_year(cursor: Cursor) -> int | None:
    """Read "w 2025 r.", "na rok 2025"."""
    if cursor.match("w"):
        return year(cursor)
    return marked_year(cursor) if cursor.match("na") else None


_PRODUCTIONS: tuple[tuple[str, Callable[[Cursor], object]], ...] = (
    ("amount", _by_amount),
    ("growth", _growth),
    ("growth", _more_than_before),
    ("reference", reference),
    ("share", share_of),
    ("period", partial(Cursor.choose, table=PERIODS)),
    ("span", span),
    ("day", by_day),
    ("year", _single_year),
    ("whole", whole_programme),
    ("is_total", partial(Cursor.choose, table=TOTALS)),
    ("is_a_year", partial(Cursor.choose, table={"do roku": True})),
    ("afterwards", comparator_afterwards),
    ("echo", echoed_number),
)


# --- what they mean together -----------------------------------------------------------------------------------


def _meaning(draft: Draft, found: Amount) -> TargetMeaning | None:
    if draft.afterwards is not None:
        if found.comparator is not None:
            return None
        found = replace(found, comparator=draft.afterwards)
    if draft.share is not None:
        if found.unit != PERCENT or found.measure or draft.growth is not None:
            return None
        found = replace(found, measure=draft.share)
    if found.each is not None:
        if draft.period not in (None, found.each):
            return None
        draft = replace(draft, period=found.each)
    if draft.period is not None and _is_described(draft, found):
        return None
    if draft.is_a_year:
        if not found.is_times or draft.period not in (None, Scope.YEAR):
            return None
        draft = replace(draft, period=Scope.YEAR)
    if draft.span is not None and draft.day not in (None, date(draft.span[1], 12, 31)):
        return None
    if draft.growth is not None:
        return _growing(draft, found, draft.growth)
    if found.lead == "o" or found.unit == POINTS or draft.reference is not None:
        return None
    return _level(draft, found)


def _is_described(draft: Draft, found: Amount) -> bool:
    """The period belongs to a description of what is counted: "80% uczestników szkoleń organizowanych kwartalnie".

    A participle after a noun, before the period, may say when things happen and not what the target is for; only
    "20 umów zawartych w roku", one noun that is counted with what was done, is read.
    """
    if draft.places["amount"][1] != draft.places.get("period", (0, 0))[0]:
        return False
    _first, *later = found.measure.lower().split(" ")
    is_habit = any(word.endswith("ących") for word in later)
    return is_habit or (bool(later) and is_participle(later[-1]) and (found.unit == PERCENT or len(later) > 1))


def _level(draft: Draft, found: Amount) -> TargetMeaning | None:
    """A number or a percentage, not a growth."""
    kind = Kind.PERCENT if found.unit == PERCENT else Kind.NUMBER
    end, has_end = _end(draft)
    scope, origin = Scope.UNDECIDED, Origin.DEFAULT
    if draft.period is not None and draft.whole == AT_THE_END:
        return None  # "do końca programu 5 rocznie": every year, or a level for the end?
    if draft.year is not None:
        return None if draft.period or has_end else _in_years(draft.year, draft.year, found)
    if draft.period is not None and end is not None:
        return _each_year(draft, found)
    if draft.period is not None:
        scope, origin = draft.period, Origin.DOCUMENT
    elif has_end:
        scope, origin = Scope.FINAL if kind is Kind.PERCENT else Scope.PROGRAMME, Origin.DOCUMENT
    return TargetMeaning(
        kind,
        found.comparator or Comparator.AT_LEAST,
        canonical(found.value),
        None if found.upper is None else canonical(found.upper),
        scope,
        found.measure,
        end,
        origins=Origins(Origin.DOCUMENT if found.comparator else Origin.DEFAULT, origin),
    )


def _each_year(draft: Draft, found: Amount) -> TargetMeaning | None:
    """The same number for every year of a span and for no other: "5 rocznie w latach 2022-2024".

    "100 rocznie do 2025 r." may be every year until then or a level to be reached, and nobody can tell.
    """
    if draft.period is not Scope.YEAR or draft.span is None:
        return None
    return _in_years(*draft.span, found)


def _in_years(first: int, last: int, found: Amount) -> TargetMeaning | None:
    meaning = scheduled([(each, found) for each in range(first, last + 1)])
    return None if meaning is None else replace(meaning, value=canonical(found.value))


def _end(draft: Draft) -> tuple[date | None, bool]:
    """The deadline, and whether the text names any end of the whole (the programme's own needs no date)."""
    end = date(draft.span[1], 12, 31) if draft.span is not None else draft.day
    return end, end is not None or draft.whole is not None


def _growing(draft: Draft, found: Amount, growth: Growth) -> TargetMeaning | None:
    """A change by an amount; its scope follows from what it is measured against."""
    if found.lead != "o" and not _is_growth_by(draft, found, growth):
        return None
    if draft.is_total is not None or found.is_times or not found.value:
        return None
    timed = _growth_time(draft, growth)
    if timed is None:
        return None
    comparator = found.comparator or Comparator.AT_LEAST
    value, upper = canonical(found.value), None if found.upper is None else canonical(found.upper)
    if growth.sign < 0:
        comparator = _TURNED[comparator]
        value, upper = (-value, None) if upper is None else (-upper, -value)
    unit = {PERCENT: GrowthUnit.PERCENT, POINTS: GrowthUnit.POINTS}.get(found.unit, GrowthUnit.UNITS)
    return replace(
        timed,
        comparator=comparator,
        value=value,
        upper=upper,
        measure=found.measure or growth.grown,
        growth_unit=unit,
        origins=replace(timed.origins, comparator=Origin.DOCUMENT if found.comparator else Origin.DEFAULT),
    )


def _is_growth_by(draft: Draft, found: Amount, growth: Growth) -> bool:
    """Whether "o" may be left out: "wzrost 5%", "min. 5% wzrost" and nothing longer.

    "Wzrost do 80%", "wzrost frekwencji 80%", "wzrost w 2025 r. 80%" may all name the level to be reached, and "10,
    więcej niż w roku poprzednim" compares the level.
    """
    start, end = draft.places["amount"]
    return (
        (end == draft.places["growth"][0] or start == draft.places["growth"][1])
        and not growth.grown
        and growth.reference is None
        and found.unit != ""
        and found.comparator in (None, Comparator.AT_LEAST)
        and found.lead != "od"
    )


def _growth_time(draft: Draft, growth: Growth) -> TargetMeaning | None:
    """Scope, deadline and reference of a growth.

    Each year against the year before; a baseline or a named year at the end; a growth "rocznie" is against the year
    before; otherwise the reference stays open, and the scope too unless the text names a period or an end.
    """
    if growth.is_yearly and draft.period not in (None, Scope.YEAR):
        return None
    period = Scope.YEAR if growth.is_yearly else draft.period
    against = draft.reference if draft.reference is not None else growth.reference
    end, has_end = _end(draft)
    if draft.year is not None and end is None:
        end, has_end = date(draft.year, 12, 31), True
    stated = Origins(scope=Origin.DOCUMENT)
    if against == PREVIOUS or (against is None and period is Scope.YEAR):
        if period not in (None, Scope.YEAR) or end is not None or draft.whole == AT_THE_END:
            return None
        # "rocznie" says how often, not against what: the reference stays open until the text or a person names it.
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
