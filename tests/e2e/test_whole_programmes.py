"""The administrator of a new office builds two programmes, publishes and changes them, all in the administration."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from cooperation.models import Programme
from indicators.models import Indicator
from tests import drill, factories
from tests.e2e.conftest import sign_in
from tests.e2e.test_axe import DESKTOP

# 2 units, 3 people, 2 programmes with 12 indicators; before the tree: 184 clicks and 70 pages for 6 indicators.
CLICKS, FIELDS, PAGES = 63, 65, 65
COLUMNS = ("Lp.", "Wskaźnik", "Wartość docelowa", "Częstotliwość", "Komórka odpowiedzialna")
CONSULTATIONS = (
    ("1", "Liczba konsultacji", "4 rocznie", "raz na kwartał", "Biuro Współpracy"),
    ("2", "Liczba spotkań", "12", "raz w roku", "Biuro Współpracy"),
    ("3", "Odsetek uwag z odpowiedzią", "90%", "raz w roku", "Wydział Kultury"),
    ("4", "Kwota dotacji [tys. zł]", "30 rocznie", "raz w roku", "Wydział Kultury"),
)
PREMISES = (
    ("1", "Liczba lokali", "10 rocznie", "raz w roku", "Biuro Współpracy"),
    ("2", "Liczba szkoleń", "6 rocznie", "raz na pół roku", "Biuro Współpracy"),
    ("3", "Odsetek lokali wyremontowanych", "co najmniej 50%", "raz w roku", "Wydział Kultury"),
)
CONTESTS = (("Liczba konkursów", "5 rocznie"), ("Liczba ofert", "40 rocznie"), ("Liczba umów", "30 rocznie"))
PROJECTS = (("Liczba wspólnych projektów", "3 rocznie"), ("Liczba partnerstw", "2 rocznie"))
BASIS, REASON = "Uchwała nr 5/2026 z 10 grudnia 2026 r.", "Konkursy prowadzi teraz fundacja powiatowa."


class Administrator:
    """Does everything by the links and buttons of the pages; counts clicks, filled fields and opened pages."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields, self.pages = page, 0, 0, 0

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.pages += 1

    def go(self, place: Locator) -> None:
        """Click on what opens another page, which must show no error."""
        with self.page.expect_navigation():
            place.first.click()
        self.clicks += 1
        self.pages += 1
        expect(self.page.locator(".errornote, .errorlist")).to_have_count(0)

    def link(self, name: str) -> None:
        self.go(self.page.get_by_role("link", name=name))

    def button(self, name: str) -> None:
        self.go(self.page.get_by_role("button", name=name))

    def save(self, name: str = "_save") -> None:
        self.go(self.page.locator(f"[type=submit][name={name}], button[name={name}]:not(.entry-enter)"))

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.locator(f"#content [name='{name}']").fill(text)
            self.fields += 1

    def choose(self, **labels: str) -> None:
        for name, label in labels.items():
            self.page.locator(f"#content [name='{name}']").select_option(label=label)
            self.fields += 1

    # --- rows of the tree -------------------------------------------------------------------------------------------

    def add_rows(self, link: str, rows: Any) -> None:
        self.go(self.page.locator(".tree-adds a", has_text=link))
        for row in rows:
            self.fill(**row)
            self.go(self.page.locator(".tree-form button"))

    def menu(self, indicator: str, entry: str) -> None:
        row = self.page.get_by_role("row").filter(has_text=indicator)
        row.locator(".tree-more summary").click()
        self.clicks += 1
        self.go(row.get_by_role("link", name=entry))


def enter_units_and_people(person: Administrator) -> None:
    for name in ("Biuro Współpracy", "Wydział Kultury"):
        person.link("Dodaj komórkę")
        person.fill(name=name)
        person.save()
    for link, username, first_name, last_name, unit in (
        ("Zaproś", "anna", "Anna", "Szablonowa", ""),
        ("Dodaj osobę", "jan", "Jan", "Wzorcowy", "Biuro Współpracy"),
        ("Dodaj osobę", "ewa", "Ewa", "Modelowa", "Wydział Kultury"),
    ):
        person.link(link)
        person.fill(username=username, first_name=first_name, last_name=last_name, email=f"{username}@example.org")
        if unit:
            person.choose(unit=unit)
        person.save()


def paste_table(person: Administrator, action: str, rows: Any) -> None:
    person.go(person.page.locator(".tree-adds a", has_text="wklej tabelę").filter(has_text=action))
    person.fill(text="\n".join("\t".join(cells) for cells in (COLUMNS, *rows)))
    person.button("Pokaż, jak to rozumiemy")
    person.button("Dodaj wybrane wskaźniki")


def publish(person: Administrator) -> None:
    person.link("Opublikuj…")
    person.button("Opublikuj program")
    expect(person.page.locator(".messagelist")).to_have_text("Czytelnicy już go widzą.")


def build_yearly_programme(person: Administrator) -> None:
    person.link("Wpisz program")
    person.fill(title="Program współpracy na rok 2026", first_year="2026", last_year="2026")
    person.save()
    person.add_rows("cel główny", [{"text": "Rozwój współpracy"}])
    person.add_rows("cel szczegółowy", [{"text": "Większy udział organizacji"}])
    person.add_rows("działanie celu 1", [{"name": "Konsultacje"}])
    paste_table(person, "Konsultacje", CONSULTATIONS)


