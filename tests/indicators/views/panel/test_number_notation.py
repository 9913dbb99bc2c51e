"""Numbers in the panel: Polish notation in both languages, and messages about ambiguous numbers."""

import re
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON

FIGURE = "panel/wskazniki/{}/pomiary/{}/"
REPORT = "panel/programy/2021-2025/sprawozdania/2024/"
ENGLISH_NUMBER = re.compile(r"\d,\d{3}(?!\d)|(?<![\d.])\d+\.\d+(?![\d.])")  # not 1.01.2025
FIGURES = {"2022": "4000000.5", "2023": "5000000.25", "2024": "5000000.75"}


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office: SimpleNamespace, client: Client) -> SimpleNamespace:
    """Figures of millions with fractions: approved, corrected, waiting, unusual."""
    office.money = factories.in_programme(
        office.programme, unit=office.unit, name="Kwota dotacji", value_type="money", measure="zł",
        terms__verbatim="5 000 000,50 zł rocznie",
    )  # fmt: skip
    office.mean = factories.in_programme(
        office.programme, unit=office.unit, name="Średnia", value_type="decimal", terms__verbatim="1234,5 rocznie",
        terms__aggregation="last",
    )  # fmt: skip
    for code, value in FIGURES.items():
        slot = office.slot(code, office.money)
        sent = measurements.submit(slot, Figure(Decimal(value), 2), by=office.officer, based_on=0, on=ON)
        if code != "2024":
            measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    measurements.submit(
        office.slot("2023", office.money), Figure(Decimal("15000000.5"), 1), by=office.officer, based_on=2, on=ON,
        reason="Pomyłka.",
    )  # fmt: skip
    measurements.record(
        office.slot("2024", office.mean), Figure(Decimal("1234.5"), 1), by=office.officer, based_on=0, on=ON
    )
    client.force_login(office.coordinator)
    office.client = client
    return office


