"""Title, office and years: from the first lines of the document, otherwise from its footnotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.rules.origins import Origin
from indicators.rules.documents.blocks import Block, BlockKind
from indicators.rules.documents.drafts import Quote
from indicators.rules.documents.plain_text import joined
from indicators.rules.documents.wording import tidy

YEARS = re.compile(
    r"(?:na|w)\s+lata(?:ch)?\s+(?P<first>\d{4})(?:\s*r\.?)?\s*(?:[-–—]|do)\s*(?P<last>\d{4})|na\s+rok\s+(?P<year>\d{4})|"
    r"(?:na|w)\s+(?P<year2>\d{4})\s*(?:rok\w*\b|r\.)|(?:na\s+)?(?:okres|perspektyw\w+)\s+(?P<first2>\d{4})\s*[-–—]\s*(?P<last2>\d{4})",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?P<first>20\d\d)\s*[-–—]\s*(?P<last>20\d\d)\b")
_TITLE = re.compile(r"[*„\"“]([^*„”\"“]+)[*”\"]")
_TITLE_IN_SENTENCE = re.compile(  # "… Rocznego programu współpracy …", "uchwala się Program współpracy …"
    r"(?:\b(?:(?:roczn|\w+letni)ego\s+)*programu|(?<=\bsię )(?:(?:roczny|\w+letni)\s+)*program)\s+współpracy\b.*?"
    r"(?:na\s+rok\s+\d{4}|na\s+lata\s+\d{4}\s*[-–—]\s*\d{4}|na\s+\d{4}\s*r(?:ok|\.))(?:\s*r(?:ok\w*|\.))?",
    re.IGNORECASE,
)
_PROGRAMME_TITLE = re.compile(r"(?:[\w-]+\s+){0,3}(?:program|strategi[aę]|polityka)(?:\s|$)", re.IGNORECASE)
_NOT_A_TITLE = re.compile(
    r"załącznik|uchwała|uchwał[ya]\b|zarządzeni|rad[ya]\b|burmistrz|prezydent|wójt|sejmik|projekt\b|wersja|"
    r"z dnia|nr\b|w sprawie|spis treści|\d",
    re.IGNORECASE,
)
_ACT_HEADING = re.compile(
    r"(?:uchwała|zarządzenie|rady?|sejmiku?|zarządu?|burmistrza?|wójta?|prezydenta?|starosty?|z dnia|w sprawie)\b",
    re.IGNORECASE,
)
MAX_TITLE_LINES = 5
MAX_TITLE_LENGTH = 500


def is_act_heading(text: str) -> bool:
    """Whether a line before the programme belongs to the heading of the act that adopts it."""
    return _ACT_HEADING.match(text) is not None


@dataclass(frozen=True, slots=True)
class Opening:
    title: Quote | None
    issuer: Quote | None
    years: tuple[int, int] | None
    used: frozenset[int]  # positions of the blocks that the title consists of


def opening_of(blocks: Sequence[Block], first: int) -> Opening:
    """Return the title, office and years; `first` is the number of blocks before the first part of the document."""
    lines = [(at, block) for at, block in enumerate(blocks[:first]) if block.kind is not BlockKind.TABLE]
    title, used = _title_of(lines)
    issuer_origin = Origin.DOCUMENT
    if title is None:
        title, used = _later_title(blocks, first)
    if title is None:
        title, issuer_origin = _title_of_other_lines(blocks), Origin.DEFAULT
    years = _years_of(title.text) if title else None
    if years is None:
        years = _named_years(blocks)
    return Opening(title, issuer_of(blocks, title, first, issuer_origin), years, used)


# --- title -----------------------------------------------------------------------------------------------------------


def _title_of(lines: Sequence[tuple[int, Block]]) -> tuple[Quote | None, frozenset[int]]:
    """Return the title in the first lines: a line that names a programme, else a heading, else a first line with years.

    A title may continue on the next lines, up to the one with the years.
    """
    possible = [
        place
        for place, (_at, block) in enumerate(lines)
        if not _NOT_A_TITLE.match(block.text)
        and block.kind is not BlockKind.FOOTNOTE
        and (block.text[-1] not in ".:;," or block.text.endswith("r."))  # not a sentence
    ]
    named = [place for place in possible if _PROGRAMME_TITLE.match(lines[place][1].text)]
    headings = [place for place in possible if lines[place][1].kind is BlockKind.HEADING]
    first = [place for place in possible if place == 0 and _years_of(lines[place][1].text)]
    candidates = [(begin, _title_lines(lines, begin)) for begin in [*named, *headings, *first]]
    if not candidates:
        return None, frozenset()
    with_years = (candidate for candidate in candidates if _years_of(" ".join(candidate[1])))
    begin, texts = next(with_years, candidates[0])
    title = joined(texts).strip('*_ „”"')
    if len(title) > MAX_TITLE_LENGTH:
        return None, frozenset()
    used = frozenset(at for at, _block in lines[begin : begin + len(texts)])
    nominative, origin = nominative_title(title)
    return Quote(nominative, lines[begin][1].place, origin), used


def _title_lines(lines: Sequence[tuple[int, Block]], begin: int) -> list[str]:
    """Return the lines of a title up to the one with the years; only the first line if no line has them."""
    texts: list[str] = []
    for _at, block in lines[begin : begin + MAX_TITLE_LINES]:
        if texts and _PROGRAMME_TITLE.match(block.text):  # the title again, below a running line
            break
        texts.append(tidy(block.text))
        if _years_of(" ".join(texts)):
            return texts
    return texts[:1]


def _later_title(blocks: Sequence[Block], first: int) -> tuple[Quote | None, frozenset[int]]:
    """Return a line below lists that names a programme and its years: a web page begins with its navigation."""
    for at, block in enumerate(blocks[first:], first):
        is_line = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and not block.text.endswith((".", ":", ";"))
        if is_line and _PROGRAMME_TITLE.match(block.text) and _years_of(block.text):
            return _quoted_title(block.text, block), frozenset({at})
    return None, frozenset()


def _title_of_other_lines(blocks: Sequence[Block]) -> Quote | None:
    """Return the title of a footnote or a sentence, in the genitive („… Programu współpracy …”); else None."""
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE and (match := _TITLE.search(block.text)):
            return _quoted_title(match[1], block)
    for block in blocks:
        if block.kind is not BlockKind.TABLE and (match := _TITLE_IN_SENTENCE.search(tidy(block.text))):
            return _quoted_title(match[0], block)
    return None


def _quoted_title(text: str, block: Block) -> Quote:
    title, origin = nominative_title(tidy(text))
    return Quote(title, block.place, origin)


def nominative_title(title: str) -> tuple[str, Origin]:
    """Return the title in the nominative („Wieloletniego programu …” is „Wieloletni program …”) and its origin."""
    match = re.match(r"((?:\w+ego\s+)*)(programu)\b", title, re.IGNORECASE)
    if match is None:
        return title, Origin.DOCUMENT
    adjectives = re.sub(r"(\w+?)(iego|ego)\b", _nominative_adjective, match[1], flags=re.IGNORECASE)
    rest = f"{adjectives}{match[2][:-1]}{title[match.end() :]}"
    return rest[:1].upper() + rest[1:], Origin.DEFAULT


def _nominative_adjective(match: re.Match[str]) -> str:
    ending = "i" if match[2].lower() == "iego" else "y"
    return match[1] + (ending.upper() if match[2].isupper() else ending)


# --- years -----------------------------------------------------------------------------------------------------------


def _years_of(text: str) -> tuple[int, int] | None:
    match = YEARS.search(text)
    return _span(match) if match else None


def _span(match: re.Match[str]) -> tuple[int, int]:
    groups = match.groupdict()
    single = groups.get("year") or groups.get("year2")
    if single:
        return int(single), int(single)
    return int(groups.get("first") or groups["first2"]), int(groups.get("last") or groups["last2"])


def _named_years(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Return the years that a line about the programme names, else a span of years named by such a line, else None."""
    texts = [tidy(block.text) for block in blocks if block.kind is not BlockKind.TABLE]
    about = [text for text in texts if re.search(r"\b(?:program|strategi|polityk)", text, re.IGNORECASE)]
    named = [_span(match) for text in about for match in YEARS.finditer(text)]
    spans = [_span(match) for text in about for match in _SPAN.finditer(text)]
    several = [years for years in named if years[0] != years[1]]
    return next(iter([*several, *named, *spans]), None)


