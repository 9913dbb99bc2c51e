"""The place of a text in the document's own numbering: "§ 2 ust. 1 pkt 2 tiret 1"."""

import re

from indicators.rules.documents.wording import BULLETS, Numbered, bare_number, split_number, tidy

_SECTION = re.compile(r"§\s*(\d+[a-z]?)\.?")
_CHAPTER = re.compile(r"(?:rozdział|dział|część)\s+(?:\d+|[IVXLC]+)\.?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\d+[a-z]?\.")
_POINT = re.compile(r"\d+[a-z]?\)")
_LETTER = re.compile(r"[a-z]\)", re.IGNORECASE)


class Numbering:
    """Follows the numbers of the lines of a document."""

    def __init__(self) -> None:
        self.section = self.paragraph = self.point = self.letter = ""
        self.dash = 0

    def enter(self, number: str) -> None:
        """Record the number before a line; unknown kinds of numbers change nothing."""
        if section := _SECTION.fullmatch(number):
            self.section, self.paragraph, self.point, self.letter, self.dash = f"§ {section[1]}", "", "", "", 0
        elif _PARAGRAPH.fullmatch(number):
            self.paragraph, self.point, self.letter, self.dash = f"ust. {bare_number(number)}", "", "", 0
        elif _POINT.fullmatch(number):
            self.point, self.letter, self.dash = f"pkt {bare_number(number)}", "", 0
        elif _LETTER.fullmatch(number):
            self.letter, self.dash = f"lit. {bare_number(number)}", 0
        elif number and number in BULLETS:
            self.dash += 1

    @property
    def reference(self) -> str:
        """Return the reference of the current line, "" outside a section with "§"."""
        if not self.section:
            return ""
        dash = f"tiret {self.dash}" if self.dash else ""
        return " ".join(filter(None, (self.section, self.paragraph, self.point, self.letter, dash)))


def numbers_before(text: str, number: str = "") -> tuple[list[str], str]:
    """Return all numbers before a text ("§ 1. 1. Celem …"), `number` first, and the text after them."""
    numbers = [number] if number else []
    rest = tidy(text)
    while (numbered := _section_number(rest)).number:
        numbers.append(numbered.number)
        rest = numbered.text
    return numbers, rest


def _section_number(text: str) -> Numbered:
    """Return the number before a text; "§ 3" alone is also a number."""
    if _SECTION.fullmatch(text) or _CHAPTER.fullmatch(text):
        return Numbered(text, "")
    return split_number(text)


def style_of(number: str) -> str:
    """Return the kind of a number, which is the same for all items of a list: "1)", "a)", "1.", "-"."""
    if number in BULLETS:
        return "-" if number else ""
    if re.match(r"[§]|rozdział|dział|część", number, re.IGNORECASE):
        return "§"
    depth = bare_number(number).count(".")
    letters = "a" if re.match(r"\(?[a-z]", number) else "A" if re.match(r"\(?[A-Z]", number) else "1"
    return f"{letters}{'.' * depth}{')' if number.endswith(')') else '.'}"
