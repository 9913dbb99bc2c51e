"""Rounds in the panel: the list, one year with its checklist, its steps; what the public and officers read of them."""

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
def desk(office, client):
    """The coordinator at the year 2024."""
    client.force_login(office.coordinator)
    office.client = client
    office.page = lambda: client.get(YEAR)
    office.post = lambda do, **fields: client.post(YEAR, {"do": do, **fields})
    office.row = lambda year=2024: ReportingRound.objects.get(programme=office.programme, year=year)
    return office


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " "))


def seen(response):
    return re.search(r'name="seen" value="([0-9a-f]{32})"', response.content.decode())[1]


def part(response, identity):
    """The text of one section of the page."""
    found = re.search(rf'aria-labelledby="{identity}">(.*?)</section>', response.content.decode(), re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]).replace("\u00a0", " ")).strip()


def test_round_list_shows_each_year_of_selected_programme_and_links_the_others(desk):
    approve(desk)
    measurements.submit(desk.slot("2023"), Figure(Decimal(2)), by=desk.officer, based_on=0, on=ON)
    ReportingRound.objects.filter(year=2022).update(
        closed_at=timezone.now(), closed_by=desk.coordinator, closing_reason="zlikwidowano"
    )
    ReportingRound.objects.filter(year=2025).update(opens_on=date(2025, 3, 1))
    factories.MainGoalFactory(
        programme=factories.ProgrammeFactory(
            slug="przyklad", first_year=2022, last_year=2022, is_example=True, is_published=False, rounds=False
        )
    )
    page = desk.client.get("/panel/okresy/")
    assert 'href="?program=przyklad"' in page.content.decode()
    shown = text(page)
    for words in (
        "2021 , program 2021–2025 otwarty, termin minął 31 marca 2022 r. 1 0 0 1",
        "2022 , program 2021–2025 zamknięto 10 lutego 2025 r., Anna Przykładowa z brakami: „zlikwidowano” 1 0 0 1",
        "2023 , program 2021–2025 otwarty, termin minął 31 marca 2024 r. 1 0 1 0",
        "2024 , program 2021–2025 otwarty, termin: 31 marca 2025 r. 1 1 0 0",
        "2025 , program 2021–2025 jeszcze nieotwarty, otwarcie: 1 marca 2025 r. 0 0 0 0",
        "Program przykładowy 2022 dane przykładowe program w przygotowaniu",
    ):
        assert words in shown
    page = desk.client.get("/panel/okresy/?program=przyklad")
    assert (
        "2022 , program 2022 jeszcze nieotwarty; do otwarcia obowiązują zwykłe terminy: pomiary od 1 stycznia 2022 r., "
        "termin 31 marca 2023 r. 0 0 0 0"
    ) in text(page)
    assert 'href="/panel/okresy/przyklad/2022/"' in page.content.decode()


def test_round_list_of_unknown_programme_is_404(desk):
    assert desk.client.get("/panel/okresy/?program=nie-ma").status_code == 404


def test_data_in_preparation_are_named_once(desk):
    figure = Figure(no_value_reason=NoValueReason.IN_PREPARATION)
    revision = measurements.submit(desk.slot(), figure, by=desk.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=desk.coordinator, based_on=1)
    section = part(desk.page(), "h-brakuje")
    assert "dane w opracowaniu · zatwierdzone 10 lutego 2025 r." in section
    assert section.count("dane w opracowaniu") == 1


def test_an_empty_portal_says_what_comes_first(client, db):
    client.force_login(factories.coordinator())
    assert "Nie ma jeszcze żadnego programu." in text(client.get("/panel/okresy/"))


