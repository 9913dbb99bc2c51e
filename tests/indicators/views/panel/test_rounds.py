"""Rounds in the panel: the list, the checklist of a year, its steps, and what readers and officers see."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.models import UnitMember
from indicators.models import Evidence, ReportingRound
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.services import measurements, rounds
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.sessions import browser_after_session

YEAR = "/panel/okresy/2021-2025/2024/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The coordinator's client, and the round of 2024."""
    client.force_login(office.coordinator)
    office.client = client
    office.page = lambda: client.get(YEAR)
    office.post = lambda do, **fields: client.post(YEAR, {"do": do, **fields})
    office.row = lambda year=2024: ReportingRound.objects.get(programme=office.programme, year=year)
    return office


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " "))


def shown_version(response):
    return re.search(r'name="seen" value="([0-9a-f]{32})"', response.content.decode())[1]


def part(response, identity):
    """Return the text of one section of the page."""
    section = re.search(rf'aria-labelledby="{identity}">(.*?)</section>', response.content.decode(), re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section[1]).replace("\u00a0", " ")).strip()


def test_round_list_shows_each_year_of_selected_programme_and_links_the_others(panel):
    approve(panel)
    measurements.submit(panel.slot("2023"), Figure(Decimal(2)), by=panel.officer, based_on=0, on=ON)
    ReportingRound.objects.filter(year=2022).update(
        closed_at=timezone.now(), closed_by=panel.coordinator, closing_reason="zlikwidowano"
    )
    ReportingRound.objects.filter(year=2025).update(opens_on=date(2025, 3, 1))
    factories.MainGoalFactory(
        programme=factories.ProgrammeFactory(
            slug="przyklad", first_year=2022, last_year=2022, is_example=True, is_published=False, rounds=False
        )
    )
    page = panel.client.get("/panel/okresy/")
    assert 'href="?program=przyklad"' in page.content.decode()
    page_text = text(page)
    for words in (
        "2021 , program 2021–2025 otwarty, termin minął 31 marca 2022 r. 1 0 0 1",
        "2022 , program 2021–2025 zamknięto 10 lutego 2025 r., Anna Przykładowa z brakami: „zlikwidowano” 1 0 0 1",
        "2023 , program 2021–2025 otwarty, termin minął 31 marca 2024 r. 1 0 1 0",
        "2024 , program 2021–2025 otwarty, termin: 31 marca 2025 r. 1 1 0 0",
        "2025 , program 2021–2025 jeszcze nieotwarty, otwarcie: 1 marca 2025 r. 0 0 0 0",
        "Program przykładowy 2022 dane przykładowe program w przygotowaniu",
    ):
        assert words in page_text
    page = panel.client.get("/panel/okresy/?program=przyklad")
    assert (
        "2022 , program 2022 jeszcze nieotwarty; do otwarcia obowiązują zwykłe terminy: pomiary od 1 stycznia 2022 r., "
        "termin 31 marca 2023 r. 0 0 0 0"
    ) in text(page)
    assert 'href="/panel/okresy/przyklad/2022/"' in page.content.decode()


def test_round_list_of_unknown_programme_is_404(panel):
    assert panel.client.get("/panel/okresy/?program=nie-ma").status_code == 404


def test_data_in_preparation_are_listed_once(panel):
    figure = Figure(no_value_reason=NoValueReason.IN_PREPARATION)
    revision = measurements.submit(panel.slot(), figure, by=panel.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=panel.coordinator, based_on=1)
    section = part(panel.page(), "h-brakuje")
    assert "dane w opracowaniu · zatwierdzone 10 lutego 2025 r." in section
    assert section.count("dane w opracowaniu") == 1


def test_list_without_programme_explains_first_step(client, db):
    client.force_login(factories.coordinator())
    assert "Nie ma jeszcze żadnego programu." in text(client.get("/panel/okresy/"))


