"""The record form: saving, refusals and redirects."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from cooperation.models.unsaved_input import UnsavedInput
from indicators.models import Measurement, ReportingRound, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON
from tests.sessions import browser_after_session


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The officer's client, and the address of the record form of 2024."""
    client.force_login(office.officer)
    office.address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    office.client = client
    office.page = lambda: client.get(office.address)
    office.post = lambda **fields: client.post(
        office.address, {"based_on": "0", "request_key": "k", "do": "submit", **fields}
    )
    return office


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def parts(*values):
    return {f"part_{place}": value for place, value in enumerate(values, 1)}


def test_value_is_sum_of_parts(panel):
    response = panel.post(**parts("1", "1", "1"))
    revision = Revision.objects.get()
    assert response.status_code == 302
    assert (revision.state, revision.value, revision.parts.count()) == ("submitted", 3, 3)


def test_submission_redirects_to_next_figure(panel):
    response = panel.post(value="3")
    assert response["Location"] == f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2021/"


def test_draft_redirects_to_same_form(panel):
    response = panel.post(value="3", do="draft")
    assert response["Location"] == panel.address
    assert Revision.objects.get().state == "draft"
    assert 'value="3"' in text(panel.page())


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"value": "1.234"}, "value", "Wpisz liczbę bez kropki, np. 1234."),
        ({"value": "1e5"}, "value", "cyframi"),
        ({"value": "1_000"}, "value", "cyframi"),
        ({"value": "abc"}, "value", "np. 3"),
        ({"value": "-1"}, "value", "minus"),
        ({"value": "1,5"}, "value", "całkowit"),
        ({"value": "1" * 40}, "value", "15 cyfr"),
        ({"value": "3\x00"}, "value", ""),
        ({}, "value", "np. 3"),
        ({"value": "3", **parts("1", "1", "2")}, "part_1", "4"),
        (parts("1", "", "1"), "part_2", "0"),
        ({"value": "3", "no_value_reason": "not_measured"}, "no_value_reason", ""),
        ({"value": "3", "no_value_reason": "zmyślony"}, "no_value_reason", ""),
        ({"value": "3", "note": "x" * 4001}, "note", "4000"),
    ],
)
def test_invalid_figure_is_explained_at_its_field_and_not_saved(panel, fields, field, says):
    response = panel.post(**fields)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert says in " ".join(response.context["form"].errors[field]).replace("\u00a0", " ")
    content = text(response)
    assert "errsum" in content
    assert "&lt;span" not in content
    for value in fields.values():
        if value.isprintable() and len(value) < 50 and value != "zmyślony":
            assert value in content
    assert not Revision.objects.exists()
    assert not Measurement.objects.exists()


def test_reason_without_value_is_saved(panel):
    panel.post(no_value_reason="not_measured", note="awaria rejestru")
    revision = Revision.objects.get()
    assert (revision.value, revision.no_value_reason, revision.note) == (None, "not_measured", "awaria rejestru")


@pytest.mark.parametrize("typed", ["1 234", "1\u00a0234", "1\u202f234", "1234"])
def test_spaces_between_thousands_are_accepted(panel, typed):
    panel.post(value=typed)
    assert Revision.objects.get().value == 1234


def test_double_click_saves_once(panel):
    assert panel.post(value="3").status_code == 302
    assert panel.post(value="3").status_code == 302
    assert Revision.objects.count() == 1


def test_stale_form_answers_409_with_both_values_and_typed_input(panel):
    panel.post(value="3")
    response = panel.post(value="7", request_key="other", note="moja uwaga")
    content = text(response)
    assert response.status_code == 409
    assert "<strong>7</strong>" in content
    assert "<strong>3</strong>" in content
    assert "moja uwaga" in content
    assert 'name="based_on" value="1"' in content
    assert Revision.objects.count() == 1
    again = re.search(r'name="request_key" value="(\w+)"', content)[1]
    panel.post(value="7", based_on="1", request_key=again)
    assert Revision.objects.count() == 2


def test_figure_approved_meanwhile_answers_409(panel):
    panel.post(value="3")
    measurements.approve(Measurement.objects.get(), by=panel.coordinator, based_on=1)
    response = panel.post(value="4", request_key="other", based_on="1")
    assert response.status_code == 409
    assert Revision.objects.count() == 2


def test_correction_requires_public_reason(panel):
    panel.post(value="3")
    measurements.approve(Measurement.objects.get(), by=panel.coordinator, based_on=1)
    response = panel.post(value="4", request_key="c", based_on="2")
    assert response.status_code == 200
    assert "reason" in response.context["form"].errors
    assert panel.post(value="4", request_key="c", based_on="2", reason="pominięto warsztat").status_code == 302
    assert Revision.objects.latest("seq").correction_reason == "pominięto warsztat"


def test_closed_round_answers_409_and_shows_typed_values(panel):
    ReportingRound.objects.filter(year=2024).update(closed_at="2025-02-01T00:00Z", closed_by=panel.coordinator)
    assert "zamknięt" in text(panel.page())
    response = panel.post(value="77", note="moja uwaga")
    assert response.status_code == 409
    assert "77" in text(response)
    assert "moja uwaga" in text(response)
    assert not Revision.objects.exists()


