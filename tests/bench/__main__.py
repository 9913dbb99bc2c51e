"""`make bench`: compare the cost of pages with the performance goals; every time is a ratio measured in one run.

Two constants were measured elsewhere and are labelled so: TolaData's page, Open SDG's rebuild of a changed value.
"""

import csv
import gzip
import io
import os
import platform
import re
import statistics
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import django
import openpyxl
from django.conf import settings

from tests import environment  # noqa: F401  # settles the environment before Django reads it

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import translation

from indicators.models.slots import Slot
from indicators.queries.due_figures import round_days
from indicators.rules.figures import Figure
from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.services import measurements
from reports.exports import text
from reports.exports.columns import NAMES
from reports.exports.content import report_content
from reports.exports.docx import report_docx
from reports.exports.pdf import report_pdf
from reports.exports.xlsx import workbook_chunks
from reports.queries.report_sources import ReportSource
from reports.rules.span import Span
from tests.bench.measure import PAIRS, Ratio, compare, peak, queries, seconds
from tests.bench.served import cached_against_bare
from tests.bench.world import build
from tests.databases import drop_templates

TOLADATA_MS, OPEN_SDG_S = 1336, 83
COORDINATOR_PAGES = ("kompletnosc", "okresy", "pytania")
MORE_PROGRAMMES, MORE_INDICATORS = 20, 20
PUBLIC, PANEL, ADMIN = 12, 16, 25  # most queries of a page
ROWS: list[tuple[str, str, str, str, bool]] = []
NEW_VALUE = 77
World = SimpleNamespace


def row(goal: str, what: str, wanted: str, measured: str, met: bool) -> None:
    ROWS.append((goal, what, wanted, measured, met))


def ratio(measured: Ratio) -> str:
    """The spread is shown where it is wide."""
    return f"{measured.ratio:.2f}" + (f", spread {measured.spread:.1f}" if measured.spread > 1.5 else "")


def get(client: Client, address: str, **headers: str) -> Any:
    response = client.get(address, **headers)  # type: ignore[arg-type]  # headers of the test client
    assert response.status_code in (200, 304), f"{address}: {response.status_code}"
    return response


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def count_queries(small: World, large: World) -> None:
    """P1: the number of queries is the same with 20 and with 200 indicators."""
    places = [("public", PUBLIC, f"/programy/{{slug}}/{place}") for place in ("", "diagnoza/", "cele/1/", "dzialania/")]
    places += [("panel", PANEL, "/panel/"), ("panel", PANEL, "/panel/programy/{slug}/2024/")]
    places += [("coordinator", PANEL, f"/panel/{place}/?program={{slug}}") for place in COORDINATOR_PAGES]
    places += [("administrator", ADMIN, "/admin/indicators/indicator/")]
    for kind, most, address in places:
        counted = []
        for world in (small, large):
            person = {"coordinator": world.coordinator, "administrator": world.administrator}.get(kind, world.officer)
            client = Client() if kind == "public" else logged_in(person)
            get(client, address.format(slug=world.programme.slug))  # the first request of a process reads more
            own = address.format(slug=world.programme.slug)
            counted.append(queries(lambda client=client, own=own: get(client, own)))  # type: ignore[misc]  # bound now
        few, many = counted
        row(
            "P1",
            f"{kind}, {address.format(slug='…')}",
            f"<= {most}, equal",
            f"{few} with 20, {many} with 200",
            few == many <= most,
        )
    number = queries(lambda: get(Client(), f"/wskazniki/{large.indicators[0].pk}/"))
    row("P1", "public, /wskazniki/…/", f"<= {PUBLIC}", str(number), number <= PUBLIC)


