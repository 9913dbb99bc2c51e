"""Detection of the encoding of a text file: UTF-8, UTF-16, Windows-1250, ISO 8859-2 or CP852."""

import re
import unicodedata

from cooperation.text import say
from indicators.services.documents.errors import DocumentRefused

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ONE_BYTE = ("cp1250", "iso-8859-2", "cp852")
_POLISH = set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_USUAL = set("§„”“’–—…°²³•½€«»¹·×\u00a0\u00ad·")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def decoded(raw: bytes) -> str:
    """Return the text of a file in the encoding that fits it best; raises DocumentRefused if it is not a text."""
    mark = next((encoding for begin, encoding in _MARKS if raw.startswith(begin)), None)
    for encoding in [mark] if mark else ["utf-8", *_without_mark(raw)]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text.replace("\x0c", "\n")):
            return text.replace("\x0c", "\n")
    if mark is None and b"\x00" not in raw:
        candidates = [text for encoding in _ONE_BYTE if (text := raw.decode(encoding, "replace"))]
        best = max(candidates, key=_polish_score)
        if not _CONTROL.search(best) and "\ufffd" not in best and _polish_score(best) >= 0:
            return best
    line = raw[: raw.index(b"\x00")].count(b"\n") + 1 if b"\x00" in raw else 1
    raise DocumentRefused(
        say(
            "Line {line}: this is not a text in an encoding that the portal knows. Save the file with the "
            "encoding UTF-8.",
            line=str(line),
        )
    )


def _without_mark(raw: bytes) -> list[str]:
    """Return UTF-16 with its byte order if every other byte of the beginning is mostly zero; else no encoding."""
    sample = raw[:2000]
    if len(raw) % 2 or sample.count(0) * 4 < len(sample):
        return []
    return ["utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"]


def _polish_score(text: str) -> int:
    """Return the number of Polish letters, minus a penalty for characters that Polish texts do not contain."""
    foreign = [
        character for character in text if ord(character) > 127 and character not in _POLISH and character not in _USUAL
    ]
    polish = sum(character in _POLISH for character in text)
    inside = len(re.findall(r"(?<=[a-ząćęłńóśźż])[ĄĆĘŁŃÓŚŹŻ](?=[a-ząćęłńóśźż])", text))
    strange = sum(not unicodedata.category(character).startswith("L") for character in foreign)
    return polish - 3 * len(foreign) - 3 * strange - 3 * inside
