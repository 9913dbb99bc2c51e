"""New terms from a year: previewed before they are saved, never applied to years with approved values."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cooperation.models import Change
from indicators.models import Target
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.admin.conftest import text
from tests.indicators.conftest import ON, approve
from tests.tables import changed_tables, rows_of_every_table

BASIS = "Uchwała nr 1/2023 z 5 grudnia 2022 r."


@pytest.fixture
def step(office):
    return reverse("admin:indicators_indicator_amend", args=[office.indicator.pk])


@pytest.fixture
def sent(office):
    return {
        "applies_from": "2023", "basis": BASIS, "verbatim": "2/rok", "frequency_verbatim": "Raz w roku",
        "frequency": "yearly", "aggregation": "sum", "breakdown": str(office.breakdown.pk),
    }  # fmt: skip


def test_preview_shows_each_year_and_saves_nothing(administrator, step, sent):
    before = rows_of_every_table()
    page = administrator.post(step, sent | {"do": "preview"})
    lines = page.context["lines"]
    assert [(line.year, line.after.verbatim, line.is_changed) for line in lines] == [
        (2021, "1/rok", False), (2022, "1/rok", False), (2023, "2/rok", True), (2024, "2/rok", True),
        (2025, "2/rok", True),
    ]  # fmt: skip
    content = text(page)
    assert "co najmniej 2 w każdym roku" in content
    assert BASIS in content
    assert changed_tables(before) == set()


def test_back_to_form_keeps_typed_input(administrator, step, sent):
    content = text(administrator.post(step, sent | {"do": "edit"}))
    assert f'value="{BASIS}"' in content
    assert Target.objects.count() == 1


def test_amended_terms_are_in_force_with_public_basis(office, administrator, client, step, sent):
    assert administrator.post(step, sent | {"do": "save"}).status_code == 302
    new = office.indicator.targets.get(applies_from=2023)
    assert (new.value, new.frequency, new.frequency_origin, new.basis) == (2, "yearly", "document", BASIS)
    page = text(client.get(f"/wskazniki/{office.indicator.pk}/"))
    assert BASIS in page
    change = Change.objects.get()
    assert (change.kind, change.role, change.text) == ("amended", "administrator", BASIS)
    page_text = text(client.get("/programy/2021-2025/"))
    assert "Od 2023 r. nowe warunki wskaźnika „Liczba warsztatów”: było „1/rok, Raz w" in page_text
    assert new.history.get().history_user.username == "administrator"


def test_year_with_approved_value_keeps_its_terms(office, administrator, step, sent):
    approve(office)  # 2024
    page = administrator.get(step)
    assert [year for year, _label in page.context["form"].fields["applies_from"].choices] == [2025]
    for year in ("2021", "2022", "2024", "2030", "x", ""):
        assert administrator.post(step, sent | {"applies_from": year, "do": "save"}).status_code == 200
    assert Target.objects.count() == 1


def test_amendment_without_free_year_redirects_to_indicator(office, administrator, step):
    approve(office, code="2025", on=ON.replace(year=2026))
    assert administrator.get(step)["Location"] == reverse(
        "admin:indicators_indicator_change", args=[office.indicator.pk]
    )


def test_recorded_figures_keep_frequency_and_breakdown(office, administrator, step, sent):
    measurements.record(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=0, on=ON)
    other = {"frequency_verbatim": "Raz na kwartał", "frequency": "", "verbatim": "1/kwartał"}
    for changed in (other, {"breakdown": ""}):
        answer = administrator.post(step, sent | changed | {"do": "preview"})
        assert answer.context["lines"] is None
        assert "Za 2024 wpisano już wartości (niezatwierdzone)" in text(answer)
    assert (
        administrator.post(step, sent | other | {"applies_from": "2025", "do": "preview"}).context["lines"] is not None
    )
    assert administrator.post(step, sent | {"do": "preview"}).context["lines"] is not None


def test_basis_and_target_text_are_required(administrator, step, sent):
    for name in ("basis", "verbatim"):
        page = administrator.post(step, sent | {name: "", "do": "save"})
        assert page.context["form"].errors.keys() == {name}
    assert Target.objects.count() == 1


def test_breakdown_of_another_programme_is_refused(administrator, step, sent):
    foreign = factories.BreakdownFactory(programme=factories.ProgrammeFactory(slug="inny"))
    page = administrator.post(step, sent | {"breakdown": str(foreign.pk), "do": "save"})
    assert page.context["form"].errors.keys() == {"breakdown"}


@pytest.mark.parametrize("make", [factories.coordinator, factories.officer, factories.UserFactory])
def test_only_administrator_may_amend(office, client, step, sent, make):
    client.force_login(make())
    client.post(step, sent | {"do": "save"})
    assert Target.objects.count() == 1
