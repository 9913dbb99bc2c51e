"""Only the embed page of an indicator may be framed by other sites."""

import pytest

from tests.observatory import directives
from tests.permissions.conftest import ask
from tests.permissions.table import ROWS

EMBED = "wskazniki/<number:indicator_id>/osadz/"
CLOSED = ({"'none'"}, "DENY")


def framing(response):
    policy = directives(response["Content-Security-Policy"])
    return policy.get("frame-ancestors"), response.get("X-Frame-Options")


@pytest.mark.parametrize("role", ["anonymous", "coordinator", "administrator"])
def test_only_embed_pages_may_be_framed(office, role):
    framing_of = {}
    for prefix, route, row in ROWS:
        for method in ("get", "post"):
            response = ask(office.clients[role], method, prefix + row.address.format(**office.numbers), row.sent)
            framing_of[prefix, route, method] = framing(response)
    open_ = {place for place, sources in framing_of.items() if sources != CLOSED}
    assert open_ == {("", EMBED, "get"), ("/en", EMBED, "get")}
    assert [framing_of[place] for place in open_] == [({"*"}, None)] * 2


def test_other_headers_of_embed_page_are_strict(office):
    reader = office.clients["anonymous"]
    page, window = (reader.get(f"/wskazniki/{office.numbers['own']}/{part}") for part in ("", "osadz/"))
    apart = {"frame-ancestors"}
    policies = [directives(response["Content-Security-Policy"]) for response in (page, window)]
    assert [{name: value for name, value in policy.items() if name not in apart} for policy in policies] == [
        {name: value for name, value in policies[0].items() if name not in apart}
    ] * 2
    changed = {"Content-Security-Policy", "Content-Length", "ETag", "X-Frame-Options"}
    assert {name: value for name, value in page.headers.items() if name not in changed} == {
        name: value for name, value in window.headers.items() if name not in changed
    }
    unchanged = reader.get(f"/wskazniki/{office.numbers['own']}/osadz/", headers={"if-none-match": window["ETag"]})
    assert (unchanged.status_code, framing(unchanged)) == (304, ({"*"}, None))


@pytest.mark.parametrize("number", ["999999", "0"])
def test_missing_embed_page_may_not_be_framed(office, number):
    response = office.clients["anonymous"].get(f"/wskazniki/{number}/osadz/")
    assert (response.status_code, framing(response)) == (404, ({"'none'"}, "DENY"))
