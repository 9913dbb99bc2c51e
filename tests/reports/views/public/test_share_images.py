"""The share image of a published report, drawn from its frozen content."""

import io
import re

from django.core.cache import caches
from PIL import Image

from reports.models import Publication
from tests.tampering import rewritable


def test_image_of_report_is_named_in_its_metadata(client, published):
    caches["sheets"].clear()
    address = f"/programy/2021-2025/sprawozdania/{published.report.span.code}/v{published.version}/"
    page = client.get(address).content.decode()
    metadata = dict(re.findall(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"', page))
    assert metadata["og:image"] == f"https://portal.example.org{address}obraz.png"
    assert f'href="https://portal.example.org{address}obraz.png"' in page
    for prefix in ("", "/en"):
        response = client.get(f"{prefix}{address}obraz.png")
        assert response["Content-Type"] == "image/png"
        with Image.open(io.BytesIO(response.content)) as image:
            assert image.size == (1200, 630)


def test_image_of_report_with_changed_content_is_unavailable(client, published):
    rewritable(Publication).filter(pk=published.pk).update(sha256="0" * 64)
    address = f"/programy/2021-2025/sprawozdania/{published.report.span.code}/v{published.version}/obraz.png"
    assert client.get(address).status_code == 503
