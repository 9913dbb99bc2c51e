"""The list that a person edits: its steps, and the way from a draft to the list and back."""

import pytest

from cooperation.rules.origins import Origin
from indicators.rules.documents.blocks import Place
from indicators.rules.documents.drafts import (
    ActionDraft,
    ConclusionDraft,
    FindingDraft,
    GoalDraft,
    IndicatorDraft,
    ProgrammeDraft,
    Quote,
)
from indicators.rules.documents.edits import (
    RowKind,
    added,
    divided,
    draft_of_edits,
    edits_from_json,
    edits_of,
    edits_to_json,
    is_changed,
    is_year,
    moved,
    moved_together,
    numbers_of,
    parents_of,
    shifted,
    sources_of,
)

PLACE = Place(page=3)


def quote(text):
    return Quote(text, PLACE)


def read_draft():
    first = IndicatorDraft(
        name=quote("Liczba szkoleń"), target=quote("6"), frequency_verbatim=quote("raz w roku"), frequency="yearly",
        baseline=quote("3"), baseline_year=2024, remarks=[("Opiekun", quote("J. Kos"))],
    )  # fmt: skip
    second = IndicatorDraft(name=quote("Liczba osób"))
    actions = [
        ActionDraft(name=quote("Szkolenia"), position="1", indicators=[first, second]),
        ActionDraft(name=quote("Ankiety"), position="2"),
    ]
    return ProgrammeDraft(
        title=quote("Program"),
        years=(2026, 2028),
        note="przypis",
        findings=[FindingDraft(quadrant="strength", text=quote("sołectwa"))],
        conclusions=[
            ConclusionDraft(number="1", reference="§ 2", text=quote("Szkolić.")),
            ConclusionDraft(number="", reference="", text=quote("Pytać.")),
        ],
        main_goal=quote("Aktywna gmina"),
        goals=[
            GoalDraft(text=quote("Wiedza"), number="1", actions=actions),
            GoalDraft(text=quote("Pieniądze"), number="2", actions=[ActionDraft(name=quote("Konkursy"), position="1")]),
        ],
        source="tekst",
    )


def keys(rows):
    return " ".join(row.key for row in rows)


@pytest.fixture
def edited():
    return edits_of(read_draft())


def test_unedited_list_becomes_the_same_draft(edited):
    assert draft_of_edits(edits_from_json(edits_to_json(edited)), read_draft()) == read_draft()


def test_list_has_every_row_with_its_cells(edited):
    assert keys(edited.rows) == "g1 a1 i1 i2 a2 g2 a3"
    assert edited.rows[2].texts == {
        "name": "Liczba szkoleń", "target": "6", "frequency_verbatim": "raz w roku", "baseline": "3", "unit": "",
        "responsible": "", "baseline_year": "2024", "frequency": "", "scope": "",
    }  # fmt: skip
    assert edited.head == {
        "title": "Program", "issuer": "", "first_year": "2026", "last_year": "2028", "slug": "",
        "main_goal": "Aktywna gmina",
    }  # fmt: skip
    assert edited.conclusions == "1. Szkolić.\nPytać."


def test_draft_without_years_has_empty_fields():
    edited = edits_of(ProgrammeDraft())
    assert (edited.head["first_year"], edited.head["title"], edited.rows) == ("", "", [])
    assert draft_of_edits(edited, ProgrammeDraft()).years is None


def test_changed_cell_is_a_decision_with_the_place_of_the_document(edited):
    edited.rows[2].texts |= {"target": "8", "unit": "szt.", "baseline": "", "baseline_year": "20x4"}
    indicator = next(iter(draft_of_edits(edited, read_draft()).indicators))
    assert indicator.target == Quote("8", PLACE, Origin.DECISION)
    assert indicator.unit is not None
    assert indicator.unit.origin is Origin.DECISION
    assert (indicator.baseline, indicator.baseline_year) == (None, None)
    assert indicator.name == quote("Liczba szkoleń")
    assert indicator.remarks == [("Opiekun", quote("J. Kos"))]


def test_chosen_frequency_and_period_are_part_of_the_draft(edited):
    edited.rows[3].texts |= {"frequency": "quarterly", "scope": "year"}
    indicator = list(draft_of_edits(edited, read_draft()).indicators)[1]
    assert (indicator.frequency, indicator.frequency_verbatim, indicator.scope) == ("quarterly", None, "year")


def test_edited_diagnosis_keeps_unchanged_texts(edited):
    edited.findings["strength"] = "sołectwa\n\n zespół  urzędu"
    edited.conclusions = "1. Szkolić.\n3) Uprościć."
    draft = draft_of_edits(edited, read_draft())
    assert [(finding.text.text, finding.text.origin) for finding in draft.findings] == [
        ("sołectwa", Origin.DOCUMENT),
        ("zespół urzędu", Origin.DECISION),
    ]
    assert [(item.number, item.reference, item.text.text) for item in draft.conclusions] == [
        ("1", "§ 2", "Szkolić."),
        ("3", "", "Uprościć."),
    ]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("i1", "g1 a1 i2 a2 g2 a3"), ("a1", "g1 a2 g2 a3"), ("g1", "g2 a3"), ("g2", "g1 a1 i1 i2 a2")],
)
def test_dropped_row_is_left_out_with_what_is_below(edited, key, wanted):
    next(row for row in edited.rows if row.key == key).is_dropped = True
    assert keys(edited.loaded_rows()) == wanted


