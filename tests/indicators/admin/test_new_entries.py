"""What forms of new entries propose: the programme of the list, the issuer, the address, places of categories."""

from typing import Any

import pytest
from django.urls import reverse

from cooperation.models import Office, Programme
from indicators.models import Breakdown
from tests import factories
from tests.indicators.admin.conftest import filled

ADD = reverse("admin:cooperation_programme_add")


def add(administrator: Any, address: str, **sent: str) -> Any:
    return administrator.post(address, filled(administrator.get(address)) | sent)


def test_form_opened_from_filtered_list_has_its_programme(office, administrator):
    address = reverse("admin:indicators_breakdown_add")
    assert administrator.get(address).context["adminform"].form.initial["programme"] == office.programme.pk
    other = factories.ProgrammeFactory(slug="inny", first_year=2030, last_year=2031)
    listed = f"{address}?_changelist_filters=program%3D{other.pk}"
    assert administrator.get(listed).context["adminform"].form.initial["programme"] == other.pk
    for forged in ("", "?_changelist_filters=program%3Dx"):
        assert "programme" not in administrator.get(address + forged).context["adminform"].form.initial


def test_pickers_of_form_opened_from_filtered_list_show_its_programme_only(office, administrator):
    other = factories.ProgrammeFactory(slug="inny", first_year=2030, last_year=2031)
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=other))
    page = administrator.get(f"{reverse('admin:goals_findinglink_add')}?_changelist_filters=program%3D{other.pk}")
    goals = page.context["adminform"].form.fields["specific_goal"].queryset
    assert list(goals) == [goal]


def test_categories_without_position_follow_the_last_one(office, administrator):
    names = {f"categories-{place}-name": name for place, name in enumerate(("urząd", "gmina", "organizacja"))}
    position = {"categories-1-position": "7"}
    add(administrator, reverse("admin:indicators_breakdown_add"), name="prowadzący", **names, **position)
    categories = Breakdown.objects.latest("pk").categories.values_list("position", "name")
    assert list(categories) == [(7, "gmina"), (8, "urząd"), (9, "organizacja")]


@pytest.mark.parametrize(
    ("first", "last", "slug"),
    [("2031", "2031", "2031"), ("2031", "2035", "2031-2035"), ("2021", "2025", "p-2021-2025")],
)
def test_address_of_new_programme_comes_from_its_years(office, administrator, first, last, slug):
    add(administrator, ADD, title="Program", issuer="P", first_year=first, last_year=last)
    assert Programme.objects.latest("pk").slug == slug


def test_new_programme_without_years_is_refused_with_their_errors(office, administrator):
    page = add(administrator, ADD, title="Program")
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {"first_year", "last_year"}


def test_existing_programme_needs_its_address(office, administrator):
    draft = factories.ProgrammeFactory(slug="projekt", first_year=2030, last_year=2031, is_published=False)
    address = reverse("admin:cooperation_programme_change", args=[draft.pk])
    page = add(administrator, address, slug="")
    assert set(page.context["adminform"].form.errors) == {"slug"}


def test_office_is_proposed_as_issuer(office, administrator):
    Office.objects.create(name="Gmina Przykładowo")
    assert administrator.get(ADD).context["adminform"].form.initial["issuer"] == "Gmina Przykładowo"
