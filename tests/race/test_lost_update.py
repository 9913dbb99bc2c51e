"""Two people at once: exactly one wins, nobody's words are lost, nothing that nobody saw becomes public."""

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.drill import row, size
from tests.servers import Post, ServerResponse

ROUNDS = size("RACE_ROUNDS", 3)
REPEATS = size("RACE_REPEATS", 3)
FORMS = size("DOUBLE_FORMS", 3)
CLICKS = 20
LOCKED = ("database is locked", "deadlock detected", "could not serialize")

pytestmark = pytest.mark.drill


def statuses(answers: Iterable[ServerResponse]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def save(session: str, path: str, based_on: int, value: int, key: str) -> Post:
    fields = {
        "value": str(value),
        "note": f"uwaga {key}",
        "based_on": str(based_on),
        "request_key": key,
        "do": "submit",
    }
    return Post(session, path, fields)


def decide(session: str, path: str, based_on: int, do: str = "approve") -> Post:
    comment = "" if do == "approve" else f"uwaga do {based_on}"
    return Post(session, f"{path}decyzja/", {"based_on": str(based_on), "comment": comment, "do": do})


def everybody_saves(arena, path, number, people=None):
    """Each editor's own value, all made from revision `number`."""
    return [
        save(session, path, number, 100 * number + place, f"r{number}e{place}")
        for place, session in enumerate(arena.people["editors"][:people])
    ]


def told(revisions):
    return [(revision["state"], float(revision["value"])) for revision in revisions]


def states(revisions):
    return [revision["state"] for revision in revisions]


def keeps_words(answer: ServerResponse, post: Post) -> bool:
    """The page says 409 and holds what the person typed, in its field, without a word from the database."""
    typed = post.fields.get("note") or post.fields["comment"]
    is_plain = not any(word in answer.text for word in LOCKED)
    return answer.status == 409 and f"{typed}</textarea>" in answer.text and is_plain


def test_of_fifty_editors_one_wins_each_round_and_the_others_keep_their_words(arena, portal, fresh):
    path = fresh("empty")
    winners, wordless, seconds = [], 0, []
    for number in range(ROUNDS):
        posts = everybody_saves(arena, path, number)
        answers = portal.together(posts)
        assert statuses(answers) == {302: 1, 409: len(posts) - 1}, number
        sent = list(zip(posts, answers, strict=True))
        winners += [post.fields for post, answer in sent if answer.status == 302]
        wordless += sum(answer.status != 302 and not keeps_words(answer, post) for post, answer in sent)
        seconds += [answer.seconds for answer in answers]
    assert wordless == 0
    revisions = arena.history()[path]
    assert [revision["number"] for revision in revisions] == list(range(1, ROUNDS + 1))
    assert [(int(float(revision["value"])), revision["note"]) for revision in revisions] == [
        (int(one["value"]), one["note"]) for one in winners
    ]
    slow = sorted(seconds)[int(0.99 * len(seconds))]
    lost = len(winners) - len(revisions)
    row(
        "G1",
        f"winners of {ROUNDS} rounds, {len(seconds) // ROUNDS} editors",
        wanted=str(ROUNDS),
        measured=len(winners),
        met=True,
    )
    row("G1", "saves confirmed and lost", wanted="0", measured=lost, met=lost == 0)
    row("G1", "saves refused without their words", wanted="0", measured=wordless, met=wordless == 0)
    row("G1", f"99th percentile of {len(seconds)} answers", wanted="<= 1 s", measured=f"{slow:.2f} s", met=slow <= 1)


@pytest.mark.parametrize("do", ["approve", "send_back"])
def test_of_two_decisions_one_wins(arena, portal, fresh, do):
    """Two approvals, or an approval against a return: what the second coordinator saw has been decided already."""
    first, second = arena.people["coordinators"]
    paths = [fresh("submitted") for _ in range(REPEATS)]
    winners = []
    for repeat, path in enumerate(paths):
        posts = [decide(first, path, 1), decide(second, path, 1, do)]
        if repeat % 2:
            posts.reverse()
        answers = portal.together(posts)
        assert statuses(answers) == {302: 1, 409: 1}
        won = next(post for post, answer in zip(posts, answers, strict=True) if answer.status == 302)
        winners.append("approved" if won.fields["do"] == "approve" else "returned")
    history = arena.history()
    assert [states(history[path]) for path in paths] == [["submitted", winner] for winner in winners]
    what = f"decisions kept of {REPEATS} pairs (approve, {do})"
    row("G1", what, wanted=str(REPEATS), measured=len(winners), met=len(winners) == REPEATS)


@pytest.mark.parametrize("button", ["submit", "draft"])
def test_what_is_approved_was_seen(arena, portal, fresh, button):
    """The coordinator saw 3; an officer saves 7 at the same moment: one of them is too late, and 7 is never public."""
    officer, coordinator = arena.people["editors"][1], arena.people["coordinators"][0]
    paths = [fresh("submitted") for _ in range(REPEATS)]
    for repeat, path in enumerate(paths):
        saving, deciding = save(officer, path, 1, 7, f"s{repeat}"), decide(coordinator, path, 1)
        saving.fields["do"] = button
        posts = [saving, deciding] if repeat % 2 else [deciding, saving]
        answers = dict(zip([post.path for post in posts], portal.together(posts), strict=True))
        assert statuses(answers.values()) == {302: 1, 409: 1}
        assert answers[saving.path].status == 302 or keeps_words(answers[saving.path], saving)
    history = arena.history()
    saved = ("submitted" if button == "submit" else "draft", 7)
    unseen = [path for path in paths if ("approved", 7) in told(history[path])]
    for path in paths:
        assert told(history[path]) in ([("submitted", 3), ("approved", 3)], [("submitted", 3), saved])
    what = f"figures approved unseen, {REPEATS} approvals while saving ({button})"
    row("G1", what, wanted="0", measured=len(unseen), met=not unseen)


def test_twenty_clicks_on_one_button_record_once(arena, portal, fresh):
    paths = [fresh("empty") for _ in range(FORMS)]
    for path in paths:
        click = save(arena.people["editors"][0], path, 0, 5, "click")
        answers = portal.together([click] * CLICKS)
        assert statuses(answers) == {302: CLICKS}
        assert len({answer.location for answer in answers}) == 1
    # Back in the browser and sent again, after the coordinator has approved it.
    assert portal.post(decide(arena.people["coordinators"][0], paths[0], 1)).status == 302
    assert "uwaga click</textarea>" in portal.post(save(arena.people["editors"][0], paths[0], 0, 5, "click")).text
    history = arena.history()
    assert told(history[paths[0]]) == [("submitted", 5), ("approved", 5)]
    assert [told(history[path]) for path in paths[1:]] == [[("submitted", 5)]] * (FORMS - 1)
    most = max(states(history[path]).count("submitted") for path in paths)
    row("G7", f"most revisions of a form, {CLICKS} clicks x {FORMS} forms", wanted="1", measured=most, met=most == 1)


def test_without_the_protection_these_tests_would_fail(arena, fresh):
    editing, deciding, clicking = fresh("empty"), fresh("submitted"), fresh("empty")
    officer, coordinator = arena.people["editors"][1], arena.people["coordinators"][0]
    # One process: the second to arrive is always one for which the first one waits.
    with arena.serve("tests.race.unprotected_wsgi", workers=1) as server:
        assert statuses(server.together(everybody_saves(arena, editing, 0, people=CLICKS)))[302] > 1
        server.together([save(officer, clicking, 0, 5, "click")] * CLICKS)
        assert server.post(save(officer, deciding, 1, 7, "late")).status == 302
        assert server.post(decide(coordinator, deciding, 1)).status == 302
    history = arena.history()
    assert len(history[editing]) > 1
    assert len(history[clicking]) > 1
    assert told(history[deciding]) == [("submitted", 3), ("submitted", 7), ("approved", 7)]  # 7 was never seen


# --- rounds ----------------------------------------------------------------------------------------------------


def close(arena, server, path):
    """Both coordinators have seen the same list; each closes the year with a reason of their own."""
    people = arena.people["coordinators"]
    seen = re.findall(r'name="seen" value="([0-9a-f]{32})"', server.get(path, people[0]).text)
    fields = [{"do": "close", "seen": seen[0], "reason": f"powód {place}"} for place in range(len(people))]
    posts = [Post(session, path, sent) for session, sent in zip(people, fields, strict=True)]
    return posts, server.together(posts)


def closings(arena, path):
    year = path.rstrip("/").rpartition("/")[2]
    kept = arena.rows(f"SELECT closing_reason FROM indicators_reportinground WHERE year = {int(year)}")
    told = arena.rows("SELECT text, details FROM cooperation_change WHERE kind = 'round_changed'")
    return [reason for (reason,) in kept], [text for text, details in told if year in str(details)]


def test_of_two_coordinators_who_close_a_year_one_wins(arena, portal, fresh):
    for _ in range(2):
        path = fresh("rounds")
        posts, answers = close(arena, portal, path)
        assert statuses(answers) == {302: 1, 409: 1}
        won = next(post for post, answer in zip(posts, answers, strict=True) if answer.status == 302)
        lost = next(post for post in posts if post is not won)
        refused = next(answer for answer in answers if answer.status == 409)
        assert f"<dd>{lost.fields['reason']}</dd>" in refused.text
        assert closings(arena, path) == ([won.fields["reason"]], [won.fields["reason"]])


def test_without_the_lock_of_a_round_both_would_close_it(arena, fresh):
    path = fresh("rounds")
    with arena.serve("tests.race.unprotected_wsgi", workers=1) as server:
        _posts, answers = close(arena, server, path)
    assert statuses(answers) == {302: 2}
    assert len(closings(arena, path)[1]) == 2
