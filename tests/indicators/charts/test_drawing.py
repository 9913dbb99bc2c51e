"""The chart's geometry: what stands where, and that nothing stands on anything else."""

from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from indicators.charts.drawing import Aim, Chart, Column, Picture, Text, draw
from indicators.charts.typeface import text_width, wrap

SIZES = {"ch-t": 14, "ch-w": 14, "ch-y": 15, "ch-v": 20, "ch-v ch--m": 16, "ch-v ch--s": 13}
NBSP = "\u00a0"


def column(value: object, year: object = 2021, **fields: str) -> Column:
    number = None if value is None else Decimal(str(value))
    words = {"status": "met", "word": "osiągnięty", "why_empty": "" if value is not None else "brak danych"} | fields
    shown = words.pop("shown", "" if number is None else f"{number:,}".replace(",", NBSP).replace(".", ","))
    return Column(label=str(year), value=number, shown=shown, **words)


def columns(*values: object, **fields: str) -> list[Column]:
    return [column(value, 2021 + number, **fields) for number, value in enumerate(values)]


def aim(years: int, value: object, *lines: str) -> Aim:
    return Aim(lines or ("cel: co najmniej 1", "w każdym roku"), ((0, years - 1, Decimal(str(value))),))


def chart(cols: list[Column], target: Aim | None = None, *, counted: bool = True, prefix: str = "c") -> Chart:
    return draw(cols, target, title="Tytuł", description="Opis", counted=counted, prefix=prefix)


def wide(cols: list[Column], target: Aim | None = None, *, counted: bool = True) -> Picture:
    return chart(cols, target, counted=counted).pictures[0]


def texts(picture: Picture, css: str) -> list[Text]:
    return [text for text in picture.texts if text.css.split()[0] == css]


Box = tuple[float, float, float, float]


def box(text: Text) -> Box:
    """Left, top, right, bottom of a text, at most; a little is taken off for the air that an estimate holds."""
    size = SIZES.get(text.css, 12)
    length, x, y = text_width(text.text, size) * 0.97, float(text.x), float(text.y)
    before = {"start": 0.0, "middle": length / 2, "end": length}[text.anchor]
    if text.turn:  # by -90 degrees: along the text is upwards
        return x - size * 0.72, y - length + before, x, y + before
    return x - before, y - size * 0.72, x - before + length, y


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and one[2] <= other[2] and other[1] <= one[1] and one[3] <= other[3]


MONEY = f"12{NBSP}610{NBSP}400,00{NBSP}zł"
YEARS = [f"{year}–{year + 1}" for year in range(2021, 2041, 2)]
CASES = {
    "five years": (columns(1, 0, 3, 1, None), aim(5, 1), True),
    "one year": (columns(2), aim(1, 1), True),
    "ten years": (columns(1, 0, 3, 1, None, 12, 5, None, 4, 2, why_empty="przed terminem"), aim(10, 3), True),
    "billions": (columns(0, 10**9, 5, None, 999_999_999), aim(5, 5 * 10**8), False),
    "money": (columns(12610400, 11840250, 12400000, None, shown=MONEY), aim(4, 12500000), False),
    "money, ten years": (columns(*range(1, 11), shown=MONEY), aim(10, 9), False),
    "all gaps": (columns(*[None] * 5, why_empty="w tym roku bez pomiaru"), aim(5, 1), True),
    "all gaps, no target": (columns(*[None] * 10, why_empty="dane w opracowaniu"), None, True),
    "target 0": (columns(0, 1, 2, None), aim(4, 0), True),
    "target far above": (columns(3, 0, 12, None), aim(4, 500), True),
    "negative": (columns("-12.5", "3.2", 0, None, -40), aim(5, -10), False),
    "negative money": (columns(-3, -2, 1, None, -1, shown=MONEY), aim(5, -2), False),
    "all negative": (columns(-1, -3, None), None, False),
    "just under the line": (columns(490, 480, 450, 505, 430), aim(5, 500), False),
    "between": (columns(5, 7, 12, None), Aim(("cel: od 5 do 10",), ((0, 3, Decimal(5)), (0, 3, Decimal(10)))), False),
    "schedule": (columns(1, 2, 2, None, None), Aim(("cel:",), tuple((i, i, Decimal(i + 1)) for i in range(5))), True),
    "long years": ([column(9**n, YEARS[n]) for n in range(10)], aim(10, 10**8), False),
    "long statuses": (columns(1, 2, 3, 4, 5, 6, 7, word="w tym roku bez pomiaru"), aim(7, 2), True),
    "long target": (columns(1, 2), aim(2, 1, "cel: " + "bardzo długie słowa " * 6), True),
    "zeros": (columns(0, 0, None), None, True),
}


