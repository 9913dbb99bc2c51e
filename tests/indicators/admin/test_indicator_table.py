"""Pasting a table of indicators: the preview stores nothing, then all selected rows are stored or none."""

import re
import time
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from cooperation.models import Change
from indicators.models import Indicator, Target
from tests import factories
from tests.indicators.admin.conftest import text

PASTE = reverse("admin:indicators_indicator_paste")
TABLE = (
    "Lp.\tMiernik\tWartość bazowa\tWartość docelowa\tPomiar\tKto\tRyzyko\n"
    "1\tLiczba grantów\t17 (2020)\t20/rok\tkwartalnie\t{unit}\tmałe\n"
    "2\tKwota grantów [tys. zł]\t131 tys. zł (2020)\t1\t\tBiuro Nieznane\t\n"
    "\tRazem\t\t34\t\t\t"
)


@pytest.fixture
def address(office: Any) -> str:
    return f"{PASTE}?action={office.indicator.action_id}"


@pytest.fixture
def table(office: Any) -> str:
    return TABLE.format(unit=office.unit.short_name or office.unit.name)


def sent_from(page: Any, do: str = "add", **changed: Any) -> dict[str, Any]:
    """Return what a browser sends from the preview."""
    shown = page.context["table"]
    columns = {f"column-{place}": str(heading.column) for place, heading in enumerate(shown.table.headings)}
    hidden = {"seen": shown.seen, "text_seen": shown.text_seen, "columns_seen": shown.columns_seen, "text": shown.text}
    return hidden | columns | {"row": sorted(shown.selected), "do": do} | changed


