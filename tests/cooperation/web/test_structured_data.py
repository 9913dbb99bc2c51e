"""The data block of structured data: its escapes, publisher and days."""

import json
from html.parser import HTMLParser

import pytest

from cooperation.web.structured_data import coverage, data_block, modified, publisher
from tests import factories


class Blocks(HTMLParser):
    """Collects the elements of a page and the content of its data blocks, as a browser reads them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.contents = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)

    def handle_data(self, data):
        self.contents.append(data)


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!-- <script>", "a & b &lt; c", "„ł” \u2028"])
def test_data_block_escapes_signs_of_html(name):
    block = data_block({"name": name})
    parsed = Blocks(block)
    assert parsed.elements == ["script"]
    assert json.loads("".join(parsed.contents)) == {"@context": "https://schema.org", "name": name}
    content = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(content)


def test_data_block_of_nothing_is_empty():
    assert data_block(None) == ""


def test_publisher_is_issuer_else_office_else_nothing():
    programme = factories.ProgrammeFactory.build(issuer="Urząd Gminy")
    office = {"name": "Urząd Miasta", "website": "https://miasto.example"}
    issuer = {"@type": "GovernmentOrganization", "name": "Urząd Gminy"}
    assert publisher(programme, office) == {"creator": issuer, "publisher": issuer}
    programme.issuer = ""
    own = {"@type": "GovernmentOrganization", "name": "Urząd Miasta", "url": "https://miasto.example"}
    assert publisher(programme, office) == {"creator": own, "publisher": own}
    assert publisher(programme, {}) == {}


def test_programme_without_changes_has_no_modification_day():
    assert modified(factories.ProgrammeFactory.build(content_changed_at=None)) == {}
    assert coverage(2021, 2025) == "2021-01-01/2025-12-31"
