"""Questions about a draft, each for all rows that it concerns, and the draft with the answers in its cells.

An answer fills only cells that are empty, so a cell that a person has filled is never overwritten. Without an answer
nothing is assumed.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from cooperation.text import fold
from indicators.rules.documents.cells import baseline_of
from indicators.rules.documents.drafts import IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.edits import (
    DraftRow,
    EditedDraft,
    RowKind,
    draft_of_edits,
    is_year,
    sources_of,
    years_of,
)
from indicators.rules.frequencies import parse_frequency
from indicators.rules.indicator_tables import TableError, parse_baseline
from indicators.rules.meanings import Frequency, Scope, TargetMeaning
from indicators.rules.targets import parse_target


class DraftQuestionKind(StrEnum):
    """In the order in which the questions are asked."""

    MAIN_GOAL = "main-goal"  # which of several
    COLUMN = "column"  # what a column contains
    SCOPE = "scope"  # each year or the whole programme
    FREQUENCY = "frequency"
    BASELINE_YEAR = "baseline-year"
    UNIT = "unit"  # which unit of the office is meant


NEW_UNIT, DROPPED = "new", "drop"  # choices
SCOPES = (Scope.YEAR.value, Scope.PROGRAMME.value)
COLUMNS = ("target", "baseline", "frequency_verbatim", "unit", "responsible", DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQuestion:
    """A question with the rows that it concerns. `subject`: the words of the document that it is about."""

    kind: DraftQuestionKind
    subject: str = ""
    rows: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()  # none: any year

    @property
    def key(self) -> str:
        """Return the name under which the answer is stored; the same for the same words."""
        digest = hashlib.sha256(fold(self.subject).encode()).hexdigest()[:12]
        return f"{self.kind}-{digest}" if self.subject else self.kind.value

    def accepts(self, answer: str) -> bool:
        if self.kind is DraftQuestionKind.BASELINE_YEAR:
            return is_year(answer)
        return answer in self.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedDraft:
    """A draft with the answers in its cells. `questions` are all, the answered ones included."""

    draft: ProgrammeDraft
    rows: Mapping[str, Mapping[str, str]]  # the cells of each indicator, by key
    questions: Sequence[DraftQuestion]
    open_questions: Sequence[DraftQuestion]


def decide(edited: EditedDraft, read: ProgrammeDraft, units: Mapping[str, str]) -> DecidedDraft:
    """Return the draft with all answers; `units`: folded name -> choice, of each unit of the office."""
    rows = [replace(row, texts=dict(row.texts)) for row in edited.loaded_rows()]
    indicators = [row for row in rows if row.kind is RowKind.INDICATOR]
    main_goals = _main_goals(edited, read)
    columns = list(_columns(indicators, read))
    used = _fill_from_columns(indicators, read, columns, edited.answers)
    rest = [*_scopes(indicators, years_of(edited.head)), *_frequencies(indicators), *_baseline_years(indicators)]
    rest += _units(indicators, units)
    questions = [*main_goals, *columns, *rest]
    answers = {
        question.key: answer
        for question in questions
        if question.accepts(answer := edited.answers.get(question.key, ""))
    }
    for question in rest:
        _fill(question, answers.get(question.key, ""), indicators)
    head = dict(edited.head)
    for question in main_goals:
        if question.key in answers:
            head["main_goal"] = read.main_goal_candidates[int(answers[question.key])].text
    draft = draft_of_edits(replace(edited, head=head, rows=rows), read)
    for row, indicator in zip(indicators, draft.indicators, strict=True):
        indicator.remarks = [remark for remark in indicator.remarks if (row.key, remark[0]) not in used]
    return DecidedDraft(
        draft=draft,
        rows={row.key: row.texts for row in indicators},
        questions=questions,
        open_questions=[question for question in questions if question.key not in answers],
    )


def meaning_of_row(texts: Mapping[str, str], years: tuple[int, int] | None) -> TargetMeaning:
    """Return the meaning of the target of an indicator as it will be loaded."""
    year = int(texts["baseline_year"]) if is_year(texts["baseline_year"]) else None
    return _meaning(texts["name"], texts["target"], texts["baseline"], year, texts["unit"], years)


@lru_cache(maxsize=2048)  # the questions and the page need the meaning of the same rows
def _meaning(
    name: str, target: str, baseline_text: str, baseline_year: int | None, unit: str, years: tuple[int, int] | None
) -> TargetMeaning:
    try:
        parsed = parse_baseline(baseline_text or "–", baseline_year, unit)
    except TableError:  # the baseline becomes a remark
        parsed = None
    baseline = (parsed.value, parsed.year) if parsed else None
    return parse_target(target or "–", years=years, baseline=baseline, name=name)  # an empty target is stored as "–"


# --- the questions ---------------------------------------------------------------------------------------------------


def _main_goals(edited: EditedDraft, read: ProgrammeDraft) -> list[DraftQuestion]:
    if not read.main_goal_candidates or edited.head["main_goal"]:
        return []
    choices = tuple(map(str, range(len(read.main_goal_candidates))))
    return [DraftQuestion(kind=DraftQuestionKind.MAIN_GOAL, choices=choices)]


def _remarks(row: DraftRow, sources: Mapping[str, object]) -> list[tuple[str, Quote]]:
    source = sources.get(row.key)
    return source.remarks if isinstance(source, IndicatorDraft) else []


def _columns(indicators: Sequence[DraftRow], read: ProgrammeDraft) -> Iterator[DraftQuestion]:
    sources = sources_of(read)
    pairs = [(header, row.key) for row in indicators for header, _quote in _remarks(row, sources)]
    for header, keys in _grouped(pairs).items():
        yield DraftQuestion(kind=DraftQuestionKind.COLUMN, subject=header, rows=keys, choices=COLUMNS)


def _fill_from_columns(
    indicators: Sequence[DraftRow],
    read: ProgrammeDraft,
    columns: Sequence[DraftQuestion],
    answers: Mapping[str, str],
) -> set[tuple[str, str]]:
    """Put remarks into the cells that the answers name, where these are empty; return (key, header) of those used."""
    chosen = {fold(question.subject): answers.get(question.key, "") for question in columns}
    sources = sources_of(read)
    used = set()
    for row in indicators:
        for header, quote in _remarks(row, sources):
            choice = chosen[fold(header)]
            if choice == DROPPED:
                used.add((row.key, header))
            elif choice in COLUMNS and not row.texts[choice]:
                row.texts[choice] = quote.text
                used.add((row.key, header))
    return used


def _scopes(indicators: Sequence[DraftRow], years: tuple[int, int] | None) -> Iterator[DraftQuestion]:
    keys = tuple(
        row.key
        for row in indicators
        if not row.texts["scope"] and meaning_of_row(row.texts, years).scope is Scope.UNDECIDED
    )
    if keys:
        yield DraftQuestion(kind=DraftQuestionKind.SCOPE, rows=keys, choices=SCOPES)


def _frequencies(indicators: Sequence[DraftRow]) -> Iterator[DraftQuestion]:
    pairs = [
        (row.texts["frequency_verbatim"], row.key)
        for row in indicators
        if not row.texts["frequency"] and parse_frequency(row.texts["frequency_verbatim"]) is None
    ]
    choices = tuple(frequency.value for frequency in Frequency)
    for words, keys in _grouped(pairs).items():
        yield DraftQuestion(kind=DraftQuestionKind.FREQUENCY, subject=words, rows=keys, choices=choices)


def _baseline_years(indicators: Sequence[DraftRow]) -> Iterator[DraftQuestion]:
    keys = tuple(
        row.key
        for row in indicators
        if not row.texts["baseline_year"] and _is_value_without_year(row.texts["baseline"])
    )
    if keys:
        yield DraftQuestion(kind=DraftQuestionKind.BASELINE_YEAR, rows=keys)


def _is_value_without_year(text: str) -> bool:
    baseline = baseline_of(text)
    return baseline.value is not None and baseline.year is None


def _units(indicators: Sequence[DraftRow], units: Mapping[str, str]) -> Iterator[DraftQuestion]:
    pairs = [(row.texts["responsible"], row.key) for row in indicators if row.texts["responsible"]]
    choices = (NEW_UNIT, *dict.fromkeys(units.values()))
    for name, keys in _grouped(pairs).items():
        if fold(name) not in units:
            yield DraftQuestion(kind=DraftQuestionKind.UNIT, subject=name, rows=keys, choices=choices)


def _grouped(pairs: Collection[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return subject -> keys, in the order of the first rows; subjects that differ only in case are one."""
    groups: dict[str, tuple[str, list[str]]] = {}
    for subject, key in pairs:
        groups.setdefault(fold(subject), (subject, []))[1].append(key)
    return {subject: tuple(keys) for subject, keys in groups.values()}


def _fill(question: DraftQuestion, answer: str, indicators: Sequence[DraftRow]) -> None:
    """Put an answer into the cells of the rows that the question concerns; units have no cell for it."""
    cells = {
        DraftQuestionKind.SCOPE: "scope",
        DraftQuestionKind.FREQUENCY: "frequency",
        DraftQuestionKind.BASELINE_YEAR: "baseline_year",
    }
    cell = cells.get(question.kind)
    if cell and answer:
        for row in indicators:
            if row.key in question.rows:
                row.texts[cell] = answer
