"""Loading a text and filling in the forms of the administration with it store the same rows."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from cooperation.models import Conclusion, Programme, SwotFinding
from goals.models import MainGoal, SpecificGoal
from indicators.admin.terms import TargetForm
from indicators.models import Action, Breakdown, Indicator, Target
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.loading import Completion, load
from tests.indicators.admin.conftest import filled, form_of

# Name of the indicator, target, frequency.
ROWS = (
    ("Liczba warsztatów", "1/rok", "Raz w roku"),
    ("Liczba spotkań", "4/rok", "Raz w kwartale"),
    ("Liczba porad", "2", "Raz w roku"),
    ("Odsetek umów elektronicznych", "80%", "Raz w roku"),
    ("Odsetek odpowiedzi w terminie", "co najmniej 80% do końca 2025 r.", "Raz w roku"),
    ("Powołanie rady (tak/nie)", "tak", "Jednorazowo"),
    ("Przyjęcie regulaminu", "do końca 2022 r.", "Jednorazowo"),
    ("Liczba członków", "wzrost o 5% w stosunku do roku poprzedniego", "Raz w roku"),
    ("Kwota dotacji", "5 tys. zł rocznie", "Raz w roku"),
    ("Liczba konkursów", "2021: 1, 2022: 2", "Raz w roku"),
    ("Liczba wniosków", "wg potrzeb", "Na bieżąco"),
    ("Liczba uwag", "–", "Raz w roku"),
    ("Jakość współpracy", "poprawa", "Regularnie"),
    ("Liczba osób", "10 w latach 2021-2025", "Raz w roku"),
    ("Liczba gości", "10 w latach 2014-2020", "Raz w roku"),
    ("Liczba zajęć", "10-12 rocznie", "Co pół roku"),
    ("Liczba skarg", "5 rocznie", "Raz w roku"),
)
# What only a loaded text has, or what differs because two programmes stand side by side.
LOADED_ONLY = (
    "slug",
    "issuer",
    "search_text",  # made of the title and the issuer
    "is_published",
    "is_excerpt",  # what is missing shows only in a text
    "source_text",
    "source_sha256",
    "search_text",
    "content_version",
    "content_changed_at",
)


def programme_text(years: str = "na lata 2021-2025") -> str:
    lines = [
        f"Program współpracy {years}",
        "Mocne strony:\tSłabe strony:",
        "- doświadczenie\t- brak lokali",
        "8. Wnioski.",
        "1) Potrzebne są szkolenia.",
        "§ 2.",
        "1. Cele:",
        "1) cel główny: Wzmocnienie współpracy",
        "2) cele szczegółowe:",
        "- wspieranie organizacji",
        "§ 3.",
        "1. Działania:",
        "1) wspieranie organizacji",
        "L.p.\tNazwa działania\tWskaźnik\tWartość docelowa\tCzęstotliwość pomiaru",
    ]
    lines += [
        f"{place}.\tdziałanie {place} (organizowane przez urząd, organizacje)\t{name}\t{target}\t{frequency}"
        for place, (name, target, frequency) in enumerate(ROWS, 1)
    ]
    return "\n".join(lines)


@pytest.fixture(params=["na lata 2021-2025", "na rok 2025"])
def loaded(request, db):
    return load(
        draft_of(document_of_text(programme_text(request.param))), Completion(issuer="Gmina A"), is_published=True
    ).programme


def stored(row: Any, *left_out: str) -> dict[str, Any]:
    columns = [field for field in row._meta.concrete_fields if not field.is_relation and not field.primary_key]
    return {field.name: getattr(row, field.name) for field in columns if field.name not in left_out}


def add(administrator: Any, model: type[models.Model], **typed: Any) -> Any:
    """Open the form, fill it in, send it, and return the newest row."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    page = administrator.get(address)
    answer = administrator.post(address, filled(page) | typed)
    assert answer.status_code == 302, errors(answer)
    return model._default_manager.latest("pk")


def change(administrator: Any, row: Any, **typed: Any) -> Any:
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    answer = administrator.post(address, filled(administrator.get(address)) | typed)
    assert answer.status_code == 302, errors(answer)
    return type(row)._default_manager.get(pk=row.pk)


