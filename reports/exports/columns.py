"""The columns of the open data, each declared once: name, type, description and value.

CSV, XLSX and JSON files, their metadata, the API and the indicator's facts in a report are derived from this list.
Names are Polish and permanent, because readers' spreadsheets and scripts rely on them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import TypedDict, Unpack

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.rendering import render
from indicators.queries.tree import IndicatorNode
from indicators.rules.status import status_label
from reports.exports.row_facts import PART, RowFacts

TEXT, WHOLE, DECIMAL, DAY, MOMENT, YES_NO = "string", "integer", "decimal", "date", "datetime", "boolean"
ColumnValue = str | int | Decimal | date | datetime | None

KIND_LABELS = {
    TEXT: _("text"),
    WHOLE: _("whole number"),
    DECIMAL: _("decimal number"),
    DAY: _("day"),
    MOMENT: _("day and time"),
    YES_NO: _("true or false"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """One column; `kind` is its datatype in CSV on the Web."""

    name: str
    kind: str
    description: str | Promise
    value: Callable[[RowFacts], ColumnValue]
    is_required: bool = False  # never empty
    width: int | None = None  # in XLSX, in characters; None: the width of its kind
    indicator_attribute: str = ""  # path from IndicatorNode, where the column describes the indicator itself
    report_key: str = ""  # its key in a report's content; empty: it is not there
    is_in_files: bool = True  # False: in the API only

    @property
    def kind_label(self) -> str | Promise:
        return KIND_LABELS[self.kind]


class ExportColumnOptions(TypedDict, total=False):
    is_required: bool
    width: int
    report_key: str
    is_in_files: bool


def _column(
    name: str,
    kind: str,
    description: str | Promise,
    value: Callable[[RowFacts], ColumnValue],
    **options: Unpack[ExportColumnOptions],
) -> ExportColumn:
    return ExportColumn(name=name, kind=kind, description=description, value=value, **options)


def _indicator_column(
    name: str, kind: str, description: str | Promise, attribute: str, **options: Unpack[ExportColumnOptions]
) -> ExportColumn:
    """Return a column that is also a field of the indicator in the API and, with `report_key`, in the reports."""
    read = attrgetter(attribute)
    return ExportColumn(
        name=name,
        kind=kind,
        description=description,
        value=lambda row: read(row.node),
        indicator_attribute=attribute,
        **options,
    )


_ALL_COLUMNS = (
    _column(
        "program",
        TEXT,
        _("the programme's address in the portal, e.g. 2021-2025"),
        lambda row: row.programme.slug,
        is_required=True,
    ),
    _column(
        "przyklad",
        YES_NO,
        _("true: the programme and its figures are fictitious"),
        lambda row: row.programme.is_example,
        is_required=True,
    ),
    _column(
        "poziom",
        TEXT,
        _(
            "“rok” (year): a year; “okres” (period): its month, quarter or half-year; “część” "
            "(part): a part of the row above"
        ),
        lambda row: row.level,
        is_required=True,
    ),
    _column("rok", WHOLE, _("the reporting year"), lambda row: row.year_row.year, is_required=True),
    _column(
        "okres",
        TEXT,
        _("code of the period: 2024, 2024-K3, 2024-P1, 2024-M07, 2021-2022"),
        lambda row: row.period_code,
        is_required=True,
    ),
    _column("okres_od", DAY, _("the period's first day"), lambda row: row.starts_on, is_required=True),
    _column("okres_do", DAY, _("the period's last day"), lambda row: row.ends_on, is_required=True),
    _indicator_column("cel_nr", WHOLE, _("number of the specific goal"), "action.goal.position", is_required=True),
    _column(
        "cel",
        TEXT,
        _("the specific goal, as in the document"),
        lambda row: row.node.action.goal.text,
        is_required=True,
        width=32,
    ),
    _indicator_column(
        "dzialanie_lp",
        WHOLE,
        _("number of the action (“L.p.” in the document)"),
        "action.position",
        is_required=True,
    ),
    _column(
        "dzialanie",
        TEXT,
        _("the action, as in the document"),
        lambda row: row.node.action.name,
        is_required=True,
        width=32,
    ),
    _indicator_column(
        "wskaznik_id",
        WHOLE,
        _("permanent number of the indicator"),
        "id",
        is_required=True,
        report_key="id",
    ),
    _indicator_column(
        "wskaznik",
        TEXT,
        _("the indicator, as in the document"),
        "name",
        is_required=True,
        width=32,
        report_key="name",
    ),
    _indicator_column(
        "rodzaj",
        TEXT,
        _("kind of figure: count, decimal, signed, percent, money, yes_no"),
        "value_type",
        is_required=True,
        report_key="value_type",
    ),
    _indicator_column("miara", TEXT, _("unit of measurement"), "measure", report_key="measure"),
    _indicator_column(
        "jednostka_id", WHOLE, _("number of the unit responsible; null: none"), "unit_id", is_in_files=False
    ),
    _indicator_column(
        "jednostka", TEXT, _("the unit of the office that is responsible for the indicator"), "unit", report_key="unit"
    ),
    _column(
        "cel_doslownie", TEXT, _("the target, word for word"), lambda row: row.terms.verbatim if row.terms else None
    ),
    _column(
        "czestotliwosc_doslownie",
        TEXT,
        _("the frequency of measurement, word for word"),
        lambda row: row.terms.frequency_verbatim if row.terms else None,
    ),
    _column(
        "porownanie",
        TEXT,
        _("comparison: at_least, more_than, at_most, less_than, exactly, between"),
        lambda row: _code(row.meaning.comparator) if row.meaning else None,
    ),
    _column(
        "zakres",
        TEXT,
        _("period of the target: month, quarter, half_year, year, programme, final, undecided"),
        lambda row: _code(row.meaning.scope) if row.meaning else None,
    ),
    _column(
        "prog",
        DECIMAL,
        _("the number with which the year's figure is compared; for a range, its lower bound"),
        lambda row: row.judged_year.threshold if row.judged_year else None,
    ),
    _column(
        "prog_gorny",
        DECIMAL,
        _("upper bound of a range, e.g. 12 of “10-12”; empty for other targets"),
        lambda row: row.judged_year.upper if row.judged_year else None,
    ),
    _column("podzial", TEXT, _("name of the breakdown"), lambda row: row.breakdown.name if row.breakdown else None),
    _column("kategoria", TEXT, _("category of the breakdown; empty in rows of totals"), lambda row: row.category),
    _column("wartosc", DECIMAL, _("the approved value; for yes or no: 1 or 0"), lambda row: row.value),
    _column(
        "wartosc_slownie",
        TEXT,
        _("the value with its unit, as the pages show it; without a value, the reason for having none"),
        lambda row: row.value_text,
    ),
    _column(
        "brak",
        TEXT,
        _("why there is no value: not_measured, in_preparation, not_applicable; empty: not approved"),
        lambda row: row.revision.no_value_reason if row.revision else None,
    ),
    _column(
        "spodziewane_dnia",
        DAY,
        _("for data in preparation: the day on which the office expects them; empty: it named none"),
        lambda row: row.revision.expected_on if row.revision else None,
    ),
    _column(
        "osiagnieto_dnia",
        DAY,
        _("for yes or no: the day on which it was achieved"),
        lambda row: row.revision.achieved_on if row.revision else None,
    ),
    _column(
        "uwaga",
        TEXT,
        _("public note of the figure"),
        lambda row: row.revision.note if row.revision and row.level != PART else None,
        width=32,
    ),
    _column(
        "status",
        TEXT,
        _("status of the year, as defined on the method page, e.g. met, partly_met, overdue"),
        lambda row: _code(row.judged_year.result.status) if row.judged_year else None,
    ),
    _column(
        "status_slownie",
        TEXT,
        _("the same status in words"),
        lambda row: render(status_label(row.judged_year.result.status)) if row.judged_year else None,
        width=20,
    ),
    _column(
        "realizacja",
        DECIMAL,
        _(
            "achievement, where 1 is 100%; truncated to 12 significant digits, so 1 means met; empty where it cannot "
            "be calculated"
        ),
        lambda row: row.judged_year.achievement if row.judged_year else None,
    ),
    _column(
        "zdanie",
        TEXT,
        _("the status in one sentence, with its numbers and dates"),
        lambda row: render(row.judged_year.result.sentence) if row.judged_year else None,
        width=50,
    ),
    _column(
        "wersja",
        WHOLE,
        _("number of the revision that is in force"),
        lambda row: row.revision.number if row.revision else None,
    ),
    _column(
        "opublikowano",
        MOMENT,
        _("when the revision was approved, with the time zone"),
        lambda row: whole_seconds(row.revision.at) if row.revision else None,
    ),
)
COLUMNS = tuple(column for column in _ALL_COLUMNS if column.is_in_files)
NAMES = tuple(column.name for column in COLUMNS)
INDICATOR_COLUMNS = tuple(column for column in _ALL_COLUMNS if column.indicator_attribute)
REPORT_COLUMNS = tuple(column for column in INDICATOR_COLUMNS if column.report_key)


def row_values(row: RowFacts) -> dict[str, ColumnValue]:
    """Column name to value, in the order of COLUMNS; a blank text is None."""
    values = {column.name: column.value(row) for column in COLUMNS}
    return {name: None if value == "" else value for name, value in values.items()}


def indicator_report_values(node: IndicatorNode) -> dict[str, ColumnValue]:
    """Return the indicator's own facts in the content of a report, by key."""
    return {column.report_key: attrgetter(column.indicator_attribute)(node) for column in REPORT_COLUMNS}


def whole_seconds(moment: datetime) -> datetime:
    """The moment in the portal's time zone, without microseconds."""
    return timezone.localtime(moment).replace(microsecond=0)


def _code(value: str | None) -> str:
    return str(value or "")
