"""The accent colour of an office: its contrast (WCAG 2.2) and the style sheet that sets it."""

import colorsys
import hashlib
import re

PAPER, PAPER_DARK = "#ffffff", "#11141a"  # --paper in the style sheet
INK, INK_DARK = "#14171e", "#e9ebf1"
MIN_CONTRAST = 4.5  # of text with its background
DERIVED_CONTRAST = 7.0  # of a dark shade that is derived, not chosen
COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100


def normalize_colour(text: str) -> str:
    """Return "#24307c" for "24307C" and "#224477" for "#247"; a text that is no colour is returned unchanged."""
    colour = "#" + text.strip().lower().removeprefix("#")
    if re.fullmatch("#[0-9a-f]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    return colour if COLOUR.fullmatch(colour) else text


def is_colour(text: str) -> bool:
    return COLOUR.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Return the relative luminance, from 0 (black) to 1 (white)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio, from 1 (equal colours) to 21 (black and white)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, paper: str) -> bool:
    return contrast(colour, paper) >= MIN_CONTRAST


def nearest_readable(colour: str, paper: str, least: float = MIN_CONTRAST) -> str:
    """Return the colour, darkened on light paper or lightened on dark paper as little as needed to be readable."""
    end = 0.0 if luminance(paper) > 0.5 else 1.0
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS):
        candidate = _hex(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, saturation))
        if contrast(candidate, paper) >= least:
            return candidate
    return _hex((end, end, end))


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` mixed with a share of the other one."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return _hex(tuple(first + (second - first) * share for first, second in pairs))


def style_sheet(accent: str, accent_dark: str) -> str:
    """Return the CSS that sets the accent in light and dark mode; "" without a readable colour.

    An accent for dark mode is derived from the light one where none is chosen. Text on the accent has the colour of the
    background, which has the same contrast with it.
    """
    light = accent if is_colour(accent) and is_readable(accent, PAPER) else ""
    dark = accent_dark if is_colour(accent_dark) and is_readable(accent_dark, PAPER_DARK) else ""
    if light and not dark:
        dark = nearest_readable(light, PAPER_DARK, DERIVED_CONTRAST)
    blocks = [f":root, [data-bs-theme=light] {{ {_tokens(light, INK, PAPER)} }}"] if light else []
    if dark:
        tokens = _tokens(dark, INK_DARK, PAPER_DARK)
        blocks.append(
            f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-bs-theme=light]) {{ {tokens} }} }}"
        )
        blocks.append(f"@media screen {{ [data-bs-theme=dark] {{ {tokens} }} }}")
    return "".join(f"{block}\n" for block in blocks)


def style_version(sheet: str) -> str:
    """Return the version for the address of the style sheet, a hash of its content; "" for an empty sheet."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:16] if sheet else ""


def _tokens(accent: str, ink: str, paper: str) -> str:
    return f"--accent: {accent}; --accent-strong: {mix(accent, ink, 0.4)}; --on-accent: {paper};"


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