def errors(page: Any) -> Any:
    return page.context["errors"] if page.context and "errors" in page.context else page.status_code


@pytest.fixture
def typed(loaded, administrator):
    """A copy of the loaded programme, entered through the forms."""
    programme = add(
        administrator, Programme, title=loaded.title, title_origin=loaded.title_origin, issuer="Gmina B", slug="b",
        first_year=loaded.first_year, last_year=loaded.last_year,
    )  # fmt: skip
    main_goal = add(
        administrator, MainGoal, programme=programme.pk, text=loaded.main_goal.text, reference="§ 2 ust. 1 pkt 1"
    )
    goal = loaded.main_goal.specific_goals.get()
    specific = add(
        administrator, SpecificGoal, main_goal=main_goal.pk, position=1, text=goal.text, reference=goal.reference
    )
    known = loaded.breakdowns.get()
    split = {"categories-TOTAL_FORMS": 2}
    for place, category in enumerate(known.categories.all()):
        split |= {f"categories-{place}-position": category.position, f"categories-{place}-name": category.name}
    breakdown = add(administrator, Breakdown, programme=programme.pk, name=known.name, origin=known.origin, **split)
    return SimpleNamespace(loaded=loaded, programme=programme, goal=specific, main_goal=main_goal, breakdown=breakdown)


def indicator_as(target: Target) -> dict[str, Any]:
    indicator = target.indicator
    return {"position": 1, "name": indicator.name, "value_type": indicator.value_type, "measure": indicator.measure}


def terms_as(target: Target, breakdown: Breakdown) -> dict[str, Any]:
    """Return the form fields of the terms: the texts and what they do not state; the meaning has no field."""
    names = ("applies_from", "verbatim", "frequency_verbatim", "aggregation")
    return {f"targets-0-{name}": getattr(target, name) for name in names} | {"targets-0-breakdown": breakdown.pk}


def terms_of(programme: Programme) -> Any:
    chosen = Target.objects.in_programme(programme)
    return chosen.select_related("indicator__action").order_by("indicator__action__position", "applies_from")


def test_typed_diagnosis_and_goals_equal_loaded_ones(typed, administrator):
    for finding in typed.loaded.findings.all():
        row = add(
            administrator, SwotFinding, programme=typed.programme.pk, quadrant=finding.quadrant, origin=finding.origin,
            position=finding.position, text=finding.text,
        )  # fmt: skip
        assert stored(row) == stored(finding)
    for conclusion in typed.loaded.conclusions.all():
        row = add(administrator, Conclusion, programme=typed.programme.pk, **stored(conclusion))
        assert stored(row) == stored(conclusion)
    assert stored(typed.main_goal) == stored(typed.loaded.main_goal)
    assert stored(typed.goal) == stored(typed.loaded.main_goal.specific_goals.get())
    assert stored(typed.programme, *LOADED_ONLY) == stored(typed.loaded, *LOADED_ONLY)
    assert stored(typed.breakdown) == stored(typed.loaded.breakdowns.get())
    ours, theirs = typed.breakdown.categories.all(), typed.loaded.breakdowns.get().categories.all()
    assert [stored(row) for row in ours] == [stored(row) for row in theirs]


def test_added_indicators_equal_loaded_ones(typed, administrator):
    for target in terms_of(typed.loaded):
        action = target.indicator.action
        row = add(
            administrator, Action, specific_goal=typed.goal.pk, position=action.position, name=action.name,
            reference=action.reference,
        )  # fmt: skip
        assert stored(row) == stored(action)
        sent = indicator_as(target) | terms_as(target, typed.breakdown)
        indicator = add(administrator, Indicator, action=row.pk, **sent)
        assert stored(indicator) == stored(target.indicator)
    pairs = zip(terms_of(typed.programme), terms_of(typed.loaded), strict=True)
    for ours, theirs in pairs:
        assert (theirs.verbatim, stored(ours)) == (theirs.verbatim, stored(theirs))


