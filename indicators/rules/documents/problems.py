"""What prevents that a draft becomes a programme, each with the field where it is corrected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cooperation.text import Sentence, say
from indicators.rules.documents.edits import DraftRow, EditedDraft, RowKind, is_year, numbers_of
from indicators.rules.documents.questions import DecidedDraft

MAX_LENGTHS = {
    "title": 500,
    "issuer": 300,
    "target": 500,
    "frequency_verbatim": 300,
    "unit": 120,
    "responsible": 300,
}
MAX_YEARS = 31
_SLUG = re.compile(r"[-a-z0-9]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProblem:
    """`place`: the name of the field."""

    place: str
    sentence: Sentence


def problems_of(edited: EditedDraft, decided: DecidedDraft) -> list[DraftProblem]:
    """Return the problems in the order of the page."""
    return [*_head_problems(edited, decided), *_row_problems(edited, decided)]


def _head_problems(edited: EditedDraft, decided: DecidedDraft) -> Iterator[DraftProblem]:
    head = edited.head
    first, last = head["first_year"], head["last_year"]
    if not is_year(first) or not is_year(last):
        place = "head-last_year" if is_year(first) else "head-first_year"
        yield DraftProblem(
            place=place, sentence=say("Enter the first and the last year of the programme, e.g. 2026 and 2030.")
        )
    elif not (1990 <= int(first) <= int(last) < int(first) + MAX_YEARS):
        yield DraftProblem(
            place="head-first_year",
            sentence=say("A programme cannot cover the years {years}.", years=f"{first}–{last}"),
        )
    if head["slug"] and not _SLUG.fullmatch(head["slug"]):
        yield DraftProblem(
            place="head-slug",
            sentence=say(
                "The address takes small letters without accents, digits and hyphens, e.g. {example}.",
                example="2026-2030",
            ),
        )
    for name in ("title", "issuer"):
        yield from _too_long(f"head-{name}", name, head[name], "")
    if decided.draft.main_goal is None:
        yield DraftProblem(
            place="head-main_goal",
            sentence=say("Enter the main goal: the document has none that was recognised, or several."),
        )
    if not any(goal.text for goal in decided.draft.goals):
        yield DraftProblem(place="rows", sentence=say("A programme needs at least one specific goal: add it."))


_NAMES_MISSING = {
    RowKind.GOAL: say("Goal {number} has no text: enter it, or do not load this goal."),
    RowKind.ACTION: say("Action {number} has no name: enter it, or do not load this action."),
    RowKind.INDICATOR: say("Indicator {number} has no name: enter it, or do not load this indicator."),
}


def _row_problems(edited: EditedDraft, decided: DecidedDraft) -> Iterator[DraftProblem]:
    numbers = numbers_of(edited.rows)
    for row in edited.loaded_rows():
        number = numbers[row.key]
        if not row.texts["name"]:
            message = _NAMES_MISSING[row.kind]
            yield DraftProblem(place=f"{row.key}-name", sentence=Sentence(message.msgid, {"number": number}))
        if row.kind is RowKind.INDICATOR:
            yield from _indicator_problems(row, number, decided)


def _indicator_problems(row: DraftRow, number: str, decided: DecidedDraft) -> Iterator[DraftProblem]:
    texts = decided.rows[row.key]
    for name in ("target", "frequency_verbatim", "unit", "responsible"):
        yield from _too_long(f"{row.key}-{name}", name, texts[name], number)
    if row.texts["baseline_year"] and not is_year(row.texts["baseline_year"]):
        yield DraftProblem(
            place=f"{row.key}-baseline_year",
            sentence=say("Indicator {number}: enter the year of the baseline as four digits.", number=number),
        )


def _too_long(place: str, name: str, text: str, number: str) -> Iterator[DraftProblem]:
    limit = MAX_LENGTHS[name]
    if len(text) <= limit:
        return
    if not number:
        sentence = say("Shorten this text to {limit} characters: “{text}…”.", limit=limit, text=text[:40])
    else:
        sentence = say(
            "Indicator {number}: shorten this text to {limit} characters: “{text}…”.",
            number=number, limit=limit, text=text[:40],
        )  # fmt: skip
    yield DraftProblem(place=place, sentence=sentence)
