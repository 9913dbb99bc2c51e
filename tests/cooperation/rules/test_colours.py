"""Contrast of accent colours, and the style sheet that sets them."""

import re

import pytest

from cooperation.rules import colours
from cooperation.rules.colours import PAPER, PAPER_DARK


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#24307c", PAPER, 11.74),
        ("#b1beff", PAPER_DARK, 10.26),
    ],
)
def test_contrast_is_symmetric_and_equals_wcag(first, second, ratio):
    assert round(colours.contrast(first, second), 2) == ratio
    assert colours.contrast(first, second) == colours.contrast(second, first)


def test_is_readable_accepts_767676_and_rejects_777777_on_white():
    assert [colours.is_readable(grey, PAPER) for grey in ("#767676", "#777777")] == [True, False]


@pytest.mark.parametrize(("typed", "colour"), [("#24307c", "#24307c"), ("24307C", "#24307c"), (" #247 ", "#224477")])
def test_normalize_colour_accepts_upper_case_and_short_forms(typed, colour):
    assert colours.normalize_colour(typed) == colour
    assert colours.is_colour(colour)


@pytest.mark.parametrize("text", ["red", "#12345", "#1234567", "#12345g"])
def test_normalize_colour_does_not_change_invalid_text(text):
    assert colours.normalize_colour(text) == text
    assert not colours.is_colour(text)


@pytest.mark.parametrize("paper", [PAPER, PAPER_DARK])
@pytest.mark.parametrize(
    "colour", ["#ffff00", "#ff0000", "#00ff00", "#0000ff", "#888888", "#ffffff", "#000000", "#e6007e"]
)
def test_nearest_readable_is_readable_and_nearest(colour, paper):
    better = colours.nearest_readable(colour, paper)
    assert colours.is_readable(better, paper)
    if colours.is_readable(colour, paper):
        assert better == colour
    elif colour not in ("#ffffff", "#000000"):
        assert colours.contrast(better, paper) < 5.3


def test_nearest_readable_is_black_or_white_where_no_shade_suffices():
    assert colours.nearest_readable("#ffff00", PAPER, 21.0) == "#000000"
    assert colours.nearest_readable("#0000ff", PAPER_DARK, 21.0) == "#ffffff"


def test_style_sheet_sets_three_tokens_for_light_and_dark():
    sheet = colours.style_sheet("#8c1668", "#ff99dd")
    assert sheet.count("--accent: #8c1668; ") == 1
    assert sheet.count("--accent: #ff99dd; ") == 2
    assert sheet.count("--accent-strong: ") == sheet.count("--on-accent: ") == 3
    for block in sheet.splitlines():
        tokens = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", block))
        paper = tokens["--on-accent"]
        assert paper == (PAPER if tokens["--accent"] == "#8c1668" else PAPER_DARK)
        assert all(colours.is_readable(tokens[name], paper) for name in ("--accent", "--accent-strong"))


def test_dark_accent_is_derived_from_light_accent():
    sheet = colours.style_sheet("#8c1668", "")
    light, dark, dark_if_chosen = re.findall(r"--accent: (#[0-9a-f]{6});", sheet)
    assert light == "#8c1668"
    assert colours.contrast(dark, PAPER_DARK) >= 7
    assert dark_if_chosen == dark


def test_dark_accent_alone_does_not_change_light_mode():
    sheet = colours.style_sheet("", "#ff99dd")
    assert re.findall(r"--accent: (#[0-9a-f]{6});", sheet) == ["#ff99dd", "#ff99dd"]


@pytest.mark.parametrize("accent", ["", "#ffff00", "red}", "</styl", "#12345g"])
def test_unreadable_colour_has_no_style_sheet(accent):
    assert colours.style_sheet(accent, "") == ""
    assert colours.style_version("") == ""


def test_style_version_differs_by_colour():
    versions = {colours.style_version(colours.style_sheet(accent, "")) for accent in ("#8c1668", "#8c1669", "#24307c")}
    assert len(versions) == 3
