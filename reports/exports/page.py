"""The report as HTML, for the page and the PDF; always in Polish, whatever the language of the page."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from reports.exports import markdown
from reports.exports.blocks import (
    ChapterText,
    DocumentBlock,
    DocumentCell,
    DocumentHeading,
    DocumentParagraph,
    DocumentTable,
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


def charts_of(content: ReportContent) -> list[StatusChart]:
    with translation.override("pl"):
        return [block for block in outline_of(content) if isinstance(block, StatusChart)]


def _chapters(blocks: Sequence[DocumentBlock]) -> list[dict[str, Any]]:
    """Return each chapter's heading with the blocks below it."""
    chapters: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, DocumentHeading) and block.level == 1:
            chapters.append({"heading": block, "blocks": []})
        else:
            chapters[-1]["blocks"].append(block_context(block))
    return chapters


def block_context(block: DocumentBlock) -> dict[str, Any]:
    """Return the template context of a block."""
    context: dict[str, Any] = {"kind": _KINDS[type(block)], "block": block}
    if isinstance(block, ChapterText):
        context["html"] = markdown.html(block.text, heading=block.level + 1)  # level 1 of the document is <h2>
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
    """Whether a row is so tall that it may be broken over two printed pages."""
    return any(
        sum(1 + len(line) * 100 // (CHARACTERS_PER_LINE * width) for line in cell.lines) > TALL
        for cell, width in zip(row, widths, strict=True)
    )


_KINDS = {
    DocumentHeading: "heading",
    ChapterText: "words",
    DocumentParagraph: "paragraph",
    DocumentTable: "table",
    StatusChart: "picture",
}
