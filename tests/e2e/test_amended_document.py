"""An amended document: its differences are looked at, some are chosen and applied, readers see them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cooperation.models import Programme
from indicators.models import Indicator, StoredDraft
from indicators.rules.documents.edits import edits_from_json
from indicators.services import stored_drafts
from tests import factories
from tests.e2e.conftest import sign_in
from tests.e2e.gestures import fits_screen
from tests.e2e.test_axe import DESKTOP, PHONE, violations

TEXT = """Program współpracy Gminy Lipa na lata 2026-2028

Cel główny: Aktywna gmina
Cel szczegółowy 1: Wiedza

L.p.\tDziałanie\tWskaźnik\tWartość docelowa\tCzęstotliwość
1\tSzkolenia\tLiczba warsztatow\t6 rocznie\traz w roku
1\tSzkolenia\tUdział kobiet\t40% rocznie\traz w roku
2\tKonkursy\tLiczba wybranych ofert\t12 rocznie\traz w roku
"""
AMENDED = (
    TEXT.replace("warsztatow\t6", "warsztatów\t8")
    .replace("1\tSzkolenia\tUdział kobiet\t40% rocznie\traz w roku\n", "")
    .replace("wybranych ofert", "przyjętych ofert")
    + "3\tWolontariat\tGodziny pracy społecznej\t100 rocznie\traz w roku\n"
)


@pytest.mark.parametrize("has_script", [True, False])
def test_amended_document_is_compared_and_applied(open_page: Any, tmp_path: Path, has_script: bool):
    person = factories.administrator(email="administrator@example.org")
    own = factories.stored_draft(person, text=TEXT)
    programme = stored_drafts.apply(own.pk, edits_from_json(own.edits), based_on=1)
    programme.is_published = True
    programme.save()
    path = tmp_path / "zmiana.txt"
    path.write_text(AMENDED, encoding="utf-8")
    page = sign_in(open_page(viewport=DESKTOP, java_script_enabled=has_script), person)
    page.goto("/panel/wczytywanie/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form .btn-primary").first.click()
    page.get_by_role("link", name="Pokaż różnice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Co zmienia dokument")
    assert not has_script or violations(page) == []

    offers = Indicator.objects.get(name="Liczba wybranych ofert")
    page.locator("select[name^=is-]").select_option(f"indicator-{offers.pk}")
    page.locator("main").get_by_role("button", name="Pokaż różnice ponownie").last.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Zastosuj zaznaczone różnice").click()
    expect(page.locator(".errsum")).to_contain_text("Wpisz powód zaznaczonych różnic")
    page.locator("#reason").fill("Uchwała nr XX/1/26 z dnia 5 maja 2026 r.")
    page.locator("#year").select_option("2027")
    page.get_by_role("button", name="Zastosuj zaznaczone różnice").click()
    expect(page.get_by_text("Zastosowano 5 różnic")).to_be_visible()
    expect(page.get_by_text("Dokument i program są takie same")).to_be_visible()

    names = set(Indicator.objects.values_list("name", "withdrawn_from"))
    assert names == {
        ("Liczba warsztatów", None),
        ("Udział kobiet", 2027),
        ("Liczba przyjętych ofert", None),
        ("Godziny pracy społecznej", None),
    }
    page.goto("/zmiany/")
    expect(page.locator("main")).to_contain_text("było „Liczba warsztatow”, jest „Liczba warsztatów”")
    expect(page.locator("main")).to_contain_text("Uchwała nr XX/1/26")
    assert (Programme.objects.count(), StoredDraft.objects.count()) == (1, 2)


def test_page_of_differences_fits_a_phone(open_page: Any):
    person = factories.administrator(email="administrator@example.org")
    own = factories.stored_draft(person, text=TEXT)
    stored_drafts.apply(own.pk, edits_from_json(own.edits), based_on=1)
    amendment = factories.stored_draft(person, text=AMENDED)
    page = sign_in(open_page(viewport=PHONE), person)
    page.goto(f"/panel/wczytywanie/{amendment.pk}/zmiany/")
    assert violations(page) == []
    assert fits_screen(page)
