import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from indicators.models import Assessment, Comment, Decision
from indicators.rules.figures import Figure, Part
from indicators.services import comments, measurements, rulings
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.sessions import browser_after_session


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The coordinator, an indicator with an undecided target and one with a target in words."""
    client.force_login(office.coordinator)
    office.client = client
    office.open = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="5 szt.")
    office.words = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="zgodnie ze strategią")
    for indicator in (office.open, office.words):
        revision = measurements.submit(
            office.slot("2024", indicator), Figure(Decimal(3), note="ważna uwaga"), by=office.officer, based_on=0, on=ON
        )
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    office.ruling = f"/panel/wskazniki/{office.open.pk}/rozstrzygniecie/"
    office.assessment = f"/panel/wskazniki/{office.words.pk}/oceny/2024/"
    return office


def text(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def test_list_links_each_question_to_its_form(panel):
    page = text(panel.client.get("/panel/pytania/"))
    assert "Do rozstrzygnięcia: 2 pytania" in page
    assert f'href="{panel.ruling}"' in page
    assert f'href="{panel.assessment}"' in page
    assert "Niczego jeszcze nie rozstrzygnięto" in page
    assert 'aria-current="page">Pytania' in page


def test_missing_unit_is_settled_in_administration(panel):
    panel.open.unit = None
    panel.open.save()
    assert "Ustala administrator" in text(panel.client.get("/panel/pytania/"))
    factories.administrator(username="obie")
    panel.coordinator.groups.add(*factories.administrator().groups.all())
    assert f"/admin/indicators/indicator/{panel.open.pk}/change/" in text(panel.client.get("/panel/pytania/"))


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(panel, items, django_assert_num_queries):
    for number in range(1, items):
        programme = factories.ProgrammeFactory(slug=f"nowy-{number}")
        factories.in_programme(programme, terms__verbatim="5 szt.")
        rulings.decide(panel.open, f"Uwaga {number}.", panel.coordinator, based_on=0 if number == 1 else _newest())
    counted = []
    for address in ("/panel/pytania/", panel.ruling, panel.assessment):
        panel.client.get(address)
        with django_assert_num_queries(COUNTS[address.split("/")[-2]]) as captured:
            assert panel.client.get(address).status_code == 200
        counted.append(len(captured))
    assert max(counted) <= 10


COUNTS = {"pytania": 9, "rozstrzygniecie": 8, "2024": 8}


def _newest():
    return Decision.objects.latest("id").pk


def test_decision_form_shows_targets_and_preview_shows_changes(panel):
    page = text(panel.client.get(panel.ruling))
    assert '<strong class="verbatim" lang="pl">5 szt.</strong>' in page
    assert re.findall(r'value="scope:(\w+)"', page) == ["month", "quarter", "half_year", "year", "programme", "final"]
    assert "co najmniej 5 szt. w całym okresie programu</label>" in page
    assert page.count("btn-primary") == 1
    preview = panel.client.post(
        panel.ruling, {"do": "preview", "sets": "scope:year", "based_on": "0", "text": "moje słowa"}
    )
    assert preview.status_code == 200
    assert "Co się zmieni" in text(preview)
    assert "teraz: do oceny" in text(preview)
    assert "moje słowa" in text(preview)
    assert not Decision.objects.exists()


def test_decide_records_public_decision_once(panel):
    sent = {"do": "decide", "sets": "scope:programme", "based_on": "0", "text": "Dotyczy całości.", "is_public": "on"}
    response = panel.client.post(panel.ruling, sent)
    assert response["Location"] == "/panel/pytania/"
    decision = Decision.objects.get()
    assert (decision.scope, decision.is_public) == ("programme", True)
    assert decision.question.replace("\u00a0", " ") == (
        "program nie określa, czy wartość docelowa dotyczy każdego roku, czy całego okresu"
    )
    panel.client.post(panel.ruling, sent)  # a double click
    assert Decision.objects.count() == 1
    public = text(Client().get(f"/wskazniki/{panel.open.pk}/"))
    assert "Dotyczy całości." in public
    assert "Wartość docelowa obowiązuje w całym programie." in public
    assert "Dotyczy całości." in text(panel.client.get("/panel/pytania/"))


def test_internal_decision_is_not_public(panel):
    panel.client.post(panel.ruling, {"do": "decide", "sets": "", "based_on": "0", "text": "Tylko dla nas."})
    assert not Decision.objects.get().is_public
    assert "Tylko dla nas." not in text(Client().get(f"/wskazniki/{panel.open.pk}/"))
    page = text(panel.client.get(panel.ruling))
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
def test_invalid_decision_is_explained_and_not_recorded(panel, fields, field):
    sent = {"do": "decide", "sets": "scope:year", "based_on": "0", "text": "Moje słowa."} | fields
    response = panel.client.post(panel.ruling, sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "errsum" in text(response)
    assert not Decision.objects.exists()


def test_stale_decision_answers_409_with_other_decision_and_typed_text(panel):
    rulings.decide(panel.open, "Ktoś był szybszy.", factories.coordinator(), based_on=0, scope="year")
    sent = {"do": "decide", "sets": "scope:programme", "based_on": "0", "text": "Moje słowa.", "is_public": "on"}
    response = panel.client.post(panel.ruling, sent)
    page = text(response)
    assert response.status_code == 409
    assert "Ktoś był szybszy." in page
    assert "Moje słowa." in page
    assert f'name="based_on" value="{_newest()}"' in page
    assert 'value="scope:programme" checked' in page
    assert Decision.objects.count() == 1
    panel.client.post(panel.ruling, sent | {"based_on": str(_newest())})
    assert Decision.objects.count() == 2


def test_assessment_is_public_and_later_one_replaces_it(panel):
    page = text(panel.client.get(panel.assessment))
    assert "ważna uwaga" in page
    assert "do oceny" in page
    sent = {"verdict": "met", "reason": "Strategia wykonana.", "based_on": "0"}
    assert panel.client.post(panel.assessment, sent)["Location"] == "/panel/pytania/"
    public = text(Client().get(f"/wskazniki/{panel.words.pk}/"))
    assert "Strategia wykonana." in public
    late = panel.client.post(panel.assessment, sent | {"verdict": "not_met", "reason": "Moje słowa."})
    assert late.status_code == 409
    assert "Strategia wykonana." in text(late)
    assert "Moje słowa." in text(late)
    newest = Assessment.objects.get().pk
    panel.client.post(panel.assessment, {"verdict": "not_met", "reason": "Jednak nie.", "based_on": str(newest)})
    public = text(Client().get(f"/wskazniki/{panel.words.pk}/"))
    assert public.index("Jednak nie.") < public.index("Strategia wykonana.")
    assert public.count("zastąpiona późniejszą oceną") == 1


@pytest.mark.parametrize("fields", [{"verdict": ""}, {"verdict": "zzz"}, {"reason": ""}, {"based_on": ""}])
def test_invalid_assessment_is_explained(panel, fields):
    response = panel.client.post(panel.assessment, {"verdict": "met", "reason": "Tak.", "based_on": "0"} | fields)
    assert list(response.context["form"].errors) == list(fields)
    assert not Assessment.objects.exists()


def test_year_decided_by_figures_cannot_be_assessed(panel):
    approve(panel)
    address = f"/panel/wskazniki/{panel.indicator.pk}/oceny/2024/"
    page = text(panel.client.get(address))
    assert "Zapisz ocenę" not in page
    assert "decydują liczby" not in page
    response = panel.client.post(address, {"verdict": "met", "reason": "Moje słowa.", "based_on": "0"})
    assert response.status_code == 409
    assert "Moje słowa." in text(response)
    for year in (2020, 2026, 10**17):
        assert panel.client.get(f"/panel/wskazniki/{panel.words.pk}/oceny/{year}/").status_code == 404


@pytest.mark.parametrize("place", ["ruling", "assessment"])
def test_typed_text_is_restored_after_session_end(panel, place):
    address = getattr(panel, place)
    sent = {"text": "długie słowa", "reason": "długie słowa", "sets": "scope:year", "verdict": "met", "based_on": "0"}
    stranger = browser_after_session(panel.coordinator)
    login = stranger.post(address, sent)["Location"]
    response = stranger.post(login, {"login": "koordynator", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == address
    assert "długie słowa" in text(response)
    assert not Decision.objects.exists()


# --- comments and the history of a figure --------------------------------------------------------------------------


@pytest.fixture
def figure(panel):
    """A figure that was sent back and submitted again, with a comment in between."""
    panel.address = f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/"
    slot = panel.slot()
    first = measurements.submit(slot, Figure(Decimal(3), note="stara nota"), by=panel.officer, based_on=0)
    measurements.send_back(first.measurement, by=panel.coordinator, based_on=1, comment="brakuje Torunia")
    comments.say(first.measurement, "Już sprawdzam.", panel.officer)
    measurements.submit(slot, Figure(Decimal(4), note="nowa nota"), by=panel.officer, based_on=2)
    return panel


def test_timeline_shows_changes_and_comments_newest_first(figure):
    officer = Client()
    officer.force_login(figure.officer)
    for client, address in (
        (figure.client, f"{figure.address}decyzja/"),
        (figure.client, figure.address),
        (officer, figure.address),
        (officer, f"{figure.address}komentarze/"),
    ):
        page = text(client.get(address))
        page = page[page.index('<ol class="timeline"') :]
        places = [page.index(text_of_event) for text_of_event in ("Już sprawdzam.", "brakuje Torunia", "Przekazano")]
        assert places[0] < places[1]
        assert re.search(r"<del>3[^<]*</del> → <ins>4", page)
        assert '<del lang="pl">stara nota</del> → <ins lang="pl">nowa nota</ins>' in page


def test_timeline_shows_changed_parts_and_days(panel, time_machine):
    split = [Part(category, place, Decimal(1), 0) for place, category in enumerate(panel.categories, 1)]
    measurements.record(panel.slot(), Figure(Decimal(3), parts=tuple(split)), by=panel.officer, based_on=0)
    more = (*split[:2], Part(split[2].category, 3, Decimal(2), 0))
    measurements.submit(panel.slot(), Figure(Decimal(4), parts=more), by=panel.coordinator, based_on=1)
    time_machine.shift(60)
    measurements.approve(panel.indicator.measurements.get(), by=panel.coordinator, based_on=2)
    page = text(panel.client.get(f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/decyzja/"))
    assert page.count('<p class="diff"><span lang="pl">współorganizowane</span>') == 2
    assert '<span lang="pl">współorganizowane</span>: <del>1</del> → <ins>2</ins>' in page
    assert "zatwierdzenie przez osobę, która przekazała pomiar" in page

    done = factories.in_programme(panel.programme, unit=panel.unit, value_type="yes_no", terms__verbatim="tak/nie")
    slot = panel.slot("2024", done)
    measurements.record(slot, Figure(Decimal(1), achieved_on=date(2024, 5, 1)), by=panel.officer, based_on=0)
    measurements.record(slot, Figure(Decimal(1), achieved_on=date(2024, 6, 1)), by=panel.officer, based_on=1)
    page = text(panel.client.get(f"/panel/wskazniki/{done.pk}/pomiary/2024/"))
    assert "<del>1.05.2024</del> → <ins>1.06.2024</ins>" in page


def test_timeline_is_not_public(figure):
    measurements.approve(figure.indicator.measurements.get(), by=figure.coordinator, based_on=3)
    for address in (f"/wskazniki/{figure.indicator.pk}/", f"/en/wskazniki/{figure.indicator.pk}/", "/"):
        page = text(Client().get(address))
        assert "nowa nota" in page or address == "/"
        for hidden in ("Już sprawdzam.", "brakuje Torunia", "stara nota", "timeline"):
            assert hidden not in page


def test_comment_is_added_once_and_redirects_back(figure):
    sent = {"text": "Dziękuję.", "request_key": "k", "back": "decision"}
    address = f"{figure.address}komentarze/"
    assert figure.client.post(address, sent)["Location"] == f"{figure.address}decyzja/#historia"
    assert figure.client.post(address, sent).status_code == 302
    assert Comment.objects.filter(text="Dziękuję.").count() == 1
    other = figure.client.post(address, sent | {"text": "Inne słowa."})
    assert other.status_code == 409
    assert "Inne słowa." in text(other)
    officer = Client()
    officer.force_login(figure.officer)
    assert officer.post(address, sent)["Location"] == f"{figure.address}#historia"


def test_comment_requires_text_and_recorded_figure(figure):
    assert "Najpierw wpisz komentarz" in text(figure.client.post(f"{figure.address}komentarze/", {"text": " "}))
    untouched = f"/panel/wskazniki/{figure.indicator.pk}/pomiary/2023/"
    assert "Komentarz można dodać po zapisaniu szkicu" in text(figure.client.get(untouched))
    response = figure.client.post(f"{untouched}komentarze/", {"text": "Moje słowa."})
    assert response.status_code == 200
    assert "najpierw zapisz szkic" in text(response)
    assert "Moje słowa." in text(response)
    assert Comment.objects.count() == 1
    assert figure.indicator.measurements.count() == 1


def test_locked_figure_accepts_comments(figure):
    figure.programme.rounds.update(closed_at=timezone.now(), closed_by=figure.coordinator)
    officer = Client()
    officer.force_login(figure.officer)
    page = text(officer.get(figure.address))
    assert "zamknięt" in page
    assert "Już sprawdzam." in page
    assert officer.post(f"{figure.address}komentarze/", {"text": "Jeszcze jedno."}).status_code == 302


def test_comment_on_figure_of_another_unit_is_404(figure):
    stranger = Client()
    stranger.force_login(factories.officer(factories.UnitFactory()))
    assert stranger.get(f"{figure.address}komentarze/").status_code == 404
    assert stranger.post(f"{figure.address}komentarze/", {"text": "x"}).status_code == 404
    assert Comment.objects.count() == 1
