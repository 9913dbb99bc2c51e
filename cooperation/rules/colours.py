"""An office's accent: is it readable on our paper, and what goes with it? Pure arithmetic (WCAG 2.2)."""

import colorsys
import hashlib
import re

PAPER, PAPER_DARK = "#ffffff", "#11141a"  # the tokens --paper of static/site.css
INK, INK_DARK = "#14171e", "#e9ebf1"
MIN_CONTRAST = 4.5  # contrast of text with its ground
DERIVED_CONTRAST = 7.0  # of a shade that nobody has looked at
COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100


def normalize_colour(text: str) -> str:
    """ "24307C", "#247" → "#24307c", "#224477"; what is no colour comes back as it was typed."""
    colour = "#" + text.strip().lower().removeprefix("#")
    if re.fullmatch("#[0-9a-f]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    return colour if COLOUR.fullmatch(colour) else text


def is_colour(text: str) -> bool:
    return COLOUR.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Relative luminance: 0 of black, 1 of white."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 of equal colours to 21 of black and white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, paper: str) -> bool:
    return contrast(colour, paper) >= MIN_CONTRAST


def nearest_readable(colour: str, paper: str, least: float = MIN_CONTRAST) -> str:
    """The same hue, as little darker (on light paper) or lighter (on dark paper) as it takes to be readable."""
    end = 0.0 if luminance(paper) > 0.5 else 1.0
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    for step in range(_STEPS + 1):
        tried = _written(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, saturation))
        if contrast(tried, paper) >= least:
            return tried
    return _written((end, end, end))


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with a share of the other one."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _written(tuple(one + (two - one) * share for one, two in pairs))


def style_sheet(accent: str, accent_dark: str) -> str:
    """The accent for light and dark; empty without a readable one. A dark one that is not chosen follows from it.

    The ground's own colour is what stands on the accent: it has the same contrast with it.
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
    """What its address ends with: another sheet is another address. Empty of no sheet."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:16] if sheet else ""


def _tokens(accent: str, ink: str, paper: str) -> str:
    return f"--accent: {accent}; --accent-strong: {mix(accent, ink, 0.4)}; --on-accent: {paper};"


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def _written(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
