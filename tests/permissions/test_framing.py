"""Another site may show one page of the portal inside its own: an indicator's small window."""

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
def test_no_other_page_may_be_framed(office, role):
    found = {}
    for prefix, route, row in ROWS:
        for method in ("get", "post"):
            response = ask(office.clients[role], method, prefix + row.address.format(**office.numbers), row.sent)
            found[prefix, route, method] = framing(response)
    open_ = {place for place, told in found.items() if told != CLOSED}
    assert open_ == {("", EMBED, "get"), ("/en", EMBED, "get")}
    assert [found[place] for place in open_] == [({"*"}, None)] * 2


def test_everything_else_about_the_window_is_as_strict_as_elsewhere(office):
    reader = office.clients["anonymous"]
    page, window = (reader.get(f"/wskazniki/{office.numbers['own']}/{part}") for part in ("", "osadz/"))
    apart = {"frame-ancestors"}
    policies = [directives(one["Content-Security-Policy"]) for one in (page, window)]
    assert [{name: told for name, told in one.items() if name not in apart} for one in policies] == [
        {name: told for name, told in policies[0].items() if name not in apart}
    ] * 2
    changed = {"Content-Security-Policy", "Content-Length", "ETag", "X-Frame-Options"}
    assert {name: told for name, told in page.headers.items() if name not in changed} == {
        name: told for name, told in window.headers.items() if name not in changed
    }
    unchanged = reader.get(f"/wskazniki/{office.numbers['own']}/osadz/", headers={"if-none-match": window["ETag"]})
    assert (unchanged.status_code, framing(unchanged)) == (304, ({"*"}, None))


@pytest.mark.parametrize("number", ["999999", "0"])
def test_a_window_that_is_not_there_cannot_be_framed(office, number):
    response = office.clients["anonymous"].get(f"/wskazniki/{number}/osadz/")
    assert (response.status_code, framing(response)) == (404, ({"'none'"}, "DENY"))
