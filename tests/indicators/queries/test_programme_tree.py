"""The tree of a programme: its order, gaps, and what refers to its nodes."""

import pytest
from django.db import models

from cooperation.models import SwotFinding
from goals.models import FindingLink
from indicators.models import Target
from indicators.queries.programme_tree import _REFERRING, load_programme_tree, references_to
from indicators.rules.programme_tree import Gap, NodeKind, Reference
from indicators.services.programme_tree import TABLES
from tests import factories
from tests.indicators.conftest import ON, approve


@pytest.mark.parametrize("kind", NodeKind)
def test_references_cover_every_protected_key(kind):
    """A new model that refers to a node must prevent its deletion."""
    model = TABLES[kind].model
    protected = {
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.PROTECT
    }
    covered = {(referring, column) for _reference, referring, column in _REFERRING[kind]}
    assert protected - {(Target, "indicator")} == covered


def test_references_are_counted_by_kind(office):
    approve(office)
    factories.ReaderQuestionFactory.create_batch(2, indicator=office.indicator)
    references = references_to(NodeKind.INDICATOR, [office.indicator.pk])
    assert references == {office.indicator.pk: {Reference.MEASUREMENTS: 1, Reference.READER_QUESTIONS: 2}}


def test_tree_has_gaps_questions_and_links(office):
    goal = office.indicator.action.specific_goal
    bare = factories.IndicatorFactory(
        action=office.indicator.action, unit=None, value_type="decimal", terms__verbatim="5 szt."
    )
    finding = factories.SwotFindingFactory(programme=office.programme, quadrant="weakness")
    FindingLink.objects.create(finding=finding, specific_goal=goal)
    tree = load_programme_tree(office.programme, on=ON)
    (goal_node,) = tree.goals
    assert goal_node.gap_counts == {Gap.NO_UNIT: 1, Gap.NO_MEASURE: 1}
    assert (goal_node.question_count, goal_node.indicator_count) == (1, 2)
    assert goal_node.references == {Reference.ACTIONS: 1, Reference.LINKS: 1}
    assert [node.key.pk for node in tree.indicators] == [office.indicator.pk, bare.pk]
    assert list(tree.findings) == SwotFinding.Quadrant.values
    assert tree.findings["weakness"][0].references == {Reference.LINKS: 1}


def test_tree_leaves_out_other_programmes(office):
    factories.in_programme(factories.ProgrammeFactory())
    assert len(load_programme_tree(office.programme, on=ON).indicators) == 1


@pytest.mark.parametrize("items", [1, 5])
def test_load_programme_tree_query_count(office, items, django_assert_num_queries):
    factories.IndicatorFactory.create_batch(items, action=office.indicator.action)
    with django_assert_num_queries(16):
        load_programme_tree(office.programme, on=ON)
