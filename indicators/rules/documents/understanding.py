"""From the neutral document to the draft of a programme.

Parts are recognised by their words, in any order and nesting. What no rule uses is listed in the draft with its place
and the reason; nothing is filled in from the position of a text, except what has the origin `default`.
"""

import re
from collections.abc import Sequence

from cooperation.rules.origins import Origin
from cooperation.text import say
from indicators.rules.documents.blocks import Block, BlockKind, Document, Place, TableCell, grid_of, text_of
from indicators.rules.documents.builder import Builder, position_of
from indicators.rules.documents.cells import has_target
from indicators.rules.documents.columns import DETAILS, column_of
from indicators.rules.documents.drafts import ConclusionDraft, IndicatorDraft, ProgrammeDraft, Quote, Unused
from indicators.rules.documents.labels import LISTS, Label, Topic, label_of
from indicators.rules.documents.opening import genitive_office, is_act_heading, opening_of
from indicators.rules.documents.references import Numbering, numbers_before, style_of
from indicators.rules.documents.sheets import copied_sheets, in_parts
from indicators.rules.documents.swot import add_findings, is_swot, read_swot, read_unnamed_swot
from indicators.rules.documents.tables import TableReader, side_by_side
from indicators.rules.documents.wording import bare_number, content, lines_of, tidy

FIRST_NUMBERS = {"1", "a", "A", "I"}
_BARE_LABEL = re.compile(r"(?:wskaźniki|mierniki)(?: (?:działania|zadania|realizacji))?:?", re.IGNORECASE)
_ANNOUNCED = {Topic.MAIN_GOAL, Topic.GOAL, Topic.ACTION, Topic.INDICATOR, Topic.PRIORITY}


def draft_of(document: Document, *, years: tuple[int, int] | None = None) -> ProgrammeDraft:
    """Return the programme that a document describes; `years`: if a person has given them."""
    return _DraftReader(document, years).read()


def is_programme(draft: ProgrammeDraft) -> bool:
    """Return whether the draft has any part of a programme."""
    return bool(draft.main_goal or any(goal.text for goal in draft.goals) or draft.findings or any(draft.indicators))


