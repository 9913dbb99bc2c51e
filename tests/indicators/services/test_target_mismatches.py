"""Stored meanings that differ from their texts are listed, and repaired where no value has been approved."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cooperation.models import Change
from indicators.models import Target
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.target_mismatches import find_mismatches
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.tables import changed_tables, rows_of_every_table


def unread(target, **fields):
    """A target with its text and without a meaning, as an earlier administration form stored it."""
    for name, value in {"kind": "none", "comparator": "", "comparator_origin": "", "value": None, "scope": "",
                        "scope_origin": "", **fields}.items():  # fmt: skip
        setattr(target, name, value)
    target.save()


def run(*options):
    """Run the command and return its exit code and output."""
    out = StringIO()
    try:
        call_command("check_targets", *options, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}".replace("\u00a0", " ")
    return 0, out.getvalue().replace("\u00a0", " ")


@pytest.fixture
def quarterly(office):
    """A quarterly target with its texts and without a meaning."""
    indicator = factories.in_programme(office.programme, unit=office.unit, name="Liczba spotkań")
    terms = indicator.targets.get()
    unread(terms, verbatim="4/rok", frequency_verbatim="Raz w kwartale", frequency="", frequency_origin="")
    return terms


@pytest.mark.usefixtures("office")
def test_check_targets_reports_no_mismatch():
    before = rows_of_every_table()
    assert run() == (0, "Sprawdzono wartości docelowe: 1, naprawiono: 0, do zrobienia: 0.\n")
    assert run("--repair")[0] == 0
    assert changed_tables(before) == set()


def test_check_targets_lists_mismatch_and_writes_nothing(quarterly):
    before = rows_of_every_table()
    code, output = run()
    assert code == 1
    assert "„Liczba spotkań”, obowiązuje od 2021" in output
    assert "zapisano: program nie określa wartości docelowej | – | suma" in output
    assert "odczytano: co najmniej 4 w każdym roku | co kwartał | suma" in output
    assert "do naprawy: --repair" in output
    assert changed_tables(before) == set()


def test_repair_stores_meaning_with_history_and_register(office, quarterly):
    code, output = run("--repair")
    assert (code, "naprawiono: 1, do zrobienia: 0" in output) == (0, True)
    terms = Target.objects.get(pk=quarterly.pk)
    assert (terms.kind, terms.value, terms.scope, terms.frequency) == ("number", Decimal(4), "year", "quarterly")
    assert (terms.comparator_origin, terms.scope_origin, terms.frequency_origin) == ("default", "document", "document")
    assert [record.kind for record in terms.history.all()][:2] == ["number", "none"]
    change = Change.objects.get()
    assert (change.kind, change.object_type, change.details["name"]) == ("edited", "indicator", "Liczba spotkań")
    assert run() == (0, "Sprawdzono wartości docelowe: 2, naprawiono: 0, do zrobienia: 0.\n")


def test_repair_replaces_sum_of_percentages_by_last_value(quarterly):
    unread(quarterly, verbatim="80%")
    assert run("--repair")[0] == 0
    terms = Target.objects.get(pk=quarterly.pk)
    assert (terms.kind, terms.aggregation, terms.aggregation_origin) == ("percent", "last", "default")


def test_target_with_approved_values_is_listed_for_amendment(office):
    approve(office)
    terms = office.indicator.targets.get()
    unread(terms)
    before = rows_of_every_table()
    for options in ((), ("--repair",)):
        code, output = run(*options)
        assert (code, "do zrobienia: 1" in output) == (1, True)
        assert f"/admin/indicators/indicator/{office.indicator.pk}/nowe-warunki/" in output
    assert changed_tables(before) == set()


def test_target_whose_years_are_all_approved_is_not_repaired(office):
    approve(office, code="2025", on=ON.replace(year=2026))
    unread(office.indicator.targets.get())
    code, output = run("--repair")
    assert (code, "zostaje, jak oceniono" in output) == (0, True)
    assert len(find_mismatches()) == 1


def test_target_with_recorded_figures_keeps_frequency(office):
    measurements.record(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=0, on=ON)
    terms = office.indicator.targets.get()
    unread(terms, frequency_verbatim="Raz w kwartale")
    code, output = run("--repair")
    assert (code, "w innych okresach" in output) == (1, True)
    unread(terms, frequency_verbatim="Raz w roku")
    assert run("--repair")[0] == 0
    assert Target.objects.get().kind == "number"