def test_checklist_names_missing_figures_and_people_of_units(panel):
    panel.officer.email = "anna@urzad.example"
    panel.officer.save()
    empty = factories.UnitFactory(name="Biuro bez ludzi")
    former_officer = factories.officer(empty)
    membership = UnitMember.objects.get(user=former_officer)
    membership.until = date(2025, 2, 9)
    membership.save()
    for unit in (empty, None):
        factories.in_programme(panel.programme, unit=unit)
    page = panel.page()
    page_text = part(page, "h-brakuje")
    assert page_text.startswith("Brakuje 3 pomiary")
    assert "Przykładowa ( anna@urzad.example )" in page_text
    assert "Biuro bez ludzi W tej jednostce nie ma już nikogo." in page_text
    assert "Bez jednostki: odpowiada koordynator" in page_text
    assert f'href="/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/"' in page.content.decode()
    assert "Żadna jednostka za niego nie odpowiada." in part(page, "h-pytania")
    assert 'href="/panel/pytania/"' in page.content.decode()
    membership.until = date(2025, 2, 10)  # the last day is a day of work
    membership.save()
    assert "Biuro bez ludzi W tej jednostce" not in part(panel.page(), "h-brakuje")


def test_checklist_sections_list_their_figures(panel):
    revision = measurements.submit(panel.slot("2023"), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=panel.coordinator, based_on=1)
    sent = measurements.submit(panel.slot(), Figure(Decimal(30)), by=panel.officer, based_on=0, on=ON)
    decision = f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/decyzja/"
    page = panel.page()
    for identity, heading in (("h-czekaja", "Czekają"), ("h-nietypowe", "Nietypowe"), ("h-dowody", "Pomiary bez")):
        assert part(page, identity).startswith(heading)
        assert "1 pomiar" in part(page, identity)
    assert "dziesięć razy" in part(page, "h-nietypowe")
    assert page.content.decode().count(f'href="{decision}"') == 2
    assert part(page, "h-brakuje").endswith("Nie brakuje żadnego pomiaru.")
    # explained and shown: both leave the list
    Evidence.objects.create(
        measurement=sent.measurement, title="lista", url="https://a.example/", added_by=panel.officer,
        added_at=timezone.now(),
    )  # fmt: skip
    measurements.submit(panel.slot(), Figure(Decimal(30), note="targi"), by=panel.officer, based_on=1, on=ON)
    page = panel.page()
    assert "Nie ma nietypowych wartości bez uwagi." in part(page, "h-nietypowe")
    assert "Nie ma pomiarów bez dowodów." in part(page, "h-dowody")
    Evidence.objects.update(taken_off_at=timezone.now(), taken_off_by=panel.officer)
    assert "1 pomiar" in part(panel.page(), "h-dowody")
    measurements.send_back(sent.measurement, by=panel.coordinator, based_on=2, comment="popraw")
    page = panel.page()
    assert "zwrócono 10 lutego 2025 r." in part(page, "h-zwrocone")
    assert "Żaden pomiar nie czeka" in part(page, "h-czekaja")


def test_closing_form_precedes_checklist(panel):
    content = panel.page().content.decode()
    assert content.index('id="h-zamkniecie"') < content.index('id="h-brakuje"')


def test_figures_without_evidence_are_folded_by_indicator(panel):
    quarterly = factories.in_programme(
        panel.programme, unit=panel.unit, name="Liczba posiedzeń", terms__frequency="quarterly"
    )
    for code in ("2024-K1", "2024-K2", "2024-K3"):
        revision = measurements.submit(
            panel.slot(code, quarterly), Figure(Decimal(1)), by=panel.officer, based_on=0, on=ON
        )
        measurements.approve(revision.measurement, by=panel.coordinator, based_on=1)
    approve(panel)
    section = part(panel.page(), "h-dowody")
    assert section.startswith("Pomiary bez dowodów 4 pomiary")
    assert "Liczba posiedzeń 3 pomiary" in section
    assert "Liczba warsztatów 1 pomiar" in section
    assert panel.page().content.decode().count('<details class="fold">') == 2


def test_submitted_correction_is_no_gap(panel):
    approve(panel)
    measurements.submit(panel.slot(), Figure(Decimal(4)), by=panel.officer, based_on=2, on=ON, reason="pominięto")
    page = panel.page()
    assert "sprostowanie przekazane 10 lutego 2025 r." in part(page, "h-czekaja")
    assert "Wszystkie pomiary są zatwierdzone." in part(page, "h-zamkniecie")


def test_figures_that_are_not_required_are_not_missing(panel):
    factories.in_programme(panel.programme, unit=panel.unit, withdrawn_from=2024)
    factories.in_programme(panel.programme, unit=panel.unit, terms__applies_from=2025)
    factories.in_programme(panel.programme, unit=panel.unit, terms__frequency="once")
    assert "Zatwierdzono 0 z 1 pomiaru. Brakuje: 1." in part(panel.page(), "h-stan")  # none waits for approval


