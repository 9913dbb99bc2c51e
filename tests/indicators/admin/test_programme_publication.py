"""The publication page of a programme; years, address and deletion of a programme in preparation."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Change, Programme
from cooperation.services.programmes import set_published
from goals.models import MainGoal
from indicators.models import Action, Measurement
from tests import factories
from tests.indicators.admin.conftest import filled, text
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def draft(office: Any, administrator: Any) -> SimpleNamespace:
    """A programme in preparation with one complete indicator and one that lacks everything."""
    programme = factories.ProgrammeFactory(slug="szkic", is_published=False)
    complete = factories.in_programme(programme, name="Liczba warsztatów")
    lacking = factories.in_programme(
        programme, name="Poziom zadowolenia", unit=None, value_type="decimal", terms__applies_from=2022
    )
    factories.ActionFactory(specific_goal=complete.action.specific_goal, position=90, name="Działanie bez wskaźnika")
    factories.SpecificGoalFactory(
        main_goal=complete.action.specific_goal.main_goal, position=90, text="Cel bez działań"
    )
    factories.SwotFindingFactory(programme=programme, position=1, text="mało sal")
    return SimpleNamespace(
        programme=programme,
        complete=complete,
        lacking=lacking,
        address=reverse("admin:cooperation_programme_publication", args=[programme.pk]),
        form=reverse("admin:cooperation_programme_change", args=[programme.pk]),
    )


def test_page_lists_what_is_missing_with_places_in_tree(draft, administrator):
    page = administrator.get(draft.address)
    content = text(page)
    missing = {str(row["label"]).partition(" ")[2] for group in page.context["groups"] for row in group["rows"]}
    assert missing == {"Poziom zadowolenia", "Działanie bez wskaźnika", "Cel bez działań", "1: mało sal"}
    assert "Szansa 1: mało sal" in content
    for words in (
        "1 wskaźnik bez komórki odpowiedzialnej",
        "1 wskaźnik bez jednostki miary",
        "1 wskaźnik z latami spoza programu",
        "1 ustalenie bez odpowiedzi",
        "1 cel bez działań",
        "1 działanie bez wskaźników",
        "obowiązuje od 2022",
    ):
        assert words in content, words
    assert f"/drzewo/#indicator-{draft.lacking.pk}" in content
    assert 'href="/panel/podglad/szkic/"' in content
    assert "Liczba warsztatów" not in content


def test_number_of_queries_does_not_grow(draft, administrator, django_assert_max_num_queries):
    for number in range(5):
        factories.IndicatorFactory(action=draft.complete.action, position=50 + number, unit=None)
    with django_assert_max_num_queries(25):
        administrator.get(draft.address)


def test_publication_makes_pages_public_and_is_registered(draft, administrator, client):
    assert client.get("/programy/szkic/").status_code == 404
    answer = administrator.post(draft.address)
    assert answer["Location"] == reverse("admin:cooperation_programme_tree", args=[draft.programme.pk])
    assert "Czytelnicy już go widzą." in text(administrator.get(answer["Location"]))
    assert client.get("/programy/szkic/").status_code == 200
    assert Change.objects.get(programme=draft.programme).kind == Change.Kind.PUBLISHED
    before = rows_of_every_table()
    administrator.post(draft.address)
    assert "session" not in changed_tables(before) - {"django_session"}
    assert Change.objects.filter(programme=draft.programme).count() == 1
    page = text(administrator.get(draft.address))
    assert "Przywróć do przygotowania" in page
    assert "Opublikuj program" not in page


@pytest.mark.parametrize("has_main_goal", [False, True])
def test_programme_without_goals_is_not_published(db, administrator, has_main_goal):
    programme = factories.ProgrammeFactory(is_published=False)
    if has_main_goal:
        MainGoal.objects.create(programme=programme, text="Rozwój")
    address = reverse("admin:cooperation_programme_publication", args=[programme.pk])
    assert "Opublikuj program" not in text(administrator.get(address))
    answer = administrator.post(address)
    assert answer.status_code == 400
    assert ("nie ma jeszcze celu szczegółowego" if has_main_goal else "nie ma jeszcze celu głównego") in text(answer)
    programme.refresh_from_db()
    assert not programme.is_published


def test_list_action_for_one_programme_leads_to_its_page(draft, administrator):
    changelist = reverse("admin:cooperation_programme_changelist")
    sent = {"action": "publish", "_selected_action": [draft.programme.pk]}
    assert administrator.post(changelist, sent)["Location"] == draft.address
    other = factories.ProgrammeFactory(is_published=False)
    page = administrator.post(changelist, sent | {"_selected_action": [draft.programme.pk, other.pk]})
    assert other.title in text(page)
    assert not Change.objects.filter(kind="published").exists()


def test_missing_programme_is_404_and_other_methods_405(draft, administrator):
    assert administrator.get(reverse("admin:cooperation_programme_publication", args=[999999])).status_code == 404
    assert administrator.put(draft.address).status_code == 405


# --- years, address, deletion ----------------------------------------------------------------------------------------


def test_years_and_address_change_before_publication(draft, administrator):
    sent = filled(administrator.get(draft.form)) | {"first_year": 2022, "last_year": 2023, "slug": "inny"}
    assert administrator.post(draft.form, sent).status_code == 302
    programme = Programme.objects.get(pk=draft.programme.pk)
    assert (programme.slug, programme.year_span) == ("inny", "2022–2023")
    assert list(programme.rounds.order_by("year").values_list("year", flat=True)) == [2022, 2023]
    assert draft.complete.targets.get().applies_from == 2022


def test_wrong_years_are_refused_with_reason(draft, administrator):
    sent = filled(administrator.get(draft.form)) | {"first_year": 2024, "last_year": 2023}
    before = rows_of_every_table()
    page = administrator.post(draft.form, sent)
    assert "nie może być wcześniejszy" in text(page)
    assert changed_tables(before) == set()


@pytest.mark.parametrize("reason", ["published", "published once", "recorded"])
def test_years_and_address_are_fixed(draft, administrator, office, reason):
    if reason == "recorded":
        Measurement.objects.create(indicator=draft.complete, period_code="2021", year=2021)
    else:
        set_published(draft.programme, is_published=True, at=timezone.now())
    if reason == "published once":
        set_published(draft.programme, is_published=False, at=timezone.now())
    page = administrator.get(draft.form)
    assert {"slug", "first_year", "last_year"}.isdisjoint(page.context["adminform"].form.fields)
    sent = filled(page) | {"first_year": 2022, "slug": "inny"}
    administrator.post(draft.form, sent)
    programme = Programme.objects.get(pk=draft.programme.pk)
    assert (programme.slug, programme.first_year) == ("szkic", 2021)


def test_only_empty_programme_in_preparation_can_be_deleted(draft, administrator):
    empty = factories.ProgrammeFactory(is_published=False, rounds=False)
    published = factories.ProgrammeFactory(rounds=False)
    answers = {}
    for programme in (empty, published, draft.programme):
        address = reverse("admin:cooperation_programme_delete", args=[programme.pk])
        answers[programme] = administrator.post(address, {"post": "yes"}).status_code
    assert answers == {empty: 302, published: 403, draft.programme: 403}
    assert set(Programme.objects.values_list("pk", flat=True)).isdisjoint({empty.pk})
    assert Programme.objects.filter(pk__in=[published.pk, draft.programme.pk]).count() == 2


def test_action_without_indicators_can_be_deleted(draft, administrator):
    action = Action.objects.get(name="Działanie bez wskaźnika")
    address = reverse("admin:indicators_action_delete", args=[action.pk])
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"post": "yes"}).status_code == 302
    assert not Action.objects.filter(pk=action.pk).exists()


def test_indicator_is_deleted_with_its_terms_in_tree(draft, administrator):
    indicator = draft.complete
    address = reverse("admin:indicators_indicator_delete", args=[indicator.pk])
    answer = administrator.get(address)
    anchor = f"indicator-{indicator.pk}"
    assert answer["Location"].endswith(f"/{draft.programme.pk}/drzewo/?usun={anchor}#{anchor}")
    assert f'value="delete:{anchor}:' in text(administrator.get(answer["Location"]))
    Measurement.objects.create(indicator=indicator, period_code="2021", year=2021)
    assert administrator.get(address).status_code == 403
