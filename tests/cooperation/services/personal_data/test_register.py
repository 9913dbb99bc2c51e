"""Every field that looks personal is in the register, from which `/prywatnosc/` is generated."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.utils import translation

from cooperation.rendering import render
from cooperation.services.personal_data.register import NOT_PERSONAL, entries, field_label, is_listed

PERSONAL_NAMES = re.compile(
    r"(^|_)(e?mail|phone|address|ip|username|first_name|last_name|surname|contact|officer|auditor|password|login|"
    r"person|session_data|user_agent)(_|$)"
)
FREE_TEXTS = (models.TextField, models.JSONField, models.BinaryField)


def looks_personal(field: models.Field) -> bool:
    """A person, an address or a name; or a free text beside an e-mail address, which somebody without account wrote."""
    is_address = isinstance(field, models.EmailField | models.GenericIPAddressField)
    if field.related_model is User or is_address or PERSONAL_NAMES.search(field.name):
        return True
    has_address = any(isinstance(other, models.EmailField) for other in field.model._meta.concrete_fields)
    return has_address and isinstance(field, FREE_TEXTS)


def all_fields() -> Iterator[models.Field]:
    for model in apps.get_models(include_auto_created=True):
        yield from model._meta.concrete_fields


def registered_patterns() -> list[str]:
    return [pattern for entry in entries() for pattern in entry.fields]


def unregistered(patterns: Iterable[str]) -> set[str]:
    known = (*patterns, *NOT_PERSONAL)
    return {field_label(field) for field in all_fields() if looks_personal(field) and not is_listed(field, known)}


def test_every_personal_field_is_registered_or_exempted():
    assert unregistered(registered_patterns()) == set()


def test_control_finds_fields_of_removed_patterns():
    """Without an entry each kind of field is found: an address, a person, a name, a free text of a reader."""
    expected = {
        "indicators.ReaderQuestion.email",
        "indicators.Revision.author",
        "auth.User.last_name",
        "indicators.ReaderQuestion.text",
    }
    patterns = [
        pattern for pattern in registered_patterns() if not any(fnmatchcase(label, pattern) for label in expected)
    ]
    assert expected <= unregistered(patterns)


def test_every_pattern_matches_a_field():
    labels = [field_label(field) for field in all_fields()]
    patterns = {*registered_patterns(), *NOT_PERSONAL}
    assert {pattern for pattern in patterns if not any(fnmatchcase(label, pattern) for label in labels)} == set()


@pytest.mark.parametrize(
    ("address", "language", "texts"),
    [
        ("/prywatnosc/", "pl", ("Podstawa prawna:", "365 dni od wysłania")),
        ("/en/prywatnosc/", "en", ("Legal basis:", "365 days after sending")),
    ],
)
def test_privacy_page_shows_every_entry_in_both_languages(client, db, address, language, texts):
    page = " ".join(client.get(address).content.decode().replace("\u00a0", " ").split())
    shown = re.findall(r"<dt>(.*?)</dt>", page)
    with translation.override(language):
        titles = [render(entry.title).replace("\u00a0", " ") for entry in entries()]
    assert [title for title in titles if title not in shown] == []
    basis, term = texts
    assert page.count(basis) == len(titles)
    assert term in page
