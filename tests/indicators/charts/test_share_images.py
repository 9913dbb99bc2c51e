"""Share images and standalone drawings: everything is inside, in the right size, for texts of any length."""

import io
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from PIL import Image

from indicators.charts.columns import draw_columns
from indicators.charts.outlines import outlined_text, outlined_width
from indicators.charts.shapes import ChartColumn, ChartPicture, ChartTarget, TargetLinePiece
from indicators.charts.share_images import HEIGHT, WIDTH, ShareImage, ShareImageCount, share_image_svg
from indicators.charts.standalone import _SHAPE_STYLES, _TEXT_STYLES, png_of, standalone_svg, status_symbol
from indicators.rules.facts import Status
from tests.indicators.charts.test_columns import FONTS, STYLES

CSS = (FONTS.parents[2] / "assets/site.css/5-charts.css").read_text(encoding="utf-8")


def picture() -> ChartPicture:
    columns = [
        ChartColumn(
            label=str(2022 + place), value=Decimal(value), value_label=str(value), status="met",
            status_label="osiągnięty", gap_reason="",
        )
        for place, value in enumerate((5, 3, 0))
    ]  # fmt: skip
    target = ChartTarget(label_lines=("co najmniej 4",), pieces=(TargetLinePiece(0, 2, Decimal(4)),))
    return draw_columns(columns, target, title="", description="", is_count=True, id_prefix="c").pictures[1]


def image(**fields: object) -> ShareImage:
    texts = {
        "above": "Program współpracy 2022–2025", "title": "Liczba warsztatów", "status": "met",
        "status_label": "osiągnięty", "sentence": "Osiągnięty.", "office": "Urząd", "note": "Monitoring",
        "dated": "stan na 27 lipca 2025 r.",
    }  # fmt: skip
    return ShareImage(**(texts | fields))  # type: ignore[arg-type]  # fields of several types


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"picture": picture()},
        {"counts": [ShareImageCount(status=status, label=status, indicators=99) for status in Status]},
        {"title": "Międzyinstytucjonalnowspółorganizowanych " * 9, "sentence": "bardzo długie zdanie " * 40,
         "office": "Urząd " * 30, "status_label": "długa ocena " * 9},
        {"title": "", "sentence": "", "status": "", "office": "", "note": ""},
        {"title": "<b> & „x” \u4e2d\U0001f600"},
    ],
)  # fmt: skip
def test_image_has_its_size_and_is_not_blank(fields: dict[str, object]) -> None:
    svg = share_image_svg(image(**fields))
    ElementTree.fromstring(svg)  # well-formed
    assert not re.search(r"<text|<image|href|url\(|font-family", svg)
    with Image.open(io.BytesIO(png_of(svg))) as png:
        assert png.size == (WIDTH, HEIGHT)
        assert len(png.convert("RGB").getcolors(1 << 24) or ()) > 20


def test_text_stays_within_the_image() -> None:
    long = image(title="Międzyinstytucjonalnowspółorganizowanych " * 9, sentence="bardzo długie zdanie " * 40)
    lefts = [float(x) for x in re.findall(r"matrix\([\d.]+ 0 0 -[\d.]+ ([\d.-]+) ", share_image_svg(long))]
    bottoms = [float(y) for y in re.findall(r"matrix\([\d.]+ 0 0 -[\d.]+ [\d.-]+ ([\d.-]+)\)", share_image_svg(long))]
    assert max(lefts) < WIDTH - 40
    assert max(bottoms) < HEIGHT - 40


def test_picture_is_drawn_in_the_image() -> None:
    with_picture, without = (share_image_svg(image(picture=value)) for value in (picture(), None))
    assert with_picture.count('fill="#6f7cc6"') == 9 > without.count('fill="#6f7cc6"')


def test_outlined_text_ends_where_its_anchor_says() -> None:
    width = outlined_width("Łódź 12", 20, 700)
    middle = outlined_text("Łódź 12", x=100, y=0, size=20, weight=700, fill="#000", anchor="middle")
    first = float(re.search(r"matrix\(\S+ 0 0 \S+ ([\d.-]+) ", middle)[1])
    assert first == pytest.approx(100 - width / 2, abs=0.1)
    assert width == pytest.approx(71, abs=3)


def test_heavier_text_is_wider() -> None:
    assert outlined_width("warsztaty", 20, 700) > outlined_width("warsztaty", 20, 400)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_symbol(status: Status) -> None:
    symbol = status_symbol(status, 1, 2, 32)
    assert "scale(2.0000)" in symbol
    assert "currentColor" not in symbol


def test_standalone_drawing_keeps_the_view_box() -> None:
    drawn = picture()
    root = ElementTree.fromstring(standalone_svg(drawn))
    assert root.get("viewBox") == drawn.view_box
    assert len(root.findall("{*}rect")) == len(drawn.rects)


def test_styles_cover_every_class_of_the_style_sheet() -> None:
    classes = {name for name in re.findall(r"\.(ch-[a-z]+)\b", CSS) if not name.startswith("ch--")}
    assert classes == {*_SHAPE_STYLES, *_TEXT_STYLES}


def test_font_sizes_are_those_of_the_style_sheet() -> None:
    for css, (size, weight) in STYLES.items():
        if " " not in css:
            assert _TEXT_STYLES[css][:2] == (size, weight)
            assert re.search(rf"\.{css} {{[^}}]*font: {weight} {size}px", CSS)
