"""The sentence of the diagnosis: what findings led to, and which kinds have no answer."""

import pytest
from django.utils import translation

from cooperation.rendering import render
from indicators.wording.diagnosis import Answer, diagnosis_summary

ACTION, GOAL, NOTHING = Answer.ACTION, Answer.GOAL_ONLY, Answer.NOTHING


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ([("threat", ACTION)], "Z 1 ustalenia 1 doczekało się działania."),
        (
            [("threat", NOTHING), ("threat", NOTHING), ("strength", NOTHING), ("weakness", ACTION)],
            "Z 4 ustaleń 1 doczekało się działania, 3 pozostały bez odpowiedzi: oba zagrożenia i jedna mocna strona.",
        ),
        (
            [*[("threat", NOTHING)] * 5, *[("weakness", NOTHING)] * 2, ("weakness", GOAL), ("opportunity", NOTHING)],
            "Z 9 ustaleń 1 ma cel bez działań, 8 pozostało bez odpowiedzi: 5 zagrożeń, 2 słabe strony i jedna szansa.",
        ),
        ([("threat", NOTHING)] * 2, "2 ustalenia. Dokument nie podaje, które cele na nie odpowiadają."),
        ([], "W programie nie ma ustaleń diagnozy."),
    ],
)
def test_summary_names_kinds_without_answer(answers, text):
    with translation.override("pl"):
        assert render(diagnosis_summary(answers, is_excerpt=False)).replace("\u00a0", " ") == text


def test_summary_in_english():
    answers = [("opportunity", NOTHING), ("opportunity", NOTHING), ("threat", ACTION)]
    with translation.override("en"):
        assert render(diagnosis_summary(answers, is_excerpt=False)) == (
            "Of 3 findings: 1 led to an action, 2 are not addressed by any goal: both opportunities."
        )