@pytest.mark.parametrize(("cols", "target", "counted"), CASES.values(), ids=CASES)
def test_no_text_meets_another_text_a_line_or_the_edge(cols: list[Column], target: Aim | None, counted: bool) -> None:
    for picture in chart(cols, target, counted=counted).pictures:
        left, top, width, height = map(float, picture.view_box.split())
        boxes = [(text.text, box(text)) for text in picture.texts]
        for (one, its), (other, others) in combinations(boxes, 2):
            assert not overlap(its, others), (picture.css, one, other)
        for line in picture.lines:
            across: Box = (float(line.x1), float(line.y1) - 1, float(line.x2), float(line.y1) + 1)
            assert not [text for text, its in boxes if overlap(its, across)], (picture.css, line)
        for text, its in boxes:
            assert inside(its, (left, top, left + width, top + height)), (picture.css, text)


@pytest.mark.parametrize(("cols", "target", "counted"), CASES.values(), ids=CASES)
def test_no_column_meets_another_column_or_leaves_the_picture(
    cols: list[Column], target: Aim | None, counted: bool
) -> None:
    for picture in chart(cols, target, counted=counted).pictures:
        _, top, width, height = map(float, picture.view_box.split())
        rects = [
            (float(r.x), float(r.y), float(r.x) + float(r.width), float(r.y) + float(r.height)) for r in picture.rects
        ]
        for one, other in combinations(rects, 2):
            assert not overlap(one, other), (picture.css, one, other)
        for rect in rects:
            assert inside(rect, (0, top, width, top + height)), (picture.css, rect)


def test_five_years_are_drawn_as_designed() -> None:
    picture, narrow = chart(CASES["five years"][0], CASES["five years"][1]).pictures
    assert (picture.view_box, narrow.view_box) == ("0 0 860 316", "0 0 340 246")
    assert [(r.x, r.y, r.width, r.height) for r in picture.rects if r.css == "ch-bar"][:2] == [
        ("39.3", "181.0", "70.6", "69.0"),
        ("321.7", "181.0", "70.6", "69.0"),
    ]
    assert [(r.y, r.height) for r in picture.rects if r.css == "ch-zero"] == [("245.0", "5.0")]
    assert [(r.y, r.height) for r in picture.rects if r.css == "ch-gap"] == [("180.0", "70.0")]
    assert [line.y1 for line in picture.lines] == ["178.0", "250.0"]
    assert [text.text for text in texts(picture, "ch-v")] == ["1", "0", "3", "1"]
    assert [mark.status for mark in picture.marks] == ["met"] * 5
    assert not narrow.marks


def test_a_count_up_to_twelve_is_one_block_a_thing() -> None:
    assert [r.css for r in wide(columns(12, 3)).rects] == ["ch-bar"] * 15
    assert [r.css for r in wide(columns(13, 3)).rects] == ["ch-bar"] * 2
    assert [r.css for r in wide(columns("2.5", 3)).rects] == ["ch-bar"] * 2
    assert [r.css for r in wide(columns(12, 3), counted=False).rects] == ["ch-bar"] * 2


def test_blocks_too_thin_to_count_become_a_column() -> None:
    assert len(wide(columns(3), aim(1, 500)).rects) == 1


def test_zero_is_a_column_and_a_gap_is_not() -> None:
    zero, gap = wide(columns(0, None)).rects
    assert (zero.css, gap.css) == ("ch-zero", "ch-gap")
    assert float(zero.height) > 0


def test_a_value_is_never_drawn_lower_than_a_zero() -> None:
    zero, tiny, huge = (float(r.height) for r in wide(columns(0, 1, 10**9), counted=False).rects)
    assert zero <= tiny < huge


