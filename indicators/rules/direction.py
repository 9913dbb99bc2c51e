"""Whether a lower or a higher value is better, where the document writes no comparator (product.md § 4, Additions)."""

import re
from dataclasses import replace

from cooperation.rules.origins import Origin
from cooperation.text import fold
from indicators.rules.known_years import Baseline
from indicators.rules.meanings import Comparator, Kind, TargetMeaning

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
