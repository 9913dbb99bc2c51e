"""An officer's dashboard: due dates, values with units, groups by goal, and why the list is empty."""

import re
from decimal import Decimal

import pytest

from indicators.models import ReportingRound, Target
from indicators.queries.due_figures import due_figures_of
from indicators.rules.facts import NoValueReason
from indicators.rules.figures import Figure
from indicators.services import measurements, rulings
from reports.views.panel import dashboard
from tests import factories
from tests.indicators.conftest import ON, slot_of


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    def page(person=office.officer):
        client.force_login(person)
        return re.sub(r"\s+", " ", client.get("/panel/").content.decode().replace("\u00a0", " "))

    return page


def change(indicator, **fields):
    for name, value in fields.items():
        setattr(indicator, name, value)
    indicator.save()


def test_list_shows_due_dates_and_locked_figures(panel, office):
    ReportingRound.objects.filter(year=2022).update(closed_at="2025-02-01T00:00Z", closed_by=office.coordinator)
    content = panel()
    assert "Czekają 3 sprawy" in content  # 2021, 2023, 2024
    assert "31 marca 2025 r." in content
    assert "zamknięt" in content
    assert content.count("btn-primary") == 1


def test_administrator_is_redirected_to_administration(office, client):
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    assert client.get("/panel/")["Location"] == "/panel/uruchomienie/"  # until the office is set up
    client.force_login(factories.UserFactory())
    assert client.get("/panel/").status_code == 403


def test_list_shows_units_and_marks_last_years_draft(panel, office):
    change(office.indicator, measure="osoby")
    measurements.record(office.slot("2023"), Figure(Decimal(5)), by=office.officer, based_on=0, on=ON)
    measurements.submit(office.slot("2022"), Figure(Decimal(22)), by=office.officer, based_on=0, on=ON)
    content = panel()
    assert "rok temu: 5 osób (szkic)" in content
    assert "rok temu: 22 osoby (przekazane)" in content
    assert ">22 osoby</td>" in content


def test_last_year_shows_approved_value_while_correction_is_drafted(panel, office):
    revision = measurements.submit(office.slot("2023"), Figure(Decimal(5)), by=office.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    measurements.record(office.slot("2023"), Figure(Decimal(6)), by=office.officer, based_on=2, reason="błąd", on=ON)
    content = panel()
    assert re.search(r"rok temu: 5\b(?! \()", content)
    assert "rok temu: 6" not in content


def test_long_list_is_grouped_by_goal_with_counts(panel, office):
    second = factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2, text="drugi cel")
    for _ in range(2):
        factories.IndicatorFactory(action__specific_goal=second, unit=office.unit)
    content = panel()
    owed, rest = content.split('id="h-reszta"')
    groups = re.findall(r'<details class="fold"( open)?><summary><h3><span lang="pl">([^<]+)</span> '
                        r'<span class="ref">([^<]+)</span>', owed)  # fmt: skip
    first = office.indicator.action.specific_goal.text
    assert groups == [(" open", first, "3 pomiary, 3 po terminie"), ("", "drugi cel", "6 pomiarów, 6 po terminie")]
    assert owed.count("/pomiary/") == 12
    assert '<details class="fold">' not in rest
    assert rest.count("/pomiary/2025/") == 3
    assert owed.count("btn-primary") == 1


def test_short_list_is_not_grouped(panel, office):
    assert 'class="fold"' not in panel()


def test_empty_list_explains_programme_in_preparation(panel, office):
    office.programme.is_published = False
    office.programme.save()
    assert panel().count("program w przygotowaniu") == 4
    for terms in Target.objects.all():
        terms.delete()
    content = panel()
    assert "Masz przypisany 1 wskaźnik, ale jego program jest w przygotowaniu" in content
    assert "nie przypisano" not in content


def test_empty_list_explains_missing_frequency(panel, office):
    for terms in Target.objects.all():
        terms.delete()
    factories.in_programme(office.programme, unit=office.unit, terms=False)
    assert "Masz przypisane 2 wskaźniki, ale nie ustalono jeszcze, jak często je mierzyć." in panel()


def test_empty_list_explains_who_assigns_indicators(panel, office):
    other = factories.officer(factories.UnitFactory())
    assert "Twojej jednostce nie przypisano żadnego wskaźnika." in panel(other)


