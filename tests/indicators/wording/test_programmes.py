"""Pages of excerpts say "w dostępnym tekście", pages of whole programmes do not."""

import pytest
from django.conf import settings

from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents.loading import Completion, load
from tests import factories

PAGES = ("", "diagnoza/", "dzialania/", "dzialania/?widok=karty", "cele/1/", "porownanie/")


def pages(client, slug):
    texts = [client.get(f"/programy/{slug}/{page}").content.decode().replace("\u00a0", " ") for page in PAGES]
    return " ".join(" ".join(texts).split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_excerpt", "expected", "unexpected"),
    [(True, "dostępnym tekście", "w programie"), (False, "w programie", "dostępn")],
)
def test_pages_name_excerpt_only_for_excerpts(client, is_excerpt, expected, unexpected):
    goal = factories.MainGoalFactory(programme__slug="2021-2025", programme__is_excerpt=is_excerpt)
    factories.SpecificGoalFactory(main_goal=goal)
    text = pages(client, "2021-2025").partition("<main")[2]
    assert f"brak działań {'w dostępnym tekście' if is_excerpt else 'w programie'}" in text
    assert expected in text
    assert f"brak działań {unexpected}" not in text
    assert ("dostępnym tekście" in text) is is_excerpt


@pytest.mark.django_db
def test_loader_marks_excerpt():
    source = (settings.BASE_DIR / "data" / "programme-2021-2025.txt").read_text(encoding="utf-8")
    assert load(draft_of(document_of_text(source)), Completion(), is_published=True).programme.is_excerpt
    goals = source[source.index("§ 2") : source.index("§ 3")]
    whole = load(draft_of(document_of_text(goals.replace("2021", "2011"))), Completion(years=(2011, 2015)))
    assert not whole.programme.is_excerpt  # neither an analysis nor actions: a short programme, not a cut one