# --- office ----------------------------------------------------------------------------------------------------------

_OFFICE = re.compile(
    r"\b(?P<kind>(?:Województwa|Powiatu|Gminy\s+Miejskiej|Gminy\s+Wiejskiej|Gminy\s+Miasta|Miasta\s+i\s+Gminy|Gminy\s+i\s+Miasta|Gminy|"
    r"Miasta\s+na\s+prawach\s+powiatu|Miasta\s+Stołecznego|Miasta))\s+"
    r"(?P<name>(?:[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+)(?:\s+(?:nad|i|pod|koło)?\s*[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+){0,2})"
)
_KINDS = {
    "województwa": "Województwo",
    "powiatu": "Powiat",
    "gminy miejskiej": "Gmina Miejska",
    "gminy wiejskiej": "Gmina Wiejska",
    "gminy miasta": "Gmina Miasta",
    "miasta i gminy": "Miasto i Gmina",
    "gminy i miasta": "Gmina i Miasto",
    "gminy": "Gmina",
    "miasta na prawach powiatu": "Miasto na prawach powiatu",
    "miasta stołecznego": "Miasto Stołeczne",
    "miasta": "Miasto",
}
_NOT_A_NAME = {"Z", "Na", "W", "Organizacjami", "Rok", "Lata", "Nr", "Oraz"}


