"""The diagnosis: findings with the goals that address them, and conclusions."""

from cooperation.models import SwotFinding
from indicators.queries.diagnosis import findings_linked_to_goal, findings_linked_to_goals, load_diagnosis
from tests import factories

Quadrant = SwotFinding.Quadrant


def test_findings_are_by_quadrant_with_their_goals(office, other, django_assert_num_queries):
    goal = office.indicator.action.specific_goal
    threat = factories.SwotFindingFactory(programme=office.programme, quadrant=Quadrant.THREAT, position=1)
    factories.SwotFindingFactory(programme=office.programme, quadrant=Quadrant.STRENGTH, position=1)
    factories.SwotFindingFactory(programme=other.programme, quadrant=Quadrant.STRENGTH, position=1)
    factories.ConclusionFactory(programme=office.programme, number=2, text="drugi")
    factories.ConclusionFactory(programme=office.programme, number=1, text="pierwszy")
    assert not load_diagnosis(office.programme).has_links
    factories.FindingLinkFactory(finding=threat, specific_goal=goal)
    with django_assert_num_queries(2):
        diagnosis = load_diagnosis(office.programme)
    assert diagnosis.has_links
    assert list(diagnosis.findings) == list(Quadrant.values)
    assert [finding.goal_ids for finding in diagnosis.findings[Quadrant.THREAT]] == [(goal.pk,)]
    assert [finding.goal_ids for finding in diagnosis.findings[Quadrant.STRENGTH]] == [()]
    assert [(conclusion.number, conclusion.text) for conclusion in diagnosis.conclusions] == [
        (1, "pierwszy"),
        (2, "drugi"),
    ]


def test_linked_findings_follow_the_diagnosis(office, django_assert_num_queries):
    goal = office.indicator.action.specific_goal
    for quadrant, position in ((Quadrant.THREAT, 1), (Quadrant.STRENGTH, 2), (Quadrant.STRENGTH, 1)):
        finding = factories.SwotFindingFactory(
            programme=office.programme, quadrant=quadrant, position=position, text=f"{quadrant} {position}"
        )
        factories.FindingLinkFactory(finding=finding, specific_goal=goal)
    with django_assert_num_queries(1):
        linked = findings_linked_to_goal(goal.pk)
    assert [finding.text for finding in linked] == ["strength 1", "strength 2", "threat 1"]
    assert findings_linked_to_goals(office.programme) == {goal.pk: linked}
    assert findings_linked_to_goal(goal.pk + 1) == []
