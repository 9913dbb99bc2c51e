"""Names of a local government's bodies in the grammatical cases that texts use.

The forms are stored; this module only proposes them. A body that it knows is inflected by its head word, and the words
after the head ("Rada Gminy Wzorcowo") are in the genitive already and stay as they are. Anything else has no proposal:
a person types its forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GMINA = "gmina"
    POWIAT = "powiat"
    CITY = "city"
    VOIVODESHIP = "voivodeship"


class Act(StrEnum):
    """What the executive body issues: a body of several people a resolution, a single person an order."""

    RESOLUTION = "resolution"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class InflectedForms:
    """Genitive (kogo? czego?) and dative (komu? czemu?)."""

    genitive: str
    dative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualBodies:
    """What is usual at a level; in a city the executive body is a mayor or a president."""

    executive: str
    council: str
    act: Act


USUAL_BODIES: Mapping[Level, UsualBodies] = {
    Level.GMINA: UsualBodies(executive="wójt", council="rada gminy", act=Act.ORDER),
    Level.POWIAT: UsualBodies(executive="zarząd powiatu", council="rada powiatu", act=Act.RESOLUTION),
    Level.CITY: UsualBodies(executive="burmistrz", council="rada miejska", act=Act.ORDER),
    Level.VOIVODESHIP: UsualBodies(executive="zarząd województwa", council="sejmik województwa", act=Act.RESOLUTION),
}

# Longer heads first: "rada miejska" inflects in both words, "rada miasta" in one.
HEADS: Mapping[str, InflectedForms] = {
    "rada miejska": InflectedForms("rady miejskiej", "radzie miejskiej"),
    "rada": InflectedForms("rady", "radzie"),
    "sejmik": InflectedForms("sejmiku", "sejmikowi"),
    "zarząd": InflectedForms("zarządu", "zarządowi"),
    "wójt": InflectedForms("wójta", "wójtowi"),
    "burmistrz": InflectedForms("burmistrza", "burmistrzowi"),
    "prezydent": InflectedForms("prezydenta", "prezydentowi"),
}


def inflected_forms(name: str) -> InflectedForms | None:
    """The forms of a known body, in the capitals of `name`; None where a person must type them."""
    words = name.split()
    for head, forms in HEADS.items():
        count = len(head.split())
        if [word.lower() for word in words[:count]] != head.split():
            continue
        rest = words[count:]
        return InflectedForms(
            " ".join(_in_capitals_of(words, forms.genitive.split()) + rest),
            " ".join(_in_capitals_of(words, forms.dative.split()) + rest),
        )
    return None


def _in_capitals_of(pattern: list[str], words: list[str]) -> list[str]:
    return [word.capitalize() if model[0].isupper() else word for model, word in zip(pattern, words, strict=False)]