def issuer_of(blocks: Sequence[Block], title: Quote | None, first: int, origin: Origin) -> Quote | None:
    """Return the local government in the nominative; None if the nominative cannot be derived reliably."""
    texts = [(title.text, title)] if title else []
    texts += [
        (tidy(block.text), Quote("", block.place)) for block in blocks[:first] if block.kind is not BlockKind.TABLE
    ]
    everything = " ".join(tidy(block.text) for block in blocks)
    for text, quote in texts:
        match = _OFFICE.search(_capitalised(text))
        if match is None:
            continue
        kind = " ".join(match["kind"].lower().split())
        name = _nominative_name(kind, _name_words(match["name"]), everything)
        if name:
            return Quote(f"{_KINDS[kind]} {name}", quote.place, origin)
    return None


def genitive_office(title: Quote | None) -> str:
    """Return the office in the title as it is written, "" if the title names none."""
    match = _OFFICE.search(_capitalised(title.text)) if title else None
    return f"{match['kind']} {_name_words(match['name'])}" if match else ""


def _capitalised(text: str) -> str:
    """Return a text with the words of offices capitalised: „GMINY ŁOMIANKI” is „Gminy Łomianki”."""
    if text.isupper():
        text = " ".join("-".join(part.capitalize() for part in word.split("-")) for word in text.split())
        return re.sub(r"\b(I|Z|Na|W|Oraz|Prawach|Nad|Pod)\b", lambda word: word[0].lower(), text).replace(
            "prawach Powiatu", "prawach powiatu"
        )
    text = re.sub(r"\b(gminy|miasta|powiatu|województwa)(?=\s)", lambda word: word[0].capitalize(), text)
    return re.sub(
        r"(?<=Województwa )[\w-]+|(?<=Powiatu )[\w-]+ego\b",
        lambda word: "-".join(part.capitalize() for part in word[0].split("-")),
        text,
    )


def _name_words(name: str) -> str:
    words = name.split()
    for at, word in enumerate(words):
        if word in _NOT_A_NAME:
            return " ".join(words[:at])
    return " ".join(words)


def _nominative_name(kind: str, name: str, everything: str) -> str:
    """Return the name of the office in the nominative, "" where only the genitive is known.

    Adjectives have one nominative; the name of a commune is in the nominative after “Gmina” and in
    “Urząd Gminy Łomianki”. The name of a town is searched for in the rest of the document.
    """
    first = name.split(maxsplit=1)[0] if name else ""
    if kind in ("województwa", "powiatu"):
        if not first.endswith("ego"):
            return ""
        stem = first.removesuffix("ego")
        return f"{stem}e" if kind == "województwa" else stem if stem.endswith("i") else f"{stem}y"
    if kind in ("gminy", "gminy miejskiej", "gminy wiejskiej", "gminy miasta", "miasta i gminy", "gminy i miasta"):
        return name
    words = r"\s+".join(rf"{re.escape(word[:3])}[\w-]*" for word in name.split())  # of the same name in another case
    match = re.search(rf"\b(?:Miasto|Gmina Miasta|Gmina Miejska)\s+({words})", everything)
    return match[1] if match else ""
