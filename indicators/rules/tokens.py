"""A tokenizer for short Polish texts, and a cursor that matches patterns against the tokens.

A pattern is a sequence of words: "w [całym] okresie [trwania|realizacji] programu". "|" separates alternatives,
brackets mark an optional element. No token is ever skipped: a text is parsed only when a production has consumed each
of its tokens.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# Longer texts are prose, not a target. The limit also bounds the time spent on a pasted page.
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
# Abbreviations that keep their full stop when they are quoted as a measure.
_ABBREVIATIONS = frozenset({"szt", "os", "godz", "egz", "kpl", "pkt"})


@dataclass(frozen=True)
class Token:
    """A token of the text; `key` is its lower-case form, which patterns are compared with.

    `kind`: word, number, dotted, date, sign or other; "end" past the last token.
    """

    kind: str
    key: str
    start: int
    end: int
    spaced: bool  # preceded by white space
    line: int  # line number in the table cell: a number never continues on the next line

    @property
    def is_grouped(self) -> bool:
        """Whether the number is written with spaces between groups of digits."""
        return self.end - self.start > len(self.key)


def clean(text: str) -> str:
    """Return the text with uniform spaces and dashes, without surrounding quotation marks, bullets and footnote marks.

    Line breaks are kept as separators; a tab or several spaces between two digits become a line break. A footnote mark
    is removed because the original text is always shown beside its meaning. A superscript digit after a digit may be
    an exponent, so it is kept, and the text is not parsed.
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
        text = text[1:-1].strip()  # "(...)" marks an omitted text, not an empty cell
    return re.sub(r"(?<=[0-9]),(?=20[0-9]{2}\s*:)", ", ", text)  # "2021:1,2022:2" has no decimal comma


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a cleaned text; the full stop after a word or a number is not a separate token."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, raw = str(match.lastgroup), match[0]
        if raw == ".":
            if tokens and tokens[-1].kind in ("word", "date", "number", "dotted") and tokens[-1].end == match.start():
                continue  # an abbreviation, an ordinal ("1. kwartał") or the end of the sentence
            kind = "other"
        key = re.sub(r"\s", "", raw) if kind in ("number", "date") else raw.lower()
        start = match.start()
        is_spaced = start > 0 and text[start - 1].isspace()
        tokens.append(Token(kind, key, start, match.end(), is_spaced, text.count("\n", 0, start)))
    return tuple(tokens)


@cache
def _compile_pattern(pattern: str) -> tuple[tuple[frozenset[str], bool], ...]:
    return tuple(
        (frozenset(element.strip("[]").split("|")), element.startswith("[") and element != "[")
        for element in pattern.split()
    )


class Cursor:
    """A position in a list of tokens; a production moves it forward only when all of the production matches."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.tokens = tokenize(self.text) if len(self.text) <= MAX_LENGTH else (Token("other", "", 0, 0, False, 0),)
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """Return the token `ahead` positions further on; past the last token, a token of the kind "end"."""
        position = self.at + ahead
        if position < len(self.tokens):
            return self.tokens[position]
        return Token("end", "", len(self.text), len(self.text), False, -1)

    @property
    def is_on_next_line(self) -> bool:
        """Whether a line break separates the current token from the previous one."""
        return self.at > 0 and self.peek().line > self.tokens[self.at - 1].line

    @property
    def is_done(self) -> bool:
        """Whether only closing punctuation is left."""
        return all(token.key in (",", ";", ":") for token in self.tokens[self.at :])

    def match(self, pattern: str) -> bool:
        """Consume the pattern if the next tokens match it; return whether they do."""
        end = self._match_end(_compile_pattern(pattern), self.at)
        if end is None:
            return False
        self.at = end
        return True

    def choose(self, table: Mapping[str, T]) -> T | None:
        """Consume the longest matching pattern ("do końca" rather than "do") and return its value, else None."""
        longest_end, chosen = self.at, None
        for pattern, value in table.items():
            end = self._match_end(_compile_pattern(pattern), self.at)
            if end is not None and end > longest_end:
                longest_end, chosen = end, value
        self.at = longest_end
        return chosen

    def _match_end(self, elements: tuple[tuple[frozenset[str], bool], ...], at: int) -> int | None:
        if not elements:
            return at
        (words, optional), rest = elements[0], elements[1:]
        if at < len(self.tokens) and self.tokens[at].key in words:
            end = self._match_end(rest, at + 1)
            if end is not None:
                return end
        return self._match_end(rest, at) if optional else None

    def verbatim(self, start: int) -> str:
        """Return the original text from the token with the index `start` up to the cursor."""
        first, last = self.tokens[start], self.tokens[self.at - 1]
        dot = "." if last.key in _ABBREVIATIONS and self.text[last.end : last.end + 1] == "." else ""
        return " ".join(self.text[first.start : last.end].split()) + dot
