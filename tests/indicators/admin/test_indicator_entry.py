"""The form of an indicator: proposals, meaning, the next indicator of the same action, lists of one programme."""

import re
from typing import Any

import pytest
from django.urls import reverse

from cooperation.models import Unit
from indicators.models import Action, Indicator, Target
from tests import factories
from tests.indicators.admin.conftest import filled, form_of, text

ADD = reverse("admin:indicators_indicator_add")
UNDERSTOOD = reverse("admin:indicators_indicator_understood")
HOURS = {
    "name": "Liczba godzin doradztwa",
    "targets-0-verbatim": "200 h rocznie",
    "targets-0-frequency_verbatim": "kwartalnie",
}


@pytest.fixture
def add_address(office: Any) -> str:
    return f"{ADD}?action={office.indicator.action_id}"


def offered(page: Any, name: str) -> list[str]:
    """Return the values that a select offers."""
    forms = [page.context["adminform"].form, *page.context["terms_formset"].formset.forms]
    field = next(form.fields[name] for form in forms if name in form.fields)
    choices = [choice for group in field.choices for choice in (group[1] if isinstance(group[1], list) else [group])]
    return [str(value) for value, _label in choices if value]


def test_fields_left_alone_are_completed_from_words(office, administrator, add_address):
    page = administrator.get(add_address)
    answer = administrator.post(add_address, filled(page) | HOURS | {"_save": "1"})
    indicator = Indicator.objects.latest("pk")
    target = indicator.targets.get()
    assert (answer.status_code, answer.url) == (
        302,
        reverse("admin:cooperation_programme_tree", args=[office.programme.pk]),
    )
    assert (indicator.position, indicator.unit, indicator.value_type, indicator.value_type_origin) == (
        office.indicator.position + 1, office.unit, "count", "default",
    )  # fmt: skip
    assert (target.applies_from, target.aggregation, target.aggregation_origin, target.frequency) == (
        2021, "sum", "default", "quarterly",
    )  # fmt: skip


def test_chosen_values_replace_proposals(office, administrator, add_address):
    chosen = {"position": "9", "value_type": "percent", "measure": "h", "unit": ""}
    administrator.post(add_address, filled(administrator.get(add_address)) | HOURS | chosen)
    indicator = Indicator.objects.latest("pk")
    assert (indicator.position, indicator.value_type, indicator.measure, indicator.unit) == (9, "percent", "h", None)
    assert indicator.targets.get().aggregation == "last"  # percentages are never added up


def test_unit_named_in_words_is_proposed_as_measure(office, administrator, add_address):
    named = HOURS | {"name": "Kwota dotacji [tys. zł]", "baseline_value": "1,25", "baseline_year": "2020"}
    answer = administrator.post(add_address, filled(administrator.get(add_address)) | named)
    assert answer.status_code == 302, answer.context["errors"]
    indicator = Indicator.objects.latest("pk")
    assert (indicator.value_type, indicator.measure) == ("money", "tys. zł")


def test_baseline_is_checked_against_proposed_value_type(administrator, add_address):
    named = HOURS | {"name": "Kwota dotacji [zł]", "measure": "zł", "baseline_value": "1.255", "baseline_year": "2020"}
    page = administrator.post(add_address, filled(administrator.get(add_address)) | named)
    assert page.context["adminform"].form.errors.keys() == {"baseline_value"}


def test_next_indicator_is_added_to_same_action(office, administrator, add_address):
    address = f"{add_address}&powrot=/admin/"
    answer = administrator.post(address, filled(administrator.get(address)) | HOURS | {"_addanother": "1"})
    assert answer.url == f"{add_address}&powrot=%2Fadmin%2F"
    page = administrator.get(answer.url)
    assert page.context["adminform"].form.initial["position"] == office.indicator.position + 2
    content = text(page)
    assert "Nowy wskaźnik w działaniu 1.1" in content
    assert (
        f"Zapisano: {office.indicator.position + 1}. Liczba godzin doradztwa (co najmniej 200 h w każdym roku)."
        in content
    )
    assert form_of(Indicator.objects.latest("pk")) in content
    answer = administrator.post(
        form_of(office.indicator), filled(administrator.get(form_of(office.indicator))) | {"_addanother": "1"}
    )
    assert answer.url == add_address


def test_enter_saves_and_focus_is_on_the_name(office, administrator, add_address):
    """A browser presses the first button of the form when Enter is pressed in a field."""
    page = administrator.get(add_address).content.decode()
    form = page.split('id="indicator_form"')[1]
    assert re.search(r'<button[^>]*name="(\w+)"', form)[1] == "_addanother"
    assert re.search(r'<textarea[^>]*name="name"[^>]*autofocus', form)
    assert "change_form.js" not in page
    page = administrator.get(f"/admin/indicators/indicator/{office.indicator.pk}/change/").content.decode()
    assert re.search(r'<button[^>]*name="(\w+)"', page.split('id="indicator_form"')[1])[1] == "_save"


def test_saved_name_is_escaped_in_message(administrator, add_address):
    sent = HOURS | {"name": "<b>Liczba</b> {x}", "_addanother": "1"}
    answer = administrator.post(add_address, filled(administrator.get(add_address)) | sent)
    assert "&lt;b&gt;Liczba&lt;/b&gt; {x}" in text(administrator.get(answer.url))


