"""The page that makes a programme from an earlier one."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.models import Programme
from indicators.models import Indicator
from tests import factories
from tests.indicators.admin.conftest import filled, form_of, text
from tests.tables import changed_tables, rows_of_every_table

ADDRESS = "/admin/cooperation/programme/z-poprzedniego/"
ALL = ["diagnosis", "goals", "actions", "indicators", "units"]


def sent(programme: Programme, **fields: Any) -> dict[str, Any]:
    return {"source": programme.pk, "first_year": "2026", "last_year": "2026", "title": "", "parts": ALL, **fields}


def test_form_proposes_years_title_and_all_parts(office: SimpleNamespace, administrator: Client) -> None:
    page = administrator.get(ADDRESS)
    initial = page.context["form"].initial
    assert (initial["first_year"], initial["last_year"]) == (2026, 2030)
    assert "Program współpracy na lata 2026-2030" in text(page)
    assert text(page).count("checked") == len(ALL)


def test_created_programme_opens_as_tree_with_what_does_not_fit(office: SimpleNamespace, administrator: Client) -> None:
    factories.TargetFactory(indicator=office.indicator, applies_from=2023, verbatim="do 30 czerwca 2025 r.")
    answer = administrator.post(ADDRESS, sent(office.programme), follow=True)
    new = Programme.objects.get(slug="2026")
    assert answer.redirect_chain == [(reverse("admin:cooperation_programme_tree", args=[new.pk]), 302)]
    content = text(answer)
    assert "1 cel, 1 działanie, 1 wskaźnik" in content
    assert "„do 30 czerwca 2025 r.” zawiera rok 2025, którego nowy program nie obejmuje" in content
    assert "1 wskaźnik z latami spoza programu" in content
    assert "termin w 2025, poza latami programu" in content


@pytest.mark.parametrize(
    "entry", ["admin:cooperation_programme_changelist", "admin:index", "indicators:office_setup"]
)  # fmt: skip
def test_pages_lead_to_the_form(office: SimpleNamespace, administrator: Client, entry: str) -> None:
    assert f'href="{ADDRESS}' in text(administrator.get(reverse(entry)))


def test_programme_leads_to_the_form_with_itself_chosen(office: SimpleNamespace, administrator: Client) -> None:
    other = factories.ProgrammeFactory(first_year=2010, last_year=2012, slug="2010-2012")
    for page in ("tree", "change"):
        address = reverse(f"admin:cooperation_programme_{page}", args=[other.pk])
        assert f'href="{ADDRESS}?z={other.pk}"' in text(administrator.get(address))
    form = administrator.get(ADDRESS, {"z": other.pk}).context["form"]
    assert (form.initial["source"], form.initial["first_year"], form.initial["last_year"]) == (other.pk, 2013, 2015)


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 5000])
def test_forged_proposal_is_ignored(office: SimpleNamespace, administrator: Client, key: str) -> None:
    assert administrator.get(ADDRESS, {"z": key}).context["form"].initial["source"] == office.programme.pk


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"parts": ["indicators"]}, "nie można przenieść bez"),
        ({"parts": ["passwords"]}, "Wybierz poprawną"),
        ({"first_year": "2021"}, "po roku 2021"),
        ({"last_year": "2025"}, "od pierwszego roku"),
        ({"last_year": "2057"}, "od pierwszego roku"),
        ({"first_year": "3000"}, "2100"),
        ({"first_year": "x"}, "całkowitą"),
        ({"title": "a" * 2000}, "500"),
        ({"source": "999999"}, "Wybierz poprawną"),
    ],
)
def test_mistake_is_explained_and_nothing_is_written(
    office: SimpleNamespace, administrator: Client, fields: dict[str, Any], reason: str
) -> None:
    before = rows_of_every_table()
    page = administrator.post(ADDRESS, sent(office.programme, **fields))
    assert page.status_code == 200
    assert reason in text(page)
    assert changed_tables(before) == set()


def test_example_programme_is_no_source(office: SimpleNamespace, administrator: Client) -> None:
    example = factories.ProgrammeFactory(is_example=True, slug="przyklad")
    assert "Wybierz poprawną" in text(administrator.post(ADDRESS, sent(example)))
    assert f"?z={example.pk}" not in text(
        administrator.get(reverse("admin:cooperation_programme_tree", args=[example.pk]))
    )


def test_second_copy_names_the_first(office: SimpleNamespace, administrator: Client) -> None:
    administrator.post(ADDRESS, sent(office.programme))
    before = rows_of_every_table()
    content = text(administrator.post(ADDRESS, sent(office.programme)))
    new = Programme.objects.get(slug="2026")
    assert f'<a href="{reverse("admin:cooperation_programme_tree", args=[new.pk])}">{new.title}</a>' in content
    assert changed_tables(before) == set()


def test_without_a_programme_the_form_leads_to_the_first_one(administrator: Client) -> None:
    assert administrator.get(ADDRESS)["Location"] == reverse("admin:cooperation_programme_add")


def test_ten_thousand_parts_are_refused(office: SimpleNamespace, administrator: Client) -> None:
    assert administrator.post(ADDRESS, sent(office.programme, parts=ALL * 2000)).status_code == 400


# --- the link between indicators -----------------------------------------------------------------------------------


def test_circle_of_continued_indicators_is_refused(office: SimpleNamespace, administrator: Client) -> None:
    administrator.post(ADDRESS, sent(office.programme))
    administrator.post(ADDRESS, sent(Programme.objects.get(slug="2026"), first_year="2027", last_year="2027"))
    newest = Indicator.objects.get(action__specific_goal__main_goal__programme__slug="2027")
    assert newest.continues is not None
    assert newest.continues.continues == office.indicator
    form = form_of(office.indicator)
    for older in (newest, newest.continues):
        page = administrator.post(form, filled(administrator.get(form)) | {"continues": str(older.pk)})
        assert "jest już kontynuacją" in text(page)
    office.indicator.refresh_from_db()
    assert office.indicator.continues is None
