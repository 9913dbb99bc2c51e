"""Documents in the layouts of different offices are understood as expected, and what is left out is listed."""

import json

import pytest

from tests.indicators.rules.documents.scores import CORPUS, documents, score, understood

DOCUMENTS = documents()


def test_corpus_has_an_outline_for_each_document():
    assert {path.name for path in CORPUS.glob("*.json")} == {f"{name}.json" for name in DOCUMENTS}
    assert len(DOCUMENTS) >= 12


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_understood_as_expected(name):
    expected = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    actual = understood(name, DOCUMENTS[name])
    assert actual == expected
    figures = score(expected, actual)
    assert (figures["right"], figures["silent"], figures["invented"]) == (figures["cells"], 0, 0)


def test_score_tells_reported_from_silent_and_invented_cells():
    expected = understood("11-bez-naglowkow.txt", DOCUMENTS["11-bez-naglowkow.txt"])
    wrong = {**expected, "title": "Inny", "main_goal": None, "specific_goals": []}
    wrong["not_understood"] = [{"where": "", "text": expected["main_goal"], "why": ""}]
    assert score(expected, wrong) == {"cells": 7, "right": 3, "reported": 1, "silent": 3, "invented": 1}
