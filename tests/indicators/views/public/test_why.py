"""The reasons beside the verdict of an indicator: notes, missing periods, rulings and corrections, each once."""

import re
from collections import Counter
from decimal import Decimal
from html import unescape

import pytest

from indicators.models import Indicator
from indicators.rules.figures import Figure
from indicators.services import example, measurements, rulings
from tests import factories
from tests.indicators.conftest import ON, approve

BLOCKS = re.compile(r"</?(?:p|li|dd|dt|td|th|h\d|caption|summary|div|section|figcaption|br|b|label)\b[^>]*>")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-06-10T09:00:00Z")


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()).replace("\u00a0", " "))


def reasons(client, indicator):
    """Return the text of the block "Dlaczego?" without markup."""
    page = text(client.get(f"/wskazniki/{indicator.pk}/"))
    block = page.split('id="h-dlaczego"')[1].split("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block))


def sentences(response):
    """Yield the sentences of the page's content that a reader sees as text."""
    content = re.sub(r"(?s)<(script|style|svg|textarea)\b.*?</\1>", " ", text(response).split("<main")[1])
    content = re.sub(r"(?s)<caption class=\"visually-hidden\">.*?</caption>", " ", content)
    for block in BLOCKS.split(content):
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", block)).strip()
        yield from (part for part in re.split(r"(?<=[.!?])\s+(?=[A-ZŻŹĆĄŚĘŁÓŃ„])", plain) if part.endswith("."))


def test_note_ruling_and_correction_are_beside_the_verdict(office, client):
    approve(office, code="2024")
    measurement = office.indicator.measurements.get(period_code="2024")
    figure = Figure(Decimal(4), note="Czwarty warsztat odbył się w grudniu.")
    measurements.correct(office.slot(), figure, by=office.officer, based_on=2, reason="Pominięto warsztat.", on=ON)
    measurements.approve(measurement, by=office.coordinator, based_on=3)
    rulings.decide(office.indicator, "Nabór odwołano.", office.coordinator, based_on=0, exempt_year=2023, on=ON)
    block = reasons(client, office.indicator)
    for words in (
        "Czwarty warsztat odbył się w grudniu. uwaga urzędu,",
        "Rozstrzygnięcie: 2023 r. nie podlega ocenie",
        "Nabór odwołano. Koordynator,",
        "Wartość za 2024 r. – było: 3 , jest: 4",
        "Pominięto warsztat.",
        "Za brakujące dane odpowiada Departament",
    ):
        assert words in block, words


def test_missing_periods_are_named_with_their_dates(office, client):
    quarterly = factories.in_programme(office.programme, unit=office.unit, terms__frequency="quarterly")
    block = reasons(client, quarterly)
    assert "Brak danych za: I kwartał 2025 (po terminie od 30 kwietnia 2025 r.), II kwartał 2025" in block
    assert "I kwartał 2026" not in block
    monthly = factories.in_programme(office.programme, unit=office.unit, terms__frequency="monthly")
    assert "(po terminie od 30 maja 2025 r.), 8 kolejnych okresów." in reasons(client, monthly)


def test_awaited_period_is_named_with_its_due_date(office, client, time_machine):
    time_machine.move_to("2025-01-10T09:00:00Z")
    quarterly = factories.in_programme(office.programme, unit=office.unit, terms__frequency="quarterly")
    assert "IV kwartał 2024 (termin: 31 marca 2025 r.)" in reasons(client, quarterly)


def test_years_with_equal_reasons_share_a_row(office, client):
    done = factories.in_programme(
        office.programme, value_type="yes_no", terms__verbatim="tak", terms__frequency="once", terms__aggregation="last"
    )
    assert "2021–2024 W tym roku bez pomiaru" in reasons(client, done)


def test_no_sentence_occurs_twice_on_an_indicator_page(client, db):
    example.load()
    for indicator in Indicator.objects.all():
        counts = Counter(sentences(client.get(f"/wskazniki/{indicator.pk}/")))
        assert counts, indicator
        assert [sentence for sentence, number in counts.items() if number > 1] == [], indicator
