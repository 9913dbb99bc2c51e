"""A real browser before the running portal; a page that complains (console, network, CSP) fails its test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from cooperation import invitations
from cooperation.models import Programme
from indicators.models import Indicator, Measurement, ReportingRound, Revision
from indicators.services import measurements, reader_questions
from indicators.services.evidence import writing as evidence
from indicators.services.reader_letters import token_of
from indicators.services.reminders import writing
from indicators.validators import Figure, Part
from tests import factories
from tests.indicators.conftest import slot_of

HERE = Path(__file__).parent
collect_ignore = [] if "SCREENSHOTS" in os.environ else ["test_screenshots.py"]  # `make screenshots` takes pictures
NO_BROWSER = "Chromium is missing: install it (apt-get install chromium), or leave the browser tests out with E2E=0."
# No sandbox, no GPU: containers have neither. The rest keeps the browser from calling its maker during a test.
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

READERS = "/panel/pytania/czytelnicy/"
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything in this directory is marked `e2e`; E2E=0 leaves it out, except in CI."""
    mine = [item for item in items if HERE in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.e2e)
        # Threads of the live server see committed rows only; the groups that a migration made come back for each test.
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
    if mine and os.environ.get("E2E") == "0" and os.environ.get("CI") != "true":
        config.hook.pytest_deselected(items=mine)
        items[:] = [item for item in items if item not in mine]


class BrowserLog:
    """What the browser complained about. A test that provokes a complaint names it with `expect`."""

    def __init__(self) -> None:
        self._complaints: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Complaints that match this regular expression belong to the test ("status of 409")."""
        self._expected.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self._complaints.append(f"script error: {error.error}"))
        context.on("requestfailed", self._request_failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request_failed(self, request: Request) -> None:
        # A navigation that turns into a download, or is overtaken by the next one, is "aborted" by design; so is the
        # page's icon, which is fetched after the page is there. A missing icon is a 404 and complained about.
        by_design = request.is_navigation_request() or "/favicon." in request.url
        if not (by_design and request.failure == "net::ERR_ABORTED"):
            self._complaints.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def unexpected(self) -> list[str]:
        return [line for line in self._complaints if not any(re.search(pattern, line) for pattern in self._expected)]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    # Playwright keeps an event loop in this thread, so Django would refuse every query of the tests themselves.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from_migrations = connection._test_serialized_contents  # type: ignore[attr-defined]
    with sync_playwright() as playwright:
        # Beside a running loop Django hands out another connection object, which must know what to bring back too.
        connection._test_serialized_contents = from_migrations  # type: ignore[attr-defined]
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def browser_log() -> Iterator[BrowserLog]:
    log = BrowserLog()
    yield log
    if log.unexpected():
        pytest.fail("The browser complained:\n" + "\n".join(log.unexpected()), pytrace=False)


@pytest.fixture
def open_page(browser: Browser, browser_log: BrowserLog, live_server: Any) -> Iterator[OpenPage]:
    """`open_page(java_script_enabled=False, viewport={"width": 320, "height": 800})`: a page in a context of its own;
    addresses are relative to the live server."""
    contexts: list[BrowserContext] = []

    def open_(**options: Any) -> Page:
        chosen = {"base_url": live_server.url, "locale": "pl-PL", "timezone_id": "Europe/Warsaw", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(10_000)
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


@dataclass
class Office:
    """The programme as it is loaded, the people of its indicator, and the addresses of the journey."""

    programme: Programme
    indicator: Indicator
    officer: Any
    coordinator: Any

    @property
    def public(self) -> str:
        return f"/wskazniki/{self.indicator.pk}/"

    def figure(self, period: str) -> str:
        return f"/panel/wskazniki/{self.indicator.pk}/pomiary/{period}/"

    def sign_in(self, page: Page, person: Any) -> Page:
        """A session as after a log-in, for tests that are about something else."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.goto("/robots.txt")  # the cookie needs an address
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}])
        return page


