"""The embed page of an indicator, and the metadata of shared links."""

import re
from html import unescape

import pytest

from tests.indicators.conftest import approve


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def rows(page):
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {name: re.sub(r"<[^>]+>", "", text) for name, text in pairs}


def test_embed_shows_same_facts_as_indicator_page(client, office):
    address = f"/wskazniki/{office.indicator.pk}/"
    assert rows(text(client.get(f"{address}osadz/"))) == {
        "Najnowsza wartość": "żadnej jeszcze nie zatwierdzono",
        "Wartość docelowa": "co najmniej 1 w każdym roku",
    }
    approve(office)
    full, window = (text(client.get(address + part)) for part in ("", "osadz/"))
    assert rows(window) == {"Wartość za 2024 r.": "3", "Wartość docelowa na 2024 r.": "≥ 1"}
    status, sentence = (
        re.search(pattern, full)[1] for pattern in (r'data-status="(\w+)"', r'<p class="statement">(.*?)</p>')
    )
    assert f'data-status="{status}"' in window
    assert f'<p class="embed-told">{sentence}</p>' in window
    assert f'<a href="https://portal.example.org{address}" target="_blank" rel="noopener">' in window
    assert "<script" not in window
    assert "Figure for 2024" in text(client.get(f"/en{address}osadz/"))


@pytest.mark.usefixtures("no_page_cache")
def test_embed_marks_example_data(client, office):
    address = f"/wskazniki/{office.indicator.pk}/osadz/"
    assert "dane przykładowe" not in text(client.get(address))
    office.programme.is_example = True
    office.programme.save()
    assert '<span class="tag">dane przykładowe</span>' in text(client.get(address))


def test_embed_code_is_iframe_of_embed_page(client, office):
    office.indicator.name = 'Liczba <b>"warsztatów"</b>'
    office.indicator.save()
    address = f"/en/wskazniki/{office.indicator.pk}/"
    page = client.get(address).content.decode()
    sizes = []
    for field in re.findall(r'<textarea[^>]*id="kod-[^>]*>(.*?)</textarea>', page, re.DOTALL):
        code = unescape(field)
        assert re.fullmatch(r'<iframe( [a-z]+="[^"<>]*")+></iframe>', code)
        attributes = {name: unescape(value) for name, value in re.findall(r'([a-z]+)="(.*?)"', code)}
        sizes.append((int(attributes.pop("width")), int(attributes.pop("height"))))
        assert attributes == {
            "src": f"https://portal.example.org{address}osadz/",
            "title": 'Liczba <b>"warsztatów"</b>',
            "loading": "lazy",
            "style": "border:0;max-width:100%",
        }
    assert [width for width, _height in sizes] == [300, 400, 480]
    assert all(400 < height < 900 for _width, height in sizes)


@pytest.mark.parametrize(("prefix", "locale"), [("", "pl_PL"), ("/en", "en_GB")])
def test_indicator_page_has_open_graph_metadata(client, office, prefix, locale):
    approve(office)
    programme = f"{prefix}/programy/2021-2025/"
    own = f"{prefix}/wskazniki/{office.indicator.pk}/"
    front = f"{prefix}/"  # the newest programme's page, whose one address is its own
    for address, canonical in ((programme, programme), (own, own), (front, programme), (f"{own}?a=1", own)):
        page = text(client.get(address))
        metadata = dict(re.findall(r'<meta\s+(?:name|property)="(description|og:\w+)"\s+content="(.*?)"\s*/?>', page))
        statement = re.search(r'<p class="(?:statement|answer)">(.*?)</p>', page)[1]
        statement = re.sub(r"<[^>]+>", "", statement)
        assert metadata["description"] == metadata["og:description"] == statement, address
        assert f"<title>{metadata['og:title']}" in page
        assert (metadata["og:type"], metadata["og:locale"]) == ("website", locale)
        assert metadata["og:url"] == f"https://portal.example.org{canonical}"
        assert f'<link rel="canonical" href="https://portal.example.org{canonical}">' in page
        assert metadata["og:site_name"] in page.split("<body>")[1]


@pytest.mark.parametrize("items", [1, 3])
def test_embed_query_count_is_constant(client, office, items, django_assert_num_queries):
    for code in ("2024", "2023", "2022")[:items]:
        approve(office, code=code)
    with django_assert_num_queries(11):
        client.get(f"/wskazniki/{office.indicator.pk}/osadz/")


def test_embed_draws_the_chart_of_the_page(client, office):
    approve(office)
    address = f"/wskazniki/{office.indicator.pk}/"
    charts = [
        re.search(r'<svg class="narrow".*?</desc>', text(client.get(address + part)), re.DOTALL)[0]
        for part in ("", "osadz/")
    ]
    assert charts[0] == charts[1]
