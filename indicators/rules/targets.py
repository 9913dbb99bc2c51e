"""The parser of targets (product.md § 4), and whether a figure satisfies a target.

The grammar accepts constituents in any order: comparator and number, the counted noun phrase, a period, a span of
years, a final date, a reference; each at most once. A target with a token outside these constituents is `descriptive`
and judged by a person: no unknown word is ignored.
"""

from decimal import Decimal
from functools import lru_cache

from cooperation.rules.origins import Origin
from indicators.rules.assumptions import Baseline, Years, assume_direction, missing_years, split_schedule, within_years
from indicators.rules.dates import standalone_day
from indicators.rules.meanings import (
    Comparator,
    GrowthReference,
    GrowthUnit,
    Kind,
    Origins,
    Scope,
    TargetMeaning,
)
from indicators.rules.quantities import parse_constituents, quantity
from indicators.rules.schedules import schedule
from indicators.rules.target_sentences import target_sentence
from indicators.rules.tokens import Cursor

__all__ = [
    "Comparator",
    "GrowthReference",
    "GrowthUnit",
    "Kind",
    "Origin",
    "Origins",
    "Scope",
    "TargetMeaning",
    "is_satisfied",
    "missing_years",
    "parse_target",
    "span_years",
    "target_sentence",
    "threshold",
]

DESCRIPTIVE = TargetMeaning(Kind.DESCRIPTIVE)

_NO_TARGET = dict.fromkeys(
    (
        "n [/] d",
        "nd",
        "b [/] d",
        "bd",
        "brak [danych|celu|wartości]",
        "brak wartości docelowej",
        "nie określono|ustalono|wskazano|podano|wyznaczono|zdefiniowano [wartości|celu] [docelowej]",
        "nie określona|określony|określone|ustalona",
        "nieokreślono|nieokreślona|nieokreślony|nieokreślone",
        "nie dotyczy|dot",
        "nie określa|ustala|wyznacza|podaje|wskazuje się",
        "do ustalenia|określenia|uzupełnienia|doprecyzowania|oszacowania|wyznaczenia|zdefiniowania",
    ),
    True,
)
_REPORTED = "[zgłaszanych|zgłoszonych|bieżących|faktycznych|zaistniałych|występujących|zidentyfikowanych|aktualnych]"
_AS_NEEDED = dict.fromkeys(
    (
        f"wg|według|wedle {_REPORTED} potrzeb|zapotrzebowania",
        f"w miarę {_REPORTED} potrzeb|potrzeby|zapotrzebowania",
        "w razie|przypadku [zaistnienia|wystąpienia|zgłoszenia] potrzeby|potrzeb",
        "w miarę pojawiających|pojawiania się potrzeb",
        "jeżeli|jeśli|gdy zajdzie|zaistnieje potrzeba",
        f"w zależności od {_REPORTED} potrzeb|zapotrzebowania",
        f"zależnie od {_REPORTED} potrzeb|zapotrzebowania",
        f"stosownie|odpowiednio|adekwatnie do {_REPORTED} potrzeb|zapotrzebowania",
        "zgodnie z|ze [zgłaszanymi|zgłoszonymi|bieżącymi|zidentyfikowanymi] potrzebami|zapotrzebowaniem",
        "na bieżąco",
        "bieżąco",
    ),
    True,
)
_YES = {"tak [/|lub|albo] nie": True, "t / n": True, "tak": True}


def parse_target(
    text: str, *, years: Years | None = None, baseline: Baseline | None = None, name: str = ""
) -> TargetMeaning:
    """Return the meaning of a target's text; a text that is not parsed completely is `descriptive`.

    A number or a percentage without a period is `undecided`. With a span of years or a final date a number is a total
    for the programme and a percentage a final level, and the end of the span is the deadline. A number without a
    comparator is "at least" by default, "at most" when it is below the baseline or the indicator counts something
    unwanted.

    `years`: first and last year of the programme; `baseline`: value and year; `name`: of the indicator. They refine the
    meaning (product.md § 4, Additions). Never raises.
    """
    meaning = _parse_text(text)
    meaning, earlier = split_schedule(meaning, years, baseline)
    if years is not None:
        # A schedule without any year of the programme.
        is_outside = bool(meaning.schedule) and len(missing_years(meaning, years)) == years[1] - years[0] + 1
        span = (years[0], meaning.deadline.year) if earlier and meaning.deadline else span_years(text)
        meaning = DESCRIPTIVE if is_outside else within_years(meaning, span, years)
    return assume_direction(meaning, earlier or baseline, name)


