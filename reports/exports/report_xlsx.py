"""The report as a workbook: a row for each indicator and year with typed numbers, a sheet for each other table."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from reports.exports.xlsx import LONG_AGO, LONGEST_CELL, OPTIONS, formats_of, write

Content = dict[str, Any]
Rows = Sequence[Sequence[Any]]


def report_xlsx(content: Content, facts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS | {"in_memory": True})
    mark = _("EXAMPLE DATA: everything in this report is made up") if content["programme"]["is_example"] else ""
    title = f"{mark}. {content['title']}" if mark else content["title"]
    book.set_properties({"title": title[:200], "created": LONG_AGO})
    formats = formats_of(book)
    for name, head, rows in _sheets(content, {_("Note"): mark} | facts if mark else facts):
        sheet = book.add_worksheet(name)
        if mark:
            sheet.set_header(f"&C{mark}")
        sheet.freeze_panes(1, 0)
        for place, (label, width) in enumerate(head):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, label, formats["head"])
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                write(sheet, line, place, value[:LONGEST_CELL] if isinstance(value, str) else value, formats)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(head) - 1)
    book.close()
    return target.getvalue()


def _sheets(content: Content, facts: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, int]], Rows]]:
    yield (
        "wskaźniki",
        [
            ("rok", 7), ("cel_nr", 7), ("cel", 40), ("dzialanie_lp", 8), ("dzialanie", 40), ("wskaznik_id", 8),
            ("wskaznik", 34), ("jednostka", 28), ("cel_doslownie", 18), ("prog", 12), ("prog_gorny", 12),
            ("wartosc", 14), ("wartosc_slownie", 24), ("podzial", 34),
            ("status", 20), ("realizacja", 11), ("zdanie", 60), ("uwagi", 40),
        ],
        list(_indicator_rows(content)),
    )  # fmt: skip
    names = ("nabor_lub_zadanie", "nabory", "oferty", "umowy", "planowane_zl", "wydane_zl", "odbiorcy")
    yield "finanse", [(name, 16 if place else 44) for place, name in enumerate(names)], list(_finance_rows(content))
    yield (
        "braki",
        [("wskaznik_id", 8), ("wskaznik", 40), ("okres", 20), ("dlaczego", 50), ("uwaga", 50)],
        [[one["indicator_id"], one["indicator"], one["period"], one["why"], one["note"]] for one in content["gaps"]],
    )
    yield (
        "sprostowania",
        [("wskaznik_id", 8), ("wskaznik", 40), ("okres", 20), ("bylo", 20), ("jest", 20), ("dnia", 12), ("powod", 50)],
        [
            [
                one["indicator_id"], one["indicator"], one["period"],
                one["old"], one["new"], _day(one["day"]), one["reason"],
            ]
            for one in content["corrections"]
        ],
    )  # fmt: skip
    yield ("metryczka", [("nazwa", 30), ("wartosc", 90)], [*facts.items()])


def _indicator_rows(content: Content) -> Iterator[list[Any]]:
    for goal in content["goals"]:
        for action in goal["actions"]:
            for indicator in action["indicators"]:
                for year in indicator["years"]:
                    yield [
                        year["year"], goal["position"], goal["text"], action["position"], action["name"],
                        indicator["id"], indicator["name"], indicator["unit"], year["target"],
                        _number(year["threshold"]), _number(year.get("upper")), _number(year["value"]), year["shown"],
                        "; ".join(f"{part['name']}: {part['shown']}" for part in year["parts"]),
                        year["status"], _number(year["achievement"]), year["sentence"], "\n".join(year["notes"]),
                    ]  # fmt: skip


def _finance_rows(content: Content) -> Iterator[list[Any]]:
    finance = content["finance"]
    total = [{"name": _("Total"), **finance["totals"]}] if finance["rows"] else []
    for row in [*finance["rows"], *total]:
        money = [_number(row["planned"]), _number(row["spent"])]
        yield [row["name"], row["calls"], row["offers"], row["contracts"], *money, row["beneficiaries"]]


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _day(text: str) -> date:
    return date.fromisoformat(text)
