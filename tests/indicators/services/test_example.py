"""The example programme: complete, marked as an example, loaded once, with accounts that cannot log in."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from cooperation.models import Programme, Unit
from cooperation.queries.programmes import front_programme
from indicators.models import Indicator, Measurement, Revision, Target
from indicators.queries.programmes import published_programmes
from indicators.queries.results import load_results
from indicators.rules.meanings import Frequency, Kind
from indicators.services import example
from indicators.services.verification import verify
from tests.tables import changed_tables, rows_of_every_table


@pytest.fixture
def programme(db):
    return example.load()[0]


def test_example_has_every_kind_frequency_and_state(programme, time_machine):
    assert Indicator.objects.count() == 14
    assert set(Target.objects.values_list("kind", flat=True)) == {str(kind) for kind in Kind}
    assert set(Target.objects.values_list("frequency", flat=True)) == {str(frequency) for frequency in Frequency}
    heads = {measurement.revisions.latest("number").state for measurement in Measurement.objects.all()}
    assert heads == {"draft", "submitted", "returned", "approved", "withdrawn"}
    assert programme.main_goal.specific_goals.count() == 3
    assert programme.findings.filter(links__isnull=True).count() > 1
    assert verify().fault is None


def test_indicators_of_example_have_expected_statuses(programme):
    on = date(2026, 6, 1)
    indicators = load_results(programme, on=on).indicators
    statuses = {node.name: [str(row.result.status) for row in node.years(on)] for node in indicators}
    assert statuses == {
        "Liczba warsztatów dla organizacji": ["met", "partly_met", "met", "overdue"],
        "Liczba konsultacji projektów aktów prawa miejscowego": ["no_threshold"] * 3 + ["overdue"],
        "Odsetek uwag organizacji, na które udzielono odpowiedzi": ["to_be_assessed"] * 3 + ["overdue"],
        "Średni czas odpowiedzi na uwagę organizacji": ["not_met", "met", "met", "overdue"],
        "Liczba posiedzeń rady działalności pożytku publicznego": ["met", "partly_met", "met", "overdue"],
        "Liczba zadań publicznych zleconych organizacjom": ["met", "partly_met", "met", "met"],
        "Kwota dotacji przekazanych organizacjom": ["partly_met", "met", "met", "overdue"],
        "Odsetek ofert złożonych elektronicznie": ["met", "met", "met", "overdue"],
        "Uruchomienie generatora ofert": ["no_reading"] * 3 + ["partly_met"],
        "Powołanie pełnomocnika do spraw współpracy": ["in_progress", "met", "met", "met"],
        "Liczba partnerstw publiczno-społecznych": ["on_track", "ahead", "behind", "overdue"],
        "Saldo liczby organizacji współpracujących z urzędem": ["no_reading", "no_threshold", "no_reading", "overdue"],
        "Ocena współpracy w badaniu ankietowym": ["no_reading", "partly_met", "no_reading", "no_data"],
        "Liczba dyżurów doradczych dla organizacji": ["partly_met", "met", "partly_met", "overdue"],
    }


def test_load_twice_changes_nothing(programme):
    before = rows_of_every_table()
    call_command("load_example", verbosity=0)
    assert changed_tables(before) == set()


def test_people_of_the_example_cannot_log_in(programme):
    people = get_user_model().objects.filter(username__startswith="przyklad-")
    assert people.count() == 4
    assert not any(person.is_active or person.has_usable_password() for person in people)
    assert set(Unit.objects.values_list("is_example", flat=True)) == {True}
    assert set(Revision.objects.values_list("author__username", flat=True)) <= {person.username for person in people}


def test_example_is_never_the_front_page(programme, client):
    assert front_programme(published_programmes(), on=programme.rounds.first().due_on) is None
    page = client.get("/")
    assert page.status_code == 200
    assert programme.title not in page.content.decode()
    assert "Dane przykładowe" in client.get("/programy/przyklad-2022-2025/").content.decode()
    assert Programme.objects.count() == 1
