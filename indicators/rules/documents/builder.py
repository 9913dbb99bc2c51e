"""The builder of a draft: it knows the goal and the action to which the next text belongs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cooperation.text import say
from indicators.rules.documents.blocks import Place
from indicators.rules.documents.cells import (
    Entries,
    aligned,
    baseline_of,
    indicator_entries,
    joined_lines,
    split_target,
    split_values,
    unit_in_brackets,
)
from indicators.rules.documents.columns import ColumnRole, TableColumn
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.labels import indicator_text
from indicators.rules.documents.wording import bare_number, comparable, content, lines_of, same_text, split_number, tidy
from indicators.rules.frequencies import parse_frequency

CellText = tuple[TableColumn, str, Place]


class Builder:
    """Adds goals, actions and indicators to a draft in the order of the document."""

    def __init__(self, draft: ProgrammeDraft) -> None:
        self.draft = draft
        self.goal: GoalDraft | None = None
        self.action: ActionDraft | None = None
        self.goals: dict[str, GoalDraft] = {}  # by their texts, as they are compared
        self.actions: dict[tuple[int, str], ActionDraft] = {}  # the last ones by their goals and names
        self.main_goals: list[tuple[Quote, str]] = []  # with their references
        self.reference = ""  # of the current line in the document's own numbering

    # --- goals and actions

    def set_main_goal(self, text: str, place: Place) -> None:
        """Add a main goal unless it is known; `finish` decides among several."""
        text = content(text)
        if text and not any(same_text(known.text, text) for known, _reference in self.main_goals):
            self.main_goals.append((Quote(text, place), self.reference))

    def extend_goal(self, quote: Quote, rest: str) -> Quote:
        """Add the rest of its text to a main goal or a goal; return the whole text."""
        whole = replace(quote, text=content(f"{quote.text} {rest}"))
        self.main_goals = [(whole if known is quote else known, at) for known, at in self.main_goals]
        for goal in self.draft.goals:
            if goal.text is quote:
                goal.text = whole
                self.goals[comparable(whole.text)] = goal
        return whole

    def known_goal(self, text: str, number: str = "") -> GoalDraft | None:
        """Return the goal with this text, or with this number where the text is only a number."""
        known = self.goals.get(comparable(text)) if text else None
        if known is not None:
            return known
        if number and not text:
            return next((goal for goal in self.draft.goals if goal.number == number), None)
        return None

    def set_goal(self, text: str, place: Place, *, number: str = "") -> GoalDraft:
        """Make the goal current; add it unless it is known."""
        goal = self.known_goal(text, number)
        if goal is None:
            goal = GoalDraft(text=Quote(content(text), place), number=number, reference=self.reference)
            self.draft.goals.append(goal)
            self.goals.setdefault(comparable(text), goal)
        if goal is not self.goal:
            self.goal, self.action = goal, None
        return goal

    def leave_goal(self) -> None:
        self.goal = self.action = None

    def return_to(self, goal: GoalDraft | None) -> None:
        """Make an earlier goal current again; None: no goal."""
        if goal is not self.goal:
            self.goal, self.action = goal, None

    def _current_goal(self) -> GoalDraft:
        """Return the current goal, or a goal without a text for actions that have none."""
        if self.goal is None:
            self.goal = next((goal for goal in self.draft.goals if goal.text is None), None)
        if self.goal is None:
            self.goal = GoalDraft()
            self.draft.goals.append(self.goal)
        return self.goal

    def set_action(self, text: str, place: Place, *, position: str = "", is_repeated: bool = False) -> ActionDraft:
        """Make the action current; a repeated name is a new action if its number differs, unless `is_repeated`."""
        goal = self._current_goal()
        name = content(text)
        key = (id(goal), comparable(name))
        last = self.actions.get(key)
        is_current = last is not None and last is self.action and last is goal.actions[-1]
        if last is not None and ((is_current and is_repeated) or position in ("", last.position)):
            self.action = last
        else:
            self.action = ActionDraft(name=Quote(name, place), position=position or None, reference=self.reference)
            goal.actions.append(self.action)
            self.actions[key] = self.action
        return self.action

    def leave_action(self) -> None:
        self.action = None

    def return_to_action(self, action: ActionDraft | None) -> None:
        """Make an action of the current goal current again; None, or an action of another goal: no action."""
        is_of_goal = self.goal is not None and any(action is other for other in self.goal.actions)
        self.action = action if is_of_goal else None

    def leave_listed_action(self) -> None:
        """Leave the last action of a list: indicators below several actions belong to the goal, not to the last."""
        actions = self.goal.actions if self.goal is not None else []
        if self.action is not None and len(actions) > 1 and not actions[-2].indicators:
            self.action = None

    def _current_action(self) -> ActionDraft:
        """Return the current action, or an action without a name for indicators that have none."""
        if self.action is None:
            goal = self._current_goal()
            self.action = next((action for action in goal.actions if action.name is None), None)
            if self.action is None:
                self.action = ActionDraft()
                goal.actions.append(self.action)
        return self.action

    # --- indicators

    def add_indicator(self, name: str, place: Place, target: Quote | None = None) -> IndicatorDraft:
        text = content(name)
        unit = unit_in_brackets(text)
        indicator = IndicatorDraft(name=Quote(text, place), target=target, unit=Quote(unit, place) if unit else None)
        self._current_action().indicators.append(indicator)
        return indicator

    def add_combined(self, text: str, place: Place) -> IndicatorDraft:
        """Add an indicator whose target is in the same text."""
        name, target = split_target(text)
        return self.add_indicator(name, place, Quote(target, place) if target else None)

    def add_row(self, names: CellText, others: Sequence[CellText]) -> None:
        """Add the indicators of a cell, each with its part of the other cells of the row."""
        column, text, place = names
        has_target = any(other.role in (ColumnRole.TARGET, ColumnRole.VALUES) for other, _text, _place in others)
        has_target = has_target and not column.holds_target
        entries = indicator_entries(text, [other for _column, other, _place in others])
        parts = [self._parts(cell, entries) for cell in others]
        for at, entry in enumerate(entries.texts):
            name = indicator_text(entry)
            row = [(other, part[at], where) for (other, _text, where), part in zip(others, parts, strict=True)]
            indicator = self.add_indicator(name, place) if has_target else self.add_combined(name, place)
            for other, value, where in row:
                if value:
                    self._set_value(indicator, other, value, where)
            if indicator.baseline is None:
                indicator.baseline_year = None  # the year of a baseline that the row does not have

    def add_detail(self, indicator: IndicatorDraft, column: TableColumn, value: str, place: Place) -> None:
        """Add a line such as “Wartość docelowa: 30” to an indicator."""
        if column.role is ColumnRole.TARGET and indicator.target and indicator.target.text == indicator.name.text:
            indicator.target = None  # a name with a number was read as its own target
        self._set_value(indicator, column, value, place)

    def _parts(self, cell: CellText, entries: Entries) -> list[str | None]:
        """Return a part of the cell for each entry; report a cell that cannot be divided."""
        column, text, place = cell
        count = len(entries.texts)
        parts = aligned(entries, text)
        if parts is None:
            why = (
                say("several figures on separate lines for one indicator: “{header}”", header=column.header)
                if count == 1
                else say(
                    "the lines of “{header}” do not match the {count} indicators of the row",
                    header=column.header,
                    count=count,
                )
            )
            self.draft.report(place, " | ".join(filter(None, lines_of(text))), why)
            return [None] * count
        return parts

    def _set_value(self, indicator: IndicatorDraft, column: TableColumn, value: str, place: Place) -> None:
        match column.role:
            case ColumnRole.TARGET:
                self._add_target(indicator, column, value, place)
            case ColumnRole.VALUES:
                baseline, target = split_values(value)
                indicator.target = Quote(target, place)
                if baseline.value is not None:
                    indicator.baseline, indicator.baseline_year = Quote(baseline.value, place), baseline.year
                    why = say("baseline and target in one cell: check both")
                    self.draft.report(place, value, why)
            case ColumnRole.BASELINE:
                self._set_baseline(indicator, column, value, place)
            case ColumnRole.BASELINE_YEAR:
                years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", value)]
                if years and indicator.baseline_year is None:
                    indicator.baseline_year = years[-1]
            case ColumnRole.FREQUENCY:
                words = content(value)
                frequency = parse_frequency(words)
                indicator.frequency_verbatim = Quote(words, place)
                indicator.frequency = frequency.value if frequency else None
            case ColumnRole.UNIT:
                indicator.unit = Quote(content(value), place)
            case ColumnRole.RESPONSIBLE:
                indicator.responsible = Quote(content(value), place)
            case _:
                indicator.remarks.append((column.header, Quote(content(value), place)))

    def _add_target(self, indicator: IndicatorDraft, column: TableColumn, value: str, place: Place) -> None:
        text = content(split_number(value).text if value[0] in "•·▪" else value) or value
        if indicator.target is None:
            stated = f"{column.year}: {text}" if column.year and column.is_yearly else text
            indicator.target = Quote(stated, place)
        elif column.year and column.is_yearly:
            indicator.target = replace(indicator.target, text=f"{indicator.target.text}, {column.year}: {text}")
        else:
            indicator.remarks.append((column.header, Quote(text, place)))

    def _set_baseline(self, indicator: IndicatorDraft, column: TableColumn, value: str, place: Place) -> None:
        baseline = baseline_of(value, column.year)
        if not baseline.is_clear:
            self.draft.report(place, value, say("not a value with its year: “{header}”", header=column.header))
        elif baseline.value is not None and indicator.baseline is not None:
            known, known_year = indicator.baseline, indicator.baseline_year
            if baseline.year is not None and known_year is not None and baseline.year > known_year:
                indicator.baseline, indicator.baseline_year = Quote(baseline.value, place), baseline.year
                header = column.header.replace(str(baseline.year), str(known_year))
                indicator.remarks.append((header, known))
            else:
                indicator.remarks.append((column.header, Quote(value, place)))
        elif baseline.value is not None:
            indicator.baseline = Quote(baseline.value, place)
            indicator.baseline_year = baseline.year if baseline.year is not None else indicator.baseline_year

    # --- the end

    def finish(self) -> None:
        """Set the main goal; if there are several, report them for a person to choose."""
        if len(self.main_goals) == 1:
            self.draft.main_goal, self.draft.main_goal_reference = self.main_goals[0]
            return
        for quote, _reference in self.main_goals:
            self.draft.main_goal_candidates.append(quote)
            why = say(
                "one of {count} main goals: a programme has one, so choose or join them", count=len(self.main_goals)
            )
            self.draft.report(quote.place, quote.text, why)


def position_of(number: str) -> str:
    """Return the number of an action in the stored form."""
    return bare_number(tidy(number))


def joined_name(text: str) -> str:
    """Return the name in a cell as one line."""
    return joined_lines(text) or tidy(text)
