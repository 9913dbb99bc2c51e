"""Search and sorting of Polish names in the administration, the same on both databases."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.models import Unit
from cooperation.models.people import PersonIndex
from cooperation.models.search import search_condition
from goals.models import SpecificGoal
from indicators.models import Action, Indicator
from indicators.queries.members import members_of_units
from tests import factories

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"
LISTS = {
    Unit: ("cooperation/unit/", {"name": "Powiat Łódzki – Zespół Świadczeń"}),
    SpecificGoal: ("goals/specificgoal/", {"text": "Rozwój Łódzkich organizacji i świadczeń"}),
    Action: ("indicators/action/", {"name": "Konkursy łódzkie na świadczenia"}),
    Indicator: ("indicators/indicator/", {"name": "Liczba świadczeń łódzkich organizacji"}),
}
FACTORIES = {
    Unit: factories.UnitFactory,
    SpecificGoal: factories.SpecificGoalFactory,
    Action: factories.ActionFactory,
    Indicator: factories.IndicatorFactory,
}


@pytest.fixture
def administrator(client):
    person = factories.administrator()
    client.force_login(person)
    return person


def rows(response):
    return list(response.context["cl"].queryset)


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("query", ["łódzki", "LODZKI", "świadczenie", "swiadczenia lodz"])
def test_admin_search_ignores_case_diacritics_and_inflection(client, administrator, model, query):
    path, values = LISTS[model]
    wanted = FACTORIES[model](**values)
    FACTORIES[model]()
    assert rows(client.get(f"{ADMIN}{path}", {"q": query})) == [wanted]


@pytest.mark.parametrize("query", ["ćwik", "CWIK", "żaneta ćw", "zaneta"])
def test_admin_list_finds_people(client, administrator, query):
    factories.UserFactory(username="anna", first_name="Anna", last_name="Nowak")
    wanted = factories.UserFactory(username="zc", first_name="Żaneta", last_name="Ćwik")
    assert rows(client.get(f"{ADMIN}auth/user/", {"q": query})) == [wanted]


def test_person_picker_finds_and_sorts_people(client, administrator):
    people = [factories.UserFactory(first_name="Łucja", last_name=name) for name in ("Dąb", "Ćwik", "Czyż", "Cis")]
    asked = {"app_label": "cooperation", "model_name": "unitmember", "field_name": "user", "term": "lucja"}
    answer = client.get(f"{ADMIN}autocomplete/", asked).json()
    assert [int(row["id"]) for row in answer["results"]] == [person.pk for person in reversed(people)]


def test_people_are_sorted_in_polish_order(client, administrator):
    unit = factories.UnitFactory()
    names = ("Żak", "Czyż", "Ćwik", "Zych", "Dąb", "Łoś", "Lis")
    for name in names:
        factories.officer(unit, last_name=name)
    ordered = ["Czyż", "Ćwik", "Dąb", "Lis", "Łoś", "Zych", "Żak"]
    shown = [person.last_name for person in rows(client.get(f"{ADMIN}auth/user/")) if person.last_name in names]
    assert shown == ordered
    today = unit.members.first().since
    assert [person.last_name for person in members_of_units(on=today)[unit.pk]] == ordered


def test_person_index_is_updated_by_new_name_and_not_by_log_in():
    person = factories.UserFactory(last_name="Nowak")
    person.last_name = "Żuraw"
    person.save(update_fields=["last_name"])
    assert User.objects.filter(search_condition("zuraw", ["name_index__search_text"])).get() == person
    with CaptureQueriesContext(connection) as queries:
        person.save(update_fields=["last_login"])
    assert not [query for query in queries if PersonIndex._meta.db_table in query["sql"]]


def test_search_text_is_updated_with_update_fields():
    unit = factories.UnitFactory(name="Wydział Sportu")
    unit.name = "Wydział Kultury"
    unit.save(update_fields=["name"])
    assert list(Unit.objects.filter(search_condition("kultura", ["search_text"]))) == [unit]
    assert not Unit.objects.filter(search_condition("sport", ["search_text"])).exists()


def test_every_admin_search_uses_search_text():
    columns = {
        (model.__name__, column)
        for model, model_admin in admin.site._registry.items()
        for column in model_admin.search_fields
    }
    assert columns
    assert not {column for column in columns if not column[1].endswith("search_text")}
