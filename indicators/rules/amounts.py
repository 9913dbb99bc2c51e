"""Productions for the amount of a target: digits, numerals, ranges, comparators, money and the counted noun phrase."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cooperation.text import MAX_DECIMALS, MAX_DIGITS, plain
from indicators.rules.dates import by_day, is_bare_year
from indicators.rules.meanings import Comparator, Scope
from indicators.rules.nouns import Governs, noun_phrase
from indicators.rules.numerals import (
    HALVES,
    HUNDREDS,
    MULTIPLICATIVES,
    MULTIPLIERS,
    TENS,
    UNITS,
    WHOLE_MULTIPLIERS,
    word_set,
)
from indicators.rules.scopes import PERIODS, RECURRENCE_ADJECTIVES
from indicators.rules.tokens import Cursor

PERCENT, POINTS = "percent", "points"

_LOWER = "niższy|niższa|niższe|niższych|niższej|niższym|niższą|niżej|mniejszy|mniejsza|mniejsze|mniejszej|mniejszym"
_HIGHER = "wyższy|wyższa|wyższe|wyższych|wyższej|wyższym|wyższą|wyżej|większy|większa|większe|większej|większym"
COMPARATORS = {
    "min|minimum|minimalnie|conajmniej|przynajmniej|≥|>=|od": Comparator.AT_LEAST,
    "co najmniej": Comparator.AT_LEAST,
    "nie mniej [,] niż|jak": Comparator.AT_LEAST,
    "niemniej niż": Comparator.AT_LEAST,
    f"nie {_LOWER} niż": Comparator.AT_LEAST,
    "nie poniżej": Comparator.AT_LEAST,
    "powyżej|ponad|pow|>": Comparator.MORE_THAN,
    "więcej niż": Comparator.MORE_THAN,
    f"{_HIGHER} niż": Comparator.MORE_THAN,
    "maks|max|maksymalnie|maksimum|najwyżej|conajwyżej|≤|<=|do": Comparator.AT_MOST,
    "co najwyżej": Comparator.AT_MOST,
    "nie więcej [,] niż|jak": Comparator.AT_MOST,
    f"nie {_HIGHER} niż": Comparator.AT_MOST,
    "nie dłużej|dłuższy|dłuższa|dłuższe niż": Comparator.AT_MOST,
    "nie powyżej|ponad": Comparator.AT_MOST,
    "poniżej|<": Comparator.LESS_THAN,
    "mniej niż": Comparator.LESS_THAN,
    f"{_LOWER} niż": Comparator.LESS_THAN,
    "krócej niż": Comparator.LESS_THAN,
    "dokładnie|równo|równe|=": Comparator.EXACTLY,
}
_HOW_OFTEN = {"nie rzadziej niż": Comparator.AT_LEAST, "nie częściej niż": Comparator.AT_MOST}  # "… raz w roku"
_WITHIN = {"w ciągu": True, "w terminie [do]": True}  # "… 14 dni"
# Phrases that may introduce the number: "na poziomie co najmniej 80%", "w wysokości 50 000 zł".
_INTRODUCTIONS = {"na poziomie": True, "w wysokości|liczbie|ilości|kwocie": True, "poziom": True}
# Tokens that may come before a minus sign; after anything else a dash may be a separator or a range.
_BEFORE_MINUS = word_set(
    "min minimum najmniej niż poniżej powyżej ponad od do > < >= <= ≥ ≤ = : ( ; , między a poziomie"
)
_AFTERWARDS = {
    "lub|i|albo|bądź więcej|powyżej": Comparator.AT_LEAST,
    "minimum|minimalnie": Comparator.AT_LEAST,
    "lub|i|albo|bądź mniej|poniżej": Comparator.AT_MOST,
    "maksimum|maksymalnie": Comparator.AT_MOST,
}
_UNITS_OF_SHARE = {
    "%|proc|procent|procenta": PERCENT,
    "p p|proc": POINTS,
    "pp": POINTS,
    "pkt proc|procentowy|procentowe|procentowych|%": POINTS,
    "punkt|punktu|punkty|punktów proc|procentowy|procentowego|procentowe|procentowych": POINTS,
}
_MONEY = {
    "zł|złotych|złote|złoty|pln": "zł",
    "zł|złotych|pln brutto": "zł brutto",
    "zł|złotych|pln netto": "zł netto",
    "euro|eur|€": "euro",
}
_DURATIONS = frozenset({"dni", "godzin", "miesięcy", "tygodni", "lat", "minut"})


@dataclass(frozen=True)
class Amount:
    """A number or a range with what it counts.

    `comparator`: None where the text states none. `unit`: "", "percent" or "points". `lead`: the first token.
    `is_times`: "dwa razy" (twice). `is_or_more`: "200+". `is_year_like`: a bare number such as 2025, which is not
    accepted as an amount, because it may be a year without its "r.".
    """

    value: Decimal
    upper: Decimal | None = None
    comparator: Comparator | None = None
    unit: str = ""
    measure: str = ""
    recurrence: Scope | None = None  # yearly for "1 coroczne spotkanie"
    lead: str = ""
    is_times: bool = False
    is_or_more: bool = False
    is_year_like: bool = False


@dataclass(frozen=True)
class Numeral:
    """One number; its multiplier is separate, because in "100-150 tys." it applies to both ends of the range."""

    number: Decimal
    multiplier: Decimal | None
    is_year_like: bool

    @property
    def value(self) -> Decimal:
        return self.number * (self.multiplier or 1)


def amount(cursor: Cursor) -> Amount | None:
    """Parse [comparator] number or range [%, p.p., money, counted noun phrase]; None leaves the cursor in place."""
    start = cursor.at
    cursor.choose(_INTRODUCTIONS)
    parsed = _amount_with_comparator(cursor)
    if parsed is None or not _is_acceptable(parsed):
        cursor.at = start
        return None
    return replace(parsed, lead=cursor.tokens[start].key)


def _is_acceptable(parsed: Amount) -> bool:
    is_negative_count = parsed.value < 0 and parsed.measure != ""  # in "-5 osób" the dash may be a bullet
    is_range_ordered = parsed.upper is None or parsed.value < parsed.upper
    return not parsed.is_year_like and not is_negative_count and is_range_ordered and _is_storable(parsed)


def trailing_comparator(cursor: Cursor) -> Comparator | None:
    """Parse the comparator of "5 lub więcej", "5 minimum"."""
    return cursor.choose(_AFTERWARDS)


def number_in_words(cursor: Cursor) -> Decimal | None:
    """Parse "(słownie: sześćdziesiąt tysięcy złotych)": the number repeated in words."""
    start = cursor.at
    if cursor.match("słownie [:]") and (repeated := numeral(cursor)) is not None:
        cursor.choose(_MONEY)
        return repeated.value
    cursor.at = start
    return None


def _amount_with_comparator(cursor: Cursor) -> Amount | None:
    """Parse a range, "co najmniej 3 razy", "w ciągu 30 dni", "nie więcej niż 5 szkoleń", "10+"."""
    start = cursor.at
    for production in (_from_to, _at_least_at_most, _range):
        bounds = production(cursor)
        if bounds is not None:
            return bounds
        cursor.at = start
    if (often := cursor.choose(_HOW_OFTEN)) is not None:
        repeated = times(cursor)
        return None if repeated is None else replace(repeated, comparator=often)
    if cursor.choose(_WITHIN):
        single = _single(cursor)
        is_duration = single is not None and single.measure.split(" ")[0].lower() in _DURATIONS
        return replace(single, comparator=Comparator.AT_MOST) if single is not None and is_duration else None
    comparator = cursor.choose(COMPARATORS)
    parsed = times(cursor) or _single(cursor)
    if parsed is None:
        return None
    if parsed.is_or_more:
        return replace(parsed, comparator=Comparator.AT_LEAST) if comparator is None else None
    return replace(parsed, comparator=comparator)


def _from_to(cursor: Cursor) -> Amount | None:
    """Parse "od 3 do 5", "między 3 a 5"."""
    link = {"od": "do", "między": "a", "pomiędzy": "a"}.get(cursor.peek().key)
    if link is None:
        return None
    cursor.at += 1
    return _two_bounds(cursor, link)


def _range(cursor: Cursor) -> Amount | None:
    """Parse "1-2", "3 do 5"; "25 do 30 czerwca 2023 r." is not a range."""
    start = cursor.at
    bounds = _two_bounds(cursor, "-") or _two_bounds(cursor, "do")
    end, cursor.at = cursor.at, start
    numeral(cursor)
    is_deadline = by_day(cursor) is not None
    cursor.at = end
    return None if is_deadline else bounds


def _two_bounds(cursor: Cursor, link: str) -> Amount | None:
    """Parse two numbers joined by the pattern `link`, e.g. "-"; otherwise consume nothing and return None."""
    start = cursor.at
    first = numeral(cursor)
    first_unit = cursor.choose(_UNITS_OF_SHARE) or ""
    if first is not None and cursor.match(link) and (second := numeral(cursor)) is not None:
        lower = first
        is_dashed_negative = lower.value < 0 and link == "-"  # "-5-3" is ambiguous
        if is_dashed_negative or cursor.peek(-1).line != cursor.tokens[start].line:
            cursor.at = start
            return None
        if second.multiplier is not None and first.multiplier is None:
            lower = replace(first, multiplier=second.multiplier)  # "100-150 tys."
        last = _times_of(cursor, second) or _unit_and_measure(cursor, second)
        if first_unit in ("", last.unit) and not (first.is_year_like and second.is_year_like):
            return replace(
                last, value=lower.value, upper=second.value, comparator=Comparator.BETWEEN, is_year_like=False
            )
    cursor.at = start
    return None


def _at_least_at_most(cursor: Cursor) -> Amount | None:
    """Parse "min. 1, maks. 3", "nie mniej niż 1 i nie więcej niż 3 szkolenia"."""
    if cursor.choose(COMPARATORS) is not Comparator.AT_LEAST or (first := _single(cursor)) is None:
        return None
    cursor.match("[,|-|/] [i|oraz|a]")
    if cursor.choose(COMPARATORS) is not Comparator.AT_MOST or (second := _single(cursor)) is None:
        return None
    if first.unit not in ("", second.unit) or first.measure not in ("", second.measure):
        return None
    return replace(second, value=first.value, upper=second.value, comparator=Comparator.BETWEEN)


def times(cursor: Cursor) -> Amount | None:
    """Parse "raz", "dwa razy", "2 x", "dwukrotnie", "2-krotnie"."""
    start = cursor.at
    if cursor.match("raz"):
        return Amount(Decimal(1), is_times=True)
    if (often := MULTIPLICATIVES.get(cursor.peek().key)) is not None:
        cursor.at += 1
        return Amount(Decimal(often), is_times=True)
    number = numeral(cursor)
    repeated = None if number is None else _times_of(cursor, number)
    if repeated is None:
        cursor.at = start
    return repeated


def _times_of(cursor: Cursor, number: Numeral) -> Amount | None:
    """Parse "razy" or "x" after a whole number."""
    is_whole = number.value == number.value.to_integral_value()
    if is_whole and (cursor.match("[-] raz|razy|krotnie") or _times_sign(cursor)):
        return Amount(number.value, is_times=True)
    return None


def _times_sign(cursor: Cursor) -> bool:
    """Consume the "x" of "2 x w roku"; in "2 x rok" it belongs to the period and is not consumed."""
    start = cursor.at
    if cursor.peek().key == "x" and cursor.choose(PERIODS) is not None:
        cursor.at = start
        return True
    return cursor.match("x")


def _single(cursor: Cursor) -> Amount | None:
    """Parse one number with its unit and measure: "5 szkoleń", "80%"."""
    number = numeral(cursor)
    return None if number is None else _unit_and_measure(cursor, number)


def _unit_and_measure(cursor: Cursor, number: Numeral) -> Amount:
    """Parse what follows a number: "+", a repetition in words, "%", a currency or the noun that is counted."""
    is_or_more = _plus(cursor)
    _skip_repeated_number(cursor, number.value)
    unit = cursor.choose(_UNITS_OF_SHARE) or ""
    is_or_more = is_or_more or _plus(cursor)
    measure, recurrence = "" if unit else cursor.choose(_MONEY) or "", None
    if not measure:
        start, recurrence = cursor.at, None if unit else cursor.choose(RECURRENCE_ADJECTIVES)
        measure = noun_phrase(cursor, _governed_by(number.value, unit))
        if not measure:
            cursor.at, recurrence = start, None
        recurrence = recurrence or (cursor.choose(RECURRENCE_ADJECTIVES) if measure else None)
    return Amount(
        number.value,
        unit=unit,
        measure=measure,
        recurrence=recurrence,
        is_or_more=is_or_more,
        is_year_like=number.is_year_like and not (unit or measure),  # "2025+" may be the time after 2025
    )


def _skip_repeated_number(cursor: Cursor, value: Decimal) -> None:
    """Consume "(pięć)" in "5 (pięć) szkoleń" or "(słownie: pięć)", if it repeats the value."""
    start = cursor.at
    repeated = numeral(cursor) if cursor.match("( [słownie] [:]") else None
    is_same = repeated is not None and repeated.value == value
    if not (is_same and cursor.match(")") and cursor.peek().kind == "word"):
        cursor.at = start


def _plus(cursor: Cursor) -> bool:
    """Consume the "+" of "200+" and "80%+", where no space comes before it."""
    return not cursor.peek().spaced and cursor.match("+")


def _governed_by(value: Decimal, unit: str) -> Governs:
    if unit or value != value.to_integral_value():
        return Governs.SHARE
    if value == 1:
        return Governs.ONE
    whole = abs(int(value))  # the remainder of a Decimal of more than 28 digits is an error
    is_few = whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14)
    return Governs.FEW if is_few else Governs.MANY


def numeral(cursor: Cursor) -> Numeral | None:
    """Parse a number in digits, possibly negative, or in words."""
    token = cursor.peek()
    if token.key == "-" and not cursor.peek(1).spaced and _may_be_minus(cursor):
        cursor.at += 1
        positive = numeral(cursor) if cursor.peek().kind == "number" else None
        return None if positive is None else replace(positive, number=-positive.number, is_year_like=False)
    if token.kind == "number":
        if re.fullmatch("0[0-9].*|.*,000", token.key):
            return None  # "007"; "1,000" may be a thousand written the English way
        cursor.at += 1
        return _multiplied(cursor, Decimal(token.key.replace(",", ".")), is_bare_year(token))
    if token.key in WHOLE_MULTIPLIERS:
        return _multiplied(cursor, Decimal(1), False)
    if token.key in HALVES and cursor.peek(1).key in MULTIPLIERS:
        cursor.at += 1
        return _multiplied(cursor, HALVES[token.key], False)
    words = _below_thousand(cursor)
    return None if words is None else _multiplied(cursor, words, False)


def separating_dash(cursor: Cursor) -> bool:
    """Consume a dash that is not a minus sign; return whether there was one.

    "2021: -5" has a minus sign; "2021 r. -5" is ambiguous.
    """
    is_minus = not cursor.peek(1).spaced and (cursor.peek().spaced or cursor.peek(-1).key in _BEFORE_MINUS)
    return not is_minus and cursor.match("-")


def _may_be_minus(cursor: Cursor) -> bool:
    return cursor.at == 0 or cursor.peek(-1).key in _BEFORE_MINUS


def _multiplied(cursor: Cursor, number: Decimal, is_year_like: bool) -> Numeral:
    """Return the number times the multiplier that follows it ("tys.", "tysiące pięćset"), if any."""
    multiplier = MULTIPLIERS.get(cursor.peek().key)
    if multiplier is None:
        return Numeral(number, None, is_year_like)
    cursor.at += 1
    rest = None if cursor.is_on_next_line else _below_thousand(cursor)  # "dwa tysiące pięćset"
    if rest is not None:
        return Numeral(number * multiplier + rest, None, False)
    return Numeral(number, multiplier, False)


def _below_thousand(cursor: Cursor) -> Decimal | None:
    """Parse a number below 1000 in words: "sto dwadzieścia pięć"."""
    start, total = cursor.at, 0
    for table in (HUNDREDS, TENS, UNITS):
        part = table.get(cursor.peek().key)
        is_teen_after_tens = table is UNITS and part is not None and part > 9 and total % 100
        is_elsewhere = cursor.at > start and cursor.is_on_next_line
        if part is not None and not is_elsewhere and not is_teen_after_tens and not (part == 0 and total):
            total += part
            cursor.at += 1
    return None if cursor.at == start else Decimal(total)


def _is_storable(parsed: Amount) -> bool:
    """Whether the values have no more digits than a stored value may have."""
    for value in (parsed.value, parsed.upper or Decimal(0)):
        whole, _, fraction = plain(value).partition(".")
        if len(whole) + len(fraction) > MAX_DIGITS or len(fraction) > MAX_DECIMALS:
            return False
    return True


def canonical(value: Decimal) -> Decimal:
    """Return the number without trailing zeros: 22 for "22,0"."""
    return Decimal(plain(value))
