"""The API, the files and the pages contain the same facts of the example programme."""

import csv
import io

import pytest
import time_machine

from cooperation.models import Change, Programme
from indicators.queries.results import count_by_status, load_results
from indicators.services import example
from reports.exports.columns import NAMES
from reports.exports.text import machine_text
from tests.indicators.conftest import ON, approve
from tests.reports.api.conftest import TODAY
from tests.reports.api.reading import NAMED, everything, read_json


@pytest.fixture(scope="module")
def example_programme(db_of_module):
    with time_machine.travel(TODAY, tick=False):
        return example.load()[0]


@pytest.fixture
def folder(db, example_programme):
    return f"/api/v1/programmes/{example_programme.slug}"


def rows_of_file(client, folder):
    response = client.get(f"{folder.removeprefix('/api/v1').replace('/programmes/', '/programy/')}/dane/wartosci.csv")
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def as_in_file(row):
    return {name: machine_text(row[name]) for name in NAMES}


@pytest.mark.parametrize("size", [7, 200])
def test_measurements_equal_rows_of_csv(client, folder, size):
    rows = everything(client, f"{folder}/measurements", size)
    assert len(rows) > 150
    assert all(list(row) == list(NAMES) for row in rows)
    assert [as_in_file(row) for row in rows] == rows_of_file(client, folder)


FILTER_WITHOUT_ROWS = "status=ahead&level=okres"  # only rows of years have a status
FILTERS = {
    "year=2023": lambda row: row["rok"] == "2023",
    "goal=2": lambda row: row["cel_nr"] == "2",
    "level=rok": lambda row: row["poziom"] == "rok",
    "level=cz%C4%99%C5%9B%C4%87": lambda row: row["poziom"] == "część",
    "status=met": lambda row: row["status"] == "met",
    "status=met&year=2023&goal=1": lambda row: (row["status"], row["rok"], row["cel_nr"]) == ("met", "2023", "1"),
    FILTER_WITHOUT_ROWS: lambda row: False,
}


@pytest.mark.parametrize("query", FILTERS)
def test_filter_returns_matching_rows(client, folder, query):
    wanted = [row for row in rows_of_file(client, folder) if FILTERS[query](row)]
    assert [as_in_file(row) for row in everything(client, f"{folder}/measurements?{query}")] == wanted
    assert wanted or query == FILTER_WITHOUT_ROWS


def test_filters_by_unit_and_indicator(client, folder):
    rows = rows_of_file(client, folder)
    known = everything(client, f"{folder}/indicators")
    units = {(item["jednostka_id"], item["jednostka"]) for item in known}
    assert len(units) > 1
    for number, name in units:
        answer = everything(client, f"{folder}/measurements?unit={number or 0}")
        assert [as_in_file(row) for row in answer] == [row for row in rows if row["jednostka"] == name]
        answer = everything(client, f"{folder}/indicators?unit={number or 0}")
        assert answer == [item for item in known if item["jednostka"] == name]
    number = known[-1]["wskaznik_id"]
    answer = everything(client, f"{folder}/measurements?indicator={number}")
    assert [as_in_file(row) for row in answer] == [row for row in rows if row["wskaznik_id"] == str(number)]


def test_goals_actions_and_indicators_equal_results(client, folder):
    results = load_results(Programme.objects.get(slug=folder.rsplit("/", 1)[1]), on=ON)
    goals = everything(client, f"{folder}/goals", 1)
    assert [(item["cel_nr"], item["cel"]) for item in goals] == [(goal.position, goal.text) for goal in results.goals]
    for item, goal in zip(goals, results.goals, strict=True):
        assert (item["liczba_dzialan"], item["liczba_wskaznikow"]) == (len(goal.actions), len(goal.indicators))
        assert item["statusy"] == {
            str(word): number
            for word, number in count_by_status(node.overall_status(ON).status for node in goal.indicators)
        }
        actions = everything(client, f"{folder}/actions?goal={goal.position}")
        assert [item["dzialanie"] for item in actions] == [action.name for action in goal.actions]
        assert [item["wskazniki"] for item in actions] == [
            [node.id for node in action.indicators] for action in goal.actions
        ]
    indicators = everything(client, f"{folder}/indicators")
    for item, node in zip(indicators, results.indicators, strict=True):
        overall = node.overall_status(ON)
        assert (item["wskaznik_id"], item["status"], item["jednostka_id"]) == (
            node.id,
            str(overall.status),
            node.unit_id,
        )
        years = [(year["rok"], year["wartosc"], year["prog"], year["status"]) for year in item["lata"]]
        rows = node.years(ON)
        assert years == [(row.year, row.result.actual, row.threshold, str(row.result.status)) for row in rows]
        assert read_json(client, f"/api/v1/indicators/{node.id}") == item | {
            "sprostowania": corrections(client, node.id)
        }
    assert any(corrections(client, node.id) for node in results.indicators)


def corrections(client, number):
    return read_json(client, f"/api/v1/indicators/{number}")["sprostowania"]


def test_status_filter_uses_programme_or_year(client, folder):
    known = everything(client, f"{folder}/indicators")
    for status in ("met", "partly_met", "behind"):
        answer = everything(client, f"{folder}/indicators?status={status}")
        assert answer == [item for item in known if item["status"] == status]
        answer = everything(client, f"{folder}/indicators?status={status}&year=2023")
        in_year = [item for item in known if {"rok": 2023, "status": status}.items() <= item["lata"][1].items()]
        assert answer == in_year
    assert everything(client, f"{folder}/indicators?year=2023") == known


def test_changes_equal_register(office, client, folder):
    approve(office)
    slug = folder.rsplit("/", 1)[1]
    real = everything(client, "/api/v1/changes")
    assert [item["zmiana_id"] for item in real] == list(office.programme.changes.values_list("pk", flat=True))
    assert {item["program"] for item in real} == {"2021-2025"}
    assert real[0]["zdanie"].replace("\u00a0", " ") == "Zatwierdzono „Liczba warsztatów” za 2024 r.: 3."
    assert (real[0]["rola"], real[0]["wskaznik_id"]) == ("coordinator", office.indicator.pk)
    invented = everything(client, f"/api/v1/changes?programme={slug}", 10)
    assert len(invented) == Change.objects.filter(programme__slug=slug).count() > 20
    assert {item["przyklad"] for item in invented} == {True}
    assert invented == sorted(invented, key=lambda item: item["kiedy"], reverse=True)
    for kind in (Change.Kind.FIGURE_CORRECTED, Change.Kind.RULING):
        answer = everything(client, f"/api/v1/changes?programme={slug}&kind={kind}")
        assert answer == [item for item in invented if item["rodzaj"] == kind]
    answer = everything(client, f"/api/v1/changes?programme={slug}&year=2023")
    assert answer == [item for item in invented if item["kiedy"].startswith("2023")]
    assert everything(client, "/api/v1/changes?year=1999") == []


def test_every_object_of_example_programme_is_marked(client, folder):
    for part in NAMED[1:]:
        answer = everything(client, f"{folder}{part}")
        assert {item["przyklad"] for item in answer} == {True}, part
    assert read_json(client, folder)["przyklad"] is True
