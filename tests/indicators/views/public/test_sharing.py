"""Citation, share image and structured data of public pages."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone

from cooperation.models import Office
from tests.indicators.conftest import approve

PORTAL = "https://portal.example.org"


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode().replace("\u00a0", " ")


def field(page, id_):
    element = re.search(rf'<(?:textarea|input)[^>]*id="{id_}"[^>]*>', page, re.DOTALL)
    if element[0].startswith("<input"):
        return unescape(re.search(r'value="(.*?)"', element[0])[1])
    return unescape(page[element.end() :].partition("</textarea>")[0])


def structured_data(page):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return [json.loads(block) for block in blocks]


@pytest.mark.usefixtures("no_page_cache")
def test_citation_names_publisher_titles_day_and_address(client, office, time_machine):
    time_machine.move_to("2025-03-07T12:00:00Z", tick=False)
    programme, indicator = office.programme, office.indicator
    programme.issuer, programme.title, programme.content_changed_at = "Urząd Gminy", "Program gminy", timezone.now()
    programme.save()
    own, whole = f"/wskazniki/{indicator.pk}/", "/programy/2021-2025/"
    page = page_of(client, own)
    day = "Stan danych: 7 marca 2025 r."
    assert field(page, "cytat") == f"Urząd Gminy. Liczba warsztatów. Program gminy. {day} {PORTAL}{own}"
    assert field(page, "adres") == f"{PORTAL}{own}"
    assert f'href="{PORTAL}{own}obraz.png"' in page
    page = page_of(client, whole)
    assert field(page, "cytat") == f"Urząd Gminy. Program gminy. {day} {PORTAL}{whole}"
    assert f'href="{PORTAL}{whole}obraz.png"' in page
    english = page_of(client, f"/en{own}")
    assert field(english, "cytat").endswith(f"Data as at: 7 March 2025. {PORTAL}/en{own}")


@pytest.mark.usefixtures("no_page_cache")
def test_structured_data_describe_indicator_and_programme(client, office):
    approve(office)
    Office.objects.create(name="Urząd Miasta", website="https://miasto.example")
    own = f"/wskazniki/{office.indicator.pk}/"
    (indicator,) = structured_data(page_of(client, own))
    assert (indicator["@type"], indicator["name"]) == ("Dataset", "Liczba warsztatów")
    assert "Liczba warsztatów" in indicator["description"]
    assert len(indicator["description"]) >= 50
    assert indicator["creator"]["name"] == "Urząd Miasta"
    assert indicator["temporalCoverage"] == "2021-01-01/2025-12-31"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", indicator["dateModified"])
    assert indicator["license"].startswith("https://creativecommons.org/publicdomain/zero/1.0/")
    (programme,) = structured_data(page_of(client, "/programy/2021-2025/"))
    assert structured_data(page_of(client, "/programy/2021-2025/dane/")) == [programme]
    assert programme["@id"] == indicator["isPartOf"]["@id"]
    formats = {item["encodingFormat"].rpartition("/")[2][-5:] for item in programme["distribution"]}
    assert formats == {"csv", "sheet", "json"}
    for item in [*indicator["distribution"], *programme["distribution"]]:
        response = client.get(item["contentUrl"].removeprefix(PORTAL))
        assert response.status_code == 200
        assert response["Content-Type"].partition(";")[0] == item["encodingFormat"]


@pytest.mark.usefixtures("no_page_cache")
def test_example_programme_has_no_structured_data(client, office):
    office.programme.is_example = True
    office.programme.save()
    for address in (f"/wskazniki/{office.indicator.pk}/", "/programy/2021-2025/", "/programy/2021-2025/dane/"):
        assert structured_data(page_of(client, address)) == []


@pytest.mark.parametrize(("parameter", "theme"), [("", None), ("jasny", "light"), ("ciemny", "dark"), ("x", None)])
def test_embed_page_has_the_requested_theme(client, office, parameter, theme):
    page = page_of(client, f"/wskazniki/{office.indicator.pk}/osadz/?wyglad={parameter}")
    assert re.search(r'<html [^>]*data-bs-theme="(\w+)"', page) == theme or f'data-bs-theme="{theme}"' in page
    assert f'<meta name="color-scheme" content="{theme or "light dark"}">' in page


@pytest.mark.parametrize("path", ["/programy/2021-2025/?rok=2024", "/metoda/", "/zmiany/"])
def test_printed_page_names_its_address_and_the_day(client, office, path, time_machine):
    time_machine.move_to("2025-03-07T12:00:00Z", tick=False)
    printed = re.search(r'<span class="print-only">(.*?)</span>', page_of(client, path), re.DOTALL)[1]
    assert unescape(printed).strip() == f"Strona {PORTAL}{path}, stan na 7 marca 2025 r."
