"""Where a text mentions a person: the e-mail address, the user name, or the surname in any Polish case form.

A first name alone is a weaker hint, because many people share it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cooperation.text import fold

SHORTEST_NAME = 3  # in letters: "Li" would be in every text
CONTEXT = 30  # characters on both sides of a mention
# Endings of the case forms of Polish names, without diacritics; "ze" is that of "Piotrze".
_ENDING = re.compile(
    r"|[aeiouy]|i[aeiu]|i?ej|[yi]m|i?em|i?ego|i?emu|i?owi|owie|owa|owej|ow|i?om|i?ami|i?ach|[yi]ch|[yi]mi|ze"
)
# Endings of stems that change before the ending of the dative and locative case: "Marta", "Marcie".
_SOFTENED = (("t", "cie"), ("d", "dzie"), ("k", "ce"), ("g", "dze"), ("ch", "sze"))
_WORD = re.compile(r"[^\W_]+")


class Hint(StrEnum):
    ADDRESS = "address"
    SURNAME = "surname"
    FIRST_NAME = "first name"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNames:
    """Names by which texts may mention a person; empty ones are unknown."""

    username: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    hint: Hint
    excerpt: str  # the mention with the words around it


def find_mention(text: str, names: PersonNames) -> Mention | None:
    """Return the first mention of the strongest kind, or None."""
    for exact in (names.email, names.username):
        if len(exact) >= SHORTEST_NAME and (match := re.search(rf"(?<!\w){re.escape(exact)}(?!\w)", text, re.I)):
            return Mention(hint=Hint.ADDRESS, excerpt=_excerpt(text, *match.span()))
    for hint, name in ((Hint.SURNAME, names.last_name), (Hint.FIRST_NAME, names.first_name)):
        parts = [part for part in _WORD.findall(name) if len(part) >= SHORTEST_NAME]
        for word in _WORD.finditer(text) if parts else ():
            if any(_is_form_of(word[0], part) for part in parts):
                return Mention(hint=hint, excerpt=_excerpt(text, *word.span()))
    return None


def _is_form_of(word: str, name: str) -> bool:
    """Whether the word is a case form of the name: "Kowalskiego" of "Kowalski", "Dudzie" of "Duda"."""
    word, name = fold(word), fold(name)
    stem = name.rstrip("aeiouy") or name
    stems = [stem]
    if len(stem) > SHORTEST_NAME and stem[-2] == "e":  # "Dudek", "Dudka"
        stems.append(f"{stem[:-2]}{stem[-1]}")
    if any(word.startswith(form) and _ENDING.fullmatch(word[len(form) :]) for form in stems):
        return True
    return any(word == stem.removesuffix(end) + softened for end, softened in _SOFTENED if stem.endswith(end))


def _excerpt(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    opening = "…" if start > CONTEXT else ""
    closing = "…" if end + CONTEXT < len(text) else ""
    return " ".join(f"{opening}{before}{text[start:end]}{after}{closing}".split())
