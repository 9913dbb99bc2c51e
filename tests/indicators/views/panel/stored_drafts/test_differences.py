"""The page of an amended document: what differs, what is applied, and what is refused."""

from typing import Any

import pytest

from cooperation.models import Change, Programme
from indicators.models import Indicator, StoredDraft, Target
from tests.indicators.views.panel.stored_drafts.conftest import LIST, fields_of, sent_file, text_of

HEAD = "Program współpracy Gminy Lipa na lata 2026-2028\n\nCel główny: Aktywna gmina\nCel szczegółowy 1: Wiedza\n\n"
COLUMNS = "L.p.\tDziałanie\tWskaźnik\tWartość docelowa\tCzęstotliwość\n"
TEXT = f"""{HEAD}{COLUMNS}1\tSzkolenia\tLiczba warsztatow\t6 rocznie\traz w roku
1\tSzkolenia\tLiczba uczestników\t50 rocznie\traz w roku
2\tAnkiety\tZadowolenie\t80% rocznie\traz w roku
"""
AMENDED = f"""{HEAD}{COLUMNS}1\tSzkolenia\tLiczba warsztatów\t8 rocznie\traz w roku
1\tSzkolenia\tLiczba trenerów\t2 rocznie\traz w roku
2\tAnkiety\tZadowolenie\t80% rocznie\traz w roku
"""


@pytest.fixture
def programme(administrator: Any, client: Any) -> Programme:
    """Return the published programme of TEXT, loaded from its file."""
    client.post(LIST, {"file": sent_file(TEXT)})
    stored = StoredDraft.objects.get()
    client.post(f"{LIST}{stored.pk}/", fields_of(stored, "apply"))
    programme = Programme.objects.get()
    programme.is_published = True
    programme.save()
    return programme


@pytest.fixture
def amended(programme: Programme, client: Any) -> StoredDraft:
    return read(client, AMENDED)


def read(client: Any, text: str) -> StoredDraft:
    client.post(LIST, {"file": sent_file(text, "zmiana.txt")})
    return StoredDraft.objects.latest("pk")


def address(stored: StoredDraft) -> str:
    return f"{LIST}{stored.pk}/zmiany/"


def fields(page: Any, do: str = "apply", take: tuple[str, ...] = (), **changes: str) -> dict[str, str]:
    """Return what a browser sends from the page with only these differences ticked."""
    sent = {"version": page.context["version"], "do": do, "reason": "", "year": ""}
    for _kind, _texts, rows in page.context["groups"]:
        for row in rows:
            if row.obstacle is None:
                sent[f"reason-{row.item.key}"] = row.reason
                if row.years:
                    sent[f"year-{row.item.key}"] = row.year
    sent |= {f"is-{question.key}": question.answer for question in page.context["questions"]}
    return sent | {f"take-{key}": "on" for key in take} | changes


def keys(page: Any) -> list[str]:
    return [row.item.key for _kind, _texts, rows in page.context["groups"] for row in rows]


def key_of(page: Any, start: str) -> str:
    return next(key for key in keys(page) if key.startswith(start))


def test_page_lists_every_difference_and_applies_the_chosen_ones(amended, client):
    page = client.get(address(amended))
    renamed = Indicator.objects.get(name="Liczba warsztatow")
    withdrawn = Indicator.objects.get(name="Liczba uczestników")
    assert keys(page) == [
        f"words-indicator-{renamed.pk}-name",
        f"terms-indicator-{renamed.pk}",
        "added-i2",
        f"removed-indicator-{withdrawn.pk}",
    ]
    ticked = [row.item.key for _kind, _texts, rows in page.context["groups"] for row in rows if row.is_taken]
    assert ticked == [f"words-indicator-{renamed.pk}-name"]
    response = client.post(
        address(amended), fields(page, take=tuple(keys(page)), reason="Uchwała nr 5", year="2027"), follow=True
    )
    assert "Zastosowano 4 różnice" in text_of(response)
    assert keys(response) == []
    renamed.refresh_from_db()
    withdrawn.refresh_from_db()
    assert renamed.name == "Liczba warsztatów"
    assert list(renamed.targets.values_list("applies_from", "verbatim", "value", "basis")) == [
        (2026, "6 rocznie", 6, ""),
        (2027, "8 rocznie", 8, "Uchwała nr 5"),
    ]
    assert (withdrawn.withdrawn_from, withdrawn.withdrawn_reason) == (2027, "Uchwała nr 5")
    added = Indicator.objects.get(name="Liczba trenerów")
    assert (added.action, added.targets.get().applies_from) == (renamed.action, 2027)
    registered = Change.objects.filter(text="Uchwała nr 5").order_by("pk")
    assert list(registered.values_list("kind", flat=True)) == ["edited", "edited", "amended", "indicator_withdrawn"]
    assert Target.objects.count() == 5
