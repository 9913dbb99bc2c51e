"""Editing definitions: newer edits are not overwritten, fixed fields do not change, edits are registered."""

from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError
from django.urls import reverse

from cooperation.models import Change, Office, Programme
from indicators.models import Indicator, Target
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.admin.conftest import filled, form_of, text
from tests.indicators.conftest import ON, approve


def test_stale_form_answers_409_and_saves_nothing(office, administrator):
    page = administrator.get(form_of(office.indicator))
    administrator.post(form_of(office.indicator), filled(page) | {"definition": "liczy się dzień rozpoczęcia"})
    answer = administrator.post(form_of(office.indicator), filled(page) | {"data_source": "listy obecności"})
    content = text(answer)
    assert answer.status_code == 409
    assert "definicja: – → liczy się dzień rozpoczęcia" in content
    assert ">\nlisty obecności</textarea>" in content
    indicator = Indicator.objects.get()
    assert (indicator.definition, indicator.data_source) == ("liczy się dzień rozpoczęcia", "")
    assert administrator.post(form_of(office.indicator), filled(answer)).status_code == 302
    assert Indicator.objects.get().data_source == "listy obecności"


def test_form_is_stale_after_edit_of_terms_alone(office, administrator):
    page = administrator.get(form_of(office.indicator))
    administrator.post(form_of(office.indicator), filled(page) | {"targets-0-verbatim": "3/rok"})
    answer = administrator.post(form_of(office.indicator), filled(page) | {"targets-0-verbatim": "5/rok"})
    assert answer.status_code == 409
    assert "wartość docelowa w dokumencie: 1/rok → 3/rok" in text(answer)
    assert Target.objects.get().verbatim == "3/rok"


@pytest.mark.parametrize("based_on", [None, "", "x", "-1", "9" * 500, "0-0-0-0", "²-1"])
def test_form_without_valid_base_version_is_not_saved(office, administrator, based_on):
    sent = filled(administrator.get(form_of(office.indicator))) | {"definition": "x", "based_on": based_on}
    answer = administrator.post(
        form_of(office.indicator), {name: value for name, value in sent.items() if value is not None}
    )
    assert answer.status_code == 409
    assert Indicator.objects.get().definition == ""


def test_saving_unchanged_form_writes_nothing(office, administrator):
    before = Programme.objects.get().content_version
    administrator.post(form_of(office.indicator), filled(administrator.get(form_of(office.indicator))))
    assert Programme.objects.get().content_version == before
    assert not Change.objects.exists()
    assert office.indicator.history.count() == 1


@pytest.mark.parametrize("is_published", [True, False])
def test_edit_of_public_content_is_registered(office, administrator, client, is_published):
    programme = office.programme
    programme.is_published = is_published
    programme.save()
    administrator.post(
        form_of(office.indicator),
        filled(administrator.get(form_of(office.indicator))) | {"definition": "dzień rozpoczęcia"},
    )
    assert Programme.objects.get().content_version > programme.content_version
    assert Change.objects.filter(kind="edited", role="administrator").count() == is_published
    if is_published:
        assert "Zmieniono: wskaźnik „Liczba warsztatów”." in text(client.get("/programy/2021-2025/"))
        english = text(client.get("/en/programy/2021-2025/"))
        assert 'Edited: indicator “<span lang="pl">Liczba warsztatów</span>”.' in english


def test_deletion_is_registered(office, administrator, client):
    finding = factories.SwotFindingFactory(programme=office.programme, text="mała szansa")
    administrator.post(reverse("admin:cooperation_swotfinding_delete", args=[finding.pk]), {"post": "yes"})
    assert Change.objects.get().object_id == finding.pk
    assert "Usunięto: ustalenie diagnozy" in text(client.get("/programy/2021-2025/"))


def test_change_of_unit_members_is_not_registered(office, administrator):
    address = reverse("admin:cooperation_unit_change", args=[office.unit.pk])
    sent = filled(administrator.get(address)) | {"members-0-until": "31.12.2025"}
    assert administrator.post(address, sent).status_code == 302
    assert office.unit.members.get().until is not None
    assert not Change.objects.exists()


