"""Level and bodies of the office: proposals, entered names, use in texts."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from cooperation.models import Office
from cooperation.queries.offices import body_names, office_identity
from tests.cooperation.admin.test_offices import errors, save
from tests.indicators.admin.conftest import text

NAMES = ("executive", "executive_genitive", "council", "council_genitive", "council_dative", "act")


@pytest.fixture
def office(db):
    return Office.objects.create(name="Urząd Wzorcowy")


def names_of(office):
    office.refresh_from_db()
    return tuple(getattr(office, name) for name in NAMES)


@pytest.mark.parametrize(
    ("level", "names"),
    [
        ("gmina", ("wójt", "wójta", "rada gminy", "rady gminy", "radzie gminy", "order")),
        ("powiat", (
            "zarząd powiatu", "zarządu powiatu", "rada powiatu", "rady powiatu", "radzie powiatu", "resolution",
        )),
        ("city", ("burmistrz", "burmistrza", "rada miejska", "rady miejskiej", "radzie miejskiej", "order")),
        ("voivodeship", (
            "zarząd województwa", "zarządu województwa",
            "sejmik województwa", "sejmiku województwa", "sejmikowi województwa", "resolution",
        )),
    ],
)  # fmt: skip
def test_empty_names_are_filled_in_from_level(administrator, office, level, names):
    assert save(administrator, office, level=level).status_code == 302
    assert names_of(office) == names


def test_entered_names_are_saved_and_inflected(administrator, office):
    save(administrator, office, level="city", executive="Prezydent Miasta Wzorcowa", council="rada miasta")
    assert names_of(office) == (
        "Prezydent Miasta Wzorcowa", "Prezydenta Miasta Wzorcowa",
        "rada miasta", "rady miasta", "radzie miasta", "order",
    )  # fmt: skip
    save(administrator, office, council_dative="Radzie Miasta Wzorcowa")
    assert names_of(office)[-2] == "Radzie Miasta Wzorcowa"
    save(administrator, office, website="https://urzad.example")
    assert names_of(office)[-2] == "Radzie Miasta Wzorcowa"  # a form that somebody typed is never proposed away


def test_changed_level_replaces_only_proposed_names(administrator, office):
    save(administrator, office, level="gmina", council="Rada Gminy Wzorcowo")
    save(administrator, office, level="powiat")
    assert names_of(office) == (
        "zarząd powiatu", "zarządu powiatu",
        "Rada Gminy Wzorcowo", "Rady Gminy Wzorcowo", "Radzie Gminy Wzorcowo", "resolution",
    )  # fmt: skip


def test_changed_name_replaces_proposed_cases(administrator, office):
    save(administrator, office, level="city")
    save(administrator, office, executive="prezydent miasta")
    assert names_of(office)[:2] == ("prezydent miasta", "prezydenta miasta")


def test_cases_proposed_by_level_follow_entered_name(administrator, office):
    filled_in = {"council_genitive": "rady gminy", "council_dative": "radzie gminy"}
    save(administrator, office, level="gmina", council="Rada Gminy Wzorcowo", **filled_in)
    assert names_of(office)[2:5] == ("Rada Gminy Wzorcowo", "Rady Gminy Wzorcowo", "Radzie Gminy Wzorcowo")


def test_unknown_body_requires_its_cases(administrator, office):
    response = save(administrator, office, level="gmina", executive="komisarz rządowy")
    message = "Wpisz także tę formę: portal nie wie, jak odmienić „komisarz rządowy”."
    assert errors(response) == {"executive_genitive": message}
    assert 'value="komisarz rządowy"' in response.content.decode()
    assert (
        save(
            administrator, office, level="gmina", executive="komisarz rządowy", executive_genitive="komisarza rządowego"
        ).status_code
        == 302
    )
    assert names_of(office)[:2] == ("komisarz rządowy", "komisarza rządowego")


def test_form_contains_proposals_of_each_level(administrator, office):
    page = administrator.get(reverse("admin:cooperation_office_change", args=[office.pk]))
    assert "Zwykle: gmina: wójt; powiat: zarząd powiatu; miasto: burmistrz; województwo: zarząd województwa." in text(
        page
    )
    proposals = json.loads(page.context["adminform"].form.fields["level"].widget.attrs["data-proposals"])
    assert proposals["gmina"]["council_dative"] == "radzie gminy"
    assert "admin_office" in page.content.decode()


@pytest.mark.django_db
def test_texts_use_statutory_terms_until_names_are_entered():
    assert body_names({}).council_dative == "organowi stanowiącemu"
    Office.objects.create(
        name="Urząd", council="rada gminy", council_genitive="rady gminy", council_dative="radzie gminy"
    )
    names = body_names(office_identity())
    assert (names.council_dative, names.executive) == ("radzie gminy", "organ wykonawczy")
    with translation.override("en"):
        assert body_names(office_identity()).council_dative == "the council"
