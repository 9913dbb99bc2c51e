"""The grid of a year used like a spreadsheet: keys, and blocks of cells through the real clipboard."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from indicators.models import Indicator, Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import slot_of

ADDRESS = "/panel/programy/2021-2025/2024/"
QUARTERS = ("2024-K1", "2024-K2", "2024-K3", "2024-K4")


@pytest.fixture
def grid(office: Any, page: Page) -> Any:
    """The grid of 2024: an indicator with parts, two of quarters, an approved one, one of months, a percentage."""
    programme, unit = office.programme, office.indicator.unit

    def add(name: str, frequency: str = "yearly", **options: Any) -> Indicator:
        return factories.in_programme(programme, unit=unit, name=name, terms__frequency=frequency, **options)

    office.first, office.second = add("Szkolenia", "quarterly"), add("Konsultacje", "quarterly")
    office.approved = add("Zlecone zadania", "quarterly")
    office.monthly = add("Odwiedziny", "monthly")
    office.percent = add("Odsetek uwag", value_type="percent")
    for code in QUARTERS:
        slot = slot_of(office.approved, programme, code)
        revision = measurements.submit(slot, Figure(Decimal(7)), by=office.officer, based_on=0)
        measurements.approve(revision.measurement, by=office.coordinator, based_on=revision.number)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    office.sign_in(page, office.officer).goto(ADDRESS)
    office.page = page
    return office


def cell(page: Page, indicator: Indicator, code: str = "2024", field: str = "value") -> Locator:
    return page.locator(f"#f{indicator.pk}_{code}_{field}")


def values(page: Page, indicator: Indicator, codes: tuple[str, ...] = QUARTERS) -> list[str]:
    return [cell(page, indicator, code).input_value() for code in codes]


def paste(page: Page, field: Locator, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    field.focus()
    page.keyboard.press("Control+V")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


# --- keys --------------------------------------------------------------------------------------------------------


def test_first_open_cell_has_focus(grid):
    expect(cell(grid.page, grid.indicator)).to_be_focused()


def test_enter_moves_down_in_column_and_skips_folded_parts(grid):
    page = grid.page
    press(page, "Enter")
    expect(cell(page, grid.first, "2024-K1")).to_be_focused()
    cell(page, grid.first, "2024-K3").focus()
    press(page, "Enter")
    expect(cell(page, grid.second, "2024-K3")).to_be_focused()
    press(page, "Enter")  # over the approved row, into the months above the same column
    expect(page.locator(":focus")).to_have_id(f"f{grid.monthly.pk}_2024-M04_value")
    press(page, "Enter")
    expect(cell(page, grid.monthly, "2024-M10")).to_be_focused()
    press(page, "Enter")
    expect(cell(page, grid.percent)).to_be_focused()
    press(page, "Shift+Enter", "Shift+Enter", "Shift+Enter")  # the column is remembered over the wide field
    expect(cell(page, grid.second, "2024-K3")).to_be_focused()


def test_arrows_move_when_caret_is_at_edge(grid):
    page = grid.page
    field = cell(page, grid.first, "2024-K1")
    field.fill("12")
    press(page, "ArrowLeft")  # inside the text
    expect(field).to_be_focused()
    press(page, "End", "ArrowRight")
    expect(cell(page, grid.first, "2024-K2")).to_be_focused()
    press(page, "ArrowDown")
    expect(cell(page, grid.second, "2024-K2")).to_be_focused()
    press(page, "ArrowUp", "ArrowLeft")
    expect(field).to_be_focused()


def test_alt_arrows_fold_parts_and_enter_visits_them(grid):
    page = grid.page
    part = cell(page, grid.indicator, field="part_1")
    expect(part).to_be_hidden()
    press(page, "Alt+ArrowDown", "Enter")
    expect(part).to_be_focused()
    press(page, "Alt+ArrowUp")
    expect(part).to_be_hidden()
    expect(cell(page, grid.indicator)).to_be_focused()


def test_escape_restores_recorded_value(grid):
    page = grid.page
    slot = slot_of(grid.percent, grid.programme, "2024")
    measurements.record(slot, Figure(Decimal(90)), by=grid.officer, based_on=0)
    page.reload()
    field = cell(page, grid.percent)
    field.fill("55")
    expect(page.locator("[data-changed]")).to_have_text("\u00a0(1)")
    press(page, "Escape")
    expect(field).to_have_value("90")
    expect(page.locator("[data-changed]")).to_have_text("")


def test_control_enter_saves_changed_cells_only_and_keeps_place(grid):
    page = grid.page
    cell(page, grid.second, "2024-K2").fill("4")
    with page.expect_request(lambda request: request.method == "POST") as posted:
        press(page, "Control+Enter")
    assert f"f{grid.second.pk}_2024-K2_value=4" in (posted.value.post_data or "")
    assert "_value=" not in (posted.value.post_data or "").replace(f"f{grid.second.pk}_2024-K2_value", "")
    expect(page.get_by_text("Zapisano 1 wartość.")).to_be_visible()
    expect(cell(page, grid.second, "2024-K2")).to_be_focused()
    expect(page.locator(f"#w{grid.second.pk}")).to_contain_text("szkic: II kw.")
    assert Revision.objects.filter(state="draft").count() == 1


def test_submit_sends_untouched_drafts(grid):
    page = grid.page
    measurements.record(slot_of(grid.percent, grid.programme, "2024"), Figure(Decimal(90)), by=grid.officer, based_on=0)
    page.reload()
    page.get_by_role("button", name="Zapisz i przekaż gotowe").click()
    expect(page.get_by_text("Do zatwierdzenia przekazano 1 z nich.")).to_be_visible()
    assert Revision.objects.get(measurement__indicator=grid.percent, state="submitted").value == 90


# --- blocks ------------------------------------------------------------------------------------------------------


def test_pasted_block_spreads_and_is_undone(grid):
    page = grid.page
    paste(page, cell(page, grid.first, "2024-K1"), "2\t4\t1\t3\r\n5\t\t6\t7\r\n")
    assert values(page, grid.first) == ["2", "4", "1", "3"]
    assert values(page, grid.second) == ["5", "", "6", "7"]
    bar = page.locator("[data-paste-bar]")
    expect(bar.get_by_role("status")).to_have_text("Wklejone wartości: 7. Nic jeszcze nie zapisano.")
    expect(page.locator(".is-pasted")).to_have_count(7)
    assert not Revision.objects.filter(state="draft").exists()
    press(page, "Control+Z")
    assert values(page, grid.first) + values(page, grid.second) == [""] * 8
    expect(bar.get_by_role("status")).to_have_text("Wklejenie cofnięto.")
    paste(page, cell(page, grid.second, "2024-K2"), "8\t9")
    page.get_by_role("button", name="Cofnij wklejenie").click()
    assert values(page, grid.second) == [""] * 4
    expect(page.locator(".is-pasted")).to_have_count(0)


def test_wrong_values_are_marked_and_the_others_saved(grid):
    page = grid.page
    paste(page, cell(page, grid.first, "2024-K1"), "2\t=A1\tb.d.\t1,5")
    assert values(page, grid.first) == ["2", "=A1", "b.d.", "1,5"]
    row = page.locator(f"#w{grid.first.pk}")
    expect(row.locator(".err")).to_have_count(3)
    expect(row).to_contain_text("III kw.: „b.d.” to nie liczba, którą można tu zapisać. Wpisz np. 12")
    expect(page.locator("[data-paste-bar]")).to_contain_text("Do poprawienia, zaznaczone w siatce: 3.")
    cell(page, grid.first, "2024-K3").fill("3")
    expect(row.locator(".err")).to_have_count(2)
    press(page, "Control+Enter")
    expect(page.locator("main > .errsum")).to_contain_text("Zapisano wszystko oprócz 2 pól")
    assert set(Revision.objects.filter(state="draft").values_list("value", flat=True)) == {2, 3}
    press(page, "Tab")  # unsaved input is sent again although the page shows it as its own
    cell(page, grid.first, "2024-K2").fill("4")
    press(page, "Control+Enter")
    expect(page.locator("main > .errsum")).to_contain_text("Zapisano wszystko oprócz 1 pola")


def test_locked_rows_keep_their_place_and_overflow_is_counted(grid):
    page = grid.page
    paste(page, cell(page, grid.second, "2024-K4"), "1\t2\n3\t4\n5\n6\n7\n8")
    assert values(page, grid.second) == ["", "", "", "1"]
    assert values(page, grid.monthly, ("2024-M04", "2024-M05")) == ["5", ""]  # a row has all twelve months
    status = page.locator("[data-paste-bar] [role=status]")
    expect(status).to_contain_text("Pominięto, bo niczego nie można tam wpisać: Zlecone zadania.")
    expect(status).to_contain_text("Nie zmieściły się w siatce, więc ich nie wklejono: 5.")
    expect(cell(page, grid.percent)).to_have_value("")


def test_folded_parts_are_skipped_and_named(grid):
    page = grid.page
    paste(page, cell(page, grid.indicator), "9\n2\n3")
    expect(cell(page, grid.indicator)).to_have_value("9")
    assert cell(page, grid.indicator, field="part_1").input_value() == ""
    assert (values(page, grid.first)[0], values(page, grid.second)[0]) == ("2", "3")
    expect(page.locator("[data-paste-bar]")).to_contain_text("Pominięto zwinięte podziały: ")


def test_pasted_parts_add_up_and_undo_restores_the_total(grid):
    page = grid.page
    press(page, "Alt+ArrowDown")
    paste(page, cell(page, grid.indicator, field="part_1"), "1\n2\n3")
    expect(cell(page, grid.indicator)).to_have_value("6")
    press(page, "Control+Z")
    expect(cell(page, grid.indicator)).to_have_value("")


def test_too_large_block_is_refused_whole(grid):
    page = grid.page
    paste(page, cell(page, grid.first, "2024-K1"), "\n".join(["1\t2\t3\t4"] * 2500))
    expect(page.locator("[data-paste-bar]")).to_contain_text(
        "Niczego nie wklejono. Liczba komórek w bloku: 10\u00a0000; najwięcej naraz: 1\u00a0000."
    )
    assert values(page, grid.first) == [""] * 4


def test_picture_in_clipboard_changes_nothing(grid):
    page = grid.page
    page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 2, height: 2 });
          canvas.getContext("2d").fillRect(0, 0, 2, 2);
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
          await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }"""
    )
    cell(page, grid.first, "2024-K1").focus()
    press(page, "Control+V")
    assert values(page, grid.first) == [""] * 4
    expect(page.locator("[data-paste-bar]")).to_contain_text("Niczego nie wklejono: w schowku nie ma tekstu")


