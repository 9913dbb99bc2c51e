"""Read a programme's text: SWOT cells, conclusions, goals and the tables of actions. Nothing is invented.

Pure: text in, a `ProgrammeDraft` out, or `ProgrammeTextError` with the line to mend. What the text does not say stays
empty; what had to be assumed carries the origin `default`.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from cooperation.rules.origins import Origin
from cooperation.text import Sentence, say

MAX_BYTES = 2 * 1024 * 1024


class ProgrammeTextError(ValueError):
    """The text cannot be loaded; `line` is counted from 1, 0 for the text as a whole."""

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
    """What the text says, in its own order and words."""

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
    """The file's text, normalised (NFC, LF, no trailing spaces), or a clear error."""
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
_NAMES_A_PROGRAMME = re.compile(r"(?:\w+\s+){0,2}program(?:\s|$)", re.IGNORECASE)
_NO_TITLE = re.compile(r"załącznik|uchwała|zarządzenie|projekt\b|wersja|\d", re.IGNORECASE)
LINES_OF_A_TITLE = 5
LONGEST_TITLE = 500
_HEADER = re.compile(r"L\.?\s?p\.?\t", re.IGNORECASE)
_QUADRANTS = {"mocne strony": "strength", "słabe strony": "weakness", "szanse": "opportunity", "zagrożenia": "threat"}


def read(text: str) -> ProgrammeDraft:
    """Read normalised text into a draft; raises `ProgrammeTextError`."""
    if not text.strip():
        raise ProgrammeTextError(say("The file is empty."))
    draft = ProgrammeDraft(source=text, sha256=digest(text))
    lines = [(number, line.strip(" ").replace("**", "")) for number, line in enumerate(text.split("\n"), 1)]
    _Reading(draft).run([(number, line) for number, line in lines if line.strip()])
    if not draft.main_goal:
        raise ProgrammeTextError(say("There is no main goal: a line “cel główny: …” is missing."))
    if not draft.goals:
        raise ProgrammeTextError(say("There are no specific goals: a list under “cele szczegółowe:” is missing."))
    return draft


