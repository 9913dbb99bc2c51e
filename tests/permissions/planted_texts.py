"""Texts that are entered through their pages, each with a token of its own, and the search for the tokens in files."""

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services.letter_requests import write_requested_letters
from cooperation.services.sealing import unseal
from indicators.models import ReaderQuestion
from indicators.services.reader_question_letters import token_of
from reports.exports.docx import report_docx
from reports.exports.report_xlsx import report_xlsx
from reports.rules.span import Span
from reports.services import publications
from tests.indicators.admin.conftest import filled
from tests.permissions.table import ROWS

LOG_IN, FORGOTTEN, CODE = "/konto/logowanie/", "/konto/haslo/odzyskiwanie/", "/konto/logowanie/kod/"
# Each text contains its token, which occurs nowhere else. Addresses are searched for by the part before the "@".
SECRETS = {"right password": "zqprawidlowe haslo żubra", "wrong password": "zqbledne haslo żubra"}
PERSON = {"username": "zqlogin", "first_name": "Zqimie", "last_name": "Zqnazwisko", "email": "zqadres@urzad.example"}
READER = {"address": "zqczytelnik@example.org", "unconfirmed address": "zqniepewny@example.org"}
# The register lets these stay as long as the figures; readers see none of them before a decision.
LASTING = {"question": "Zqpytanie?", "note": "Zquwaga.", "comment": "Zqkomentarz.", "title": "Zqtytul"}
LASTING |= {"file name": "zqplik.csv", "file content": "zqzawartosc"}
UNCONFIRMED = {"unconfirmed question": "Zqniepotwierdzone?"}
PUBLISHED = {"approved note": "Zqzatwierdzona"}
GENERATED = {"link of the question", "reset key", "log-in code", "session key", "CSRF token", "CSRF cookie"}
DATA = [f"/programy/2021-2025/dane/wartosci.{kind}" for kind in ("csv", "xlsx", "json")]
DATA += ["/api/v1/programmes/2021-2025/measurements"]
PERSONAL = PERSON | READER | UNCONFIRMED


def texts_in(content: bytes) -> Iterator[str]:
    """Yield the texts of a file; of an archive or a compressed file, the names and the texts of its members."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts_in(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from texts_in(gzip.decompress(content))
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            for member in tar:
                yield member.name
                file = tar.extractfile(member)
                yield from texts_in(file.read()) if file else ()
    else:
        yield content.decode("utf-8", errors="replace")


def planted_in(content: bytes | str, planted: Mapping[str, str]) -> set[str]:
    """Return the names of the planted texts that the content contains, in upper or lower case."""
    content = content.encode() if isinstance(content, str) else content
    contained = "\n".join(texts_in(content)).casefold()
    tokens = {name: re.split(r"[ @.?]", text)[0].casefold() for name, text in planted.items()}
    return {name for name, token in tokens.items() if token in contained}


def export_in_process(kind: str, snapshot: str, facts: dict[str, str], template: bytes | None = None) -> bytes:
    """Write a report's file in this process: starting a sandbox takes a second."""
    return {"docx": report_docx, "xlsx": report_xlsx}[kind](json.loads(snapshot), facts)


def enter_names(office: SimpleNamespace) -> None:
    administrator, address = office.clients["administrator"], f"/admin/auth/user/{office.officer.pk}/change/"
    assert administrator.post(address, {**filled(administrator.get(address)), **PERSON}).status_code == 302
    new = {"username": PERSON["username"], "email": PERSON["email"]}
    assert administrator.post("/admin/auth/user/add/", new).status_code == 200  # the name is taken


def ask_questions(office: SimpleNamespace) -> None:
    address, client = f"/wskazniki/{office.numbers['own']}/pytanie/", Client()
    for text, email in zip((LASTING["question"], *UNCONFIRMED.values()), READER.values(), strict=True):
        stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(address).content.decode())
        assert stamp
        office.shift(5)
        sent = {"kind": "error", "year": "2024", "text": text, "email": email, "topic": "", "stamp": stamp[1]}
        assert client.post(address, sent).status_code == 302
    token = token_of(ReaderQuestion.objects.get(email=READER["address"]).form_sha256)
    office.secrets["link of the question"] = token
    assert client.post(f"/pytania/{token}/", {"do": "confirm"}).status_code == 302


def _letter_with(pattern: str) -> str:
    """Write the requested letters and return what the pattern matches in the newest; it stays in the outbox."""
    write_requested_letters(timezone.now())
    match = re.search(pattern, unseal(Letter.objects.latest("pk").text), re.MULTILINE)
    assert match
    return match[1]


