"""Two coordinators settle a reader's question at once: one answer, one line in the register, one conflict page."""

import pytest

from tests.drill import row, size
from tests.race.test_lost_update import statuses
from tests.servers import Post

REPEATS = size("RACE_REPEATS", 2)

pytestmark = pytest.mark.drill


def settle(session: str, path: str, do: str, text: str) -> Post:
    return Post(session, path, {"do": do, "text": "Skąd ta liczba?", "answer": text, "reason": text})


@pytest.mark.parametrize("do", ["publish", "decline"])
def test_one_of_two_concurrent_answers_is_stored(arena, portal, fresh, do):
    first, second = arena.people["coordinators"]
    lines = len(arena.rows("SELECT id FROM cooperation_change WHERE kind = 'answered'"))
    published = 0
    for repeat in range(REPEATS):
        path = fresh("questions")
        posts = [settle(first, path, "publish", "Z list."), settle(second, path, do, "Z protokołu.")]
        if repeat % 2:
            posts.reverse()
        answers = portal.together(posts)
        assert statuses(answers) == {302: 1, 409: 1}
        (won,) = (post for post, answer in zip(posts, answers, strict=True) if answer.status == 302)
        ((refused_post, conflict),) = (pair for pair in zip(posts, answers, strict=True) if pair[1].status == 409)
        assert refused_post.fields["answer"] in conflict.text  # the conflict page repeats the text
        number = path.rstrip("/").rpartition("/")[2]
        ((state, answer, reason),) = arena.rows(
            f"SELECT state, answer, decline_reason FROM indicators_readerquestion WHERE id = {number}"
        )
        is_published = won.fields["do"] == "publish"
        words = won.fields["answer"]
        assert (state, answer, reason) == (("published", words, "") if is_published else ("declined", "", words))
        published += is_published
    registered = len(arena.rows("SELECT id FROM cooperation_change WHERE kind = 'answered'")) - lines
    met = registered == published
    row("G1", f"answers in the register of {REPEATS} pairs ({do})", wanted=str(published), measured=registered, met=met)
    assert met
