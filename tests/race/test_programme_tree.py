"""Two administrators move nodes of a programme's tree, or one moves a node while a figure of it is approved."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.drill import row, size
from tests.race.test_lost_update import decide
from tests.race.test_target_amendments import is_changed_afterwards, number_of, steps
from tests.servers import PATIENCE, Arena, Post, Server

REPEATS = size("RACE_REPEATS", 2)

pytestmark = pytest.mark.drill


def tree_address(arena: Arena) -> str:
    [(programme_id,)] = arena.rows("SELECT id FROM cooperation_programme WHERE slug = '2021-2025'")
    return f"/admin/cooperation/programme/{programme_id}/drzewo/"


def action_of(arena: Arena, path: str) -> int:
    [(action_id,)] = arena.rows(f"SELECT action_id FROM indicators_indicator WHERE id = {number_of(path)}")
    return int(action_id)


def positions(arena: Arena, action_id: int) -> dict[int, int]:
    """Return the positions of the action and of its siblings, by id."""
    goal = f"SELECT specific_goal_id FROM indicators_action WHERE id = {action_id}"
    return dict(arena.rows(f"SELECT id, position FROM indicators_action WHERE specific_goal_id = ({goal})"))


def edits(arena: Arena, action_id: int) -> int:
    """Return how many times the history records an edit of the action."""
    rows = arena.rows(
        f"SELECT history_id FROM indicators_historicalaction WHERE id = {action_id} AND history_type = '~'"
    )
    return len(rows)


def press(arena: Arena, page: str, step: str, anchor: str, **fields: str) -> Post:
    """Return the POST of a button on the page of the tree."""
    match = re.search(f'value="({step}:{anchor}:[0-9a-f]+)"', page)
    assert match is not None, (step, anchor)
    address = f"{tree_address(arena)}zmiana/"
    return Post(arena.people["administrators"][0], address, {"do": match[1], **fields})


def page_of(arena: Arena, server: Server, query: str = "") -> str:
    return server.get(f"{tree_address(arena)}{query}", arena.people["administrators"][0]).text


def inner_action(arena: Arena) -> int:
    """Return an action with siblings on both sides."""
    numbers = positions(arena, action_of(arena, arena.people["split"][0]))
    return sorted(numbers, key=lambda key: numbers[key])[len(numbers) // 2]


def swapped(numbers: dict[int, int], action_id: int) -> dict[int, int]:
    """Return the positions after the action and the next one have exchanged theirs."""
    order = sorted(numbers, key=lambda key: numbers[key])
    following = order[order.index(action_id) + 1]
    return {**numbers, action_id: numbers[following], following: numbers[action_id]}


def test_same_neighbours_are_exchanged_once(arena: Arena, portal: Server) -> None:
    twice = 0
    for _repeat in range(REPEATS):
        action_id = inner_action(arena)
        before, edited = positions(arena, action_id), edits(arena, action_id)
        post = press(arena, page_of(arena, portal), "down", f"action-{action_id}")
        assert [answer.status for answer in portal.together([post] * 4)] == [302] * 4
        assert positions(arena, action_id) == swapped(before, action_id)
        twice += edits(arena, action_id) - edited - 1
    what = f"nodes moved twice by {REPEATS} steps that were sent four times"
    row("G1", what, wanted="0", measured=twice, met=twice == 0)


def test_overlapping_moves_leave_a_permutation(arena: Arena, portal: Server) -> None:
    for _repeat in range(REPEATS):
        action_id = inner_action(arena)
        before = positions(arena, action_id)
        order = sorted(before, key=lambda key: before[key])
        place = order.index(action_id)
        page = page_of(arena, portal)
        posts = [
            press(arena, page, "down", f"action-{action_id}"),
            press(arena, page, "up", f"action-{order[place + 1]}"),
            press(arena, page, "up", f"action-{action_id}"),
            press(arena, page, "down", f"action-{order[place - 2]}"),
        ]
        figure = arena.people["empty"][0]
        recording = Post(arena.people["editors"][0], figure, {"value": "3", "based_on": "0", "do": "draft"})
        statuses = [answer.status for answer in portal.together([*posts, recording])]
        assert statuses[:4] == [302] * 4
        assert statuses[4] in (302, 409)
        after = positions(arena, action_id)
        assert sorted(after.values()) == sorted(before.values())
        assert sum(after[key] != before[key] for key in before) == 2  # one move won


def test_move_and_approval_at_once(arena: Arena, portal: Server, fresh: Any) -> None:
    for _repeat in range(REPEATS):
        path = fresh("placed")
        target = action_of(arena, arena.people["split"][0])
        anchor = f"indicator-{number_of(path)}"
        page = page_of(arena, portal, f"?przenies={anchor}")
        posts = [press(arena, page, "move", anchor, to=str(target)), decide(arena.people["coordinators"][0], path, 1)]
        assert [answer.status for answer in portal.together(posts)] == [302, 302]
        assert steps(arena, path) in (["figure_approved"], ["edited", "figure_approved"])


@pytest.mark.parametrize("protected", ["1", "0"])
def test_second_exchange_waits_for_the_first(arena: Arena, protected: str) -> None:
    """With the lock the second request sees the new order and changes nothing; the control records two moves."""
    action_id = inner_action(arena)
    before, edited = positions(arena, action_id), edits(arena, action_id)
    with arena.serve("tests.race.unlocked_tree_wsgi", workers=1, PROTECTED=protected) as server:
        post = press(arena, page_of(arena, server), "down", f"action-{action_id}")
        server.together([post] * 2)
    after = positions(arena, action_id)
    assert sorted(after.values()) == sorted(before.values())
    assert (edits(arena, action_id) - edited == 1) is (protected == "1")


@pytest.mark.parametrize("protected", ["1", "0"])
def test_approval_waits_for_concurrent_move(arena: Arena, fresh: Any, tmp_path: Path, protected: str) -> None:
    """With the lock the approval comes after the move; in the control an approved indicator changes its action."""
    path, checked = fresh("placed"), tmp_path / "checked"
    target, anchor = action_of(arena, arena.people["split"][0]), f"indicator-{number_of(path)}"
    serve = arena.serve("tests.race.unlocked_tree_wsgi", PROTECTED=protected, CHECKED=str(checked))
    with serve as server, ThreadPoolExecutor(1) as administrator:
        page = page_of(arena, server, f"?przenies={anchor}")
        moving = administrator.submit(server.post, press(arena, page, "move", anchor, to=str(target)))
        end = time.monotonic() + PATIENCE
        while not checked.exists() and time.monotonic() < end:
            time.sleep(0.02)
        approval = server.post(decide(arena.people["coordinators"][0], path, 1))
        assert (moving.result(PATIENCE).status, approval.status) == (302, 302)
    assert is_changed_afterwards(steps(arena, path)) is (protected == "0")
