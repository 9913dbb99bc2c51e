"""Assumptions about a parsed target, from the programme's years and the indicator's baseline and name."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cooperation.rules.origins import Origin
from cooperation.text import fold
from indicators.rules.meanings import NUMERIC_KINDS, Comparator, Kind, Scope, TargetMeaning

Years = tuple[int, int]  # first and last year of the programme
Baseline = tuple[Decimal, int | None]  # value and year


def split_schedule(
    meaning: TargetMeaning, years: Years | None, baseline: Baseline | None
) -> tuple[TargetMeaning, Baseline | None]:
    """Return the target without the entries that are baselines, and the latest baseline: "2017: 44%, 2030: 69%".

    An entry is a baseline when its year is before the programme's first year, or when it equals the indicator's
    baseline. A single remaining entry is the level to be reached in its year; several remain a schedule. The meaning
    is returned unchanged when no entry or every entry is a baseline.
    """
    before = [entry for entry in meaning.schedule if _is_baseline(entry, years, baseline)]
    after = tuple(entry for entry in meaning.schedule if entry not in before)
    if not before or not after or meaning.value is not None:  # the same number for a span of years is not a baseline
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
    """Return the programme years without an entry in the schedule; () for a target without a schedule."""
    scheduled = {year for year, _ in meaning.schedule}
    return tuple(year for year in range(years[0], years[1] + 1) if scheduled and year not in scheduled)


def is_schedule_incomplete(meaning: TargetMeaning) -> bool:
    """Whether the schedule leaves out years of its programme and no decision has confirmed it."""
    return bool(meaning.schedule) and meaning.origins.scope is Origin.DEFAULT


def within_years(meaning: TargetMeaning, span: Years | None, years: Years) -> TargetMeaning:
    """Return the meaning in a programme of these years; `span`: the years that the text itself names, if any.

    In a programme of one year an undecided scope is the year. A span other than the programme's years makes the scope
    undecided. A schedule with missing years is kept, with its scope marked as an assumption.
    """
    if meaning.kind not in NUMERIC_KINDS:
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


# --- direction -------------------------------------------------------------------------------------------------------

# The patterns are matched against the folded name (lower case, no diacritics). Words before the head of the phrase:
_BEFORE_HEAD = re.compile(
    r"liczb\w+|ilosc|odsetek|udzial|procent|wskaznik|stop[an]|poziom|skala|czestosc|natezenie|wielkosc|wartosc|masa|"
    r"osob[ay]?|dni|przypadk\w+|sredni\w*|przecietn\w+|"
    r"\w+(?:ych|ich|ny|na|ne|nej|nego|owy|owa|owe|owej|owego|ki|ka|kie|ly|la|le|szy|sza|sze)"
)
_UNWANTED = re.compile(
    r"zgon|smier[ct]|umieraln|ofiar[ayo]?\b|rann[iy]ch|wypad(?:ek|k)|kolizj|pozar(?:y|ow|u)?\b|katastrof|awari|samoboj|"
    r"zachorowa|chorob|zakazen|uzalezni[eo]n|bezrobo|ubostw|bied[ay]\b|bezdomn|wyklucze|zagrozen|przestepst|przestepczo|"
    r"wykrocze|kradzie|wlama|przemoc|zaboj|skarg|reklamacj|zazale|opoznie|zaleglo|zadluz|dlug(?:i|u|ow)?\b|strat[ay]?\b|"
    r"emisj\w+ (?:co2|gaz|pyl|zaniecz|spalin|substancj|dwutlenk|metan|halas|tlenk)|zanieczyszcze|przekr(?:ocze|acza)n|"
    r"smog|halas|dziki\w+ wysypisk|wysypisk|odpad\w+ (?:zmieszan|niesegregowan)|zmieszan\w+ odpad|oczekiwani|"
    r"czas\w* (?:oczekiwan|reakcj|dojazd|rozpatr|zalatwi|rozstrzyg|wydani|obslug)|pustostan|bled|uchybie|"
    r"nieprawidlowo|odmow|absencj|nieobecno|wagar|rezygnacj|ubyt|konflikt|analfabet|prochnic|otylo|niedobor"
)
_REMOVED = re.compile(
    "zlikwidowan|usuniet|wyeliminowan|ugaszon|rozwiazan|rozpatrzon|rozpatrywan|zalatwion|wykryt|unikni|ograniczon|naprawion|"
    "zrekultywowan|objet|aktywizowan|zatrudnion|przeszkolon|wspart|zagospodarowan|uwzglednion|wyremontowan"
)
_HELPED = re.compile(
    rf"\b(?:{_REMOVED.pattern}|ktor|korzystajac|uczestni|bioracych|podejmujac|beneficjen|dla|na rzecz|przeciw)"
)


def assume_direction(meaning: TargetMeaning, baseline: Baseline | None, name: str) -> TargetMeaning:
    """Return the meaning with the comparator "at most" for a bare number below the baseline or of something unwanted.

    The last entry of a schedule decides. A stated comparator, a growth and a target without a number are unchanged.
    """
    is_bare = meaning.kind in (Kind.NUMBER, Kind.PERCENT) and meaning.origins.comparator is Origin.DEFAULT
    figure = meaning.schedule[-1][1] if meaning.schedule else meaning.value
    if not is_bare or figure is None:
        return meaning
    if (baseline is not None and figure < baseline[0]) or counts_unwanted(name):
        return replace(meaning, comparator=Comparator.AT_MOST)
    return meaning


def counts_unwanted(name: str) -> bool:
    """Whether the indicator counts something of which less is better ("Liczba zgonów", "Czas oczekiwania").

    The head of the phrase decides: "Liczba szkoleń dla bezrobotnych" and "Spadek liczby wypadków" count nothing
    unwanted, nor does "Liczba usuniętych wysypisk": what was removed, solved or helped is wanted.
    """
    words = fold(name).split()
    for at, word in enumerate(words):
        if _REMOVED.match(word):
            return False
        if _UNWANTED.match(" ".join(words[at:])):
            return _HELPED.search(" ".join(words[at + 1 :])) is None
        if _BEFORE_HEAD.fullmatch(word) is None:
            return False
    return False


def is_direction_assumed(meaning: TargetMeaning) -> bool:
    """Whether "at most" was assumed for a number without a comparator, so that a person has to confirm it."""
    return (
        meaning.kind in (Kind.NUMBER, Kind.PERCENT)
        and meaning.comparator is Comparator.AT_MOST
        and meaning.origins.comparator is Origin.DEFAULT
    )
