"""Amounts in zł have at most two decimal places in every form; amounts in "tys. zł" have up to six."""

import re
from decimal import Decimal

import pytest

from indicators.models import Indicator, Revision
from reports.models import AnnualReport, FinanceRow
from tests import factories
from tests.indicators.admin.conftest import filled, form_of
from tests.reports.conftest import MONEY, PANEL

TABLE = f"{PANEL}tabela-finansowa/"
REFUSED = "najwyżej dwoma miejscami po przecinku"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


@pytest.mark.parametrize("field", ["form-0-planned", "form-0-spent"])
def test_financial_table_rejects_third_decimal_place(office, client, field):
    client.force_login(office.coordinator)
    page = text(client.post(TABLE, MONEY | {field: "1234,567"}))
    assert REFUSED in page
    assert re.search(rf'<input[^>]*name="{field}"[^>]*value="1234,567"|value="1234,567"[^>]*name="{field}"', page)
    assert not FinanceRow.objects.exists()


def test_financial_table_saved_unchanged_preserves_older_amount(office, client):
    client.force_login(office.coordinator)
    client.post(TABLE, MONEY)
    FinanceRow.objects.update(planned=Decimal("1234.567"))
    page = text(client.get(TABLE))
    assert 'value="1 234,567"' in page
    based_on = AnnualReport.objects.get().finance_number
    answer = client.post(TABLE, MONEY | {"form-0-planned": "1 234,567", "based_on": str(based_on)})
    assert REFUSED in text(answer)
    assert FinanceRow.objects.get().planned == Decimal("1234.567")


@pytest.mark.parametrize(("measure", "is_saved"), [("zł", False), ("", False), ("tys. zł", True), ("mln zł", True)])
def test_record_form_and_grid_accept_decimal_places_of_measure(office, client, measure, is_saved):
    client.force_login(office.officer)
    indicator = factories.in_programme(office.programme, unit=office.unit, value_type="money", measure=measure)
    typed = {"value": "1234,567", "based_on": "0", "request_key": "k", "do": "draft"}
    answer = client.post(f"/panel/wskazniki/{indicator.pk}/pomiary/2024/", typed)
    assert (REFUSED not in text(answer)) is is_saved
    cell = f"f{indicator.pk}_2023"
    sent = {f"{cell}_value": "1234,567", f"{cell}_based_on": "0", f"{cell}_was": "", "request_key": "g", "do": "save"}
    answer = client.post("/panel/programy/2021-2025/2023/", sent)
    assert (REFUSED not in text(answer)) is is_saved
    saved = Revision.objects.filter(measurement__indicator=indicator)
    assert [revision.value for revision in saved] == [Decimal("1234.567")] * (2 if is_saved else 0)


def test_parts_of_amount_in_zloty_have_at_most_two_decimal_places(office, client):
    client.force_login(office.officer)
    indicator = factories.in_programme(
        office.programme, unit=office.unit, value_type="money", measure="zł", terms__breakdown=office.breakdown
    )
    typed = {"part_1": "1,255", "part_2": "0", "part_3": "0", "based_on": "0", "request_key": "k", "do": "draft"}
    assert REFUSED in text(client.post(f"/panel/wskazniki/{indicator.pk}/pomiary/2024/", typed))
    assert not Revision.objects.filter(measurement__indicator=indicator).exists()


@pytest.mark.parametrize(("measure", "is_saved"), [("zł", False), ("tys. zł", True)])
def test_baseline_in_admin_has_same_limit(office, client, measure, is_saved):
    client.force_login(factories.administrator())
    indicator = factories.in_programme(office.programme, value_type="money", measure=measure)
    sent = filled(client.get(form_of(indicator))) | {"baseline_value": "1234,567", "baseline_year": "2020"}
    answer = client.post(form_of(indicator), sent)
    assert (answer.status_code == 302) is is_saved
    if not is_saved:
        assert REFUSED in text(answer)
    assert (Indicator.objects.get(pk=indicator.pk).baseline_value is not None) is is_saved
