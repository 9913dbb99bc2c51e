"""The register of changes and its Atom feed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from cooperation.models import Change, Office, Programme
from cooperation.services import changes
from indicators.views.public.changes import KINDS
from tests import factories
from tests.tampering import rewritable

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NOON = datetime(2024, 5, 6, 10, 0, tzinfo=UTC)


@pytest.fixture
def programme(db):
    return factories.ProgrammeFactory(slug="2021-2025", issuer="Urząd Wzorcowy")


@pytest.fixture
def example(db):
    return factories.ProgrammeFactory(slug="przyklad", issuer="Przykład", is_example=True)


def register_change(programme, name="nazwa", *, at=NOON, kind=Change.Kind.EDITED, **options):
    details = {"done": "edited", "name": name}
    return changes.register(programme.pk, kind, at=at, object_type="indicator", object_id=1, details=details, **options)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def shown(client, query=""):
    """Return the numbers of the lines on a page, in order."""
    page = client.get(f"/zmiany/{query}")
    assert page.status_code == 200, query
    return [int(part.split('"')[0]) for part in page.content.decode().split('id="zmiana-')[1:]]


def feed(client, address="/zmiany/atom.xml"):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


# --- the page -----------------------------------------------------------------------------------------------------


def test_line_shows_change_author_time_and_reason(client, programme):
    unit = factories.UnitFactory(name="Departament Kultury")
    register_change(programme, "Liczba warsztatów", role="coordinator", unit_id=unit.pk, text="pomyłka w druku")
    page = text(client.get("/zmiany/"))
    assert "Zmieniono: wskaźnik „Liczba warsztatów”." in page
    assert 'datetime="2024-05-06T12:00:00+02:00">godz. 12.00</time> · koordynator, Departament Kultury' in page
    assert '<h2 id="h-2024-05-06"><time datetime="2024-05-06">6 maja 2024 r.</time></h2>' in page
    assert '<span lang="pl">pomyłka w druku</span>' in page
    english = text(client.get("/en/zmiany/"))
    assert "at 12:00</time> · coordinator, Departament Kultury" in english


def test_lines_are_newest_first_and_grouped_by_warsaw_date(client, programme):
    before_midnight = register_change(programme, at=datetime(2023, 12, 31, 22, 59, tzinfo=UTC))
    after_midnight = register_change(programme, at=datetime(2023, 12, 31, 23, 1, tzinfo=UTC))
    same_day = register_change(programme, at=datetime(2024, 1, 1, 9, 0, tzinfo=UTC))
    assert shown(client) == [same_day.pk, after_midnight.pk, before_midnight.pk]
    assert shown(client, "?rok=2024") == [same_day.pk, after_midnight.pk]
    assert shown(client, "?rok=2023") == [before_midnight.pk]
    assert text(client.get("/zmiany/")).count('<h2 id="h-2') == 2  # one for each day
    page = text(client.get("/zmiany/"))
    assert '<option value="2024">2024 (2)</option><option value="2023">2023 (1)</option>' in page


def test_example_programme_is_listed_only_on_request_and_marked(client, programme, example):
    real, invented = register_change(programme), register_change(example)
    assert shown(client) == [real.pk]
    assert shown(client, "?program=przyklad") == [invented.pk]
    assert "Dane przykładowe" in client.get("/zmiany/?program=przyklad").content.decode()
    assert [entry.find("a:title", ATOM).text[:17] for entry in feed(client).findall("a:entry", ATOM)] == [
        "Zmieniono: wskaźn"
    ]
    marked = feed(client, "/zmiany/atom.xml?program=przyklad")
    assert marked.find("a:title", ATOM).text.startswith("[dane przykładowe] ")
    assert marked.find("a:entry/a:title", ATOM).text.startswith("[dane przykładowe] ")


def test_unpublished_programme_is_not_listed(client, programme):
    hidden = factories.ProgrammeFactory(slug="szkic", is_published=False)
    register_change(hidden, "tajne")
    for address in ("/zmiany/", "/zmiany/atom.xml"):
        assert "tajne" not in client.get(address).content.decode()
        assert client.get(f"{address}?program=szkic").status_code == 404


def test_filters_accept_known_values_only(client, programme, example):
    register_change(programme)
    bad = [
        "program=nie-ma",
        "rodzaj=edited",
        "rodzaj=x",
        "rok=abc",
        "rok=20240",
        "rok=-1",
        "rok=0",
        "rok=²",
        "rok=٢٠٢٤",
    ]
    bad += ["strona=2", "strona=0", "strona=x", "strona=99999999999999999999", "program='", "rodzaj=opis'--"]
    assert {query: client.get(f"/zmiany/?{query}").status_code for query in bad} == dict.fromkeys(bad, 404)
    assert client.get("/zmiany/?program=%00").status_code == 400
    assert set(KINDS.values()) == set(Change.Kind)  # a new kind gets its word
    assert shown(client, "?program=&rodzaj=&rok=&strona=1") == shown(client)


def test_empty_filter_result_links_to_all_changes(client, programme):
    register_change(programme)
    page = text(client.get("/zmiany/?rodzaj=sprostowanie&rok=2019"))
    assert "Żadna zmiana nie pasuje do wybranych filtrów. " in page
    assert '<a href="/zmiany/">Pokaż wszystkie</a>' in page
    assert '<option value="2019" selected>2019 (0)</option>' in page


def test_empty_register_links_onwards(client, db):
    page = text(client.get("/zmiany/"))
    assert "Nic się jeszcze nie zmieniło." in page
    assert '<a href="/programy/">' in page


def test_page_has_fifty_lines_and_links_to_other_pages(client, programme):
    numbers = [register_change(programme, at=NOON + timedelta(minutes=number)).pk for number in range(101)][::-1]
    assert [shown(client, query) for query in ("", "?strona=2", "?strona=3")] == [
        numbers[:50],
        numbers[50:100],
        numbers[100:],
    ]
    middle = text(client.get("/zmiany/?rodzaj=opis&strona=2"))
    assert 'href="/zmiany/?rodzaj=opis" rel="prev">Późniejsze zmiany</a>' in middle
    assert 'href="/zmiany/?rodzaj=opis&amp;strona=3" rel="next">Wcześniejsze zmiany</a>' in middle
    assert "101 zmian" in middle
    assert "strona 2 z 3" in middle


def test_programme_page_links_to_its_register_and_feed(client, programme):
    factories.MainGoalFactory(programme=programme)
    page = text(client.get("/programy/2021-2025/"))
    assert '<a href="/zmiany/?program=2021-2025">Wszystkie zmiany</a>' in page
    link = '<link rel="alternate" type="application/atom+xml" title="Rejestr zmian" href="/zmiany/atom.xml'
    assert f'{link}?program=2021-2025">' in page
    assert f'{link}">' in text(client.get("/metoda/"))


# --- the feed -----------------------------------------------------------------------------------------------------


def test_feed_has_required_atom_elements(client, programme):
    indicator = factories.in_programme(programme)
    change = register_change(programme, at=NOON, role="administrator", text="powód")
    rewritable(Change).filter(pk=change.pk).update(
        details={"done": "edited", "name": "x", "indicator_id": indicator.pk}
    )
    root = feed(client)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.find("a:id", ATOM).text == "tag:portal.example.org,2021:zmiany"
    assert root.find("a:updated", ATOM).text == "2024-05-06T12:00:00+02:00"
    assert root.find("a:title", ATOM).text == "Rejestr zmian"
    assert root.find("a:author/a:name", ATOM).text == "Monitoring programu współpracy"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links == {
        "self": "https://portal.example.org/zmiany/atom.xml",
        "alternate": "https://portal.example.org/zmiany/",
    }
    entry = root.find("a:entry", ATOM)
    assert entry.find("a:id", ATOM).text == f"tag:portal.example.org,2021:zmiana/{change.pk}"
    assert entry.find("a:updated", ATOM).text == "2024-05-06T12:00:00+02:00"
    assert entry.find("a:link", ATOM).get("href") == f"https://portal.example.org/wskazniki/{indicator.pk}/"
    assert entry.find("a:summary", ATOM).text == "Administrator. powód"
    assert entry.find("a:category", ATOM).get("term") == "edited"
    Office.objects.create(name="Urząd <Wzorcowy> & Syn")
    Programme.objects.update(content_version=99)
    assert feed(client).find("a:author/a:name", ATOM).text == "Urząd <Wzorcowy> & Syn"


def test_feed_of_all_programmes_uses_title_at_time_of_change(client, programme):
    title = programme.title
    register_change(programme, "x")
    programme.title = "Nowy tytuł"
    programme.save()
    titles = [entry.text.replace("\u00a0", " ") for entry in feed(client).findall("a:entry/a:title", ATOM)]
    assert titles[-1] == f"Zmieniono: wskaźnik „x”. ({title})"
    own = feed(client, "/zmiany/atom.xml?program=2021-2025").findall("a:entry/a:title", ATOM)
    assert own[-1].text.replace("\u00a0", " ") == "Zmieniono: wskaźnik „x”."


def test_feed_escapes_markup_and_drops_invalid_xml_characters(client, programme):
    register_change(programme, "A < B & „C” ]]> <script>\x07\x0b\ufffe", text="<b>&amp;\x1f", role="officer")
    entry = feed(client).find("a:entry", ATOM)
    assert "A < B & „C” ]]> <script>”" in entry.find("a:title", ATOM).text
    assert entry.find("a:summary", ATOM).text == "Pracownik jednostki. <b>&amp;"


def test_feed_ids_are_unique_and_permanent(client, programme, example):
    for number in range(3):
        register_change(programme, at=NOON + timedelta(minutes=number))
    register_change(example)
    addresses = ["/zmiany/atom.xml", "/en/zmiany/atom.xml", "/zmiany/atom.xml?program=2021-2025"]
    addresses += ["/zmiany/atom.xml?program=przyklad"]
    feeds = {address: feed(client, address) for address in addresses}
    assert len({root.find("a:id", ATOM).text for root in feeds.values()}) == 4
    entries = {address: [entry.text for entry in root.findall("a:entry/a:id", ATOM)] for address, root in feeds.items()}
    polish, english, own, _invented = entries.values()
    assert len(set(polish)) == 3
    assert own == polish
    assert [f"{id_}/en" for id_ in polish] == english
    register_change(programme, at=NOON + timedelta(days=1))
    later = [entry.text for entry in feed(client).findall("a:entry/a:id", ATOM)]
    assert later[1:] == polish


def links_of(root):
    return {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}


def test_paged_feed_contains_every_change_once(client, programme):
    """RFC 5005: a reader that follows `next` sees the whole register."""
    numbers = [register_change(programme, at=NOON + timedelta(minutes=number)).pk for number in range(250)][::-1]
    site, address = "https://portal.example.org", "/zmiany/atom.xml?program=2021-2025"
    ids, links, feeds = [], [], set()
    while address:
        root = feed(client, address)
        ids += [entry.text for entry in root.findall("a:entry/a:id", ATOM)]
        links.append({rel: href.removeprefix(f"{site}/zmiany/") for rel, href in links_of(root).items()})
        feeds.add(root.find("a:id", ATOM).text)
        address = links_of(root).get("next", "").removeprefix(site)
    assert ids == [f"tag:portal.example.org,2021:zmiana/{pk}" for pk in numbers]
    assert feeds == {"tag:portal.example.org,2021:zmiany/2021-2025"}
    first, second, third = (f"atom.xml?program=2021-2025{page}" for page in ("", "&strona=2", "&strona=3"))
    always = {"alternate": "?program=2021-2025", "first": first, "last": third}
    assert links == [
        {"self": first, "next": second, **always},
        {"self": second, "previous": first, "next": third, **always},
        {"self": third, "previous": second, **always},
    ]
    wrong = [client.get(f"/zmiany/atom.xml?strona={page}").status_code for page in ("4", "0", "x")]
    assert wrong == [404, 404, 404]


def test_feed_of_one_page_has_no_paging_links(client, programme):
    register_change(programme)
    assert set(links_of(feed(client))) == {"self", "alternate"}


def test_simultaneous_changes_have_distinct_timestamps_in_feed(client, programme):
    """Feed validators reject two entries with the same `updated`, also on different pages."""
    numbers = [register_change(programme).pk for _ in range(120)]
    moments = {}
    for page in ("", "?strona=2"):
        for entry in feed(client, f"/zmiany/atom.xml{page}").findall("a:entry", ATOM):
            moments[int(entry.find("a:id", ATOM).text.rpartition("/")[2])] = entry.find("a:updated", ATOM).text
    assert sorted(numbers, key=lambda pk: moments[pk]) == numbers
    assert len(set(moments.values())) == 120
    assert moments[numbers[0]] == "2024-05-06T12:00:00+02:00"
    assert moments[numbers[1]] == "2024-05-06T12:00:00.000001+02:00"
    register_change(programme, at=NOON + timedelta(days=1))
    latest = feed(client).findall("a:entry/a:updated", ATOM)[1].text
    assert latest == moments[numbers[-1]]  # a later line moves nothing


def test_feed_summary_is_never_empty(client, programme):
    register_change(programme)
    register_change(programme, role="administrator", text="powód", at=NOON - timedelta(days=1))
    summaries = [entry.text for entry in feed(client).findall("a:entry/a:summary", ATOM)]
    assert summaries == ["Zmiana opisu.", "Administrator. powód"]


def test_empty_feed_is_stable(client, db, time_machine):
    time_machine.move_to(NOON)
    first = client.get("/zmiany/atom.xml").content
    time_machine.move_to(NOON + timedelta(days=90))
    assert client.get("/zmiany/atom.xml").content == first
    assert feed(client).findall("a:entry", ATOM) == []


# --- what they cost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/zmiany/", "/zmiany/atom.xml", "/zmiany/?program=2021-2025&rodzaj=opis&rok=2024"])
def test_change_of_any_published_programme_invalidates_cached_page(client, programme, example, address):
    first = client.get(address)
    assert first["Cache-Control"] == "public, no-cache"
    assert not first.cookies
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    seen = {first["ETag"]}
    for changed_programme in (programme, example):
        register_change(changed_programme)
        page = client.get(address, headers={"if-none-match": first["ETag"]})
        assert page.status_code == 200
        seen.add(page["ETag"])
    assert len(seen) == 3


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/zmiany/", 5), ("/zmiany/?program=2021-2025", 5), ("/zmiany/atom.xml", 4)]
)
def test_register_query_counts_are_constant(client, programme, items, address, queries, django_assert_num_queries):
    for number in range(items):
        other = programme if not number else factories.ProgrammeFactory()
        register_change(other, unit_id=factories.UnitFactory().pk)
    with django_assert_num_queries(queries):
        client.get(address)


# --- feeds of one programme, goal or indicator ---------------------------------------------------------------------


def test_feeds_contain_the_changes_of_their_subject_only(client, programme):
    goal = factories.SpecificGoalFactory(main_goal__programme=programme, position=1)
    own, other = (
        factories.IndicatorFactory(action__specific_goal=goal_of)
        for goal_of in (goal, factories.SpecificGoalFactory(main_goal=goal.main_goal, position=2))
    )
    for indicator in (own, other):
        changes.register(
            programme.pk, Change.Kind.EDITED, at=NOON, object_type="indicator", object_id=indicator.pk,
            details={"indicator_id": indicator.pk, "done": "edited", "name": indicator.name},
        )  # fmt: skip
    register_change(programme, "opis")
    addresses = {
        "/programy/2021-2025/zmiany/atom.xml": 3, "/programy/2021-2025/cele/1/atom.xml": 1,
        f"/wskazniki/{own.pk}/atom.xml": 1,
    }  # fmt: skip
    ids = set()
    for address, number in addresses.items():
        root = feed(client, address)
        assert len(root.findall("a:entry", ATOM)) == number, address
        assert root.find("a:link[@rel='self']", ATOM).get("href") == f"https://portal.example.org{address}"
        ids.add(root.find("a:id", ATOM).text)
    assert len(ids) == 3


def test_pages_announce_their_feeds(client, programme):
    goal = factories.SpecificGoalFactory(main_goal__programme=programme, position=1)
    indicator = factories.IndicatorFactory(action__specific_goal=goal)
    for address in ("/programy/2021-2025/cele/1/", f"/wskazniki/{indicator.pk}/"):
        page = text(client.get(address))
        assert page.count(f'href="{address}atom.xml"') == 2  # in the head, and as a link
        assert 'href="/programy/2021-2025/terminy.ics"' in page
