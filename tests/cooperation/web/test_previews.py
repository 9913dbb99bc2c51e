"""Previews of a programme in preparation: the public pages, for coordinators and administrators only."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import get_urlconf, reverse

from cooperation.models import Programme
from tests import factories

LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')
ALIKE = ("diagnoza/", "dzialania/", "porownanie/", "sprawozdania/")
FILES = ("wartosci.csv", "wartosci-excel.csv", "wartosci.xlsx", "wartosci.json", "datapackage.json")


@pytest.fixture
def draft(db: Any) -> Programme:
    """A programme in preparation, with a diagnosis and two indicators."""
    programme: Programme = factories.ProgrammeFactory(slug="szkic", is_published=False)
    factories.in_programme(programme, name="Liczba warsztatów")
    indicator = factories.in_programme(programme, name="Liczba narad")
    finding = factories.SwotFindingFactory(programme=programme, text="mało sal")
    factories.FindingLinkFactory(finding=finding, specific_goal=indicator.action.specific_goal)
    return programme


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def coordinator(db: Any) -> Client:
    return logged_in(factories.coordinator())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_links_of_preview_stay_inside_it(draft, coordinator, prefix):
    """Every page is reached from the first one, and none links to a public page of the programme."""
    public_addresses = re.compile(rf"(/en)?/(programy/{draft.slug}|wskazniki/\d+)(/|$)")
    start = f"{prefix}/panel/podglad/szkic/"
    to_visit, visited = [start], set()
    while to_visit:
        address = to_visit.pop()
        visited.add(address)
        page = coordinator.get(address)
        assert page.status_code == 200, address
        assert page["X-Robots-Tag"] == "noindex", address
        assert page["Cache-Control"] == "no-store", address
        if not page["Content-Type"].startswith("text/html"):
            list(page)
            continue
        content = page.content.decode()
        assert ("Podgląd" if not prefix else "Preview") in content
        assert '<meta name="robots" content="noindex">' in content
        links = set(LINK.findall(content))
        assert not {link for link in links if public_addresses.match(link)}, address
        own = {link for link in links if link.startswith(f"{prefix}/panel/podglad/")}
        to_visit += own - visited - set(to_visit)
    pages = {address.removeprefix(f"{prefix}/panel/podglad/") for address in visited}
    wanted = {"szkic/", *(f"szkic/{page}/" for page in ("diagnoza", "dzialania", "porownanie", "dane", "sprawozdania"))}
    assert pages > wanted | {f"szkic/dane/{file}" for file in FILES}
    assert sum(bool(re.fullmatch(r"wskazniki/\d+/", page)) for page in pages) == 2
    assert sum(bool(re.fullmatch(r"szkic/cele/\d+/", page)) for page in pages) == 1


def test_public_page_after_preview_has_public_links(draft, coordinator, client):
    coordinator.get("/panel/podglad/programy/szkic/")
    draft.is_published = True
    draft.save()
    links = LINK.findall(client.get("/programy/szkic/").content.decode())
    assert [link for link in links if link.startswith("/panel/podglad/")] == []
    assert [link for link in links if link.startswith("/wskazniki/")]


def test_preview_looks_like_public_page(draft, coordinator):
    """After the publication the public page has the same contents, apart from addresses and what needs a reader."""

    def contents(page: Any) -> str:
        main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)
        assert main
        return re.sub(r'"/(panel/podglad|programy)/szkic/', '"/', main[0]).replace(
            "/panel/podglad/wskazniki/", "/wskazniki/"
        )

    previews = [contents(coordinator.get(f"/panel/podglad/szkic/{page}")) for page in ALIKE]
    draft.is_published = True
    draft.save()
    assert previews == [contents(coordinator.get(f"/programy/szkic/{page}")) for page in ALIKE]


def test_preview_is_not_cached_and_public_page_stays_404(draft, coordinator, client):
    factories.in_programme(factories.ProgrammeFactory(slug="inny"))
    caches["pages"].clear()
    assert coordinator.get("/panel/podglad/szkic/").status_code == 200
    assert client.get("/programy/szkic/").status_code == 404
    coordinator.cookies.pop(settings.SESSION_COOKIE_NAME)
    assert coordinator.get("/panel/podglad/szkic/").status_code == 302  # to the log-in: nothing is stored
    assert "/panel/podglad/" not in client.get("/programy/inny/").content.decode()


def test_failing_preview_restores_urlconf(draft, coordinator):
    before = get_urlconf()
    assert coordinator.get("/panel/podglad/szkic/cele/99/").status_code == 404
    assert get_urlconf() == before
    assert reverse("indicators:programme_detail", args=["szkic"]) == "/programy/szkic/"


def test_preview_of_published_programme_leads_to_public_page(draft, coordinator):
    draft.is_published = True
    draft.save()
    answer = coordinator.get("/panel/podglad/szkic/diagnoza/")
    assert (answer.status_code, answer["Location"]) == (302, "/programy/szkic/diagnoza/")
    assert coordinator.get("/panel/podglad/szkic/dane/")["Location"] == "/programy/szkic/dane/"
    assert coordinator.get("/panel/podglad/nie-ma/").status_code == 404
    assert coordinator.get("/panel/podglad/wskazniki/999999/").status_code == 404


def test_administrator_leaves_preview_for_publication_page(draft, coordinator):
    administrator = logged_in(factories.administrator())
    exit_address = reverse("admin:cooperation_programme_publication", args=[draft.pk])
    assert f'<a href="{exit_address}">' in administrator.get("/panel/podglad/szkic/").content.decode()
    assert exit_address not in coordinator.get("/panel/podglad/szkic/").content.decode()


@pytest.mark.parametrize("address", ["szkic/", "szkic/dane/wartosci.csv"])
def test_preview_is_closed_to_officers_and_strangers(draft, client, address):
    assert logged_in(factories.officer()).get(f"/panel/podglad/{address}").status_code == 403
    assert client.get(f"/panel/podglad/{address}")["Location"].startswith("/konto/logowanie/")


def test_preview_of_empty_programme(db, coordinator):
    factories.ProgrammeFactory(slug="pusty", is_published=False)
    for page in ("", "diagnoza/", "dzialania/", "porownanie/", "dane/", "sprawozdania/"):
        assert coordinator.get(f"/panel/podglad/pusty/{page}").status_code == 200, page
