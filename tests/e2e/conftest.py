"""Fixtures of the browser tests; an error in the console, the network or the CSP fails the test."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from cooperation.models import Programme
from indicators.models import Indicator, Measurement, ReportingRound, Revision
from indicators.rules.figures import Figure, FigurePart
from indicators.services import evidence, measurements, reader_questions
from tests import databases, factories
from tests.e2e import reports
from tests.e2e import tour as tours
from tests.indicators.conftest import slot_of

HERE = Path(__file__).parent
collect_ignore = [] if "SCREENSHOTS" in os.environ else ["test_screenshots.py"]  # `make screenshots` takes pictures
NO_BROWSER = "Chromium is missing: install it (apt-get install chromium), or leave the browser tests out with E2E=0."
# Containers have neither a sandbox nor a GPU. The other arguments prevent requests to the browser's vendor.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_CSP = """document.addEventListener("securitypolicyviolation",
    e => console.error(`CSP: ${e.violatedDirective} blocked ${e.blockedURI} ${e.sourceFile || ""}`))"""

PATIENCE = 30_000  # milliseconds; on a busy machine a page takes long
expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Page]
Snapshots = dict[str, tuple[sqlite3.Connection, "StaffedProgramme"]]  # by the function that prepares the rows


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything in this directory is marked `e2e`; E2E=0 leaves it out, except in CI."""
    own_items = [item for item in items if HERE in item.path.parents]
    for item in own_items:
        item.add_marker(pytest.mark.e2e)
        # The live server's threads see committed rows only; groups created by migrations are restored for each test.
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
    if own_items and os.environ.get("E2E") == "0" and os.environ.get("CI") != "true":
        config.hook.pytest_deselected(items=own_items)
        items[:] = [item for item in items if item not in own_items]


class BrowserLog:
    """Errors that the browser reported. A test that causes one declares it with `expect`."""

    def __init__(self) -> None:
        self._errors: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Accept errors that match the regular expression, e.g. "status of 409"."""
        self._expected.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self._errors.append(f"script error: {error.error}"))
        context.on("requestfailed", self._request_failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request_failed(self, request: Request) -> None:
        # A navigation that becomes a download or is replaced by the next one is aborted by design; so is what a page
        # still reads when it is left: a drawing, a style, the answer to a script. A missing file is a 404 and reported.
        if not (request.method == "GET" and request.failure == "net::ERR_ABORTED"):
            self._errors.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def unexpected(self) -> list[str]:
        return [line for line in self._errors if not any(re.search(pattern, line) for pattern in self._expected)]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    # Playwright runs an event loop in this thread, in which Django refuses queries of the tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from_migrations = connection._test_serialized_contents  # type: ignore[attr-defined]  # set by Django
    with sync_playwright() as playwright:
        # With a running event loop Django uses another connection object, which needs the serialized contents too.
        connection._test_serialized_contents = from_migrations  # type: ignore[attr-defined]  # set by Django
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def browser_log() -> Iterator[BrowserLog]:
    log = BrowserLog()
    yield log
    if log.unexpected():
        pytest.fail("Errors in the browser:\n" + "\n".join(log.unexpected()), pytrace=False)


@pytest.fixture
def open_page(browser: Browser, browser_log: BrowserLog, live_server: Any) -> Iterator[OpenPage]:
    """`open_page(java_script_enabled=False, viewport={"width": 320, "height": 800})`: a page in a context of its own;
    addresses are relative to the live server."""
    contexts: list[BrowserContext] = []

    def open_(**options: Any) -> Page:
        chosen = {"base_url": live_server.url, "locale": "pl-PL", "timezone_id": "Europe/Warsaw", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE)
        if chosen.get("java_script_enabled", True):
            context.add_init_script(REPORT_CSP)
        browser_log.watch(context)
        contexts.append(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(viewport={"width": 1280, "height": 900})


def sign_in(page: Page, person: User) -> Page:
    """Sign in without the log-in page."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/robots.txt")  # a cookie can only be set for an open page
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}])
    return page


@dataclass
class StaffedProgramme:
    """A loaded programme with its indicator and users."""

    programme: Programme
    indicator: Indicator
    officer: User
    coordinator: User

    @property
    def public(self) -> str:
        return f"/wskazniki/{self.indicator.pk}/"

    def figure(self, period: str) -> str:
        return f"/panel/wskazniki/{self.indicator.pk}/pomiary/{period}/"

    def sign_in(self, page: Page, person: User) -> Page:
        return sign_in(page, person)


