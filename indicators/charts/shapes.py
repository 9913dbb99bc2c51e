"""The data of a chart and the shapes that the template prints."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

# --- input: all texts are translated, all numbers formatted ---------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ChartColumn:
    """One year: its value or the reason for having none."""

    label: str  # "2021", "2021–2022"
    value: Decimal | None
    value_label: str  # "11,98 mln zł"
    short_value_label: str = ""  # used where `value_label` is too long for the column
    status: str  # "" for none; also the name of its symbol
    status_label: str
    gap_reason: str  # "brak danych"; used when `value` is None
    is_planned: bool = True  # False: no measurement falls in the year
    partial_labels: tuple[str, ...] = ()  # "2 z 4 kwartałów", "2 z 4": an incomplete value, the longest label first
    base: Decimal = Decimal(0)  # the part of a running total that earlier years contributed
    added_label: str = ""  # "+3": the part of a running total that this year contributed
    corrected_from: Decimal | None = None
    correction_label: str = ""  # "było 512"
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class TargetLinePiece:
    """A horizontal piece of the target line, from one column to another (both included)."""

    first_column: int
    last_column: int
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class ChartTarget:
    """The target: its label and the pieces of its line."""

    label_lines: tuple[str, ...]
    pieces: tuple[TargetLinePiece, ...]
    is_stepped: bool = False  # the value changes from one year to the next: the pieces are joined
    is_amended: bool = False  # a change of the programme moved it: the day of the change is marked
    earlier: tuple[TargetLinePiece, ...] = ()  # the values before the changes, as if they still applied
    is_total: bool = False  # a total to be reached in the last column: an even plan leads to it from zero


@dataclass(frozen=True, slots=True)
class AxisTick:
    value: Decimal
    label: str


class Phase(StrEnum):
    """What is known about a task on a time line."""

    NOT_DONE = "not_done"
    DONE = "done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class TimelinePhase:
    """A time in which the task was not done, was done, or nothing is known; both days are included."""

    phase: Phase
    first_day: date
    last_day: date
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A task with a deadline, or one that is answered with yes or no."""

    first_year: int
    last_year: int
    phases: tuple[TimelinePhase, ...]
    deadline: date | None = None
    deadline_labels: tuple[str, ...] = ()  # "termin", "31 grudnia 2023 r."
    earlier_deadlines: tuple[date, ...] = ()  # before changes of the programme
    done_on: date | None = None
    done_labels: tuple[str, ...] = ()  # "wykonano", "12 marca 2024 r.", "72 dni po terminie"
    status: str = ""


class SpanState(StrEnum):
    """Whether the target of one month, quarter or half-year is met."""

    MET = "met"
    NOT_MET = "not_met"
    MISSING = "missing"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, kw_only=True)
class StripCell:
    state: SpanState
    value_label: str = ""


@dataclass(frozen=True, kw_only=True)
class StripRow:
    """One year: its months, quarters or half-years, and how many of them are met."""

    label: str
    cells: tuple[StripCell, ...]
    summary: str  # "11 z 12"
    status: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    heads: tuple[str, ...]  # "I" … "XII"
    short_heads: tuple[str, ...]  # "1" … "12"
    rows: tuple[StripRow, ...]
    key: tuple[tuple[SpanState, str], ...]  # only states that occur


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A column for each year, with the line of the target."""

    columns: tuple[ChartColumn, ...]
    target: ChartTarget | None = None
    is_count: bool = False
    ticks: tuple[AxisTick, ...] = ()
    extent: tuple[Decimal, Decimal] | None = None  # lowest and highest value of the scale; None: those of the chart


@dataclass(frozen=True, kw_only=True)
class ChartSource:
    """All that a chart is drawn from, so that a published report can store it."""

    title: str
    description: str
    drawing: Columns | Strip | Timeline
    signs: tuple[str, ...] = ()  # a sentence for each sign that needs an explanation
    unit: str = ""  # "mln zł", where every value has it


# --- output: numbers are strings with a decimal point, which no template can localise ------------------------------


@dataclass(frozen=True, kw_only=True)
class ChartRect:
    css: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, kw_only=True)
class ChartLine:
    css: str
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, kw_only=True)
class ChartDot:
    css: str
    x: str
    y: str
    radius: str


@dataclass(frozen=True, kw_only=True)
class ChartText:
    css: str
    x: str
    y: str
    anchor: str
    turn: str  # an SVG transform or ""
    text: str


@dataclass(frozen=True, kw_only=True)
class StatusSymbol:
    status: str
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class ChartPicture:
    css: str
    view_box: str
    title_id: str
    desc_id: str
    rects: tuple[ChartRect, ...]
    texts: tuple[ChartText, ...]
    symbols: tuple[StatusSymbol, ...]
    lines: tuple[ChartLine, ...]
    dots: tuple[ChartDot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart:
    title: str  # in Polish: the indicator's name and the years
    description: str
    pictures: tuple[ChartPicture, ...]  # wide, narrow
