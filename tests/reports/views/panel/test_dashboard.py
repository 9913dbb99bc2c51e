"""The coordinator's dashboard: a row for everything that waits, counts, and what it says when nothing waits."""

import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cooperation.models import Change, Deputy, Letter, UnitMember
from cooperation.services import changes
from indicators.models import ReportingRound
from indicators.queries.dashboard import load_all_figures
from indicators.queries.rounds import closing_checklist
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.notifications import queue
from reports.rules.span import Span, spans_of
from reports.views.panel import dashboard
from tests import factories
from tests.indicators.conftest import slot_of
from tests.reports.conftest import publish, write
from tests.tampering import rewritable

TODAY = date(2025, 4, 14)  # a Monday; the figure for 2024 was due on 31 March


@pytest.fixture(autouse=True)
def _monday(time_machine: Any) -> None:
    time_machine.move_to("2025-04-14T06:12:00Z", tick=False)


@pytest.fixture
def monday(office: Any) -> Any:
    """Only the figure for 2024 is overdue: earlier years are closed and their reports published."""
    ReportingRound.objects.filter(year__lt=2024).update(closed_at=timezone.now(), closed_by=office.coordinator)
    for span in spans_of(2021, 2023)[:3]:
        publish(office, span)
    office.officer.email = "urzednik@example.org"
    office.officer.save()
    return office


@pytest.fixture
def panel(client: Any, office: Any) -> Any:
    def page(person: Any = None, address: str = "/panel/") -> str:
        client.force_login(person or office.coordinator)
        response = client.get(address)
        assert response.status_code == 200
        return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " ").replace("\u2060", ""))

    return page


def submit(office: Any, value: int = 3, *, code: str = "2024", indicator: Any = None, by: Any = None) -> Any:
    slot = slot_of(indicator or office.indicator, office.programme, code)
    return measurements.submit(slot, Figure(Decimal(value), note="trzy"), by=by or office.officer, based_on=0, on=TODAY)


def approve(office: Any, **options: Any) -> None:
    revision = submit(office, **options)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)


def row(content: str, title: str) -> str:
    """The text of the row with this title, without markup."""
    rows = [re.sub(r"<[^>]+>", " ", part) for part in content.split('<div class="task"')[1:]]
    (wanted,) = [re.sub(r"\s+", " ", text) for text in rows if title in text]
    return wanted


def test_overdue_unit_has_people_days_and_reminder(panel, monday):
    deputy = factories.officer(factories.UnitFactory(), first_name="Piotr", last_name="Modelowy")
    Deputy.objects.create(person=monday.officer, deputy=deputy, since=TODAY, until=TODAY)
    content = panel()
    text = row(content, f"{monday.unit.name}: 1 pomiar")
    assert "14 dni po terminie" in text
    assert "Anna Przykładowa, Piotr Modelowy (w zastępstwie: Anna Przykładowa) (bez adresu e-mail)." in text
    assert "Wyślij przypomnienie" in text
    assert "Liczba warsztatów" in text
    assert "2024, puste" in text
    assert f"Listy dostaną: {monday.unit.name}." in content
    assert "Czekają 2 sprawy" in content  # the report of 2024 waits, too
    assert '<a href="#h-po"><b>1</b>pomiar po terminie</a>' in content


def test_overdue_figures_agree_with_round_page(panel, monday):
    for _ in range(3):
        factories.in_programme(monday.programme, unit=monday.unit)
    submit(monday)
    (gap,) = closing_checklist(monday.programme, 2024, on=TODAY).missing
    assert f"{monday.unit.name}: {len(gap.figures)} pomiary" in panel()


def test_unit_without_people_is_marked_and_gets_no_reminder(panel, monday):
    UnitMember.objects.all().delete()
    text = row(panel(), f"{monday.unit.name}: 1 pomiar")
    assert "Nikt z tej jednostki nie ma konta" in text
    assert "Wyślij przypomnienie" not in text
    monday.coordinator.groups.add(Group.objects.get(name="administrator"))
    monday.coordinator.is_staff = True
    monday.coordinator.save()
    content = panel()
    assert f'href="/admin/cooperation/unit/{monday.unit.pk}/change/"' in content
    assert "Dodaj osobę" in content


