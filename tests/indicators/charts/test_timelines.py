"""Time lines: where the deadline, the completion and the phases are."""

from datetime import date, timedelta

import pytest

from indicators.charts.shapes import ChartPicture, Phase, Timeline, TimelinePhase
from indicators.charts.timelines import draw_timeline

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
DEADLINE, DONE = date(2023, 12, 31), date(2024, 3, 12)


def late_task(done_on: date = DONE) -> Timeline:
    phases = (
        TimelinePhase(phase=Phase.NOT_DONE, first_day=FIRST, last_day=done_on - timedelta(days=1), label="nie"),
        TimelinePhase(phase=Phase.DONE, first_day=done_on, last_day=LAST),
    )
    return Timeline(
        first_year=2022, last_year=2025, phases=phases, deadline=DEADLINE, deadline_labels=("termin", "31 grudnia"),
        done_on=done_on, done_labels=("wykonano", "12 marca", "72 dni po terminie"), status="partly_met",
    )  # fmt: skip


def pictures(timeline: Timeline) -> tuple[ChartPicture, ...]:
    return draw_timeline(timeline, title="Tytuł", description="Opis", id_prefix="t").pictures


@pytest.mark.parametrize("place", [0, 1])
def test_deadline_and_completion_are_at_their_days(place: int) -> None:
    picture = pictures(late_task())[place]
    base = next(line for line in picture.lines if line.css == "ch-base")
    left, width = float(base.x1), float(base.x2) - float(base.x1)
    deadline = next(line for line in picture.lines if line.css == "ch-target")
    assert float(deadline.x1) == pytest.approx(left + width * 730 / 1461, abs=0.2)  # the end of the day
    assert float(picture.symbols[0].x) + 8 == pytest.approx(left + width * 801 / 1461, abs=0.2)
    assert picture.symbols[0].status == "partly_met"


def test_phases_are_an_outline_and_a_solid_band_that_meet() -> None:
    outline, solid = pictures(late_task())[0].rects
    assert (outline.css, solid.css) == ("ch-outline", "ch-done")
    assert float(outline.x) + float(outline.width) == pytest.approx(float(solid.x), abs=0.2)
    assert outline.height == solid.height  # a phase is no quantity


def test_delay_is_hatched_between_deadline_and_completion() -> None:
    picture = pictures(late_task())[0]
    hatch = [line for line in picture.lines if line.css == "ch-hatch"]
    deadline = next(line for line in picture.lines if line.css == "ch-target")
    assert hatch
    assert all(float(deadline.x1) - 0.2 <= float(line.x1) <= float(line.x2) for line in hatch)
    assert max(float(line.x2) for line in hatch) <= float(picture.symbols[0].x) + 8 + 0.2


def test_task_done_in_time_has_no_delay() -> None:
    assert not [line for line in pictures(late_task(date(2023, 5, 1)))[0].lines if line.css == "ch-hatch"]


def test_unknown_time_is_dashed_with_its_reason() -> None:
    phase = TimelinePhase(phase=Phase.UNKNOWN, first_day=FIRST, last_day=LAST, label="brak danych")
    picture = pictures(Timeline(first_year=2022, last_year=2025, phases=(phase,)))[0]
    assert [rect.css for rect in picture.rects] == ["ch-gap"]
    assert "brak danych" in [text.text for text in picture.texts]
    assert not picture.symbols


def test_every_year_has_a_label_and_texts_stay_in_the_picture() -> None:
    for picture in pictures(late_task()):
        assert [text.text for text in picture.texts if text.text.isdigit()] == ["2022", "2023", "2024", "2025"]
        _left, top, width, height = map(float, picture.view_box.split())
        assert all(0 <= float(text.x) <= width and top <= float(text.y) <= top + height for text in picture.texts)


def test_labels_of_a_day_near_the_end_are_left_of_it() -> None:
    picture = pictures(late_task(date(2025, 12, 1)))[0]
    done = next(text for text in picture.texts if text.text == "wykonano")
    assert done.anchor == "end"
