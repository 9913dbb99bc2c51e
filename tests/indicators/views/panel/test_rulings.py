"""Decisions and assessments: preview, recording, publication, and conflicts of concurrent rulings."""

import re

import pytest
from django.test import Client

from indicators.models import Assessment, Decision
from indicators.services import rulings
from tests import factories
from tests.indicators.conftest import approve
from tests.indicators.views.panel.conftest import text
from tests.sessions import browser_after_session


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def newest_decision():
    return Decision.objects.latest("id").pk


def test_decision_form_shows_targets_and_preview_shows_changes(rulings_office):
    page = text(rulings_office.client.get(rulings_office.ruling))
    assert '<strong class="verbatim" lang="pl">5 szt.</strong>' in page
    assert re.findall(r'value="scope:(\w+)"', page) == ["month", "quarter", "half_year", "year", "programme", "final"]
    assert "co najmniej 5 szt. w całym okresie programu</label>" in page
    assert page.count("btn-primary") == 1
    preview = rulings_office.client.post(
        rulings_office.ruling, {"do": "preview", "sets": "scope:year", "based_on": "0", "text": "moje słowa"}
    )
    assert preview.status_code == 200
    assert "Co się zmieni" in text(preview)
    assert "teraz: do oceny" in text(preview)
    assert "moje słowa" in text(preview)
    assert not Decision.objects.exists()


def test_decide_records_public_decision_once(rulings_office):
    sent = {"do": "decide", "sets": "scope:programme", "based_on": "0", "text": "Dotyczy całości.", "is_public": "on"}
    response = rulings_office.client.post(rulings_office.ruling, sent)
    assert response["Location"] == "/panel/pytania/"
    decision = Decision.objects.get()
    assert (decision.scope, decision.is_public) == ("programme", True)
    assert decision.question.replace("\u00a0", " ") == (
        "program nie określa, czy wartość docelowa dotyczy każdego roku, czy całego okresu"
    )
    rulings_office.client.post(rulings_office.ruling, sent)  # a double click
    assert Decision.objects.count() == 1
    public = text(Client().get(f"/wskazniki/{rulings_office.open.pk}/"))
    assert "Dotyczy całości." in public
    assert "Rozstrzygnięcie: wartość docelowa obowiązuje w całym programie" in public
    assert "Dotyczy całości." in text(rulings_office.client.get("/panel/pytania/"))


