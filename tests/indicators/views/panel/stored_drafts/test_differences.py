"""The page of an amended document: what differs, what is applied, and what is refused."""

from typing import Any

import pytest

from cooperation.models import Change, Programme, SwotFinding
from indicators.models import Indicator, StoredDraft, Target
from tests.indicators.views.panel.stored_drafts.conftest import LIST, fields_of, sent_file, text_of
from tests.tables import changed_tables, rows_of_every_table

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


def row_of(page: Any, start: str) -> Any:
    rows = [row for _kind, _texts, rows in page.context["groups"] for row in rows]
    return next(row for row in rows if row.item.key.startswith(start))


def key_of(page: Any, start: str) -> str:
    key: str = row_of(page, start).item.key
    return key


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


def test_nothing_is_applied_without_a_reason_or_a_year(amended, client):
    page = client.get(address(amended))
    before = rows_of_every_table()
    response = client.post(address(amended), fields(page, take=tuple(keys(page))))
    text = text_of(response)
    assert "Błąd:" in text
    assert [problem.place for problem in response.context["problems"]] == ["reason", "year"]
    shown = response.content.decode()
    for problem in response.context["problems"]:
        assert f'href="#{problem.place}"' in shown
        assert f'id="{problem.place}"' in shown
    assert changed_tables(before) <= {"django_session", "indicators_storeddraft"}


def test_missing_reason_of_one_difference_is_asked_beside_it(amended, client):
    page = client.get(address(amended))
    words = key_of(page, "words")
    response = client.post(address(amended), fields(page, take=(words,)))
    assert [problem.place for problem in response.context["problems"]] == [f"reason-{words}"]
    assert "wpisz powód tutaj albo wspólny powód" in text_of(response)
    too_long = fields(page, take=(words,), reason="x" * 301)
    assert "Skróć powód do 300 znaków" in text_of(client.post(address(amended), too_long))


def test_choices_remain_when_the_page_is_left(amended, client):
    page = client.get(address(amended))
    terms = key_of(page, "terms")
    sent = fields(page, "correct", take=(terms,), reason="Uchwała nr 9", year="2027")
    response = client.post(address(amended), sent | {f"reason-{terms}": "Osobny powód"})
    assert response.url == address(amended).removesuffix("zmiany/")
    page = client.get(address(amended))
    assert (page.context["reason"], page.context["year"]) == ("Uchwała nr 9", "2027")
    assert (row_of(page, "terms").is_taken, row_of(page, "terms").reason) == (True, "Osobny powód")
    client.post(response.url, fields_of(amended))
    page = client.get(address(amended))
    assert (page.context["reason"], row_of(page, "terms").is_taken) == ("Uchwała nr 9", False)


def test_deleted_draft_returns_the_reasons(amended, client):
    page = client.get(address(amended))
    sent = fields(page, take=tuple(keys(page)), reason="Uchwała nr 9", year="2027")
    StoredDraft.objects.filter(pk=amended.pk).delete()
    response = client.post(address(amended), sent)
    assert response.status_code == 404
    assert "Uchwała nr 9" in response.content.decode()


def test_nothing_is_applied_without_a_tick(amended, client):
    page = client.get(address(amended))
    response = client.post(address(amended), fields(page))
    assert "Zaznacz co najmniej jedną różnicę" in text_of(response)


def test_year_of_the_row_must_be_possible(amended, client):
    page = client.get(address(amended))
    terms = key_of(page, "terms")
    client.post(address(amended), fields(page, take=(terms,), reason="Uchwała", year="2027"))
    later = read(client, AMENDED.replace("8 rocznie", "9 rocznie"))
    page = client.get(address(later))
    response = client.post(address(later), fields(page, take=(terms,), reason="Uchwała", year="2026"))
    assert "nie może obowiązywać od 2026 r. Możliwe lata: 2027, 2028" in text_of(response)
    sent = fields(page, take=(terms,), reason="Uchwała", year="2026", **{f"year-{terms}": "2028"})
    client.post(address(later), sent)
    assert Target.objects.filter(applies_from=2028).count() == 1


def test_reason_of_the_row_comes_before_the_common_one(amended, client):
    page = client.get(address(amended))
    words = key_of(page, "words")
    client.post(address(amended), fields(page, take=(words,), reason="Uchwała", **{f"reason-{words}": "Literówka"}))
    change = Change.objects.latest("pk")
    assert (change.text, change.details["old"], change.details["new"]) == (
        "Literówka",
        "Liczba warsztatow",
        "Liczba warsztatów",
    )
    register = text_of(client.get("/zmiany/"))
    assert "Poprawiono: wskaźnik, było „Liczba warsztatow”, jest „Liczba warsztatów”" in register
    assert "Literówka" in register


def test_differences_are_applied_once(amended, client):
    page = client.get(address(amended))
    sent = fields(page, take=tuple(keys(page)), reason="Uchwała nr 5", year="2027")
    client.post(address(amended), sent)
    before = rows_of_every_table()
    response = client.post(address(amended), sent)
    assert response.status_code == 409
    assert "program lub szkic w międzyczasie się zmienił" in text_of(response)
    assert changed_tables(before) <= {"django_session", "indicators_storeddraft"}  # the choices


def test_edit_in_between_refuses_and_loses_nothing_typed(amended, client):
    page = client.get(address(amended))
    words, terms = key_of(page, "words"), key_of(page, "terms")
    indicator = Indicator.objects.get(name="Liczba warsztatow")
    indicator.name = "Liczba warsztatów"
    indicator.save()
    typed = {f"reason-{words}": "Literówka w nazwie", f"reason-{terms}": "Uchwała nr 7"}
    response = client.post(address(amended), fields(page, take=(words, terms), year="2027", **typed))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Literówka w nazwie" in text  # its difference is gone
    assert 'value="Uchwała nr 7"' in text
    assert Target.objects.filter(applies_from=2027).count() == 0
    (row,) = [row for _kind, _texts, rows in response.context["groups"] for row in rows if row.item.key == terms]
    assert (row.is_taken, row.edit.is_repeated) == (True, True)
    again = client.post(address(amended), fields(response, take=(terms,), reason="Uchwała nr 7", year="2027"))
    assert again.status_code == 302


