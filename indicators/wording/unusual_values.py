"""The question about an unlikely value, asked once before it is submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cooperation.rendering import language
from cooperation.rules.number_words import number_in_words
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator
from indicators.queries.due_figures import DueFigure, year_earlier
from indicators.queries.measurements import FigureEntry
from indicators.rules.figures import Figure, Unusual, unusual_kind
from indicators.rules.periods import period_of
from indicators.wording.figures import figure as figure_text
from indicators.wording.figures import revision_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusualValueQuestion:
    """`compared`: (label, figure) of the entered value and of those with which it is compared."""

    value: Decimal
    heading: Sentence
    reason: Sentence
    compared: Sequence[tuple[Sentence, Sentence]]
    confirmation: Sentence
    note_label: Sentence


_REASONS: Mapping[Unusual, Sentence] = {
    Unusual.OVER_HUNDRED: say("This is more than 100%. You are asked only once."),
    Unusual.ZERO: say("A year ago the value was not zero. You are asked only once."),
    Unusual.TENFOLD: say("This is at least ten times as much as a year ago. You are asked only once."),
}
_NOTE_LABELS: Mapping[Unusual, Sentence] = {
    Unusual.OVER_HUNDRED: say("Why is it more than 100%?"),
    Unusual.ZERO: say("Why is it zero?"),
    Unusual.TENFOLD: say("Why is it so much?"),
}


def unusual_value_question(entry: FigureEntry, figure: Figure) -> UnusualValueQuestion | None:
    """Return the question about an unlikely value; None for any other value."""
    last_year = entry.last_year.revision if entry.last_year else None
    kind = unusual_kind(figure.value, last_year.value if last_year else None, entry.value_type)
    if kind is None or figure.value is None:
        return None
    return _question(entry.indicator, figure, figure.value, kind, _earlier(entry, kind))


def due_value_question(due: DueFigure, figure: Figure) -> UnusualValueQuestion | None:
    """Return the question about a figure of the grid, which has only that of a year ago to compare; else None."""
    kind = unusual_kind(figure.value, due.last_year.value if due.last_year else None, due.value_type)
    if kind is None or figure.value is None:
        return None
    earlier = []
    if due.last_year is not None:
        period = period_of(year_earlier(due.period)).label
        earlier = [(say("A year ago, {period}", period=period), revision_figure(due.indicator, due.last_year))]
    return _question(due.indicator, figure, figure.value, kind, earlier)


def _question(
    indicator: Indicator,
    figure: Figure,
    value: Decimal,
    kind: Unusual,
    earlier: Sequence[tuple[Sentence, Sentence]],
) -> UnusualValueQuestion:
    value_type = ValueType(indicator.value_type)
    text = figure_text(value, "", value_type=value_type, measure=indicator.measure, decimals=figure.decimals)
    return UnusualValueQuestion(
        value=value,
        heading=say("Is {figure} correct?", figure=text),
        reason=_REASONS[kind],
        compared=[(say("Entered"), _in_words(text, value, value_type)), *earlier],
        confirmation=say("{figure} is correct", figure=text),
        note_label=_NOTE_LABELS[kind],
    )


def _in_words(figure: Sentence, value: Decimal, value_type: ValueType) -> Sentence:
    if value_type is ValueType.YES_NO:
        return figure
    return say("{figure}, in words: {words}", figure=figure, words=number_in_words(value, language=language()))


def _earlier(entry: FigureEntry, kind: Unusual) -> list[tuple[Sentence, Sentence]]:
    """Return the figure of a year ago and, for a large value, the largest of the other periods."""
    figures: list[tuple[Sentence, Sentence]] = []
    if entry.last_year is not None:
        period = period_of(entry.last_year.period_code).label
        figures.append(
            (say("A year ago, {period}", period=period), revision_figure(entry.indicator, entry.last_year.revision))
        )
    values = [(step.revision.value, step) for step in entry.others.values() if step.revision.value is not None]
    if kind is not Unusual.ZERO and values:
        _value, largest = max(values, key=lambda pair: pair[0])
        figures.append(
            (
                say("Highest so far"),
                say(
                    "{figure} ({period})",
                    figure=revision_figure(entry.indicator, largest.revision),
                    period=period_of(largest.period_code).label,
                ),
            )
        )
    return figures
