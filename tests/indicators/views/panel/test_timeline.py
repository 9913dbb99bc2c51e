"""The history of a figure: changes and comments, for the office only."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from tests import factories
from tests.indicators.views.panel.conftest import text


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def test_timeline_shows_changes_and_comments_newest_first(figure_with_history):
    officer = Client()
    officer.force_login(figure_with_history.officer)
    for client, address in (
        (figure_with_history.client, f"{figure_with_history.address}decyzja/"),
        (figure_with_history.client, figure_with_history.address),
        (officer, figure_with_history.address),
        (officer, f"{figure_with_history.address}komentarze/"),
    ):
        page = text(client.get(address))
        page = page[page.index('<ol class="timeline"') :]
        places = [page.index(text_of_event) for text_of_event in ("Już sprawdzam.", "brakuje Torunia", "Przekazano")]
        assert places[0] < places[1]
        assert re.search(r"<del>3[^<]*</del> → <ins>4", page)
        assert '<del lang="pl">stara nota</del> → <ins lang="pl">nowa nota</ins>' in page


def test_timeline_shows_changed_parts_and_days(rulings_office, time_machine):
    split = [FigurePart(category, place, Decimal(1), 0) for place, category in enumerate(rulings_office.categories, 1)]
    measurements.record(
        rulings_office.slot(), Figure(Decimal(3), parts=tuple(split)), by=rulings_office.officer, based_on=0
    )
    more = (*split[:2], FigurePart(split[2].category, 3, Decimal(2), 0))
    measurements.submit(
        rulings_office.slot(), Figure(Decimal(4), parts=more), by=rulings_office.coordinator, based_on=1
    )
    time_machine.shift(60)
    measurements.approve(rulings_office.indicator.measurements.get(), by=rulings_office.coordinator, based_on=2)
    page = text(rulings_office.client.get(f"/panel/wskazniki/{rulings_office.indicator.pk}/pomiary/2024/decyzja/"))
    assert page.count('<p class="diff"><span lang="pl">współorganizowane</span>') == 2
    assert '<span lang="pl">współorganizowane</span>: <del>1</del> → <ins>2</ins>' in page
    assert "zatwierdzenie przez osobę, która przekazała pomiar" in page

    done = factories.in_programme(
        rulings_office.programme, unit=rulings_office.unit, value_type="yes_no", terms__verbatim="tak/nie"
    )
    slot = rulings_office.slot("2024", done)
    measurements.record(slot, Figure(Decimal(1), achieved_on=date(2024, 5, 1)), by=rulings_office.officer, based_on=0)
    measurements.record(slot, Figure(Decimal(1), achieved_on=date(2024, 6, 1)), by=rulings_office.officer, based_on=1)
    page = text(rulings_office.client.get(f"/panel/wskazniki/{done.pk}/pomiary/2024/"))
    assert "<del>1.05.2024</del> → <ins>1.06.2024</ins>" in page


def test_timeline_is_not_public(figure_with_history):
    measurements.approve(
        figure_with_history.indicator.measurements.get(), by=figure_with_history.coordinator, based_on=3
    )
    for address in (
        f"/wskazniki/{figure_with_history.indicator.pk}/",
        f"/en/wskazniki/{figure_with_history.indicator.pk}/",
        "/",
    ):
        page = text(Client().get(address))
        assert "nowa nota" in page or address == "/"
        for hidden in ("Już sprawdzam.", "brakuje Torunia", "stara nota", "timeline"):
            assert hidden not in page
