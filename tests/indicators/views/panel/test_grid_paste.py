"""Pasting a block into the grid without a script: a preview that stores nothing, then saved by the grid."""

import re
import time
from decimal import Decimal

import pytest

from indicators.models import Revision
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.views.panel.conftest import text
from tests.indicators.views.panel.test_grid import ADDRESS, cell, sent

PASTE = f"{ADDRESS}wklejanie/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def panel(office, client):
    """The officer's client; a count with parts, a percentage, a quarterly count, a yes or no, an approved figure."""
    unit, programme = office.unit, office.programme
    office.percent = factories.in_programme(programme, unit=unit, name="Odsetek uwag", value_type="percent")
    office.quarterly = factories.in_programme(programme, unit=unit, name="Posiedzenia", terms__frequency="quarterly")
    office.done = factories.in_programme(programme, unit=unit, name="Rada", value_type="yes_no", terms__verbatim="tak")
    office.client = client
    client.force_login(office.officer)
    return office


def preview(panel, block, **fields):
    return panel.client.post(PASTE, {"text": block, "row": "0", "column": "0", "do": "preview"} | fields)


def save(panel, page, do="save", **changed):
    return panel.client.post(ADDRESS, sent(page, **changed) | {"do": do})


def test_grid_links_to_the_page_and_the_page_back(panel):
    assert f'href="{PASTE}"' in panel.client.get(ADDRESS).content.decode()
    page = panel.client.get(PASTE).content.decode()
    assert f'href="{ADDRESS}"' in page
    assert "data-grid" not in page


def test_block_with_names_is_shown_and_saved_by_the_grid(panel):
    name = panel.indicator.name
    page = preview(
        panel, f"\tI kw.\tII kw.\t2024\n{name}\t\t\t3\nPosiedzenia\t1\t2\nOdsetek uwag\t\t\t97,5\nInny\t\t\t9"
    )
    content = text(page)
    assert "4 wartości do zmiany." in content
    assert "Nic jeszcze nie zapisano." in content
    assert "Wiersz 5, kolumna 1 („Inny”): w siatce nie ma wskaźnika o tej nazwie" in content
    assert not Revision.objects.exists()
    assert (page.status_code, save(panel, page)["Location"]) == (200, ADDRESS)
    rows = Revision.objects.order_by("seq").values_list("measurement__period_code", "value", "state")
    assert sorted(rows) == [
        ("2024", Decimal("3"), "draft"), ("2024", Decimal("97.5"), "draft"),
        ("2024-K1", Decimal("1"), "draft"), ("2024-K2", Decimal("2"), "draft"),
    ]  # fmt: skip


def test_wrong_cell_is_corrected_in_the_preview_and_checked_again(panel):
    page = preview(panel, "Odsetek uwag\tb.d.\nPosiedzenia\t=1+1\t2")
    content = page.content.decode()
    assert re.search(rf'href="#{cell(panel.percent)}"', content)
    assert 'value="b.d." aria-invalid="true"' in re.sub(r"\s+", " ", content)
    assert 'value="=1+1" aria-invalid="true"' in re.sub(r"\s+", " ", content)
    fields = sent(page, **{cell(panel.percent): "80"}) | {"do": "check", "text": "Odsetek uwag\tb.d."}
    page = panel.client.post(PASTE, fields)
    content = text(page)
    assert "Odsetek uwag\tb.d.</textarea>" in page.content.decode()  # the pasted text stays
    assert 'value="80"' in content
    assert content.count("aria-invalid") == 1
    page = save(panel, page)  # the grid saves the right ones and shows the wrong one
    assert "Zapisano wszystko oprócz 1 pola" in text(page)
    assert 'value="=1+1"' in page.content.decode()
    assert {revision.value for revision in Revision.objects.all()} == {80, 2}


def test_block_without_names_starts_at_the_chosen_cell(panel):
    page = preview(panel, "4\t5\n1", row="5", column="2")
    values = {
        name: value for name, value in sent(page).items() if name.endswith("_value") and value and name.startswith("f")
    }
    assert values == {cell(panel.quarterly, code="2024-K3"): "4", cell(panel.quarterly, code="2024-K4"): "5"}
    assert "poza siatką" in text(page)


