"""Compilation of translations without gettext."""

import gettext
import os
from pathlib import Path

import pytest

from cooperation.management.commands.compile_catalogue import compile_catalogues

SOURCE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "goal"
msgstr "cel"

#, fuzzy
msgid "guess"
msgstr "zgadnięte"

msgid "{n} workshop"
msgid_plural "{n} workshops"
msgstr[0] "{n} warsztat"
msgstr[1] "{n} warsztaty"
msgstr[2] "{n} warsztatów"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_compiled_catalogue_contains_polish_translations(tmp_path: Path, source: Path) -> None:
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        polish = gettext.GNUTranslations(file)
    assert polish.gettext("goal") == "cel"
    assert polish.gettext("guess") == "guess"
    forms = [polish.ngettext("{n} workshop", "{n} workshops", n) for n in (1, 3, 5, 12, 22)]
    assert forms == ["{n} warsztat", "{n} warsztaty", "{n} warsztatów", "{n} warsztatów", "{n} warsztaty"]


def test_only_outdated_catalogue_is_compiled(tmp_path: Path, source: Path) -> None:
    compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []
    os.utime(source, ns=(2**62, 2**62))
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
