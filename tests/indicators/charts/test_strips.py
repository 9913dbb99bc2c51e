"""Strips of months, quarters and half-years: a cell for each span, and its mark."""

import itertools

import pytest

from indicators.charts.shapes import ChartPicture, SpanState, Strip, StripCell, StripRow
from indicators.charts.strips import draw_strip

CSS = {
    SpanState.MET: "ch-met", SpanState.NOT_MET: "ch-unmet", SpanState.MISSING: "ch-gap",
    SpanState.NOT_COUNTED: "ch-off",
}  # fmt: skip


def strip(*states: SpanState, value: str = "1") -> Strip:
    cells = tuple(StripCell(state=state, value_label=value) for state in states)
    row = StripRow(label="2025", cells=cells, summary="8 z 9", status="overdue")
    heads = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")[: len(states)]
    key = tuple((state, f"klucz {state}") for state in dict.fromkeys(states))
    return Strip(heads=heads, short_heads=tuple(str(n + 1) for n in range(len(states))), rows=(row,), key=key)


def pictures(of: Strip) -> tuple[ChartPicture, ...]:
    return draw_strip(of, title="Tytuł", description="Opis", id_prefix="s").pictures


@pytest.mark.parametrize("count", [2, 4, 12])
def test_each_span_is_a_cell_with_its_own_mark(count: int) -> None:
    states = [list(SpanState)[number % 4] for number in range(count)]
    for picture in pictures(strip(*states)):
        assert [rect.css for rect in picture.rects[:count]] == [CSS[state] for state in states]
        _left, _top, width, height = map(float, picture.view_box.split())
        for rect in picture.rects:
            assert 0 <= float(rect.x) <= float(rect.x) + float(rect.width) <= width
            assert float(rect.y) + float(rect.height) <= height


def test_cells_do_not_overlap() -> None:
    for picture in pictures(strip(*[SpanState.MET, SpanState.NOT_MET] * 6)):
        cells = picture.rects[:12]
        assert all(float(left.x) + float(left.width) < float(right.x) for left, right in itertools.pairwise(cells))


def test_value_is_in_met_and_unmet_cells_only() -> None:
    picture = pictures(strip(SpanState.MET, SpanState.NOT_MET, SpanState.MISSING, SpanState.NOT_COUNTED))[0]
    assert [text.css for text in picture.texts if text.text == "1"] == ["ch-on", "ch-w ch--s"]


def test_value_too_long_for_its_cell_is_left_to_the_table() -> None:
    narrow = pictures(strip(*[SpanState.MET] * 12, value="12 345"))[1]
    assert not [text for text in narrow.texts if text.text == "12 345"]


def test_row_ends_with_its_status_and_count_and_the_key_names_each_mark() -> None:
    for picture in pictures(strip(SpanState.MET, SpanState.MISSING)):
        assert [symbol.status for symbol in picture.symbols] == ["overdue"]
        assert {"2025", "8 z 9", "klucz met", "klucz missing"} <= {text.text for text in picture.texts}


def test_heads_are_digits_where_roman_numerals_do_not_fit() -> None:
    wide, narrow = pictures(strip(*[SpanState.MET] * 12))
    assert "VIII" in [text.text for text in wide.texts]
    assert [text.text for text in narrow.texts][:12] == [str(number) for number in range(1, 13)]
