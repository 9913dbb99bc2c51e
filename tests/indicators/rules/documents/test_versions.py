"""Two versions of a draft: their differences, and rows taken from the stored one."""

from copy import deepcopy

import pytest

from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.edits import EditedDraft, edits_of
from indicators.rules.documents.versions import differing_texts, is_order_different, with_stored_rows


@pytest.fixture
def stored() -> EditedDraft:
    action = ActionDraft(name=Quote("Szkolenia"), indicators=[IndicatorDraft(name=Quote("Liczba szkoleń"))])
    goals = [GoalDraft(text=Quote("Wiedza"), actions=[action]), GoalDraft(text=Quote("Pieniądze"))]
    return edits_of(ProgrammeDraft(title=Quote("Program"), goals=goals))


@pytest.fixture
def own(stored: EditedDraft) -> EditedDraft:
    return deepcopy(stored)


def differences(stored, own):
    return [(item.field or item.key, item.name, item.stored, item.own) for item in differing_texts(stored, own)]


def keys(rows):
    return [row.key for row in rows]


def test_equal_versions_have_no_differences(stored, own):
    assert differences(stored, own) == []
    assert not is_order_different(stored, own)


def test_texts_beside_the_rows_are_compared_without_blank_lines(stored, own):
    own.head["title"], own.head["issuer"] = "Program współpracy", "\n"
    own.findings["strength"] = "sołectwa"
    own.conclusions = "Szkolić."
    assert differences(stored, own) == [
        ("head-title", "title", "Program", "Program współpracy"),
        ("findings-strength", "strength", "", "sołectwa"),
        ("conclusions", "conclusions", "", "Szkolić."),
    ]


def test_changed_and_dropped_cells_are_compared(stored, own):
    own.rows[2].texts["target"] = "6"
    own.rows[2].is_dropped = True
    key = own.rows[2].key
    assert differences(stored, own) == [
        (f"{key}-target", "target", "", "6"),
        (f"{key}-dropped", "dropped", "", "on"),
    ]


def test_row_of_one_version_is_one_difference(stored, own):
    removed = own.rows.pop(2)
    assert differences(stored, own) == [(removed.key, "row", "Liczba szkoleń", "")]
    assert differences(own, stored) == [(removed.key, "row", "", "Liczba szkoleń")]


def test_stored_rows_are_taken_below_the_row_above_them(stored, own):
    del own.rows[1:3]
    wanted = keys(stored.rows)[1:3]
    assert keys(with_stored_rows(own, stored, wanted)) == keys(stored.rows)
    assert keys(with_stored_rows(own, stored, wanted[:1])) == [keys(stored.rows)[0], wanted[0], keys(stored.rows)[3]]


def test_first_goal_is_taken_and_action_without_goal_is_not(stored, own):
    goal = own.rows[0].key
    own.rows[:] = []
    assert keys(with_stored_rows(own, stored, [goal])) == [goal]
    assert with_stored_rows(own, stored, [stored.rows[1].key]) == []


def test_other_order_of_common_rows_is_recognised(stored, own):
    own.rows.append(own.rows.pop(0))
    assert is_order_different(stored, own)
    assert differences(stored, own) == []
