"""The list of actions and its filters."""

import re
from decimal import Decimal
from urllib.parse import quote

import pytest

from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve

LIST = "/programy/2021-2025/dzialania/"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def names(response):
    """Return the indicators of the list, in order."""
    return re.findall(r'<t?h\w*[^>]*><a href="/wskazniki/\d+/"[^>]*>([^<]+)</a>', text(response))


def count(response):
    return re.search(r'id="ile"[^>]*>([^<]+)<', text(response))[1].strip()


@pytest.fixture
def rich(office):
    """Three goals: four indicators, a goal without actions, an action without an indicator."""
    first = office.indicator.action
    first.name = "warsztaty w mieście Łódź"
    first.save()
    main = office.programme.main_goal
    factories.SpecificGoalFactory(main_goal=main, position=2, text="cel bez działań")
    third = factories.SpecificGoalFactory(main_goal=main, position=3, text="partnerstwo")
    office.empty = factories.ActionFactory(specific_goal=third, position=1, name="działanie bez wskaźnika")
    action = factories.ActionFactory(specific_goal=third, position=2, name="doradztwo")
    office.other_unit = factories.UnitFactory(name="Ćwiczebny")
    office.second = factories.IndicatorFactory(action=action, unit=office.other_unit, name="Łączna liczba porad")
    office.third = factories.IndicatorFactory(action=action, unit=None, name="Ankiety", terms__verbatim="wg potrzeb")
    office.fourth = factories.IndicatorFactory(action=first, unit=office.unit, name="Lokale", terms=False)
    colleague = factories.coordinator(username="koordynator2")
    parts = tuple(
        FigurePart(category, place, Decimal(n), 0)
        for place, (category, n) in enumerate(zip(office.categories, (3, 0, 2), strict=True), 1)
    )
    for indicator, value, own in ((office.indicator, "5", parts), (office.second, "0", ()), (office.third, "9", ())):
        slot, figure = office.slot("2024", indicator), Figure(Decimal(value), parts=own)
        revision = measurements.submit(slot, figure, by=colleague, based_on=0, on=ON)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    return office


ALL = ["Liczba warsztatów", "Lokale", "Łączna liczba porad", "Ankiety"]


ASKED = {
    "": ALL,
    "q=lodz": ALL[:2],
    "q=WARSZTATOW%20lodz": ALL[:2],  # "warsztaty" in the name of the action they share
    "q=lodz%20liczby%20warsztat": ALL[:1],
    "q=partnerstwo%20porad": ALL[2:3],
    "q=%C2%A7": ALL,
    "cel=3": ALL[2:],
    "cel=2": [],
    "jednostka=brak": ["Ankiety"],
    "rok=2024&status=met": ["Liczba warsztatów"],
    "rok=2024&status=not_met": ["Łączna liczba porad"],
    "rok=2024&status=no_threshold&cel=3": ["Ankiety"],
    "rok=2024&status=no_threshold&cel=1": [],
    "sort=nazwa": ["Ankiety", "Liczba warsztatów", "Lokale", "Łączna liczba porad"],
    "sort=-nazwa": ["Łączna liczba porad", "Lokale", "Liczba warsztatów", "Ankiety"],
    "rok=2024&sort=status": ["Liczba warsztatów", "Łączna liczba porad", "Ankiety", "Lokale"],
    "rok=2024&sort=wartosc": ["Łączna liczba porad", "Liczba warsztatów", "Ankiety", "Lokale"],
    "rok=2024&sort=-wartosc": ["Ankiety", "Liczba warsztatów", "Łączna liczba porad", "Lokale"],
    "sort=wartosc": ALL,  # without a year there is no value to sort by
    "widok=karty&sort=nazwa": ["Ankiety", "Liczba warsztatów", "Lokale", "Łączna liczba porad"],
}