def test_reminded_unit_says_since_when(panel, monday, client):
    queue.request_reminders(monday.unit.pk, by=monday.coordinator, on=TODAY)
    content = panel()
    assert "Przypomnienie w kolejce od 8.12. Następne można wysłać jutro." in row(content, f"{monday.unit.name}: 1")
    assert f"Bez listu (przypomniano dzisiaj): {monday.unit.name}." in content
    assert "Przypomnij wszystkim" not in content
    Letter.objects.update(sent_at=timezone.now())
    assert "Przypomnienie wysłano o 8.12." in panel()


def test_last_reminder_is_shown_on_the_next_day(panel, monday, time_machine):
    queue.request_reminders(monday.unit.pk, by=monday.coordinator, on=TODAY)
    time_machine.move_to("2025-04-15T06:00:00Z")
    text = row(panel(), f"{monday.unit.name}: 1 pomiar")
    assert "Ostatnie przypomnienie: 14 kwietnia 2025 r." in text
    assert "Wyślij przypomnienie" in text


def test_undelivered_letter_is_no_last_reminder(panel, monday, time_machine):
    queue.request_reminders(monday.unit.pk, by=monday.coordinator, on=TODAY)
    Letter.objects.update(fault="SMTPRecipientsRefused: 550")
    time_machine.move_to("2025-04-15T06:00:00Z")
    assert "Ostatnie przypomnienie" not in row(panel(), f"{monday.unit.name}: 1 pomiar")


def test_returned_figure_has_comment_and_day(panel, monday):
    revision = submit(monday)
    measurements.send_back(revision.measurement, by=monday.coordinator, based_on=1, comment="Sprawdź sumę")
    text = row(panel(), "Zwrócony do poprawy: Liczba warsztatów")
    assert "„Sprawdź sumę”." in text
    assert "zwrócono dzisiaj" in text
    assert "Zobacz uwagę" in text


def test_submitted_figures_are_counted_with_oldest(panel, monday, time_machine):
    submit(monday)
    time_machine.move_to("2025-04-18T06:12:00Z")
    content = panel()
    text = row(content, "1 pomiar do zatwierdzenia")
    assert "Najstarszy: Liczba warsztatów, 2024, przekazany 14 kwietnia 2025 r." in text
    assert "najstarszy czeka 4 dni" in text
    assert 'href="/panel/zatwierdzanie/"' in content
    assert "Po terminie" not in content


def test_reader_question_has_promised_day(panel, monday):
    question = factories.ReaderQuestionFactory(indicator=monday.indicator)
    question.refresh_from_db()
    text = row(panel(), "1 pytanie czytelnika")
    assert "Odpowiedz" in text
    assert "o wskaźnik „Liczba warsztatów”" in text
    assert f"{question.due_on.day} " in text.split(" do ")[1]


def test_open_question_leads_to_decision(panel, monday):
    factories.in_programme(monday.programme, unit=monday.unit, terms__verbatim="90%", name="Odsetek uwag")
    content = panel()
    text = row(content, "1 otwarte pytanie o wskaźniki")
    assert "Odsetek uwag" in text
    assert "Rozstrzygnij" in text


def test_report_of_ended_year_has_legal_day_and_gaps(panel, monday):
    text = row(panel(), "Sprawozdanie za 2024 r.")
    assert "zatwierdzone pomiary (0 z 1)" in text
    assert "niezamknięty rok" in text
    assert "za 47 dni" in text
    assert "do 31 maja 2025 r." in text
    publish(monday)
    assert "Sprawozdanie za 2024 r." not in panel()


def test_reports_due_more_than_a_year_ago_share_a_row(panel, office):
    assert "2 wcześniejszych sprawozdań nie opublikowano w portalu" in panel()


def test_complete_year_can_be_closed(panel, monday):
    assert "można zamknąć" not in panel()
    approve(monday)
    content = panel()
    assert "Zatwierdzono 1 pomiar. Po zamknięciu" in row(content, "Rok 2024 można zamknąć")
    assert 'href="/panel/okresy/2021-2025/2024/#h-zamkniecie"' in content


def test_undelivered_letter_is_shown_once_for_a_person(panel, monday):
    queue.request_reminders(None, by=monday.coordinator, on=TODAY)
    Letter.objects.update(fault="SMTPRecipientsRefused: 550 no such user")
    text = row(panel(), "List nie dotarł: urzednik@example.org")
    assert "serwer pocztowy odrzucił adres" in text
    Letter.objects.update(sent_at=timezone.now())
    assert "List nie dotarł" not in panel()


