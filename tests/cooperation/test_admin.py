import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from cooperation.models import Programme, Unit
from goals.models import FindingLink
from tests import factories
from tests.indicators.admin.conftest import filled, text


@pytest.fixture
def desk(db, client):
    client.force_login(factories.administrator(username="administrator"))
    return client


@pytest.fixture
def indicator(db):
    return factories.in_programme(factories.ProgrammeFactory())


@pytest.mark.usefixtures("indicator")
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_every_list_opens_for_the_administrator_in_polish(desk, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if model._meta.app_label == "account":
        assert desk.get(reverse(f"{name}_changelist")).status_code == 403
        return
    response = desk.get(reverse(f"{name}_changelist"))
    assert response.status_code == 200
    assert 'lang="pl"' in response.content.decode()


@pytest.mark.parametrize("model", ["programme", "swotfinding", "conclusion", "unit"])
def test_definitions_have_a_form_to_add(desk, model):
    assert desk.get(reverse(f"admin:cooperation_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["measurement", "revision", "reportinground", "decision", "assessment"])
def test_what_services_write_is_only_looked_at(desk, model):
    assert desk.get(reverse(f"admin:indicators_{model}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:indicators_{model}_add")).status_code == 403


def test_address_and_years_of_a_programme_are_set_once(desk, indicator):
    programme = Programme.objects.get()
    content = desk.get(reverse("admin:cooperation_programme_change", args=[programme.pk])).content.decode()
    for name in ("slug", "first_year", "last_year", "source_text"):
        assert f'name="{name}"' not in content


def test_an_administrator_neither_sees_nor_makes_a_superuser(desk):
    root = factories.UserFactory(username="root", is_superuser=True, is_staff=True)
    assert "root" not in desk.get(reverse("admin:auth_user_changelist")).content.decode()
    assert desk.get(reverse("admin:auth_user_change", args=[root.pk])).status_code == 302
    person = factories.UserFactory(username="osoba")
    address = reverse("admin:auth_user_change", args=[person.pk])
    desk.post(address, filled(desk.get(address)) | {"is_superuser": "on", "is_staff": "on", "first_name": "Ewa"})
    person.refresh_from_db()
    assert (person.first_name, person.is_superuser, person.is_staff) == ("Ewa", False, False)


def test_the_group_administrator_opens_administration(desk):
    person = factories.UserFactory(username="osoba")
    group = Group.objects.get(name="administrator")
    address = reverse("admin:auth_user_change", args=[person.pk])
    desk.post(address, filled(desk.get(address)) | {"groups": [group.pk]})
    assert get_user_model().objects.get(pk=person.pk).is_staff
    desk.post(address, filled(desk.get(address)) | {"groups": []})
    assert not get_user_model().objects.get(pk=person.pk).is_staff


def test_people_are_deactivated_not_deleted(desk):
    person = factories.UserFactory()
    assert desk.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403


def test_a_used_unit_cannot_be_deleted(desk, indicator):
    desk.post(reverse("admin:cooperation_unit_delete", args=[indicator.unit.pk]), {"post": "yes"})
    assert Unit.objects.filter(pk=indicator.unit.pk).exists()


def test_a_link_from_a_finding_keeps_its_author(desk, indicator):
    finding = factories.SwotFindingFactory(programme=Programme.objects.get())
    goal = indicator.action.specific_goal
    desk.post(reverse("admin:goals_findinglink_add"), {"finding": finding.pk, "specific_goal": goal.pk, "reason": "x"})
    assert FindingLink.objects.get().author.username == "administrator"
    content = desk.get("/programy/" + Programme.objects.get().slug + "/diagnoza/").content.decode()
    assert "chain-f" in content


@pytest.mark.parametrize("make", [factories.coordinator, factories.officer, factories.UserFactory])
def test_nobody_else_gets_into_administration(client, db, make):
    client.force_login(make())
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/cooperation/unit/").status_code in (302, 403)


def test_lists_count_entries_in_the_right_form(desk):
    """18 ustaleń, 9 celów: Django's own foot puts the nominative after every number."""
    goal = factories.MainGoalFactory()
    factories.SpecificGoalFactory.create_batch(9, main_goal=goal)
    factories.SwotFindingFactory.create_batch(18, programme=goal.programme)
    for address, counted in (("goals_specificgoal", "9 celów"), ("cooperation_swotfinding", "18 ustaleń")):
        assert counted in text(desk.get(reverse(f"admin:{address}_changelist")))
    nouns = {model._meta.label: getattr(one, "counted", None) for model, one in admin.site._registry.items()}
    plain = {label for label, noun in nouns.items() if noun is None or "wpis" in str(noun % {"n": 5})}
    assert plain == {"cooperation.Office", "reports.ReportTemplate", "auth.Group", "account.EmailAddress"}