def test_asking_for_meaning_stores_nothing(office, administrator, add_address):
    sent = filled(administrator.get(add_address)) | HOURS | {"_meaning": "1"}
    page = administrator.post(add_address, sent)
    content = text(page)
    assert (page.status_code, Indicator.objects.count(), Target.objects.count()) == (200, 1, 1)
    assert "Co najmniej 200 h w każdym roku; co kwartał." in content
    assert "Proponujemy: liczba całkowita, bo „Liczba”." in content
    assert page.context["errors"] is None
    sent = filled(administrator.get(form_of(office.indicator))) | {"targets-0-verbatim": "7 rocznie", "_meaning": "1"}
    assert "Co najmniej 7 w każdym roku" in text(administrator.post(form_of(office.indicator), sent))
    assert Target.objects.get().verbatim == "1/rok"


def test_asking_for_meaning_of_empty_form_shows_its_errors(administrator):
    page = administrator.post(ADD, filled(administrator.get(ADD)) | {"_meaning": "1"})
    assert page.context["adminform"].form.errors.keys() == {"action", "name"}
    assert "Wpisz wartość docelową: tu zobaczysz" in text(page)


def test_form_names_origin_of_each_part(office, administrator, add_address):
    sent = {"action": add_address.rpartition("=")[2], "name": "Liczba skarg", "verbatim": "5", "value_type": "count"}
    answer = administrator.get(UNDERSTOOD, sent).json()
    parts = answer["html"]
    for words in ("przyjęto", "W każdym roku czy w całym programie?", "Jak często jest mierzony?", "wybrano"):
        assert words in parts
    assert "tu mniej wydaje się lepsze" in parts
    assert (answer["position"], answer["proposals"].keys()) == (office.indicator.position + 1, {"aggregation"})
    answer = administrator.get(
        UNDERSTOOD, sent | {"verbatim": "poprawa", "frequency": "monthly", "value_type": "x"}
    ).json()
    assert "proponujemy" in answer["html"]
    assert "Co miesiąc" in answer["html"]
    assert answer["proposals"]["value_type"] == "Proponujemy: liczba całkowita, bo „Liczba”."


def test_stored_values_are_shown_as_assumed(office, administrator):
    meaning = text(administrator.get(form_of(office.indicator))).partition("entry-meaning")[2]
    assert "z dokumentu" in meaning
    assert "wybrano" not in meaning


@pytest.mark.parametrize("sent", [{}, {"action": "x"}, {"verbatim": "1", "aggregation": "x"}])
def test_meaning_of_incomplete_words_is_no_error(administrator, sent):
    answer = administrator.get(UNDERSTOOD, sent | {"indicator": "9" * 30, "frequency": "²"})
    assert (answer.status_code, answer.json()["position"], answer.json()["frequency"]) == (200, None, "")


# --- lists of objects ------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(office: Any) -> Any:
    """An indicator of another programme, with a breakdown."""
    programme = factories.ProgrammeFactory(slug="inny", title="Inny program", first_year=2026, last_year=2026)
    indicator = factories.in_programme(programme)
    factories.BreakdownFactory(programme=programme)
    factories.SwotFindingFactory(programme=programme)
    return indicator


def test_lists_contain_objects_of_same_programme(office, administrator, add_address, elsewhere):
    factories.BreakdownFactory(programme=office.programme, name="wiek")
    own = office.programme.breakdowns.order_by("name").values_list("pk", flat=True)
    for address in (add_address, form_of(office.indicator), f"{ADD}?programme={office.programme.pk}"):
        page = administrator.get(address)
        assert offered(page, "action") == [str(office.indicator.action_id)]
        assert offered(page, "breakdown") == [str(key) for key in own]
        assert str(elsewhere.pk) in offered(page, "continues")


def test_lists_name_programmes_while_none_is_known(office, administrator, elsewhere):
    page = administrator.get(ADD)
    groups = [label for label, choices in page.context["adminform"].form.fields["action"].choices if label]
    assert groups == ["Inny program", office.programme.title]
    assert len(offered(page, "action")) == 2


def test_object_of_other_programme_is_refused(office, administrator, add_address, elsewhere):
    sent = filled(administrator.get(add_address)) | HOURS
    assert administrator.post(add_address, sent | {"action": elsewhere.action_id}).status_code == 200
    other = elsewhere.programme.breakdowns.get().pk
    assert administrator.post(add_address, sent | {"targets-0-breakdown": other}).status_code == 200
    assert Indicator.objects.count() == 2


def test_inactive_units_are_marked(office, administrator, add_address):
    Unit.objects.create(name="Dawne biuro", is_active=False)
    choices = administrator.get(add_address).context["adminform"].form.fields["unit"].choices
    assert [label for label, group in choices if isinstance(group, list)] == ["już nieczynne"]


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 17, "9" * 40, "²"])
def test_unknown_action_in_address_is_ignored(office, administrator, key):
    assert administrator.get(f"{ADD}?action={key}&programme={key}").status_code == 200


def test_goals_and_findings_are_those_of_programme(office, administrator, elsewhere):
    goal = office.indicator.action.specific_goal
    action = Action.objects.get(pk=office.indicator.action_id)
    page = administrator.get(reverse("admin:indicators_action_change", args=[action.pk]))
    assert [value for value, _label in page.context["adminform"].form.fields["specific_goal"].choices if value] == [
        goal.pk
    ]
    finding = factories.SwotFindingFactory(programme=office.programme)
    page = administrator.get(f"{reverse('admin:goals_findinglink_add')}?finding={finding.pk}")
    content = text(page)
    assert finding.text in content
    assert elsewhere.action.specific_goal.text not in content
    assert "Inny program" in text(administrator.get(reverse("admin:goals_findinglink_add")))


@pytest.mark.parametrize("number", [1, 30])
def test_form_query_count_is_constant(office, administrator, add_address, number, django_assert_max_num_queries):
    for _number in range(number):
        factories.in_programme(office.programme, unit=office.unit)
    for address in (add_address, ADD, form_of(office.indicator)):
        administrator.get(address)
        with django_assert_max_num_queries(25):
            administrator.get(address)
