"""Links between findings and goals, set in the tree."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.models import Change
from goals.models import FindingLink
from tests import factories
from tests.indicators.admin.conftest import text
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def tree(office: Any, administrator: Client) -> SimpleNamespace:
    goal = office.indicator.action.specific_goal
    return SimpleNamespace(
        programme=office.programme,
        client=administrator,
        goal=goal,
        other_goal=factories.SpecificGoalFactory(main_goal=goal.main_goal, text="drugi cel"),
        finding=factories.SwotFindingFactory(programme=office.programme, text="mało warsztatów"),
        other_finding=factories.SwotFindingFactory(programme=office.programme, text="mało ludzi"),
        address=reverse("admin:cooperation_programme_tree", args=[office.programme.pk]),
    )


def place_of(row: Any) -> str:
    return f"{'finding' if row._meta.model_name == 'swotfinding' else 'goal'}-{row.pk}"


def save(tree: SimpleNamespace, row: Any, version: str | None = None, **fields: Any) -> Any:
    """Open the links of a finding or a goal, and send them."""
    place = place_of(row)
    page = tree.client.get(tree.address, {"powiaz": place})
    version = version or page.context["linking"].links.version
    return tree.client.post(f"{tree.address}?powiaz={place}", {"based_on": version, **fields})


def test_finding_is_linked_to_goals_and_unlinked(tree):
    answer = save(tree, tree.finding, **{f"link-{tree.goal.pk}": "on", f"reason-{tree.goal.pk}": "warsztaty",
                                         f"link-{tree.other_goal.pk}": "on"})  # fmt: skip
    assert answer["Location"] == f"{tree.address}#finding-{tree.finding.pk}"
    links = FindingLink.objects.order_by("pk").values_list("finding", "specific_goal", "reason", "author__username")
    assert list(links) == [
        (tree.finding.pk, tree.goal.pk, "warsztaty", "administrator"),
        (tree.finding.pk, tree.other_goal.pk, "", "administrator"),
    ]
    content = text(tree.client.get(tree.address))
    assert f"→ cele {tree.goal.position}, {tree.other_goal.position}" in content
    assert "Odpowiada na: 1 ustalenie" in content
    save(tree, tree.finding, **{f"link-{tree.goal.pk}": "on", f"reason-{tree.goal.pk}": "szkolenia"})
    assert FindingLink.objects.get().reason == "szkolenia"
    done = [change.details["done"] for change in Change.objects.all()]
    assert sorted(done) == ["added", "added", "deleted", "edited"]
    assert FindingLink.history.filter(history_type="-").count() == 1


def test_goal_is_linked_to_findings(tree):
    save(tree, tree.goal, **{f"link-{tree.finding.pk}": "on", f"link-{tree.other_finding.pk}": "on"})
    assert set(tree.goal.links.values_list("finding", flat=True)) == {tree.finding.pk, tree.other_finding.pk}


def test_second_of_two_administrators_gets_409_with_both_versions(tree):
    place = place_of(tree.finding)
    version = tree.client.get(tree.address, {"powiaz": place}).context["linking"].links.version
    save(tree, tree.finding, **{f"link-{tree.goal.pk}": "on", f"reason-{tree.goal.pk}": "pierwsza osoba"})
    before = rows_of_every_table()
    fields = {f"link-{tree.other_goal.pk}": "on", f"reason-{tree.other_goal.pk}": "druga osoba"}
    answer = save(tree, tree.finding, version, **fields)
    assert answer.status_code == 409
    assert "pierwsza osoba" in text(answer)
    assert "druga osoba" in text(answer)
    assert changed_tables(before) == set()
    save(tree, tree.finding, answer.context["linking"].links.version, **fields)
    assert FindingLink.objects.get().specific_goal == tree.other_goal


def test_reason_without_tick_is_not_lost(tree):
    answer = save(tree, tree.finding, **{f"reason-{tree.goal.pk}": "warsztaty"})
    assert answer.status_code == 200
    assert "Zaznacz wiersz albo usuń uzasadnienie" in text(answer)
    assert "warsztaty" in text(answer)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"link-999999": "on"}, 404),
        ({"link-x": "on"}, 404),
        ({"link-": "on"}, 404),
        ({f"link-{'9' * 5000}": "on"}, 404),
        ({"based_on": "x"}, 409),
    ],
    ids=lambda value: str(value)[:20],
)
def test_forged_links_are_rejected(tree, fields, status):
    before = rows_of_every_table()
    shown = tree.client.get(tree.address, {"powiaz": place_of(tree.finding)}).context["linking"].links
    answer = tree.client.post(
        f"{tree.address}?powiaz={place_of(tree.finding)}",
        urlencode({"based_on": shown.version} | fields),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == status
    assert changed_tables(before) == set()


def test_long_reason_is_explained(tree):
    key = tree.goal.pk
    answer = save(tree, tree.finding, **{f"link-{key}": "on", f"reason-{key}": "a" * 2000})
    assert answer.status_code == 200
    assert "1000" in text(answer)
    assert not FindingLink.objects.exists()


def test_node_of_another_programme_answers_404(tree):
    foreign = factories.SwotFindingFactory()
    foreign_goal = factories.SpecificGoalFactory()
    before = rows_of_every_table()
    for place in (place_of(foreign), place_of(foreign_goal), "action-1", "conclusion-1", "finding-x", "main-goal"):
        assert tree.client.post(f"{tree.address}?powiaz={place}", {"based_on": "x"}).status_code == 404
        assert tree.client.get(tree.address, {"powiaz": place}).context["linking"] is None
    assert save(tree, tree.finding, **{f"link-{foreign_goal.pk}": "on"}).status_code == 404
    assert changed_tables(before) == set()