def test_changed_indicators_equal_loaded_ones(typed, administrator):
    """Fill the form of another indicator with the texts of each loaded one."""
    action = add(administrator, Action, specific_goal=typed.goal.pk, position=1, name="działanie")
    begin = {"targets-0-applies_from": typed.loaded.first_year, "targets-0-verbatim": "3 na kwartał"}
    indicator = add(administrator, Indicator, action=action.pk, name="Suma", value_type="count", position=1, **begin)
    for target in terms_of(typed.loaded):
        words = terms_as(target, typed.breakdown) | {"targets-0-frequency": ""}
        change(administrator, indicator, **indicator_as(target), **words)
        ours = indicator.targets.get()
        assert (target.verbatim, stored(ours)) == (target.verbatim, stored(target))


@pytest.mark.parametrize("loaded", ["na lata 2021-2025"], indirect=True)  # one year has no later terms
def test_amended_terms_equal_loaded_ones(typed, administrator):
    action = add(administrator, Action, specific_goal=typed.goal.pk, position=1, name="działanie")
    for place, target in enumerate(terms_of(typed.loaded), 1):
        begin = {"targets-0-applies_from": 2021, "targets-0-verbatim": "3 na kwartał"}
        named = indicator_as(target) | {"position": place}
        indicator = add(
            administrator, Indicator, action=action.pk, **named, **begin | {"targets-0-aggregation": "last"}
        )
        sent = {name.removeprefix("targets-0-"): value for name, value in terms_as(target, typed.breakdown).items()}
        step = reverse("admin:indicators_indicator_amend", args=[indicator.pk])
        answer = administrator.post(step, sent | {"applies_from": 2022, "basis": "Uchwała nr 1", "do": "save"})
        assert answer.status_code == 302, answer.context["form"].errors
        ours = indicator.targets.get(applies_from=2022)
        left_out = ("applies_from", "basis")
        assert (target.verbatim, stored(ours, *left_out)) == (target.verbatim, stored(target, *left_out))


def test_change_of_name_or_baseline_updates_meaning_of_terms(office, administrator):
    indicator = office.indicator
    change(administrator, indicator, **{"targets-0-verbatim": "5 rocznie"})
    assert indicator.targets.get().comparator == "at_least"
    change(administrator, indicator, baseline_value="9", baseline_year="2020")
    assert indicator.targets.get().comparator == "at_most"
    change(administrator, indicator, baseline_value="4")
    assert indicator.targets.get().comparator == "at_least"
    change(administrator, indicator, name="Liczba skarg")
    terms = indicator.targets.get()
    assert (terms.comparator, terms.history.first().history_user.username) == ("at_most", "administrator")


@pytest.mark.parametrize(("value_type", "target"), [("count", "80%"), ("percent", "–")])
def test_percent_cannot_be_summed(office, administrator, value_type, target):
    """Whether the target or the type makes it a percentage; in the forms for adding, changing and amending."""
    terms = {"targets-0-verbatim": target, "targets-0-applies_from": "2021", "targets-0-aggregation": "sum"}
    sent = {"name": "Odsetek", "value_type": value_type, "action": office.indicator.action_id, "position": "7"}
    address = reverse("admin:indicators_indicator_add")
    pages = [administrator.post(address, filled(administrator.get(address)) | sent | terms)]
    address = form_of(office.indicator)
    pages.append(administrator.post(address, filled(administrator.get(address)) | {"value_type": value_type} | terms))
    for page in pages:
        (formset,) = (row.formset for row in page.context["inline_admin_formsets"])
        assert formset.errors[0]["aggregation"] == [
            "Procentów się nie sumuje: wybierz ostatnią wartość, średnią albo maksimum."
        ]
    office.indicator.value_type = value_type
    office.indicator.save()
    step = reverse("admin:indicators_indicator_amend", args=[office.indicator.pk])
    words = {"applies_from": "2023", "basis": "Uchwała", "verbatim": target, "aggregation": "sum"}
    assert administrator.post(step, words | {"do": "save"}).context["form"].errors.keys() == {"aggregation"}
    assert Target.objects.get().verbatim == "1/rok"


def test_terms_without_programme_cannot_be_stored(office):
    """The model refuses them even when the forms are bypassed."""
    form = TargetForm({"applies_from": 2021, "verbatim": "1/rok", "aggregation": "sum"})
    form.indicator = Indicator(name="Liczba")
    assert form.is_valid()
    with pytest.raises(ValueError, match="without an action"):
        form.save()