def test_the_checklist_names_what_is_missing_with_the_people_to_ask(desk):
    desk.officer.email = "anna@urzad.example"
    desk.officer.save()
    empty = factories.UnitFactory(name="Biuro bez ludzi")
    gone = factories.officer(empty)
    membership = UnitMember.objects.get(user=gone)
    membership.until = date(2025, 2, 9)
    membership.save()
    for unit in (empty, None):
        factories.in_programme(desk.programme, unit=unit)
    page = desk.page()
    told = part(page, "h-brakuje")
    assert told.startswith("Brakuje 3 pomiary")
    assert "Przykładowa ( anna@urzad.example )" in told
    assert "Biuro bez ludzi W tej jednostce nie ma już nikogo." in told
    assert "Bez jednostki: odpowiada koordynator" in told
    assert f'href="/panel/wskazniki/{desk.indicator.pk}/pomiary/2024/"' in page.content.decode()
    assert "Żadna jednostka za niego nie odpowiada." in part(page, "h-pytania")
    assert 'href="/panel/pytania/"' in page.content.decode()
    membership.until = date(2025, 2, 10)  # the last day is a day of work
    membership.save()
    assert "Biuro bez ludzi W tej jednostce" not in part(desk.page(), "h-brakuje")


def test_the_checklist_parts_hold_the_figures_that_they_name(desk):
    revision = measurements.submit(desk.slot("2023"), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=desk.coordinator, based_on=1)
    sent = measurements.submit(desk.slot(), Figure(Decimal(30)), by=desk.officer, based_on=0, on=ON)
    decision = f"/panel/wskazniki/{desk.indicator.pk}/pomiary/2024/decyzja/"
    page = desk.page()
    for identity, heading in (("h-czekaja", "Czekają"), ("h-nietypowe", "Nietypowe"), ("h-dowody", "Pomiary bez")):
        assert part(page, identity).startswith(heading)
        assert "1 pomiar" in part(page, identity)
    assert "dziesięć razy" in part(page, "h-nietypowe")
    assert page.content.decode().count(f'href="{decision}"') == 2
    assert part(page, "h-brakuje").endswith("Nie brakuje żadnego pomiaru.")
    # explained and shown: both leave the list
    Evidence.objects.create(
        measurement=sent.measurement, title="lista", url="https://a.example/", added_by=desk.officer,
        added_at=timezone.now(),
    )  # fmt: skip
    measurements.submit(desk.slot(), Figure(Decimal(30), note="targi"), by=desk.officer, based_on=1, on=ON)
    page = desk.page()
    assert "Nie ma nietypowych wartości bez uwagi." in part(page, "h-nietypowe")
    assert "Nie ma pomiarów bez dowodów." in part(page, "h-dowody")
    Evidence.objects.update(taken_off_at=timezone.now(), taken_off_by=desk.officer)
    assert "1 pomiar" in part(desk.page(), "h-dowody")
    measurements.send_back(sent.measurement, by=desk.coordinator, based_on=2, comment="popraw")
    page = desk.page()
    assert "zwrócono 10 lutego 2025 r." in part(page, "h-zwrocone")
    assert "Żaden pomiar nie czeka" in part(page, "h-czekaja")


def test_a_correction_waits_and_is_no_gap(desk):
    approve(desk)
    measurements.submit(desk.slot(), Figure(Decimal(4)), by=desk.officer, based_on=2, on=ON, reason="pominięto")
    page = desk.page()
    assert "sprostowanie przekazane 10 lutego 2025 r." in part(page, "h-czekaja")
    assert "Wszystkie pomiary są zatwierdzone." in part(page, "h-zamkniecie")


def test_what_nobody_owes_is_not_asked_for(desk):
    factories.in_programme(desk.programme, unit=desk.unit, withdrawn_from=2024)
    factories.in_programme(desk.programme, unit=desk.unit, terms__applies_from=2025)
    factories.in_programme(desk.programme, unit=desk.unit, terms__frequency="once")
    assert "Zatwierdzono 0 z 1 pomiaru." in part(desk.page(), "h-stan")


def test_a_year_is_opened(desk):
    desk.row().delete()
    page = desk.page()
    assert 'value="1.01.2024"' in page.content.decode()
    assert 'value="close"' not in page.content.decode()
    assert page.content.decode().count("btn-primary") == 1
    response = desk.post("open", opens_on="1.02.2024", due_on="15.04.2025")
    assert response.status_code == 302
    assert response["Location"] == YEAR
    assert (desk.row().opens_on, desk.row().due_on) == (date(2024, 2, 1), date(2025, 4, 15))
    assert "Otwarty, termin: 15 kwietnia 2025 r." in text(desk.page())


