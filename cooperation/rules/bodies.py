"""Proposals for the names of a local government's bodies in the grammatical cases that texts need.

The forms are stored with the office. The name of a known body is inflected by its head word; the words after the head
("Rada Gminy Wzorcowo") are already in the genitive and do not change. There is no proposal for any other name.
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
    """The legal act that the executive body issues: a resolution if it has several members, an order otherwise."""

    RESOLUTION = "resolution"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class InflectedForms:
    """A name in the genitive (kogo? czego?) and the dative (komu? czemu?)."""

    genitive: str
    dative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualBodies:
    """The usual bodies at a level of local government; a city may have a president instead of a mayor."""

    executive: str
    council: str
    act: Act


USUAL_BODIES: Mapping[Level, UsualBodies] = {
    Level.GMINA: UsualBodies(executive="wójt", council="rada gminy", act=Act.ORDER),
    Level.POWIAT: UsualBodies(executive="zarząd powiatu", council="rada powiatu", act=Act.RESOLUTION),
    Level.CITY: UsualBodies(executive="burmistrz", council="rada miejska", act=Act.ORDER),
    Level.VOIVODESHIP: UsualBodies(executive="zarząd województwa", council="sejmik województwa", act=Act.RESOLUTION),
}

# Longer heads first: both words of "rada miejska" are inflected, but only one of "rada miasta".
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
    """Return the forms of a known body, capitalized as in `name`; None for an unknown one."""
    words = name.split()
    for head, forms in HEADS.items():
        count = len(head.split())
        if [word.lower() for word in words[:count]] != head.split():
            continue
        rest = words[count:]
        return InflectedForms(
            " ".join(_capitalize_like(words, forms.genitive.split()) + rest),
            " ".join(_capitalize_like(words, forms.dative.split()) + rest),
        )
    return None


def _capitalize_like(pattern: list[str], words: list[str]) -> list[str]:
    return [word.capitalize() if model[0].isupper() else word for model, word in zip(pattern, words, strict=False)]