def log_in(office: SimpleNamespace) -> None:
    """Set a password by a reset link, enter wrong ones, and log in by the password and by a code."""
    client, password = Client(), SECRETS["right password"]
    client.post(FORGOTTEN, {"email": PERSON["email"]})
    path = _letter_with(r"https://portal\.example\.org(/konto/\S+/)")
    office.secrets["reset key"] = path.strip("/").rpartition("-")[2]
    form = client.get(path, follow=True).request["PATH_INFO"]
    assert client.post(form, {"password1": password, "password2": password})["Location"] == LOG_IN
    client.get(path, follow=True)  # no longer valid
    client.post(LOG_IN, {"login": PERSON["email"], "password": SECRETS["wrong password"]})
    client.post(LOG_IN, {"login": SECRETS["wrong password"], "password": password})  # entered in the wrong field
    client.post(CODE, {"email": PERSON["email"]})
    office.secrets["log-in code"] = code = _letter_with(r"^([A-Z]{4}-[A-Z]{4})$")
    assert client.post(f"{CODE}wpisanie/", {"code": code})["Location"] == "/panel/"
    office.browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sent = {"login": PERSON["username"], "password": password, "csrfmiddlewaretoken": _csrf_token(office.browser)}
    assert office.browser.post(LOG_IN, sent)["Location"] == "/panel/"
    office.secrets["session key"] = office.browser.cookies["sessionid"].value
    office.secrets["CSRF cookie"] = office.browser.cookies["csrftoken"].value
    office.secrets["CSRF token"] = _csrf_token(office.browser, "/panel/powiadomienia/")
    client.get("/szukaj/", {"q": " ".join([*PERSON.values(), *READER.values()])})
    client.get(f"/nie-ma/{PERSON['email']}/")


def _csrf_token(browser: Client, address: str = LOG_IN) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(address).content.decode())
    assert match
    return match[1]


def record_figures(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record a waiting and an approved figure with notes, a comment and evidence, and publish a report."""
    figures = f"/panel/wskazniki/{office.numbers['own']}/pomiary/"
    form = {"value": "4", "based_on": "0", "do": "submit", "request_key": "k"}
    file = SimpleUploadedFile(LASTING["file name"], f"rok;liczba\n1;{LASTING['file content']}".encode())
    for address, sent in (
        ("2024/", {**form, "note": LASTING["note"]}),
        ("2023/", {**form, "note": PUBLISHED["approved note"], "request_key": "l"}),
        ("2024/komentarze/", {"text": LASTING["comment"]}),
        ("2024/dowody/", {"title": LASTING["title"], "file": file}),
    ):
        token = {"csrfmiddlewaretoken": office.secrets["CSRF token"]}
        assert office.browser.post(figures + address, sent | token).status_code == 302, address
    unsaved = office.browser.post(f"{figures}2024/komentarze/", {"text": LASTING["comment"]})  # without a token
    assert "?wpisane=" in unsaved["Location"]
    approval = {"do": "approve", "based_on": "1", "comment": ""}
    assert office.clients["coordinator"].post(f"{figures}2023/decyzja/", approval).status_code == 302
    with monkeypatch.context() as patch:
        patch.setattr("indicators.views.panel.comments.comments.add", _violate_constraint)
        fault = {"text": LASTING["comment"], "csrfmiddlewaretoken": office.secrets["CSRF token"]}
        assert office.browser.post(f"{figures}2024/komentarze/", fault).status_code == 500
    publications.publish(
        office.programme, Span(2024, 2024), office.people["coordinator"], based_on=1, open_is_known=True, reason="x"
    )


def _violate_constraint(*_arguments: object, **_keywords: object) -> None:
    """Let the database refuse rows: PostgreSQL quotes their values in its message."""
    with transaction.atomic():
        User.objects.create(username=PERSON["username"])


def create_backup(office: SimpleNamespace) -> bytes:
    call_command("backup", str(office.backups), "--keep", "1", stdout=io.StringIO())
    (path,) = office.backups.iterdir()
    return path.read_bytes()


def public_addresses(office: SimpleNamespace) -> list[str]:
    """Return the public addresses of the permission table, with those of the planted report's files.

    Pictures and PDF files are left out, because their text is not readable in their bytes.
    """
    rows = [row.address.format(**office.numbers) for _prefix, _route, row in ROWS if row.get["anonymous"] == 200]
    texts = [address for address in rows if not address.endswith((".pdf", ".png"))]
    return [address.replace("/2024/v1/", "/2024/v2/") for address in texts]


def public_leaks(office: SimpleNamespace, addresses: list[str], hidden: Mapping[str, str]) -> dict[str, set[str]]:
    """Return address -> names of the hidden texts that a reader receives from there."""
    leaks = {}
    for address in addresses:
        response = Client().get(address)
        assert response.status_code == 200, address
        leaks[address] = planted_in(b"".join(response), hidden)
    return {address: names for address, names in leaks.items() if names}
