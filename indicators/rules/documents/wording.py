"""Clean texts of a document: separate numbers and bullets, remove footnote marks and line breaks."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_EMPHASIS = re.compile(r"\*\*|__")
_FOOTNOTE_MARK = re.compile(
    r"(?:(?<=[^\s\d])(?<!\bm)(?<!\bkm)(?<!\bcm)(?<!\bdm)[⁰¹²³⁴-⁹]{1,3}|(?<=\S)(?:\[\d{1,3}\]|\*{1,3}))(?=[\s.,;:)]|$)"
)
_NUMBER = re.compile(
    r"(?P<number>"
    r"§\s*\d+[a-z]?\.?|"
    r"(?:rozdział|dział|część|załącznik nr|pkt|ust\.|art\.)\s+(?:\d+|[IVXLC]+)[.:]?|"
    r"\(?\d{1,3}[a-z]?\)|"
    r"\d{1,2}(?:\.\d{1,3}){1,4}[.)]?(?=\s)|"
    r"\d{1,3}[a-z]?\.(?!\d)|"
    r"(?-i:[A-Z]{1,2})\d{1,2}(?:\.\d{1,2})*[.)](?=\s)|"
    r"(?-i:[IVXLC]{1,6})[.)]|(?-i:[A-Z])\.\d{1,2}(?:\.\d{1,2}){0,3}[.)]?(?=\s)|"
    r"[A-Za-z]\)|(?-i:[A-Z])\.(?=\s)|"
    r"[-–—•·▪◦●○■□➢✓*\uf0b7\uf0a7](?=\s)|[•·▪◦●○■□➢✓\uf0b7\uf0a7]"
    r")\s*",
    re.IGNORECASE,
)
BULLETS = "-–—•·▪◦●○■□➢✓*\uf0b7\uf0a7"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text and the number, letter or bullet before it, "" for none."""

    number: str
    text: str


@lru_cache(maxsize=4096)  # the same cell is read for several purposes, and many rows repeat it
def tidy(text: str) -> str:
    """Return the text in one line: NFC, white space as one space, without emphasis and invisible characters."""
    return " ".join(_EMPHASIS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).split())


def split_number(text: str) -> Numbered:
    """Return the number before a text, and the text; a bare number is a text."""
    text = tidy(text)
    match = _NUMBER.match(text)
    if match is None or not text[match.end() :].strip():
        return Numbered("", text)
    return Numbered(match["number"].strip(), text[match.end() :].strip())


def without_numbers(text: str) -> Numbered:
    """Return the text without all numbers before it ("§ 1. 1. Celem …"), and the last of them."""
    last = ""
    while (numbered := split_number(text)).number:
        last, text = numbered.number, numbered.text
    return Numbered(last, tidy(text))


def bare_number(number: str) -> str:
    """Return "4.1" for "4.1." and "2" for "2)", "" for a bullet."""
    return "" if number in BULLETS else number.strip("().: ").replace("§", "").strip()


def content(text: str) -> str:
    """Return the stored form of a text: without footnote marks, emphasis and final commas or semicolons."""
    text = _FOOTNOTE_MARK.sub("", tidy(text)).strip()
    return text.rstrip(";,").strip()


def numbered_content(text: str) -> Numbered:
    """Return the number before a text, and the stored form of the text."""
    numbered = without_numbers(text)
    return Numbered(bare_number(numbered.number), content(numbered.text))


def lines_of(text: str) -> list[str]:
    """Return the lines of a cell, including blank lines between others, but not at the beginning or the end."""
    lines = [tidy(line) for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


_FOOTNOTE = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,2}|\[\^?\d{1,3}\]:?)\s*(\S.*)")


def footnote_text(line: str) -> str:
    """Return the text of a line that begins with the mark of a footnote, "" for another line."""
    match = _FOOTNOTE.fullmatch(line.strip())
    return match[1] if match else ""


def same_text(left: str, right: str) -> bool:
    """Whether two texts differ at most in case, spaces and final punctuation."""
    return comparable(left) == comparable(right)


def comparable(text: str) -> str:
    return content(text).casefold().rstrip(".,;: ")
