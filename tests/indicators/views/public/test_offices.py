"""The accessibility statement with its prescribed parts, personal data and help."""

from html.parser import HTMLParser

import pytest

from cooperation.models import Office
from tests import factories

# "Warunki techniczne publikacji i struktura dokumentu elektronicznego deklaracji dostępności", version 2.0.
COMPULSORY = {
    "a11y-wstep", "a11y-podmiot", "a11y-zakres", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja",
    "a11y-status", "a11y-kontakt", "a11y-email", "a11y-telefon", "a11y-procedura", "a11y-data-sporzadzenie",
    "a11y-architektura", "a11y-komunikacja",
}  # fmt: skip
# Of the earlier version, which programs still look for; and one for portals without an application.
ALWAYS_REQUIRED_IDS = {"a11y-deklaracja", "a11y-osoba", "a11y-audytor", "a11y-aplikacje"}
FULL = {
    "name": "Urząd Wzorcowy",
    "address": "ul. Prosta 1, 87-100 Toruń",
    "email": "urzad@urzad.example",
    "phone": "56 111",
    "published_on": "2024-01-02",
    "updated_on": "2024-03-04",
    "accessibility_state": "partly",
    "accessibility_gaps": "Skany uchwał.\nMapa.",
    "accessibility_method": "self",
    "accessibility_prepared_on": "2024-05-06",
    "building_access": "Podjazd.",
    "communication_access": "Tłumacz.",
}
ADDRESSES = ["/dostepnosc/", "/prywatnosc/", "/pomoc/"]


