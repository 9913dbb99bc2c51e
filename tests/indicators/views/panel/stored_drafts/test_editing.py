"""The page of a draft: cells, buttons, answers, changed forms, two administrators."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from indicators.models import StoredDraft
from tests import factories
from tests.indicators.views.panel.stored_drafts.conftest import LIST, TEXT, address, fields_of, sent_file, text_of
from tests.tables import changed_tables, rows_of_every_table

# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copies", [1, 20])
def test_page_uses_a_constant_number_of_queries(administrator, client, django_assert_num_queries, copies):
    more = "".join(f"{n}\tKonkursy {n}\tLiczba konkursów {n}\t30\t\n" for n in range(3, copies + 3))
    stored = factories.stored_draft(administrator, text=TEXT + more)
    client.get(address(stored))
    with django_assert_num_queries(6):
        client.get(address(stored))


def test_document_and_programme_link_to_each_other(stored, client):
    page = client.get(address(stored)).content.decode()
    anchors = set(re.findall(r'id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert {"t-i1", "t-g1", "t-a1", "t-head", "t-findings"} <= links
    assert any(link.startswith("d-") for link in links)
    assert links <= anchors | {"tresc"}


def test_saved_cells_stay_editable(stored, client):
    fields = fields_of(stored, i1__target="8 w każdym roku", head__title="Program Lipy")
    response = client.post(address(stored), fields)
    assert response["Location"] == address(stored)
    stored.refresh_from_db()
    assert (stored.version, stored.edits["rows"][2]["texts"]["target"]) == (2, "8 w każdym roku")
    page = client.get(address(stored))
    assert 'value="8 w każdym roku"' in page.content.decode()
    assert "zmienione" in text_of(page)


def test_one_answer_serves_many_rows(stored, client):
    client.post(address(stored), fields_of(stored, answer__scope="year"))
    page = text_of(client.get(address(stored)))
    assert page.count("okres?") == 0
    assert "co najmniej 30 w każdym roku" in page


@pytest.mark.parametrize(
    ("do", "wanted", "fragment"),
    [
        ("up:g2", "g2 a3 i3 a4 i4 g1 a1 i1 a2 i2", "#t-g2"),
        ("down:a1", "g1 a2 i2 a1 i1 g2 a3 i3 a4 i4", "#t-a1"),
        ("add", "g1 a1 i1 a2 i2 g2 a3 i3 a4 i4 g3", "#t-g3"),
        ("add:g1", "g1 a1 i1 a2 i2 a5 g2 a3 i3 a4 i4", "#t-a5"),
        ("add:a1", "g1 a1 i1 i5 a2 i2 g2 a3 i3 a4 i4", "#t-i5"),
        ("divide:i1", "g1 a1 i1 i5 a2 i2 g2 a3 i3 a4 i4", "?otworz=i1,i5#t-i5"),
    ],
)
def test_button_changes_the_tree_and_returns_to_the_row(stored, client, do, wanted, fragment):
    response = client.post(address(stored), fields_of(stored, do))
    assert response["Location"] == address(stored) + fragment
    stored.refresh_from_db()
    assert " ".join(row["key"] for row in stored.edits["rows"]) == wanted
    assert f'id="{fragment.rpartition("#")[2]}"' in client.get(address(stored)).content.decode()


def test_rows_are_moved_to_another_place_when_saved(stored, client):
    client.post(address(stored), fields_of(stored, i1__to="a4", a3__to="g1"))
    stored.refresh_from_db()
    assert " ".join(row["key"] for row in stored.edits["rows"]) == "g1 a1 a2 i2 a3 i3 g2 a4 i4 i1"


def test_several_indicators_are_moved_together_to_a_goal(stored, client):
    client.post(address(stored), fields_of(stored, i2__to="a1"))
    content = client.get(f"{address(stored)}?przenies=i1").content.decode()
    assert re.findall(r'name="i1-with"\s+value="(.*?)"', content) == ["i2"]
    client.post(address(stored), fields_of(stored, i1__to="g2") | {"i1-with": ["i2"]})
    stored.refresh_from_db()
    assert " ".join(row["key"] for row in stored.edits["rows"]) == "g1 a1 a2 g2 a3 i3 a4 i4 a5 i1 i2"
    client.post(address(stored), fields_of(stored, i3__to="g2"))
    stored.refresh_from_db()
    assert " ".join(row["key"] for row in stored.edits["rows"]) == "g1 a1 a2 g2 a3 a4 i4 a5 i1 i2 i3"


def test_divided_rows_are_unfolded(stored, client):
    response = client.post(address(stored), fields_of(stored, "divide:i1"))
    assert response["Location"] == f"{address(stored)}?otworz=i1,i5#t-i5"
    page = client.get(response["Location"]).content.decode()
    rows = re.findall(r'id="t-(i\d+)">.*?<details class="node"( open)?', page, re.DOTALL)
    assert [key for key, is_open in rows if is_open] == ["i1", "i5"]


def test_only_the_row_that_is_moved_lists_other_places(stored, client):
    response = client.post(address(stored), fields_of(stored, "move:i1"))
    assert response["Location"] == f"{address(stored)}?przenies=i1#t-i1"
    content = client.get(f"{address(stored)}?przenies=i1").content.decode()
    (select,) = re.findall(r'<select[^>]* name="[ai][0-9]+-to".*?</select>', content, re.DOTALL)
    assert re.findall(r'<option value="(.*?)"', select) == ["", "g1", "a2", "g2", "a3", "a4"]
    for other in ("", "?przenies=g1", "?przenies=i99", "?przenies=<script>"):
        assert "-to" not in re.findall(r'name="(.*?)"', client.get(address(stored) + other).content.decode())


def test_goal_that_is_the_only_one_has_no_other_place_for_its_actions(administrator, client):
    client.post(LIST, {"file": sent_file(TEXT.split("Cel szczegółowy 2")[0])})
    stored = StoredDraft.objects.get()
    assert "Nie ma innego" in client.get(f"{address(stored)}?przenies=a1").content.decode()


MUTATIONS = [
    {"version": "x"},
    {"version": ""},
    {"do": "erase"},
    {"do": "up:i99"},
    {"do": "up:"},
    {"do": "add:i1"},
    {"do": "divide:g1"},
    {"do": "save:i1"},
    {"do": "move:g1"},
    {"do": "move:i99"},
    {"row": ["g1", "a1"]},
    {"row": ["g1", "a1", "i1", "a2", "i2", "g2", "a3", "i3", "a4", "i4", "i4"]},
    {"row": ["i1", "g1", "a1", "a2", "i2", "g2", "a3", "i3", "a4", "i4"]},
    {"row": ["g1", "a1", "i1", "a2", "i2", "g2", "a3", "i3", "a4", "i4", "x7"]},
    {"row": ["g1", "a1", "i1", "a2", "i2", "g2", "a3", "i3", "a4", "i4", "i99999"]},
    {"i1-frequency": "weekly"},
    {"i1-scope": "month"},
    {"i1-dropped": "yes"},
    {"i1-to": "i2"},
    {"i1-to": "a2", "i1-with": "a1"},
    {"i1-to": "a99"},
    {"a1-to": "a2"},
    {"g1-to": "g2"},
    {"i1-name": ["a", "b"]},
    {"i1-name": "NUL \0"},
    {"i1-target": []},
    {"i1-password": "x"},
    {"i77-name": "x"},
    {"is_published": "on"},
    {"head-title": []},
    {"findings-strength": []},
    {"conclusions": ["a", "b"]},
]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_changed_form_is_refused_and_changes_nothing(stored, client, mutation):
    before = rows_of_every_table()
    response = client.post(address(stored), fields_of(stored) | mutation)
    assert response.status_code == 400
    assert changed_tables(before) == set()


def test_hundred_thousand_fields_are_refused(stored, client):
    before = rows_of_every_table()
    body = "&".join(["a="] * 100_000)
    response = client.post(address(stored), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert changed_tables(before) == set()


def test_largest_draft_can_be_saved(administrator, client):
    rows = "".join(f"{n}\tDziałanie {n}\tLiczba spraw {n}\t{n}\traz w roku\n" for n in range(1, 251))
    head = "L.p.\tDziałanie\tWskaźnik\tWartość docelowa\tCzęstotliwość\n"
    text = f"Cel główny: Aktywna gmina\nCel szczegółowy 1: Wiedza\n{head}{rows}"
    stored = factories.stored_draft(administrator, text=text)
    body = urlencode(fields_of(stored), doseq=True)
    response = client.post(address(stored), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    stored.refresh_from_db()
    assert (stored.version, len(stored.edits["rows"])) == (2, 501)


def test_form_without_token_is_refused(stored, administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    client.post(address(stored), fields_of(stored, i1__name="z innej strony"))
    stored.refresh_from_db()
    assert stored.version == 1


# --- two administrators ----------------------------------------------------------------------------------------------


def test_later_save_of_an_older_version_loses_nothing(stored, client):
    mine = fields_of(stored, i1__name="Moja nazwa")
    theirs = Client()
    other = factories.administrator(username="druga", first_name="Anna", last_name="Druga")
    theirs.force_login(other)
    theirs.post(address(stored), fields_of(stored, "add:a1", i1__name="Nazwa Anny"))
    response = client.post(address(stored), mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Nie zapisano: w międzyczasie zapisano inną wersję" in text_of(response)
    assert "Anna Druga" in text_of(response)
    assert "Moja nazwa</textarea>" in page
    stored.refresh_from_db()
    assert stored.edits["rows"][2]["texts"]["name"] == "Nazwa Anny"
    listed = [(item.field, item.saved, item.own) for item in response.context["version_differences"]]
    assert listed == [("i1-name", "Nazwa Anny", "Moja nazwa"), ("i5", "", "")]
    assert "Utwórz ten program" not in text_of(response)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    again = client.post(address(stored), {**mine, "do": "down:i1", "version": version, "theirs": [""]})
    assert again.status_code == 409  # no other button replaces what Anna saved
    saved = client.post(address(stored), {**mine, "version": version, "theirs": ["", "i1-name", "i5"]})
    assert saved.status_code == 302
    stored.refresh_from_db()
    texts = {row["key"]: row["texts"]["name"] for row in stored.edits["rows"]}
    assert (texts["i1"], "i5" in texts) == ("Nazwa Anny", True)
    assert list(texts).index("i5") == list(texts).index("i1") + 1


def test_row_of_another_administrator_may_be_replaced_after_the_notice(stored, client):
    mine = fields_of(stored, i1__name="Moja nazwa")
    client.post(address(stored), fields_of(stored, i1__name="Nazwa Anny"))
    page = client.post(address(stored), mine).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert client.post(address(stored), {**mine, "version": version, "theirs": [""]}).status_code == 302
    stored.refresh_from_db()
    assert stored.edits["rows"][2]["texts"]["name"] == "Moja nazwa"


def test_answer_is_preserved_while_its_row_is_not_loaded(stored, client):
    answer = {"answer-scope": "year"}
    client.post(address(stored), fields_of(stored) | answer | {"g1-dropped": "on", "g2-dropped": "on"})
    page = client.get(address(stored)).content.decode()
    assert '<input type="hidden" name="answer-scope" value="year">' in page
    client.post(address(stored), fields_of(stored) | {"g1-dropped": [], "g2-dropped": []})
    stored.refresh_from_db()
    assert stored.edits["answers"]["scope"] == "year"


@pytest.mark.parametrize("do", ["save", "apply"])
def test_texts_of_a_draft_that_another_administrator_deleted_are_returned(stored, client, do):
    mine = fields_of(stored, do, i1__name="Moja nazwa", findings__threat="Mało chętnych\nBrak lokali")
    StoredDraft.objects.all().delete()
    response = client.post(address(stored), mine)
    assert response.status_code == 404
    entered = re.search(r"<textarea.*?>(.*?)</textarea>", response.content.decode(), re.DOTALL)[1].splitlines()
    assert {"Moja nazwa", "Mało chętnych", "Brak lokali", "Liczba konkursów", "raz w roku"} <= set(entered)
    assert client.get(address(stored)).status_code == 404


def test_draft_is_deleted_after_a_question(stored, client):
    question = client.get(f"{address(stored)}usuniecie/")
    assert "Usunąć szkic?" in text_of(question)
    assert StoredDraft.objects.exists()
    response = client.post(f"{address(stored)}usuniecie/", follow=True)
    assert "Usunięto szkic: program.txt." in text_of(response)
    assert not StoredDraft.objects.exists()
    assert client.get(address(stored)).status_code == client.post(address(stored)).status_code == 404
