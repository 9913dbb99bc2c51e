"""Answers of a person replace parts of a draft."""

import pytest

from indicators.rules.documents.answers import AnswersError, with_answers
from indicators.rules.documents.drafts import outline
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of

TEXT = (
    "Program współpracy Gminy Lipa na rok 2026\nMocne strony: a\nWnioski\n1) b\nCel główny: M\nCel 1. A\n"
    "Działanie 1: x\nWskaźnik: Liczba i – 5"
)


def read():
    return draft_of(document_of_text(TEXT))


def test_printed_outline_is_accepted_as_answers():
    printed = outline(read())
    assert outline(with_answers(draft_of(document_of_text("x")), printed)) == printed


def test_given_keys_replace_those_of_the_document():
    answers = {
        "main_goal": "Inny cel",
        "title": None,
        "first_year": 2026,
        "last_year": 2028,
        "specific_goals": [
            {"text": "B", "actions": [{"position": None, "name": "y", "indicators": [
                {"name": "j", "target": "2", "frequency_verbatim": "raz w roku"}]}]}
        ],
    }  # fmt: skip
    draft = with_answers(read(), answers)
    assert (draft.title, draft.main_goal.text, draft.years) == (None, "Inny cel", (2026, 2028))
    assert [indicator.frequency for indicator in draft.indicators] == ["yearly"]
    assert str(draft.main_goal.origin) == "decision"
    assert with_answers(read(), {"first_year": None}).years is None
    assert with_answers(read(), {"last_year": 2027}).years == (2027, 2027)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        {"cel": "x"},
        {"specific_goals": [{"text": "B"}]},
        {"findings": [{"quadrant": "x", "text": "a"}]},
        {"title": 5},
    ],
)
def test_answers_of_another_form_are_refused(answers):
    with pytest.raises(AnswersError):
        with_answers(read(), answers)
