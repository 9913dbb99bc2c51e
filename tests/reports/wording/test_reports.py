"""Reports name the bodies of the office, whatever its level; without names, they use the statutory terms."""

from datetime import date

import pytest

from cooperation.models import Office
from cooperation.queries.offices import body_names
from cooperation.rendering import render
from reports.exports.facts import annex_line
from reports.queries.reports import reports_of_programmes
from reports.wording import reports as report_wording
from tests.reports.conftest import office

__all__ = ["office"]
GMINA = {
    "executive": "wójt", "executive_genitive": "wójta",
    "council": "rada gminy", "council_genitive": "rady gminy", "council_dative": "radzie gminy", "act": "order",
}  # fmt: skip


@pytest.mark.parametrize(
    ("act", "executive", "line"),
    [
        ("order", "wójta", "Załącznik do zarządzenia nr ………… wójta z dnia …………"),
        ("resolution", "zarządu powiatu", "Załącznik do uchwały nr ………… zarządu powiatu z dnia …………"),
        ("", "wójta", "Załącznik do ………… nr ………… z dnia …………"),
        ("order", "", "Załącznik do ………… nr ………… z dnia …………"),
    ],
)
def test_annex_names_act_of_executive_body(act, executive, line):
    assert annex_line({"office": {"act": act, "executive_genitive": executive}}) == line


def test_annex_of_snapshot_without_bodies_has_blanks():
    assert annex_line({"office": {"name": "Urząd"}}) == "Załącznik do ………… nr ………… z dnia …………"


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2025, 5, 21), "należy je przedłożyć radzie gminy i opublikować w BIP do 31 maja 2025 r. (za 10 dni)"),
        (date(2025, 5, 30), "należy je przedłożyć radzie gminy i opublikować w BIP do 31 maja 2025 r. (za 1 dzień)"),
        (date(2025, 5, 31), "należy je przedłożyć radzie gminy i opublikować w BIP dzisiaj, 31 maja 2025 r."),
        (date(2025, 6, 1), "należało je przedłożyć radzie gminy i opublikować w BIP do 31 maja 2025 r."),
    ],
)
def test_due_date_names_council(office, on, text):
    year = next(shelved for shelved in reports_of_programmes([office.programme]) if shelved.span.code == "2024")
    due = report_wording.due(year, on, body_names(GMINA).council_dative)
    assert due is not None
    assert render(due).replace("\u00a0", " ") == text


def test_report_list_states_duty_with_names_of_office(office, client):
    client.force_login(office.coordinator)
    neutral = (
        "Organ wykonawczy przedkłada organowi stanowiącemu sprawozdanie i publikuje je w BIP do 31 maja (art. 5a ust. 3"
    )
    assert neutral in client.get("/panel/sprawozdania/").content.decode().replace("\u00a0", " ")
    Office.objects.create(name="Urząd Gminy", **GMINA)
    own = "Wójt przedkłada radzie gminy sprawozdanie i publikuje je w BIP do 31 maja (art. 5a ust. 3"
    assert own in client.get("/panel/sprawozdania/").content.decode().replace("\u00a0", " ")
    client.logout()
    page = client.get("/programy/2021-2025/sprawozdania/").content.decode().replace("\u00a0", " ")
    assert "Sprawozdania, które wójt przedkłada radzie gminy za każdy rok programu" in page
    assert (
        "that the executive body submits to the council"
        in client.get("/en/programy/2021-2025/sprawozdania/").content.decode()
    )
