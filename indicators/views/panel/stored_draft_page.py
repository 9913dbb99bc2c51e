"""What the page of a draft shows: questions, the document, and the rows of the programme that will be made."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cooperation.models import Unit
from cooperation.text import Sentence
from cooperation.web.context import Context
from indicators.models import StoredDraft
from indicators.models.choices import FREQUENCIES
from indicators.rules.documents.blocks import NOWHERE, Place, document_from_json
from indicators.rules.documents.drafts import QUADRANTS, ActionDraft, GoalDraft, IndicatorDraft, Unused, draft_from_json
from indicators.rules.documents.edits import (
    DraftRow,
    EditedDraft,
    RowKind,
    is_changed,
    numbers_of,
    parents_of,
    siblings_of,
    sources_of,
)
from indicators.rules.documents.problems import DraftProblem, problems_of
from indicators.rules.documents.questions import (
    DecidedDraft,
    DraftQuestion,
    DraftQuestionKind,
    decide,
    meaning_of_row,
)
from indicators.rules.documents.versions import differing_texts
from indicators.rules.meanings import Scope, TargetMeaning
from indicators.services.documents.loading import units_by_name
from indicators.services.targets import meaning_sentence
from indicators.views.panel.draft_documents import DocumentView, document_view, quotes_of, rows_by_place
from indicators.wording import stored_drafts as wording

Sources = Mapping[str, GoalDraft | ActionDraft | IndicatorDraft]
MAX_UNUSED = 200  # that the page lists
MAX_LISTED_ROWS = 5  # below a question
BOXES = {RowKind.GOAL: "node-box--g", RowKind.ACTION: "node-box--a", RowKind.INDICATOR: "node-box--i"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuestion:
    """A question with its texts and answer; `listed`: some of its rows (key, number, name)."""

    question: DraftQuestion
    texts: wording.QuestionTexts
    answer: str
    is_open: bool
    reach: Sentence | None
    listed: Sequence[tuple[str, str, str]]
    unlisted_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A row of the tree. `place`: in the document, with its anchor there."""

    row: DraftRow
    number: str
    is_open: bool
    is_loaded: bool
    is_changed: bool
    place: Sentence | None
    anchor: str
    may_go_up: bool
    may_go_down: bool
    asks: Sequence[DraftQuestionKind]
    meaning: Sentence | None = None
    is_scope_open: bool = False
    is_moving: bool = False
    problems: Sequence[Sentence] = ()

    @property
    def box(self) -> str:
        """Return the class of the style sheet for rows of this kind."""
        return BOXES[self.row.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedText:
    item: Unused
    anchor: str


def draft_page(
    stored: StoredDraft,
    edited: EditedDraft,
    problems: Sequence[DraftProblem],
    *,
    moving_key: str = "",
    opened_keys: Set[str] = frozenset(),
) -> Context:
    """Return the context of the page. One query.

    `moving_key`: of the row that shows where it can be moved; `opened_keys`: of the rows that are unfolded.
    """
    read = draft_from_json(stored.draft)
    units = units_by_name()
    decided = decide(edited, read, {name: str(unit.pk) for name, unit in units.items()})
    unused: dict[Place, int] = {}
    for at, item in enumerate(read.unused):
        unused.setdefault(item.place, at)
    view = document_view(document_from_json(stored.document), rows_by_place(read), unused)
    numbers = numbers_of(edited.rows)
    questions = _questions(edited, decided, numbers, [quote.text for quote in read.main_goal_candidates], units)
    wrong_places = {problem.place for problem in problems}
    texts_of_problems: dict[str, list[Sentence]] = {}  # by the key of the row, "head" for the programme
    for problem in problems:
        texts_of_problems.setdefault(problem.place.split("-")[0], []).append(problem.sentence)
    return {
        "stored": stored,
        "edited": edited,
        "decided": decided,
        "contents": wording.contents(decided.draft),
        "questions": questions,
        "other_answers": _other_answers(edited, decided),
        "questions_left": wording.questions_left(len(decided.open_questions), len(questions)),
        "missing": problems_of(edited, decided),
        "document": view,
        "unused_places": unused,
        "rows": _page_rows(
            edited,
            decided,
            read_sources=sources_of(read),
            view=view,
            problems=texts_of_problems,
            moving_key=moving_key,
            opened_keys=opened_keys,
        ),
        "new_parents": _new_parents(edited.rows, numbers, moving_key),
        "moved_with": _moved_with(edited.rows, numbers, moving_key),
        **unused_texts(read.unused, view.anchors),
        "problems": problems,
        "head_problems": texts_of_problems.get("head", []),
        "quadrants": [(quadrant, edited.findings[quadrant]) for quadrant in QUADRANTS],
        "frequencies": FREQUENCIES,
        "unit_names": sorted({unit.name for unit in units.values()}),
        "is_head_open": bool({place for place in wrong_places if place.startswith("head-")})
        or not edited.head["first_year"],
    }


def unused_texts(unused: Sequence[Unused], anchors: Mapping[Place, str]) -> Context:
    """Return the context of the list of what was not understood; `anchors`: of places in the shown document."""
    return {
        "unused": [UnusedText(item=item, anchor=anchors.get(item.place, "")) for item in unused[:MAX_UNUSED]],
        "unlisted_unused": max(len(unused) - MAX_UNUSED, 0),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVersionDifference:
    """A text that differs between the saved version and the own one. `field`: what is sent to take the saved one."""

    label: Sentence
    number: str
    field: str
    anchor: str
    saved: str
    own: str


def _value_label(name: str, text: str) -> str:
    """Return a text, or the words for a chosen option."""
    labels = {
        "frequency": {value: str(label) for value, label in FREQUENCIES},
        "scope": {Scope.YEAR.value: _("in each year"), Scope.PROGRAMME.value: _("in the whole programme")},
        "dropped": {"on": _("yes"), "": _("no")},
    }
    return labels.get(name, {}).get(text, text)


def version_differences(saved: EditedDraft, own: EditedDraft) -> list[PageVersionDifference]:
    numbers = {**numbers_of(saved.rows), **numbers_of(own.rows)}
    own_keys = {row.key for row in own.rows}
    return [
        PageVersionDifference(
            label=wording.text_label(item.key, item.name),
            number=numbers.get(item.key, ""),
            field=item.field or ("" if item.key in own_keys else item.key),
            anchor=f"t-{item.key}" if item.key in own_keys else "",
            saved=_value_label(item.name, item.stored),
            own=_value_label(item.name, item.own),
        )
        for item in differing_texts(saved, own)
    ]


def _questions(
    edited: EditedDraft,
    decided: DecidedDraft,
    numbers: Mapping[str, str],
    candidates: Sequence[str],
    units: Mapping[str, Unit],
) -> list[PageQuestion]:
    names = {row.key: row.texts["name"] for row in edited.rows}
    choices = sorted({(str(unit.pk), unit.name) for unit in units.values()}, key=lambda choice: choice[1])
    open_keys = {question.key for question in decided.open_questions}
    return [
        PageQuestion(
            question=question,
            texts=wording.question_texts(question, candidates=candidates, units=choices),
            answer=edited.answers.get(question.key, ""),
            is_open=question.key in open_keys,
            reach=wording.reach(question),
            listed=[(key, numbers[key], names[key]) for key in question.rows[:MAX_LISTED_ROWS]],
            unlisted_count=max(len(question.rows) - MAX_LISTED_ROWS, 0),
        )
        for question in decided.questions
    ]


def _other_answers(edited: EditedDraft, decided: DecidedDraft) -> list[tuple[str, str]]:
    """Return the answers to questions that are not asked now: a row that is not loaded may be loaded again."""
    asked = {question.key for question in decided.questions}
    return [(key, answer) for key, answer in edited.answers.items() if key not in asked]


def _page_rows(
    edited: EditedDraft,
    decided: DecidedDraft,
    *,
    read_sources: Sources,
    view: DocumentView,
    problems: Mapping[str, Sequence[Sentence]],
    moving_key: str,
    opened_keys: Set[str],
) -> list[PageRow]:
    numbers = numbers_of(edited.rows)
    loaded = {row.key for row in edited.loaded_rows()}
    asks: dict[str, list[DraftQuestionKind]] = {}
    for question in decided.open_questions:
        for key in question.rows:
            asks.setdefault(key, []).append(question.kind)
    first, last = _edges(edited.rows)
    rows = []
    for row in edited.rows:
        place = _place(read_sources.get(row.key))
        texts = decided.rows.get(row.key, row.texts)
        is_indicator = row.kind is RowKind.INDICATOR
        meaning = meaning_of_row(texts, decided.draft.years) if is_indicator else None
        is_scope_open = meaning is not None and meaning.scope is Scope.UNDECIDED
        rows.append(
            PageRow(
                row=row,
                number=numbers[row.key],
                is_open=not row.texts["name"] or row.key in problems or row.key == moving_key or row.key in opened_keys,
                is_loaded=row.key in loaded,
                is_changed=is_changed(row, read_sources),
                place=replace(place, column=0).sentence() if place else None,
                anchor=view.anchors.get(place, "") if place else "",
                may_go_up=row.key not in first,
                may_go_down=row.key not in last,
                asks=asks.get(row.key, []),
                meaning=_meaning(meaning, texts.get("scope", "")),
                is_scope_open=is_scope_open,
                is_moving=row.key == moving_key,
                problems=problems.get(row.key, ()),
            )
        )
    return rows


def _edges(rows: Sequence[DraftRow]) -> tuple[set[str], set[str]]:
    """Return the keys of the first and of the last row below each goal or action, and of the first and last goal."""
    parents = parents_of(rows)
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for row in rows:
        parent = parents.get(row.key, "")
        first.setdefault(parent, row.key)
        last[parent] = row.key
    return set(first.values()), set(last.values())


def _place(source: GoalDraft | ActionDraft | IndicatorDraft | None) -> Place | None:
    quote = quotes_of(source)[0] if source else None
    return quote.place if quote and quote.place != NOWHERE else None


def _meaning(meaning: TargetMeaning | None, scope: str) -> Sentence | None:
    """Return the target as understood, with the period that a person has decided."""
    if meaning is None:
        return None
    if scope and meaning.scope is Scope.UNDECIDED:
        meaning = replace(meaning, scope=Scope(scope))
    return meaning_sentence(meaning, None)


def _new_parents(rows: Sequence[DraftRow], numbers: Mapping[str, str], key: str) -> list[tuple[str, str]]:
    """Return the goals or actions below which a row can be moved: (key, number with the name)."""
    current = parents_of(rows).get(key)
    if current is None:
        return []
    kinds = (RowKind.GOAL, RowKind.ACTION) if RowKind(key[0]) is RowKind.INDICATOR else (RowKind.GOAL,)
    return [_choice(row, numbers) for row in rows if row.kind in kinds and row.key != current]


def _moved_with(rows: Sequence[DraftRow], numbers: Mapping[str, str], key: str) -> list[tuple[str, str]]:
    """Return the rows beside a row, which can be moved together with it: (key, number with the name)."""
    if key not in parents_of(rows):
        return []
    beside = set(siblings_of(rows, key)) - {key}
    return [_choice(row, numbers) for row in rows if row.key in beside]


def _choice(row: DraftRow, numbers: Mapping[str, str]) -> tuple[str, str]:
    return row.key, f"{numbers[row.key]} {Truncator(row.texts['name'] or '–').chars(50)}"
