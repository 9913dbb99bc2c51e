"""People from a spreadsheet: all or nobody, every fault with its place, existing accounts untouched."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cooperation.models import UnitMember
from cooperation.roles import Role
from cooperation.services import people_csv
from tests import factories
from tests.tables import changed_tables, rows_of_every_table

HEAD = "login;imię;nazwisko;e-mail;rola;jednostka"
GOOD = "anowak;Anna;Nowak;a.nowak@example.org;urzędnik;Biuro Współpracy"
ADDRESS = reverse("admin:auth_user_import")


@pytest.fixture
def desk(db: Any, time_machine: Any) -> Client:
    time_machine.move_to("2025-02-10T08:00:00Z", tick=False)
    factories.UnitFactory(name="Biuro Współpracy", short_name="BW")
    client = Client()
    client.force_login(factories.administrator(username="administrator"))
    return client


def upload(desk: Client, content: bytes) -> Any:
    return desk.post(ADDRESS, {"do": "preview", "file": SimpleUploadedFile("osoby.csv", content)})


def faults(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in people_csv.parse_people(text).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("separator", [";", ","])
def test_a_file_is_previewed_then_added_in_one_step(desk, encoding, separator):
    text = "\r\n".join([HEAD, GOOD, "", "jkowal;;;;koordynator;"]).replace(";", separator)
    before = rows_of_every_table()
    page = upload(desk, text.encode(encoding))
    assert changed_tables(before) == set()
    assert [line.login for line in page.context["people"].rows] == ["anowak", "jkowal"]
    assert desk.post(ADDRESS, {"do": "save", "text": page.context["people"].text}).status_code == 302
    person: Any = get_user_model().objects.get(username="anowak")
    assert (person.first_name, person.last_name, person.email) == ("Anna", "Nowak", "a.nowak@example.org")
    assert (person.has_usable_password(), person.is_staff, person.history.count() > 0) == (False, False, True)
    assert [group.name for group in person.groups.all()] == [Role.OFFICER]
    member = UnitMember.objects.get()
    assert (member.user, member.unit.short_name, member.since) == (person, "BW", date(2025, 2, 10))


def test_an_administrator_from_a_file_gets_into_the_administration(desk):
    desk.post(ADDRESS, {"do": "save", "text": "rola,login\nadministrator,adm"})
    assert get_user_model().objects.get(username="adm").is_staff


def test_accounts_that_exist_are_listed_and_stay_as_they_are(desk):
    factories.officer(username="ANowak", first_name="Ewa")
    page = upload(desk, f"{HEAD}\n{GOOD}\njkowal;;;;officer;bw".encode())
    assert page.context["people"].existing == ["anowak"]
    desk.post(ADDRESS, {"do": "save", "text": page.context["people"].text})
    assert get_user_model().objects.get(username="ANowak").first_name == "Ewa"
    assert get_user_model().objects.filter(username="jkowal").exists()
    again = upload(desk, f"{HEAD}\n{GOOD}".encode())
    assert "Dodaj te osoby" not in again.content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "login"), (1, "rola")]),
        (HEAD, [(1, "")]),
        (f"{HEAD};pesel\n", [(1, "pesel")]),
        ("login;login;rola\n", [(1, "login"), (1, "login")]),
        (f"{HEAD}\n;;;;urzędnik;", [(2, "login")]),
        (f"{HEAD}\na b;;;;urzędnik;", [(2, "login")]),
        (f"{HEAD}\nx;;;nie-adres;szef;Nie ma", [(2, "e-mail"), (2, "rola"), (2, "jednostka")]),
        (f"{HEAD}\nx;{'x' * 151};;;urzędnik;", [(2, "imię")]),
        (f"{HEAD}\nx;;;;urzędnik;\nX;;;;urzędnik;", [(3, "login")]),
        (f"{HEAD}\nx;=1+1;;;urzędnik;", [(2, "imię")]),
        (f"{HEAD}\nx;@SUM(A1);;;urzędnik;", [(2, "imię")]),
        (f"{HEAD}\nx;a\x01b;;;urzędnik;", [(2, "imię")]),
        (f"{HEAD}\nx;;;;urzędnik;;nadmiar", [(2, "")]),
        (f"{HEAD}\nx;;;", [(2, "rola")]),
        (f'{HEAD}\nx;"{"a" * 140_000}', [(2, "")]),
    ],
    ids=range(15),
)
def test_each_fault_has_its_line_and_column(db, text, found):
    assert faults(text) == found


def test_a_file_with_a_fault_adds_nobody_even_when_it_is_sent_past_the_preview(desk):
    text = f"{HEAD}\n{GOOD}\nx;=1;;;urzędnik;"
    before = rows_of_every_table()
    assert "Popraw 1 miejsce" in upload(desk, text.encode()).content.decode().replace("\u00a0", " ")
    for sent in (text, f"{HEAD}\n\0", "x" * 2_000_001, ""):
        assert desk.post(ADDRESS, {"do": "save", "text": sent}).status_code in (200, 400)
    assert changed_tables(before) == set()


@pytest.mark.parametrize(
    "content", [b"x" * 1_000_001, b"login;rola\0", b"\x81\x83", b""], ids=["large", "NUL", "no text", "empty"]
)
def test_what_is_no_such_file_is_refused_in_words(desk, content):
    page = upload(desk, content)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_two_thousand_lines_are_taken_and_no_more(db):
    lines = [f"osoba{number};urzędnik" for number in range(2001)]
    assert people_csv.parse_people("\n".join(["login;rola", *lines[:2000]])).faults == []
    assert faults("\n".join(["login;rola", *lines])) == [(2002, "")]


def test_the_page_takes_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    for size in (1, 30):
        text = "\n".join([HEAD, *(f"osoba{number};;;;urzędnik;BW" for number in range(size))])
        with django_assert_max_num_queries(8):
            upload(desk, text.encode())