def messages_of(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_preview_shows_meaning_and_doubts_and_stores_nothing(office, administrator, address, table):
    page = administrator.post(address, {"text": table, "do": "preview"})
    content = text(page)
    assert (page.status_code, Indicator.objects.count()) == (200, 1)
    for words in (
        "Co najmniej 20 w każdym roku; co kwartał.",
        "W każdym roku czy w całym programie?",
        "Nie ma komórki o tej nazwie",
        "Podsumowanie tabeli, nie wskaźnik",
        "„Ryzyko”",
        "Wybrano 2 wskaźniki.",
    ):
        assert words in content


def test_selected_rows_are_stored(office, administrator, address, table):
    page = administrator.post(address, {"text": table})
    answer = administrator.post(address, sent_from(page))
    tree = reverse("admin:cooperation_programme_tree", args=[office.programme.pk])
    assert (answer.status_code, answer.url.partition("#")[0]) == (302, tree)
    first, second = Indicator.objects.exclude(pk=office.indicator.pk).order_by("position")
    assert (first.name, first.unit, first.baseline_value, first.baseline_year, first.definition) == (
        "Liczba grantów", office.unit, 17, 2020, "Ryzyko: małe",
    )  # fmt: skip
    target = first.targets.get()
    assert (target.verbatim, target.value, target.frequency, target.applies_from) == ("20/rok", 20, "quarterly", 2021)
    assert (second.value_type, second.measure, second.unit, second.value_type_origin) == (
        "money", "tys. zł", None, "default",
    )  # fmt: skip
    assert Change.objects.filter(kind="edited").count() == 2
    assert "Dodano 2 wskaźniki." in text(administrator.get(tree))


def test_row_left_out_is_not_stored(administrator, address, table):
    page = administrator.post(address, {"text": table})
    administrator.post(address, sent_from(page, row=["3-0"]))
    assert list(Indicator.objects.order_by("pk").values_list("name", flat=True))[1:] == ["Kwota grantów [tys. zł]"]


def test_row_with_error_prevents_storage_of_all(administrator, address):
    rows = "Wskaźnik\tWartość docelowa\tWartość bazowa\nLiczba A\t5\t7.5\nLiczba B\t6\t"
    page = administrator.post(address, {"text": rows})
    assert "Wiersz 2, wartość bazowa:" in text(page)
    page = administrator.post(address, sent_from(page))
    assert messages_of(page) == ["Niczego nie zapisano: popraw zaznaczone miejsca albo pomiń te wiersze."]
    assert Indicator.objects.count() == 1
    administrator.post(address, sent_from(page, row=["3-0"]))
    assert Indicator.objects.latest("pk").name == "Liczba B"


def test_wrong_cell_is_corrected_in_its_cell(administrator, address):
    rows = "Wskaźnik\tWartość docelowa\tWartość bazowa\nLiczba A\t5\t7.5\nLiczba B\t6\t\n\t7\t"
    page = administrator.post(address, {"text": rows})
    content = page.content.decode()
    assert re.findall(r'name="(cell-[0-9-]+)"\s+value="([^"]*)"', content) == [("cell-2-2", "7.5"), ("cell-4-0", "")]
    corrected = {"cell-2-2": "7,5 (2020)", "cell-4-0": "Liczba C"}
    page = administrator.post(address, sent_from(page, **corrected))  # is shown before it is stored
    assert len(messages_of(page)) == 1
    assert Indicator.objects.count() == 1
    assert page.context["table"].can_be_added
    administrator.post(address, sent_from(page, **corrected))
    stored = Indicator.objects.order_by("pk").values_list("name", "baseline_value", "baseline_year")
    assert list(stored)[1:] == [("Liczba A", Decimal("7.5"), 2020), ("Liczba B", None, None), ("Liczba C", None, None)]


@pytest.mark.parametrize("name", ["cell-2-99", "cell-9999-0", "cell--1-0", "cell-x-0", "cell-2-0-0"])
def test_forged_correction_changes_nothing(administrator, address, name):
    page = administrator.post(address, {"text": "Wskaźnik\tWartość docelowa\nLiczba A\t5"})
    page = administrator.post(address, sent_from(page, "preview", **{name: "x"}))
    assert [[cell.text for cell in row.cells] for row in page.context["table"].rows] == [["Liczba A", "5"]]


def test_table_changed_after_preview_is_shown_again(administrator, address, table):
    page = administrator.post(address, {"text": table})
    page = administrator.post(address, sent_from(page, text=table.replace("20/rok", "30/rok")))
    assert messages_of(page) == ["Niczego nie zapisano, bo tabela się zmieniła. Sprawdź, jak ją teraz rozumiemy."]
    page = administrator.post(address, {"text": table, "do": "add"})
    assert len(messages_of(page)) == 1
    page = administrator.post(address, sent_from(page, **{"column-6": "skipped"}))
    assert len(messages_of(page)) == 1
    assert Indicator.objects.count() == 1
    administrator.post(address, sent_from(page))
    assert Indicator.objects.order_by("pk")[1].definition == ""


def test_columns_without_headings_are_named_by_a_person(administrator, address):
    page = administrator.post(address, {"text": "Liczba A\t5 rocznie"})
    assert "Wybierz kolumnę z nazwami wskaźników" in text(page)
    assert "Nazwij kolumny bez nagłówka" in text(page)
    assert not page.context["table"].can_be_added
    named = {"column-0": "name", "column-1": "target"}
    page = administrator.post(address, sent_from(page, "preview", **named))
    assert page.context["table"].can_be_added
    administrator.post(address, sent_from(page))
    assert Target.objects.latest("pk").verbatim == "5 rocznie"


def test_words_that_do_not_fit_are_reported_by_row_and_column(administrator, address):
    rows = f"Wskaźnik\tWartość docelowa\tCzęstotliwość\tDziałanie\nA\t{'x' * 501}\t{'y' * 301}\tz\n\t5\t\t"
    page = administrator.post(address, {"text": f"Tytuł\n{rows}"})
    errors = [[label for label, _message in row.errors] for row in page.context["table"].rows]
    assert errors == [["Wiersz 3, wartość docelowa", "Wiersz 3, częstotliwość"], ["Wiersz 4, wskaźnik"]]
    assert "Kolumna „Działanie” nie zostanie zapisana" in text(page)
    assert "Nie odczytano, bo jest nad nagłówkami: Tytuł" in text(page)


@pytest.mark.parametrize("pasted", ["\t" * 10_001, "a\n" * 1001, "x" * 600_000, "\n \n", ""])
def test_table_beyond_limits_is_refused_quickly(administrator, address, pasted):
    started = time.process_time()
    page = administrator.post(address, {"text": pasted, "do": "add"})
    assert (page.status_code, page.context["table"]) == (200, None)
    assert time.process_time() - started < 2
    assert Indicator.objects.count() == 1


def test_formula_is_stored_as_text(administrator, address):
    page = administrator.post(address, {"text": "Wskaźnik\tWartość docelowa\n=HYPERLINK(1)\t=1+1"})
    administrator.post(address, sent_from(page))
    assert (Indicator.objects.latest("pk").name, Target.objects.latest("pk").kind) == ("=HYPERLINK(1)", "descriptive")


@pytest.mark.parametrize("key", ["", "x", "999999", "9" * 40])
def test_unknown_action_is_404(administrator, key):
    assert administrator.get(f"{PASTE}?action={key}").status_code == 404


def test_forged_column_is_400(administrator, address):
    assert administrator.post(address, {"text": "a\tb", "column-0": "x"}).status_code == 400


def test_number_taken_meanwhile_stores_nothing(office, administrator, address, table, monkeypatch):
    page = administrator.post(address, {"text": table})
    monkeypatch.setattr(
        "indicators.services.indicator_tables.positions",
        lambda entries, _taken: [office.indicator.position] * len(entries),
    )
    page = administrator.post(address, sent_from(page))
    assert messages_of(page) == ["Niczego nie zapisano: numer został w międzyczasie zajęty. Sprawdź jeszcze raz."]
    assert Indicator.objects.count() == 1


@pytest.mark.parametrize("rows", [2, 40])
def test_preview_query_count_is_constant(administrator, address, rows, django_assert_max_num_queries):
    pasted = "Wskaźnik\tWartość docelowa\n" + "Liczba A\t5 rocznie\n" * rows
    administrator.post(address, {"text": pasted})
    with django_assert_max_num_queries(20):
        administrator.post(address, {"text": pasted})


def test_officer_cannot_paste(office, client, address):
    client.force_login(factories.officer(office.unit))
    assert client.get(address).status_code in (302, 403)
