"""Pasting into number fields."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories

FINANCE = "/panel/programy/2021-2025/sprawozdania/2022/tabela-finansowa/"
PLACES = {
    "record form": ("officer", "/panel/wskazniki/{pk}/pomiary/2022/", "[name=value]"),
    "part": ("officer", "/panel/wskazniki/{pk}/pomiary/2022/", "[name=part_1]"),
    "financial table": ("coordinator", FINANCE, "[name=form-0-spent]"),
    "count in it": ("coordinator", FINANCE, "[name=form-0-calls]"),
    "administration": ("administrator", "/admin/indicators/indicator/add/", "[name=baseline_value]"),
}  # fmt: skip


def paste(page: Page, selector: str, text: str) -> None:
    """As a person does: what another program has copied, with the keys."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator(selector).first.focus()
    page.keyboard.press("Control+V")


@pytest.mark.parametrize("place", PLACES)
def test_pasted_column_is_rejected_and_single_cell_accepted(office: Any, page: Page, place: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    office.administrator = factories.administrator(username="administrator")
    role, address, selector = PLACES[place]
    office.sign_in(page, getattr(office, role)).goto(address.format(pk=office.indicator.pk))
    for text, shown in (("12\n345", "12⏎345"), ("12\r\n345", "12⏎345"), ("1\t2", "1⇥2")):
        paste(page, selector, text)
        expect(page.get_by_role("alert")).to_have_text(
            f"Niczego nie wklejono. W jednym polu mieści się jedna liczba, a „{shown}” zawiera znak końca wiersza "
            "lub tabulator. Wpisz każdą liczbę w jej polu."
        )
        expect(page.locator(selector).first).to_have_value("")
    paste(page, selector, "345\r\n")
    expect(page.locator(selector).first).to_have_value("345")
    expect(page.get_by_role("alert")).to_be_hidden()
