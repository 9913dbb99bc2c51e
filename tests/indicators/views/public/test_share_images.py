"""Share images of programmes and indicators, and the metadata that names them."""

import io
import re

import pytest
from django.core.cache import caches
from PIL import Image

from indicators.charts import standalone
from indicators.web import share_images
from tests.indicators.conftest import approve


def addresses(office):
    return [f"/programy/{office.programme.slug}/obraz.png", f"/wskazniki/{office.indicator.pk}/obraz.png"]


def test_images_are_png_of_the_announced_size(client, office):
    approve(office)
    for address in addresses(office):
        for prefix in ("", "/en"):
            response = client.get(prefix + address)
            assert response["Content-Type"] == "image/png"
            with Image.open(io.BytesIO(response.content)) as image:
                assert image.size == (1200, 630)
        page = client.get(address.replace("obraz.png", "")).content.decode()
        metadata = dict(re.findall(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"', page))
        assert metadata["og:image"] == f"https://portal.example.org{address}"
        assert (metadata["og:image:width"], metadata["og:image:height"]) == ("1200", "630")
        assert metadata["twitter:card"] == "summary_large_image"
        assert metadata["og:image:alt"]


@pytest.mark.usefixtures("no_page_cache")
def test_image_is_drawn_once_for_each_content_version(client, office, monkeypatch):
    caches["sheets"].clear()  # another test may have drawn a programme of the same version
    drawn: list[str] = []

    def draw(svg: str) -> bytes:
        drawn.append(svg)
        return standalone.png_of(svg)

    monkeypatch.setattr(share_images, "png_of", draw)
    address = addresses(office)[1]
    client.get(address)
    client.get(address)
    assert len(drawn) == 1
    approve(office)
    client.get(address)
    assert len(drawn) == 2
    assert drawn[0] != drawn[1]


def test_images_of_unpublished_programmes_are_missing(client, office):
    office.programme.is_published = False
    office.programme.save()
    assert [client.get(address).status_code for address in addresses(office)] == [404, 404]


@pytest.mark.usefixtures("no_page_cache")
def test_images_use_few_queries(client, office, django_assert_max_num_queries):
    for address in addresses(office):
        with django_assert_max_num_queries(12):
            client.get(address)
