"""The SWOT analysis: four quadrants in a table, in lists under their names, or in a line each."""

import re
from collections.abc import Sequence

from cooperation.rules.origins import Origin
from cooperation.text import fold, say
from indicators.rules.documents.blocks import Place, TableCell, TableGrid
from indicators.rules.documents.drafts import FindingDraft, ProgrammeDraft, Quote
from indicators.rules.documents.labels import quadrant_of
from indicators.rules.documents.wording import content, lines_of, split_number, tidy

_HYPHENS = re.compile(r"(?:^|\s)[-•]\s+")
_ASIDE = re.compile(r"(?:czynniki )?(?:wewnetrzne|zewnetrzne|pozytywne|negatywne)|(?:analiza )?swot")


def findings_of(text: str, *, is_wrapped: bool = False) -> list[str]:
    """Return the findings of a cell: lines, or items after hyphens; an en dash inside an item does not split it.

    `is_wrapped`: the page wrapped the lines, so a line that begins with a small letter continues the previous line.
    """
    texts: list[str] = []
    dash = ""
    for cell_line in lines_of(text):
        line = f"{dash} {cell_line}".strip()  # a hyphen at the end of a line belongs to the next one
        dash = "-" if line.endswith(" -") else ""
        line = line.removesuffix(" -") if dash else line
        if not line:
            continue
        parts = [part.strip() for part in _HYPHENS.split(line) if part.strip(" -")]
        begins = bool(split_number(line).number) or _HYPHENS.match(line) is not None
        if is_wrapped and texts and not begins and line[0].islower() and not texts[-1].endswith((";", ",", ".")):
            texts[-1] = f"{texts[-1]} {parts.pop(0)}"
        texts += parts
    if len(texts) == 1 and "; " in texts[0]:
        texts = texts[0].split("; ")
    return [finding for finding in (content(split_number(text).text) for text in texts) if finding]


def add_findings(
    draft: ProgrammeDraft, quadrant: str, text: str, place: Place, origin: Origin = Origin.DOCUMENT
) -> None:
    draft.findings += [
        FindingDraft(quadrant=quadrant, text=Quote(item, place, origin))
        for item in findings_of(text, is_wrapped=bool(place.page))
    ]


def is_swot(grid: TableGrid) -> bool:
    """Whether a table names at least two quadrants."""
    names = {
        label.quadrant
        for row in grid.rows
        for cell in row
        if (label := quadrant_of(lines_of(cell.text)[0] if lines_of(cell.text) else "")) is not None
    }
    return len(names) > 1


def read_swot(draft: ProgrammeDraft, grid: TableGrid) -> None:
    """Add the findings of a table; the quadrant of a cell is named in it, above it or to the left of it."""
    above: dict[int, str] = {}
    seen: set[tuple[int, int]] = set()
    for row in grid.rows:
        beside = ""
        labels = _labels_of_row(row)
        for at, cell in enumerate(row):
            if cell.cell in seen:
                continue
            lines = lines_of(cell.text)
            if not lines:
                continue
            seen.add(cell.cell)
            label = labels.get(at)
            if label is None:
                quadrant = beside or above.get(at, "")
                _add_cell(draft, cell, quadrant, "\n".join(lines))
                continue
            quadrant, rest = label
            if rest:
                add_findings(draft, quadrant, rest, cell.place)
                continue
            is_row_header = len(labels) == 1 and at == 0 and any(tidy(other.text) for other in row[1:])
            if is_row_header:
                beside = quadrant
            for column in range(at, at + sum(other.cell == cell.cell for other in row)):
                above[column] = quadrant


def _labels_of_row(row: Sequence[TableCell]) -> dict[int, tuple[str, str]]:
    """Return the quadrants that cells of a row name in their first line, each with the findings below it."""
    labels: dict[int, tuple[str, str]] = {}
    for at, cell in enumerate(row):
        lines = lines_of(cell.text)
        label = quadrant_of(lines[0]) if lines else None
        if label is not None:
            labels[at] = (label.quadrant, "\n".join(filter(None, [label.text, *lines[1:]])))
    return labels


def _add_cell(draft: ProgrammeDraft, cell: TableCell, quadrant: str, text: str) -> None:
    if _ASIDE.fullmatch(fold(text)):
        return
    if quadrant:
        add_findings(draft, quadrant, text, cell.place)
    else:
        draft.report(cell.place, tidy(text), say("a cell of the SWOT analysis without the name of its quadrant"))


def read_unnamed_swot(draft: ProgrammeDraft, grid: TableGrid) -> bool:
    """Add two unnamed cells directly above the conclusions as opportunities and threats; return whether it did.

    They are the last two quadrants of an analysis whose beginning is missing in the document.
    """
    rows = [row for row in grid.rows if any(tidy(cell.text) for cell in row)]
    if grid.width != 2 or len(rows) != 1 or not all(_HYPHENS.match(tidy(cell.text)) for cell in rows[0]):
        return False
    for quadrant, cell in zip(("opportunity", "threat"), rows[0], strict=True):
        add_findings(draft, quadrant, cell.text, cell.place, Origin.DEFAULT)
        why = say("a cell without the name of its quadrant: assumed from its place above the conclusions")
        draft.report(cell.place, tidy(cell.text), why)
    return True
