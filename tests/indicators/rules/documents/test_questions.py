"""Questions about a draft, the answers in its cells, and what prevents that it is loaded."""

from typing import Any

import pytest

from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.edits import edits_of
from indicators.rules.documents.problems import problems_of
from indicators.rules.documents.questions import DraftQuestionKind, decide, meaning_of_row


def indicator(name: str = "Liczba szkoleń", target: str = "6", **cells: Any) -> IndicatorDraft:
    values: dict[str, Any] = {cell: Quote(value) if isinstance(value, str) else value for cell, value in cells.items()}
    return IndicatorDraft(name=Quote(name), target=Quote(target), **values)


def draft_with(*indicators, **fields):
    action = ActionDraft(name=Quote("Szkolenia"), indicators=list(indicators))
    goal = GoalDraft(text=Quote("Wiedza"), actions=[action])
    base = {"years": (2026, 2028), "main_goal": Quote("Aktywna gmina"), "goals": [goal]}
    return ProgrammeDraft(**{**base, **fields})


def decided(read, units=(), **answers):
    edited = edits_of(read)
    by_kind = {question.kind.value: question.key for question in decide(edited, read, dict(units)).questions}
    edited.answers = {by_kind[name.replace("_", "-")]: answer for name, answer in answers.items()}
    return decide(edited, read, dict(units))


def kinds(result):
    return [question.kind.value for question in result.open_questions]


COMPLETE = indicator(target="6 w każdym roku", frequency_verbatim="raz w roku")


def test_complete_draft_has_no_question():
    assert decided(draft_with(COMPLETE)).questions == []


def test_one_answer_decides_the_period_of_many_rows():
    rows = [indicator(frequency_verbatim="raz w roku") for _ in range(12)]
    read = draft_with(*rows, COMPLETE)
    (question,) = decided(read).open_questions
    assert (question.kind, question.key, len(question.rows)) == (DraftQuestionKind.SCOPE, "scope", 12)
    result = decided(read, scope="year")
    assert [each.scope for each in result.draft.indicators] == ["year"] * 12 + [None]
    assert (len(result.questions), kinds(result)) == (1, [])


def test_row_that_is_decided_is_not_asked_about():
    read = draft_with(indicator(frequency_verbatim="raz w roku"))
    edited = edits_of(read)
    edited.rows[2].texts["scope"] = "programme"
    assert decide(edited, read, {}).questions == []


def test_dropped_row_is_not_asked_about():
    read = draft_with(indicator())
    edited = edits_of(read)
    edited.rows[1].is_dropped = True
    assert decide(edited, read, {}).questions == []


def test_unknown_frequencies_are_asked_by_their_words():
    read = draft_with(
        indicator(target="tak", frequency_verbatim="po każdym konkursie"),
        indicator(target="tak"),
        indicator(target="tak", frequency_verbatim="Po każdym konkursie"),
    )
    questions = decided(read).open_questions
    assert [(question.subject, question.rows) for question in questions] == [
        ("po każdym konkursie", ("i1", "i3")),
        ("", ("i2",)),
    ]
    assert questions[0].key != questions[1].key == "frequency"
    edited = edits_of(read)
    edited.answers = {questions[0].key: "yearly", questions[1].key: "weekly"}
    result = decide(edited, read, {})
    assert [each.frequency for each in result.draft.indicators] == ["yearly", None, "yearly"]
    assert [question.key for question in result.open_questions] == ["frequency"]


def test_year_of_baselines_is_asked_once():
    rows = [
        indicator(target="tak", frequency_verbatim="raz w roku", baseline=text)
        for text in ("21", "4 (2020)", "b.d.", "40%")
    ]
    read = draft_with(*rows)
    (question,) = decided(read).open_questions
    assert (question.kind, question.rows) == (DraftQuestionKind.BASELINE_YEAR, ("i1", "i4"))
    assert kinds(decided(read, baseline_year="24")) == ["baseline-year"]
    assert [each.baseline_year for each in decided(read, baseline_year="2024").draft.indicators] == [
        2024, None, None, 2024,
    ]  # fmt: skip


def test_unknown_unit_is_asked_about_and_known_one_is_not():
    rows = [
        indicator(target="tak", frequency_verbatim="raz w roku", responsible=name)
        for name in ("WSS", "Ośrodek Kultury", "ośrodek kultury")
    ]
    units = {"wss": "7"}
    (question,) = decided(draft_with(*rows), units).open_questions
    assert (question.subject, question.rows, question.choices) == ("Ośrodek Kultury", ("i2", "i3"), ("new", "7"))
    assert kinds(decided(draft_with(*rows), units, unit="new")) == []
    assert kinds(decided(draft_with(*rows), units, unit="8")) == ["unit"]