def test_internal_decision_is_not_public(rulings_office):
    rulings_office.client.post(
        rulings_office.ruling, {"do": "decide", "sets": "", "based_on": "0", "text": "Tylko dla nas."}
    )
    assert not Decision.objects.get().is_public
    assert "Tylko dla nas." not in text(Client().get(f"/wskazniki/{rulings_office.open.pk}/"))
    page = text(rulings_office.client.get(rulings_office.ruling))
    assert "Tylko dla nas." in page
    assert "niepubliczne" in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " "}, "text"),
        ({"sets": "scope:undecided"}, "sets"),
        ({"do": ""}, "__all__"),
        ({"based_on": "x"}, "based_on"),
    ],
)
def test_invalid_decision_is_explained_and_not_recorded(rulings_office, fields, field):
    sent = {"do": "decide", "sets": "scope:year", "based_on": "0", "text": "Moje słowa."} | fields
    response = rulings_office.client.post(rulings_office.ruling, sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "errsum" in text(response)
    assert not Decision.objects.exists()


def test_stale_decision_answers_409_with_other_decision_and_typed_text(rulings_office):
    rulings.decide(rulings_office.open, "Ktoś był szybszy.", factories.coordinator(), based_on=0, scope="year")
    sent = {"do": "decide", "sets": "scope:programme", "based_on": "0", "text": "Moje słowa.", "is_public": "on"}
    response = rulings_office.client.post(rulings_office.ruling, sent)
    page = text(response)
    assert response.status_code == 409
    assert "Ktoś był szybszy." in page
    assert "Moje słowa." in page
    assert f'name="based_on" value="{newest_decision()}"' in page
    assert 'value="scope:programme" checked' in page
    assert Decision.objects.count() == 1
    rulings_office.client.post(rulings_office.ruling, sent | {"based_on": str(newest_decision())})
    assert Decision.objects.count() == 2


def test_assessment_is_public_and_later_one_replaces_it(rulings_office):
    page = text(rulings_office.client.get(rulings_office.assessment))
    assert "ważna uwaga" in page
    assert "do oceny" in page
    sent = {"verdict": "met", "reason": "Strategia wykonana.", "based_on": "0"}
    assert rulings_office.client.post(rulings_office.assessment, sent)["Location"] == "/panel/pytania/"
    public = text(Client().get(f"/wskazniki/{rulings_office.words.pk}/"))
    assert "Strategia wykonana." in public
    late = rulings_office.client.post(rulings_office.assessment, sent | {"verdict": "not_met", "reason": "Moje słowa."})
    assert late.status_code == 409
    assert "Strategia wykonana." in text(late)
    assert "Moje słowa." in text(late)
    newest = Assessment.objects.get().pk
    rulings_office.client.post(
        rulings_office.assessment, {"verdict": "not_met", "reason": "Jednak nie.", "based_on": str(newest)}
    )
    public = text(Client().get(f"/wskazniki/{rulings_office.words.pk}/"))
    assert public.index("Jednak nie.") < public.index("Strategia wykonana.")
    assert public.count("zastąpiona późniejszą oceną") == 1


@pytest.mark.parametrize("fields", [{"verdict": ""}, {"verdict": "zzz"}, {"reason": ""}, {"based_on": ""}])
def test_invalid_assessment_is_explained(rulings_office, fields):
    response = rulings_office.client.post(
        rulings_office.assessment, {"verdict": "met", "reason": "Tak.", "based_on": "0"} | fields
    )
    assert list(response.context["form"].errors) == list(fields)
    assert not Assessment.objects.exists()


def test_year_decided_by_figures_cannot_be_assessed(rulings_office):
    approve(rulings_office)
    address = f"/panel/wskazniki/{rulings_office.indicator.pk}/oceny/2024/"
    page = text(rulings_office.client.get(address))
    assert "Zapisz ocenę" not in page
    assert "decydują liczby" not in page
    response = rulings_office.client.post(address, {"verdict": "met", "reason": "Moje słowa.", "based_on": "0"})
    assert response.status_code == 409
    assert "Moje słowa." in text(response)
    for year in (2020, 2026, 10**17):
        assert rulings_office.client.get(f"/panel/wskazniki/{rulings_office.words.pk}/oceny/{year}/").status_code == 404


@pytest.mark.parametrize("place", ["ruling", "assessment"])
def test_typed_text_is_restored_after_session_end(rulings_office, place):
    address = getattr(rulings_office, place)
    sent = {"text": "długie słowa", "reason": "długie słowa", "sets": "scope:year", "verdict": "met", "based_on": "0"}
    stranger = browser_after_session(rulings_office.coordinator)
    login = stranger.post(address, sent)["Location"]
    response = stranger.post(login, {"login": "koordynator", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == address
    assert "długie słowa" in text(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(rulings_office, items, django_assert_num_queries):
    for number in range(1, items):
        programme = factories.ProgrammeFactory(slug=f"nowy-{number}")
        factories.in_programme(programme, terms__verbatim="5 szt.")
        rulings.decide(
            rulings_office.open,
            f"Uwaga {number}.",
            rulings_office.coordinator,
            based_on=0 if number == 1 else newest_decision(),
        )
    counted = []
    for address in ("/panel/pytania/?program=2021-2025", rulings_office.ruling, rulings_office.assessment):
        rulings_office.client.get(address)
        with django_assert_num_queries(COUNTS[address.split("/")[-2]]) as captured:
            assert rulings_office.client.get(address).status_code == 200
        counted.append(len(captured))
    assert max(counted) <= 16


COUNTS = {"pytania": 14, "rozstrzygniecie": 10, "2024": 10}