def time_pages(small: World, large: World) -> None:
    anonymous, officer = Client(), logged_in(large.officer)
    big, little = (f"/programy/{world.programme.slug}/" for world in (large, small))
    pages = compare(lambda: get(anonymous, big), lambda: get(anonymous, little))
    share = pages.first * 1000 / TOLADATA_MS
    what = f"programme page, 200 indicators x 5 years: {pages.first * 1000:.0f} ms"
    row("P2", what, "<= 0.1 of TolaData (constant)", f"{share:.3f}", share <= 0.1)
    what = f"the same against 20 indicators ({pages.second * 1000:.0f} ms)"
    row("P2", what, "<= 5", ratio(pages), pages.ratio <= 5)
    grid = compare(lambda: get(officer, f"/panel/programy/{large.programme.slug}/2024/"), lambda: get(anonymous, big))
    what = f"grid of 200 rows ({grid.first * 1000:.0f} ms) against the public page of the same"
    row("", what, "no goal", ratio(grid), True)
    etag = get(anonymous, big)["ETag"]
    unchanged = compare(lambda: get(anonymous, big), lambda: get(anonymous, big, HTTP_IF_NONE_MATCH=etag))
    row("P3", "full page against its 304", ">= 8", ratio(unchanged), unchanged.ratio >= 8)
    number = queries(lambda: get(anonymous, big, HTTP_IF_NONE_MATCH=etag))
    row("P3", "queries of a 304", "<= 2", str(number), number <= 2)


def time_coordinators_pages(large: World) -> None:
    """P11: pages of coordinators take the same time with one programme and with many."""
    client = logged_in(large.coordinator)
    addresses = [f"/panel/{place}/?program={large.programme.slug}" for place in COORDINATOR_PAGES]

    def draw() -> None:
        for address in addresses:
            get(client, address)

    draw()
    alone = min(seconds(draw) for _ in range(PAIRS))
    for number in range(MORE_PROGRAMMES):
        build(f"inny-{number}", MORE_INDICATORS)
    draw()
    among_many = min(seconds(draw) for _ in range(PAIRS))
    what = f"coordinator's pages with {MORE_PROGRAMMES} more programmes ({among_many * 1000:.0f} ms) against without"
    row("P11", what, "<= 1.2", f"{among_many / alone:.2f}", among_many <= 1.2 * alone)


def serve_cached_pages() -> None:
    """P3: requests a second of cached pages, from a running server."""
    rates = cached_against_bare()
    if rates is None:
        row("P3", "cached page against the bare view", ">= 0.6", "not measured: wrk is missing", False)
        return
    page, bare, share = rates
    row(
        "P3", f"cached page ({page:.0f}/s) against the bare view ({bare:.0f}/s)", ">= 0.6", f"{share:.2f}", share >= 0.6
    )


def approve_and_see(large: World) -> None:
    """P4: the next request after an approval shows the value."""
    anonymous, indicator = Client(), large.indicators[0]
    page = f"/wskazniki/{indicator.pk}/"
    before = get(anonymous, page)
    period = next(row for row in programme_periods(Frequency.YEARLY, 2021, 2025) if row.code == "2024")
    slot = Slot(indicator, period, round_days(large.programme.rounds.get(year=2024)))
    revision = measurements.submit(slot, Figure(Decimal(NEW_VALUE)), by=large.officer, based_on=0, on=period.end)

    def approve_then_read() -> None:
        measurements.approve(revision.measurement, by=large.coordinator, based_on=1)
        answer = get(anonymous, page, HTTP_IF_NONE_MATCH=before["ETag"])
        assert answer.status_code == 200
        assert f"<strong>{NEW_VALUE}</strong>" in answer.content.decode()

    took = seconds(approve_then_read)
    share = took / OPEN_SDG_S
    row(
        "P4", f"approved and read: {took * 1000:.0f} ms", "<= 1 % of Open SDG (constant)", f"{share:.2%}", share <= 0.01
    )