def words(response: Any) -> str:
    """Return the visible text of the page and the values of its fields."""
    html = response.content.decode().partition("<main")[2]
    html = re.sub(r'<input type="hidden"[^>]*>|<(script|template).*?</\1>', "", html, flags=re.S)
    fields = " ".join(re.findall(r' value="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]*>", " ", html) + " " + fields)


def pages(panel: SimpleNamespace) -> dict[str, Any]:
    money, mean, get = panel.money.pk, panel.mean.pk, panel.client.get
    sent = {"value": "15000000,5", "based_on": "0", "do": "draft", "request_key": "k"}
    grid = {f"f{money}_2024_based_on": "0", f"f{money}_2024_was": "x", f"f{money}_2024_value": "12345,5", "do": "save"}
    return {
        "to do": get("/en/panel/"),
        "record": get(f"/en/{FIGURE.format(money, '2024')}"),
        "record corrected": get(f"/en/{FIGURE.format(money, '2023')}"),
        "record small": get(f"/en/{FIGURE.format(mean, '2024')}"),
        "conflict": panel.client.post(f"/en/{FIGURE.format(money, '2024')}", sent),
        "decision": get(f"/en/{FIGURE.format(money, '2024')}decyzja/"),
        "decision on a correction": get(f"/en/{FIGURE.format(money, '2023')}decyzja/"),
        "approval": get("/en/panel/zatwierdzanie/"),
        "grid": get("/en/panel/programy/2021-2025/2024/"),
        "grid refused": panel.client.post("/en/panel/programy/2021-2025/2024/", grid),
        "completeness": get("/en/panel/kompletnosc/"),
        "round": get("/en/panel/okresy/2021-2025/2024/"),
        "ruling": get(f"/en/panel/wskazniki/{money}/rozstrzygniecie/"),
        "evidence": get(f"/en/{FIGURE.format(money, '2024')}dowody/"),
        "comments": get(f"/en/{FIGURE.format(money, '2024')}komentarze/"),
        "report": get(f"/en/{REPORT}"),
        "report as it will be": get(f"/en/{REPORT.replace('2024', '2023')}podglad/"),
        "chapter": get(f"/en/{REPORT}finanse/"),
        "money of the report": get(f"/en/{REPORT}tabela-finansowa/"),
    }


def test_english_panel_shows_polish_notation(panel):
    answers = pages(panel)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code not in (200, 409)} == {}
    english_numbers = {name: ENGLISH_NUMBER.findall(words(answer)) for name, answer in answers.items()}
    assert {name: numbers for name, numbers in english_numbers.items() if numbers} == {}
    with_millions = {
        name for name, answer in answers.items() if re.search(r"\d\u00a0\d{3}\u00a0\d{3},\d", words(answer))
    }
    assert {
        "record",
        "conflict",
        "decision",
        "approval",
        "grid",
        "grid refused",
        "report as it will be",
    } <= with_millions


def test_english_public_page_shows_english_notation(panel):
    page = words(Client().get(f"/en/wskazniki/{panel.money.pk}/"))
    assert "5,000,000.25" in page
    assert "5\u00a0000\u00a0000,25" not in page


@pytest.mark.parametrize("number", ["1,500", "12,345"])
def test_english_record_form_refuses_ambiguous_comma(panel, number):
    address = f"/en/{FIGURE.format(panel.mean.pk, '2023')}"
    sent = {"value": number, "based_on": "0", "request_key": "k", "do": "draft"}
    before = Revision.objects.count()
    page = panel.client.post(address, sent)
    assert f"A comma is ambiguous. Enter {'1,5 or 1500' if number == '1,500' else '12,3450 or 12345'}." in words(page)
    assert f'value="{number}"' in page.content.decode()
    assert Revision.objects.count() == before
    panel.client.post(address.removeprefix("/en"), sent)
    assert Revision.objects.latest("seq").value == Decimal(number.replace(",", "."))


def test_english_grid_refuses_ambiguous_comma(panel):
    prefix = f"f{panel.mean.pk}_2023"
    sent = {f"{prefix}_based_on": "0", f"{prefix}_was": "x", f"{prefix}_value": "1,500", "do": "save"}
    page = panel.client.post("/en/panel/programy/2021-2025/2023/", sent)
    assert "A comma is ambiguous. Enter 1,5 or 1500." in words(page)
    assert f'name="{prefix}_value" value="1,500"' in page.content.decode()


def test_english_financial_table_refuses_ambiguous_comma(panel):
    sent = {"based_on": "0", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Kultura", "do": "save"}
    page = panel.client.post(
        f"/en/{REPORT}tabela-finansowa/", {**sent, "form-0-planned": "1,500", "form-0-calls": "1,500"}
    )
    assert "A comma is ambiguous. Enter 1,5 or 1500." in words(page)
    assert "A comma is ambiguous. Enter the number without it, e.g. 1500." in words(page)


def test_number_written_by_english_page_is_accepted(panel):
    """A number with three decimals entered on a Polish page is accepted from the English form that shows it."""
    address = f"/en/{FIGURE.format(panel.mean.pk, '2024')}"
    slot = panel.slot("2024", panel.mean)
    measurements.record(slot, Figure(Decimal("1.5"), 3), by=panel.officer, based_on=1, on=ON)
    page = panel.client.get(address).content.decode()
    assert 'value="1,500"' in page
    sent = {"value": "1,500", "note": "dopisek", "based_on": "2", "request_key": "k", "do": "draft"}
    assert panel.client.post(address, sent).status_code == 302
    saved = Revision.objects.latest("seq")
    assert (saved.value, saved.decimals, saved.note) == (Decimal("1.5"), 3, "dopisek")
    prefix = f"f{panel.mean.pk}_2024"
    grid = {f"{prefix}_based_on": "3", f"{prefix}_was": "x", f"{prefix}_value": "1,500", f"{prefix}_note": "drugi"}
    assert panel.client.post("/en/panel/programy/2021-2025/2024/", {**grid, "do": "save"}).status_code == 302
    assert Revision.objects.latest("seq").note == "drugi"


# --- a column or a row in one field --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"), [("12\n345", "12⏎345"), ("12\r\n345", "12⏎345"), ("1\t2", "1⇥2")], ids=ascii
)
def test_number_field_refuses_line_break(panel, typed, shown):
    message = f"„{shown}” zawiera znak końca wiersza lub tabulator"
    split = panel.indicator.pk
    before = Revision.objects.count()
    record = {"value": typed, "part_1": typed, "part_2": "", "part_3": "", "based_on": "0", "do": "draft"}
    page = words(panel.client.post(f"/{FIGURE.format(split, '2024')}", record))
    assert page.count(message) >= 2  # the value and the part
    prefix = f"f{split}_2024"
    grid = {f"{prefix}_based_on": "0", f"{prefix}_was": "x", f"{prefix}_value": typed, f"{prefix}_part_1": typed}
    assert message in words(panel.client.post("/panel/programy/2021-2025/2024/", {**grid, "do": "save"}))
    table = {
        "based_on": "0",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "Kultura",
        "do": "save",
    }
    numbers = {
        f"form-0-{name}": typed for name in ("calls", "offers", "contracts", "planned", "spent", "beneficiaries")
    }
    assert words(panel.client.post(f"/{REPORT}tabela-finansowa/", table | numbers)).count(message) >= 6
    assert Revision.objects.count() == before


def test_invisible_characters_in_date_are_ignored(panel):
    sent = {"do": "days", "seen": "", "opens_on": "\u200e2.01.2024\u200e", "due_on": "\ufeff17.04.2025", "reason": "x"}
    page = panel.client.post("/panel/okresy/2021-2025/2024/", sent)
    assert "Wpisz dzień" not in words(page)
