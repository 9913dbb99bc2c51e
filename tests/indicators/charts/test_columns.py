"""Layout of charts: positions of columns and lines, and that no label overlaps anything or leaves the picture."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from indicators.charts.canvas import wrap_label
from indicators.charts.columns import draw_columns
from indicators.charts.shapes import AxisTick, Chart, ChartColumn, ChartPicture, ChartTarget, ChartText, TargetLinePiece

FONTS = Path(__file__).resolve().parents[3] / "static/vendor/fonts"
# CSS class: font size and weight in assets/site.css/5-charts.css
STYLES = {
    "ch-t": (14, 500),
    "ch-t ch--s": (12, 500),
    "ch-w": (14, 600),
    "ch-w ch--s": (12, 600),
    "ch-y": (15, 650),
    "ch-y ch--s": (12, 650),
    "ch-v": (20, 700),
    "ch-v ch--m": (16, 700),
    "ch-v ch--s": (13, 700),
}
NBSP = "\u00a0"


def column(value: object, year: object = 2021, **fields: Any) -> ChartColumn:
    number = None if value is None else Decimal(str(value))
    label = "" if number is None else f"{number:,}".replace(",", NBSP).replace(".", ",")
    texts = {
        "value_label": label,
        "status": "met",
        "status_label": "osiągnięty",
        "gap_reason": "" if value is not None else "brak danych",
    }
    return ChartColumn(label=str(year), value=number, **{**texts, **fields})


def columns(*values: object, **fields: str) -> list[ChartColumn]:
    return [column(value, 2021 + number, **fields) for number, value in enumerate(values)]


def target_line(years: int, value: object, *lines: str) -> ChartTarget:
    label_lines = lines or ("cel: co najmniej 1", "w każdym roku")
    return ChartTarget(label_lines=label_lines, pieces=(TargetLinePiece(0, years - 1, Decimal(str(value))),))


def chart(
    cols: Sequence[ChartColumn], line: ChartTarget | None = None, *, is_count: bool = True, id_prefix: str = "c"
) -> Chart:
    return draw_columns(cols, line, title="Tytuł", description="Opis", is_count=is_count, id_prefix=id_prefix)


def wide(cols: Sequence[ChartColumn], line: ChartTarget | None = None, *, is_count: bool = True) -> ChartPicture:
    return chart(cols, line, is_count=is_count).pictures[0]


def texts(picture: ChartPicture, css: str) -> list[ChartText]:
    return [text for text in picture.texts if text.css.split()[0] == css]


Box = tuple[float, float, float, float]


@cache
def font(subset: str, weight: int) -> ImageFont.FreeTypeFont:
    typeface = ImageFont.truetype(FONTS / f"public-sans-{subset}-wght-normal.woff2", 100)
    typeface.set_variation_by_axes([weight])
    return typeface


@cache
def latin_characters() -> frozenset[int]:
    return frozenset(TTFont(FONTS / "public-sans-latin-wght-normal.woff2").getBestCmap())


def measured_width(text: str, size: int, weight: int) -> float:
    """Return the width of the text in the portal's typeface."""
    subsets = ("latin" if ord(character) in latin_characters() else "latin-ext" for character in text)
    widths = (font(subset, weight).getlength(character) for subset, character in zip(subsets, text, strict=True))
    return sum(widths) * size / 100


def box(text: ChartText) -> Box:
    """Return the left, top, right and bottom of a text."""
    size, weight = STYLES[text.css]
    length, x, y = measured_width(text.text, size, weight), float(text.x), float(text.y)
    before = {"start": 0.0, "middle": length / 2, "end": length}[text.anchor]
    if text.turn:  # by -90 degrees: along the text is upwards
        return x - size * 0.72, y - length + before, x, y + before
    return x - before, y - size * 0.72, x - before + length, y


def overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def is_inside(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and inner[2] <= outer[2] and outer[1] <= inner[1] and inner[3] <= outer[3]


MONEY = f"12{NBSP}610{NBSP}400,00{NBSP}zł"
YEARS = [f"{year}–{year + 1}" for year in range(2021, 2041, 2)]
BETWEEN = ChartTarget(
    label_lines=("cel: od 5 do 10",), pieces=(TargetLinePiece(0, 3, Decimal(5)), TargetLinePiece(0, 3, Decimal(10)))
)
SCHEDULE = ChartTarget(
    label_lines=("cel:",), pieces=tuple(TargetLinePiece(column, column, Decimal(column + 1)) for column in range(5))
)
CASES = {
    "five years": (columns(1, 0, 3, 1, None), target_line(5, 1), True),
    "one year": (columns(2), target_line(1, 1), True),
    "ten years": (columns(1, 0, 3, 1, None, 12, 5, None, 4, 2, gap_reason="przed terminem"), target_line(10, 3), True),
    "billions": (columns(0, 10**9, 5, None, 999_999_999), target_line(5, 5 * 10**8), False),
    "money": (columns(12610400, 11840250, 12400000, None, value_label=MONEY), target_line(4, 12500000), False),
    "money, ten years": (columns(*range(1, 11), value_label=MONEY), target_line(10, 9), False),
    "all gaps": (columns(*[None] * 5, gap_reason="w tym roku bez pomiaru"), target_line(5, 1), True),
    "all gaps, no target": (columns(*[None] * 10, gap_reason="dane w opracowaniu"), None, True),
    "target 0": (columns(0, 1, 2, None), target_line(4, 0), True),
    "target far above": (columns(3, 0, 12, None), target_line(4, 500), True),
    "negative": (columns("-12.5", "3.2", 0, None, -40), target_line(5, -10), False),
    "negative money": (columns(-3, -2, 1, None, -1, value_label=MONEY), target_line(5, -2), False),
    "all negative": (columns(-1, -3, None), None, False),
    "just under the line": (columns(490, 480, 450, 505, 430), target_line(5, 500), False),
    "between": (
        columns(5, 7, 12, None),
        ChartTarget(
            label_lines=("cel: od 5 do 10",),
            pieces=(TargetLinePiece(0, 3, Decimal(5)), TargetLinePiece(0, 3, Decimal(10))),
        ),
        False,
    ),
    "schedule": (
        columns(1, 2, 2, None, None),
        ChartTarget(
            label_lines=("cel:",),
            pieces=tuple(TargetLinePiece(column, column, Decimal(column + 1)) for column in range(5)),
        ),
        True,
    ),
    "long years": ([column(9**n, YEARS[n]) for n in range(10)], target_line(10, 10**8), False),
    "long statuses": (columns(1, 2, 3, 4, 5, 6, 7, status_label="w tym roku bez pomiaru"), target_line(7, 2), True),
    "long target": (columns(1, 2), target_line(2, 1, "cel: " + "bardzo długie słowa " * 6), True),
    "partial, at the top": (
        [column(5), column(5, 2022, partial_labels=("2 z 4 kwartałów", "2 z 4"))],
        target_line(2, 4),
        True,
    ),
    "partial, ten years": (
        [column(n, 2021 + n, partial_labels=("11 z 12 miesięcy", "11 z 12")) for n in range(10)],
        target_line(10, 4),
        True,
    ),
    "zeros": (columns(0, 0, None), None, True),
}


@pytest.mark.parametrize(("cols", "line", "is_count"), CASES.values(), ids=CASES)
def test_texts_overlap_no_text_and_no_line_and_stay_in_the_picture(
    cols: list[ChartColumn], line: ChartTarget | None, is_count: bool
) -> None:
    for picture in chart(cols, line, is_count=is_count).pictures:
        left, top, width, height = map(float, picture.view_box.split())
        boxes = [(text.text, box(text)) for text in picture.texts]
        for (first, first_box), (second, second_box) in combinations(boxes, 2):
            assert not overlap(first_box, second_box), (picture.css, first, second)
        for shape in picture.lines:
            across: Box = (float(shape.x1), float(shape.y1) - 1, float(shape.x2), float(shape.y1) + 1)
            assert not [text for text, text_box in boxes if overlap(text_box, across)], (picture.css, shape)
        for text, text_box in boxes:
            assert is_inside(text_box, (left, top, left + width, top + height)), (picture.css, text)


@pytest.mark.parametrize(("cols", "line", "is_count"), CASES.values(), ids=CASES)
def test_columns_do_not_overlap_and_stay_in_the_picture(
    cols: list[ChartColumn], line: ChartTarget | None, is_count: bool
) -> None:
    for picture in chart(cols, line, is_count=is_count).pictures:
        _, top, width, height = map(float, picture.view_box.split())
        rects = [
            (float(r.x), float(r.y), float(r.x) + float(r.width), float(r.y) + float(r.height)) for r in picture.rects
        ]
        for first, second in combinations(rects, 2):
            assert not overlap(first, second), (picture.css, first, second)
        for rect in rects:
            assert is_inside(rect, (0, top, width, top + height)), (picture.css, rect)


def test_five_years_have_the_designed_positions() -> None:
    picture, narrow = chart(CASES["five years"][0], CASES["five years"][1]).pictures
    assert (picture.view_box, narrow.view_box) == ("0 0 860 328", "0 -4 340 271")
    assert [(r.x, r.y, r.width, r.height) for r in picture.rects if r.css == "ch-bar"][:2] == [
        ("38.3", "181.0", "68.5", "69.0"),
        ("312.4", "181.0", "68.5", "69.0"),
    ]
    assert [(r.y, r.height) for r in picture.rects if r.css == "ch-zero"] == [("245.0", "5.0")]
    assert [line.y1 for line in picture.lines] == ["178.0", "250.0"]
    assert [text.text for text in texts(picture, "ch-v")] == ["1", "0", "3", "1"]
    assert [symbol.status for symbol in picture.symbols] == ["met"] * 5
    assert [symbol.status for symbol in narrow.symbols] == ["met"] * 5


def test_gap_reaches_above_the_highest_value_and_the_target() -> None:
    """The value may lie anywhere in it, so no height is suggested."""
    for picture in chart(columns(1, 3, None), target_line(3, 2)).pictures:
        gap = next(r for r in picture.rects if r.css == "ch-gap")
        base = next(line for line in picture.lines if line.css == "ch-base")
        assert float(gap.y) < min(float(r.y) for r in picture.rects if r.css == "ch-bar")
        assert float(gap.y) + float(gap.height) == pytest.approx(float(base.y1), abs=0.2)


def test_gap_of_signed_values_covers_both_sides_of_zero() -> None:
    picture = wide(columns(-2, 3, None), is_count=False)
    gap = next(r for r in picture.rects if r.css == "ch-gap")
    base = float(picture.lines[-1].y1)
    assert float(gap.y) < base < float(gap.y) + float(gap.height)


def test_partial_year_has_a_dashed_field_over_its_solid_part_with_its_label() -> None:
    partial = column(2, 2022, partial_labels=(f"2{NBSP}z{NBSP}4 kwartałów", f"2{NBSP}z{NBSP}4"))
    for picture in chart([column(5), partial], target_line(2, 4)).pictures:
        gap = next(r for r in picture.rects if r.css == "ch-gap")
        blocks = [r for r in picture.rects if r.css == "ch-bar" and abs(float(r.x) - float(gap.x)) < 5]
        assert len(blocks) == 2
        assert float(gap.y) + float(gap.height) == pytest.approx(min(float(r.y) for r in blocks), abs=0.2)
        assert f"2{NBSP}z{NBSP}4" in " ".join(text.text for text in picture.texts)


def test_partial_year_raises_its_field_where_the_label_has_no_room() -> None:
    partial = column(5, 2022, partial_labels=(f"2{NBSP}z{NBSP}4 kwartałów", f"2{NBSP}z{NBSP}4"))
    picture = wide([column(5), partial], target_line(2, 4))
    label = next(text for text in picture.texts if text.text.startswith(f"2{NBSP}z"))
    value = texts(picture, "ch-v")[1]
    assert float(label.y) < float(value.y) - 15


def test_year_without_planned_measurement_is_three_dashes() -> None:
    unplanned = ChartColumn(
        label="2021", value=None, value_label="", status="no_reading", status_label="w tym roku bez pomiaru",
        gap_reason="w tym roku bez pomiaru", is_planned=False,
    )  # fmt: skip
    picture = wide([unplanned, column(3, 2022)])
    assert not [r for r in picture.rects if r.css == "ch-gap"]
    assert [line.css for line in picture.lines].count("ch-none") == 3


def test_running_total_is_drawn_on_the_earlier_years() -> None:
    first, second = column(6), replace(column(14, 2022), base=Decimal(6), added_label="+8")
    total = ChartTarget(label_lines=("25 do końca",), pieces=(TargetLinePiece(2, 2, Decimal(25)),), is_total=True)
    picture = wide([first, second, column(None, 2023)], total)
    past, added = (next(r for r in picture.rects if r.css == css and r.x != "7.0") for css in ("ch-past", "ch-bar"))
    assert float(past.y) - float(added.y) == pytest.approx(float(added.height), abs=0.2)
    assert float(past.height) * 8 == pytest.approx(float(added.height) * 6, abs=2)
    assert "+8" in [text.text for text in picture.texts]


def test_even_plan_leads_from_zero_to_the_target_and_not_beyond() -> None:
    total = ChartTarget(label_lines=("25",), pieces=(TargetLinePiece(1, 1, Decimal(25)),), is_total=True)
    picture = wide(columns(6, 14, 17), total, is_count=False)
    plan = next(line for line in picture.lines if line.css == "ch-plan")
    base = next(line for line in picture.lines if line.css == "ch-base")
    dot = picture.dots[0]
    assert (plan.x1, plan.y1) == (base.x1, base.y1)
    assert (plan.x2, plan.y2) == (dot.x, dot.y)
    assert float(dot.x) < float(base.x2) - 100  # at the end of its own year


def test_percent_axis_reaches_from_0_to_100() -> None:
    ticks = [AxisTick(Decimal(value), f"{value}%") for value in (0, 50, 100)]
    picture = draw_columns(
        columns("38.0", "61.2"), None, title="", description="", is_count=False, id_prefix="c", ticks=ticks
    ).pictures[0]
    whole, half, base = sorted(float(r.y) for r in picture.rects if r.css == "ch-grid")
    bars = [r for r in picture.rects if r.css == "ch-bar"]
    assert base - half == pytest.approx(half - whole, abs=0.2)
    assert float(bars[1].height) == pytest.approx((base - whole) * 0.612, abs=0.3)
    assert [text.text for text in picture.texts if text.text.endswith("%") and text.anchor == "end"] == [
        "0%", "50%", "100%",
    ]  # fmt: skip


def test_baseline_is_an_outline_without_status() -> None:
    baseline = replace(column(31, 2020, status="", status_label="wartość bazowa"), is_baseline=True)
    picture = wide([baseline, column(38)], is_count=False)
    assert [r.css for r in picture.rects] == ["ch-outline", "ch-bar"]
    assert len(picture.symbols) == 1


def test_corrected_value_shows_the_old_height() -> None:
    corrected = replace(column(518, value_label="518*"), corrected_from=Decimal(400), correction_label="było 400")
    picture = wide([corrected, column(538, 2022)], is_count=False)
    old = next(line for line in picture.lines if line.css == "ch-was")
    base = float(picture.lines[-1].y1)
    assert (base - float(old.y1)) / float(picture.rects[0].height) == pytest.approx(400 / 518, abs=0.01)
    assert {"518*", "było 400"} <= {text.text for text in picture.texts}


def test_amended_target_is_a_step_with_a_dot_at_the_change() -> None:
    pieces = (TargetLinePiece(0, 1, Decimal(12)), TargetLinePiece(2, 3, Decimal(20)))
    earlier = (TargetLinePiece(2, 3, Decimal(12)),)
    target = ChartTarget(label_lines=("20",), pieces=pieces, earlier=earlier, is_stepped=True, is_amended=True)
    picture = wide(columns(13, 10, 21, 26), target, is_count=False)
    before, riser, after = (line for line in picture.lines if line.css == "ch-target")
    assert (riser.x1, riser.y1) == (before.x2, before.y1)
    assert (riser.x2, riser.y2) == (after.x1, after.y1)
    assert [(dot.x, dot.y) for dot in picture.dots] == [(after.x1, after.y1)]
    dotted = next(line for line in picture.lines if line.css == "ch-before")
    assert (dotted.x1, dotted.x2, dotted.y1) == (after.x1, after.x2, before.y1)


def test_count_up_to_twelve_is_drawn_as_blocks() -> None:
    assert [r.css for r in wide(columns(12, 3)).rects] == ["ch-bar"] * 15
    assert [r.css for r in wide(columns(13, 3)).rects] == ["ch-bar"] * 2
    assert [r.css for r in wide(columns("2.5", 3)).rects] == ["ch-bar"] * 2
    assert [r.css for r in wide(columns(12, 3), is_count=False).rects] == ["ch-bar"] * 2


def test_blocks_too_low_to_count_become_a_column() -> None:
    assert len(wide(columns(3), target_line(1, 500)).rects) == 1


def test_zero_is_drawn_as_column_and_missing_value_as_gap() -> None:
    zero, gap = wide(columns(0, None)).rects
    assert (zero.css, gap.css) == ("ch-zero", "ch-gap")
    assert float(zero.height) > 0


def test_column_of_a_small_value_is_as_high_as_a_zero() -> None:
    zero, tiny, huge = (float(r.height) for r in wide(columns(0, 1, 10**9), is_count=False).rects)
    assert zero <= tiny < huge


def test_short_value_label_is_used_where_the_long_one_does_not_fit() -> None:
    short = f"12,6{NBSP}mln{NBSP}zł"
    cols = [column(12610400, year, value_label=MONEY, short_value_label=short) for year in range(2021, 2026)]
    assert {text.text for text in texts(wide(cols, is_count=False), "ch-v")} == {MONEY}
    narrow = chart(cols, is_count=False).pictures[1]
    assert {text.text for text in texts(narrow, "ch-v")} == {short}


def test_two_charts_on_a_page_have_different_ids() -> None:
    ids = [
        name
        for prefix in ("i1", "i2")
        for picture in chart(columns(1), id_prefix=prefix).pictures
        for name in (picture.title_id, picture.desc_id)
    ]
    assert len(set(ids)) == len(ids) == 8


def test_texts_are_not_escaped() -> None:
    """The template escapes them; a text escaped twice would show its entities."""
    cols = [column(None, "2021", gap_reason="<b> & „x”", status_label="<i>")]
    drawn = [text.text for text in wide(cols).texts]
    assert "<b> & „x”" in " ".join(drawn)
    assert "<i>" in drawn


def test_numbers_have_a_decimal_point() -> None:
    for picture in chart(columns("1.5", -3), target_line(2, "2.25"), is_count=False).pictures:
        numbers = [n for r in picture.rects for n in (r.x, r.y, r.width, r.height)]
        numbers += [n for line in picture.lines for n in (line.x1, line.x2, line.y1, line.y2)]
        numbers += [n for text in picture.texts for n in (text.x, text.y)]
        assert all("," not in n and float(n) == float(n) and n != "-0.0" for n in numbers)


def test_draw_rejects_empty_columns() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        chart([])


def test_wrap_label_keeps_no_break_spaces() -> None:
    assert wrap_label(f"co najmniej 12{NBSP}500{NBSP}000", 14, 90) == ["co najmniej", f"12{NBSP}500{NBSP}000"]
