"""Parser of a programme's text: SWOT analysis, conclusions, goals and tables of actions.

`parse` returns a `ProgrammeDraft` or raises `ProgrammeTextError` with the number of the faulty line. What the text does
not contain remains empty; assumptions have the origin `default` (product.md § 3).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from cooperation.rules.origins import Origin
from cooperation.text import Sentence, say

MAX_BYTES = 2 * 1024 * 1024


class ProgrammeTextError(ValueError):
    """The text cannot be parsed; `line` is counted from 1, 0 means the whole text."""

    def __init__(self, message: Sentence, line: int = 0) -> None:
        super().__init__(f"{line}: {message}")
        self.message = message
        self.line = line


@dataclass
class FindingDraft:
    quadrant: str
    text: str
    origin: Origin


@dataclass
class ConclusionDraft:
    number: int
    reference: str
    text: str


@dataclass
class ActionDraft:
    line: int
    position: int
    reference: str
    name: str
    indicator: str
    target: str
    frequency: str


@dataclass
class GoalDraft:
    line: int
    reference: str
    text: str
    actions: list[ActionDraft] = field(default_factory=list)


@dataclass
class ProgrammeDraft:
    """The content of the text, in its order."""

    source: str
    sha256: str
    title: str = ""
    title_origin: Origin = Origin.DOCUMENT
    years: tuple[int, int] | None = None
    note: str = ""
    findings: list[FindingDraft] = field(default_factory=list)
    conclusions: list[ConclusionDraft] = field(default_factory=list)
    main_goal: str = ""
    main_goal_reference: str = ""
    goals: list[GoalDraft] = field(default_factory=list)


def decode(raw: bytes) -> str:
    """Return the normalised text of a file (NFC, LF, no trailing spaces); raise `ProgrammeTextError`."""
    if len(raw) > MAX_BYTES:
        raise ProgrammeTextError(
            say(
                "The file is larger than {limit} MB. A programme's text is much smaller.",
                limit=MAX_BYTES // 1024 // 1024,
            )
        )
    if b"\x00" in raw:
        raise ProgrammeTextError(
            say("This is not a text file. Save the programme as plain text (UTF-8)."),
            raw[: raw.index(b"\x00")].count(b"\n") + 1,
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProgrammeTextError(
            say("This is not UTF-8 text. Save the file with the encoding UTF-8."), raw[: error.start].count(b"\n") + 1
        ) from error
    return normalise(text)


def normalise(text: str) -> str:
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_CONCLUSIONS = re.compile(r"(\d+)\.\s*Wnioski\.?", re.IGNORECASE)
_SECTION = re.compile(r"§\s*(\d+)\.?")
_PARAGRAPH = re.compile(r"(\d+)\.\s+(\S.*)")
_POINT = re.compile(r"(\d+)\)\s*(\S.*)")
_MAIN_GOAL = re.compile(r"cel główny\s*:?\s*(.*)", re.IGNORECASE)
_SPECIFIC_GOALS = re.compile(r"cele szczegółowe\s*:?", re.IGNORECASE)
_ITEM = re.compile(r"[-–•]\s+(\S.*)")
_FOOTNOTE = re.compile(r"[¹²³⁴-⁹]\s*(\S.*)")
_RULE = re.compile(r"[-–—\t| ]+")
_TITLE = re.compile(r"\*([^*]+)\*")
_YEARS = re.compile(r"na lata\s+(\d{4})\s*[-–—]\s*(\d{4})|na rok\s+(\d{4})|na\s+(\d{4})\s*(?:rok\b|r\.)", re.IGNORECASE)
_HEADING = re.compile(r"#+\s*(\S.*)")
_PROGRAMME_TITLE = re.compile(r"(?:\w+\s+){0,2}program(?:\s|$)", re.IGNORECASE)
_NOT_A_TITLE = re.compile(r"załącznik|uchwała|zarządzenie|projekt\b|wersja|\d", re.IGNORECASE)
MAX_TITLE_LINES = 5
MAX_TITLE_LENGTH = 500
_HEADER = re.compile(r"L\.?\s?p\.?\t", re.IGNORECASE)
_QUADRANTS = {"mocne strony": "strength", "słabe strony": "weakness", "szanse": "opportunity", "zagrożenia": "threat"}


def parse(text: str) -> ProgrammeDraft:
    """Parse a normalised text; raise `ProgrammeTextError`."""
    if not text.strip():
        raise ProgrammeTextError(say("The file is empty."))
    draft = ProgrammeDraft(source=text, sha256=digest(text))
    lines = [(number, line.strip(" ").replace("**", "")) for number, line in enumerate(text.split("\n"), 1)]
    _Parser(draft).run([(number, line) for number, line in lines if line.strip()])
    if not draft.main_goal:
        raise ProgrammeTextError(say("There is no main goal: the line “cel główny: …” is missing."))
    if not draft.goals:
        raise ProgrammeTextError(say("There are no specific goals: the list under “cele szczegółowe:” is missing."))
    return draft


class _Parser:
    """One pass over the lines; `place` is the part of the document that they belong to."""

    def __init__(self, draft: ProgrammeDraft) -> None:
        self.draft = draft
        self.place = "swot"
        self.section = ""  # "§ 3"
        self.paragraph = ""  # "ust. 1"
        self.columns: list[str] = []  # quadrants named by a header row of the SWOT table
        self.swot_rows: list[tuple[int, list[str]]] = []
        self.goal: GoalDraft | None = None  # of the current table of actions
        self.opening: list[str] = []  # lines before the analysis, with the title

    def run(self, lines: list[tuple[int, str]]) -> None:
        for number, line in lines:
            if footnote := _FOOTNOTE.fullmatch(line):
                self._parse_footnote(footnote[1])
            elif heading := _CONCLUSIONS.fullmatch(line):
                self.place, self.section = "conclusions", f"{heading[1]}. Wnioski"
            elif section := _SECTION.fullmatch(line):
                self.place, self.section, self.paragraph = "section", f"§ {section[1]}", ""
            else:
                getattr(self, f"_in_{self.place}")(number, line)
        self._parse_swot()
        self._parse_title()
        if self.draft.years is None:
            named = [_years(match) for match in _YEARS.finditer(self.draft.source)]
            several = [years for years in named if years[0] != years[1]]
            self.draft.years = next(iter([*several, *named]), None)

    # --- title: its first lines have precedence over the footnote, which has it in the genitive

    def _parse_title(self) -> None:
        title = _title_of(self.opening)
        if not title:
            return
        self.draft.title, self.draft.title_origin = title, Origin.DOCUMENT
        if years := _YEARS.search(title):
            self.draft.years = _years(years)

    # --- diagnosis

    def _in_swot(self, number: int, line: str) -> None:
        if "\t" in line and not _RULE.fullmatch(line):
            self.swot_rows.append((number, [cell.strip() for cell in line.split("\t")]))
        elif not self.swot_rows:
            self.opening.append(line.strip())

    def _parse_swot(self) -> None:
        """Assign the cells to quadrants: by their headings, or two cells right above the conclusions by default."""
        for row, (number, cells) in enumerate(self.swot_rows):
            names = [_QUADRANTS.get(cell.rstrip(":").lower()) for cell in cells]
            if all(names):
                self.columns = [name for name in names if name]
                continue
            origin = Origin.DOCUMENT
            quadrants = self.columns
            if not quadrants and len(cells) == 2 and row == len(self.swot_rows) - 1:
                quadrants, origin = ["opportunity", "threat"], Origin.DEFAULT
            if not quadrants:
                raise ProgrammeTextError(
                    say("These cells of the analysis have no headings: add “Mocne strony”, “Słabe strony” above them."),
                    number,
                )
            for quadrant, cell in zip(quadrants, cells, strict=False):
                self.draft.findings += [FindingDraft(quadrant, text, origin) for text in _items(cell)]

    def _in_conclusions(self, number: int, line: str) -> None:
        if point := _POINT.fullmatch(line):
            self.draft.conclusions.append(
                ConclusionDraft(int(point[1]), f"{self.section}, {point[1]})", point[2].strip())
            )
        elif self.draft.conclusions:
            self.draft.conclusions[-1].text += " " + line.strip()

    # --- goals and actions

    def _in_section(self, number: int, line: str) -> None:
        if "\t" in line:
            self._parse_table_row(number, line)
        elif paragraph := _PARAGRAPH.fullmatch(line):
            self.paragraph = f"ust. {paragraph[1]}"
        elif point := _POINT.fullmatch(line):
            self._parse_point(number, point[1], point[2])
        elif (item := _ITEM.fullmatch(line)) and self.place == "section" and self.reference_of_list:
            place = len(self.draft.goals) + 1
            self.draft.goals.append(GoalDraft(number, f"{self.reference_of_list} tiret {place}", item[1].strip()))

    reference_of_list = ""

    def _parse_point(self, number: int, point: str, text: str) -> None:
        reference = " ".join(part for part in (self.section, self.paragraph, f"pkt {point}") if part)
        if main := _MAIN_GOAL.fullmatch(text):
            if self.draft.main_goal:
                raise ProgrammeTextError(say("There is a second main goal. A programme has only one."), number)
            if not main[1].strip():
                raise ProgrammeTextError(say("The main goal has no text."), number)
            self.draft.main_goal, self.draft.main_goal_reference = main[1].strip(), reference
            self.reference_of_list = ""
        elif _SPECIFIC_GOALS.fullmatch(text):
            self.reference_of_list = reference
        else:
            self.reference_of_list = ""
            self.goal = next((goal for goal in self.draft.goals if _is_same_goal(goal.text, text)), None)
            self.action_reference = reference
            self.goal_line = (number, text)

    action_reference = ""
    goal_line = (0, "")

    def _parse_table_row(self, number: int, line: str) -> None:
        if _HEADER.match(line) or _RULE.fullmatch(line):
            return
        cells = [cell.strip() for cell in line.split("\t")]
        if self.goal is None:
            heading_line, heading = self.goal_line
            message = say(
                "The table of actions is under “{heading}”, which is not one of the specific goals.", heading=heading
            )
            raise ProgrammeTextError(message, heading_line or number)
        if len(cells) != 5 or not cells[0].rstrip(".").isdigit():
            raise ProgrammeTextError(
                say(
                    "A row of actions must have five cells: L.p. (number), action, indicator, target, frequency. "
                    "This row has: {cells}.",
                    cells=len(cells),
                ),
                number,
            )
        position = int(cells[0].rstrip("."))
        if not cells[1] or not cells[2]:
            raise ProgrammeTextError(say("The action or its indicator has no name."), number)
        if any(action.position == position for action in self.goal.actions):
            raise ProgrammeTextError(
                say("The number {position} occurs twice in this table.", position=position), number
            )
        self.goal.actions.append(ActionDraft(number, position, self.action_reference, *cells[1:]))

    # --- footnote with the title and the years

    def _parse_footnote(self, text: str) -> None:
        self.draft.note = f"{self.draft.note}\n{text}".strip()
        if (title := _TITLE.search(text)) and not self.draft.title:
            self.draft.title, self.draft.title_origin = _nominative(title[1].strip())
        if (years := _YEARS.search(text)) and self.draft.years is None:
            self.draft.years = _years(years)


def _years(match: re.Match[str]) -> tuple[int, int]:
    single = match[3] or match[4]
    return (int(single), int(single)) if single else (int(match[1]), int(match[2]))


def _title_of(lines: list[str]) -> str:
    """Return the title: the line that names a programme, else the first heading, else a first line with years, or "".

    A title may continue on the next lines, up to the one with the years.
    """
    plain = [heading[1] if (heading := _HEADING.fullmatch(line)) else line for line in lines]
    possible = [
        place
        for place, line in enumerate(plain)
        if not _NOT_A_TITLE.match(line) and (line[-1] not in ".:;," or line.endswith("r."))  # not a sentence
    ]
    named = [place for place in possible if _PROGRAMME_TITLE.match(plain[place])]
    headings = [place for place in possible if _HEADING.fullmatch(lines[place])]
    first = [place for place in possible if place == 0 and _YEARS.search(plain[place])]
    begin = next(iter([*named, *headings, *first]), None)
    if begin is None:
        return ""
    title = ""
    for line in plain[begin : begin + MAX_TITLE_LINES]:
        title = f"{title} {line}".strip()
        if _YEARS.search(title):
            break
    else:
        title = plain[begin]
    title = title.strip("*_ ")
    return title if len(title) <= MAX_TITLE_LENGTH else ""


def _items(cell: str) -> list[str]:
    """Return the findings of a cell, each of which begins with a hyphen and a space; en dashes do not separate."""
    return [item.strip() for item in re.split(r"(?:^|\s)-\s+", cell) if item.strip(" -")]


def _is_same_goal(left: str, right: str) -> bool:
    return " ".join(left.lower().split()).rstrip(".,;") == " ".join(right.lower().split()).rstrip(".,;")


def _nominative(title: str) -> tuple[str, Origin]:
    """Return the title in the nominative („Wieloletniego programu …” becomes „Wieloletni program …”) and its origin."""
    match = re.match(r"((?:\w+ego\s+)*)(programu)\b", title, re.IGNORECASE)
    if match is None:
        return title, Origin.DOCUMENT
    adjectives = re.sub(r"(\w+?)(iego|ego)\b", lambda word: word[1] + ("i" if word[2] == "iego" else "y"), match[1])
    return f"{adjectives}{match[2][:-1]}{title[match.end() :]}", Origin.DEFAULT
