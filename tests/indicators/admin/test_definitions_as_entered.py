"""Every definition is added and changed through its form, stored as entered, and recorded in its history."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group

from tests import factories
from tests.indicators.admin.test_entered_programme_equals_loaded import add, change
from tests.permissions.test_administration import EDITED, MODELS

# Tested elsewhere: indicators and terms in test_entered_programme_equals_loaded.py,
# templates in tests/reports/admin.
ELSEWHERE = {"indicators.indicator", "reports.reporttemplate"}


def new_programme(office: Any) -> Any:
    """A programme without diagnosis and goals."""
    return factories.ProgrammeFactory(slug="nowy", issuer="Inny urząd")


def programme(office: Any) -> Any:
    first: dict[str, Any] = {
        "title": "Program A",
        "title_origin": "document",
        "issuer": "Gmina A",
        "resolution": "uchwała nr 1",
    }
    first |= {"source_note": "przypis", "first_year": 2026, "last_year": 2026, "slug": "2026", "is_example": "on"}
    return first, {"title": "Program B", "title_origin": "default", "source_note": "inny", "resolution": "nr 2"}


def finding(office: Any) -> Any:
    first = {
        "programme": new_programme(office),
        "quadrant": "strength",
        "origin": "document",
        "position": 1,
        "text": "a",
    }
    return first, {"quadrant": "threat", "origin": "default", "position": 2, "text": "b"}


def conclusion(office: Any) -> Any:
    first = {"programme": new_programme(office), "number": 1, "reference": "8. Wnioski, 1)", "text": "a"}
    return first, {"number": 2, "reference": "8. Wnioski, 2)", "text": "b"}


def main_goal(office: Any) -> Any:
    first = {"programme": new_programme(office), "reference": "§ 2", "text": "a"}
    return first, {"reference": "§ 3", "text": "b"}


def specific_goal(office: Any) -> Any:
    first = {"main_goal": office.programme.main_goal, "position": 7, "reference": "§ 2 tiret 1", "text": "a"}
    return first, {"position": 8, "reference": "§ 2 tiret 2", "text": "b"}


def finding_link(office: Any) -> Any:
    finding, other = factories.SwotFindingFactory.create_batch(2, programme=office.programme)
    first = {"finding": finding, "specific_goal": office.programme.main_goal.specific_goals.get(), "reason": "a"}
    return first, {"finding": other, "reason": "b"}


def action(office: Any) -> Any:
    goal = office.programme.main_goal.specific_goals.get()
    first = {
        "specific_goal": goal,
        "position": 7,
        "reference": "§ 3",
        "name": "a",
        "narrative_state": "",
        "remarks": "",
    }
    return first, {"position": 8, "reference": "§ 4", "name": "b", "narrative_state": "done", "remarks": "w terminie"}


def breakdown(office: Any) -> Any:
    return {"programme": office.programme, "name": "wiek", "origin": "document"}, {"name": "płeć"}


def unit(office: Any) -> Any:
    return {"name": "Biuro A", "short_name": "A", "is_active": "on"}, {"name": "Biuro B", "short_name": "B"}


def deputy(office: Any) -> Any:
    first = {"person": office.officer, "deputy": office.coordinator, "since": "1.02.2025", "until": "28.02.2025"}
    return first, {"until": "31.03.2025"}


def office_itself(office: Any) -> Any:
    first = {"name": "Urząd Gminy A", "short_name": "UG A", "address": "Rynek 1", "email": "urzad@example.org"}
    return first, {"name": "Urząd Gminy B", "phone": "12 345 67 89", "website": "https://example.org/"}


def person(office: Any) -> Any:
    first = {"username": "anna", "first_name": "Anna", "last_name": "Ćwik", "email": "anna@example.org"}
    return first, {"first_name": "Ewa", "last_name": "Żak", "email": "ewa@example.org"}


FORMS = {
    "auth.user": person,
    "cooperation.conclusion": conclusion,
    "cooperation.deputy": deputy,
    "cooperation.office": office_itself,
    "cooperation.programme": programme,
    "cooperation.swotfinding": finding,
    "cooperation.unit": unit,
    "goals.findinglink": finding_link,
    "goals.maingoal": main_goal,
    "goals.specificgoal": specific_goal,
    "indicators.action": action,
    "indicators.breakdown": breakdown,
}


def as_sent(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in typed.items()}


def as_stored(value: Any) -> Any:
    """Return the model's value for a typed date or a ticked box."""
    if isinstance(value, str) and value.endswith(".2025"):
        day, month, year = map(int, value.split("."))
        return date(year, month, day)
    return True if value == "on" else value


def test_every_edited_model_is_covered():
    edited = {label for label, how in MODELS.items() if how == EDITED}
    assert edited == set(FORMS) | ELSEWHERE
    assert {model._meta.label_lower for model in admin.site._registry} == set(MODELS)


@pytest.mark.parametrize("label", FORMS)
def test_definition_is_stored_as_typed(office, administrator, label):
    model = apps.get_model(label)
    first, then = FORMS[label](office)
    row = add(administrator, model, **as_sent(first))
    for name, value in first.items():
        assert getattr(row, name) == as_stored(value), name
    row = change(administrator, row, **as_sent(then))
    for name, value in (first | then).items():
        assert getattr(row, name) == as_stored(value), name
    records = row.history.all()
    assert [(record.history_type, record.history_user.username) for record in records] == [
        ("~", "administrator"),
        ("+", "administrator"),
    ]


def test_categories_are_stored_as_typed(office, administrator):
    sent = {"programme": office.programme.pk, "name": "wiek", "origin": "document", "categories-TOTAL_FORMS": 2}
    names = {"categories-0-position": 1, "categories-0-name": "do 18", "categories-1-position": 2}
    row = add(
        administrator, apps.get_model("indicators.breakdown"), **sent, **names, **{"categories-1-name": "powyżej 18"}
    )
    assert list(row.categories.values_list("position", "name")) == [(1, "do 18"), (2, "powyżej 18")]
    row = change(administrator, row, **{"categories-1-name": "19 i więcej"})
    assert list(row.categories.values_list("position", "name")) == [(1, "do 18"), (2, "19 i więcej")]


def test_members_of_a_unit_are_stored_as_typed(office, administrator):
    member = {"members-0-user": office.officer.pk, "members-0-since": "1.02.2025"}
    row = add(administrator, apps.get_model("cooperation.unit"), name="Biuro A", is_active="on", **member)
    assert list(row.members.values_list("user", "since", "until")) == [(office.officer.pk, date(2025, 2, 1), None)]
    row = change(administrator, row, **{"members-0-until": "28.02.2025"})
    assert row.members.get().until == date(2025, 2, 28)


def test_groups_of_a_person_are_stored_as_typed(office, administrator):
    group = Group.objects.get(name="administrator")
    sent = {"username": "anna", "first_name": "Anna", "last_name": "Ćwik", "email": "a@example.org", "groups": group.pk}
    row = add(administrator, apps.get_model("auth.user"), **sent)
    assert (list(row.groups.all()), row.is_staff, row.is_superuser, row.has_usable_password()) == (
        [group], True, False, False,
    )  # fmt: skip
