"""Number fields of the panel accept a comma and spaces of every kind; anything else is refused with what to enter."""

import importlib
import pkgutil
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms

import cooperation.forms
import indicators.forms
import reports.forms
from indicators.forms import MAX_TEXT_LENGTH
from indicators.forms.grid import digest
from indicators.models import Revision
from tests import factories
from tests.indicators.views.panel.conftest import text

GRID = "/panel/programy/2021-2025/2024/"
FINANCE = "/panel/programy/2021-2025/sprawozdania/2024/tabela-finansowa/"


@pytest.fixture
def panel(office: Any, client: Any, time_machine: Any) -> Any:
    """The coordinator's client; an amount in zł without recorded figures."""
    time_machine.move_to("2025-02-10T09:00:00Z")
    office.money = factories.in_programme(
        office.programme, unit=office.unit, name="Kwota", value_type="money", measure="zł"
    )
    client.force_login(office.coordinator)
    return SimpleNamespace(**vars(office), client=client)


def in_record_form(panel: Any, number: str, note: str = "") -> Any:
    fields = {"value": number, "note": note, "based_on": "0", "request_key": "k", "do": "draft"}
    return panel.client.post(f"/panel/wskazniki/{panel.money.pk}/pomiary/2024/", fields)


def in_grid(panel: Any, number: str, note: str = "") -> Any:
    fields = {"based_on": "0", "was": digest({}), "value": number, "note": note}
    cell = {f"f{panel.money.pk}_2024_{name}": value for name, value in fields.items()}
    return panel.client.post(GRID, cell | {"do": "save", "request_key": "k"})


def in_financial_table(panel: Any, number: str) -> Any:
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Konkurs", "form-0-planned": number}
    return panel.client.post(FINANCE, rows | {"based_on": "0", "do": "save"})


PLACES = [in_record_form, in_grid, in_financial_table]


@pytest.mark.parametrize("place", PLACES)
def test_comma_and_any_space_between_groups_are_accepted(panel, place):
    for number in ("1234,5", " 1 234,50 ", "1\u00a0234,5", "1\u202f234,5", "1\u2009234,5"):
        assert place(panel, number).status_code in (302, 409), number
    if place is not in_financial_table:
        assert Revision.objects.latest("seq").value == 1234.5


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("number", "advice"),
    [
        ("=1+1", "Formuł tu nie obliczamy. Wpisz wynik cyframi, np. 1 234,50. Wpisano: „=1+1”."),
        ("1\t2", "W jednym polu mieści się jedna liczba"),
        ("1⏎200", "Wpisz liczbę cyframi, np. 1 234,50. Wpisano: „1⏎200”."),
        ("b.d.", "Wpisz liczbę cyframi, np. 1 234,50. Wpisano: „b.d"),
        ("1.5", "Kropk"),
        ("12 34", "1 234"),
        ("1,2,3", "Wpisz liczbę cyframi"),
        ("1e5", "Wpisz liczbę cyframi"),
        ("١٢", "Wpisz liczbę cyframi"),
    ],
)
def test_other_texts_are_refused_with_what_to_enter(panel, place, number, advice):
    page = place(panel, number)
    assert page.status_code == 200
    assert advice in text(page)
    assert not Revision.objects.exists()


@pytest.mark.parametrize("place", [in_record_form, in_grid])
def test_note_beyond_the_limit_is_refused_and_shown_again(panel, place):
    note = "ą" * (MAX_TEXT_LENGTH + 1000)
    page = place(panel, "5", note)
    assert page.status_code == 200
    assert note in page.content.decode()
    assert str(MAX_TEXT_LENGTH) in text(page).replace(" ", "")
    assert not Revision.objects.exists()
    place(panel, "5", note[:MAX_TEXT_LENGTH])
    assert Revision.objects.get().note == note[:MAX_TEXT_LENGTH]


def test_no_form_of_the_panel_has_a_number_field_of_django():
    for package in (cooperation.forms, indicators.forms, reports.forms):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    ordinals = ("programme_tree", "programme_copies")  # numbers of nodes and years, in the administration
    own = [
        form
        for form in subclasses(forms.BaseForm)
        if form.__module__.partition(".")[2].startswith("forms") and is_module_level(form)
    ]
    assert len(own) > 15
    foreign = (forms.IntegerField, forms.DecimalField, forms.FloatField)
    visible = {
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in own
        if not form.__module__.endswith(ordinals)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, foreign) and not field.widget.is_hidden
    }
    assert visible == set()


def is_module_level(form: type) -> bool:
    """Return whether the class is defined in its module; earlier tests may leave subclasses that Django created."""
    return getattr(sys.modules[form.__module__], form.__name__, None) is form


def subclasses(kind: type) -> list[type]:
    children: list[type] = kind.__subclasses__()
    return [form for child in children for form in (child, *subclasses(child))]
