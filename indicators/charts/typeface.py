"""How wide a text is in the portal's typeface: what a drawing on the server has to know before a browser shows it."""

from collections.abc import Iterable

# Public Sans at weight 700, hundredths of an em; lighter weights are narrower, so every estimate errs to the safe side.
_WIDTHS = {
    **dict.fromkeys("'`i|.: \u00a0\u202f\u2009", 26),
    **dict.fromkeys(",;!jIl()[]ł", 34),
    **dict.fromkeys("/\\}{-fJrt", 42),
    **dict.fromkeys("1*", 46),
    **dict.fromkeys('zźżvsś?cćyaą”„"^_≥≤', 57),
    **dict.fromkeys("oóeę<>Lkx+=−Łh–nńupqbd~F#T", 62),
    **dict.fromkeys("7gEĘ20P4963YZŹŻ85", 67),
    **dict.fromkeys("$BSŚRVKXCĆDU", 72),
    **dict.fromkeys("AĄGOÓHQNŃ&w@", 82),
}


def text_width(text: str, size: float) -> float:
    """The width of a text at most, in px."""
    return sum(_WIDTHS.get(char, 96) for char in text) * size / 100


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break at ordinary spaces; a no-break space holds a number and its unit together. A longer word stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def fits(lines: Iterable[str], size: float, room: float) -> bool:
    return all(text_width(line, size) <= room for line in lines)