def test_fields_fixed_by_approved_values_are_read_only(office, administrator):
    approve(office)
    page = administrator.get(form_of(office.indicator))
    content = text(page)
    assert page.status_code == 200
    assert "Nie można zmienić: są już zatwierdzone wartości." in content
    for name in ("name", "value_type", "measure", "action"):
        assert f'name="{name}"' not in content
    forged = {"name": "inna", "value_type": "percent", "targets-0-verbatim": "9/rok", "targets-0-applies_from": "2022"}
    administrator.post(form_of(office.indicator), filled(page) | forged | {"targets-0-DELETE": "on"})
    indicator = Indicator.objects.get()
    assert (indicator.name, indicator.value_type) == ("Liczba warsztatów", "count")
    assert (indicator.targets.get().verbatim, indicator.targets.get().applies_from) == ("1/rok", 2021)


def test_later_terms_can_be_deleted_first_terms_cannot(office, administrator):
    later = factories.TargetFactory(indicator=office.indicator, applies_from=2024, verbatim="2/rok")
    page = administrator.get(form_of(office.indicator))
    administrator.post(form_of(office.indicator), filled(page) | {"targets-0-DELETE": "on", "targets-1-DELETE": "on"})
    assert not Target.objects.filter(pk=later.pk).exists()
    assert Target.objects.get().applies_from == 2021


# --- the office -----------------------------------------------------------------------------------------------


def test_saved_office_is_in_footer_of_every_public_page_at_once(office, administrator, client):
    pages = ["/", "/programy/", "/programy/2021-2025/", f"/wskazniki/{office.indicator.pk}/", "/metoda/"]
    before = {page: client.get(page)["ETag"] for page in pages}
    sent = {"name": "Urząd Przykładowy", "website": "urzad.example", "bulletin": "https://bip.example", "phone": "1"}
    assert administrator.post(reverse("admin:cooperation_office_add"), sent).status_code == 302
    assert Office.objects.get().website == "https://urzad.example"
    for page in pages:
        answer = client.get(page, headers={"if-none-match": before[page]})
        assert answer.status_code == 200, page
        assert '<a href="https://urzad.example">Urząd Przykładowy</a>' in text(answer), page
        assert 'href="https://bip.example"' in text(answer), page


def test_only_one_office_can_be_added(office, administrator):
    administrator.post(reverse("admin:cooperation_office_add"), {"name": "Urząd Przykładowy"})
    assert administrator.post(reverse("admin:cooperation_office_add"), {"name": "Inny"}).status_code == 403
    assert Office.objects.get().name == "Urząd Przykładowy"


def test_invalid_website_of_office_is_rejected(office, administrator):
    administrator.post(reverse("admin:cooperation_office_add"), {"name": "Urząd Przykładowy"})
    address = reverse("admin:cooperation_office_change", args=[1])
    for website in ("javascript:alert(1)", "data:text/html,x", "nie adres"):
        sent = filled(administrator.get(address)) | {"website": website}
        assert administrator.post(address, sent).status_code == 200
    assert Office.objects.get().website == ""


@pytest.mark.parametrize("approved", [True, False])
def test_first_terms_must_cover_recorded_figures(office, administrator, approved):
    """Otherwise a draft of 2024 would belong to no terms and be missing from every list."""
    if approved:
        approve(office)
    else:
        measurements.record(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=0, on=ON)
    page = administrator.get(form_of(office.indicator))
    answer = administrator.post(form_of(office.indicator), filled(page) | {"targets-0-applies_from": "2025"})
    assert Target.objects.get().applies_from == 2021
    if not approved:
        assert "Za 2024 wpisano już wartości: te lata muszą mieć warunki" in text(answer)


def test_deletion_of_row_referred_to_meanwhile_is_refused(office, administrator, monkeypatch):
    finding = factories.SwotFindingFactory(programme=office.programme)
    address = reverse("admin:cooperation_swotfinding_delete", args=[finding.pk])
    monkeypatch.setattr(ModelAdmin, "_delete_view", Mock(side_effect=IntegrityError))
    page = administrator.post(address, {"post": "yes"}, follow=True)
    assert (page.status_code, "Nie usunięto" in text(page)) == (200, True)
