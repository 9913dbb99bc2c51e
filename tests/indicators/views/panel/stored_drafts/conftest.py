"""An administrator who reads a document, and what a browser sends from the page of its draft."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.forms.stored_drafts import edited_fields
from indicators.models import StoredDraft
from indicators.rules.documents.edits import edits_from_json
from tests import factories

LIST = "/panel/wczytywanie/"
TEXT = """Program współpracy Gminy Lipa na lata 2026-2028

Cel główny: Aktywna gmina
Mocne strony
- aktywne sołectwa
- zespół urzędu
Wnioski
1. Trzeba szkolić.
Cel szczegółowy 1: Wiedza

L.p.\tDziałanie\tWskaźnik\tWartość bazowa\tWartość docelowa\tCzęstotliwość\tOdpowiedzialny\tJednostka\tOpiekun
1\tSzkolenia\tLiczba szkoleń\t3 (2024)\t6\traz w roku\tBiuro Rady\tszt.\tJ. Kos
2\tAnkiety\tZadowolenie\t40\t80\tpo każdym konkursie\tWydział Kultury\t%\t

Cel szczegółowy 2: Pieniądze

L.p.\tDziałanie\tWskaźnik\tWartość docelowa\tCzęstotliwość
1\tKonkursy\tLiczba konkursów\t2 rocznie\traz w roku
2\tGranty\tLiczba grantów\t30\t
"""


def sent_file(text: str = TEXT, name: str = "program.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def administrator(db: Any, client: Any) -> Any:
    person = factories.administrator()
    client.force_login(person)
    return person


@pytest.fixture
def stored(administrator: Any, client: Any) -> StoredDraft:
    client.post(LIST, {"file": sent_file()})
    return StoredDraft.objects.get()


def fields_of(stored: StoredDraft, do: str = "save", **changes: str) -> dict[str, Any]:
    """Return what a browser sends from the page of a draft, with some fields changed."""
    stored.refresh_from_db()
    fields: dict[str, Any] = {"version": str(stored.version), "do": do}
    for name, value in edited_fields(edits_from_json(stored.edits)):
        fields.setdefault(name, []).append(value)
    return fields | {name.replace("__", "-"): value for name, value in changes.items()}


def address(stored: StoredDraft) -> str:
    return f"{LIST}{stored.pk}/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")))