def build_long_programme(person: Administrator) -> None:
    person.link("Programy")
    person.link("Dodaj wpis")
    person.fill(title="Program współpracy na lata 2026–2030", first_year="2026", last_year="2030")
    person.save()
    person.add_rows("cel główny", [{"text": "Partnerstwo"}])
    person.add_rows("cel szczegółowy", [{"text": "Sprawniejsze zlecanie"}, {"text": "Trwałe partnerstwo"}])
    person.add_rows("działanie celu 1", [{"name": "Otwarte konkursy"}, {"name": "Wsparcie lokalowe"}])
    person.add_rows("działanie celu 2", [{"name": "Wspólne projekty"}])
    person.go(person.page.locator("[aria-labelledby=quadrant-weakness] .tree-adds a"))
    person.fill(text="Mało organizacji składa oferty")
    person.go(person.page.locator(".tree-form button"))
    tree = person.page.url.partition("?")[0]

    person.link("Podziały")
    person.link("Dodaj wpis")
    person.fill(name="organizator", **{"categories-0-name": "urząd", "categories-1-name": "organizacja"})
    person.save()
    person.open(tree)
    person.link("Powiązania ustaleń z celami")
    person.link("Dodaj wpis")
    person.choose(finding="Mało organizacji składa oferty", specific_goal="1. Sprawniejsze zlecanie")
    person.save()
    person.open(tree)

    person.go(person.page.locator(".tree-adds a", has_text="pełny formularz"))
    for name, verbatim in CONTESTS:
        terms = {"targets-0-verbatim": verbatim, "targets-0-frequency_verbatim": "raz w roku"}
        person.fill(name=name, **terms)
        person.choose(unit="Biuro Współpracy", **{"targets-0-breakdown": "organizator"})
        person.save("_save" if name == CONTESTS[-1][0] else "_addanother")
    paste_table(person, "Wsparcie lokalowe", PREMISES)
    rows = [{"name": name, "verbatim": target, "frequency_verbatim": "raz w roku"} for name, target in PROJECTS]
    person.go(person.page.locator(".tree-adds a", has_text="+ wskaźnik").filter(has_text="Wspólne projekty"))
    for row in rows:
        person.fill(**row)
        person.go(person.page.locator(".tree-form button"))


def amend_and_withdraw(person: Administrator, tree: str) -> None:
    person.menu("Liczba konkursów", "Nowe warunki od roku…")
    person.choose(applies_from="2027")
    person.fill(basis=BASIS, verbatim="8 rocznie")
    person.button("Pokaż, co się zmieni")
    person.button("Wprowadź od 2027 roku")
    person.open(tree)
    person.menu("Liczba umów", "Wycofanie…")
    person.choose(withdrawn_from="2028")
    person.fill(withdrawn_reason=REASON)
    person.button("Zapisz")


@pytest.mark.drill
def test_two_programmes_are_built_published_and_changed(transactional_db: Any, open_page: Any) -> None:
    administrator = factories.administrator(username="administrator", email="administrator@example.org")
    person = Administrator(sign_in(open_page(viewport=DESKTOP), administrator))
    person.open(reverse("indicators:office_setup"))
    enter_units_and_people(person)
    build_yearly_programme(person)
    publish(person)
    build_long_programme(person)
    publish(person)
    amend_and_withdraw(person, person.page.url)

    programmes = {programme.slug: programme for programme in Programme.objects.all()}
    assert list(programmes) == ["2026-2030", "2026"]
    indicators = Indicator.objects.in_document_order()
    by_programme = [list(indicators.in_programme(programmes[slug])) for slug in ("2026", "2026-2030")]
    assert [[indicator.name for indicator in rows] for rows in by_programme] == [
        [row[1] for row in CONSULTATIONS],
        [*(row[0] for row in CONTESTS), *(row[1] for row in PREMISES), *(row[0] for row in PROJECTS)],
    ]
    see_as_reader(open_page(viewport=DESKTOP), by_programme[1])

    figures = f"{person.clicks} clicks, {person.fields} fields, {person.pages} pages"
    is_short = person.clicks <= CLICKS and person.fields <= FIELDS and person.pages <= PAGES
    drill.row(
        "administration",
        "2 units, 3 people, 2 programmes of 12 indicators, an amendment and a withdrawal",
        wanted=f"{CLICKS} clicks, {FIELDS} fields, {PAGES} pages",
        measured=figures,
        met=is_short,
    )
    assert is_short, figures


def see_as_reader(page: Page, indicators: list[Indicator]) -> None:
    amended, withdrawn = (
        next(row for row in indicators if row.name == name) for name in ("Liczba konkursów", "Liczba umów")
    )
    page.goto("/programy/2026/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    page.goto("/programy/2026-2030/cele/1/")
    expect(page.locator("main")).to_contain_text("Mało organizacji składa oferty")
    page.goto(f"/wskazniki/{amended.pk}/")
    for text in ("5 rocznie", "8 rocznie", BASIS):
        expect(page.locator("main")).to_contain_text(text)
    page.goto(f"/wskazniki/{withdrawn.pk}/")
    expect(page.locator("main")).to_contain_text(REASON)
    page.goto("/zmiany/")
    for text in ("Program współpracy na lata 2026–2030", "Liczba konkursów", REASON):
        expect(page.locator("main")).to_contain_text(text)
