"""The pattern library shows every component, and the style sheet has no class that nothing uses."""

import re

import pytest
from django.conf import settings

PROJECT = settings.BASE_DIR
STYLES = sorted((PROJECT / "assets" / "site.css").glob("*.css"))
COMPONENTS = PROJECT / "assets" / "site.css" / "3-components.css"
SOURCES = ("templates/**/*.html", "*/**/*.py", "assets/*.js/*.js", "static/*.js")
CLASS = re.compile(r"\.([a-z][\w-]*)")


def classes_of(css: str) -> set[str]:
    """Return the classes of the selectors, without comments, declarations and quoted values."""
    selectors = re.sub(r"/\*.*?\*/|\"[^\"]*\"|[\w-]+:[^;{}]*(;|(?=\}))", "", css, flags=re.DOTALL)
    return set(CLASS.findall(selectors))


def words_of_sources() -> set[str]:
    own = [path for pattern in SOURCES for path in PROJECT.glob(pattern) if not {".venv", "tests"} & set(path.parts)]
    return {word for path in own for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}


@pytest.fixture
def shown_classes(office, client):
    client.force_login(office.coordinator)
    page = client.get("/wzorce/").content.decode()
    return {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}


def test_classes_of_selectors_are_collected():
    assert classes_of("/* .no */ .a > .b--c:hover { width: .5rem; } @media (x) { .d { top: 0 } }") == {"a", "b--c", "d"}


def test_patterns_page_shows_every_component(shown_classes):
    assert classes_of(COMPONENTS.read_text(encoding="utf-8")) - shown_classes == set()


def test_patterns_page_draws_twelve_kinds_of_charts(office, client):
    client.force_login(office.coordinator)
    page = client.get("/wzorce/").content.decode()
    patterns = page.split('<article aria-labelledby="w-wykres-')[1:]
    assert len(patterns) == 12
    assert all("<svg" in pattern and "(przykład)" in pattern for pattern in patterns)
    assert "Dane przykładowe: wszystkie wartości są zmyślone." in page
    drawn = {name for pattern in patterns for name in re.findall(r"\bch-[a-z]+", pattern)}
    styles = (PROJECT / "assets" / "site.css" / "5-charts.css").read_text(encoding="utf-8")
    assert {name for name in classes_of(styles) if re.match("ch-[a-z]", name)} - drawn == set()


def test_every_class_of_style_sheet_is_used(shown_classes):
    classes = classes_of("".join(path.read_text(encoding="utf-8") for path in STYLES))
    assert len(classes) > 100
    assert classes - shown_classes - words_of_sources() == set()