@lru_cache(maxsize=2048)  # a page with many targets parses each several times
def _parse_text(text: str) -> TargetMeaning:
    """Return the meaning of the text alone, without the years, the baseline and the name."""
    cursor = Cursor(text)
    for production in (_no_target, _as_needed, _yes_no, _deadline, schedule, quantity):
        cursor.at = 0
        meaning = production(cursor)
        if meaning is not None and cursor.is_done:
            return meaning
    return DESCRIPTIVE


@lru_cache(maxsize=2048)
def span_years(text: str) -> tuple[int, int] | None:
    """Return the first and the last year that the text of a number names ("5 w latach 2021-2025"), else None."""
    constituents = parse_constituents(Cursor(text))
    return None if constituents is None else constituents.span


def threshold(meaning: TargetMeaning, year: int | None = None) -> Decimal | None:
    """Return the number that a figure of `year` is compared with (the lower end of a range), None without one."""
    if meaning.schedule and meaning.value is None:
        return dict(meaning.schedule).get(year) if year is not None else None
    if meaning.schedule and year not in dict(meaning.schedule):
        return None
    return meaning.value


def is_satisfied(meaning: TargetMeaning, actual: Decimal, *, year: int | None = None) -> bool:
    """Whether `actual`, in the unit of the target, satisfies it; ValueError where the target has no threshold."""
    bound = threshold(meaning, year)
    if bound is None or meaning.comparator is None:
        raise ValueError("the target has no threshold for this year")
    match meaning.comparator:
        case Comparator.AT_LEAST:
            return actual >= bound
        case Comparator.MORE_THAN:
            return actual > bound
        case Comparator.AT_MOST:
            return actual <= bound
        case Comparator.LESS_THAN:
            return actual < bound
        case Comparator.EXACTLY:
            return actual == bound
        case _:  # between
            return meaning.upper is not None and bound <= actual <= meaning.upper


# --- whole targets ---------------------------------------------------------------------------------------------------


def _no_target(cursor: Cursor) -> TargetMeaning | None:
    """Parse a dash, an empty cell, "n/d", "do ustalenia"."""
    if not cursor.text.strip(" .,;:-_…/"):
        cursor.at = len(cursor.tokens)
        return TargetMeaning(Kind.NONE)
    return TargetMeaning(Kind.NONE) if cursor.choose(_NO_TARGET) else None


def _as_needed(cursor: Cursor) -> TargetMeaning | None:
    if not cursor.choose(_AS_NEEDED):
        return None
    if cursor.match(",|i|oraz|lub|/") and not cursor.choose(_AS_NEEDED):
        return None
    return TargetMeaning(Kind.AS_NEEDED)


def _yes_no(cursor: Cursor) -> TargetMeaning | None:
    """Parse "tak", "tak/nie", "tak, do 31.12.2022 r."."""
    if not cursor.choose(_YES):
        return None
    cursor.match("[,|:|;|-]")
    in_brackets = cursor.match("(")
    day = standalone_day(cursor)
    if in_brackets and not cursor.match(")"):
        return None
    origin = Origin.DEFAULT if day is None else Origin.DOCUMENT
    return TargetMeaning(Kind.YES_NO, scope=Scope.FINAL, deadline=day, origins=Origins(scope=origin))


def _deadline(cursor: Cursor) -> TargetMeaning | None:
    day = standalone_day(cursor)
    if day is None:
        return None
    return TargetMeaning(Kind.DEADLINE, scope=Scope.FINAL, deadline=day, origins=Origins(scope=Origin.DOCUMENT))
