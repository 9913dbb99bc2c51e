"""The years under a chart of columns, with their statuses."""

from collections.abc import Sequence

from indicators.charts.canvas import SYMBOL_SIZE, Canvas, fit, text_width, wrap_label
from indicators.charts.shapes import ChartColumn


def draw_year_labels(
    canvas: Canvas,
    columns: Sequence[ChartColumn],
    centres: Sequence[float],
    bottom: float,
    pitch: float,
    *,
    is_wide: bool,
) -> float:
    """Draw the years and the statuses (in the narrow picture symbols alone); return the lowest point."""
    labels, width = [column.label for column in columns], pitch - 6
    split_labels = [label.replace("–", "– ").split(" ") for label in labels]
    below = bottom + 25
    if fit(labels, 15, width) or fit(labels, 12, width):
        css = "ch-y" if fit(labels, 15, width) else "ch-y ch--s"
        for centre, label in zip(centres, labels, strict=True):
            canvas.text(css, centre, below, label)
    elif all(fit(parts, 12, width) for parts in split_labels):
        for centre, parts in zip(centres, split_labels, strict=True):
            for number, part in enumerate(parts):
                canvas.text("ch-y ch--s", centre, below + 15 * number - 3, part)
        below += 15 * (max(map(len, split_labels)) - 1) - 3
    else:
        for centre, label in zip(centres, labels, strict=True):
            canvas.text("ch-y ch--s", centre + 4, bottom + 10, label, "end", turned=True)
        below = bottom + 10 + max(text_width(label, 12) for label in labels)
    return _draw_statuses(canvas, columns, centres, below, pitch, is_wide=is_wide)


def _draw_statuses(
    canvas: Canvas,
    columns: Sequence[ChartColumn],
    centres: Sequence[float],
    below: float,
    pitch: float,
    *,
    is_wide: bool,
) -> float:
    top = below + (12 if is_wide else 8)
    for centre, column in zip(centres, columns, strict=True):
        if column.status:
            canvas.symbol(column.status, centre, top)
    if not is_wide:
        return top + SYMBOL_SIZE + 4
    css, wrapped = _status_lines([column.status_label for column in columns], pitch)
    for centre, lines in zip(centres, wrapped, strict=True):
        for number, line in enumerate(lines):
            canvas.text(css, centre, below + 45 + 16 * number, line)
    return below + 37 + 16 * max(map(len, wrapped), default=0)


def _status_lines(labels: Sequence[str], pitch: float) -> tuple[str, list[list[str]]]:
    """Return the CSS class and the lines of each status; no lines where they do not fit: the table has the words."""
    for css, size in (("ch-w", 14.0), ("ch-w ch--s", 12.0)):
        wrapped = [wrap_label(label, size, pitch - 6) for label in labels]
        if all(len(lines) <= 3 and fit(lines, size, pitch - 6) for lines in wrapped):
            return css, wrapped
    return "", [[] for _ in labels]