def test_meaning_of_a_column_fills_empty_cells_only():
    remark = [("Opiekun", Quote("J. Kos"))]
    rows = [
        indicator(target="tak", frequency_verbatim="raz w roku", remarks=list(remark)),
        indicator(target="tak", frequency_verbatim="raz w roku", remarks=list(remark), unit="szt."),
        COMPLETE,
    ]
    read = draft_with(*rows)
    assert kinds(decided(read)) == ["column"]
    result = decided(read, column="unit")
    first, second, _complete = result.draft.indicators
    assert (first.unit, first.remarks) == (Quote("J. Kos", origin=first.unit.origin), [])
    assert (second.unit, second.remarks) == (Quote("szt."), remark)
    assert [each.remarks for each in decided(read, column="drop").draft.indicators] == [[], [], []]


def test_one_of_several_main_goals_is_chosen():
    candidates = [Quote("Silne organizacje"), Quote("Aktywna gmina")]
    read = draft_with(COMPLETE, main_goal=None, main_goal_candidates=candidates)
    assert kinds(decided(read)) == ["main-goal"]
    assert decided(read).draft.main_goal is None
    assert decided(read, main_goal="1").draft.main_goal.text == "Aktywna gmina"
    edited = edits_of(read)
    edited.head["main_goal"] = "Własny cel"
    assert decide(edited, read, {}).questions == []


def test_typed_years_decide_the_period_of_a_row():
    read = draft_with(indicator(frequency_verbatim="raz w roku"))
    edited = edits_of(read)
    edited.head |= {"first_year": "2026", "last_year": "2026"}
    assert decide(edited, read, {}).questions == []


@pytest.mark.parametrize(
    ("baseline", "year", "comparator"),
    [("10 (2024)", "", "at_most"), ("10", "2024", "at_most"), ("10", "", "at_least"), ("dużo", "2024", "at_least")],
)
def test_meaning_of_a_row_takes_its_baseline_into_account(baseline, year, comparator):
    texts = edits_of(draft_with(indicator())).rows[2].texts | {"baseline": baseline, "baseline_year": year}
    assert meaning_of_row(texts, (2026, 2028)).comparator == comparator


# --- what prevents that the draft is loaded --------------------------------------------------------------------------


def problems(read, head=(), rows=()):
    edited = edits_of(read)
    edited.head |= dict(head)
    for at, texts in dict(rows).items():
        edited.rows[at].texts |= texts
    return [(problem.place, str(problem.sentence)) for problem in problems_of(edited, decide(edited, read, {}))]


def test_complete_draft_has_no_problem():
    assert problems(draft_with(COMPLETE)) == []


@pytest.mark.parametrize(
    ("head", "place", "words"),
    [
        ({"first_year": ""}, "head-first_year", "first and the last year"),
        ({"last_year": "20"}, "head-last_year", "first and the last year"),
        ({"last_year": "2025"}, "head-first_year", "cannot cover the years 2026–2025"),
        ({"first_year": "1980"}, "head-first_year", "cannot cover"),
        ({"slug": "Program ó"}, "head-slug", "small letters"),
        ({"title": "x" * 501}, "head-title", "Shorten this text to 500"),
        ({"main_goal": ""}, "head-main_goal", "Enter the main goal"),
    ],
)
def test_wrong_field_is_named(head, place, words):
    ((field, sentence),) = problems(draft_with(COMPLETE), head)
    assert field == place
    assert words in sentence


def test_programme_without_goals_is_a_problem():
    assert problems(draft_with(goals=[])) == [("rows", "A programme needs at least one specific goal: add it.")]


def test_rows_without_names_and_long_cells_are_named_by_their_numbers():
    rows = {
        1: {"name": ""},
        2: {"name": "", "target": "x" * 501, "baseline": "3", "baseline_year": "24"},
    }
    assert [(place, words[:15]) for place, words in problems(draft_with(COMPLETE), rows=rows)] == [
        ("a1-name", "Action 1.1 has "),
        ("i1-name", "Indicator 1.1.1"),
        ("i1-target", "Indicator 1.1.1"),
        ("i1-baseline_year", "Indicator 1.1.1"),
    ]
    assert problems(draft_with(COMPLETE), rows={0: {"name": ""}})[-1][0] == "g1-name"