def test_draft_saved_in_between_refuses(amended, client):
    page = client.get(address(amended))
    client.post(f"{LIST}{amended.pk}/", fields_of(amended, "save"))
    sent = fields(page, take=tuple(keys(page)), reason="Uchwała nr 5", year="2027")
    response = client.post(address(amended), sent)
    assert response.status_code == 409
    # The keys of the rows may belong to other rows now, so nothing stays ticked.
    assert not [row for _kind, _texts, rows in response.context["groups"] for row in rows if row.is_taken]


def test_row_edited_in_the_portal_is_named_and_not_ticked(amended, client, administrator):
    indicator = Indicator.objects.get(name="Liczba warsztatow")
    indicator.measure = "szt."
    indicator.save()
    page = client.get(address(amended))
    row = row_of(page, "words")
    assert not row.is_taken
    assert "zmieniano w portalu" in text_of(page)
    other = row_of(page, "removed")
    assert (other.edit.by, other.edit.is_repeated) == (administrator, False)


FORGED: list[dict[str, Any]] = [
    {"version": "1"},
    {"version": "x"},
    {"do": "zapisz"},
    {"year": "rok"},
    {"year": ["2027", "2028"]},
    {"nieznane": "1"},
    {"reason": "\0"},
    {"take-words-indicator-999999-name": "on"},
    {"reason-added-i99": "x"},
    {"year-terms-indicator-1": "x"},
    {"is-x1": "new"},
]


@pytest.mark.parametrize("changes", FORGED)
def test_forged_fields_are_refused(amended, client, changes):
    page = client.get(address(amended))
    before = rows_of_every_table()
    assert client.post(address(amended), fields(page) | changes).status_code == 400
    assert changed_tables(before) <= {"django_session"}


def test_tick_has_one_value(amended, client):
    page = client.get(address(amended))
    assert client.post(address(amended), fields(page) | {f"take-{key_of(page, 'words')}": "x"}).status_code == 400


def test_missing_fields_are_refused(amended, client):
    assert client.post(address(amended), {"do": "apply"}).status_code == 400


def test_draft_without_a_programme_leads_back(stored, client):
    response = client.get(address(stored), follow=True)
    assert "nie ma z czym porównać" in text_of(response)
    version = f"1-{'0' * 16}-{'0' * 16}"
    sent = {"version": version, "do": "apply", "reason": "", "year": ""}
    response = client.post(address(stored), sent, follow=True)
    assert "nie ma programu, który ten dokument mógłby zmienić" in text_of(response)
    assert client.get(f"{LIST}{stored.pk + 999}/zmiany/").status_code == 404


def test_draft_of_the_programme_itself_is_not_compared(programme, client):
    own = StoredDraft.objects.get()
    assert client.get(address(own)).status_code == 302


def test_answer_shows_the_list_again_before_anything_is_applied(programme, client):
    stored = read(client, TEXT.replace("Liczba uczestników", "Liczba uczestników szkoleń"))
    page = client.get(address(stored))
    former = Indicator.objects.get(name="Liczba uczestników")
    assert keys(page) == []
    assert [question.key for question in page.context["questions"]] == ["i2"]
    answered = fields(page, "match") | {"is-i2": f"indicator-{former.pk}"}
    page = client.post(address(stored), answered)
    words = f"words-indicator-{former.pk}-name"
    assert keys(page) == [words]
    assert "Odpowiedzi i zaznaczenia są zapisane" in text_of(page)
    changed = fields(page, take=(words,), reason="Uchwała") | {"is-i2": "new"}
    page = client.post(address(stored), changed)
    assert keys(page) == ["added-i2", f"removed-indicator-{former.pk}"]
    former.refresh_from_db()
    assert former.name == "Liczba uczestników"
    page = client.post(address(stored), fields(page, "match") | {"is-i2": f"indicator-{former.pk}"})
    client.post(address(stored), fields(page, take=(words,), reason="Uchwała"))
    former.refresh_from_db()
    assert former.name == "Liczba uczestników szkoleń"


@pytest.mark.parametrize("copies", [1, 15])
def test_page_uses_a_constant_number_of_queries(programme, client, django_assert_num_queries, copies):
    more = "".join(f"{n}\tKonkursy {n}\tNowość {n}\t30\t\n" for n in range(3, copies + 3))
    stored = read(client, AMENDED + more)
    client.get(address(stored))
    with django_assert_num_queries(16):
        client.get(address(stored))


def test_page_in_english_names_differences(amended, client):
    page = client.get(f"/en{address(amended)}")
    assert "What the document changes" in text_of(page)
    assert "Changed targets and frequencies" in text_of(page)


def test_differences_of_title_and_diagnosis_are_shown(programme, client):
    SwotFinding.objects.create(programme=programme, quadrant="strength", position=1, text="zgrany zespół")
    text = TEXT.replace("Cel główny", "Mocne strony\n- dobry zespół\nCel główny").replace(
        "Gminy Lipa na", "Gminy Lipa, na"
    )
    page = client.get(address(read(client, text)))
    shown = text_of(page)
    assert ("zgrany zespół" in shown, "dobry zespół" in shown) == (True, True)
    assert [item.part for _label, item in page.context["other_differences"]] == ["title", "strength", "strength"]
