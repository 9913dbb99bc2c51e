"""Forged posts to the administration cause no server error and no change that the form does not offer.

They contain unknown fields, foreign keys of other programmes, edits of lists and malformed formsets.
"""

import time
from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse

from cooperation.models import Deputy, Office, Programme
from goals.models import FindingLink
from indicators.models import Action, Breakdown, Indicator, Target
from reports.exports.docx_template import built_in_template
from reports.models import ReportTemplate
from tests import factories
from tests.drill import size
from tests.indicators.admin.conftest import filled
from tests.permissions.test_administration import EDITED, MODELS
from tests.tables import changed_tables, rows_of_every_table

OWN = [model for model in admin.site._registry if MODELS[model._meta.label_lower] == EDITED]
# What an edit leaves anywhere: its own table, its history, its line in the administration's log and in the register.
ALWAYS_CHANGED = {"django_admin_log", "cooperation_change", "cooperation_programme"}
FORGED = {
    "is_published": "on", "source_text": "zmieniony", "source_sha256": "0" * 64, "content_version": "999",
    "is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"], "password": "jawne", "last_login": "x",
    "author": "1", "origin": "document", "kind": "none", "value": "99", "comparator": "at_most", "scope": "final",
    "approved_revision": "1", "history_id": "1", "history_user": "1", "id": "999", "pk": "999", "sort_key": "x",
    "value_type_origin": "decision", "frequency_origin": "decision", "targets-0-value": "99", "targets-0-kind": "none",
}  # fmt: skip


ACTIONS = ("delete_selected", "publish", "hide", "join_unit", "assign_unit", "", "__class__", "save_model", "nie-ma")
CHOSEN: list[list[str]] = [[], ["999999"], ["x"], ["0' OR 1=1"], [""]]
BAD_KEYS_EVERY = size("BAD_KEYS_EVERY", 3)  # of these choices each action meets every third, other ones for each model
QUERY_STRINGS = ("", "?_popup=1", "?_popup=1&_to_field=password", "?_changelist_filters=%00")


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def world(office):
    """Create an object of every editable model, and a second programme."""
    office.link = factories.FindingLinkFactory(
        finding=factories.SwotFindingFactory(programme=office.programme),
        specific_goal=Indicator.objects.get(pk=office.numbers["own"]).action.specific_goal,
    )
    factories.ConclusionFactory(programme=office.programme)
    office.breakdown = factories.BreakdownFactory(programme=office.programme)
    Office.objects.create(name="Urząd")
    ReportTemplate.objects.create(name="wzor.docx", content=built_in_template())
    person, deputy = office.people["officer"], office.people["other"]
    Deputy.objects.create(person=person, deputy=deputy, since="2025-02-01", until="2025-02-28")
    office.other = factories.ProgrammeFactory(slug="inny", issuer="Inny urząd")
    office.elsewhere = factories.in_programme(office.other)
    office.administrator = office.clients["administrator"]
    return office


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_unknown_form_fields_are_ignored(world, model):
    obj = model.objects.order_by("pk").first()
    page = world.administrator.get(address(model, "change", obj.pk))
    shown = set(page.context["adminform"].form.fields)
    hidden = {name: value for name, value in FORGED.items() if name not in shown}
    before = rows_of_every_table()
    answer = world.administrator.post(address(model, "change", obj.pk), hidden | filled(page))
    assert answer.status_code in (200, 302)
    # A new line of the log says that the form was saved without an edit; nothing else has moved.
    assert changed_tables(before) <= {"django_admin_log"}


@pytest.mark.drill
@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_malformed_posts_change_nothing(world, model):
    """Malformed forms and formsets are sent with the query strings in turn, other ones for each model.

    Outside the drill only every third formset is sent, and each form with one query string.
    """
    obj = model.objects.order_by("pk").first()
    change_page, add_page = address(model, "change", obj.pk), address(model, "add")
    fields = filled(world.administrator.get(change_page))
    before = rows_of_every_table()
    forms = malformed_forms(fields)
    posts = [
        (QUERY_STRINGS[(OWN.index(model) + place + turn) % len(QUERY_STRINGS)], form)
        for place, form in enumerate(forms)
        for turn in range(size("QUERIES_OF_FORM", 1))
    ]
    formsets = malformed_formsets(fields)[:: size("BROKEN_EVERY", 3)]
    posts += zip(cycle(QUERY_STRINGS), formsets, strict=False)
    for query, malformed in posts:
        response = world.administrator.post(change_page + query, malformed)
        assert response.status_code in (200, 302, 400, 409), malformed
    for form in forms:
        assert world.administrator.post(add_page, form).status_code in (200, 400, 403)
    assert changed_tables(before) <= {"django_admin_log"}


def malformed_forms(fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{}, {"_save": "x"}, dict.fromkeys(fields, "\x00"), dict.fromkeys(fields, "9" * 5000)]


