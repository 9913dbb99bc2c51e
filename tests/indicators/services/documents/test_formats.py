"""The excerpt of the programme in every format is the same programme."""

import pytest
from django.conf import settings

from indicators.rules.documents.drafts import outline
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.reading import read_document
from tests.indicators.services.documents.sample_documents import WRITERS

EXCERPT = (settings.BASE_DIR / "data" / "programme-2021-2025.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "extension", [pytest.param(name, marks=[pytest.mark.pdf] * (name == "pdf")) for name in WRITERS]
)
def test_excerpt_in_every_format_is_the_same_programme(extension):
    document = document_of_text(EXCERPT)
    read = draft_of(read_document(WRITERS[extension](document), f"program.{extension}"))
    expected = draft_of(document)
    assert outline(read) == outline(expected)
    assert [goal.reference for goal in read.goals] == [goal.reference for goal in expected.goals]
    assert read.note == expected.note
