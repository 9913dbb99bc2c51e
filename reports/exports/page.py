"""The report as HTML, for the page and the PDF; always in Polish, whatever the language of the page."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from cooperation.web.context import Context
from reports.exports import markdown
from reports.exports.blocks import (
    ChapterText,
    DocumentBlock,
    DocumentCell,
    DocumentHeading,
    DocumentParagraph,
    DocumentTable,
    IndicatorCharts,
    StatusChart,
    headings_of,
)
from reports.exports.facts import annex_line
from reports.exports.outline import blocks_of, outline_of
from reports.rules.snapshot import ReportContent

CHARACTERS_PER_LINE = 110  # of a table as wide as a printed page
TALL = 25  # lines; a page has about 70


def report_html(content: ReportContent, facts: dict[str, str], *, template: str = "reports/_report.html") -> SafeString:
    with translation.override("pl"):
        blocks = outline_of(content)
        context = {
            "content": content,
            "chapters": _chapters(blocks),
            "contents": list(headings_of(blocks)),
            "facts": facts,
            "annex": annex_line(content),
        }
        return render_to_string(template, context)


def chapter_blocks(content: ReportContent, key: str) -> SafeString:
    """Return the generated tables of a chapter as HTML."""
    with translation.override("pl"):
        blocks = [block for block in blocks_of(content, key) if isinstance(block, DocumentTable)]
        return render_to_string("reports/_blocks.html", {"blocks": [block_context(block) for block in blocks]})


def polish_outline(content: ReportContent) -> list[DocumentBlock]:
    with translation.override("pl"):
        return outline_of(content)


def _chapters(blocks: Sequence[DocumentBlock]) -> list[Context]:
    """Return each chapter's heading with the blocks below it."""
    chapters: list[Context] = []
    for block in blocks:
        if isinstance(block, DocumentHeading) and block.level == 1:
            chapters.append({"heading": block, "blocks": []})
        else:
            chapters[-1]["blocks"].append(block_context(block))
    return chapters


def block_context(block: DocumentBlock) -> Context:
    """Return the template context of a block."""
    context: Context = {"kind": _KINDS[type(block)], "block": block}
    if isinstance(block, ChapterText):
        context["html"] = markdown.html(block.text, heading=block.level + 1)  # level 1 of the document is <h2>
    if isinstance(block, IndicatorCharts):
        context["charts"] = [{"item": item, "picture": block.picture_of(item)} for item in block.charts]
        context["chart_rows"] = [block.charts[place : place + 2] for place in range(0, len(block.charts), 2)]
    if isinstance(block, DocumentTable):
        weights = [column.weight for column in block.columns]
        context["widths"] = [100 * weight // sum(weights) for weight in weights]
        context["rows"] = [
            {"cells": list(zip(row, block.columns, strict=True)), "is_tall": _is_tall(row, context["widths"])}
            for row in block.rows
        ]
        context["total"] = list(zip(block.total, block.columns, strict=True)) if block.total else []
    return context


def _is_tall(row: Sequence[DocumentCell], widths: Sequence[int]) -> bool:
    """Whether a row is so tall that it may be broken over two printed pages; `widths` are in per cent."""
    for cell, width in zip(row, widths, strict=True):
        characters = CHARACTERS_PER_LINE * width / 100
        printed_lines = sum(1 + int(len(line) / characters) for line in cell.lines)
        if printed_lines > TALL:
            return True
    return False


_KINDS = {
    DocumentHeading: "heading",
    ChapterText: "words",
    DocumentParagraph: "paragraph",
    DocumentTable: "table",
    StatusChart: "picture",
    IndicatorCharts: "charts",
}