def test_unit_without_people_and_nothing_overdue_is_tidied_up(panel, monday):
    approve(monday)
    UnitMember.objects.all().delete()
    text = row(panel(), f"Brak osób: {monday.unit.name}")
    assert "Odpowiada za 1 wskaźnik" in text
    assert "za 351 dni" in text  # the figure for 2025


def test_indicators_without_unit_are_the_coordinators(panel, monday):
    factories.in_programme(monday.programme, unit=None, name="Liczba spotkań")
    content = panel()
    assert "1 wskaźnik bez jednostki odpowiedzialnej" in content
    text = row(content, "Bez jednostki: 1 pomiar")
    assert "odpowiada koordynator" in text
    assert "Wpisz : Liczba spotkań , 2024" in text


def test_own_figures_before_their_due_date_are_listed(panel, monday, time_machine):
    monday.indicator.unit = None
    monday.indicator.save()
    time_machine.move_to("2025-03-01T06:12:00Z")
    content = panel()
    assert "pomiar do wpisania" in content
    assert "za 30 dni" in row(content, "wartość docelowa")


def test_grids_of_open_years_are_linked_in_table_and_menu(panel, monday):
    content = panel()
    table = content.split('id="h-siatki"')[1]
    assert re.findall(r'href="/panel/programy/2021-2025/(\d{4})/"', table) == ["2024", "2025"]
    assert "0 z 1" in table
    assert "okres trwa" in table
    menu = panel(address="/panel/okresy/").split('class="menu"')[1].split("</details>")[0]
    assert re.findall(r'href="/panel/programy/2021-2025/(\d{4})/"', menu) == ["2024", "2025"]


def test_menu_of_officer_has_grids_of_own_programmes_only(panel, monday):
    other = factories.officer(factories.UnitFactory())
    assert 'class="menu"' in panel(monday.officer, "/panel/powiadomienia/")
    assert 'class="menu"' not in panel(other, "/panel/powiadomienia/")
    assert 'class="menu"' in panel(factories.administrator(), "/panel/powiadomienia/")  # reads every grid


def test_nothing_waits_says_what_was_done_and_what_comes_next(panel, monday):
    approve(monday)
    publish(monday)
    ReportingRound.objects.filter(year=2024).update(closed_at=timezone.now(), closed_by=monday.coordinator)
    content = panel()
    assert "Nic nie czeka" in content
    assert "Za 2024 r. zatwierdzono 1 pomiar, 14 kwietnia 2025 r." in content
    assert "Sprawozdanie za 2024 r.: opublikowano 14 kwietnia 2025 r." in content
    assert "Następna sprawa pojawi się 31 grudnia 2025 r." in content
    assert "Termin za 2025: 1 pomiar, 1 jednostka." in content
    assert "btn-primary" not in content


def test_zero_is_not_shown_while_anything_waits(panel, monday):
    assert "Nic nie czeka" not in panel()
    assert "<b>0</b>" not in panel()


@pytest.mark.parametrize("items", [1, 4])
def test_query_count_is_constant(monday, client, items, django_assert_num_queries):
    for number in range(items):
        programme = factories.ProgrammeFactory(slug=f"program-{number}-x", issuer=f"Urząd {number}")
        unit = factories.UnitFactory()
        factories.officer(unit, email=f"osoba{number}@example.org")
        indicator = factories.in_programme(programme, unit=unit)
        factories.in_programme(programme, unit=None, terms__verbatim="90%")
        factories.ReaderQuestionFactory(indicator=indicator)
        slot = slot_of(indicator, programme, "2023")
        measurements.submit(slot, Figure(Decimal(3)), by=monday.coordinator, based_on=0, on=TODAY)
        factories.in_programme(programme, unit=factories.UnitFactory())
        other = SimpleNamespace(programme=programme, coordinator=monday.coordinator)
        publish(other)
        write(other, "wprowadzenie", "Na podstawie ustawy.", span=Span(2023, 2023))
    queue.request_reminders(None, by=monday.coordinator, on=TODAY)
    client.force_login(monday.coordinator)
    client.get("/panel/")
    with django_assert_num_queries(16):
        client.get("/panel/")


REFUSED, UNREACHABLE = "SMTPRecipientsRefused: 550 no such user", "ConnectionRefusedError: [Errno 111]"


