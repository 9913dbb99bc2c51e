"""The differences between a programme, given as the text from which it was loaded, and another text."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from indicators.rules.documents.differences import (
    Difference,
    DifferenceKind,
    Differences,
    StandingAction,
    StandingGoal,
    StandingIndicator,
    StandingProgramme,
    baseline_of_draft,
    differences_of,
    is_same_frequency,
)
from indicators.rules.documents.drafts import (
    ActionDraft,
    ConclusionDraft,
    FindingDraft,
    GoalDraft,
    IndicatorDraft,
    ProgrammeDraft,
    Quote,
)
from indicators.rules.documents.matches import NEW
from indicators.rules.documents.other_differences import StandingTexts, text_differences
from indicators.rules.indicator_tables import Baseline
from indicators.rules.programme_tree import NodeKey, NodeKind


def indicator(name: str, target: str = "6 rocznie", frequency: str = "raz w roku", **texts: Any) -> IndicatorDraft:
    quotes: dict[str, Any] = {key: Quote(text) if isinstance(text, str) else text for key, text in texts.items()}
    return IndicatorDraft(
        name=Quote(name),
        target=Quote(target) if target else None,
        frequency_verbatim=Quote(frequency) if frequency else None,
        **quotes,
    )


def action(name: str, *indicators: IndicatorDraft, position: str | None = None) -> ActionDraft:
    return ActionDraft(name=Quote(name) if name else None, position=position, indicators=list(indicators))


def goal(text: str, *actions: ActionDraft) -> GoalDraft:
    return GoalDraft(text=Quote(text) if text else None, actions=list(actions))


def draft(*goals: GoalDraft, main_goal: str = "Aktywna gmina") -> ProgrammeDraft:
    return ProgrammeDraft(years=(2026, 2028), main_goal=Quote(main_goal) if main_goal else None, goals=list(goals))


def standing(of: ProgrammeDraft, **changes: Any) -> StandingProgramme:
    """Return the programme that was loaded from the draft, its rows numbered from 1 through all kinds."""
    keys = count(1)
    goals = [
        StandingGoal(
            pk=next(keys),
            position=at,
            name=item.text.text,
            actions=[
                StandingAction(
                    pk=next(keys),
                    position=number,
                    name=row.name.text,
                    indicators=[
                        StandingIndicator(
                            **{
                                "pk": next(keys),
                                "position": place,
                                "name": leaf.name.text,
                                "target": leaf.target.text if leaf.target else "–",
                                "frequency_verbatim": leaf.frequency_verbatim.text if leaf.frequency_verbatim else "",
                                "measure": "",
                                "baseline": baseline_of_draft(leaf, ""),
                                "withdrawn_from": None,
                                **changes,
                            }
                        )
                        for place, leaf in enumerate(row.indicators, 1)
                    ],
                )
                for number, row in enumerate(item.actions, 1)
            ],
        )
        for at, item in enumerate(of.goals, 1)
    ]
    main_goal = (99, of.main_goal.text) if of.main_goal else None
    return StandingProgramme(years=(2026, 2028), main_goal=main_goal, goals=goals)


def compared(old: ProgrammeDraft, new: ProgrammeDraft, answers: dict[str, str] | None = None, **changes: Any) -> Any:
    return differences_of(standing(old, **changes), new, answers or {})


def short(differences: Differences) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(item.key, item.old, item.new) for item in differences.items]


OLD = draft(
    goal("Wiedza", action("Szkolenia", indicator("Liczba szkoleń"), indicator("Udział kobiet", "40%"))),
    goal("Pieniądze", action("Konkursy", indicator("Liczba umów"))),
)


def test_same_document_has_no_differences():
    assert compared(OLD, OLD).items == []


def single(target: str, frequency: str = "raz w roku", name: str = "Liczba szkoleń", **texts: Any) -> ProgrammeDraft:
    return draft(goal("Wiedza", action("Szkolenia", indicator(name, target, frequency, **texts))))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("6 rocznie", "8 rocznie", "terms"),
        ("6 rocznie", "6 w całym okresie", "terms"),
        ("6 szkolen rocznie", "6 szkoleń rocznie", "terms"),
        ("6 szkoleń rocznie", "6 umów rocznie", "terms"),
        ("co najmniej 6 rocznie", "min. 6 rocznie", "words"),
        ("powstanie centrm", "powstanie centrum", "words"),
        ("nie gorzej niż w gminie", "gorzej niż w gminie", "terms"),
        ("6 rocznie", "", "terms"),
        ("–", "b.d.", "words"),
        ("6 rocznie", "dobrze", "terms"),
    ],
)
def test_target_with_another_meaning_is_new_terms_and_other_words_are_corrected(old, new, expected):
    items = compared(single(old), single(new)).items
    assert [item.kind for item in items] == [expected]
    assert items[0].new[0] == (new or "–")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("raz w roku", "corocznie", "words"),
        ("raz w roku", "raz na kwartał", "terms"),
        ("po konkursie", "po konkurise", "words"),
        ("po konkursie", "po szkoleniu", "terms"),
        ("raz w roku", "po konkursie", "terms"),
        ("raz w roku", "", None),
    ],
)
def test_frequency_with_another_meaning_is_new_terms(old, new, expected):
    differences = compared(single("6", old), single("6", new))
    assert [item.kind for item in differences.items] == ([expected] if expected else [])


def test_new_terms_contain_target_and_frequency():
    (item,) = compared(single("6 rocznie"), single("8 rocznie", "corocznie")).items
    assert (item.key, item.old, item.new) == (
        "terms-indicator-3",
        ("6 rocznie", "raz w roku"),
        ("8 rocznie", "corocznie"),
    )


def test_two_corrections_of_one_indicator_have_keys_of_their_own():
    new = single("min. 6 rocznie", "corocznie")
    assert [item.key for item in compared(single("co najmniej 6 rocznie"), new).items] == [
        "words-indicator-3-target",
        "words-indicator-3-frequency",
    ]


def test_corrected_name_says_whether_the_target_means_something_else():
    (item,) = compared(single("6 rocznie"), single("6 rocznie", name="Liczba szkolen")).items
    assert (item.kind, item.is_meaning_changed) == (DifferenceKind.WORDS, False)
    old, new = single("5 dni", name="Czas oczekiwania"), single("5 dni", name="Czas oczekiwanja")
    assert [item.field for item in compared(old, new).items] == ["name"]
    answered = compared(
        single("5 dni", name="Liczba skarg mieszkańców"),
        single("5 dni", name="Liczba uwag mieszkańców"),
        {"i1": "indicator-3"},
    )
    assert [item.is_meaning_changed for item in answered.items] == [True]


def test_baseline_of_the_document_is_compared():
    old, new = single("6", baseline="3 (2024)"), single("6", baseline="4 (2024)")
    assert short(compared(old, new)) == [("baseline-indicator-3", ("3 (2024)",), ("4 (2024)",))]
    assert short(compared(single("6"), new)) == [("baseline-indicator-3", ("–",), ("4 (2024)",))]
    assert compared(old, single("6")).items == []
    assert compared(old, single("6", baseline="brak badań")).items == []
    assert baseline_of_draft(indicator("Liczba", baseline="4", baseline_year=2024), "") == Baseline(
        value=Decimal(4), year=2024
    )


def test_baseline_refines_the_meaning_of_both_targets():
    old, new = single("wzrost o 5%", baseline="3 (2024)"), single("wzrost o 5 %", baseline="3 (2024)")
    assert [item.kind for item in compared(old, new).items] == ["words"]


def test_words_of_goals_actions_and_the_main_goal_are_compared():
    new = draft(
        goal("Wiedza mieszkańców", action("Szkolenja", indicator("Liczba szkoleń"), indicator("Udział kobiet", "40%"))),
        goal("Pieniądze", action("Konkursy", indicator("Liczba umów"))),
        main_goal="Aktywna Gmina",
    )
    assert short(compared(OLD, new, {"g1": "goal-1"})) == [
        ("words-main-goal-99-name", ("Aktywna gmina",), ("Aktywna Gmina",)),
        ("words-goal-1-name", ("Wiedza",), ("Wiedza mieszkańców",)),
        ("words-action-2-name", ("Szkolenia",), ("Szkolenja",)),
    ]


def test_missing_main_goal_is_no_difference():
    assert compared(OLD, draft(*OLD.goals, main_goal="")).items == []
    assert compared(draft(*OLD.goals, main_goal=""), OLD).items == []


def test_added_rows_are_listed_once_with_what_is_below():
    new = draft(
        *OLD.goals,
        goal("Zdrowie", action("Sport", indicator("Liczba zawodów"))),
    )
    (item,) = compared(OLD, new).items
    assert (item.key, item.new, item.parent, item.contents) == ("added-g3", ("Zdrowie",), "", ("a3", "i4"))


def test_added_indicator_names_its_action():
    new = draft(
        goal(
            "Wiedza",
            action("Szkolenia", indicator("Liczba szkoleń"), indicator("Udział kobiet", "40%"), indicator("Koszt", "")),
        ),
        OLD.goals[1],
    )
    (item,) = compared(OLD, new).items
    assert (item.key, item.new, item.parent) == ("added-i3", ("Koszt", "–", "raz w roku"), "a1")


def test_removed_rows_are_listed_and_withdrawn_ones_are_not():
    new = draft(OLD.goals[0])
    assert [item.key for item in compared(OLD, new).items] == [
        "removed-goal-5",
        "removed-action-6",
        "removed-indicator-7",
    ]
    assert "removed-indicator-7" not in compared(OLD, new, withdrawn_from=2027).by_key


def test_withdrawn_indicator_of_the_document_is_named():
    assert [item.kind for item in compared(single("6"), single("6"), withdrawn_from=2027).items] == ["reinstated"]


def test_moved_indicator_names_both_actions():
    new = draft(
        goal("Wiedza", action("Szkolenia", indicator("Liczba szkoleń"))),
        goal("Pieniądze", action("Konkursy", indicator("Liczba umów"), indicator("Udział kobiet", "40%"))),
    )
    (item,) = compared(OLD, new).items
    assert (item.key, item.old, item.new, item.parent) == ("moved-indicator-4", ("Szkolenia",), ("Konkursy",), "a2")
    assert item.old_parent == NodeKey(NodeKind.ACTION, 2)


def test_indicator_moved_below_a_new_action_is_no_part_of_it():
    new = draft(
        goal("Wiedza", action("Szkolenia", indicator("Liczba szkoleń"))),
        goal(
            "Pieniądze",
            action("Konkursy", indicator("Liczba umów")),
            action("Raporty", indicator("Udział kobiet", "40%")),
        ),
    )
    differences = compared(OLD, new)
    assert [(item.key, item.parent, item.contents) for item in differences.items] == [
        ("moved-indicator-4", "a3", ()),
        ("added-a3", "g2", ()),
    ]
    assert differences.places["g2"] == NodeKey(NodeKind.GOAL, 5)


def test_open_question_about_an_action_moves_nothing():
    old = draft(goal("Wiedza", action("Szkolenia organizacji 2026", indicator("Liczba szkoleń"))))
    new = draft(goal("Wiedza", action("Szkolenia organizacji 2027", indicator("Liczba szkoleń", "9"))))
    undecided = compared(old, new)
    assert [question.key for question in undecided.actions.questions] == ["a1"]
    assert [item.kind for item in undecided.items] == ["terms"]
    decided_new = compared(old, new, {"a1": NEW})
    assert [item.key for item in decided_new.items] == [
        "terms-indicator-3",
        "moved-indicator-3",
        "added-a1",
        "removed-action-2",
    ]


def test_rows_without_a_name_are_not_compared():
    new = draft(*OLD.goals, goal("", action("", indicator("Liczba nowości"))))
    (item,) = compared(OLD, new).items
    assert (item.key, item.parent) == ("added-i4", "a3")


def test_number_of_the_document_distinguishes_actions_of_one_name():
    old = draft(goal("Wiedza", action("Szkolenia", position="1"), action("Szkolenia", position="2")))
    new = draft(goal("Wiedza", action("Szkolenia", position="2")))
    assert [item.key for item in compared(old, new).items] == ["removed-action-2"]


def test_unknown_frequencies_are_the_same_only_with_a_typing_error():
    assert is_same_frequency("po konkursie", "po konkurise")
    assert not is_same_frequency("raz w roku", "po konkursie")


def test_keys_of_differences_are_those_of_their_rows():
    difference = Difference(kind=DifferenceKind.ADDED, source="i3")
    assert difference.key == "added-i3"


def test_other_unit_and_measure_are_differences():
    new = draft(goal("Wiedza", action("Szkolenia", indicator("Liczba szkoleń"), indicator("Udział kobiet", "40%"))))
    old = standing(new, measure="szt.", unit=(7, "Biuro Rady"))
    for leaf in new.indicators:
        leaf.responsible, leaf.unit = Quote("BR"), Quote("szt.")
    assert differences_of(old, new, {}, {"br": 7}).items == []
    first, second = new.indicators
    first.responsible, second.unit = Quote("Wydział Kultury"), Quote("%")
    changes = differences_of(old, new, {}, {"br": 7, "wydzial kultury": 8}).items
    assert [(item.kind, item.field, item.old, item.new) for item in changes] == [
        ("details", "responsible", ("Biuro Rady",), ("Wydział Kultury",)),
        ("details", "unit", ("szt.",), ("%",)),
    ]


def test_texts_of_the_diagnosis_are_compared_by_quadrant():
    texts = StandingTexts(
        title="Program na lata 2026-2028",
        findings={"strength": ["aktywne sołectwa", "zespół urzędu"], "threat": ["susza"]},
        conclusions=["Trzeba szkolić."],
    )
    new = draft()
    new.findings = [
        FindingDraft(quadrant="strength", text=Quote("Aktywne sołectwa.")),
        FindingDraft(quadrant="strength", text=Quote("zespół urzędu gminy")),
        FindingDraft(quadrant="weakness", text=Quote("brak sal")),
    ]
    assert [(item.part, item.old, item.new) for item in text_differences(texts, new)] == [
        ("strength", "zespół urzędu", "zespół urzędu gminy"),
        ("weakness", "", "brak sal"),
        ("threat", "susza", ""),
    ]
    new.title = Quote("Inny tytuł")
    assert text_differences(texts, new)[0].part == "title"


def test_conclusions_are_compared_without_findings_of_the_document():
    texts = StandingTexts(title="Program", findings={"threat": ["susza"]}, conclusions=["Szkolić liderów.", "Pytać."])
    new = ProgrammeDraft(
        conclusions=[
            ConclusionDraft(number="1", reference="", text=Quote("Szkolić liderów organizacji.")),
            ConclusionDraft(number="2", reference="", text=Quote("Szkolić liderów i radnych.")),
        ]
    )
    assert [(item.part, item.old, item.new) for item in text_differences(texts, new)] == [
        ("conclusion", "Szkolić liderów.", "Szkolić liderów i radnych."),
        ("conclusion", "", "Szkolić liderów organizacji."),
        ("conclusion", "Pytać.", ""),
    ]