@pytest.fixture
def office(transactional_db: None) -> Office:
    call_command("load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), verbosity=0)
    indicator = Indicator.objects.get()
    indicator.unit = factories.UnitFactory(name="Biuro Współpracy")
    indicator.save()
    return Office(
        programme=Programme.objects.get(),
        indicator=indicator,
        officer=factories.officer(indicator.unit, username="urzednik", email="urzednik@example.org"),
        coordinator=factories.coordinator(username="koordynator"),
    )


@pytest.fixture
def busy(office: Office) -> Office:
    """Something on every page: 2021 waits, 2022 is closed, 2023 was corrected, 2024 is public with its parts."""
    split = office.indicator.targets.get().breakdown
    categories = split.categories.values_list("pk", flat=True)
    parts = tuple(Part(category, place, Decimal(1), 0) for place, category in enumerate(categories, 1))

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
    for one in (
        evidence.add_file(proven, "Lista obecności z 12 maja 2024 r.", file, office.officer),
        evidence.add_link(proven, "Ogłoszenie o warsztatach", link, office.officer),
    ):
        evidence.set_public(one, True, office.coordinator)
    asked = factories.ReaderQuestionFactory(indicator=office.indicator, year=2024, text="Anna Nowak: kto je prowadził?")
    answer = "Urząd, organizacja i obie strony razem."
    reader_questions.publish(asked, "[…]: kto je prowadził?", answer, office.coordinator, now=timezone.now())
    factories.ReaderQuestionFactory(indicator=office.indicator, kind="error", text="Było pięć warsztatów, nie trzy.")
    return office


Tour = Callable[..., Iterator[tuple[str, Page]]]


@pytest.fixture
def tour(busy: Office, open_page: OpenPage, browser_log: BrowserLog, settings: Any) -> Tour:
    """`for name, page in tour(viewport=…)`: every public page and every page of the panel, each in its usual state."""
    browser_log.expect("status of (404|409|422)")
    settings.MAIL_IS_SET_UP = True  # or the form for questions is not there

    def walk(**options: Any) -> Iterator[tuple[str, Page]]:
        stranger = open_page(**options)
        programme = f"/programy/{busy.programme.slug}/"
        factories.FindingLinkFactory(
            finding=busy.programme.findings.first(), specific_goal=busy.indicator.action.specific_goal
        )
        places = ["", "?rok=2024", "diagnoza/", "diagnoza/?widok=macierz", "cele/1/", "cele/2/", "dzialania/"]
        places += ["dzialania/?rok=2024", "dzialania/?widok=karty&sort=nazwa", "dzialania/?q=nic", "porownanie/"]
        extra = factories.IndicatorFactory(action=busy.indicator.action, position=2, unit=busy.indicator.unit).pk
        places += [f"porownanie/?w={busy.indicator.pk}&w={extra}&lata=2023&lata=2024", "porownanie/?w=1"]
        public = [
            "/",
            "/programy/",
            *(programme + place for place in places),
            "/metoda/",
            "/zmiany/",
            "/zmiany/?rok=2019",
            "/dostepnosc/",
            "/prywatnosc/",
            "/pomoc/",
            busy.public,
            f"{busy.public}osadz/",
            f"/en{busy.public}",
            f"{busy.public}pytanie/?rok=2024",
            f"{busy.public}pytanie/wyslano/",
            f"/pytania/{64 * '0'}/",
        ]
        asked: list[Any] = [factories.ReaderQuestionFactory(indicator=busy.indicator, state="unconfirmed")]
        asked += busy.indicator.reader_questions.exclude(state="unconfirmed")
        public += [f"/pytania/{token_of(one.form_sha256)}/" for one in asked]
        accounts = ["/konto/logowanie/", "/konto/haslo/odzyskiwanie/", "/konto/haslo/odzyskiwanie/wyslano/"]
        invited = urlsplit(invitations.link_for(busy.officer, is_invitation=True)).path
        for address in [*public, "/nie-ma-takiej-strony/", *accounts, "/konto/zaproszenie/1-nie-ma/", invited]:
            stranger.goto(address)
            yield address, stranger
        ask = f"{busy.public}pytanie/"
        for name, address in {"invitation": stranger.url, "log-in": "/konto/logowanie/", "question": ask}.items():
            stranger.goto(address)
            with stranger.expect_navigation():
                stranger.locator("main form button").click()
            yield refused(name, stranger)

        officer = busy.sign_in(open_page(**options), busy.officer)
        own = {"list": "/panel/", "password": "/konto/haslo/", "log-out": "/konto/wylogowanie/"}
        own |= {"record": busy.figure("2025"), "correction": busy.figure("2024")}
        own |= {
            "grid": "/panel/programy/2021-2025/2025/",
            "grid of an approved year": "/panel/programy/2021-2025/2024/",
        }
        own |= {"locked": busy.figure("2022"), "waiting": busy.figure("2021")}
        own |= {"evidence": f"{busy.figure('2024')}dowody/", "no evidence yet": f"{busy.figure('2025')}dowody/"}
        for name, address in own.items():
            officer.goto(address)
            yield name, officer
        officer.goto(busy.figure("2024"))
        officer.locator("input[name=value]").fill("1.234")
        press(officer, "submit")
        yield refused("record", officer)
        officer.goto(f"{busy.figure('2021')}dowody/")
        with officer.expect_navigation():
            officer.locator("main form .btn-primary").click()
        yield refused("evidence", officer)
        officer.goto(busy.figure("2021"))

        coordinator = busy.sign_in(open_page(**options), busy.coordinator)
        desk = {"coordinator's list": "/panel/", "approval": "/panel/zatwierdzanie/", "questions": "/panel/pytania/"}
        desk |= {"readers' questions": READERS}
        desk |= {f"a question, {one.state}": f"{READERS}{one.pk}/" for one in asked[1:]}
        open_, described = to_settle(busy)
        desk |= {"ruling": f"/panel{open_}rozstrzygniecie/", "assessment": f"/panel{described}oceny/2024/"}
        desk |= {"figures decide": f"/panel{busy.public}oceny/2024/", "comment": f"{busy.figure('2021')}komentarze/"}
        writing.write(on=date(2026, 4, 7))
        for name, address in (desk | {"notifications": "/panel/powiadomienia/"}).items():
            coordinator.goto(address)
            yield name, coordinator
        rounds = f"/panel/okresy/{busy.programme.slug}/"
        share = f"/panel/kompletnosc/?jednostka={busy.indicator.unit_id}&rok=2024"
        own = {"rounds": "/panel/okresy/", "completeness": share, "closed round": f"{rounds}2022/"}
        for name, address in {**own, "round": f"{rounds}2024/"}.items():
            coordinator.goto(address)
            yield name, coordinator
        press(coordinator, "days")
        yield refused("round", coordinator)
        for button, question in (("publish", asked[-1]), ("decline", asked[-1])):
            coordinator.goto(f"{READERS}{question.pk}/")
            press(coordinator, button)
            yield refused(f"answer, {button}", coordinator)
        coordinator.goto(f"/panel{open_}rozstrzygniecie/")
        coordinator.locator("input[value='scope:year']").check()
        press(coordinator, "preview")
        yield "ruling, with its preview", coordinator
        press(coordinator, "decide")
        yield refused("ruling", coordinator)
        coordinator.goto(f"{busy.figure('2024')}dowody/")
        yield "coordinator's evidence", coordinator
        coordinator.goto(f"{busy.figure('2021')}decyzja/")
        yield "decision", coordinator
        press(coordinator, "send_back")
        yield refused("decision", coordinator)

        slot = slot_of(busy.indicator, busy.programme, "2021")
        measurements.submit(slot, Figure(Decimal(2)), by=busy.coordinator, based_on=1)
        officer.locator("textarea[name=note]").fill("liczone inaczej")
        press(officer, "submit")
        yield refused("record in conflict", officer)
        press(coordinator, "approve")
        yield refused("decision in conflict", coordinator)

    return walk


def to_settle(busy: Office) -> tuple[str, str]:
    """Public addresses of an indicator with an undecided target, whose figure waits, and of one to be assessed."""
    found = []
    for verbatim, is_approved in (("5 szt.", False), ("zgodnie ze strategią rozwoju województwa", True)):
        indicator = factories.in_programme(busy.programme, unit=busy.indicator.unit, terms__verbatim=verbatim)
        slot = slot_of(indicator, busy.programme, "2024")
        revision = measurements.submit(slot, Figure(Decimal(3), note="Trzy spotkania."), by=busy.officer, based_on=0)
        if is_approved:
            measurements.approve(revision.measurement, by=busy.coordinator, based_on=1)
        found.append(f"/wskazniki/{indicator.pk}/")
    return found[0], found[1]


def refused(name: str, page: Page) -> tuple[str, Page]:
    """A page that begins with what is wrong, or it is not the page that was meant."""
    assert page.locator("main > .errsum").count() == 1, name
    return f"{name}, refused", page


def press(page: Page, button: str) -> None:
    """One of a form's named buttons, and the page it leads to."""
    with page.expect_navigation():
        page.locator(f"main button[name=do][value={button}]").click()