class Ids(HTMLParser):
    """Collects the text, tag and date of every element with an id."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts, self.days, self.links = [], {}, {}, {}, {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        name = own.get("id", "")
        if name.startswith("a11y-"):
            assert name not in self.tags, f"{name} twice"
            self.tags[name], self.texts[name] = tag, ""
            self.days[name], self.links[name] = own.get("datetime"), own.get("href")
        if tag not in ("meta", "link", "img", "br", "input"):
            self.open.append(name)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        for name in self.open:
            if name in self.texts:
                self.texts[name] = " ".join(f"{self.texts[name]} {data}".split())


def statement(client, prefix="", **fields):
    Office.objects.all().delete()
    Office.objects.create(**fields)
    page = client.get(f"{prefix}/dostepnosc/").content.decode()
    return page, Ids(page)


def test_statement_without_office_is_a_draft(client, db):
    page = client.get("/dostepnosc/").content.decode()
    ids = Ids(page)
    assert set(ids.tags) == COMPULSORY | ALWAYS_REQUIRED_IDS
    assert "data-draft" in page
    assert "częściowo zgodna" in ids.texts["a11y-status"]
    for name in (
        "podmiot",
        "data-publikacja",
        "data-aktualizacja",
        "data-sporzadzenie",
        "email",
        "telefon",
        "architektura",
    ):
        assert ids.texts[f"a11y-{name}"] == "do uzupełnienia", name
    assert set(ids.days.values()) == {None}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_complete_statement_has_all_prescribed_parts(client, db, prefix):
    page, ids = statement(client, prefix, **FULL)
    assert set(ids.tags) == COMPULSORY | ALWAYS_REQUIRED_IDS
    assert "data-draft" not in page
    assert "do uzupełnienia" not in page
    assert ids.tags["a11y-deklaracja"] == "h1"
    assert ids.texts["a11y-podmiot"] == "Urząd Wzorcowy"
    assert ids.links["a11y-url"] == "https://portal.example.org/"
    days = {name: day for name, day in ids.days.items() if day}
    assert days == {
        "a11y-data-publikacja": "2024-01-02",
        "a11y-data-aktualizacja": "2024-03-04",
        "a11y-data-sporzadzenie": "2024-05-06",
    }
    assert {ids.tags[name] for name in days} == {"time"}
    assert ids.links["a11y-email"] == "mailto:urzad@urzad.example"
    assert ids.texts["a11y-telefon"] == "56 111"
    assert "7" in ids.texts["a11y-procedura"]


def test_statement_with_optional_data_has_conditional_parts(client, db):
    more = {
        "accessibility_method": "external",
        "accessibility_auditor": "Fundacja <b>",
        "accessibility_checked_on": "2025-03-20",
        "accessibility_costs": "https://urzad.example/koszty",
        "accessibility_contact": "Anna Przykładowa",
        "accessibility_email": "dostepnosc@urzad.example",
        "accessibility_phone": "56 222",
    }
    _page, ids = statement(client, **FULL | more)
    assert set(ids.tags) == COMPULSORY | ALWAYS_REQUIRED_IDS | {"a11y-ocena", "a11y-data-przeglad"}
    assert ids.texts["a11y-audytor"].endswith("Fundacja <b>.")
    assert ids.days["a11y-data-przeglad"] == "2025-03-20"
    assert [ids.texts[f"a11y-{name}"] for name in ("osoba", "email", "telefon")] == [
        "Anna Przykładowa",
        "dostepnosc@urzad.example",
        "56 222",
    ]


@pytest.mark.parametrize(
    ("state", "word", "has_gaps"),
    [
        ("compliant", "jest zgodna z", False),
        ("partly", "jest częściowo zgodna z", True),
        ("not", "jest niezgodna z", True),
    ],
)
def test_statement_shows_state_of_office(client, db, state, word, has_gaps):
    page, ids = statement(client, **FULL | {"accessibility_state": state})
    assert word in ids.texts["a11y-status"]
    assert ("Skany uchwał." in page) == has_gaps


@pytest.mark.parametrize("field", [name for name in FULL if name != "name"])
def test_statement_with_empty_field_is_a_draft_and_names_the_field(client, db, field):
    page, _ids = statement(client, **{name: value for name, value in FULL.items() if name != field})
    assert "data-draft" in page
    assert "do uzupełnienia" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_linked_in_footer_and_uses_one_query(client, db, address, django_assert_num_queries):
    Office.objects.create(**FULL)
    with django_assert_num_queries(1):
        page = client.get(address)
    assert page["Cache-Control"] == "public, no-cache"
    assert not page.cookies
    for elsewhere in ("/", "/metoda/", "/nie-ma/", "/konto/logowanie/", "/en/"):
        foot = client.get(elsewhere).content.decode().split('class="site-foot"')[1]
        assert f'{"/en" if elsewhere == "/en/" else ""}{address}"' in foot, elsewhere


@pytest.mark.parametrize("address", ADDRESSES)
def test_edit_of_office_is_shown_on_next_request(client, db, address):
    office = Office.objects.create(**FULL)
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    office.name = "Inny Urząd"
    office.save()
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_every_page_links_to_statement_in_head(client, db):
    meta = '<meta name="deklaracja-dostępności" content="https://portal.example.org/dostepnosc/">'
    assert meta in client.get("/metoda/").content.decode()


def test_privacy_page_shows_data_of_office(client, db):
    empty = client.get("/prywatnosc/").content.decode()
    assert "nie wpisał jeszcze kontaktu do inspektora" in empty
    Office.objects.create(**FULL, data_officer="Jan Przykładowy\niod@urzad.example", privacy_text="Art. 6.")
    page = client.get("/prywatnosc/").content.decode().replace("\u00a0", " ")
    assert "Jan Przykładowy<br>iod@urzad.example" in page
    assert "Art. 6." in page


def test_help_has_a_section_for_each_role(client, db):
    page = client.get("/pomoc/").content.decode()
    for place in ("czytelnik", "organizacja", "pracownik", "koordynator", "administrator"):
        assert f'<a href="#{place}">' in page
        assert f'<h2 id="{place}">' in page


def test_404_page_links_to_programme_in_force(client, db):
    assert 'href="/programy/"' in client.get("/nie-ma/").content.decode()
    factories.MainGoalFactory(programme__slug="2021-2025")
    page = client.get("/nie-ma/")
    assert page.status_code == 404
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    for address in ("/", "/programy/2021-2025/dzialania/", "/programy/", "/zmiany/"):
        assert f'<a href="{address}">' in main, address


@pytest.mark.django_db
def test_privacy_page_mentions_removal_of_personal_data_after_publication(client):
    page = " ".join(client.get("/prywatnosc/").content.decode().replace("\u00a0", " ").split())
    assert (
        "dane osobowe usuwamy z nich przed publikacją, a jeśli ktoś zauważy je później – także po publikacji." in page
    )
    assert "<dt>Wpisy i zatwierdzenia</dt>" in page
    english = " ".join(client.get("/en/prywatnosc/").content.decode().split())
    assert "personal data are removed before publication, and afterwards too, when somebody notices them." in english
