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
def administrator(db, client):
    client.force_login(factories.administrator(username="administrator"))
    return client


@pytest.fixture
def indicator(db):
    return factories.in_programme(factories.ProgrammeFactory())


@pytest.mark.usefixtures("indicator")
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_every_change_list_is_shown_in_polish(administrator, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if model._meta.app_label == "account":
        assert administrator.get(reverse(f"{name}_changelist")).status_code == 403
        return
    response = administrator.get(reverse(f"{name}_changelist"))
    assert response.status_code == 200
    assert 'lang="pl"' in response.content.decode()


@pytest.mark.parametrize("model", ["programme", "swotfinding", "conclusion", "unit"])
def test_definitions_have_an_add_form(administrator, model):
    assert administrator.get(reverse(f"admin:cooperation_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["measurement", "revision", "reportinground", "decision", "assessment"])
def test_models_written_by_services_are_read_only(administrator, model):
    assert administrator.get(reverse(f"admin:indicators_{model}_changelist")).status_code == 200
    assert administrator.get(reverse(f"admin:indicators_{model}_add")).status_code == 403


def test_address_and_years_of_saved_programme_are_read_only(administrator, indicator):
    programme = Programme.objects.get()
    content = administrator.get(reverse("admin:cooperation_programme_change", args=[programme.pk])).content.decode()
    for name in ("slug", "first_year", "last_year", "source_text"):
        assert f'name="{name}"' not in content


def test_administrator_cannot_see_or_create_superusers(administrator):
    root = factories.UserFactory(username="root", is_superuser=True, is_staff=True)
    assert "root" not in administrator.get(reverse("admin:auth_user_changelist")).content.decode()
    assert administrator.get(reverse("admin:auth_user_change", args=[root.pk])).status_code == 302
    person = factories.UserFactory(username="osoba")
    address = reverse("admin:auth_user_change", args=[person.pk])
    administrator.post(
        address, filled(administrator.get(address)) | {"is_superuser": "on", "is_staff": "on", "first_name": "Ewa"}
    )
    person.refresh_from_db()
    assert (person.first_name, person.is_superuser, person.is_staff) == ("Ewa", False, False)


def test_members_of_group_administrator_can_open_administration(administrator):
    person = factories.UserFactory(username="osoba")
    group = Group.objects.get(name="administrator")
    address = reverse("admin:auth_user_change", args=[person.pk])
    administrator.post(address, filled(administrator.get(address)) | {"groups": [group.pk]})
    assert get_user_model().objects.get(pk=person.pk).is_staff
    administrator.post(address, filled(administrator.get(address)) | {"groups": []})
    assert not get_user_model().objects.get(pk=person.pk).is_staff


def test_accounts_cannot_be_deleted(administrator):
    person = factories.UserFactory()
    assert administrator.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403


def test_referenced_unit_cannot_be_deleted(administrator, indicator):
    administrator.post(reverse("admin:cooperation_unit_delete", args=[indicator.unit.pk]), {"post": "yes"})
    assert Unit.objects.filter(pk=indicator.unit.pk).exists()


def test_finding_link_stores_its_author(administrator, indicator):
    finding = factories.SwotFindingFactory(programme=Programme.objects.get())
    goal = indicator.action.specific_goal
    administrator.post(
        reverse("admin:goals_findinglink_add"), {"finding": finding.pk, "specific_goal": goal.pk, "reason": "x"}
    )
    assert FindingLink.objects.get().author.username == "administrator"
    content = administrator.get("/programy/" + Programme.objects.get().slug + "/diagnoza/").content.decode()
    assert 'data-g="Cel' in content


@pytest.mark.parametrize("make", [factories.coordinator, factories.officer, factories.UserFactory])
def test_other_roles_cannot_open_administration(client, db, make):
    client.force_login(make())
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/cooperation/unit/").status_code in (302, 403)


def test_change_lists_use_plural_forms(administrator):
    """Django's own template uses the nominative after every number."""
    goal = factories.MainGoalFactory()
    factories.SpecificGoalFactory.create_batch(9, main_goal=goal)
    factories.SwotFindingFactory.create_batch(18, programme=goal.programme)
    for address, counted in (("goals_specificgoal", "9 celów"), ("cooperation_swotfinding", "18 ustaleń")):
        assert counted in text(administrator.get(reverse(f"admin:{address}_changelist")))
    nouns = {
        model._meta.label: getattr(model_admin, "counted_noun", None)
        for model, model_admin in admin.site._registry.items()
    }
    plain = {label for label, noun in nouns.items() if noun is None or "wpis" in str(noun % {"n": 5})}
    assert plain == {"cooperation.Office", "reports.ReportTemplate", "auth.Group", "account.EmailAddress"}