@pytest.fixture(scope="session")
def snapshots() -> Iterator[Snapshots]:
    copies: Snapshots = {}
    yield copies
    for rows, _objects in copies.values():
        rows.close()


def prepared(snapshots: Snapshots, prepare: Callable[[], StaffedProgramme]) -> StaffedProgramme:
    """Return what the function returns. On SQLite it is called once, and later tests get its rows from a copy."""
    if not databases.is_sqlite():
        return prepare()
    connection.ensure_connection()
    if prepare.__name__ in snapshots:
        rows, objects = snapshots[prepare.__name__]
        rows.backup(connection.connection)
        return deepcopy(objects)
    objects = prepare()
    rows = sqlite3.connect(":memory:")
    connection.connection.backup(rows)
    snapshots[prepare.__name__] = rows, deepcopy(objects)
    return objects


@pytest.fixture
def office(transactional_db: None, snapshots: Snapshots) -> StaffedProgramme:
    """The loaded programme, the unit responsible for its indicator, an officer and a coordinator."""
    return prepared(snapshots, staffed_programme)


def staffed_programme() -> StaffedProgramme:
    call_command("load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), verbosity=0)
    indicator = Indicator.objects.get()
    indicator.unit = factories.UnitFactory(name="Biuro Współpracy")
    indicator.save()
    return StaffedProgramme(
        programme=Programme.objects.get(),
        indicator=indicator,
        officer=factories.officer(indicator.unit, username="urzednik", email="urzednik@example.org"),
        coordinator=factories.coordinator(username="koordynator"),
    )


@pytest.fixture
def busy(transactional_db: None, snapshots: Snapshots) -> StaffedProgramme:
    """Data for every page: 2021 submitted, 2022 closed, 2023 corrected, 2024 approved with a breakdown."""
    return prepared(snapshots, programme_with_figures)


def programme_with_figures() -> StaffedProgramme:
    office = staffed_programme()
    split = office.indicator.targets.get().breakdown
    categories = split.categories.values_list("pk", flat=True)
    parts = tuple(FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(categories, 1))

    def submit(period: str, figure: Figure, **options: Any) -> Revision:
        slot = slot_of(office.indicator, office.programme, period)
        return measurements.submit(slot, figure, by=office.officer, **{"based_on": 0, **options})

    def approve(revision: Revision) -> None:
        measurements.approve(revision.measurement, by=office.coordinator, based_on=revision.number)

    approve(submit("2023", Figure(Decimal(2))))
    approve(submit("2023", Figure(Decimal(4)), based_on=2, reason="Nie policzono warsztatów w Toruniu."))
    approve(submit("2024", Figure(Decimal(3), parts=parts, note="Po jednym warsztacie w każdej części.")))
    submit("2021", Figure(no_value_reason="not_measured", note="Pandemia."))
    ReportingRound.objects.filter(year=2022).update(closed_at=timezone.now(), closed_by=office.coordinator)
    proven = Measurement.objects.get(period_code="2024")
    file = SimpleUploadedFile("Lista obecności, warsztat w Toruniu.csv", b"lp;instytucja\n1;Fundacja")
    link = "https://bip.kujawsko-pomorskie.pl/sprawozdanie"
    for proof in (
        evidence.add_file(proven, "Lista obecności z 12 maja 2024 r.", file, office.officer),
        evidence.add_link(proven, "Ogłoszenie o warsztatach", link, office.officer),
    ):
        evidence.set_public(proof, True, office.coordinator)
    reports.publish(office)
    asked = factories.ReaderQuestionFactory(indicator=office.indicator, year=2024, text="Anna Nowak: kto je prowadził?")
    answer = "Urząd, organizacja i obie strony razem."
    reader_questions.publish(asked, "[…]: kto je prowadził?", answer, office.coordinator, now=timezone.now())
    factories.ReaderQuestionFactory(indicator=office.indicator, kind="error", text="Było pięć warsztatów, nie trzy.")
    return office


Tour = Callable[..., Iterator[tuple[str, Page]]]


@pytest.fixture(params=[tours.public_pages, tours.panel_pages], ids=["readers", "office"])
def tour(request: Any, busy: StaffedProgramme, open_page: OpenPage, browser_log: BrowserLog, settings: Any) -> Tour:
    """`for name, page in tour(viewport=…)`: every public page, then (in a second test) every page of the panel."""
    browser_log.expect("status of (404|409|422)")
    settings.MAIL_IS_SET_UP = True  # otherwise the question form is not shown
    return partial(request.param, busy, open_page)