def test_open_round_stores_entered_days(panel):
    panel.row().delete()
    page = panel.page()
    assert 'value="1.01.2024"' in page.content.decode()
    assert 'value="close"' not in page.content.decode()
    assert page.content.decode().count("btn-primary") == 1
    response = panel.post("open", opens_on="1.02.2024", due_on="15.04.2025")
    assert response.status_code == 302
    assert response["Location"] == YEAR
    assert (panel.row().opens_on, panel.row().due_on) == (date(2024, 2, 1), date(2025, 4, 15))
    assert "Otwarty, termin: 15 kwietnia 2025 r." in text(panel.page())


def test_open_round_opened_meanwhile_answers_409(panel):
    response = panel.post("open", opens_on="1.02.2024", due_on="15.04.2025")
    assert response.status_code == 409
    assert "Nic nie zmieniono" in text(response)
    assert 'value="15.04.2025"' in response.content.decode()
    assert panel.row().due_on == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"due_on": "31.02.2025"}, "Wpisz dzień w postaci dzień.miesiąc.rok"),
        ({"opens_on": ""}, "Wpisz dzień, np. 1.01.2025."),
        ({"due_on": "1.01.2024", "opens_on": "2.01.2024"}, "Termin nie może być wcześniejszy niż dzień otwarcia"),
        ({"due_on": "31.03.2205"}, "sprawdź rok w obu terminach"),
        ({"due_on": "31.03.2025", "opens_on": "1.01.2024"}, "Te terminy już obowiązują."),
        ({"reason": " "}, "Wpisz, dlaczego terminy się zmieniają"),
        ({"reason": "x" * 2001}, "2000"),
        ({"due_on": "1\x00"}, ""),
    ],
)
def test_invalid_days_are_explained_and_not_saved(panel, fields, says):
    typed = {"opens_on": "1.01.2024", "due_on": "15.04.2025", "reason": "prośba"} | fields
    response = panel.post("days", seen="2024-01-01 2025-03-31 open", **typed)
    assert response.status_code == 200
    assert says in text(response)
    assert "errsum" in response.content.decode()
    assert panel.row().due_on == date(2025, 3, 31)


def test_change_days_rejects_stale_form(panel):
    typed = {"seen": "2024-01-01 2025-03-31 open", "opens_on": "1.01.2024", "reason": "prośba jednostek"}
    assert 'name="seen" value="2024-01-01 2025-03-31 open"' in panel.page().content.decode()
    assert panel.post("days", due_on="15.04.2025", **typed).status_code == 302
    response = panel.post("days", due_on="30.04.2025", **typed)
    assert response.status_code == 409
    for typed_value in ('value="30.04.2025"', "prośba jednostek</textarea>"):
        assert typed_value in response.content.decode()
    assert panel.row().due_on == date(2025, 4, 15)


def test_close_with_gaps_requires_public_reason(panel):
    response = panel.post("close", seen=shown_version(panel.page()), reason="")
    assert (response.status_code, panel.row().is_closed) == (200, False)
    assert "Wpisz, dlaczego rok zamyka się bez tych pomiarów" in text(response)
    assert response.content.decode().count("btn-primary") == 1
    assert panel.post("close", seen=shown_version(panel.page()), reason="Biuro zlikwidowano.").status_code == 302
    assert "Zamknięto 10 lutego 2025 r., Anna Przykładowa." in text(panel.page())
    assert "Okres 2024 zamknięto 10 lutego 2025 r. z brakami: „Biuro zlikwidowano.”" in text(
        Client().get("/programy/2021-2025/")
    )
    panel.client.force_login(panel.officer)
    locked = text(panel.client.get(f"/panel/wskazniki/{panel.indicator.pk}/pomiary/2024/"))
    assert "zamknięto 10 lutego 2025 r. z brakami. Powód: „Biuro zlikwidowano”." in locked
    assert "nadal można wpisać" not in locked


