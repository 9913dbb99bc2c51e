"""Every public page and every page of the panel, in their usual states and with form errors."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from cooperation.services import invitations
from indicators.models import Indicator
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.notifications import queue, unsubscription
from indicators.services.reader_question_letters import token_of
from tests import factories
from tests.e2e import reports
from tests.indicators.conftest import slot_of

READERS_QUESTIONS = "/panel/pytania/czytelnicy/"
OpenPage = Callable[..., Page]
Named = Iterator[tuple[str, Page]]


def add_more_data(busy: Any) -> Indicator:
    """Add a linked finding, a second indicator and a third question, which change what pages show."""
    factories.FindingLinkFactory(
        finding=busy.programme.findings.first(), specific_goal=busy.indicator.action.specific_goal
    )
    factories.ReaderQuestionFactory(indicator=busy.indicator, state="unconfirmed")
    return factories.IndicatorFactory(action=busy.indicator.action, position=2, unit=busy.indicator.unit)


def public_pages(busy: Any, open_page: OpenPage, **options: Any) -> Named:
    second = add_more_data(busy)
    visitor = open_page(**options)
    programme = f"/programy/{busy.programme.slug}/"
    places = ["", "?rok=2024", "?znak=met", "?rok=2024&znak=met", "diagnoza/", "diagnoza/?rok=2024"]
    places += ["cele/1/", "cele/2/", "dzialania/"]
    places += ["dzialania/?rok=2024", "dzialania/?widok=karty&sort=nazwa", "dzialania/?q=nic", "porownanie/"]
    places += ["sprawozdania/", "sprawozdania/2024/", "sprawozdania/2024/v1/"]
    places += [f"porownanie/?w={busy.indicator.pk}&w={second.pk}&lata=2023&lata=2024", "porownanie/?w=1"]
    public = [
        "/",
        "/programy/",
        *(programme + place for place in places),
        "/szukaj/?q=warsztaty",
        "/szukaj/?q=warstaty+nic",
        "/metoda/",
        "/zmiany/",
        "/zmiany/?rok=2019",
        "/dostepnosc/",
        "/prywatnosc/",
        "/pomoc/",
        "/api/v1/docs",
        busy.public,
        f"{busy.public}osadz/",
        f"/en{busy.public}",
        f"{busy.public}pytanie/?rok=2024",
        f"{busy.public}pytanie/wyslano/",
        f"/pytania/{64 * '0'}/",
        f"/powiadomienia/rezygnacja/{unsubscription.token_of(busy.officer.pk)}/",
    ]
    public += [f"/pytania/{token_of(question.form_sha256)}/" for question in busy.indicator.reader_questions.all()]
    accounts = ["/konto/logowanie/", "/konto/haslo/odzyskiwanie/", "/konto/haslo/odzyskiwanie/wyslano/"]
    invited = urlsplit(invitations.password_link(busy.officer, is_invitation=True)).path
    for address in [*public, "/nie-ma-takiej-strony/", *accounts, "/konto/zaproszenie/1-nie-ma/", invited]:
        visitor.goto(address)
        yield address, visitor
    ask = f"{busy.public}pytanie/"
    for name, address in {"invitation": visitor.url, "log-in": "/konto/logowanie/", "question": ask}.items():
        visitor.goto(address)
        with visitor.expect_navigation():
            visitor.locator("main form button.btn-primary").click()
        yield with_errors(name, visitor)


def panel_pages(busy: Any, open_page: OpenPage, **options: Any) -> Named:
    add_more_data(busy)
    asked = list(busy.indicator.reader_questions.exclude(state="unconfirmed"))
    officer = busy.sign_in(open_page(**options), busy.officer)
    own = {"list": "/panel/", "password": "/konto/haslo/", "log-out": "/konto/wylogowanie/"}
    own |= {"record": busy.figure("2025"), "correction": busy.figure("2024")}
    own |= {
        "grid": "/panel/programy/2021-2025/2025/",
        "grid of an approved year": "/panel/programy/2021-2025/2024/",
        "block pasted into the grid": "/panel/programy/2021-2025/2025/wklejanie/",
    }
    own |= {"locked": busy.figure("2022"), "waiting": busy.figure("2021")}
    own |= {"evidence": f"{busy.figure('2024')}dowody/", "no evidence yet": f"{busy.figure('2025')}dowody/"}
    for name, address in own.items():
        officer.goto(address)
        yield name, officer
    officer.goto(busy.figure("2024"))
    officer.locator("input[name=value]").fill("1.234")
    press(officer, "submit")
    yield with_errors("record", officer)
    officer.goto(f"{busy.figure('2021')}dowody/")
    with officer.expect_navigation():
        officer.locator("main form .btn-primary").click()
    yield with_errors("evidence", officer)
    officer.goto(busy.figure("2021"))

    administrator = busy.sign_in(open_page(**options), factories.administrator(email="administrator@example.org"))
    administrator.goto("/panel/uruchomienie/")
    yield "first set-up", administrator
    administrator.goto("/panel/wczytywanie/")
    with administrator.expect_navigation():
        administrator.locator("main form .btn-primary").click()
    yield with_errors("programme from a file", administrator)
    draft = factories.stored_draft(busy.officer)
    for name, place in {"draft": "", "draft to be deleted": "usuniecie/"}.items():
        administrator.goto(f"/panel/wczytywanie/{draft.pk}/{place}")
        administrator.evaluate("() => document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
        yield name, administrator
    administrator.goto(f"/panel/wczytywanie/{draft.pk}/")
    administrator.evaluate("() => document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    administrator.locator("[name=head-first_year]").fill("")
    press(administrator, "apply")
    yield with_errors("draft", administrator)
    administrator.locator("[name=head-first_year]").fill("2026")
    press(administrator, "apply")
    yield "programme created from a file", administrator
    amended = factories.DOCUMENT.replace("\t6", "\t8") + "1\tSzkolenia\tLiczba kursów szkoleń\t2\traz w roku\n"
    amendment = factories.stored_draft(busy.officer, text=amended)
    administrator.goto(f"/panel/wczytywanie/{amendment.pk}/zmiany/")
    press(administrator, "apply")
    yield with_errors("amended document", administrator)

    coordinator = busy.sign_in(open_page(**options), busy.coordinator)
    addresses = {"coordinator's list": "/panel/", "approval": "/panel/zatwierdzanie/", "questions": "/panel/pytania/"}
    addresses |= {"readers' questions": READERS_QUESTIONS}
    addresses |= {f"a question, {question.state}": f"{READERS_QUESTIONS}{question.pk}/" for question in asked}
    open_, described = add_unsettled_indicators(busy)
    addresses |= {"ruling": f"/panel{open_}rozstrzygniecie/", "assessment": f"/panel{described}oceny/2024/"}
    addresses |= {"figures decide": f"/panel{busy.public}oceny/2024/", "comment": f"{busy.figure('2021')}komentarze/"}
    queue.write_notifications(on=date(2026, 4, 7))
    for name, address in (addresses | {"notifications": "/panel/powiadomienia/"}).items():
        coordinator.goto(address)
        yield name, coordinator
    yield from reports.report_pages(busy.programme.slug, coordinator)
    rounds = f"/panel/okresy/{busy.programme.slug}/"
    share = f"/panel/kompletnosc/?jednostka={busy.indicator.unit_id}&rok=2024"
    own = {"rounds": "/panel/okresy/", "completeness": share, "closed round": f"{rounds}2022/"}
    for name, address in {**own, "round": f"{rounds}2024/"}.items():
        coordinator.goto(address)
        yield name, coordinator
    press(coordinator, "days")
    yield with_errors("round", coordinator)
    for button, question in (("publish", asked[-1]), ("decline", asked[-1])):
        coordinator.goto(f"{READERS_QUESTIONS}{question.pk}/")
        press(coordinator, button)
        yield with_errors(f"answer, {button}", coordinator)
    coordinator.goto(f"/panel{open_}rozstrzygniecie/")
    coordinator.locator("input[value='scope:year']").check()
    press(coordinator, "preview")
    yield "ruling, with its preview", coordinator
    press(coordinator, "decide")
    yield with_errors("ruling", coordinator)
    coordinator.goto(f"{busy.figure('2024')}dowody/")
    yield "coordinator's evidence", coordinator
    coordinator.goto(f"{busy.figure('2021')}decyzja/")
    yield "decision", coordinator
    press(coordinator, "send_back")
    yield with_errors("decision", coordinator)

    slot = slot_of(busy.indicator, busy.programme, "2021")
    measurements.submit(slot, Figure(Decimal(2)), by=busy.coordinator, based_on=1)
    officer.locator("textarea[name=note]").fill("liczone inaczej")
    press(officer, "submit")
    yield with_errors("record in conflict", officer)
    press(coordinator, "approve")
    yield with_errors("decision in conflict", coordinator)


def add_unsettled_indicators(busy: Any) -> tuple[str, str]:
    """Return the public addresses of an indicator with an undecided target and of one to be assessed."""
    urls = []
    for verbatim, is_approved in (("5 szt.", False), ("zgodnie ze strategią rozwoju województwa", True)):
        indicator = factories.in_programme(busy.programme, unit=busy.indicator.unit, terms__verbatim=verbatim)
        slot = slot_of(indicator, busy.programme, "2024")
        revision = measurements.submit(slot, Figure(Decimal(3), note="Trzy spotkania."), by=busy.officer, based_on=0)
        if is_approved:
            measurements.approve(revision.measurement, by=busy.coordinator, based_on=1)
        urls.append(f"/wskazniki/{indicator.pk}/")
    return urls[0], urls[1]


def with_errors(name: str, page: Page) -> tuple[str, Page]:
    """Return the page with its name, after checking that it shows an error summary."""
    assert page.locator("main > .errsum").count() == 1, name
    return f"{name}, refused", page


def press(page: Page, button: str) -> None:
    """Press a named button of the form and wait for the next page."""
    with page.expect_navigation():
        page.locator(f"main button[name=do][value={button}]").click()
