"""Open questions of indicators, answered by buttons in the tree."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cooperation.roles import Role
from indicators.models import Decision
from tests import factories
from tests.indicators.admin.conftest import text
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def tree(office: Any) -> SimpleNamespace:
    """An administrator who is a coordinator as well; an indicator whose target has no period."""
    person = factories.administrator(username="administrator")
    person.groups.add(Group.objects.get(name=str(Role.COORDINATOR)))
    client = Client()
    client.force_login(person)
    address = reverse("admin:cooperation_programme_tree", args=[office.programme.pk])
    indicator = factories.in_programme(office.programme, unit=office.unit, name="Odsetek ofert", terms__verbatim="90%")
    return SimpleNamespace(office=office, person=person, client=client, address=address, indicator=indicator)


def answers(tree: SimpleNamespace) -> dict[str, str]:
    """Return setting -> value of the button on the page."""
    content = tree.client.get(tree.address).content.decode()
    values = [part.partition('"')[0] for part in content.split('value="') if part.startswith("answer:")]
    return {value.split(":", 3)[3]: value for value in values}


def test_buttons_are_the_decisions_that_settle_the_question(tree):
    assert set(answers(tree)) == {"scope:year", "scope:final"}
    content = text(tree.client.get(tree.address))
    assert "co najmniej 90% w każdym roku" in content
    assert "Inne rozstrzygnięcie…" in content


def test_button_records_a_public_decision_that_settles_the_question(tree):
    answer = tree.client.post(f"{tree.address}zmiana/", {"do": answers(tree)["scope:year"]}, follow=True)
    decision = Decision.objects.get()
    assert answer.redirect_chain == [(f"{tree.address}#indicator-{tree.indicator.pk}", 302)]
    assert (decision.scope, decision.is_public, decision.author) == ("year", True, tree.person)
    assert decision.text.replace("\u00a0", " ") == "Wartość docelowa „90%” oznacza: co najmniej 90% w każdym roku."
    assert decision.question
    assert answers(tree) == {}


def test_direction_is_answered_with_a_comparison(tree):
    tree.indicator.name = "Liczba pożarów"
    tree.indicator.value_type = "count"
    tree.indicator.save()
    target = tree.indicator.targets.get()
    target.delete()
    factories.TargetFactory(indicator=tree.indicator, verbatim="5/rok")
    buttons = answers(tree)
    assert set(buttons) == {"comparator:at_least", "comparator:at_most"}
    tree.client.post(f"{tree.address}zmiana/", {"do": buttons["comparator:at_most"]})
    assert Decision.objects.get().comparator == "at_most"


def test_administrator_who_is_no_coordinator_has_no_buttons_and_may_not_decide(tree):
    value = answers(tree)["scope:year"]
    tree.person.groups.remove(Group.objects.get(name=str(Role.COORDINATOR)))
    assert answers(tree) == {}
    assert tree.client.post(f"{tree.address}zmiana/", {"do": value}).status_code == 403
    assert not Decision.objects.exists()


def test_outdated_or_forged_answer_records_nothing(tree):
    value = answers(tree)["scope:year"]
    tree.client.post(f"{tree.address}zmiana/", {"do": answers(tree)["scope:final"]})
    before = rows_of_every_table()
    content = text(tree.client.post(f"{tree.address}zmiana/", {"do": value}, follow=True))
    assert "pytanie zostało rozstrzygnięte lub zmienione" in content
    tree.client.post(f"{tree.address}zmiana/", {"do": value.replace("scope:year", "exempt_year:2024")})
    tree.client.post(f"{tree.address}zmiana/", {"do": value.replace("scope:year", "scope:month")})
    assert changed_tables(before) == set()


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ("answer:indicator-{own}:x:scope:year", 400),
        ("answer:indicator-{own}:", 400),
        ("answer:action-1:0:scope:year", 400),
        ("answer:indicator-999999:0:scope:year", 404),
        ("answer:indicator-{foreign}:0:scope:year", 404),
    ],
)
def test_forged_answer_is_rejected(tree, step, status):
    foreign = factories.in_programme(factories.ProgrammeFactory(), terms__verbatim="90%")
    step = step.format(own=tree.indicator.pk, foreign=foreign.pk)
    assert tree.client.post(f"{tree.address}zmiana/", {"do": step}).status_code == status