def test_numbers_follow_the_order(edited):
    assert numbers_of(edited.rows) == {
        "g1": "1", "a1": "1.1", "i1": "1.1.1", "i2": "1.1.2", "a2": "1.2", "g2": "2", "a3": "2.1",
    }  # fmt: skip


def test_row_below_nothing_is_an_error(edited):
    assert parents_of(edited.rows)["i2"] == "a1"
    with pytest.raises(ValueError, match="i1 is below nothing"):
        parents_of([edited.rows[0], edited.rows[2]])


@pytest.mark.parametrize(
    ("key", "is_down", "wanted"),
    [
        ("i1", True, "g1 a1 i2 i1 a2 g2 a3"),
        ("i2", False, "g1 a1 i2 i1 a2 g2 a3"),
        ("a1", True, "g1 a2 a1 i1 i2 g2 a3"),
        ("g2", False, "g2 a3 g1 a1 i1 i2 a2"),
        ("g1", False, "g1 a1 i1 i2 a2 g2 a3"),
        ("a2", True, "g1 a1 i1 i2 a2 g2 a3"),
    ],
)
def test_row_is_shifted_with_what_is_below(edited, key, is_down, wanted):
    assert keys(shifted(edited.rows, key, is_down=is_down)) == wanted


def test_row_is_moved_below_another(edited):
    assert keys(moved(edited.rows, "i1", "a3")) == "g1 a1 i2 a2 g2 a3 i1"
    assert keys(moved(edited.rows, "a1", "g2")) == "g1 a2 g2 a3 a1 i1 i2"


def test_moved_actions_lose_their_numbers(edited):
    edited.rows = shifted(edited.rows, "a1", is_down=True)
    goal = draft_of_edits(edited, read_draft()).goals[0]
    assert [(text_of_name(action), action.position) for action in goal.actions] == [
        ("Ankiety", None),
        ("Szkolenia", None),
    ]


def text_of_name(action):
    return action.name.text


def test_rows_are_added_at_their_places(edited):
    rows, key = added(edited.rows, RowKind.INDICATOR, "a1")
    assert (key, keys(rows)) == ("i3", "g1 a1 i1 i2 i3 a2 g2 a3")
    rows, key = added(rows, RowKind.ACTION, "g1")
    assert (key, keys(rows)) == ("a4", "g1 a1 i1 i2 i3 a2 a4 g2 a3")
    rows, key = added(rows, RowKind.GOAL)
    assert (key, keys(rows)) == ("g3", "g1 a1 i1 i2 i3 a2 a4 g2 a3 g3")
    edited.rows = rows
    draft = draft_of_edits(edited, read_draft())
    assert [goal.text.text if goal.text else None for goal in draft.goals] == ["Wiedza", "Pieniądze", None]
    assert draft.goals[0].actions[2].name is None
    assert draft.goals[0].actions[0].indicators[2].name.text == ""


def test_divided_row_has_the_same_cells(edited):
    edited.rows[2].texts["name"] = "Liczba szkoleń; liczba osób"
    rows, key = divided(edited.rows, "i1")
    assert (key, keys(rows)) == ("i3", "g1 a1 i1 i3 i2 a2 g2 a3")
    assert [(row.texts["name"], row.texts["target"]) for row in rows[2:4]] == [
        ("Liczba szkoleń", "6"),
        ("liczba osób", "6"),
    ]
    assert divided(edited.rows, "i2")[0][4].texts["name"] == "Liczba osób"


def test_changed_and_added_rows_are_marked(edited):
    sources = sources_of(read_draft())
    assert not any(is_changed(row, sources) for row in edited.rows)
    rows, _key = added(edited.rows, RowKind.GOAL)
    rows[0].texts["name"] = "Wiedza i umiejętności"
    assert [row.key for row in rows if is_changed(row, sources)] == ["g1", "g3"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2026", True), ("1899", False), ("2101", False), ("٢٠٢٦", False), ("20260", False), ("", False)],
)
def test_year_has_four_digits(text, wanted):
    assert is_year(text) is wanted


@pytest.mark.parametrize(
    ("first", "last", "span"), [("2026", "2028", "2026–2028"), ("2026", "2026", "2026"), ("2026", "", ""), ("", "", "")]
)
def test_span_of_typed_years(first, last, span):
    edited = edits_of(read_draft())
    edited.head |= {"first_year": first, "last_year": last}
    assert edited.year_span == span


def test_indicators_are_moved_together_to_action_without_name():
    rows = edits_of(read_draft()).rows
    first, second = (row.key for row in rows if row.kind is RowKind.INDICATOR)
    goal = [row.key for row in rows if row.kind is RowKind.GOAL][1]
    result = moved_together(rows, [second, first], goal)
    unnamed = next(row for row in result if row.kind is RowKind.ACTION and not row.texts["name"])
    assert keys(result).endswith(f"{unnamed.key} {first} {second}")
    again = moved_together(result, [first], goal)
    assert keys(again).endswith(f"{unnamed.key} {second} {first}")


def test_actions_are_moved_together_to_another_goal():
    rows = edits_of(read_draft()).rows
    first, second = [row.key for row in rows if row.kind is RowKind.ACTION][:2]
    goal = [row.key for row in rows if row.kind is RowKind.GOAL][1]
    result = moved_together(rows, [first, second], goal)
    assert keys(result).split().index(goal) < keys(result).split().index(first) < keys(result).split().index(second)
