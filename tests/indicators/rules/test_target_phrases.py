"""The meanings of all phrases in the tables."""

from typing import Any

import pytest

from cooperation.text import plain
from indicators.rules.targets import Kind, parse_target
from tests.indicators.rules.phrase_tables import baseline_of, labelled, notation, real, rows, table


@pytest.mark.parametrize("phrase", labelled("targets"), ids=lambda phrase: phrase["text"])
def test_labelled_target_is_parsed(phrase: dict[str, Any]) -> None:
    meaning = parse_target(phrase["text"])
    actual = {
        "text": phrase["text"],
        "kind": meaning.kind,
        "comparator": meaning.comparator,
        "value": None if meaning.value is None else plain(meaning.value),
        "upper": None if meaning.upper is None else plain(meaning.upper),
        "scope": meaning.scope,
        "measure": meaning.measure,
        "deadline": None if meaning.deadline is None else meaning.deadline.isoformat(),
        "growth_reference": meaning.growth_reference,
        "growth_year": meaning.growth_year,
        "growth_unit": meaning.growth_unit,
        "schedule": [[year, plain(value)] for year, value in meaning.schedule],
        "origin_of_comparator": meaning.origins.comparator,
        "origin_of_scope": meaning.origins.scope,
    }
    assert {name: actual[name] for name in phrase} == phrase


@pytest.mark.parametrize("phrase", real("targets"), ids=lambda phrase: phrase["text"])
def test_target_of_real_programme_is_parsed(phrase: dict[str, Any]) -> None:
    """Parsed with the years, the baseline and the indicator's name; flagged phrases must be descriptive."""
    name, _, _ = phrase["context"].partition(";")
    meaning = parse_target(phrase["text"], years=(2021, 2030), baseline=baseline_of(phrase), name=name)
    if phrase.get("flag"):
        assert meaning.kind is Kind.DESCRIPTIVE
        return
    assert meaning.kind in phrase["kind"]
    assert meaning.comparator in phrase.get("comparator", [None])
    assert meaning.scope in phrase.get("scope", [None])
    numbers = {"value": meaning.value, "upper": meaning.upper}
    assert {key: value and plain(value) for key, value in numbers.items()} == {key: phrase.get(key) for key in numbers}
    assert (meaning.deadline and meaning.deadline.isoformat()) == phrase.get("deadline")


@pytest.mark.parametrize(("text", "expected"), table("phrases_read.tsv", "target") + table("phrases_own.tsv", "target"))
def test_target_phrase_is_parsed(text: str, expected: str) -> None:
    assert notation(parse_target(text)) == expected


def test_every_phrase_has_expected_meaning() -> None:
    phrases = {(row["kind"], row["text"]) for row in rows("phrases.tsv") if row["kind"] != "indicator"}
    assert phrases == {(row["kind"], row["text"]) for row in rows("phrases_read.tsv")}
