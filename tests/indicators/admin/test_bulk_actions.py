"""Bulk actions with a confirmation page: the unit of indicators, the members of a unit."""

from datetime import date

import pytest
from django.urls import reverse

from cooperation.models import Change, UnitMember
from indicators.models import Indicator, Measurement
from tests import factories
from tests.indicators.conftest import approve
from tests.tables import changed_tables, rows_of_every_table

INDICATORS, PEOPLE = reverse("admin:indicators_indicator_changelist"), reverse("admin:auth_user_changelist")


def chosen(action, *rows, **more):
    return {"action": action, "_selected_action": [row.pk for row in rows], "index": "0", **more}


def test_assign_unit_changes_each_indicator_and_keeps_figures(administrator, office):
    approve(office)
    other = factories.in_programme(office.programme, unit=None)
    same = factories.in_programme(office.programme, unit=factories.UnitFactory())
    before = rows_of_every_table()
    page = administrator.post(INDICATORS, chosen("assign_unit", office.indicator, other, same))
    assert {row.pk for row in page.context["rows"]} == {office.indicator.pk, other.pk, same.pk}
    assert (page.context["form"].is_bound, changed_tables(before)) == (False, set())
    sent = chosen("assign_unit", office.indicator, other, same, confirmed="yes", unit=same.unit_id)
    figures = Measurement.objects.values().get()
    assert administrator.post(INDICATORS, sent).status_code == 302
    assert set(Indicator.objects.values_list("unit", flat=True)) == {same.unit_id}
    assert [indicator.history.count() for indicator in (office.indicator, other, same)] == [2, 2, 1]
    assert office.indicator.history.latest().history_user.username == "administrator"
    assert Change.objects.filter(kind="edited").count() == 2
    assert Measurement.objects.values().get() == figures


@pytest.mark.parametrize("unit", ["", "999999", "x", "disabled"])
def test_assign_unit_refuses_unknown_or_disabled_unit(administrator, office, unit):
    disabled = factories.UnitFactory(is_active=False)
    before = rows_of_every_table()
    sent = chosen("assign_unit", office.indicator, confirmed="yes", unit=disabled.pk if unit == "disabled" else unit)
    page = administrator.post(INDICATORS, sent)
    assert (page.status_code, bool(page.context["form"].errors["unit"])) == (200, True)
    assert changed_tables(before) == set()


def test_join_unit_adds_each_person_once(administrator, office):
    new = factories.officer()
    former = factories.officer()
    UnitMember.objects.create(unit=office.unit, user=former, since=date(2020, 1, 1), until=date(2021, 1, 1))
    people = (office.officer, new, former)
    assert administrator.post(PEOPLE, chosen("join_unit", *people)).context["form"].is_bound is False
    sent = chosen("join_unit", *people, confirmed="yes", unit=office.unit.pk, since="2025-03-01")
    for _ in range(2):
        assert administrator.post(PEOPLE, sent).status_code == 302
    joined = UnitMember.objects.filter(since=date(2025, 3, 1)).values_list("user", flat=True)
    assert set(joined) == {new.pk, former.pk}
    assert UnitMember.objects.filter(user=office.officer).count() == 1
    page = administrator.post(PEOPLE, sent | {"since": "wczoraj"})
    assert (page.status_code, bool(page.context["form"].errors["since"])) == (200, True)


@pytest.mark.parametrize("size", [1, 3])
def test_confirmation_page_query_count_is_constant(administrator, office, size, django_assert_num_queries):
    rows = [office.indicator, *(factories.in_programme(office.programme) for _ in range(size - 1))]
    with django_assert_num_queries(13):
        assert len(administrator.post(INDICATORS, chosen("assign_unit", *rows)).context["rows"]) == size