def test_parts_are_pasted_and_summed(panel):
    page = preview(panel, "3\n1\n2\n3", with_parts="on")
    fields = sent(page)
    assert [fields[cell(panel.indicator, f"part_{place}")] for place in (1, 2, 3)] == ["1", "2", "3"]
    page = preview(panel, f"{panel.indicator.name}\nurząd\t1\norganizacje pozarządowe\t2\nwspółorganizowane\t0")
    save(panel, page)
    revision = Revision.objects.get()
    assert (revision.value, revision.parts.count()) == (3, 3)


def test_answers_are_read_as_yes_and_no(panel):
    page = preview(panel, "Rada\tTAK\t15.06.2024")
    assert sent(page)[cell(panel.done)] == "1"
    save(panel, page)
    assert Revision.objects.get().value == 1
    assert "Ani tak, ani nie: może" in text(preview(panel, "Rada\tmoże"))


def test_pasted_value_replaces_the_reason_for_having_none(panel):
    measurements.record(panel.slot(), Figure(no_value_reason="in_preparation"), by=panel.officer, based_on=0, on=ON)
    page = preview(panel, f"{panel.indicator.name}\t7")
    assert "teraz zapisane: dane w opracowaniu" in text(page)
    save(panel, page)
    assert Revision.objects.latest("seq").value == 7


def test_approved_figure_is_named_and_not_pasted(panel):
    approve(panel)
    page = preview(panel, f"{panel.indicator.name}\t9\nOdsetek uwag\t5")
    assert "nie można tam niczego wpisać" in text(page)
    assert cell(panel.indicator) not in page.content.decode()
    save(panel, page)
    assert Revision.objects.latest("seq").value == 5


def test_figure_changed_meanwhile_is_a_conflict_of_the_grid(panel):
    page = preview(panel, f"{panel.indicator.name}\t7")
    measurements.submit(panel.slot(), Figure(Decimal(3)), by=panel.officer, based_on=0, on=ON)
    answer = save(panel, page)
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ("1\t" * 10_000, "Niczego nie wklejono."),
        ("x" * 250_000, "Niczego nie wklejono: tekst jest za długi."),
        ("", "Wklej komórki skopiowane z arkusza."),
        (" \n\t", "Wklej komórki skopiowane z arkusza."),
    ],
)
def test_block_beyond_limits_is_refused_at_once_with_a_sentence(panel, block, sentence):
    began = time.process_time()
    page = preview(panel, block)
    assert time.process_time() - began < 2
    assert sentence in text(page)
    assert "data-grid" not in page.content.decode()


@pytest.mark.parametrize(
    "forged",
    [
        {"row": "x"}, {"row": "-1"}, {"row": "9999999"}, {"column": "99"}, {"with_parts": "?"},
        {"do": "check"}, {"do": "zmyślone"}, {"text": "\x00"}, {"text": '"' * 999},
    ],
)  # fmt: skip
def test_forged_fields_do_not_break_the_page(panel, forged):
    assert preview(panel, "Rada\t1").status_code == 200
    assert panel.client.post(PASTE, {"text": "Rada\t1", "row": "0", "do": "preview"} | forged).status_code == 200
    assert not Revision.objects.exists()


def test_foreign_indicator_has_no_line(panel):
    foreign = factories.in_programme(panel.programme, name="Cudzy wskaźnik")
    page = preview(panel, "Cudzy wskaźnik\t5")
    assert f"f{foreign.pk}_" not in page.content.decode()
    assert "nie ma wskaźnika o tej nazwie" in text(page)


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_is_constant(panel, items, django_assert_num_queries):
    for number in range(items):
        factories.in_programme(panel.programme, unit=panel.unit, name=f"nowy {number}")
    preview(panel, "nowy 0\t5")
    with django_assert_num_queries(12):
        preview(panel, "\n".join(f"nowy {number}\t5" for number in range(items)))
