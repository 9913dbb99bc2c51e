"""Keys, gaps and proposed numbers of a programme's tree."""

import pytest

from cooperation.text import ValueType
from indicators.rules.programme_tree import (
    MAX_POSITION,
    Gap,
    NodeKey,
    NodeKind,
    free_position,
    gaps_of,
    next_position,
    next_reference,
    node_version,
    parse_key,
)


@pytest.mark.parametrize("kind", NodeKind)
def test_parse_key_reads_every_anchor(kind):
    assert parse_key(NodeKey(kind, 12).anchor) == NodeKey(kind, 12)


@pytest.mark.parametrize("text", ["", "indicator", "indicator-", "indicator-x", "unit-1", "goal-²", f"goal-{'9' * 19}"])
def test_parse_key_rejects_other_texts(text):
    assert parse_key(text) is None


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ({}, ()),
        ({"has_unit": False}, (Gap.NO_UNIT,)),
        ({"has_terms": False}, (Gap.NO_TERMS,)),
        ({"value_type": ValueType.DECIMAL}, (Gap.NO_MEASURE,)),
        ({"value_type": ValueType.DECIMAL, "measure": "km"}, ()),
        ({"value_type": ValueType.MONEY}, ()),
        ({"has_unit": False, "value_type": ValueType.SIGNED}, (Gap.NO_UNIT, Gap.NO_MEASURE)),
        ({"has_unit": False, "withdrawn_from": 2024}, ()),
    ],
)
def test_gaps_of_names_what_is_missing(facts, gaps):
    complete = {"has_unit": True, "has_terms": True, "value_type": ValueType.COUNT, "measure": ""}
    assert gaps_of(**{**complete, "withdrawn_from": None, **facts}) == gaps


@pytest.mark.parametrize(
    ("positions", "proposed"), [([], 1), ([1, 2], 3), ([1, 5], 6), ([MAX_POSITION], 1), ([1, MAX_POSITION], 2)]
)
def test_next_position_follows_the_last(positions, proposed):
    assert next_position(positions) == proposed


def test_free_position_fills_first_hole():
    assert free_position({1, 2, 4}) == 3


@pytest.mark.parametrize(
    ("reference", "proposed"),
    [("", ""), ("§ 3 ust. 1 pkt 9", "§ 3 ust. 1 pkt 10"), ("1.2)", "1.3)"), ("Cel A", ""), ("9" * 7, "")],
)
def test_next_reference_increases_last_number(reference, proposed):
    assert next_reference(reference) == proposed


def test_node_version_changes_with_state_and_order():
    versions = {node_version(("a",), [1, 2]), node_version(("b",), [1, 2]), node_version(("a",), [2, 1])}
    assert len(versions) == 3
    assert node_version(("a",), [1, 2]) in versions