def malformed_formsets(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Return copies of the fields with an invalid number of forms, or an invalid key of a row, in one formset."""
    posts = []
    for prefix in [name.removesuffix("-TOTAL_FORMS") for name in fields if name.endswith("-TOTAL_FORMS")]:
        posts += [fields | {f"{prefix}-TOTAL_FORMS": number} for number in ("-1", "99999", "abc", "", "0\0")]
        posts += [fields | {f"{prefix}-INITIAL_FORMS": number} for number in ("5", "-1", "x")]
        posts += [fields | {f"{prefix}-0-id": key} for key in ("999999", "x", "-1", "")]
    return posts


@pytest.mark.drill
@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_invalid_actions_change_nothing(world, model):
    obj = model.objects.order_by("pk").first()
    before = rows_of_every_table()
    listed = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(obj.pk), "form-0-name": "x"}
    posts: list[dict[str, Any]] = [listed | {"_save": "Zapisz"}, listed | {"form-0-text": "x", "_save": "x"}]
    for place, action in enumerate(ACTIONS):
        for chosen in CHOSEN[(place + OWN.index(model)) % BAD_KEYS_EVERY :: BAD_KEYS_EVERY]:
            posts.append({"action": action, "_selected_action": chosen, "index": "0", "post": "yes"})
        posts.append({"action": action, "_selected_action": [str(obj.pk)], "select_across": "1", "index": "7"})
    for fields in posts:
        answer = world.administrator.post(address(model, "changelist"), fields)
        assert answer.status_code in (200, 302, 400, 403), fields
    queries = ["o=999", "o=-1.2.x", "p=-1", "p=999", "all=", "e=1", "q=%00", "q=" + "x" * 5000, "id__in=x", "pk__gt=a"]
    queries += ["password__startswith=a", "user__password__startswith=a", "author__password=a", "programme__id=x"]
    for query in queries:
        assert world.administrator.get(f"{address(model, 'changelist')}?{query}").status_code in (
            200,
            302,
            400,
        ), query
    assert changed_tables(before) == set()


def test_password_hash_cannot_be_filtered(world):
    for lookup in ("password__startswith", "groups__user__password__startswith"):
        for model in (get_user_model(), Programme):
            answer = world.administrator.get(f"{address(model, 'changelist')}?{lookup}=argon2")
            assert answer.status_code in (302, 400)


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_referenced_objects_are_not_deleted(world, model):
    used = [
        world.programme,
        world.unit,
        Indicator.objects.get(pk=world.numbers["waiting"]),
        world.people["officer"],
    ]
    used += [
        Indicator.objects.get(pk=world.numbers["own"]).action,
        *Breakdown.objects.filter(targets__isnull=False),
    ]
    used += [
        FindingLink.objects.get().finding,
        FindingLink.objects.get().specific_goal,
        world.programme.main_goal,
    ]
    before = rows_of_every_table()
    for obj in used:
        if isinstance(obj, model):
            assert world.administrator.post(address(model, "delete", obj.pk), {"post": "yes"}).status_code in (200, 403)
    assert changed_tables(before) == set()


def test_objects_of_another_programme_are_rejected(world):
    """Findings, goals, breakdowns, actions and continued indicators must belong to the same programme."""
    finding = factories.SwotFindingFactory(programme=world.programme)
    foreign_goal = world.elsewhere.action.specific_goal
    breakdown = factories.BreakdownFactory(programme=world.other, name="inny")
    own = Indicator.objects.get(pk=world.numbers["own"])
    link = {"finding": finding.pk, "specific_goal": foreign_goal.pk, "reason": "x"}
    page = world.administrator.get(address(Indicator, "change", own.pk))
    before = rows_of_every_table()
    assert world.administrator.post(address(FindingLink, "add"), link).status_code == 200
    for forged in (
        {"targets-0-breakdown": breakdown.pk},
        {"continues": own.pk},
        {"action": world.elsewhere.action_id},
    ):
        assert (
            world.administrator.post(address(Indicator, "change", own.pk), filled(page) | forged).status_code == 200
        ), forged
    sent = filled(world.administrator.get(address(Action, "change", own.action_id))) | {
        "specific_goal": foreign_goal.pk
    }
    assert world.administrator.post(address(Action, "change", own.action_id), sent).status_code == 200
    for obj in (
        finding,
        own.action.specific_goal,
        own.action.specific_goal.main_goal,
        world.link,
        world.breakdown,
    ):
        page = world.administrator.get(address(type(obj), "change", obj.pk))
        forged = {"programme": world.other.pk, "main_goal": foreign_goal.main_goal_id}
        world.administrator.post(address(type(obj), "change", obj.pk), filled(page) | forged)
    assert changed_tables(before) <= {"django_admin_log"}


def test_history_of_another_model_is_not_shown(world):
    for model in OWN:
        for key in ("999999", "x", "-1", "0", "1_2F", "_00"):
            answer = world.administrator.get(address(model, "history", key))
            assert answer.status_code in (302, 404), (model, key)


def test_control_valid_forms_change_something(world):
    """Control: the comparison detects an edit, its history record and its log entry."""
    own = Indicator.objects.get(pk=world.numbers["own"])
    page = world.administrator.get(address(Indicator, "change", own.pk))
    before = rows_of_every_table()
    assert (
        world.administrator.post(address(Indicator, "change", own.pk), filled(page) | {"definition": "x"}).status_code
        == 302
    )
    ledger = {"cooperation_ledgerentry", "cooperation_ledgerhead"}
    assert changed_tables(before) == {
        "indicators_indicator",
        "indicators_historicalindicator",
        *ledger,
        *ALWAYS_CHANGED,
    }
    assert Target.objects.filter(indicator=own).get().value == 1


@pytest.mark.parametrize("rows", ["201", "1000", "5000", "9" * 400])
@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label_lower)
def test_form_with_a_thousand_rows_is_refused_at_once(world, model, rows):
    before = rows_of_every_table()
    change = address(model, "change", model.objects.order_by("pk").first().pk)
    formsets = [name for name in filled(world.administrator.get(change)) if name.endswith("-TOTAL_FORMS")]
    sent = dict.fromkeys(formsets or ["form-TOTAL_FORMS"], rows)
    for page in (address(model, "add"), change):
        begun = time.process_time()
        answer = world.administrator.post(page, sent)
        assert time.process_time() - begun < 1
        assert answer.status_code == 400
        assert "co najwyżej 200 wierszy" in answer.content.decode()
    assert changed_tables(before) == set()