class _DraftReader:
    def __init__(self, document: Document, years: tuple[int, int] | None) -> None:
        self.document = document
        self.draft = ProgrammeDraft(source=text_of(document))
        self.builder = Builder(self.draft)
        self.tables = TableReader(self.builder, self._read_cell)
        self.numbering = Numbering()
        self.topic = Topic.OTHER
        self.quadrant = ""
        self.label_style = self.item_style = ""
        self.awaits_text = False  # a label without a text, which the next line has
        self.sheet = blocks[0].place.sheet if (blocks := document.blocks) else ""
        self.heading = ""  # of the conclusions, for their references
        self.years = years

    def read(self) -> ProgrammeDraft:
        copies = copied_sheets(self.document.blocks)
        for at, original in copies.items():
            place = Place(sheet=self.document.blocks[at].place.sheet)
            self.draft.report(place, "", say("a copy of the sheet “{name}”: only the first one is used", name=original))
        blocks = in_parts([block for at, block in enumerate(self.document.blocks) if at not in copies])
        first = next((at for at, block in enumerate(blocks) if self._begins_part(block)), len(blocks))
        opening = opening_of(blocks, first)
        self.draft.title, self.draft.issuer = opening.title, opening.issuer
        if opening.issuer is None and (office := genitive_office(opening.title)):
            place = opening.title.place if opening.title else Place()
            self.draft.report(place, office, say("the name of the office in another case: enter it as it is called"))
        self.draft.years = self.years or opening.years
        self.tables.first_year = self.draft.years[0] if self.draft.years else None
        for at, block in enumerate(blocks):
            if at < first and at not in opening.used and is_act_heading(block.text):
                why = say("the heading of the act: only the title, the years and the office are taken from it")
                self.draft.report(block.place, _whole(block), why)
            elif at not in opening.used:
                self._read_block(block, blocks[at + 1 :])
        self.builder.finish()
        self.draft.unused += [Unused(place, text, why) for place, text, why in self.document.remarks]
        if self.draft.years is None:
            self.draft.report(Place(), "", say("the document does not name the years of the programme"))
        return self.draft

    @staticmethod
    def _begins_part(block: Block) -> bool:
        numbers, text = numbers_before(block.text, block.number)
        return block.kind is BlockKind.TABLE or bool(numbers) or label_of(text) is not None

    # --- blocks

    def _read_block(self, block: Block, following: Sequence[Block]) -> None:
        if block.place.sheet != self.sheet:  # a goal of another sheet does not apply
            self.sheet, self.tables.outer_goal, self.tables.outer_action = block.place.sheet, None, None
            self.tables.leave()
            self.builder.leave_goal()
        match block.kind:
            case BlockKind.TABLE:
                self._read_table(block, following)
            case BlockKind.FOOTNOTE:
                self.draft.note = f"{self.draft.note}\n{tidy(block.text)}".strip()
            case _:
                self.tables.leave()
                open_goal, self.open_goal = self.open_goal, None
                if not self._read_line(
                    block.text, block.place, block.number, is_heading=block.kind is BlockKind.HEADING
                ) and not (self._continues_goal(open_goal, block) or self._is_measured_action(block, following)):
                    self.draft.report(block.place, _whole(block), say("this text was not recognised"))
                self.tables.outer_goal = self.builder.goal
                self.tables.outer_action = None if self.is_listed else self.builder.action

    def _read_table(self, block: Block, following: Sequence[Block]) -> None:
        grids = side_by_side(grid_of(block))
        analyses = [grid for grid in grids if is_swot(grid)]
        for grid in analyses:
            read_swot(self.draft, grid)
        grids = [grid for grid in grids if not any(grid is other for other in analyses)]
        if not grids:
            return
        if (
            not self.draft.findings
            and self._precedes_conclusions(following)
            and read_unnamed_swot(self.draft, grid_of(block))
        ):
            return
        if self.topic in LISTS - {Topic.ACTIONS, Topic.INDICATORS, Topic.GOALS}:
            self._leave_topic()
        self.described = None
        self.tables.read(grids)
        self.item_style = "table"  # the text after a table is not an item of the list that announced it

    @staticmethod
    def _precedes_conclusions(following: Sequence[Block]) -> bool:
        texts = [numbers_before(block.text, block.number)[1] for block in following[:1]]
        return any((label := label_of(text)) is not None and label.topic is Topic.CONCLUSIONS for text in texts)

    def _read_cell(self, cell: TableCell) -> bool:
        """Read the lines of the only cell of a row; return whether all of them were used."""
        used = [self._read_line(line, cell.place, "", is_heading=False) for line in lines_of(cell.text) if line]
        return all(used)

    def _is_measured_action(self, block: Block, following: Sequence[Block]) -> bool:
        """Read a numbered line as an action if the next line announces its indicators; return whether it did."""
        numbers, text = numbers_before(block.text, block.number)
        is_announced = bool(following) and _BARE_LABEL.fullmatch(_whole(following[0])) is not None
        is_item = block.kind is not BlockKind.HEADING and bool(numbers) and style_of(numbers[-1]) in ("1.", "1)")
        if not is_announced or not is_item:
            return False
        self._leave_topic()
        self.is_listed = False
        self.builder.set_action(text, block.place, position=position_of(numbers[-1]))
        return True

    def _continues_goal(self, goal: Quote | None, block: Block) -> bool:
        """Add a line of a page to the goal above it, whose last line was not full; return whether it did."""
        is_rest = block.kind is BlockKind.PARAGRAPH and not block.number and block.text[0].islower()
        if goal is None or not is_rest or not block.place.page or goal.text[-1] in ".;:":
            return False
        self.open_goal = self.builder.extend_goal(goal, block.text)
        return True

    # --- lines

    def _read_line(self, text: str, place: Place, number: str, *, is_heading: bool) -> bool:
        """Return whether the line was used."""
        numbers, rest = numbers_before(text, number)
        for item in numbers:
            self.numbering.enter(item)
        self.builder.reference = self.numbering.reference
        last = numbers[-1] if numbers else ""
        if not rest:
            self._leave_topic()
            return True
        label = label_of(rest)
        if label is not None and not (self.topic is Topic.QUADRANT and label.topic is Topic.SWOT):
            return self._read_label(label, rest, place, last)
        if self.awaits_text:
            self.awaits_text = False
            return self._read_announced(self.topic, rest, place, last)
        if self._read_detail(rest, place):
            return True
        goal = self.builder.known_goal(rest)
        if goal is not None and self.topic not in (Topic.GOALS, Topic.QUADRANT):
            self.builder.set_goal(rest, place)
            if self.topic not in (Topic.ACTIONS, Topic.INDICATORS):
                self.topic = Topic.GOAL
            self.item_style = ""
            return True
        if is_heading or "§" in map(style_of, numbers[:1]):
            self._leave_topic()
            return False
        return self._read_by_number(rest, place, last) or self._read_item(rest, place, last)

    def _read_by_number(self, text: str, place: Place, number: str) -> bool:
        """Read "1.2. Name" below goal 1 as its action, and below that "- liczba szkoleń – 5" as an indicator."""
        goal, position = self.builder.goal, bare_number(number)
        if goal is None or self.topic not in (Topic.GOAL, Topic.PRIORITY, Topic.ACTION):
            return False
        if goal.number and position.startswith(f"{goal.number}.") and position.count(".") == 1:
            self._leave_topic()
            self.topic, self.is_listed = Topic.ACTION, False
            self.builder.set_action(text, place, position=position)
            return True
        is_below_action = self.topic is Topic.ACTION and self.builder.action is not None and style_of(number) == "-"
        if is_below_action and has_target(text):
            self.builder.add_combined(text, place)
            return True
        return False

    def _read_detail(self, text: str, place: Place) -> bool:
        """Read a line such as “Częstotliwość pomiaru: raz w roku” below an indicator; return whether it was used."""
        header, colon, value = content(text).partition(":")
        column = column_of(header)
        is_detail = bool(colon and value.strip()) and not column.is_unknown and column.role in DETAILS
        if not is_detail or self.described is None:
            return False
        self.builder.add_detail(self.described, column, value.strip(), place)
        return True

    def _leave_topic(self) -> None:
        self.topic, self.awaits_text, self.item_style, self.quadrant = Topic.OTHER, False, "", ""
        self.described = None
        self.goes_on = False

    def _read_label(self, label: Label, line: str, place: Place, number: str) -> bool:
        self._leave_topic()
        self.topic, self.label_style = label.topic, style_of(number)
        if label.topic in (Topic.INDICATORS, Topic.ACTIONS) and label.number:
            self.builder.return_to(self.builder.known_goal("", label.number))
            self.builder.leave_action()
            return True
        if label.topic is Topic.INDICATORS and label.is_of_programme:
            self.builder.leave_goal()
        match label.topic:
            case Topic.QUADRANT:
                self.quadrant = label.quadrant
                add_findings(self.draft, label.quadrant, label.text, place)
            case Topic.CONCLUSIONS:
                self.heading = f"{number} {content(line).rstrip('.:')}".strip()
            case Topic.GOALS | Topic.MAIN_GOALS:
                self.builder.leave_goal()
            case Topic.INDICATORS if self.is_listed:
                self.builder.leave_listed_action()
                for part in filter(None, label.text.split("; ")):
                    self._add_item(part, place, "")
            case Topic.INDICATORS | Topic.ACTIONS if label.text:
                for part in label.text.split("; "):
                    self._add_item(part, place, "")
            case topic if topic in _ANNOUNCED:
                self.awaits_text = not label.text
                if label.text:
                    return self._read_announced(topic, label.text, place, label.number or bare_number(number))
                self.label_style = style_of(number)
                self.announced_number = label.number
                if topic is Topic.GOAL and self.builder.known_goal("", label.number):
                    self.builder.set_goal("", place, number=label.number)
                    self.awaits_text = False
        return True

    announced_number = ""
    open_goal: Quote | None = None  # the text of the line above, if it is a goal
    described: IndicatorDraft | None = None  # the indicator that the next lines describe
    is_listed = False  # the current action is an item of a list
    goes_on = False  # the item before ends with a comma or semicolon, so another one follows

    def _read_announced(self, topic: Topic, text: str, place: Place, number: str) -> bool:
        """Read the text of a single goal, action or indicator."""
        number = bare_number(number) or self.announced_number
        self.announced_number = ""
        match topic:
            case Topic.MAIN_GOAL:
                self.builder.set_main_goal(text, place)
                self.topic = Topic.OTHER
                self.open_goal = self.builder.main_goals[-1][0] if self.builder.main_goals else None
            case Topic.GOAL | Topic.PRIORITY:
                self.open_goal = self.builder.set_goal(text, place, number=number).text
            case Topic.ACTION:
                self.is_listed = False
                self.builder.set_action(text, place, position=position_of(number))
            case _:
                self.described = self.builder.add_combined(text, place)
        return True

    def _read_item(self, text: str, place: Place, number: str) -> bool:
        """Read an item of the current list; a number of another kind ends the list or begins a sublist."""
        if self.topic not in LISTS:
            return False
        style = style_of(number)
        is_first = bare_number(number) in FIRST_NUMBERS  # a list with the numbers of the paragraph that announces it
        if style and style == self.label_style and style != self.item_style and not is_first:
            self._leave_topic()
            return False
        if style and not self.item_style:
            self.item_style = style
        if style != self.item_style and self.topic not in (Topic.CONCLUSIONS, Topic.QUADRANT):
            return False
        is_listed = bool(style) or text.endswith((",", ";")) or self.goes_on
        if not is_listed and self.topic in (Topic.GOALS, Topic.ACTIONS, Topic.INDICATORS, Topic.MAIN_GOALS):
            return False
        self.goes_on = text.endswith((",", ";"))
        self._add_item(text, place, number)
        return True

    def _add_item(self, text: str, place: Place, number: str) -> None:
        position = bare_number(number)
        match self.topic:
            case Topic.QUADRANT:
                add_findings(self.draft, self.quadrant, text, place)
            case Topic.CONCLUSIONS:
                self._add_conclusion(text, place, number)
            case Topic.MAIN_GOALS:
                self.builder.set_main_goal(text, place)
            case Topic.GOALS:
                self.builder.set_goal(text, place, number=position)
                self.builder.leave_goal()
            case Topic.ACTIONS:
                self.is_listed = True
                self.builder.set_action(text, place, position=position)
            case _:
                self.builder.add_combined(text, place)

    def _add_conclusion(self, text: str, place: Place, number: str) -> None:
        if not number and self.draft.conclusions:
            last = self.draft.conclusions[-1]
            last.text = Quote(content(f"{last.text.text} {text}"), last.text.place, Origin.DOCUMENT)
            return
        reference = f"{self.heading}, {number}" if number and style_of(number) != "-" else self.heading
        self.draft.conclusions.append(
            ConclusionDraft(number=bare_number(number), reference=reference, text=Quote(content(text), place))
        )


def _whole(block: Block) -> str:
    return f"{block.number} {tidy(block.text)}".strip()
