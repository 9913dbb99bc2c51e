"""The line of the target in a column chart: its height, its steps, and where it is missing."""

from dataclasses import replace
from itertools import pairwise

import pytest

from indicators.charts.shapes import ChartTarget
from tests.indicators.charts.test_columns import CASES, SCHEDULE, chart, columns, target_line, texts, wide


def test_target_line_is_at_the_height_of_its_value() -> None:
    picture = wide(columns(50, 100), target_line(2, 100), is_count=False)
    half, whole = picture.rects
    target, base = (float(shape.y1) for shape in picture.lines)
    assert target == float(whole.y)
    assert base - target == pytest.approx(2 * float(half.height), abs=0.2)


def test_target_of_zero_is_on_the_base_line() -> None:
    target, base = wide(columns(1, 2), target_line(2, 0)).lines
    assert (target.css, base.css) == ("ch-target", "ch-base")
    assert target.y1 == base.y1


def test_negative_value_is_below_the_base_line() -> None:
    picture = wide(columns(-2, 1), is_count=False)
    below, above = picture.rects
    base = float(picture.lines[-1].y1)
    assert float(below.y) == base
    assert float(above.y) + float(above.height) == pytest.approx(base, abs=0.2)
    assert float(below.height) == pytest.approx(2 * float(above.height), abs=0.3)


def test_schedule_is_a_line_of_joined_steps() -> None:
    schedule = replace(SCHEDULE, is_stepped=True)
    pieces = [line for line in wide(CASES["schedule"][0], schedule).lines if line.css == "ch-target"]
    assert len(pieces) == 5 + 4
    assert all((left.x2, left.y2) == (right.x1, right.y1) for left, right in pairwise(pieces))
    assert not wide(CASES["schedule"][0], schedule).dots


def test_target_without_value_has_no_line_and_no_label() -> None:
    for line in (None, ChartTarget(label_lines=("bez wartości docelowej",), pieces=())):
        for picture in chart(columns(1, 2), line).pictures:
            assert [line.css for line in picture.lines] == ["ch-base"]
            assert not texts(picture, "ch-t")


@pytest.mark.parametrize("why", ["brak danych", "w tym roku bez pomiaru", "dane w opracowaniu"])
@pytest.mark.parametrize("target", [target_line(5, 1), target_line(5, 500)])
def test_target_line_crosses_the_gaps_when_no_year_has_a_value(target: ChartTarget, why: str) -> None:
    for picture in chart(columns(*[None] * 5, gap_reason=why), target).pictures:
        highest = min(float(rect.y) for rect in picture.rects)
        target_line, base = float(picture.lines[0].y1), float(picture.lines[-1].y1)
        assert highest < target_line < base, picture.css
        assert base - target_line < 120, picture.css  # nor is the picture mostly empty
