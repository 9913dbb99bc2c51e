"""The report as HTML, for the page and for the PDF: the same outline, in Polish whatever the reader's language."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from reports.exports import markdown
from reports.exports.blocks import Block, Cell, Heading, Paragraph, Picture, Table, Words, headings_of
from reports.exports.facts import annex_line
from reports.exports.outline import blocks_of, outline_of

SIGNS_IN_A_LINE = 110  # of a table over the whole width of a printed page
TALL = 25  # lines; a page has about 70


def report_html(
    content: dict[str, Any], facts: dict[str, str], *, template: str = "reports/_report.html"
) -> SafeString:
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


def chapter_blocks(content: dict[str, Any], key: str) -> SafeString:
    """The tables that fill themselves in a chapter, as they will stand under its words."""
    with translation.override("pl"):
        blocks = [block for block in blocks_of(content, key) if isinstance(block, Table)]
        return render_to_string("reports/_blocks.html", {"blocks": [shown(block) for block in blocks]})


def pictures_of(content: dict[str, Any]) -> list[Picture]:
    with translation.override("pl"):
        return [block for block in outline_of(content) if isinstance(block, Picture)]


def _chapters(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Each chapter's heading with what stands under it."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append({"heading": block, "blocks": []})
        else:
            found[-1]["blocks"].append(shown(block))
    return found


def shown(block: Block) -> dict[str, Any]:
    """A block as templates take it."""
    told: dict[str, Any] = {"kind": _KINDS[type(block)], "block": block}
    if isinstance(block, Words):
        told["html"] = markdown.html(block.text, heading=block.level + 1)  # level 1 of the document is <h2>
    if isinstance(block, Table):
        weights = [column.weight for column in block.columns]
        told["widths"] = [100 * weight // sum(weights) for weight in weights]
        told["rows"] = [
            {"cells": list(zip(row, block.columns, strict=True)), "is_tall": _is_tall(row, told["widths"])}
            for row in block.rows
        ]
        told["total"] = list(zip(block.total, block.columns, strict=True)) if block.total else []
    return told


def _is_tall(row: Sequence[Cell], widths: Sequence[int]) -> bool:
    """Whether a row takes a good part of a printed page, so that it may be broken over two."""
    return any(
        sum(1 + len(line) * 100 // (SIGNS_IN_A_LINE * width) for line in cell.lines) > TALL
        for cell, width in zip(row, widths, strict=True)
    )


_KINDS = {Heading: "heading", Words: "words", Paragraph: "paragraph", Table: "table", Picture: "picture"}
