"""Time line of a task: when it was due, when it was done, and since when nothing is known.

A band over the years shows each phase: outlined while the task is not done, solid from the day on which it was done,
dashed where nothing is known, hatched for the delay. The deadline is a thick line across the band.
"""

from dataclasses import dataclass, field
from datetime import date

from indicators.charts.canvas import SYMBOL_SIZE, Canvas, fit, text_width
from indicators.charts.shapes import Chart, ChartPicture, Phase, Timeline, TimelinePhase

_PHASE_CSS = {Phase.NOT_DONE: "ch-outline", Phase.DONE: "ch-done", Phase.UNKNOWN: "ch-gap"}
_BAND = 22.0  # px: height of the band
_MARGIN = 4.0
_TEXT_SLACK = 6.0  # the mean width of a character is more than texts need
_ROW = 20.0  # height of a line of text
_HATCH = 6.0  # distance of the lines that hatch a delay


def draw_timeline(timeline: Timeline, *, title: str, description: str, id_prefix: str) -> Chart:
    """Draw the wide and the narrow picture."""
    pictures = tuple(
        _TimelineDrawing(timeline, css, width).picture(id_prefix) for css, width in (("wide", 860.0), ("narrow", 340.0))
    )
    return Chart(title=title, description=description, pictures=pictures)


@dataclass
class _TimelineDrawing:
    timeline: Timeline
    css: str
    width: float
    canvas: Canvas = field(default_factory=Canvas)

    def picture(self, id_prefix: str) -> ChartPicture:
        timeline, canvas = self.timeline, self.canvas
        marks = [(timeline.deadline, timeline.deadline_labels), (timeline.done_on, timeline.done_labels)]
        self.band_top = 10.0 + sum(_ROW * len(labels) + 6 for day, labels in marks if day and labels)
        for phase in timeline.phases:
            self._draw_phase(phase)
        self._draw_delay()
        for deadline in timeline.earlier_deadlines:
            x = self._x_after(deadline)
            canvas.line("ch-before", x, self.band_top - 6, x, self.band_top + _BAND)
        row = 10.0
        for day, labels in marks:
            if day and labels:
                row = self._draw_mark(day, labels, row, is_deadline=day == timeline.deadline)
        if timeline.done_on and timeline.status:
            canvas.symbol(timeline.status, self._x(timeline.done_on), self.band_top + (_BAND - SYMBOL_SIZE) / 2)
        bottom = self._draw_years()
        return canvas.picture(self.css, id_prefix, top=0, width=self.width, bottom=bottom)

    def _x(self, day: date) -> float:
        """Return the position of the start of a day, within the picture."""
        first, last = date(self.timeline.first_year, 1, 1), date(self.timeline.last_year + 1, 1, 1)
        share = (day - first).days / (last - first).days
        return _MARGIN + (self.width - 2 * _MARGIN) * min(max(share, 0.0), 1.0)

    def _x_after(self, day: date) -> float:
        """Return the position of the end of a day."""
        return self._x(date.fromordinal(day.toordinal() + 1))

    def _draw_phase(self, phase: TimelinePhase) -> None:
        left, right = self._x(phase.first_day), self._x_after(phase.last_day)
        self.canvas.rect(_PHASE_CSS[phase.phase], left, self.band_top, right - left, _BAND)
        if phase.label and phase.phase is not Phase.DONE and fit([phase.label], 12, right - left - 8):
            self.canvas.text("ch-t ch--s", (left + right) / 2, self.band_top + _BAND / 2 + 4, phase.label)

    def _draw_delay(self) -> None:
        """Hatch the time between the deadline and the day on which the task was done."""
        deadline, done_on = self.timeline.deadline, self.timeline.done_on
        if deadline is None or done_on is None or done_on <= deadline:
            return
        left, right, bottom = self._x_after(deadline), self._x(done_on), self.band_top + _BAND
        x = left
        while x < right:
            end = min(x + _BAND, right)
            self.canvas.line("ch-hatch", x, bottom, end, bottom - (end - x))
            x += _HATCH

    def _draw_mark(self, day: date, labels: tuple[str, ...], row: float, *, is_deadline: bool) -> float:
        """Draw the line of a day with its labels beside it; return the top of the next row."""
        x = self._x_after(day) if is_deadline else self._x(day)
        bottom = self.band_top + _BAND
        self.canvas.line("ch-target" if is_deadline else "ch-day", x, row, x, bottom if is_deadline else self.band_top)
        longest = max(text_width(label, 15 if number == 1 else 14) for number, label in enumerate(labels)) + 8
        fits_left, fits_right = (
            x - longest >= 0,
            x + longest <= self.width + 6,
        )  # the mean width of a character leaves room
        if fits_left and ((is_deadline and self.timeline.done_on is not None) or not fits_right):
            anchor, start = "end", x - 8
        else:
            anchor, start = "start", x + 8 if fits_right else min(x + 8, self.width - longest)
        for number, label in enumerate(labels):
            css = "ch-y" if number == 1 else "ch-t"  # the date
            self.canvas.text(css, start, row + 14 + _ROW * number, label, anchor)
        return row + _ROW * len(labels) + 6

    def _draw_years(self) -> float:
        """Draw the axis under the band; return the lowest point."""
        timeline, canvas = self.timeline, self.canvas
        y = self.band_top + _BAND
        years = range(timeline.first_year, timeline.last_year + 1)
        ends = [*(self._x(date(year, 1, 1)) for year in years), self._x(date(timeline.last_year + 1, 1, 1))]
        canvas.line("ch-base", ends[0], y, ends[-1], y)
        for x in ends:
            canvas.line("ch-base", x, y - 4, x, y + 6)
        labels = [str(year) for year in years]
        pitch = ends[1] - ends[0]
        css = "ch-y" if fit(labels, 15, pitch - 4) else "ch-y ch--s"
        step = 1 if fit(labels, 12, pitch - 4) else 2
        for place, label in enumerate(labels):
            if place % step == 0:
                canvas.text(css, (ends[place] + ends[place + 1]) / 2, y + 24, label)
        return y + 32
