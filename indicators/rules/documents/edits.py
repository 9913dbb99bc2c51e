"""A draft as a person edits it: a list of goals, actions and indicators in their order, and texts beside the list.

The list has no nesting: an action belongs to the goal above it, an indicator to the action above it. Cells that a
person has not changed keep their place and origin when the list becomes a draft again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from cooperation.json_object import JsonObject
from cooperation.rules.origins import Origin
from indicators.rules.documents.blocks import NOWHERE
from indicators.rules.documents.drafts import (
    QUADRANTS,
    ActionDraft,
    ConclusionDraft,
    FindingDraft,
    GoalDraft,
    IndicatorDraft,
    ProgrammeDraft,
    Quote,
)
from indicators.rules.documents.wording import numbered_content, tidy
from indicators.rules.frequencies import parse_frequency

HEAD = ("title", "issuer", "first_year", "last_year", "slug", "main_goal")
QUOTED_CELLS = ("target", "frequency_verbatim", "baseline", "unit", "responsible")
CELLS = ("name", *QUOTED_CELLS, "baseline_year", "frequency", "scope")


def years_of(head: Mapping[str, str]) -> tuple[int, int] | None:
    """Return the first and the last year that were typed, None unless both are years."""
    first, last = head["first_year"], head["last_year"]
    return (int(first), int(last)) if is_year(first) and is_year(last) else None


def is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and 1900 <= int(text) <= 2100


class RowKind(StrEnum):
    """The kind of a row; its value begins the row's key."""

    GOAL = "g"
    ACTION = "a"
    INDICATOR = "i"


FIELDS: Mapping[RowKind, tuple[str, ...]] = {
    RowKind.GOAL: ("name",),
    RowKind.ACTION: ("name",),
    RowKind.INDICATOR: CELLS,
}


@dataclass(slots=True, kw_only=True)
class DraftRow:
    """A goal, an action or an indicator. `key`: the kind and a number that never changes, "i12"."""

    key: str
    texts: dict[str, str]
    is_dropped: bool = False  # it and what is below it is not loaded

    @property
    def kind(self) -> RowKind:
        return RowKind(self.key[0])


@dataclass(slots=True, kw_only=True)
class EditedDraft:
    """What a person edits. `findings` and `conclusions` have one text a line; `answers`: question -> choice."""

    head: dict[str, str]
    findings: dict[str, str]
    conclusions: str
    rows: list[DraftRow]
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def year_span(self) -> str:
        """Return "2021–2025" or "2026" as typed; blank while one of the years is missing."""
        first, last = self.head["first_year"], self.head["last_year"]
        return "–".join(dict.fromkeys((first, last))) if first and last else ""

    def loaded_rows(self) -> list[DraftRow]:
        """Return the rows that are loaded: not dropped, and below none that is."""
        rows, dropped = [], ""
        for row in self.rows:
            if dropped and _depth(row) > _depth_of(dropped):
                continue
            dropped = row.key if row.is_dropped else ""
            if not row.is_dropped:
                rows.append(row)
        return rows


def _depth(row: DraftRow) -> int:
    return _depth_of(row.key)


def _depth_of(key: str) -> int:
    return "gai".index(key[0])


def edits_to_json(edited: EditedDraft) -> JsonObject:
    """Return the edited draft for storage; the reverse of `edits_from_json`."""
    return asdict(edited)


def edits_from_json(data: JsonObject) -> EditedDraft:
    return EditedDraft(**{**data, "rows": [DraftRow(**row) for row in data["rows"]]})


# --- from a draft ----------------------------------------------------------------------------------------------------


def sources_of(draft: ProgrammeDraft) -> dict[str, GoalDraft | ActionDraft | IndicatorDraft]:
    """Return what the document says of each row, by key, in the order of the document."""
    sources: dict[str, GoalDraft | ActionDraft | IndicatorDraft] = {}
    numbers = dict.fromkeys(RowKind, 0)

    def add(kind: RowKind, source: GoalDraft | ActionDraft | IndicatorDraft) -> None:
        numbers[kind] += 1
        sources[f"{kind}{numbers[kind]}"] = source

    for goal in draft.goals:
        add(RowKind.GOAL, goal)
        for action in goal.actions:
            add(RowKind.ACTION, action)
            for indicator in action.indicators:
                add(RowKind.INDICATOR, indicator)
    return sources


def edits_of(draft: ProgrammeDraft) -> EditedDraft:
    """Return the draft of a document as it is before a person edits it."""
    first, last = draft.years or ("", "")
    head = (text_of(draft.title), text_of(draft.issuer), str(first), str(last), "", text_of(draft.main_goal))
    findings = {
        quadrant: "\n".join(finding.text.text for finding in draft.findings if finding.quadrant == quadrant)
        for quadrant in QUADRANTS
    }
    return EditedDraft(
        head=dict(zip(HEAD, head, strict=True)),
        findings=findings,
        conclusions="\n".join(_conclusion_line(item.number, item.text.text) for item in draft.conclusions),
        rows=[DraftRow(key=key, texts=_texts(source)) for key, source in sources_of(draft).items()],
    )