def test_a_year_that_somebody_opened_meanwhile_is_told(desk):
    response = desk.post("open", opens_on="1.02.2024", due_on="15.04.2025")
    assert response.status_code == 409
    assert "Nic nie zmieniono" in text(response)
    assert 'value="15.04.2025"' in response.content.decode()
    assert desk.row().due_on == date(2025, 3, 31)


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
def test_wrong_days_are_explained_and_change_nothing(desk, fields, says):
    typed = {"opens_on": "1.01.2024", "due_on": "15.04.2025", "reason": "prośba"} | fields
    response = desk.post("days", seen="2024-01-01 2025-03-31 open", **typed)
    assert response.status_code == 200
    assert says in text(response)
    assert "errsum" in response.content.decode()
    assert desk.row().due_on == date(2025, 3, 31)


def test_days_are_changed_and_a_second_coordinator_is_told(desk):
    typed = {"seen": "2024-01-01 2025-03-31 open", "opens_on": "1.01.2024", "reason": "prośba jednostek"}
    assert 'name="seen" value="2024-01-01 2025-03-31 open"' in desk.page().content.decode()
    assert desk.post("days", due_on="15.04.2025", **typed).status_code == 302
    response = desk.post("days", due_on="30.04.2025", **typed)
    assert response.status_code == 409
    for kept in ('value="30.04.2025"', "prośba jednostek</textarea>"):
        assert kept in response.content.decode()
    assert desk.row().due_on == date(2025, 4, 15)


def test_a_year_with_gaps_is_closed_with_its_reason_which_everybody_reads(desk):
    response = desk.post("close", seen=seen(desk.page()), reason="")
    assert (response.status_code, desk.row().is_closed) == (200, False)
    assert "Wpisz, dlaczego rok zamyka się bez tych pomiarów" in text(response)
    assert response.content.decode().count("btn-primary") == 1
    assert desk.post("close", seen=seen(desk.page()), reason="Biuro zlikwidowano.").status_code == 302
    assert "Zamknięto 10 lutego 2025 r., Anna Przykładowa." in text(desk.page())
    assert "Okres 2024 zamknięto 10 lutego 2025 r. z brakami: „Biuro zlikwidowano.”" in text(
        Client().get("/programy/2021-2025/")
    )
    desk.client.force_login(desk.officer)
    locked = text(desk.client.get(f"/panel/wskazniki/{desk.indicator.pk}/pomiary/2024/"))
    assert "zamknięto 10 lutego 2025 r. z brakami. Powód: „Biuro zlikwidowano”." in locked
    assert "nadal można wpisać" not in locked


def test_closing_tells_when_something_changed_or_the_round_is_closed_already(desk):
    looked_at = seen(desk.page())
    measurements.submit(desk.slot(), Figure(Decimal(3)), by=desk.officer, based_on=0, on=ON)
    response = desk.post("close", seen=looked_at, reason="moje słowa")
    assert response.status_code == 409
    assert "Od otwarcia tej strony coś się zmieniło" in text(response)
    assert "moje słowa</textarea>" in response.content.decode()
    assert desk.post("close", seen=seen(response), reason="moje słowa").status_code == 302
    response = desk.post("close", seen=looked_at, reason="inne słowa")
    assert response.status_code == 409
    assert "jest już zamknięty" in text(response)
    assert "<dd>inne słowa</dd>" in response.content.decode()
    assert "inne słowa</textarea>" not in response.content.decode()
    assert desk.row().closing_reason == "moje słowa"


def test_an_approved_figure_of_a_closed_round_says_so_and_leads_the_coordinator_to_the_round(desk):
    approve(desk)
    desk.post("close", seen=seen(desk.page()))
    address = f"/panel/wskazniki/{desk.indicator.pk}/pomiary/"
    desk.client.force_login(desk.officer)
    locked = desk.client.get(f"{address}2024/")
    assert "Okres sprawozdawczy za 2024 r. zamknięto 10 lutego 2025 r. Zatwierdzoną wartość" in text(locked)
    assert "Zatwierdzono i opublikowano 10 lutego 2025 r.: 3" in text(locked)
    assert YEAR not in locked.content.decode()
    ReportingRound.objects.filter(year=2023).update(closed_at=timezone.now(), closed_by=desk.coordinator)
    desk.client.force_login(desk.coordinator)
    assert YEAR.replace("2024/", "2023/") in desk.client.get(f"{address}2023/").content.decode()