def test_close_rejects_changed_checklist_and_closed_round(panel):
    version = shown_version(panel.page())
    measurements.submit(panel.slot(), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    response = panel.post("close", seen=version, reason="moje słowa")
    assert response.status_code == 409
    assert "Od otwarcia tej strony coś się zmieniło" in text(response)
    assert "moje słowa</textarea>" in response.content.decode()
    assert panel.post("close", seen=shown_version(response), reason="moje słowa").status_code == 302
    response = panel.post("close", seen=version, reason="inne słowa")
    assert response.status_code == 409
    assert "jest już zamknięty" in text(response)
    assert "<dd>inne słowa</dd>" in response.content.decode()
    assert "inne słowa</textarea>" not in response.content.decode()
    assert panel.row().closing_reason == "moje słowa"


def test_locked_figure_links_coordinator_to_closed_round(panel):
    approve(panel)
    panel.post("close", seen=shown_version(panel.page()))
    address = f"/panel/wskazniki/{panel.indicator.pk}/pomiary/"
    panel.client.force_login(panel.officer)
    locked = panel.client.get(f"{address}2024/")
    assert "Okres sprawozdawczy za 2024 r. zamknięto 10 lutego 2025 r. Zatwierdzoną wartość" in text(locked)
    assert "Zatwierdzono i opublikowano 10 lutego 2025 r.: 3" in text(locked)
    assert YEAR not in locked.content.decode()
    ReportingRound.objects.filter(year=2023).update(closed_at=timezone.now(), closed_by=panel.coordinator)
    panel.client.force_login(panel.coordinator)
    assert YEAR.replace("2024/", "2023/") in panel.client.get(f"{address}2023/").content.decode()


def test_reopen_requires_reason(panel):
    panel.post("close", seen=shown_version(panel.page()), reason="brak")
    assert panel.page().content.decode().count("btn-primary") == 1
    assert panel.post("days", opens_on="1.01.2024", due_on="15.04.2025", reason="x").status_code == 409
    assert panel.post("reopen", reason="wpłynęły dane", seen="2024-01-01 2025-03-31 open").status_code == 409
    version = re.search(r'name="seen" value="([^"]+)"', panel.page().content.decode())[1].replace("&#x2B;", "+")
    assert "Wpisz, dlaczego okres otwiera się ponownie" in text(panel.post("reopen", reason="", seen=version))
    assert panel.post("reopen", reason="wpłynęły dane", seen=version).status_code == 302
    assert not panel.row().is_closed
    assert panel.post("reopen", reason="wpłynęły dane").status_code == 409


@pytest.mark.parametrize("do", ["", "delete", "close\x00"])
def test_unknown_step_changes_nothing(panel, do):
    response = panel.post(do, reason="x", seen="y")
    assert response.status_code == 302
    assert "użyj jednego z przycisków" in text(panel.page())


@pytest.mark.parametrize(
    "address", ["/panel/okresy/2021-2025/2020/", "/panel/okresy/2021-2025/2026/", "/panel/okresy/nie-ma/2024/"]
)
def test_unknown_year_is_404(panel, address):
    assert panel.client.get(address).status_code == 404
    assert panel.client.post(address, {"do": "open"}).status_code == 404


def test_typed_days_are_restored_after_session_end(office):
    client = browser_after_session(office.coordinator)
    login = client.post(YEAR, {"do": "days", "due_on": "15.04.2025", "reason": "na prośbę"})["Location"]
    response = client.post(login, {"login": "koordynator", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == YEAR
    for typed_value in ('value="15.04.2025"', "na prośbę</textarea>"):
        assert typed_value in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(panel, items, django_assert_num_queries):
    for _ in range(1, items):
        other = factories.in_programme(panel.programme, unit=factories.UnitFactory())
        measurements.submit(panel.slot("2024", other), Figure(Decimal(3)), by=panel.coordinator, based_on=0, on=ON)
        programme = factories.ProgrammeFactory()
        factories.in_programme(programme)
    rounds.close(
        panel.row(2023),
        by=panel.coordinator,
        based_on=shown_version(panel.client.get(YEAR.replace("2024", "2023"))),
        reason="x",
    )
    for address, queries in (("/panel/okresy/?program=2021-2025", 12), (YEAR, 13)):
        with django_assert_num_queries(queries):
            assert panel.client.get(address).status_code == 200


# --- the public page -----------------------------------------------------------------------------------------


def test_public_page_counts_approved_figures_of_each_year(panel):
    quarterly = factories.in_programme(panel.programme, unit=panel.unit, terms__frequency="quarterly")
    approve(panel)
    revision = measurements.submit(panel.slot("2024-K1", quarterly), Figure(Decimal(1)), by=panel.officer, based_on=0)
    measurements.approve(revision.measurement, by=panel.coordinator, based_on=1)
    page_text = text(Client().get("/programy/2021-2025/"))
    assert "2023 0 z 5" in page_text
    assert "2024 2 z 5" in page_text
    english = text(Client().get("/en/programy/2021-2025/"))
    assert "2024 2 of 5" in english