def test_future_period_shows_its_first_day(panel, time_machine):
    time_machine.move_to("2024-06-01T09:00:00Z")
    panel.client.force_login(panel.officer)
    response = panel.client.get(f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2025/")
    assert response.status_code == 200
    assert "1 stycznia 2025 r." in text(response)
    assert 'name="value"' not in text(response)


def test_unfinished_period_accepts_only_draft(panel, time_machine):
    time_machine.move_to("2024-06-01T09:00:00Z")
    panel.client.force_login(panel.officer)
    assert 'value="submit"' not in text(panel.page())
    response = panel.post(value="3")
    assert response.status_code == 200
    assert "31 grudnia 2024 r." in text(response)
    assert panel.post(value="3", do="draft").status_code == 302


@pytest.mark.parametrize("code", ["2020", "2026", "2024-K1", "2024-M01", "2021-2022", "2021-2025"])
def test_period_outside_programme_or_frequency_is_404(panel, code):
    address = f"/panel/wskazniki/{panel.indicator.pk}/pomiary/{code}/"
    assert panel.client.get(address).status_code == 404
    assert panel.client.post(address, {"value": "3", "based_on": "0"}).status_code == 404


def test_indicator_of_another_unit_or_programme_is_404(panel):
    other = factories.in_programme(panel.programme)
    foreign = factories.in_programme(factories.ProgrammeFactory())
    for indicator in (other, foreign):
        for suffix in ("", "wycofanie/"):
            address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/{suffix}"
            assert panel.client.post(address, {"value": "3", "based_on": "0"}).status_code == 404
    assert panel.client.get(f"/panel/wskazniki/{other.pk}/pomiary/2024/").status_code == 404
    assert panel.client.get("/panel/wskazniki/999999999999999999999/pomiary/2024/").status_code == 404


@pytest.mark.parametrize("based_on", ["", "abc", "-1", "9" * 30, "1\x00"])
def test_tampered_revision_number_is_not_saved(panel, based_on):
    response = panel.post(value="3", based_on=based_on)
    assert response.status_code in (200, 409)
    assert not Revision.objects.exists()


def test_typed_text_is_restored_after_session_end(office):
    client = browser_after_session(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    response = client.post(
        address, {"value": "3", "note": "długa uwaga", "based_on": "0", "request_key": "k", "do": "submit"}
    )
    assert response.status_code == 302
    assert "/konto/logowanie/" in response["Location"]
    assert not Revision.objects.exists()
    response = client.post(response["Location"], {"login": "urzednik", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == address
    assert 'value="3"' in text(response)
    assert "długa uwaga" in text(response)


def test_form_with_old_csrf_token_is_shown_filled(office):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    sent = {"value": "3", "note": "długa uwaga", "based_on": "0", "csrfmiddlewaretoken": "a" * 64}
    response = client.post(address, sent, headers={"origin": "http://testserver"}, follow=True)
    assert response.status_code == 200
    assert "długa uwaga" in text(response)
    assert not Revision.objects.exists()


def test_form_from_another_site_is_refused_and_not_stored(office):
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    response = client.post(address, {"value": "3", "based_on": "0"}, headers={"origin": "http://evil.example"})
    assert response.status_code == 403
    assert not UnsavedInput.objects.exists()


def test_withdraw_takes_submission_back(panel):
    panel.post(value="3")
    response = panel.client.post(f"{panel.address}wycofanie/", {"based_on": "1"}, follow=True)
    assert Revision.objects.latest("seq").state == "withdrawn"
    assert "Wycofano" in text(response)
    panel.client.post(f"{panel.address}wycofanie/", {"based_on": "1"})
    assert Revision.objects.count() == 2


def test_yes_requires_valid_day_of_achievement(panel):
    indicator = factories.in_programme(
        panel.programme,
        unit=panel.unit,
        value_type="yes_no",
        terms__verbatim="do 31.12.2024 r.",
        terms__aggregation="last",
    )
    address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/"
    sent = {"value": "1", "based_on": "0", "request_key": "k", "do": "submit"}
    assert panel.client.post(address, sent).context["form"].errors["achieved_on"]
    assert panel.client.post(address, {**sent, "achieved_on": "31.02.2024"}).context["form"].errors["achieved_on"]
    assert panel.client.post(address, {**sent, "achieved_on": "1.03.2025"}).context["form"].errors["achieved_on"]
    assert panel.client.post(address, {**sent, "achieved_on": "15.06.2024"}).status_code == 302
    assert Revision.objects.get().achieved_on == date(2024, 6, 15)


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(panel, items, django_assert_max_num_queries):
    for _ in range(1, items):
        other = factories.in_programme(panel.programme, unit=panel.unit)
        measurements.submit(panel.slot("2024", other), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    panel.post(value="3")
    counted = []
    for person, address in (
        (panel.officer, "/panel/"),
        (panel.officer, panel.address),
        (panel.coordinator, "/panel/"),
        (panel.coordinator, "/panel/zatwierdzanie/"),
        (panel.coordinator, f"{panel.address}decyzja/"),
    ):
        panel.client.force_login(person)
        panel.client.get(address)
        with django_assert_max_num_queries(16) as captured:
            assert panel.client.get(address).status_code == 200
        counted.append(len(captured))
    assert counted == [9, 16, 15, 12, 13]


def test_typed_text_is_restored_only_to_its_author(office):
    client = browser_after_session(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"
    sent = {"value": "3", "note": "długa uwaga", "based_on": "0", "typed_by": str(office.officer.pk)}
    login = client.post(address, sent)["Location"]
    response = client.post(login, {"login": "koordynator", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == address
    assert "długa uwaga" not in text(response)
    client.force_login(office.officer)
    assert "długa uwaga" in text(client.get(address))
