"""The page that withdraws an indicator, and the register of changes."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Change
from indicators.models import Indicator
from indicators.services.indicators import withdraw as withdraw_from
from tests.indicators.admin.conftest import filled, form_of, text
from tests.indicators.conftest import approve
from tests.tables import changed_tables, rows_of_every_table

REASON = "Zadanie przejęła inna instytucja."


def withdraw(office: Any, administrator: Any, **sent: str) -> Any:
    address = reverse("admin:indicators_indicator_withdrawal", args=[office.indicator.pk])
    based_on = administrator.get(address).context["based_on"]
    return administrator.post(address, {"based_on": based_on} | sent)


def test_withdrawal_is_registered_with_reason(office, administrator, client):
    answer = withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON)
    assert answer["Location"] == form_of(office.indicator)
    line = Change.objects.get()
    assert (line.kind, line.text) == ("indicator_withdrawn", REASON)
    assert (line.role, line.unit_name) == ("administrator", office.unit.name)
    assert (line.details["year"], line.details["old_year"]) == (2025, None)
    page = text(client.get(f"/wskazniki/{office.indicator.pk}/"))
    assert "od 2025 r.<br>" in page
    assert REASON in page
    assert REASON in text(client.get("/zmiany/"))
    assert Indicator.objects.get().history.count() == 2


def test_withdrawal_in_preparation_is_not_registered(office, administrator):
    office.programme.is_published = False
    office.programme.save()
    withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON)
    assert Indicator.objects.get().withdrawn_from == 2025
    assert not Change.objects.exists()


def test_indicator_with_approved_values_is_withdrawn_from_later_year(office, administrator):
    approve(office)  # for 2024
    page = administrator.get(reverse("admin:indicators_indicator_withdrawal", args=[office.indicator.pk]))
    assert [value for value, _label in page.context["form"].fields["withdrawn_from"].choices] == ["", 2025]
    assert withdraw(office, administrator, withdrawn_from="2024", withdrawn_reason=REASON).status_code == 200
    assert Indicator.objects.get().withdrawn_from is None
    assert withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON).status_code == 302


def test_withdrawal_is_taken_back(office, administrator):
    withdraw(office, administrator, withdrawn_from="2024", withdrawn_reason=REASON)
    withdraw(office, administrator, withdrawn_from="", withdrawn_reason=REASON)
    indicator = Indicator.objects.get()
    assert (indicator.withdrawn_from, indicator.withdrawn_reason) == (None, "")
    assert [row.details["year"] for row in Change.objects.order_by("pk")] == [2024, None]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"withdrawn_from": "2025"}, "Wpisz powód wycofania"),
        ({"withdrawn_from": "2025", "withdrawn_reason": " \n"}, "Wpisz powód wycofania"),
        ({"withdrawn_reason": "Powód."}, "To pole jest wymagane"),
        ({"withdrawn_from": "2021", "withdrawn_reason": "Powód."}, "Wybierz poprawną wartość"),
        ({"withdrawn_from": "x", "withdrawn_reason": "Powód."}, "Wybierz poprawną wartość"),
        ({"withdrawn_from": "2025", "withdrawn_reason": "x" * 2001}, "2000"),
    ],
)
def test_withdrawal_requires_year_and_reason(office, administrator, sent, message):
    before = rows_of_every_table()
    page = withdraw(office, administrator, **sent)
    assert page.status_code == 200
    assert message in text(page)
    assert changed_tables(before) <= {"django_session"}


def test_unchanged_withdrawal_and_reason_without_year_are_rejected(office, administrator):
    withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON)
    page = withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON)
    assert "są takie jak dotąd" in text(page)
    page = withdraw(office, administrator, withdrawn_from="", withdrawn_reason="Inny powód.")
    assert "Wpisz rok, od którego wskaźnik jest wycofany" in text(page)
    assert Change.objects.count() == 1


def test_withdrawal_after_edit_of_another_person_answers_409(office, administrator):
    address = reverse("admin:indicators_indicator_withdrawal", args=[office.indicator.pk])
    opened = administrator.get(address).context["based_on"]
    withdraw_from(office.indicator, 2024, "Inny powód.", at=timezone.now())
    sent = {"withdrawn_from": "2025", "withdrawn_reason": REASON}
    page = administrator.post(address, sent | {"based_on": opened})
    assert page.status_code == 409
    assert "Inny powód." in text(page)
    assert REASON in text(page)
    assert Indicator.objects.get().withdrawn_from == 2024
    assert administrator.post(address, sent).status_code == 409  # forged: without the version


@pytest.mark.parametrize(("year", "reason"), [(2021, REASON), (2026, REASON), (2025, " ")])
def test_service_rejects_wrong_year_and_missing_reason(office, year, reason):
    with pytest.raises(ValueError, match="cannot be withdrawn"):
        withdraw_from(office.indicator, year, reason, at=timezone.now())


def test_form_of_indicator_only_shows_withdrawal(office, administrator):
    withdraw(office, administrator, withdrawn_from="2025", withdrawn_reason=REASON)
    page = administrator.get(form_of(office.indicator))
    assert REASON in text(page)
    assert reverse("admin:indicators_indicator_withdrawal", args=[office.indicator.pk]) in text(page)
    sent = filled(page) | {"definition": "dzień rozpoczęcia", "withdrawn_from": "2024", "withdrawn_reason": "inny"}
    assert administrator.post(form_of(office.indicator), sent).status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.withdrawn_from, indicator.definition) == (2025, "dzień rozpoczęcia")
    assert [row.kind for row in Change.objects.order_by("pk")] == ["indicator_withdrawn", "edited"]


def test_missing_indicator_is_404(office, administrator):
    assert administrator.get(reverse("admin:indicators_indicator_withdrawal", args=[999999])).status_code == 404
