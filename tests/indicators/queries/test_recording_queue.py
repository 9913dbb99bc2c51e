"""The order of the figures to enter: the one in which the panel's first page, or the grid, lists them."""

import re
from datetime import date

import pytest
from django.utils import timezone

from goals.models import SpecificGoal
from indicators.models import ReportingRound
from indicators.queries.recording_queue import FigureList, entry_with_queue_for
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, slot_of

TODAY = date(2025, 2, 10)


def queue(office, indicator=None, code="2024", *, user=None, opened_from=FigureList.PANEL):
    """Return the names of the figures to enter, and of the next one."""
    entry_and_queue = entry_with_queue_for(
        user or office.officer, (indicator or office.indicator).pk, code, opened_from=opened_from, on=TODAY
    )
    assert entry_and_queue is not None
    rows = entry_and_queue[1]
    return [name_of(figure) for figure in rows.figures], name_of(rows.next_figure) if rows.next_figure else None


def name_of(figure):
    return (figure.indicator.name, figure.period.code)


def in_goal(office, position, name):
    goal = factories.SpecificGoalFactory(main_goal=SpecificGoal.objects.first().main_goal, position=position)
    return factories.in_programme(office.programme, unit=office.unit, name=name, action__specific_goal=goal)


def submit(office, indicator, code, value=1):
    return measurements.submit(
        slot_of(indicator, office.programme, code), Figure(value), by=office.officer, based_on=0, on=ON
    )


@pytest.mark.parametrize("opened_from", FigureList)
def test_queue_follows_open_figure_and_begins_again(office, opened_from):
    second = factories.in_programme(office.programme, unit=office.unit, name="Liczba porad")
    assert queue(office, opened_from=opened_from)[1] == ("Liczba porad", "2024")
    first_of_list = ("Liczba warsztatów", "2024" if opened_from is FigureList.GRID else "2021")
    assert queue(office, second, opened_from=opened_from)[1] == first_of_list


def test_panel_queue_lists_overdue_returned_and_other_figures(office):
    revision = submit(office, office.indicator, "2022")
    measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="Popraw.")
    codes = [code for _name, code in queue(office)[0]]
    assert codes == ["2021", "2023", "2022", "2024"]
    assert queue(office, code="2023")[1] == ("Liczba warsztatów", "2022")


def test_submitted_figure_keeps_its_place(office):
    submit(office, office.indicator, "2022")
    figures, next_figure = queue(office, code="2022")
    assert [code for _name, code in figures] == ["2021", "2023", "2024"]
    assert next_figure == ("Liczba warsztatów", "2023")


def place(office, code, user=None):
    entry_and_queue = entry_with_queue_for(
        user or office.officer, office.indicator.pk, code, opened_from=FigureList.PANEL, on=TODAY
    )
    assert entry_and_queue is not None
    return entry_and_queue[1].place, entry_and_queue[1].length


def test_place_counts_what_the_person_submitted_today(office, time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")
    assert [place(office, code) for code in ("2021", "2022", "2024")] == [(1, 4), (2, 4), (4, 4)]
    submit(office, office.indicator, "2021")
    assert [place(office, code) for code in ("2021", "2022", "2024")] == [(1, 4), (2, 4), (4, 4)]
    assert place(office, "2022", office.coordinator) == (1, 3)  # somebody else has submitted it
    time_machine.move_to("2025-02-11T09:00:00Z")
    assert place(office, "2022")[1] == 4  # "today" is an argument
    revision = submit(office, office.indicator, "2022")
    measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    assert place(office, "2022")[0] == 0


def test_only_figure_has_no_next_one(office):
    for code in ("2021", "2022", "2023"):
        submit(office, office.indicator, code)
    assert queue(office) == ([("Liczba warsztatów", "2024")], None)


def test_coordinator_outside_own_list_gets_the_figures_of_the_unit(office):
    factories.in_programme(office.programme, unit=office.unit, name="Liczba porad")
    factories.in_programme(office.programme, unit=factories.UnitFactory(), name="Cudzy")
    assert queue(office, user=office.coordinator) == queue(office)
    assert len(queue(office)[0]) == 8
    in_grid = queue(office, user=office.coordinator, opened_from=FigureList.GRID)
    assert in_grid[1] == ("Liczba porad", "2024")


def test_queue_order_equals_order_of_panel_page(office, client, time_machine):
    """A long list is grouped by goal on the page, and in the queue."""
    time_machine.move_to("2025-02-10T09:00:00Z")
    for position, name in ((2, "Liczba porad"), (3, "Liczba spotkań")):
        in_goal(office, position, name)
    client.force_login(office.officer)
    content = client.get("/panel/").content.decode()
    shown = [
        (int(indicator), code)
        for indicator, code in re.findall(r'href="/panel/wskazniki/(\d+)/pomiary/(\d+)/"', content)
    ]
    entry_and_queue = entry_with_queue_for(
        office.officer, office.indicator.pk, "2024", opened_from=FigureList.PANEL, on=TODAY
    )
    assert entry_and_queue is not None
    figures = [(figure.indicator.pk, figure.period.code) for figure in entry_and_queue[1].figures]
    assert len(figures) == 12
    assert shown[: len(figures)] == figures


def test_queue_contains_figures_of_one_programme(office):
    later = factories.ProgrammeFactory(first_year=2024, last_year=2024)
    factories.in_programme(later, unit=office.unit, name="Liczba porad")
    assert {name for name, _code in queue(office)[0]} == {"Liczba warsztatów"}


def test_only_coordinator_has_queue_of_closed_year(office, django_assert_num_queries):
    submit(office, office.indicator, "2022")
    opened = ReportingRound.objects.get(year=2022)
    opened.closed_at, opened.closed_by, opened.closing_reason = timezone.now(), office.coordinator, "Koniec roku."
    opened.save()
    with django_assert_num_queries(8):  # one of them for the units of the user
        assert queue(office, code="2022") == ([], None)
    assert [code for _name, code in queue(office, code="2022", user=office.coordinator)[0]] == ["2021", "2023", "2024"]


def test_invalid_period_code_has_no_form(office):
    form = entry_with_queue_for(office.officer, office.indicator.pk, "rok", opened_from=FigureList.PANEL, on=TODAY)
    assert form is None


def test_foreign_figure_has_no_queue(office):
    stranger = factories.officer(factories.UnitFactory())
    assert entry_with_queue_for(stranger, office.indicator.pk, "2024", opened_from=FigureList.GRID, on=TODAY) is None


@pytest.mark.parametrize("opened_from", FigureList)
@pytest.mark.parametrize("items", [1, 4])
def test_queue_query_count_is_constant(office, items, opened_from, django_assert_num_queries):
    for number in range(items):
        factories.in_programme(office.programme, unit=office.unit, name=f"Liczba {number}")
    with django_assert_num_queries(11):  # one of them for the units of the user
        queue(office, opened_from=opened_from)
