"""The headers of embed pages, which other sites may frame; test_table.py checks the framing of every route."""

import pytest

from tests.observatory import directives
from tests.permissions.headers import CLOSED_TO_FRAMES, OPEN_TO_FRAMES, framing


def test_other_headers_of_embed_page_are_strict(office):
    reader = office.clients["anonymous"]
    page, window = (reader.get(f"/wskazniki/{office.numbers['own']}/{part}") for part in ("", "osadz/"))
    apart = {"frame-ancestors"}
    policies = [directives(response["Content-Security-Policy"]) for response in (page, window)]
    assert [{name: value for name, value in policy.items() if name not in apart} for policy in policies] == [
        {name: value for name, value in policies[0].items() if name not in apart}
    ] * 2
    changed = {"Content-Security-Policy", "Content-Length", "ETag", "X-Frame-Options", "X-Request-ID"}
    assert {name: value for name, value in page.headers.items() if name not in changed} == {
        name: value for name, value in window.headers.items() if name not in changed
    }
    unchanged = reader.get(f"/wskazniki/{office.numbers['own']}/osadz/", headers={"if-none-match": window["ETag"]})
    assert (unchanged.status_code, framing(unchanged)) == (304, OPEN_TO_FRAMES)


@pytest.mark.parametrize("number", ["999999", "0"])
def test_missing_embed_page_may_not_be_framed(office, number):
    response = office.clients["anonymous"].get(f"/wskazniki/{number}/osadz/")
    assert (response.status_code, framing(response)) == (404, CLOSED_TO_FRAMES)