def test_many_other_figures_are_counted_by_year(panel, office, monkeypatch):
    rulings.decide(office.indicator, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2023, on=ON)
    monkeypatch.setattr(dashboard, "_SHOWN_OTHERS", 0)
    rest = panel().split('id="h-reszta"')[1]
    assert "<table" not in rest
    link = re.search(r'href="/panel/programy/2021-2025/2023/">\s*(.+?)\s*</a>(.+?)</li>', rest)
    assert link is not None, rest
    assert link.groups() == ("Siatka 2023, program 2021–2025", ": 1 pomiar")


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_is_constant(office, client, items, django_assert_num_queries):
    for _ in range(items * 3):
        indicator = factories.in_programme(office.programme, unit=office.unit)
        measurements.submit(slot_of(indicator, office.programme, "2024"), Figure(Decimal(3)), by=office.officer,
                            based_on=0, on=ON)  # fmt: skip
    client.force_login(office.officer)
    client.get("/panel/")
    with django_assert_num_queries(9):
        client.get("/panel/")


def test_exempt_year_is_not_requested(panel, office):
    rulings.decide(office.indicator, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2023, on=ON)
    rows = due_figures_of([office.indicator], on=ON)
    assert [row.period.code for row in rows if row.is_to_do] == ["2021", "2022", "2024"]
    owed, rest = panel().split('id="h-reszta"')
    assert "/pomiary/2023/" not in owed
    assert "nie trzeba wpisywać: decyzją koordynatora rok nie podlega ocenie" in rest


def test_returned_figure_is_not_requested_after_exemption_of_its_year(panel, office):
    sent = measurements.submit(office.slot("2023"), Figure(Decimal(5)), by=office.officer, based_on=0, on=ON)
    measurements.send_back(sent.measurement, by=office.coordinator, based_on=1, comment="sprawdź")
    assert "/pomiary/2023/" in panel().split('id="h-reszta"')[0]
    rulings.decide(office.indicator, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2023, on=ON)
    assert "/pomiary/2023/" not in panel().split('id="h-reszta"')[0]


def test_year_missing_from_schedule_is_not_requested(panel, office):
    indicator = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="2021: 1, 2023: 2")
    rows = due_figures_of([indicator], on=ON)
    assert [row.period.code for row in rows if row.is_to_do] == ["2021", "2023"]
    assert "harmonogram wartości docelowych nie wymienia tego roku" in panel().split('id="h-reszta"')[1]


def test_approved_data_in_preparation_stay_on_list_with_date(panel, office):
    in_preparation = Figure(no_value_reason=NoValueReason.IN_PREPARATION)
    sent = measurements.submit(office.slot("2024"), in_preparation, by=office.officer, based_on=0, on=ON)
    assert "/pomiary/2024/" not in panel().split('id="h-reszta"')[0]
    measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    owed, rest = panel().split('id="h-reszta"')
    row = next(item for item in owed.split('<div class="task">') if "/pomiary/2024/" in item)
    assert "dane w opracowaniu (zatwierdzono 10 lutego 2025 r.)" in row
    assert "do 31 marca 2025" in row.replace("\u00a0", " ")
    assert "/pomiary/2024/" not in rest
    figure = Figure(Decimal(3), note="trzy razy")
    measurements.submit(office.slot("2024"), figure, by=office.officer, based_on=2, reason="Dane gotowe.", on=ON)
    owed, rest = panel().split('id="h-reszta"')
    assert "/pomiary/2024/" not in owed
    assert "/pomiary/2024/" in rest


def test_next_figure_after_save_is_not_data_in_preparation(office, client):
    sent = measurements.submit(
        office.slot("2021"), Figure(no_value_reason=NoValueReason.IN_PREPARATION), by=office.officer, based_on=0, on=ON
    )
    measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    client.force_login(office.officer)
    typed = {"value": "3", "based_on": "0", "request_key": "a1", "note": "trzy razy", "do": "submit"}
    page = client.post(f"/panel/wskazniki/{office.indicator.pk}/pomiary/2022/", typed)
    assert page.url == f"/panel/wskazniki/{office.indicator.pk}/pomiary/2023/"