def text_of(quote: Quote | None) -> str:
    return quote.text if quote else ""


def _conclusion_line(number: str, text: str) -> str:
    return f"{number}. {text}" if number else text


def _texts(source: GoalDraft | ActionDraft | IndicatorDraft) -> dict[str, str]:
    if isinstance(source, IndicatorDraft):
        texts = {name: text_of(getattr(source, name)) for name in QUOTED_CELLS}
        year = str(source.baseline_year) if source.baseline_year is not None else ""
        return {"name": source.name.text, **texts, "baseline_year": year, "frequency": "", "scope": ""}
    return {"name": text_of(source.text if isinstance(source, GoalDraft) else source.name)}


# --- steps that change the list --------------------------------------------------------------------------------------


def numbers_of(rows: Iterable[DraftRow]) -> dict[str, str]:
    """Return the number of each row: "1", "1.2", "1.2.3"."""
    counts = [0, 0, 0]
    numbers = {}
    for row in rows:
        depth = _depth(row)
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (2 - depth)
        numbers[row.key] = ".".join(map(str, counts[: depth + 1]))
    return numbers


def parents_of(rows: Iterable[DraftRow]) -> dict[str, str]:
    """Return the key of the row above each action and indicator; raises ValueError for one without any."""
    above = ["", "", ""]
    parents = {}
    for row in rows:
        depth = _depth(row)
        above[depth:] = [row.key, *[""] * (2 - depth)]
        if depth:
            if not above[depth - 1]:
                raise ValueError(f"{row.key} is below nothing")
            parents[row.key] = above[depth - 1]
    return parents


def _block(rows: Sequence[DraftRow], key: str) -> range:
    """Return the places of a row and of all below it."""
    start = next(at for at, row in enumerate(rows) if row.key == key)
    depth = _depth_of(key)
    end = next((at for at in range(start + 1, len(rows)) if _depth(rows[at]) <= depth), len(rows))
    return range(start, end)


def siblings_of(rows: Sequence[DraftRow], key: str) -> list[str]:
    """Return the keys of the rows beside a row, and its own, in their order."""
    parents = parents_of(rows)
    return [row.key for row in rows if row.key[0] == key[0] and parents.get(row.key) == parents.get(key)]


def shifted(rows: Sequence[DraftRow], key: str, *, is_down: bool) -> list[DraftRow]:
    """Return the rows with a row and all below it after the next one beside it, or before the previous one."""
    siblings = siblings_of(rows, key)
    at = siblings.index(key)
    if not 0 <= at + (1 if is_down else -1) < len(siblings):
        return list(rows)
    first, second = (key, siblings[at + 1]) if is_down else (siblings[at - 1], key)
    upper, lower = _block(rows, first), _block(rows, second)
    return [
        *rows[: upper.start],
        *rows[lower.start : lower.stop],
        *rows[upper.start : upper.stop],
        *rows[lower.stop :],
    ]


def moved(rows: Sequence[DraftRow], key: str, parent: str) -> list[DraftRow]:
    """Return the rows with a row and all below it as the last one below another goal or action."""
    place = _block(rows, key)
    block, others = list(rows[place.start : place.stop]), [*rows[: place.start], *rows[place.stop :]]
    end = _block(others, parent).stop
    return [*others[:end], *block, *others[end:]]


def moved_together(rows: Sequence[DraftRow], keys: Sequence[str], parent: str) -> list[DraftRow]:
    """Return the rows with several rows below another goal or action, in their order.

    Indicators below a goal go to its action without a name, which is added if there is none.
    """
    result = list(rows)
    if keys[0].startswith(RowKind.INDICATOR) and parent.startswith(RowKind.GOAL):
        below = [result[at] for at in _block(result, parent)]
        unnamed = [row.key for row in below if row.kind is RowKind.ACTION and not row.texts["name"]]
        if unnamed:
            parent = unnamed[0]
        else:
            result, parent = added(result, RowKind.ACTION, parent)
    for row in rows:
        if row.key in keys:
            result = moved(result, row.key, parent)
    return result


def added(rows: Sequence[DraftRow], kind: RowKind, parent: str = "") -> tuple[list[DraftRow], str]:
    """Return the rows with an empty one as the last below a row, and its key; a goal stands below none."""
    key = next_key(rows, kind)
    row = DraftRow(key=key, texts=dict.fromkeys(FIELDS[kind], ""))
    end = _block(rows, parent).stop if parent else len(rows)
    return [*rows[:end], row, *rows[end:]], key


def divided(rows: Sequence[DraftRow], key: str) -> tuple[list[DraftRow], str]:
    """Return the rows with a second row that has the cells of an indicator, and its key; ";" divides the name."""
    at = _block(rows, key).start
    copy = next_key(rows, RowKind.INDICATOR)
    name, _semicolon, other = rows[at].texts["name"].partition(";")
    first = replace(rows[at], texts={**rows[at].texts, "name": name.strip()})
    second = DraftRow(key=copy, texts={**rows[at].texts, "name": other.strip() or name.strip()})
    return [*rows[:at], first, second, *rows[at + 1 :]], copy


