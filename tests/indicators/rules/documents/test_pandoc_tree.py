"""Pandoc's tree of a document as blocks."""

import pytest

from indicators.rules.documents.blocks import BlockKind
from indicators.rules.documents.pandoc_tree import MAX_DEPTH, TooDeep, document_of_tree


def string(text):
    return {"t": "Str", "c": text}


def para(*inlines):
    return {"t": "Para", "c": [string(item) if isinstance(item, str) else item for item in inlines]}


def blocks(*nodes, meta=None):
    return document_of_tree({"blocks": list(nodes), "meta": meta or {}}).blocks


def texts(*nodes):
    return [(block.kind.value, block.number, block.text) for block in blocks(*nodes)]


def ordered(start, style, delimiter, *items):
    return {"t": "OrderedList", "c": [[start, {"t": style}, {"t": delimiter}], [[para(item)] for item in items]]}


def test_paragraphs_headings_and_quotations():
    inner = [para("w ramce")]
    assert texts(
        {"t": "Header", "c": [2, ["", [], []], [string("Cele")]]},
        {"t": "LineBlock", "c": [[string("a")], [string("b")]]},
        {"t": "BlockQuote", "c": inner},
        {"t": "Div", "c": [["", [], []], inner]},
        {"t": "Figure", "c": [["", [], []], [None, []], inner]},
        {"t": "CodeBlock", "c": [["", [], []], "kod"]},
        {"t": "DefinitionList", "c": [[[string("pojęcie")], [[para("opis")]]]]},
        {"t": "HorizontalRule"},
        para(),
    ) == [
        ("heading", "", "Cele"),
        ("paragraph", "", "a"),
        ("paragraph", "", "b"),
        ("paragraph", "", "w ramce"),
        ("paragraph", "", "w ramce"),
        ("paragraph", "", "w ramce"),
        ("paragraph", "", "kod"),
        ("paragraph", "", "pojęcie"),
        ("paragraph", "", "opis"),
    ]


@pytest.mark.parametrize(
    ("start", "style", "delimiter", "numbers"),
    [
        (3, "Decimal", "Period", ["3.", "4."]),
        (1, "LowerAlpha", "OneParen", ["a)", "b)"]),
        (1, "UpperAlpha", "TwoParens", ["(A)", "(B)"]),
        (9, "UpperRoman", "Period", ["IX.", "X."]),
        (4, "LowerRoman", "OneParen", ["iv)", "v)"]),
        (40, "LowerRoman", "Period", ["40.", "41."]),
    ],
)
def test_numbers_of_lists_remain(start, style, delimiter, numbers):
    assert [number for _kind, number, _text in texts(ordered(start, style, delimiter, "x", "y"))] == numbers


def test_inline_text_keeps_words_and_drops_marks():
    quoted = [{"t": kind} for kind in ("SingleQuote", "DoubleQuote")]
    inlines = [
        string("m"),
        {"t": "Superscript", "c": [string("2")]},
        {"t": "Space"},
        {"t": "Emph", "c": [string("cel")]},
        {"t": "Superscript", "c": [string("3")]},
        {"t": "Superscript", "c": [string("*")]},
        {"t": "LineBreak"},
        {"t": "Quoted", "c": [quoted[0], [string("a")]]},
        {"t": "Quoted", "c": [quoted[1], [string("b")]]},
        {"t": "Link", "c": [["", [], []], [string("adres")], ["", ""]]},
        {"t": "Code", "c": [["", [], []], "kod"]},
        {"t": "Image", "c": [["", [], []], [string("obraz")], ["", ""]]},
        {"t": "Note", "c": [para("przypis")]},
        {"t": "Note", "c": []},
    ]
    assert texts({"t": "Para", "c": inlines}, para("¹ przypis pod tekstem")) == [
        ("paragraph", "", "m2 cel ‚a’„b”adreskod"),
        ("footnote", "", "przypis"),
        ("footnote", "", "przypis pod tekstem"),
    ]


def cell(*nodes, rows=1, columns=1):
    return [["", [], []], {"t": "AlignDefault"}, rows, columns, list(nodes)]


def table(*rows, foot=()):
    body = [["", [], []], 0, [], [[["", [], []], list(row)] for row in rows[1:]]]
    head = [["", [], []], [[["", [], []], list(rows[0])]]]
    tail = [["", [], []], [[["", [], []], list(row)] for row in foot]]
    return {"t": "Table", "c": [["", [], []], [None, [para("podpis")]], [], head, [body], tail]}


def test_cells_keep_lines_lists_and_spans():
    inner = table([cell(para("x"))])
    caption, block, note = blocks(
        table(
            [cell(para("a"), columns=2)],
            [
                cell({"t": "BulletList", "c": [[para("p")], [para("q")]]}, ordered(1, "Decimal", "OneParen", "r")),
                cell(
                    {"t": "Header", "c": [1, None, [string("h")]]},
                    {"t": "LineBlock", "c": [[string("l")]]},
                    {"t": "BlockQuote", "c": [para("b")]},
                    {"t": "Div", "c": [None, [para("d")]]},
                    inner,
                    {"t": "HorizontalRule"},
                ),
            ],
            foot=[[cell(para("f", {"t": "Note", "c": [para("uwaga")]}))]],
        )
    )
    assert caption.text == "podpis"
    assert [[item.text for item in row.cells] for row in block.rows] == [
        ["a"],
        ["- p\n- q\n1) r", "h\nl\nb\nd\nx"],
        ["f"],
    ]
    assert block.rows[0].cells[0].column_span == 2
    assert (note.kind, note.text) == (BlockKind.FOOTNOTE, "uwaga")


def test_title_of_a_document_is_its_first_line():
    meta = {
        "title": {"t": "MetaInlines", "c": [string("Program")]},
        "subtitle": {"t": "MetaBlocks", "c": [para("na rok 2026"), {"t": "HorizontalRule"}]},
        "author": {"t": "MetaList", "c": [{"t": "MetaInlines", "c": [string("Gmina")]}]},
        "date": {"t": "MetaBool", "c": True},
    }
    assert [block.text for block in blocks(meta=meta)] == ["Program", "na rok 2026", "Gmina"]


def nested(depth, kind):
    node = {"blocks": para("x"), "cells": para("x"), "inlines": string("x")}[kind]
    for _level in range(depth):
        node = {"t": "Emph", "c": [node]} if kind == "inlines" else {"t": "BlockQuote", "c": [node]}
    return {"blocks": node, "inlines": {"t": "Para", "c": [node]}, "cells": table([cell(node)])}[kind]


@pytest.mark.parametrize("kind", ["blocks", "inlines", "cells"])
def test_too_deep_nesting_is_refused(kind):
    assert blocks(nested(MAX_DEPTH - 2, kind))
    with pytest.raises(TooDeep):
        blocks(nested(MAX_DEPTH + 1, kind))