def weigh(large: World) -> None:
    content = get(Client(), f"/wskazniki/{large.indicators[1].pk}/").content
    packed = len(gzip.compress(content, 6)) / 1024
    own = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', content))
    foreign = set(re.findall(rb'src="(https?://[^"]+)"', content))
    row("P5", "indicator page, gzip", "<= 8 kB", f"{packed:.1f} kB", packed <= 8)
    row("P5", "its own files, others'", "<= 8, 0", f"{len(own)}, {len(foreign)}", len(own) <= 8 and not foreign)


def export(rows: int = 100_000) -> None:
    """P6: time of the open data files, compared with the library alone, and their memory."""
    filled = NAMES[:8]
    line = dict.fromkeys(NAMES) | {
        name: Decimal("12.5") if n % 2 else "Liczba warsztatów" for n, name in enumerate(filled)
    }

    def plain_csv() -> None:
        writer = csv.writer(io.StringIO(), lineterminator="\r\n")
        for _ in range(rows):
            writer.writerow([str(line[name] or "") for name in NAMES])

    def own_csv(number: int = rows) -> None:
        for _piece in text.csv_lines(line for _ in range(number)):
            pass

    files = compare(own_csv, plain_csv, pairs=5)
    row("P6", f"CSV, {rows:,} rows ({files.first:.1f} s) against plain csv", "<= 4", ratio(files), files.ratio <= 4)
    little, much = peak(lambda: own_csv(rows // 10)), peak(own_csv)
    row("P6", "CSV, memory", "flat", f"{little:.1f} and {much:.1f} MB", much < little + 5)

    def own_xlsx(number: int = rows) -> None:
        for _piece in workbook_chunks((line for _ in range(number)), title="x", notes=[]):
            pass

    def plain_xlsx() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for _ in range(rows):
            sheet.append([line[name] for name in NAMES])
        book.save(io.BytesIO())

    xlsx = compare(own_xlsx, plain_xlsx, pairs=1, warm=False)
    row(
        "P6",
        f"XLSX, {rows:,} rows ({xlsx.first:.1f} s) against openpyxl write-only",
        "<= 1.3",
        ratio(xlsx),
        xlsx.ratio <= 1.3,
    )
    little, much = peak(lambda: own_xlsx(rows // 20)), peak(lambda: own_xlsx(rows // 4))
    row("P6", "XLSX, memory", "flat", f"{little:.1f} and {much:.1f} MB", much < little + 5)


def report(large: World) -> None:
    """P10: the report of a year with 200 indicators; each file is made once, in a process of its own."""
    material = ReportSource(large.programme, Span(2023, 2023), None, date(2026, 11, 26))
    with translation.override("pl"):
        content = report_content(material)
        for kind, most, make in (("DOCX", 2, report_docx), ("PDF", 10, report_pdf)):
            took = statistics.median(seconds(lambda make=make: make(content, {})) for _ in range(3))  # type: ignore[misc]  # the type of a lambda with a default value
            row("P10", f"report with 200 indicators, {kind}", f"<= {most} s", f"{took:.1f} s", took <= most)


def main() -> int:
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        small, large = build("maly", 20), build("duzy", 200)
        count_queries(small, large)
        time_pages(small, large)
        time_coordinators_pages(large)
        serve_cached_pages()
        weigh(large)
        approve_and_see(large)
        report(large)
        export()
    finally:
        drop_templates()
        connection.creation.destroy_test_db(str(settings.DATABASES["default"]["NAME"]), verbosity=0)
    day = datetime.now(UTC).date().isoformat()
    print(f"\n{connection.vendor}, Python {platform.python_version()}, {os.cpu_count()} cores, {day}\n")
    width = max(len(what) for _goal, what, *_rest in ROWS)
    for goal, what, wanted, measured, met in ROWS:
        print(f"{goal:<4}{what:<{width}}  {wanted:<32}  {measured}{'' if met else '   MISSED'}")
    missed = sum(not met for *_rest, met in ROWS)
    print(f"\n{len(ROWS) - missed} of {len(ROWS)} met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
