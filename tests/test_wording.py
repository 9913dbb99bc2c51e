"""Rules of wording: replaced wordings, names of bodies and towns, plural forms."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest

from tests.wording_table import ALLOWED_WORDS, BODIES_AND_PLACES, ENGLISH_EXCEPTIONS, TABLE, Replaced

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("cooperation", "goals", "indicators", "reports")
# The words of targets as programmes write them, and the names that bodies are proposed with: data, not texts.
DATA = (
    *(f"indicators/rules/{name}.py" for name in ("nouns", "numerals", "dates", "frequencies")),
    "cooperation/rules/bodies.py",
    *sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "indicators/rules/documents").glob("*.py")),
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
ENGLISH = re.compile(r"^[\x00-\x7f“”’…–]*$")


@cache
def catalogue() -> tuple[polib.POEntry, ...]:
    return tuple(
        entry for entry in polib.pofile(str(PROJECT / "locale/pl/LC_MESSAGES/django.po")) if not entry.obsolete
    )


def msgstrs(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@cache
def polish_texts() -> dict[str, str]:
    """Return place -> Polish text of translations, templates, code and example data."""
    texts = {f"{entry.msgid} [{at}]": text for entry in catalogue() for at, text in enumerate(msgstrs(entry))}
    for path in (PROJECT / "templates").rglob("*.*"):
        for line, text in enumerate(TAG.sub(" ", COMMENT.sub("", path.read_text(encoding="utf-8"))).splitlines(), 1):
            if text.strip():
                texts[f"{path.relative_to(PROJECT)}:{line}"] = text.strip()
    texts |= {place: text for place, text in literals() if not ENGLISH.fullmatch(text)}
    example = json.loads((PROJECT / "data/example.json").read_text(encoding="utf-8"))
    texts |= {f"data/example.json {place}": text for place, text in strings(example)}
    return {place: text.replace("\u00a0", " ") for place, text in texts.items()}


def literals() -> Iterator[tuple[str, str]]:
    """Return the strings of the code without docstrings, migrations and data tables."""
    for app in APPS:
        for path in (PROJECT / app).rglob("*.py"):
            name = str(path.relative_to(PROJECT))
            if "/migrations/" in name or name in DATA:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            documentation = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and node.body
                and isinstance(node.body[0], ast.Expr)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                    yield f"{name}:{node.lineno}", node.value


def strings(data: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, list):
        for at, item in enumerate(data):
            yield from strings(item, f"{place}[{at}]")
    elif isinstance(data, dict):
        for name, item in data.items():
            yield from strings(item, f"{place}.{name}")


def english_texts() -> list[str]:
    return [text for entry in catalogue() for text in (entry.msgid, entry.msgid_plural) if text]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.row)
def test_replaced_wording_does_not_come_back(row: Replaced) -> None:
    matches = {}
    if row.polish:
        pattern = re.compile(row.polish)
        matches = {place: text for place, text in polish_texts().items() if pattern.search(text)}
    if row.english:
        pattern = re.compile(row.english)
        matches |= {text: text for text in english_texts() if pattern.search(text) and text not in ENGLISH_EXCEPTIONS}
    assert matches == {}


def test_control_each_pattern_matches_replaced_wording() -> None:
    """Control: the check detects the fault that it looks for."""
    missed = [row.row for row in TABLE if not re.search(row.polish or row.english, row.row)]
    assert missed == []


def test_no_text_names_a_body_level_or_town() -> None:
    texts = {**polish_texts(), **{text: text for text in english_texts()}}
    matches = {
        place: text
        for place, text in texts.items()
        if BODIES_AND_PLACES.search(text)
        and place.rpartition(" [")[0] not in ALLOWED_WORDS
        and text not in ALLOWED_WORDS
    }
    assert matches == {}


def test_control_search_for_bodies_matches() -> None:
    """Control: earlier wordings are detected."""
    for text in ("Herb województwa", "brakuje warsztatu w Toruniu", "Departament zlikwidowano", "zmieniają region",
                 "trafia do sejmiku", "the assembly of each year", "uchwała Rady Gminy"):  # fmt: skip
        assert BODIES_AND_PLACES.search(text), text


# A number and what it counts: "{count} pomiarów" in a message without plural forms cannot agree.
COUNTED = re.compile(
    r"(?:\{(count|n|number|total|most|all|late|missing|digits|items|hours|days|people|questions)\}"
    r"|%\((count|n|number|total|most|all|late|missing|digits)\)[sd]) (?P<noun>[a-ząćęłńóśźż]{3,})"
)
UNITS = frozenset({"procent", "mld", "mln", "tys"})
# A number that is a name ("Wersja 3 sprawozdania 2"), not a count.
NAMES = frozenset({"była", "jest", "różni", "nie", "oraz"})


def test_every_count_uses_plural_rule() -> None:
    matches = {
        text
        for entry in catalogue()
        if not entry.msgid_plural
        for text in msgstrs(entry)
        for match in COUNTED.finditer(text.replace("\u00a0", " "))
        if match["noun"] not in UNITS | NAMES
    }
    assert matches == set()


TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "say", "say_many"}


def calls_in_f_strings(source: str) -> list[str]:
    """Return the names of translating functions that are called inside an f-string."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    return [call.func.id for call in calls if isinstance(call.func, ast.Name) and call.func.id in TRANSLATING]


def test_no_text_is_translated_inside_an_f_string():
    """`makemessages` does not look into f-strings, so that the text would lose its translation."""
    paths = [path for app in APPS for path in (PROJECT / app).rglob("*.py")]
    assert [path.name for path in paths if calls_in_f_strings(path.read_text(encoding="utf-8"))] == []


def test_control_call_inside_an_f_string_is_recognised():
    assert calls_in_f_strings("f\"{message} {_('You entered:')}\"") == ["_"]


def test_polish_sentences_of_templates_do_not_double_the_full_stop_of_a_date():
    """`long_date` ends with "r."; `fill` drops a second full stop, templates cannot."""
    dates = {
        name
        for path in (PROJECT / "templates").rglob("*.html")
        for name in re.findall(r"\b(\w+)=[\w.]+\|long_date\b", path.read_text(encoding="utf-8"))
    }
    doubled = [
        text
        for entry in catalogue()
        if any(path.startswith("templates/") for path, _line in entry.occurrences)
        for text in msgstrs(entry)
        if any(f"%({name})s." in text for name in dates)
    ]
    assert "day" in dates
    assert doubled == []
