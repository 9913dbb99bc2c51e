"""Concurrent change of a target and approval of a year that it judges: an approved year keeps its target."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest

from tests import databases
from tests.drill import row, size
from tests.race.seed import PERIOD
from tests.race.test_lost_update import decide
from tests.servers import PATIENCE, Post

REPEATS = size("RACE_REPEATS", 2)

pytestmark = pytest.mark.drill


class Fields(HTMLParser):
    """Collect the fields of all forms of a page, as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.values, self._select, self._area = {}, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name", "")
        is_unticked = attributes.get("type") in ("checkbox", "radio") and "checked" not in attributes
        if tag == "input" and name and attributes.get("type") not in ("submit", "file") and not is_unticked:
            self.values[name] = attributes.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attributes:
            self.values[self._select] = attributes.get("value", "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data.removeprefix("\n")


def number_of(path):
    return int(path.split("/")[3])


def amendment(arena, server, path):
    """Return the POST of an amendment from the year of the figure."""
    sent = {"applies_from": PERIOD, "basis": "Uchwała nr 1", "verbatim": "9/rok", "frequency_verbatim": "Raz w roku"}
    address = f"/admin/indicators/indicator/{number_of(path)}/nowe-warunki/"
    return Post(arena.people["administrators"][0], address, {**sent, "aggregation": "sum", "do": "save"})


def edit(arena, server, path):
    """Return the POST of the indicator's form with another text of its first target."""
    session, address = arena.people["administrators"][0], f"/admin/indicators/indicator/{number_of(path)}/change/"
    fields = Fields(server.get(address, session).text).values
    return Post(session, address, {**fields, "targets-0-verbatim": "9/rok"})


WAYS = {"amendment": amendment, "edit": edit}


def steps(arena, path):
    """Return the kinds of the register's lines about the indicator, in their order."""
    number, kinds = number_of(path), []
    for kind, object_type, object_id, details in arena.rows(
        "SELECT kind, object_type, object_id, details FROM cooperation_change ORDER BY id"
    ):
        data = details if isinstance(details, dict) else json.loads(details)
        if data.get("indicator_id") == number or (object_type, object_id) == ("indicator", number):
            kinds.append(kind)
    return kinds


def is_changed_afterwards(kinds):
    """Whether the target was changed after the approval."""
    return "figure_approved" in kinds and kinds[-1] != "figure_approved"


@pytest.mark.parametrize("way", WAYS)
def test_approved_year_keeps_its_target(arena, portal, fresh, way):
    changed = 0
    for repeat in range(REPEATS):
        path = fresh("submitted")
        posts = [WAYS[way](arena, portal, path), decide(arena.people["coordinators"][0], path, 1)]
        if repeat % 2:
            posts.reverse()
        answers = dict(zip([post.path for post in posts], portal.together(posts), strict=True))
        assert answers[f"{path}decyzja/"].status == 302
        kinds = steps(arena, path)
        assert kinds in (["figure_approved"], ["amended", "figure_approved"], ["edited", "figure_approved"])
        changed += is_changed_afterwards(kinds)
    what = f"approved years with another target, {REPEATS} approvals during an {way}"
    row("G1", what, wanted="0", measured=changed, met=changed == 0)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("protected", ["1", "0"])
def test_approval_waits_for_concurrent_change_of_target(arena, fresh, tmp_path, way, protected):
    """With the lock the approval comes after the change; without it (the control) it comes between check and saving."""
    if protected == "0" and databases.is_sqlite():
        pytest.skip("on SQLite a write transaction excludes all others")
    path, checked = fresh("submitted"), tmp_path / "checked"
    variables = {"PROTECTED": protected, "CHECKED": str(checked)}
    with arena.serve("tests.race.slow_terms_wsgi", **variables) as server, ThreadPoolExecutor(1) as administrator:
        changing = administrator.submit(server.post, WAYS[way](arena, server, path))
        end = time.monotonic() + PATIENCE
        while not checked.exists() and time.monotonic() < end:
            time.sleep(0.02)
        approval = server.post(decide(arena.people["coordinators"][0], path, 1))
        assert (changing.result(PATIENCE).status, approval.status) == (302, 302)
    assert is_changed_afterwards(steps(arena, path)) is (protected == "0")
