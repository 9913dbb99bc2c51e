"""Tokens of a short Polish text and a cursor that matches small patterns over them.

A pattern is a line of words: "w [całym] okresie [trwania|realizacji] programu". A word or alternatives of words must
stand there, what is in brackets may. Nothing is ever skipped: a grammar has understood a text only when every token
of it was taken by some production.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# Longer texts are prose, not a target; the limit also bounds the work that a pasted page can cause.
MAX_LENGTH = 300

_TOKEN = re.compile(
    r"""
    (?P<date>
        [0-9]{1,2}\.[ ]?[0-9]{1,2}\.[ ]?[0-9]{4}(?![0-9]) | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])
      | [0-9]{1,2}([-/])[0-9]{1,2}\2[0-9]{4}(?![0-9]) | [0-9]{1,2}[./][0-9]{4}(?![0-9])
      | [0-9]{1,2}\.?[ ]?[IVX]{1,4}\.?[ ]?[0-9]{4}(?![0-9])
    )
  | (?P<dotted>[0-9]+(?:\.[0-9]+)+)
  | (?P<number>(?:[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])|[0-9]+)(?:,[0-9]+)?(?![0-9]))
  | (?P<word>[A-Za-zÀ-ÖØ-öø-ž]+(?:-[A-Za-zÀ-ÖØ-öø-ž]+)*)
  | (?P<sign>>=|<=|≥|≤|>|<|=|%|/|-|\+|:|;|,|\(|\)|\.|€)
  | (?P<other>\S)
    """,
    re.VERBOSE,
)
# A dot that belongs to the word: only these keep it when the word is quoted as a measure.
_ABBREVIATIONS = frozenset({"szt", "os", "godz", "egz", "kpl", "pkt"})


@dataclass(frozen=True)
class Token:
    """`kind` is word, number, dotted, date, sign or other; `key` the lower-case text that patterns compare."""

    kind: str
    key: str
    start: int
    end: int
    spaced: bool  # white space stands before it
    line: int  # of the cell: what stands on two lines is never one figure

    @property
    def is_grouped(self) -> bool:
        return self.end - self.start > len(self.key)


def clean(text: str) -> str:
    """One kind of space, dash and quotation; outer quotation marks, bullets and footnote marks taken off.

    Line breaks stay: they separate, as a tab or a gap of several spaces between two figures does.
    A footnote mark is dropped because the verbatim text with its mark stands beside every reading of it; after a digit
    a small figure could be a power, so there it stays and makes the text one that was not understood.
    """
    text = unicodedata.normalize("NFC", text).replace("m²", "m2").replace("m³", "m3")
    text = re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("×", "x")
    text = re.sub(r"(?<=[0-9])(?:[^\S\r\n]{2,}|\t)(?=[0-9])", "\n", text)
    text = "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)
    mark = r"\)?" if "(" not in text else ""
    text = re.sub(rf"(?:\s*\*+|(?<=[^\d\s¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]+){mark}(?=[.;,]?$)", "", text)
    text = re.sub(r"\s\.$", "", text.strip("„”“\"'«»‚’•· \n"))
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1 and text.strip("(.…)"):
        text = text[1:-1].strip()  # but "(...)" is a text left out, not an empty cell
    return re.sub(r"(?<=[0-9]),(?=20[0-9]{2}\s*:)", ", ", text)  # "2021:1,2022:2" has no decimal comma


def tokenize(text: str) -> tuple[Token, ...]:
    """Tokens of a cleaned text; the full stop after a word or a figure is not a token of its own."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, raw = str(match.lastgroup), match[0]
        if raw == ".":
            if found and found[-1].kind in ("word", "date", "number", "dotted") and found[-1].end == match.start():
                continue  # an abbreviation, an ordinal ("1. kwartał") or the end of the sentence
            kind = "other"
        key = re.sub(r"\s", "", raw) if kind in ("number", "date") else raw.lower()
        start = match.start()
        is_spaced = start > 0 and text[start - 1].isspace()
        found.append(Token(kind, key, start, match.end(), is_spaced, text.count("\n", 0, start)))
    return tuple(found)


@cache
def _compiled(pattern: str) -> tuple[tuple[frozenset[str], bool], ...]:
    return tuple(
        (frozenset(element.strip("[]").split("|")), element.startswith("[") and element != "[")
        for element in pattern.split()
    )


class Cursor:
    """A place in a token list; productions move it forward only when the whole of them matched."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.tokens = tokenize(self.text) if len(self.text) <= MAX_LENGTH else (Token("other", "", 0, 0, False, 0),)
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token `ahead` places on; past the end one of the kind "end"."""
        place = self.at + ahead
        if place < len(self.tokens):
            return self.tokens[place]
        return Token("end", "", len(self.text), len(self.text), False, -1)

    @property
    def is_on_next_line(self) -> bool:
        """A line break stands between the token before and the one here."""
        return self.at > 0 and self.peek().line > self.tokens[self.at - 1].line

    @property
    def is_done(self) -> bool:
        """Nothing is left but the punctuation that ends a cell."""
        return all(token.key in (",", ";", ":") for token in self.tokens[self.at :])

    def match(self, pattern: str) -> bool:
        """Take the pattern if it stands here."""
        end = self._end_of(_compiled(pattern), self.at)
        if end is None:
            return False
        self.at = end
        return True

    def choose(self, table: Mapping[str, T]) -> T | None:
        """Take the pattern that reaches furthest, so that "do końca" is never read as "do"; its value, or None."""
        best, chosen = self.at, None
        for pattern, value in table.items():
            end = self._end_of(_compiled(pattern), self.at)
            if end is not None and end > best:
                best, chosen = end, value
        self.at = best
        return chosen

    def _end_of(self, elements: tuple[tuple[frozenset[str], bool], ...], at: int) -> int | None:
        if not elements:
            return at
        (words, optional), rest = elements[0], elements[1:]
        if at < len(self.tokens) and self.tokens[at].key in words:
            end = self._end_of(rest, at + 1)
            if end is not None:
                return end
        return self._end_of(rest, at) if optional else None

    def verbatim(self, start: int) -> str:
        """The text of the tokens from number `start` up to here, as it was written."""
        first, last = self.tokens[start], self.tokens[self.at - 1]
        dot = "." if last.key in _ABBREVIATIONS and self.text[last.end : last.end + 1] == "." else ""
        return " ".join(self.text[first.start : last.end].split()) + dot