def next_key(rows: Iterable[DraftRow], kind: RowKind) -> str:
    """Return a key that no row has; keys of the document's own rows come first, so it is above them."""
    numbers = [int(row.key[1:]) for row in rows if row.kind is kind]
    return f"{kind}{max(numbers, default=0) + 1}"


# --- back to a draft -------------------------------------------------------------------------------------------------


def draft_of_edits(edited: EditedDraft, read: ProgrammeDraft) -> ProgrammeDraft:
    """Return the draft to be loaded; the answers to the questions must have been put into the cells."""
    sources = sources_of(read)
    return ProgrammeDraft(
        title=_quote(edited.head["title"], read.title),
        issuer=_quote(edited.head["issuer"], read.issuer),
        years=years_of(edited.head),
        note=read.note,
        findings=_findings(edited.findings, read.findings),
        conclusions=_conclusions(edited.conclusions, read.conclusions),
        main_goal=_quote(edited.head["main_goal"], read.main_goal),
        main_goal_reference=read.main_goal_reference,
        main_goal_candidates=read.main_goal_candidates,
        goals=_goals(edited.loaded_rows(), sources),
        unused=read.unused,
        source=read.source,
    )


def _quote(text: str, known: Quote | None) -> Quote | None:
    """Return a text with the place and origin of the document's, unless a person has changed it."""
    if known is not None and known.text == text:
        return known
    return Quote(text, known.place if known else NOWHERE, Origin.DECISION) if text else None


def lines_with_text(text: str) -> list[str]:
    return [line for line in map(tidy, text.splitlines()) if line]


def _findings(texts: Mapping[str, str], known: Sequence[FindingDraft]) -> list[FindingDraft]:
    quotes = {(finding.quadrant, finding.text.text): finding.text for finding in known}
    return [
        FindingDraft(quadrant=quadrant, text=quotes.get((quadrant, line)) or Quote(line, NOWHERE, Origin.DECISION))
        for quadrant in QUADRANTS
        for line in lines_with_text(texts[quadrant])
    ]


def _conclusions(text: str, known: Sequence[ConclusionDraft]) -> list[ConclusionDraft]:
    by_line = {_conclusion_line(item.number, item.text.text): item for item in known}
    conclusions = []
    for line in lines_with_text(text):
        numbered = numbered_content(line)
        conclusions.append(
            by_line.get(line)
            or ConclusionDraft(
                number=numbered.number, reference="", text=Quote(numbered.text, NOWHERE, Origin.DECISION)
            )
        )
    return conclusions


Sources = Mapping[str, GoalDraft | ActionDraft | IndicatorDraft]


def _goals(rows: Iterable[DraftRow], sources: Sources) -> list[GoalDraft]:
    goals: list[GoalDraft] = []
    for row in rows:
        source = sources.get(row.key)
        match row.kind:
            case RowKind.GOAL:
                known_goal = source if isinstance(source, GoalDraft) else GoalDraft()
                text = _quote(row.texts["name"], known_goal.text)
                goals.append(GoalDraft(text=text, number=known_goal.number, reference=known_goal.reference))
            case RowKind.ACTION:
                known = source if isinstance(source, ActionDraft) else ActionDraft()
                name = _quote(row.texts["name"], known.name)
                goals[-1].actions.append(ActionDraft(name=name, position=known.position, reference=known.reference))
            case _:
                known_indicator = source if isinstance(source, IndicatorDraft) else None
                goals[-1].actions[-1].indicators.append(_indicator(row.texts, known_indicator))
    for goal in goals:
        numbers = [int(action.position) for action in goal.actions if action.position and action.position.isdigit()]
        if numbers != sorted(set(numbers)):  # actions that were moved: their order counts
            for action in goal.actions:
                action.position = None
    return goals


def _indicator(texts: Mapping[str, str], source: IndicatorDraft | None) -> IndicatorDraft:
    known = source or IndicatorDraft(name=Quote(""))
    words = _quote(texts["frequency_verbatim"], known.frequency_verbatim)
    parsed = parse_frequency(words.text) if words else None
    return IndicatorDraft(
        name=_quote(texts["name"], known.name) or Quote(""),
        target=_quote(texts["target"], known.target),
        frequency_verbatim=words,
        frequency=texts["frequency"] or (parsed.value if parsed else None),
        baseline=_quote(texts["baseline"], known.baseline),
        baseline_year=int(texts["baseline_year"]) if is_year(texts["baseline_year"]) else None,
        unit=_quote(texts["unit"], known.unit),
        responsible=_quote(texts["responsible"], known.responsible),
        scope=texts["scope"] or None,
        remarks=list(known.remarks),
    )


def is_changed(row: DraftRow, sources: Sources) -> bool:
    """Whether a person has changed a cell of the row, or has added the row."""
    source = sources.get(row.key)
    return source is None or row.texts != _texts(source)
