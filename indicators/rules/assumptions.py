"""Assumptions about a parsed target, from the programme's years and the indicator's baseline and name."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cooperation.rules.origins import Origin
from cooperation.text import fold
from indicators.rules.meanings import NUMERIC_KINDS, Comparator, Kind, Scope, TargetMeaning

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


# --- direction -------------------------------------------------------------------------------------------------

# The patterns see the name folded: small letters without marks. What may stand before the head of the name:
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


def directed(meaning: TargetMeaning, baseline: Baseline | None, name: str) -> TargetMeaning:
    """The meaning with "at most" by default for a bare figure below its baseline, or of something unwanted.

    Of a schedule the last entry counts. Everything else is returned as it is: a comparator that is written, a growth,
    a target without a number.
    """
    is_bare = meaning.kind in (Kind.NUMBER, Kind.PERCENT) and meaning.origins.comparator is Origin.DEFAULT
    figure = meaning.schedule[-1][1] if meaning.schedule else meaning.value
    if not is_bare or figure is None:
        return meaning
    if (baseline is not None and figure < baseline[0]) or counts_unwanted(name):
        return replace(meaning, comparator=Comparator.AT_MOST)
    return meaning


def counts_unwanted(name: str) -> bool:
    """Whether the indicator's name counts something of which less is better ("Liczba zgonów", "Czas oczekiwania").

    The head of the phrase decides: "Liczba szkoleń dla bezrobotnych" and "Spadek liczby wypadków" count nothing
    unwanted, and neither does what was removed, solved or helped ("Liczba usuniętych wysypisk").
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
    """The portal took "at most" for a figure that is written bare: a person is asked which values are better."""
    return (
        meaning.kind in (Kind.NUMBER, Kind.PERCENT)
        and meaning.comparator is Comparator.AT_MOST
        and meaning.origins.comparator is Origin.DEFAULT
    )
