"""The report as a workbook: a row for each indicator and year with typed numbers, a sheet for each other table."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _

from cooperation.json_object import JsonObject
from reports.exports.columns import REPORT_COLUMNS
from reports.exports.xlsx import (
    LONG_AGO,
    OPTIONS,
    WIDTHS,
    CellStyles,
    CellValue,
    FormattedNumber,
    add_sheet,
    number_cell,
    percent_cell,
    write_row,
)
from reports.rules.snapshot import ReportContent

Rows = Sequence[Sequence[CellValue]]
INDICATOR_SHEET = {  # column -> width
    "rok": 7, "cel_nr": 7, "cel": 30, "dzialanie_lp": 8, "dzialanie": 30,
    **{column.name: column.width or WIDTHS[column.kind] for column in REPORT_COLUMNS},
    "cel_doslownie": 16, "prog": 12, "prog_gorny": 12, "wartosc": 14, "wartosc_slownie": 20, "podzial": 30,
    "status": 14, "status_slownie": 18, "realizacja": 11, "zdanie": 50, "uwagi": 30,
}  # fmt: skip


def report_xlsx(content: ReportContent, facts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS | {"in_memory": True})
    mark = _("EXAMPLE DATA: everything in this report is fictitious") if content["programme"]["is_example"] else ""
    title = f"{mark}. {content['title']}" if mark else content["title"]
    book.set_properties({"title": title[:200], "created": LONG_AGO})
    styles = CellStyles(book)
    for name, columns, rows in _sheets(content, {_("Note"): mark} | facts if mark else facts):
        sheet = add_sheet(book, name, columns, title, styles)
        for line, row in enumerate(rows, 1):
            write_row(sheet, line, row, [width for _name, width in columns], styles)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return target.getvalue()


def _sheets(content: ReportContent, facts: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, int]], Rows]]:
    rows = list(_indicator_rows(content))
    yield "wskaźniki", list(INDICATOR_SHEET.items()), [[row[name] for name in INDICATOR_SHEET] for row in rows]
    names = ("nabor_lub_zadanie", "nabory", "oferty", "umowy", "planowane_zl", "wydane_zl", "odbiorcy")
    yield "finanse", [(name, 16 if place else 44) for place, name in enumerate(names)], list(_finance_rows(content))
    yield (
        "braki",
        [("wskaznik_id", 8), ("wskaznik", 40), ("okres", 20), ("dlaczego", 50), ("uwaga", 50)],
        [[row["indicator_id"], row["indicator"], row["period"], row["why"], row["note"]] for row in content["gaps"]],
    )
    yield (
        "sprostowania",
        [("wskaznik_id", 8), ("wskaznik", 40), ("okres", 20), ("bylo", 20), ("jest", 20), ("dnia", 12), ("powod", 50)],
        [
            [
                row["indicator_id"], row["indicator"], row["period"],
                row["old"], row["new"], _day(row["day"]), row["reason"],
            ]
            for row in content["corrections"]
        ],
    )  # fmt: skip
    yield ("metryczka", [("nazwa", 30), ("wartosc", 90)], [*facts.items()])


def _indicator_rows(content: ReportContent) -> Iterator[dict[str, CellValue]]:
    for goal in content["goals"]:
        for action in goal["actions"]:
            for indicator in action["indicators"]:
                for year in indicator["years"]:
                    yield {
                        "rok": year["year"],
                        "cel_nr": goal["position"],
                        "cel": goal["text"],
                        "dzialanie_lp": action["position"],
                        "dzialanie": action["name"],
                        # A report published before a column was added has no value for it.
                        **{column.name: indicator.get(column.report_key, "") for column in REPORT_COLUMNS},
                        "cel_doslownie": year["target"],
                        "prog": _figure(year["threshold"], indicator),
                        "prog_gorny": _figure(year.get("upper"), indicator),
                        "wartosc": _figure(year["value"], indicator),
                        "wartosc_slownie": year["shown"],
                        "podzial": "; ".join(f"{part['name']}: {part['shown']}" for part in year["parts"]),
                        "status": year["status"],
                        "status_slownie": year["label"],
                        "realizacja": _share(year["achievement"]),
                        "zdanie": year["sentence"],
                        "uwagi": "\n".join(year["notes"]),
                    }


def _finance_rows(content: ReportContent) -> Iterator[list[CellValue]]:
    finance = content["finance"]
    total = [{"name": _("Total"), **finance["totals"]}] if finance["rows"] else []
    for row in [*finance["rows"], *total]:
        counts = [_count(row[name]) for name in ("calls", "offers", "contracts")]
        money = [_money(row["planned"]), _money(row["spent"])]
        yield [row["name"], *counts, *money, _count(row["beneficiaries"])]


def _figure(text: str | None, indicator: JsonObject) -> FormattedNumber | None:
    if text is None:
        return None
    return number_cell(Decimal(text), indicator["value_type"], indicator["measure"])


def _share(text: str | None) -> FormattedNumber | None:
    return percent_cell(Decimal(text)) if text is not None else None


def _money(text: str | None) -> FormattedNumber | None:
    return number_cell(Decimal(text), "money", "zł") if text is not None else None


def _count(number: int | None) -> FormattedNumber | None:
    return number_cell(Decimal(number), "count") if number is not None else None


def _day(text: str) -> date:
    return date.fromisoformat(text)
