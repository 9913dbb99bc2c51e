"""Lists of the administration: long texts, the programme's column, the preset filter."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.indicators.admin.conftest import text

LONG = "Liczba warsztatów i szkoleń zwiększających aktywność organizacji w procesie tworzenia prawa miejscowego"


@pytest.fixture
def administrator(db: Any) -> Client:
    client = Client()
    client.force_login(factories.administrator())
    return client


@pytest.fixture
def programmes(db: Any, time_machine: Any) -> tuple[Any, Any]:
    time_machine.move_to("2025-02-10T09:00:00Z")
    current = factories.ProgrammeFactory(slug="2021-2025", title="Program obecny")
    later = factories.ProgrammeFactory(
        slug="2026-2030", title="Program następny", first_year=2026, last_year=2030, is_published=False
    )
    factories.in_programme(current, name=LONG)
    factories.in_programme(later, name="Liczba narad")
    return current, later


def names(page: Any) -> list[str]:
    return sorted(row.name for row in page.context["cl"].result_list)


def test_list_shows_current_programme_at_first(programmes, administrator):
    address = reverse("admin:indicators_indicator_changelist")
    page = administrator.get(address)
    assert names(page) == [LONG]
    assert "1 wskaźnik" in text(page)
    assert names(administrator.get(address, {"program": programmes[1].pk})) == ["Liczba narad"]
    assert names(administrator.get(address, {"program": "wszystkie"})) == ["Liczba narad", LONG]


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "1;2"])
def test_unknown_value_of_filter_means_current_programme(programmes, administrator, value):
    assert names(administrator.get(reverse("admin:indicators_indicator_changelist"), {"program": value})) == [LONG]


def test_programme_is_first_column_and_long_name_is_marked(programmes, administrator):
    page = text(administrator.get(reverse("admin:indicators_indicator_changelist")))
    assert f'<span class="two-lines">{LONG}</span></a></th>' in page
    years, name = page.index('class="field-programme_years'), page.index('class="field-name')
    assert years < name


@pytest.mark.parametrize(
    "model",
    ["cooperation_swotfinding", "cooperation_conclusion", "goals_maingoal", "goals_specificgoal", "goals_findinglink",
     "indicators_action", "indicators_indicator", "indicators_breakdown", "indicators_reportinground",
     "indicators_decision", "indicators_assessment", "indicators_measurement", "indicators_revision",
     "indicators_evidence", "cooperation_change"],
)  # fmt: skip
def test_every_list_of_programme_rows_has_preset_filter(
    programmes, administrator, model, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        page = administrator.get(reverse(f"admin:{model}_changelist"))
    filters = {spec.parameter_name: spec for spec in page.context["cl"].filter_specs if hasattr(spec, "parameter_name")}
    assert filters["program"].value() == str(programmes[0].pk)


def test_filter_is_hidden_when_there_is_one_programme(db, administrator):
    factories.in_programme(factories.ProgrammeFactory(), name=LONG)
    page = administrator.get(reverse("admin:indicators_indicator_changelist"))
    assert names(page) == [LONG]
    assert "program=wszystkie" not in text(page)


def test_list_without_programmes_is_empty(db, administrator):
    assert names(administrator.get(reverse("admin:indicators_indicator_changelist"))) == []