def test_query_parameters_select_rows(client, rich, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    assert {query: names(client.get(f"{LIST}?{query}")) for query in ASKED} == ASKED


def test_form_offers_existing_units_and_organisers(client, rich):
    office, society, together = rich.categories
    assert names(client.get(f"{LIST}?jednostka={rich.other_unit.pk}")) == ["Łączna liczba porad"]
    assert names(client.get(f"{LIST}?organizator={office}")) == ["Liczba warsztatów"]
    assert names(client.get(f"{LIST}?organizator={together}&rok=2024")) == ["Liczba warsztatów"]
    assert names(client.get(f"{LIST}?organizator={together}&rok=2023")) == []
    assert names(client.get(f"{LIST}?organizator={society}")) == []  # a zero was counted, nothing was done
    foreign = factories.BreakdownFactory().categories.first().pk
    assert client.get(f"{LIST}?organizator={foreign}").status_code == 404
    assert client.get(f"{LIST}?jednostka={factories.UnitFactory().pk}").status_code == 404


COUNTS = {
    "": "4 wskaźniki",
    "cel=1": "2 z 4 wskaźników",
    "cel=1&rok=2024": "2 z 4 wskaźników w 2024 r.",
    "q=brak%20takiego": "0 z 4 wskaźników",
}


def test_list_states_number_of_indicators(client, rich):
    assert {query: count(client.get(f"{LIST}?{query}")) for query in COUNTS} == COUNTS


def test_rows_without_indicator_are_hidden_by_indicator_filters(client, rich):
    page = text(client.get(LIST))
    assert page.count("brak działań w programie") == 1
    assert page.count("brak wskaźnika w programie") == 1
    for query in ("?status=met", "?jednostka=brak", f"?organizator={rich.categories[0]}"):
        page = text(client.get(LIST + query))
        assert "brak działań w programie" not in page, query
        assert "działanie bez wskaźnika" not in page, query
    sorted_page = text(client.get(f"{LIST}?sort=nazwa"))
    assert sorted_page.index("Łączna liczba porad</a>") < sorted_page.index("brak działań w programie")


def test_empty_list_suggests_filters_to_drop(client, rich):
    page = text(client.get(f"{LIST}?q=porad&cel=1&widok=karty"))
    assert "Nic nie pasuje do „porad” przy tych filtrach" in page
    assert f'<a href="{LIST}?cel=1&amp;widok=karty">usunąć szukane słowa</a> (2 wskaźniki)' in page
    assert f'<a href="{LIST}?q=porad&amp;widok=karty">usunąć filtr celu</a> (1 wskaźnik)' in page
    assert f'<a href="{LIST}?widok=karty">wyczyścić wszystkie filtry</a> (4 wskaźniki)' in page
    assert "nie występuje w żadnej nazwie" not in page
    nowhere = text(client.get(f"{LIST}?q=stypendia"))
    assert "W całym programie „stypendia” nie występuje w żadnej nazwie." in nowhere
    assert "usunąć filtr" not in nowhere


def test_sorted_column_states_order_and_links_to_reverse_order(client, rich):
    page = text(client.get(f"{LIST}?cel=3&sort=nazwa"))
    assert f'aria-sort="ascending"><a href="{LIST}?cel=3&amp;sort=-nazwa#wyniki">Wskaźnik</a>' in page
    assert f'aria-sort="none"><a href="{LIST}?cel=3#wyniki">L.p.</a>' in page
    assert page.count('aria-sort="ascending"') == 1
    page = text(client.get(f"{LIST}?sort=-nazwa"))
    assert f'aria-sort="descending"><a href="{LIST}?sort=nazwa#wyniki">Wskaźnik</a>' in page
    assert f'aria-sort="ascending"><a href="{LIST}#wyniki">L.p.</a>' in text(client.get(LIST))


def test_form_keeps_choices_and_pushed_url_has_no_empty_parameters(client, rich):
    query = '"><b>Łódź'
    response = client.get(f"{LIST}?q={quote(query)}&rok=2024&cel=&status=met&sort=nazwa&widok=karty")
    page = text(response)
    assert 'value="&quot;&gt;&lt;b&gt;Łódź"' in page
    assert '<option value="2024" selected>' in page
    assert '<option value="met" selected>' in page
    assert '<input type="hidden" name="sort" value="nazwa">' in page
    assert '<input type="hidden" name="widok" value="karty">' in page
    assert response["HX-Push-Url"] == f"{LIST}?q={quote(query, safe='')}&status=met&rok=2024&sort=nazwa&widok=karty"


UNKNOWN = [
    "cel=9",
    "cel=x",
    "status=green",
    "jednostka=999",
    "jednostka=0",
    "organizator=x",
    "organizator=-1",
    "rok=1999",
    "organizator=" + "9" * 40,
    "organizator=%D9%A1",
    "sort=drop",
    "widok=mapa",
    "cel=1&cel=9",
    "rok=2024&rok=x",
]


def test_unknown_parameter_value_is_404(client, rich):
    assert {query: client.get(f"{LIST}?{query}").status_code for query in UNKNOWN} == dict.fromkeys(UNKNOWN, 404)


def test_unusual_search_text_is_accepted(client, rich):
    assert client.get(f"{LIST}?q=%00").status_code == 400
    assert client.get(f"{LIST}?q={'ż' * 1000}").status_code == 200
    assert client.get(f"{LIST}?q={'ż' * 5000}").status_code == 414  # the address is longer than servers accept
    assert client.get(f"{LIST}?q=a&q=lodz&nieznane=1&cel=9&cel=1").status_code == 200


def test_missing_values_are_explained(client, rich, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    page = text(client.get(f"{LIST}?rok=2025"))
    assert page.count("brak danych, termin minął 31 marca 2026 r.") == 3
    assert page.count("nie dotyczy</span>") >= 1  # without terms
    assert '<td role="cell" class="n"></td>' not in page


@pytest.mark.usefixtures("no_page_cache")
def test_row_lists_linked_findings(client, rich):
    assert "Powiązania wpisuje urząd; na razie żadnego nie wpisano." in text(client.get(LIST))
    goal = rich.indicator.action.specific_goal
    for quadrant, words in (("threat", "odpływ"), ("strength", "zespół")):
        finding = factories.SwotFindingFactory(programme=rich.programme, quadrant=quadrant, text=words)
        factories.FindingLinkFactory(finding=finding, specific_goal=goal)
    for view in ("", "?widok=karty"):
        page = text(client.get(LIST + view))
        shown = 2 if view else 1  # on the card of each indicator, or once in the row of the goal
        assert page.count("odpowiada na 2 ustalenia") == shown
        expected = (
            '<li>mocna strona: <span lang="pl">zespół</span></li><li>zagrożenie: <span lang="pl">odpływ</span></li>'
        )
        assert page.count(expected) == shown
        assert page.count("nie odpowiada na żadne ustalenie") == (3 if view else 1)
    of_indicator = text(client.get(f"/wskazniki/{rich.indicator.pk}/"))
    of_goal = text(client.get("/programy/2021-2025/cele/1/"))
    for page in (of_indicator, of_goal):
        assert page.index("mocna strona:") < page.index("zespół") < page.index("zagrożenie:") < page.index("odpływ")


def test_action_is_named_once_above_its_indicators(client, rich, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    page = text(client.get(LIST)).split('<table role="table"')[1].split("</table>")[0]
    assert page.count("warsztaty w mieście Łódź") == 1
    assert page.index("warsztaty w mieście Łódź") < page.index(">Liczba warsztatów<") < page.index(">Lokale<")
    own = page.split(">Liczba warsztatów<")[1].split("</tr>")[0]
    cells = re.findall(r'data-y="(\d+)">(.*?)</td>', own, re.S)
    assert [year for year, _cell in cells] == ["2021", "2022", "2023", "2024", "2025"]
    assert " ".join(re.sub("<[^>]+>", " ", cells[3][1]).split()) == "5 , osiągnięty"
    one_year = text(client.get(f"{LIST}?rok=2024")).split('<table role="table"')[1].split("</table>")[0]
    assert "data-y" not in one_year


def test_both_views_show_the_footnote_of_the_document(client, rich):
    rich.programme.source_note = "Materiał *autorski*"
    rich.programme.save()
    for view in ("tabela", "karty"):
        page = text(client.get(f"{LIST}?widok={view}"))
        assert page.count("² Materiał autorski") == 1
        assert "Raz w roku" in page
        assert '<span class="verbatim" lang="pl">1/rok</span>' in page


def test_approval_is_shown_on_next_request(client, office):
    address = f"{LIST}?rok=2024&status=met"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    approve(office)
    response = client.get(address, headers={"if-none-match": etag})
    assert names(response) == ["Liczba warsztatów"]


def test_goal_page_says_how_its_only_indicator_is_doing(client, office):
    approve(office)
    assert "Jedyny wskaźnik tego celu: " in text(client.get("/programy/2021-2025/cele/1/"))


def test_goal_page_says_how_its_indicators_are_doing_and_draws_each(client, office):
    approve(office)
    other = factories.IndicatorFactory(action=office.indicator.action, name="Liczba ofert", unit=None)
    page = text(client.get("/programy/2021-2025/cele/1/"))
    assert "z 2 wskaźników" in page.lower()
    assert page.count('role="img"') == 2
    assert f'id="wykres-{other.pk}-narrow-title"' in page


def test_goal_without_indicators_has_neither_sentence_nor_charts(client, office):
    goal = factories.SpecificGoalFactory(main_goal=office.programme.main_goal, position=2)
    page = text(client.get(f"/programy/2021-2025/cele/{goal.position}/"))
    assert 'class="answer"' not in page
    assert 'role="img"' not in page
