"""Import of people from a CSV file."""

from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cooperation.admin.people import PeopleAdmin
from cooperation.models import UnitMember
from cooperation.roles import Role
from cooperation.services import access, people_csv
from tests import factories
from tests.tables import changed_tables, rows_of_every_table

HEAD = "login;imię;nazwisko;e-mail;rola;jednostka"
GOOD = "anowak;Anna;Nowak;a.nowak@example.org;urzędnik;Biuro Współpracy"
ADDRESS = reverse("admin:auth_user_import")


@pytest.fixture
def administrator(db: Any, time_machine: Any) -> Client:
    time_machine.move_to("2025-02-10T08:00:00Z", tick=False)
    factories.UnitFactory(name="Biuro Współpracy", short_name="BW")
    client = Client()
    client.force_login(factories.administrator(username="administrator"))
    return client


def upload(administrator: Client, content: bytes) -> Any:
    return administrator.post(ADDRESS, {"do": "preview", "file": SimpleUploadedFile("osoby.csv", content)})


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in people_csv.parse_people(text).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_file_is_previewed_then_saved(administrator, encoding, separator):
    text = "\r\n".join([HEAD, GOOD, "", "jkowal;;;;koordynator;"]).replace(";", separator)
    before = rows_of_every_table()
    page = upload(administrator, text.encode(encoding))
    assert changed_tables(before) == set()
    assert [line.login for line in page.context["people"].rows] == ["anowak", "jkowal"]
    assert administrator.post(ADDRESS, {"do": "save", "text": page.context["people"].text}).status_code == 302
    person: Any = get_user_model().objects.get(username="anowak")
    assert (person.first_name, person.last_name, person.email) == ("Anna", "Nowak", "a.nowak@example.org")
    assert (person.has_usable_password(), person.is_staff, person.history.count() > 0) == (False, False, True)
    assert [group.name for group in person.groups.all()] == [Role.OFFICER]
    member = UnitMember.objects.get()
    assert (member.user, member.unit.short_name, member.since) == (person, "BW", date(2025, 2, 10))


@pytest.mark.parametrize("interrupted", ["record_new_accounts", "log_addition"])
def test_interrupted_import_adds_nobody(administrator, interrupted):
    """No coordinator may be added without the record and the letters that the other coordinators see."""
    owner = access if interrupted == "record_new_accounts" else PeopleAdmin
    before = rows_of_every_table()
    with mock.patch.object(owner, interrupted, side_effect=RuntimeError), pytest.raises(RuntimeError):
        administrator.post(ADDRESS, {"do": "save", "text": "login;rola\njkowal;koordynator"})
    assert changed_tables(before) == set()


def test_administrator_from_file_has_is_staff(administrator):
    administrator.post(ADDRESS, {"do": "save", "text": "rola,login\nadministrator,adm"})
    assert get_user_model().objects.get(username="adm").is_staff


def test_existing_accounts_are_listed_and_unchanged(administrator):
    factories.officer(username="ANowak", first_name="Ewa")
    page = upload(administrator, f"{HEAD}\n{GOOD}\njkowal;;;;officer;bw".encode())
    assert page.context["people"].existing == ["anowak"]
    administrator.post(ADDRESS, {"do": "save", "text": page.context["people"].text})
    assert get_user_model().objects.get(username="ANowak").first_name == "Ewa"
    assert get_user_model().objects.filter(username="jkowal").exists()
    again = upload(administrator, f"{HEAD}\n{GOOD}".encode())
    assert "Dodaj te osoby" not in again.content.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_faults_have_line_and_column(db, text, expected):
    assert faults(text) == expected


def test_file_with_fault_adds_nobody_without_preview(administrator):
    text = f"{HEAD}\n{GOOD}\nx;=1;;;urzędnik;"
    before = rows_of_every_table()
    assert "Popraw 1 miejsce" in upload(administrator, text.encode()).content.decode().replace("\u00a0", " ")
    for sent in (text, f"{HEAD}\n\0", "x" * 2_000_001, ""):
        assert administrator.post(ADDRESS, {"do": "save", "text": sent}).status_code in (200, 400)
    assert changed_tables(before) == set()


@pytest.mark.parametrize(
    "content", [b"x" * 1_000_001, b"login;rola\0", b"\x81\x83", b""], ids=["large", "NUL", "no text", "empty"]
)
def test_unreadable_file_shows_field_error(administrator, content):
    page = upload(administrator, content)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_file_of_two_thousand_lines_is_accepted_and_longer_is_rejected(db):
    lines = [f"osoba{number};urzędnik" for number in range(2001)]
    assert people_csv.parse_people("\n".join(["login;rola", *lines[:2000]])).faults == []
    assert faults("\n".join(["login;rola", *lines])) == [(2002, "")]


def test_preview_query_count_does_not_depend_on_number_of_lines(administrator, django_assert_max_num_queries):
    for size in (1, 30):
        text = "\n".join([HEAD, *(f"osoba{number};;;;urzędnik;BW" for number in range(size))])
        with django_assert_max_num_queries(8):
            upload(administrator, text.encode())