class _Reading:
    """One pass over the lines; `place` remembers under which heading they stand."""

    def __init__(self, draft: ProgrammeDraft) -> None:
        self.draft = draft
        self.place = "swot"
        self.section = ""  # "§ 3"
        self.paragraph = ""  # "ust. 1"
        self.columns: list[str] = []  # quadrants named by a header row of the SWOT table
        self.swot_rows: list[tuple[int, list[str]]] = []
        self.goal: GoalDraft | None = None  # whose table of actions is being read
        self.opening: list[str] = []  # the lines before the analysis: the title is one of them

    def run(self, lines: list[tuple[int, str]]) -> None:
        for number, line in lines:
            if footnote := _FOOTNOTE.fullmatch(line):
                self._footnote(footnote[1])
            elif heading := _CONCLUSIONS.fullmatch(line):
                self.place, self.section = "conclusions", f"{heading[1]}. Wnioski"
            elif section := _SECTION.fullmatch(line):
                self.place, self.section, self.paragraph = "section", f"§ {section[1]}", ""
            else:
                getattr(self, f"_in_{self.place}")(number, line)
        self._swot()
        self._title()
        if self.draft.years is None:
            named = [_years(match) for match in _YEARS.finditer(self.draft.source)]
            several = [years for years in named if years[0] != years[1]]
            self.draft.years = next(iter([*several, *named]), None)

    # --- the title stands first; in a sentence of the footnote it is in another case

    def _title(self) -> None:
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

    def _swot(self) -> None:
        """Cells under named headers are the document's; two without, right above the conclusions, are assumed."""
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
            self._table_row(number, line)
        elif paragraph := _PARAGRAPH.fullmatch(line):
            self.paragraph = f"ust. {paragraph[1]}"
        elif point := _POINT.fullmatch(line):
            self._point(number, point[1], point[2])
        elif (item := _ITEM.fullmatch(line)) and self.place == "section" and self.reference_of_list:
            place = len(self.draft.goals) + 1
            self.draft.goals.append(GoalDraft(number, f"{self.reference_of_list} tiret {place}", item[1].strip()))

    reference_of_list = ""

    def _point(self, number: int, point: str, text: str) -> None:
        reference = " ".join(part for part in (self.section, self.paragraph, f"pkt {point}") if part)
        if main := _MAIN_GOAL.fullmatch(text):
            if self.draft.main_goal:
                raise ProgrammeTextError(say("A second main goal. A programme has one."), number)
            if not main[1].strip():
                raise ProgrammeTextError(say("The main goal has no text."), number)
            self.draft.main_goal, self.draft.main_goal_reference = main[1].strip(), reference
            self.reference_of_list = ""
        elif _SPECIFIC_GOALS.fullmatch(text):
            self.reference_of_list = reference
        else:
            self.reference_of_list = ""
            self.goal = next((goal for goal in self.draft.goals if _same(goal.text, text)), None)
            self.action_reference = reference
            self.goal_line = (number, text)

    action_reference = ""
    goal_line = (0, "")

    def _table_row(self, number: int, line: str) -> None:
        if _HEADER.match(line) or _RULE.fullmatch(line):
            return
        cells = [cell.strip() for cell in line.split("\t")]
        if self.goal is None:
            heading_line, heading = self.goal_line
            message = say(
                "The table of actions is under “{heading}”, which is none of the specific goals.", heading=heading
            )
            raise ProgrammeTextError(message, heading_line or number)
        if len(cells) != 5 or not cells[0].rstrip(".").isdigit():
            raise ProgrammeTextError(
                say(
                    "A row of actions has five cells: L.p. (number), action, indicator, target, frequency. "
                    "Here: {cells}.",
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

    # --- the footnote holds the title and the years

    def _footnote(self, text: str) -> None:
        self.draft.note = f"{self.draft.note}\n{text}".strip()
        if (title := _TITLE.search(text)) and not self.draft.title:
            self.draft.title, self.draft.title_origin = _nominative(title[1].strip())
        if (years := _YEARS.search(text)) and self.draft.years is None:
            self.draft.years = _years(years)


def _years(match: re.Match[str]) -> tuple[int, int]:
    single = match[3] or match[4]
    return (int(single), int(single)) if single else (int(match[1]), int(match[2]))


def _title_of(lines: list[str]) -> str:
    """The line that names a programme, else the first heading, else a first line that names years; or nothing.

    A title goes on over the next lines when one of them ends it with the years.
    """
    plain = [heading[1] if (heading := _HEADING.fullmatch(line)) else line for line in lines]
    possible = [
        place
        for place, line in enumerate(plain)
        if not _NO_TITLE.match(line) and (line[-1] not in ".:;," or line.endswith("r."))  # no sentence of a text
    ]
    named = [place for place in possible if _NAMES_A_PROGRAMME.match(plain[place])]
    headings = [place for place in possible if _HEADING.fullmatch(lines[place])]
    first = [place for place in possible if place == 0 and _YEARS.search(plain[place])]
    begin = next(iter([*named, *headings, *first]), None)
    if begin is None:
        return ""
    title = ""
    for line in plain[begin : begin + LINES_OF_A_TITLE]:
        title = f"{title} {line}".strip()
        if _YEARS.search(title):
            break
    else:
        title = plain[begin]
    title = title.strip("*_ ")
    return title if len(title) <= LONGEST_TITLE else ""


def _items(cell: str) -> list[str]:
    """Findings of one cell: a hyphen and a space begin each; an en dash inside a finding is its own."""
    return [item.strip() for item in re.split(r"(?:^|\s)-\s+", cell) if item.strip(" -")]


def _same(left: str, right: str) -> bool:
    return " ".join(left.lower().split()).rstrip(".,;") == " ".join(right.lower().split()).rstrip(".,;")


def _nominative(title: str) -> tuple[str, Origin]:
    """In a sentence „Wieloletniego programu …”, as a title „Wieloletni program …”: assumed, and its origin says so."""
    match = re.match(r"((?:\w+ego\s+)*)(programu)\b", title, re.IGNORECASE)
    if match is None:
        return title, Origin.DOCUMENT
    adjectives = re.sub(r"(\w+?)(iego|ego)\b", lambda word: word[1] + ("i" if word[2] == "iego" else "y"), match[1])
    return f"{adjectives}{match[2][:-1]}{title[match.end() :]}", Origin.DEFAULT