def test_line_break_and_tab_inside_a_cell_join_no_numbers(grid):
    page = grid.page
    paste(page, cell(page, grid.first, "2024-K1"), '"1\n200"\t"3\t4"\t=1+1')
    assert values(page, grid.first) == ["1⏎200", "3⇥4", "=1+1", ""]
    row = page.locator(f"#w{grid.first.pk}")
    expect(row.locator(".err")).to_have_count(3)
    expect(row).to_contain_text("Formuł tu nie obliczamy: „=1+1”. Wpisz wynik cyframi, np. 12.")


def test_selection_is_copied_as_tab_separated_text(grid):
    page = grid.page
    cell(page, grid.second, "2024-K1").fill("1 250")
    cell(page, grid.second, "2024-K2").fill("−3,5")
    cell(page, grid.second, "2024-K1").focus()
    press(page, "Shift+ArrowRight", "Shift+ArrowDown")
    expect(page.locator(".is-selected")).to_have_count(4)
    press(page, "Control+C")
    assert page.evaluate("() => navigator.clipboard.readText()") == "1250\t-3,5\n7\t7"  # with the approved row
    press(page, "Escape")
    expect(page.locator(".is-selected")).to_have_count(0)
    expect(cell(page, grid.second, "2024-K1")).to_have_value("1 250")


def test_copied_block_of_grid_can_be_pasted_back(grid):
    page = grid.page
    paste(page, cell(page, grid.first, "2024-K1"), "2\t4\t1\t3")
    press(page, *["Shift+ArrowRight"] * 3, "Control+C")
    cell(page, grid.second, "2024-K1").focus()
    press(page, "Control+V")
    assert values(page, grid.second) == ["2", "4", "1", "3"]