def test_a_closed_year_is_reopened_with_a_reason(desk):
    desk.post("close", seen=seen(desk.page()), reason="brak")
    assert desk.page().content.decode().count("btn-primary") == 1
    assert desk.post("days", opens_on="1.01.2024", due_on="15.04.2025", reason="x").status_code == 409
    assert desk.post("reopen", reason="wpłynęły dane", seen="2024-01-01 2025-03-31 open").status_code == 409
    version = re.search(r'name="seen" value="([^"]+)"', desk.page().content.decode())[1].replace("&#x2B;", "+")
    assert "Wpisz, dlaczego okres otwiera się ponownie" in text(desk.post("reopen", reason="", seen=version))
    assert desk.post("reopen", reason="wpłynęły dane", seen=version).status_code == 302
    assert not desk.row().is_closed
    assert desk.post("reopen", reason="wpłynęły dane").status_code == 409


@pytest.mark.parametrize("do", ["", "delete", "close\x00"])
def test_an_unknown_step_changes_nothing(desk, do):
    response = desk.post(do, reason="x", seen="y")
    assert response.status_code == 302
    assert "użyj jednego z przycisków" in text(desk.page())


@pytest.mark.parametrize(
    "address", ["/panel/okresy/2021-2025/2020/", "/panel/okresy/2021-2025/2026/", "/panel/okresy/nie-ma/2024/"]
)
def test_a_year_that_is_not_there_is_404(desk, address):
    assert desk.client.get(address).status_code == 404
    assert desk.client.post(address, {"do": "open"}).status_code == 404


def test_what_was_typed_outlives_the_session(office):
    client = browser_after_session(office.coordinator)
    login = client.post(YEAR, {"do": "days", "due_on": "15.04.2025", "reason": "na prośbę"})["Location"]
    response = client.post(login, {"login": "koordynator", "password": factories.PASSWORD}, follow=True)
    assert response.request["PATH_INFO"] == YEAR
    for kept in ('value="15.04.2025"', "na prośbę</textarea>"):
        assert kept in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_do_not_grow(desk, items, django_assert_num_queries):
    for _ in range(1, items):
        other = factories.in_programme(desk.programme, unit=factories.UnitFactory())
        measurements.submit(desk.slot("2024", other), Figure(Decimal(3)), by=desk.coordinator, based_on=0, on=ON)
        programme = factories.ProgrammeFactory()
        factories.in_programme(programme)
    rounds.close(
        desk.row(2023), by=desk.coordinator, seen=seen(desk.client.get(YEAR.replace("2024", "2023"))), reason="x"
    )
    for address, queries in (("/panel/okresy/?program=2021-2025", 11), (YEAR, 12)):
        with django_assert_num_queries(queries):
            assert desk.client.get(address).status_code == 200


# --- the public page -----------------------------------------------------------------------------------------


def test_the_public_page_says_of_each_year_in_how_many_indicators_data_are_whole(desk):
    quarterly = factories.in_programme(desk.programme, unit=desk.unit, terms__frequency="quarterly")
    approve(desk)
    revision = measurements.submit(desk.slot("2024-K1", quarterly), Figure(Decimal(1)), by=desk.officer, based_on=0)
    measurements.approve(revision.measurement, by=desk.coordinator, based_on=1)
    told = text(Client().get("/programy/2021-2025/"))
    assert "Dane za 2023: 0 z 2 wskaźników." in told
    assert "Dane za 2024: 1 z 2 wskaźników." in told
    assert "Dane za 2025" not in told
    english = text(Client().get("/en/programy/2021-2025/"))
    assert "Data for 2024: 1 of 2 indicators." in english
