"""The public register of changes lists every public change, with the names of that day."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone, translation

from cooperation.models import Change
from cooperation.rendering import render
from cooperation.services import changes, programmes
from indicators.models import ReportingRound, Target
from indicators.queries.rounds import closing_checklist
from indicators.rules.figures import Figure
from indicators.services import evidence, indicators, measurements, reader_questions, rounds, rulings, targets
from indicators.wording import changes as change_wording
from reports.services import publications as publication_services
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.reports.conftest import publish

Kind = Change.Kind
OF_NO_UNIT = {  # of a programme or a report as a whole
    Kind.PROGRAMME_LOADED, Kind.PUBLISHED, Kind.HIDDEN, Kind.ROUND_CHANGED, Kind.REPORT_PUBLISHED, Kind.ERRATUM,
    Kind.REPORT_LOCATED,
}  # fmt: skip


def do_everything(office: SimpleNamespace) -> None:
    """Perform each public change through the service that the pages call."""
    now, coordinator, indicator = timezone.now(), office.coordinator, office.indicator
    call_command(
        "load_programme", str(settings.BASE_DIR / "data" / "programme-2021-2025.txt"), "--issuer", "Inny urząd"
    )
    figure = approve(office, "3").measurement
    measurements.submit(office.slot(), Figure(Decimal(5)), by=office.officer, based_on=2, reason="pomyłka", on=ON)
    measurements.approve(figure, by=coordinator, based_on=3)
    proof = evidence.add_link(figure, "protokół", "https://bip.example.org/1", office.officer, on=ON)
    for is_public in (True, False):
        proof = evidence.set_public(proof, is_public, coordinator)
    row = ReportingRound.objects.get(programme=office.programme, year=2024)
    rounds.change_days(row, opens_on=row.opens_on, due_on=date(2025, 4, 30), reason="prośba", by=coordinator)
    version = closing_checklist(office.programme, 2023, on=ON).version
    closed = ReportingRound.objects.get(programme=office.programme, year=2023)
    rounds.reopen(
        rounds.close(closed, by=coordinator, based_on=version, reason="brak danych", on=ON), reason="są", by=coordinator
    )
    described = factories.in_programme(office.programme, unit=office.unit, terms__frequency="")
    rulings.assess(described, 2023, "met", "Spotkania się odbyły.", coordinator, based_on=0, on=ON)
    rulings.decide(indicator, "Nie ma zebrań.", coordinator, based_on=0, exempt_year=2022, on=ON)
    terms = Target(
        indicator=indicator, applies_from=2025, verbatim="2/rok", frequency_verbatim="Raz w roku", basis="uchwała"
    )
    targets.amend(terms, office.programme, at=now)
    changes.register_edit([office.programme.pk], indicator, "edited", at=now)
    changes.register_edit([office.programme.pk], office.unit, "edited", at=now)
    indicator.withdrawn_from, indicator.withdrawn_reason = 2025, "zadanie przejęła inna instytucja"
    indicators.register_withdrawal(indicator, None, at=now)
    asked = factories.ReaderQuestionFactory(indicator=indicator, text="Pytanie Jana, tel. 123")
    reader_questions.publish(asked, "Pytanie Jana, tel. 123", "Odpowiedź.", coordinator, now=now)
    reader_questions.redact(asked, "Pytanie […], tel. […]", "Odpowiedź.", coordinator, now=now)
    report = publish(office)
    publication_services.add_erratum(report, "Zamiast „3” powinno być „5”.", coordinator)
    publication_services.set_bulletin_address(report, "https://bip.example.org/sprawozdanie", coordinator)
    programmes.set_published(office.programme, is_published=False, at=now)
    programmes.set_published(office.programme, is_published=True, at=now)


def sentences(kind: Change.Kind) -> list[str]:
    rows = Change.objects.filter(kind=kind).order_by("pk")
    with translation.override("pl"):
        return [render(change_wording.change_text(row).sentence).replace("\u00a0", " ") for row in rows]


def test_every_kind_of_change_is_shown_with_role_and_unit(office):
    do_everything(office)
    rows = list(Change.objects.all())
    assert {row.kind for row in rows} == set(Kind)
    assert {row.kind: row.role for row in rows if not row.role} == {}
    without_unit = {row.kind for row in rows if not row.unit_name}
    assert without_unit == OF_NO_UNIT
    assert {row.programme_title for row in rows} == {row.programme.title for row in rows}


def test_errata_and_bulletin_address_are_in_register_feed_and_api(office, client, published):
    erratum = publication_services.add_erratum(published, "Zamiast „3” powinno być „5”.", office.coordinator)
    publication_services.add_erratum(published, erratum.text, office.coordinator)  # sent twice
    for url in ("https://bip.example.org/1", "https://bip.example.org/1", ""):
        publication_services.set_bulletin_address(published, url, office.coordinator)
    sentence = "Opublikowano erratę: sprawozdanie za 2024 r., wersja 1."
    assert sentences(Kind.ERRATUM) == [sentence]
    assert sentences(Kind.REPORT_LOCATED) == [
        "Podano adres w Biuletynie Informacji Publicznej: sprawozdanie za 2024 r., wersja 1.",
        "Usunięto adres w Biuletynie Informacji Publicznej: sprawozdanie za 2024 r., wersja 1.",
    ]
    page = client.get("/zmiany/?rodzaj=errata").content.decode().replace("\u00a0", " ")
    assert f'<a href="/programy/2021-2025/sprawozdania/2024/v1/">{sentence}</a>' in page
    assert "Co prostujemy:" in page
    assert "Zamiast „3” powinno być „5”." in page
    assert f"{sentence} ({office.programme.title})" in entries(client, "title")
    (item,) = client.get("/api/v1/changes?kind=erratum").json()["items"]
    assert (item["zdanie"].replace("\u00a0", " "), item["powod"], item["rola"]) == (
        sentence,
        erratum.text,
        "coordinator",
    )


def test_withdrawal_reason_is_in_register_feed_and_api(office, client):
    indicator = office.indicator
    steps = [(None, 2024, "Zadanie przejął powiat."), (2024, 2025, "Jeszcze rok."), (2025, None, "")]
    for old, year, reason in steps:
        indicator.withdrawn_from, indicator.withdrawn_reason = year, reason
        indicator.save()
        indicators.register_withdrawal(indicator, old, at=timezone.now())
    assert sentences(Kind.INDICATOR_WITHDRAWN) == [
        "Wycofano od 2024 r.: „Liczba warsztatów”.",
        "Wycofano od 2025 r., a nie od 2024 r.: „Liczba warsztatów”.",
        "Cofnięto wycofanie od 2025 r.: „Liczba warsztatów”.",
    ]
    page = client.get("/zmiany/?rodzaj=wycofanie-wskaznika").content.decode().replace("\u00a0", " ")
    assert page.count(f'<a href="/wskazniki/{indicator.pk}/">') == 3
    assert "Zadanie przejął powiat." in page
    assert "Administrator. Jeszcze rok." not in entries(client, "summary")  # the unit is there, too
    assert f"Administrator, {office.unit.name}. Jeszcze rok." in entries(client, "summary")
    items = client.get("/api/v1/changes?kind=indicator_withdrawn").json()["items"]
    assert [item["powod"] for item in items] == [None, "Jeszcze rok.", "Zadanie przejął powiat."]
    assert {item["wskaznik_id"] for item in items} == {indicator.pk}


def test_renaming_unit_or_programme_leaves_past_changes_unchanged(office, client):
    """The change is on the register's page, in the feed and in the API."""
    factories.ProgrammeFactory()  # a second one: lines name their programme
    office.programme.title = old_title = "Program o dawnym tytule"
    office.programme.save()
    old_unit = office.unit.name
    approve(office, "3")
    office.unit.name = "Biuro Nowej Nazwy"
    office.unit.save()
    office.programme.title = "Program o nowym tytule"
    office.programme.save()
    changes.register_edit([office.programme.pk], office.unit, "edited", at=timezone.now())
    page = client.get("/zmiany/").content.decode().replace("\u00a0", " ")
    assert (page.count(old_unit), page.count("Biuro Nowej Nazwy")) == (1, 2)  # the edit's sentence and its unit
    assert (page.count(old_title), page.count("Program o nowym tytule")) == (1, 1)
    summaries = entries(client, "summary")
    assert len(summaries) == 2
    assert f"Koordynator, {old_unit}." in summaries
    units = [item["jednostka"] for item in client.get("/api/v1/changes").json()["items"]]
    assert units == ["Biuro Nowej Nazwy", old_unit]


def entries(client: Any, part: str) -> list[str]:
    root = ET.fromstring(client.get("/zmiany/atom.xml").content)
    atom = "{http://www.w3.org/2005/Atom}"
    return [str(element.text).replace("\u00a0", " ") for element in root.iter(f"{atom}{part}")]
