"""Numbers in forms of the administration are typed as everywhere else: with a comma."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from cooperation.forms.fields import ExactNumberField
from indicators.models import Indicator
from tests import factories
from tests.indicators.admin.conftest import filled, form_of, text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12,5", "12.5"), ("1 200", "1200"), ("-0,4", "-0.4"), ("−3", "-3"), ("7", "7"), ("  8 ", "8"), ("", None)],
)
def test_baseline_accepts_polish_notation(
    office: SimpleNamespace, administrator: Client, typed: str, stored: str | None
) -> None:
    form = form_of(office.indicator)
    page = administrator.get(form)
    answer = administrator.post(form, filled(page) | {"baseline_value": typed, "baseline_year": "2020"})
    assert answer.status_code == 302
    office.indicator.refresh_from_db()
    assert office.indicator.baseline_value == (Decimal(stored) if stored else None)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("12.5", "przecinek"), ("dwa", "liczb"), ("1,2,3", "liczb"), ("9" * 16, "15"), ("1" * 2000, "15")],
)
def test_baseline_explains_what_to_type(
    office: SimpleNamespace, administrator: Client, typed: str, reason: str
) -> None:
    form = form_of(office.indicator)
    page = administrator.post(
        form, filled(administrator.get(form)) | {"baseline_value": typed, "baseline_year": "2020"}
    )
    assert page.status_code == 200
    assert reason in text(page)
    assert typed in text(page)


def test_unchanged_baseline_is_no_edit(office: SimpleNamespace, administrator: Client) -> None:
    office.indicator.baseline_value, office.indicator.baseline_year = Decimal("12.500000"), 2020
    office.indicator.save()
    form, before = form_of(office.indicator), office.indicator.history.count()
    page = administrator.get(form)
    assert 'value="12,5"' in text(page)
    administrator.post(form, filled(page) | {"definition": "x"})
    assert office.indicator.history.count() == before + 1  # of the definition
    assert not page.context["adminform"].form.fields["baseline_value"].has_changed(Decimal("12.5"), "12,50")


def test_meaning_understands_a_baseline_with_comma(office: SimpleNamespace, administrator: Client) -> None:
    sent = {
        "action": office.indicator.action_id, "name": "Liczba ofert", "verbatim": "10", "baseline_value": "84,9",
        "baseline_year": "2020",
    }  # fmt: skip
    answer = administrator.get(reverse("admin:indicators_indicator_understood"), sent).json()
    assert "najwyżej" in answer["target"]  # it is lower than the baseline


def test_every_exact_number_of_the_administration_has_this_field() -> None:
    request = RequestFactory().get("/")
    numbers = 0
    for model, model_admin in admin.site._registry.items():
        for field in model._meta.fields:
            if isinstance(field, models.DecimalField) and field.editable and hasattr(model_admin, "lock"):
                numbers += 1
                assert isinstance(model_admin.formfield_for_dbfield(field, request), ExactNumberField), field
    assert numbers


def test_popup_that_adds_a_breakdown_names_the_programme(office: SimpleNamespace, administrator: Client) -> None:
    programme = office.programme
    factories.ProgrammeFactory(slug="inny")
    pages = (
        form_of(office.indicator),
        f"{reverse('admin:indicators_indicator_add')}?action={office.indicator.action_id}",
    )
    for address in pages:
        content = text(administrator.get(address)).replace("&amp;", "&")
        assert f"/admin/indicators/breakdown/add/?_to_field=id&_popup=1&programme={programme.pk}" in content
    popup = administrator.get(f"/admin/indicators/breakdown/add/?_to_field=id&_popup=1&programme={programme.pk}")
    assert str(popup.context["adminform"].form["programme"].value()) == str(programme.pk)


@pytest.mark.parametrize(
    ("target", "measure"), [("30 h", "h"), ("min. 50 osób", "osoby"), ("10 szkoleń", ""), ("5", "")]
)
def test_measure_of_the_target_is_proposed(
    office: SimpleNamespace, administrator: Client, target: str, measure: str
) -> None:
    place = f"indicator-{office.indicator.action_id}"
    address = f"{reverse('admin:cooperation_programme_tree', args=[office.programme.pk])}?dodaj={place}"
    sent = {"position": 77, "name": "Liczba porad", "verbatim": target, "frequency_verbatim": "raz w roku"}
    assert administrator.post(address, sent).status_code == 302
    assert Indicator.objects.get(name="Liczba porad").measure == measure
