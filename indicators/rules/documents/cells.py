"""Cells that hold several indicators, an indicator with its target, or a baseline with its year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cooperation.text import fold
from indicators.rules.documents.wording import BULLETS, bare_number, content, lines_of, split_number, tidy

NOTHING = {"", "b d", "bd", "brak", "n d", "nd", "nie dotyczy", "brak danych", "nie badano"}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_AFTER = re.compile(
    rf"(?P<value>.+?)\s*\*{{0,3}}\s*[(\[,;]?\s*(?:stan\s+)?(?:(?:na|w|za|z|rok|roku|dzień|koniec|do)\s+)*"
    rf"(?:\d{{1,2}}\.\d{{1,2}}\.)?{_YEAR}\s*(?:r\.?|rok\w*)?\s*[)\]]?\s*\*{{0,3}}",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    rf"(?:(?:w|za|rok|roku)\s+)?{_YEAR}\s*(?:r\.?|rok\w*)?\s*[-–—:]\s*(?P<value>.+)", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:wartość\s+)?(?:bazowa|wyjściowa|początkowa|baza)\s*[:–—-]?\s*(?P<baseline>.+?)[\s,;]+"
    r"(?:wartość\s+)?(?:docelowa|końcowa|cel)\s*[:–—-]?\s*(?P<target>.+)",
    re.IGNORECASE,
)
_YEARS_IN_TEXT = re.compile(r"\b(?:19|20)\d\d\b")
_DASH = re.compile(r"\s[-–—]\s|:\s|(?<=\w)[–—](?=\s)|\s[–—](?=\d)")
_WITH_TARGET = re.compile(rf"(?:{_DASH.pattern}).*\d")
_MEASURED = re.compile(r"\d|%|\b(?:wszystk\w+|każd\w+|wzrost|spadek|zwiększ\w+|zmniejsz\w+|tak)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^\[\]]{1,30})\]")
_START_OF_INDICATOR = re.compile(
    r"(?:liczb|ilo[śs]|odset|udzia|procent|warto|kwot|wska[źz]|stopie|poziom|wysoko|suma|średni|saldo|czas|wzrost|spadek|zwiększ|zmniejsz)\w*\b",
    re.IGNORECASE,
)


def has_target(text: str) -> bool:
    """Whether a text is the name of an indicator and, after a dash or colon, a target with a number."""
    return _START_OF_INDICATOR.match(text) is not None and _WITH_TARGET.search(text) is not None


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a cell, and for each the line where it begins among `lines`, the number of the cell's lines."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    lines: int
    is_wrapped: bool = False


def entries_of(text: str) -> Entries:
    """Return the entries of a cell: one for each line, except lines that continue the one above them."""
    lines = [tidy(line) for line in text.split("\n")]
    numbered = [bool(split_number(line).number) for line in lines]
    texts: list[str] = []
    starts: list[int] = []
    is_wrapped = False
    for at, line in enumerate(lines):
        if not line:
            continue
        begins = numbered[at] if any(numbered) else not line[0].islower()
        if texts and not begins:
            texts[-1] = f"{texts[-1]} {line}"
            is_wrapped = True
        else:
            texts.append(line)
            starts.append(at)
    return Entries(tuple(texts), tuple(starts), len(lines), is_wrapped)


def indicator_entries(text: str, others: Sequence[str]) -> Entries:
    """Return the indicators of a cell; lines are one indicator when neither words nor the other cells separate them."""
    entries = entries_of(text)
    lines = [line for line in map(tidy, text.split("\n")) if line]
    if len(lines) > 1 and all(line[0].islower() for line in lines):  # no capital shows where an indicator begins
        starts = [at for at, line in enumerate(text.split("\n")) if tidy(line)]
        is_aligned = any(len(_filled_lines(other)) == len(lines) for other in others)
        if is_aligned or all(map(has_target, lines)):
            return Entries(tuple(lines), tuple(starts), len(text.split("\n")))
    if len(entries.texts) == 1:
        parts = [part.strip() for part in re.split(r";\s+", entries.texts[0]) if part.strip()]
        if len(parts) > 1 and all(
            _DASH.search(part) or _START_OF_INDICATOR.match(split_number(part).text) for part in parts
        ):
            return Entries(tuple(parts), tuple(range(len(parts))), len(parts), is_wrapped=True)
        return entries
    is_marked = all(split_number(entry).number for entry in entries.texts)
    is_aligned = any(len(_filled_lines(other)) == len(entries.texts) for other in others)
    is_worded = all(_START_OF_INDICATOR.match(entry) for entry in entries.texts)
    if is_marked or is_aligned or is_worded:
        return entries
    return Entries((" ".join(lines),), (0,), 1, is_wrapped=True)


def _filled_lines(text: str) -> list[str]:
    return [line for line in lines_of(text) if line]


def aligned(entries: Entries, text: str) -> list[str | None] | None:
    """Return the part of another cell for each entry; None if the parts cannot be separated.

    Lines align by order, blank ones included; a single value applies to all.
    """
    count = len(entries.texts)
    filled = _filled_lines(text)
    if count == 1:
        joined = joined_lines(text)
        if joined is not None and _is_bulleted(entries.texts[0]) and _is_bulleted(joined):
            joined = split_number(joined).text
        return None if joined is None else [joined]
    lines = [tidy(line) for line in text.split("\n")]
    if not entries.is_wrapped and len(lines) == entries.lines and len(filled) < count and filled:
        return [lines[at] or None for at in entries.starts]
    if len(filled) < 2:
        return [filled[0] if filled else None] * count
    if len(filled) == count:
        return _without_common_numbers(filled)
    parts = entries_of(text).texts
    return _without_common_numbers(parts) if len(parts) == count else None


def _is_bulleted(text: str) -> bool:
    number = split_number(text).number
    return bool(number) and number in BULLETS


def _without_common_numbers(texts: Sequence[str]) -> list[str | None]:
    """Return the texts without bullets or numbers if all of them have one."""
    numbered = [split_number(text) for text in texts]
    return [
        item.text if all(other.number for other in numbered) else text
        for item, text in zip(numbered, texts, strict=True)
    ]


def joined_lines(text: str) -> str | None:
    """Return the lines of a cell as one line; None if that would join digits of different lines."""
    lines = _filled_lines(text)
    for above, below in pairwise(lines):
        if above[-1].isdigit() and below[0].isdigit():
            return None
    return " ".join(lines)


def split_target(text: str) -> tuple[str, str | None]:
    """Return the indicator and the target of one cell, split at the last dash or colon; otherwise the whole text twice.

    Without a figure, growth or "all" the cell has no target.
    """
    whole = content(split_number(text).text)
    for match in reversed(list(_DASH.finditer(whole))):
        name, target = whole[: match.start()].strip(), whole[match.end() :].strip()
        between_figures = name[-1:].isdigit() and target[:1].isdigit() and ":" not in match[0]
        if name and target and not between_figures:
            return name, target
    return whole, whole if _MEASURED.search(whole) else None


@dataclass(frozen=True, slots=True)
class BaselineText:
    """A baseline as written, without its year; `is_clear` is false if the text is not a value."""

    value: str | None
    year: int | None
    is_clear: bool = True


def baseline_of(text: str, year: int | None = None) -> BaselineText:
    """Return the baseline of a cell and its year; `year`: the one that the header or a column names."""
    text = tidy(text)
    if fold(text) in NOTHING:
        return BaselineText(None, None)
    for pattern in (_YEAR_AFTER, _YEAR_BEFORE):
        if match := pattern.fullmatch(text):
            value = match["value"].strip(" *(,;").strip()
            if any(map(str.isdigit, value)):
                return BaselineText(value, int(match["year"]))
            return BaselineText(None, None, is_clear=False)
    value = content(text).rstrip("*⁰¹²³⁴⁵⁶⁷⁸⁹ ")
    return BaselineText(value, year) if any(map(str.isdigit, value)) else BaselineText(None, None, is_clear=False)


def split_values(text: str) -> tuple[BaselineText, str]:
    """Return baseline and target of one cell: “wartość bazowa: 31%, wartość docelowa: 46%” or “2019: 38%, 2027: 55%”.

    Only words separate them reliably; a list of years remains the target as a whole, because it may be a schedule.
    """
    text = tidy(text)
    if match := _LABELLED.fullmatch(text):
        return baseline_of(match["baseline"]), content(match["target"])
    if len(set(_YEARS_IN_TEXT.findall(text))) == 2:
        first = re.split(r"(?<=\)),\s*|(?<=[%\d]),\s+(?=\d{4})|;\s*", text)[0]
        return baseline_of(first), text
    return BaselineText(None, None), text


def unit_in_brackets(name: str) -> str | None:
    """Return the unit of measurement that a name has in square brackets: “Udział organizacji [%]”."""
    match = _BRACKETS.search(name)
    return match[1].strip() if match and not bare_number(match[1]).isdigit() else None