def test_the_target_line_is_at_the_height_of_its_value() -> None:
    picture = wide(columns(50, 100), aim(2, 100), counted=False)
    half, whole = picture.rects
    target, base = (float(line.y1) for line in picture.lines)
    assert target == float(whole.y)
    assert base - target == pytest.approx(2 * float(half.height), abs=0.2)


def test_a_target_of_zero_lies_on_the_base_line() -> None:
    target, base = wide(columns(1, 2), aim(2, 0)).lines
    assert (target.css, base.css) == ("ch-target", "ch-base")
    assert target.y1 == base.y1


def test_a_negative_value_hangs_below_the_base_line() -> None:
    picture = wide(columns(-2, 1), counted=False)
    below, above = picture.rects
    base = float(picture.lines[-1].y1)
    assert float(below.y) == base
    assert float(above.y) + float(above.height) == pytest.approx(base, abs=0.2)
    assert float(below.height) == pytest.approx(2 * float(above.height), abs=0.3)


def test_a_schedule_is_one_piece_of_line_a_year() -> None:
    pieces = [line for line in wide(CASES["schedule"][0], CASES["schedule"][1]).lines if line.css == "ch-target"]
    assert len(pieces) == 5
    assert [float(line.y1) for line in pieces] == sorted((float(line.y1) for line in pieces), reverse=True)
    assert all(float(one.x2) < float(other.x1) for one, other in pairwise(pieces))


def test_no_threshold_means_no_line_and_no_words() -> None:
    for target in (None, Aim(("bez wartości docelowej",), ())):
        for picture in chart(columns(1, 2), target).pictures:
            assert [line.css for line in picture.lines] == ["ch-base"]
            assert not texts(picture, "ch-t")


def test_a_long_value_gives_way_to_its_short_writing() -> None:
    short = f"12,6{NBSP}mln{NBSP}zł"
    cols = [Column(str(year), Decimal(12610400), MONEY, "met", "osiągnięty", "", short) for year in range(2021, 2026)]
    assert {text.text for text in texts(wide(cols, counted=False), "ch-v")} == {MONEY}
    narrow = chart(cols, counted=False).pictures[1]
    assert {text.text for text in texts(narrow, "ch-v")} == {short}


def test_two_charts_on_a_page_share_no_id() -> None:
    ids = [
        name
        for prefix in ("i1", "i2")
        for picture in chart(columns(1), prefix=prefix).pictures
        for name in (picture.title_id, picture.desc_id)
    ]
    assert len(set(ids)) == len(ids) == 8


def test_texts_are_handed_over_as_they_are() -> None:
    """Escaping is the template's: a text escaped twice would show its entities."""
    cols = [column(None, "2021", why_empty="<b> & „x”", word="<i>")]
    drawn = [text.text for text in wide(cols).texts]
    assert "<b> & „x”" in " ".join(drawn)
    assert "<i>" in drawn


def test_numbers_are_written_with_a_dot() -> None:
    for picture in chart(columns("1.5", -3), aim(2, "2.25"), counted=False).pictures:
        numbers = [n for r in picture.rects for n in (r.x, r.y, r.width, r.height)]
        numbers += [n for line in picture.lines for n in (line.x1, line.x2, line.y1, line.y2)]
        numbers += [n for text in picture.texts for n in (text.x, text.y)]
        assert all("," not in n and float(n) == float(n) and n != "-0.0" for n in numbers)


def test_no_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        chart([])


def test_a_no_break_space_holds_a_number_together() -> None:
    assert wrap(f"co najmniej 12{NBSP}500{NBSP}000", 14, 90) == ["co najmniej", f"12{NBSP}500{NBSP}000"]


@pytest.mark.parametrize("why", ["brak danych", "w tym roku bez pomiaru", "dane w opracowaniu"])
@pytest.mark.parametrize("target", [aim(5, 1), aim(5, 500)])
def test_without_any_value_the_target_stays_clear_of_the_dashed_fields(target: Aim, why: str) -> None:
    for picture in chart(columns(*[None] * 5, why_empty=why), target).pictures:
        highest = min(float(rect.y) for rect in picture.rects)
        target_line, base = float(picture.lines[0].y1), float(picture.lines[-1].y1)
        assert target_line < highest - 4, picture.css
        assert base - target_line < 120, picture.css  # nor is the picture mostly empty
