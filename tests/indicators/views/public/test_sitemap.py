from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from cooperation.models import Programme
from tests import factories
from tests.permissions.table import API, DATA, REPORTS, WITH_LANGUAGE

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
# Public pages that a search engine has no use for.
LEFT_OUT = {route for route, row in WITH_LANGUAGE.items() if route.startswith("konto/") and row.get["anonymous"] == 200}
BESIDE = ("osadz/", "wartosci.csv", "pytanie/", "pytanie/wyslano/", "obraz.png", "atom.xml")
LEFT_OUT |= {f"wskazniki/<number:indicator_id>/{name}" for name in BESIDE}
# Published reports are linked from their list.
LEFT_OUT |= {route for route in WITH_LANGUAGE if route.startswith(f"{REPORTS}<span:code>/")}
# Results of a search are many pages of one text; feeds, calendars and images belong to listed pages.
BELOW = ("zmiany/atom.xml", "cele/<number:position>/atom.xml", "terminy.ics", "obraz.png")
LEFT_OUT |= {"szukaj/", *(f"programy/<slug:slug>/{name}" for name in BELOW)}
LEFT_OUT |= {"zmiany/atom.xml", "dane/catalog.jsonld", *(f"programy/<slug:slug>/dane/{name}" for name in DATA if name)}
LEFT_OUT |= {f"api/v1/{route}" for route in API}


def pages(client):
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    return {url.find("s:loc", NAMES).text: url for url in ET.fromstring(response.content)}


@pytest.fixture
def programme(db):
    programme = factories.ProgrammeFactory(slug="2021-2025")
    Programme.objects.filter(pk=programme.pk).update(content_changed_at=datetime(2024, 5, 6, 7, 8, tzinfo=UTC))
    return programme


def test_sitemap_lists_published_pages_in_both_languages(client, programme):
    indicator = factories.in_programme(programme)
    urls = pages(client)
    polish = [
        "/", "/programy/", "/zmiany/", "/metoda/", "/dostepnosc/", "/prywatnosc/", "/pomoc/", "/api/v1/docs",
        "/programy/2021-2025/",
        "/programy/2021-2025/diagnoza/",
        "/programy/2021-2025/dzialania/", "/programy/2021-2025/dane/", "/programy/2021-2025/porownanie/",
        "/programy/2021-2025/sprawozdania/",
        "/programy/2021-2025/cele/1/",
        f"/wskazniki/{indicator.pk}/",
    ]  # fmt: skip
    wanted = {f"https://portal.example.org{prefix}{address}" for address in polish for prefix in ("", "/en")}
    assert set(urls) == wanted
    assert {address: client.get(address).status_code for address in urls} == dict.fromkeys(urls, 200)


def test_page_has_alternate_language_and_last_change(client, programme):
    urls = pages(client)
    for prefix in ("", "/en"):
        page = urls[f"https://portal.example.org{prefix}/programy/2021-2025/"]
        twins = {link.get("hreflang"): link.get("href") for link in page.findall("x:link", NAMES)}
        assert twins == {
            "pl": "https://portal.example.org/programy/2021-2025/",
            "en": "https://portal.example.org/en/programy/2021-2025/",
        }
        assert page.find("s:lastmod", NAMES).text == "2024-05-06T09:08:00+02:00"
    assert urls["https://portal.example.org/metoda/"].find("s:lastmod", NAMES) is None


def test_unpublished_and_example_programmes_are_not_listed(client, programme):
    before = set(pages(client))
    for hidden in ({"is_published": False}, {"is_example": True}):
        factories.in_programme(factories.ProgrammeFactory(**hidden))
    assert set(pages(client)) == before


@pytest.mark.parametrize("number", [1, 3])
def test_sitemap_query_count_is_constant(client, db, number, django_assert_num_queries):
    for _ in range(number):
        programme = factories.ProgrammeFactory()
        factories.in_programme(programme)
        factories.in_programme(programme)
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_unchanged_sitemap_is_304(client, programme):
    etag = client.get("/sitemap.xml")["ETag"]
    assert client.get("/sitemap.xml", headers={"if-none-match": etag}).status_code == 304
    Programme.objects.filter(pk=programme.pk).update(content_version=programme.content_version + 1)
    assert client.get("/sitemap.xml", headers={"if-none-match": etag}).status_code == 200


def test_every_public_route_is_listed_or_explicitly_excluded(client, programme):
    indicator = factories.in_programme(programme)
    urls = pages(client)
    public = {route: row for route, row in WITH_LANGUAGE.items() if row.get["anonymous"] == 200}
    missing = {
        r
        for r, row in public.items()
        if f"https://portal.example.org{row.address.format(own=indicator.pk)}" not in urls
    }
    assert missing == LEFT_OUT


def test_robots_txt_names_sitemap_and_disallows_panel(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: https://portal.example.org/sitemap.xml" in lines
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    assert closed == {"/panel/", "/en/panel/", "/konto/", "/en/konto/", "/admin/"}
    assert reverse("sitemap") == "/sitemap.xml"
