"""Comparison of indicators and of two years."""

import re
from decimal import Decimal

import pytest

from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve

PAGE = "/programy/2021-2025/porownanie/"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def cells(page, caption):
    """Return the texts of a table's body, row by row."""
    table = page.split(caption)[1].split("</table>")[0]
    rows = re.findall(r"<tr role=\"row\"[^>]*>(.*?)</tr>", table, re.S)
    bare = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in bare]


@pytest.fixture
def three(office):
    office.share = factories.in_programme(
        office.programme, unit=office.unit, name="Odsetek uwag", value_type="percent", terms__verbatim="90% rocznie"
    )
    office.done = factories.in_programme(
        office.programme, unit=None, name="Pełnomocnik", value_type="yes_no", terms__verbatim="tak"
    )
    approve(office, "2", "2023")
    approve(office, "5", "2024")
    for code, value in (("2023", "84.5"), ("2024", "91")):
        slot = office.slot(code, office.share)
        revision = measurements.submit(slot, Figure(Decimal(value), 1), by=office.officer, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    office.ids = [office.indicator.pk, office.share.pk, office.done.pk]
    return office


def test_indicators_are_columns_and_years_are_rows(client, three, time_machine):
    time_machine.move_to("2025-02-10T10:00:00Z")
    page = text(client.get(f"{PAGE}?w={three.ids[1]}&w={three.ids[0]}"))
    rows = cells(page, "Wybrane wskaźniki rok po roku")
    assert rows[0] == ["Rok", "Odsetek uwag", "Liczba warsztatów"]
    assert rows[1] == [
        "Wartość docelowa",
        "90% rocznie Co najmniej 90% w każdym roku.",
        "1/rok Co najmniej 1 w każdym roku.",
    ]
    assert rows[3] == ["Jednostka miary", "procent", "liczba"]
    assert [row[0] for row in rows[5:]] == ["2021", "2022", "2023", "2024", "2025", "Na dziś"]
    assert rows[7][1].startswith("84,5% częściowo osiągnięty Częściowo osiągnięty: w 2023 r.: 84,5%")
    assert rows[8][2] == "5 osiągnięty Osiągnięty: w 2024 r.: 5; wartość docelowa: co najmniej 1 w każdym roku."
    assert page.count(f'<option value="{three.ids[0]}" selected>') == 1
    assert page.count(" selected>") == 2


def test_two_years_of_all_indicators_show_the_difference(client, three, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    page = text(client.get(f"{PAGE}?lata=2024&lata=2023"))
    rows = cells(page, "Wszystkie wskaźniki w latach 2023 i 2024")
    assert rows[0] == ["Wskaźnik", "Wartość docelowa", "2023", "2024", "Różnica"]
    assert rows[2] == ["Liczba warsztatów", "1/rok", "2 osiągnięty", "5 osiągnięty", "+3"]
    assert rows[3] == ["Odsetek uwag", "90% rocznie", "84,5% częściowo osiągnięty", "91,0% osiągnięty", "+6,5 p.p."]
    assert rows[4][-1] == "nie można obliczyć: brak wartości za 2023, 2024"
    rows = cells(text(client.get(f"{PAGE}?lata=2024&lata=2025")), "Wszystkie wskaźniki w latach 2024 i 2025")
    assert rows[2][-2:] == [
        "brak danych, termin minął 31 marca 2026 r. brak danych po terminie",
        "nie można obliczyć: brak wartości za 2025 r.",
    ]


def test_changed_target_is_shown_for_both_years(client, three):
    factories.TargetFactory(indicator=three.indicator, applies_from=2024, verbatim="4/rok")
    rows = cells(text(client.get(f"{PAGE}?lata=2023&lata=2024")), "Wszystkie wskaźniki w latach")
    assert rows[2][1] == "2023: 1/rok 2024: 4/rok"


def test_invalid_choice_shows_error_and_keeps_form(client, three):
    foreign = factories.in_programme(factories.ProgrammeFactory()).pk
    more = [factories.in_programme(three.programme, unit=None).pk for _ in range(2)]
    first, second, third = three.ids
    number = "Wybierz dwa, trzy lub cztery różne wskaźniki (wybrano: {})."
    too_many = "Wybierz dwa, trzy lub cztery wskaźniki (wybrano: 5). W formularzu są cztery pierwsze."
    listed = "Wybierz z listy: porównać można tylko wskaźniki tego programu."
    years = "Wybierz dwa różne lata (wybrano: {})."
    only_years = "Wybierz z listy: porównać można tylko lata tego programu."
    for query, message in {
        f"w={first}": number.format(1),
        f"w={first}&w={first}&w=": number.format(1),
        "w=&w=&w=&w=": number.format(0),
        "zaznaczone=1": "Nie zaznaczono żadnego wskaźnika. Wybierz tutaj od dwóch do czterech.",
        f"w={first}&w={second}&w={third}&w={more[0]}&w={more[1]}": too_many,
        f"w={first}&w={foreign}": listed,
        f"w={first}&w={'9' * 60}": listed,
        "w=x&w=%FF": listed,
        "lata=2023": years.format(1),
        "lata=2023&lata=2023": years.format(1),
        "lata=2022&lata=2023&lata=2024": years.format(3),
        "lata=2023&lata=1999": only_years,
    }.items():
        response = client.get(f"{PAGE}?{query}")
        page = text(response)
        assert response.status_code == 200, query
        assert "<title>Błąd:" in page, query
        assert page.count(message) == 2, query  # above, and beside the field
        assert page.count("Niczego nie porównano.") == 1, query
        assert page.count("<table") == 0, query
        assert page.count('name="w"') == 4, query
        selected_count = page.count(f'<option value="{first}" selected>')
        assert selected_count == (1 if f"w={first}" in query else 0), query


def test_fifty_indicators_are_answered_with_what_to_do(client, three):
    ids = [factories.in_programme(three.programme, unit=None).pk for _ in range(50)]
    response = client.get(f"{PAGE}?{'&'.join(f'w={id_}' for id_ in ids)}")
    assert response.status_code == 200
    assert text(response).count("Wybierz dwa, trzy lub cztery wskaźniki (wybrano: 50).") == 2
    assert text(response).count(" selected>") == 4


def test_charts_with_the_same_unit_have_the_same_scale(client, three):
    larger = factories.in_programme(three.programme, unit=three.unit, name="Liczba ofert", terms__verbatim="10/rok")
    slot = three.slot("2024", larger)
    revision = measurements.submit(slot, Figure(Decimal(20)), by=three.officer, based_on=0, on=ON)
    measurements.approve(revision.measurement, by=three.coordinator, based_on=1)
    of_counts, of_share = (three.ids[0], larger.pk), three.ids[1]
    response = client.get(f"{PAGE}?w={of_counts[0]}&w={of_counts[1]}")
    first, second = (entry.source.drawing for entry in response.context["small_charts"])
    assert first.extent == second.extent == (0, 20)
    assert "Wszystkie wykresy mają tę samą skalę." in text(response)
    page = text(client.get(f"{PAGE}?w={of_counts[0]}&w={of_counts[1]}&w={of_share}"))
    assert "Wykresy wskaźników o tej samej jednostce miary mają tę samą skalę." in page
    page = text(client.get(f"{PAGE}?w={of_counts[0]}&w={of_share}"))
    assert "Każdy wykres ma własną skalę, ponieważ jednostki miary są różne." in page
    assert "skalę" not in text(client.get(f"{PAGE}?w={three.done.pk}&w={_task(three).pk}"))


def _task(office):
    return factories.in_programme(
        office.programme, unit=None, name="Zadanie", value_type="yes_no", terms__verbatim="tak"
    )


def test_valid_part_is_shown_when_other_part_is_invalid(client, three):
    page = text(client.get(f"{PAGE}?w={three.ids[0]}&lata=2023&lata=2024"))
    assert "Wszystkie wskaźniki w latach 2023 i 2024" in page
    assert "Wybrane wskaźniki rok po roku" not in page
    assert "Jednego z porównań nie udało się wykonać." in page


def test_page_explains_that_there_is_nothing_to_compare(client, office):
    office.programme.first_year = office.programme.last_year = 2025
    office.programme.save()
    page = text(client.get(PAGE))
    assert "Program ma 1 wskaźnik: nie ma z czym go porównać." in page
    assert "Program trwa jeden rok: nie ma z czym go porównać." in page
    assert page.count("<select") == 0


def test_action_list_links_to_comparison(client, three):
    page = text(client.get("/programy/2021-2025/dzialania/"))
    assert f'method="get" action="{PAGE}"' in page
    assert page.count('name="w"') == page.count('form="porownaj"') == 3
    assert page.count('name="zaznaczone" value="1"') == 1
    # The button that applies the filters comes after them, for a reader who goes on with the Tab key.
    assert page.rindex("<select") < page.index(">Pokaż</button>")


@pytest.mark.parametrize("items", [1, 3])
def test_comparison_query_count_is_constant(client, three, items, django_assert_num_queries):
    for _ in range(items):
        factories.in_programme(three.programme, unit=None)
    address = f"{PAGE}?w={three.ids[0]}&w={three.ids[1]}&lata=2023&lata=2024"
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert client.get(f"{PAGE}?lata=2023&lata=2025", headers={"if-none-match": etag}).status_code == 200