@pytest.mark.parametrize(
    ("fault", "title", "remedy"),
    [
        (REFUSED, "List nie dotarł: urzednik@example.org", "Sprawdź adres u tej osoby"),
        (UNREACHABLE, "1 niewysłany list", "musi sprawdzić serwer pocztowy"),
        ("SMTPAuthenticationError: 535", "1 niewysłany list", "musi poprawić logowanie do serwera"),
    ],
)
def test_undelivered_letter_says_to_whom_what_why_and_what_to_do(panel, monday, fault, title, remedy):
    queue.request_reminders(None, by=monday.coordinator, on=TODAY)
    Letter.objects.update(fault=fault)
    content = panel()
    text = row(content, title)
    for words in ("Do: Anna Przykładowa.", "Temat: „", "nie wysłano: serwer pocztowy", remedy, "Wyślij ponownie"):
        assert words.lower() in text.lower(), words
    assert re.search(r'Powiadomienia <span class="waiting">1</span>', content)


def test_open_questions_say_since_when_they_wait(panel, monday):
    factories.in_programme(monday.programme, unit=monday.unit, terms__verbatim="90%", name="Odsetek uwag")
    factories.in_programme(monday.programme, unit=None, name="Liczba spotkań")
    rewritable(Change).filter(programme=monday.programme).delete()
    content = panel()
    assert "bez terminu" in row(content, "1 otwarte pytanie o wskaźniki")
    assert 'href="/panel/pytania/?program=2021-2025"' in content  # of several programmes, the one that has it
    since = {"at": timezone.now() - timedelta(days=20), "object_type": "programme", "object_id": monday.programme.pk}
    changes.register(monday.programme.pk, Change.Kind.PUBLISHED, **since)
    content = panel()
    for title in ("1 otwarte pytanie o wskaźniki", "1 wskaźnik bez jednostki odpowiedzialnej"):
        assert "od publikacji 25 marca 2025 r." in row(content, title)


def test_navigation_counts_what_waits(panel, monday):
    submit(monday)
    factories.in_programme(monday.programme, unit=monday.unit, terms__verbatim="90%")
    factories.ReaderQuestionFactory(indicator=monday.indicator)
    counts = re.findall(r"(\w+) <span class=\"waiting\">(\d+)</span>", panel())
    assert counts == [("zrobienia", "5"), ("Zatwierdzanie", "1"), ("Pytania", "2")]
    assert re.findall(r"(\w+) <span class=\"waiting\">(\d+)</span>", panel(monday.officer)) == [("zrobienia", "1")]


def test_settled_programmes_are_not_loaded(office):
    approve(office)
    ReportingRound.objects.update(closed_at=timezone.now(), closed_by=office.coordinator)
    assert [programme.pk for programme in load_all_figures(on=date(2026, 12, 31)).programmes] == [office.programme.pk]
    later = date(2027, 1, 1)
    assert load_all_figures(on=later).programmes == []
    ReportingRound.objects.filter(year=2023).update(closed_at=None, closed_by=None)
    submit(office, code="2023")
    ReportingRound.objects.update(closed_at=timezone.now(), closed_by=office.coordinator)
    assert [head.measurement.period_code for head in load_all_figures(on=later).submitted] == ["2023"]


def test_programme_with_an_open_year_stays_on_the_page(office):
    ReportingRound.objects.exclude(year=2022).update(closed_at=timezone.now(), closed_by=office.coordinator)
    assert len(load_all_figures(on=date(2030, 1, 1)).programmes) == 1


def test_long_list_of_overdue_unit_continues_in_grids(panel, monday, monkeypatch):
    for _ in range(3):
        factories.in_programme(monday.programme, unit=monday.unit)
    ReportingRound.objects.filter(year=2023).update(closed_at=None, closed_by=None)
    monkeypatch.setattr(dashboard, "_SHOWN_OF_UNIT", 5)
    content = panel()
    text = row(content, f"{monday.unit.name}: 8 pomiarów")
    assert text.count(", puste") == 5
    assert "Pozostałe są w siatkach:" in text
    assert "Siatka 2024, program 2021–2025 : 3 pomiary" in text


def test_figures_of_programme_in_preparation_do_not_wait(panel, monday):
    before = panel()
    draft = factories.ProgrammeFactory(slug="szkic", first_year=2024, last_year=2025, is_published=False)
    factories.in_programme(draft, unit=None, name="Liczba szkiców")
    factories.in_programme(draft, unit=monday.unit, name="Liczba szkiców jednostki")
    content = panel()
    assert "Liczba szkiców" not in content
    assert re.findall(r"<h1>.*?</h1>", content) == re.findall(r"<h1>.*?</h1>", before)
