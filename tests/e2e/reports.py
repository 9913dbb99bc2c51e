"""A published report, and every state of the panel pages for writing one."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from reports.rules.span import Span
from reports.services import chapters as chapter_services
from reports.services import publications as publication_services

WORDS = (
    "Na podstawie **art. 5a ust. 3** ustawy:\n\n- pierwsze,\n- drugie.\n\n### Dane\n\n"
    "Z [biuletynu](https://bip.example.org/)."
)


def publish(busy: Any) -> None:
    """Publish two versions of the report for 2024, with chapters, finances and an erratum."""
    span = Span(2024, 2024)
    chapter_services.save_chapter(busy.programme, span, "wprowadzenie", WORDS, busy.coordinator, based_on=0)
    row: chapter_services.FinanceCells = {
        "name": "Otwarty konkurs ofert w obszarze kultury",
        "calls": 2,
        "offers": 31,
        "contracts": 12,
        "planned": 1_200_000,
        "spent": 1_187_400,
        "beneficiaries": None,
    }
    chapter_services.save_finance(busy.programme, span, [row], busy.coordinator, based_on=0)
    publication_services.publish(busy.programme, span, busy.coordinator, based_on=0, open_is_known=True)
    second = publication_services.publish(
        busy.programme, span, busy.coordinator, based_on=1, reason="Dopisano umowy.", open_is_known=True
    )
    publication_services.add_erratum(second, "Rozdział 4: 12 umów, nie 13.", busy.coordinator)


def report_pages(slug: str, coordinator: Page) -> Iterator[tuple[str, Page]]:
    """Yield every panel page about reports, forms with errors last."""
    root = f"/panel/programy/{slug}/sprawozdania/2024/"
    places = ["", "wprowadzenie/", "plany/", "finanse/", "tabela-finansowa/", "podglad/", "publikacja/", "wersje/2/"]
    for address in ["/panel/sprawozdania/", *(root + place for place in places)]:
        coordinator.goto(address)
        yield f"report: {address}", coordinator
    coordinator.goto(f"{root}tabela-finansowa/")
    coordinator.locator("[name=form-1-planned]").fill("1.5")
    _press(coordinator)
    yield "financial table, refused", coordinator
    coordinator.goto(f"{root}publikacja/")
    _press(coordinator)
    yield "publication, refused", coordinator


def _press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
