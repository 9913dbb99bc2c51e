"""Which goal, action or indicator of an amended document is which row of the programme: by its place and its words.

Equal words are the same row. Words with a typing error are the same row. Anything less certain is a question, which a
person answers; without an answer the row is neither new nor removed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from cooperation.text import fold

NEW = "new"  # the answer that a row of the document is none of the programme
_POSSIBLE, _POSSIBLE_AT_NUMBER, _POSSIBLE_ELSEWHERE = 0.6, 0.5, 0.8  # similarity of texts that may be the same row
_SURE_HEADING = 0.75  # of goals and actions: a wrong match shows in the words, which a person compares
_MARGIN = 0.1  # by which a sure match is better than any other
_SIMILAR_WORD = 0.8
_MAX_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """A row of the programme or of the document. `parent` is the same text for rows below the same goal or action."""

    key: str
    text: str
    number: int
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchQuestion:
    """Which row of the programme is this row of the document? `candidates`: keys, the most similar one first."""

    key: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """`pairs`: key in the document -> key in the programme."""

    pairs: Mapping[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    questions: tuple[MatchQuestion, ...]

    @property
    def probable_pairs(self) -> dict[str, str]:
        """Return the pairs, and for each question its most similar candidate that no other row has."""
        pairs = dict(self.pairs)
        for question in self.questions:
            free = [candidate for candidate in question.candidates if candidate not in pairs.values()]
            if free:
                pairs[question.key] = free[0]
        return pairs


def match(
    standing: Sequence[ComparedRow], drafted: Sequence[ComparedRow], answers: Mapping[str, str], *, is_heading: bool
) -> Matching:
    """Match the rows of a document with those of a programme; `answers`: key in the document -> chosen key, or NEW.

    An answer that is no candidate of a question is ignored.
    """
    matcher = _Matcher(standing, drafted)
    matcher.pair_equal_texts()
    matcher.pair_unique_texts()
    matcher.pair_similar_texts(is_heading=is_heading)
    return matcher.result(answers)


class _Matcher:
    def __init__(self, standing: Sequence[ComparedRow], drafted: Sequence[ComparedRow]) -> None:
        self.standing = {entry.key: entry for entry in standing}
        self.drafted = {entry.key: entry for entry in drafted}
        self.all_standing, self.all_drafted = list(standing), list(drafted)
        self.pairs: dict[str, str] = {}

    def _pair(self, drafted: ComparedRow, standing: ComparedRow) -> None:
        self.pairs[drafted.key] = standing.key
        del self.drafted[drafted.key], self.standing[standing.key]

    def pair_equal_texts(self) -> None:
        """Pair rows with the same words at the same place; several of the same words by their numbers, or in order."""
        old_groups, new_groups = _grouped(self.standing.values()), _grouped(self.drafted.values())
        for place, new_entries in new_groups.items():
            old_entries = old_groups.get(place, [])
            if len(old_entries) == len(new_entries):
                for drafted, standing in zip(new_entries, old_entries, strict=True):
                    self._pair(drafted, standing)
                continue
            by_number = {entry.number: entry for entry in old_entries}
            for drafted in new_entries:
                same_number = by_number.pop(drafted.number, None)
                if same_number is not None:
                    self._pair(drafted, same_number)

    def pair_unique_texts(self) -> None:
        """Pair rows that have moved: their words occur once in the programme and once in the document."""
        old_counts = Counter(fold(entry.text) for entry in self.all_standing)
        new_counts = Counter(fold(entry.text) for entry in self.all_drafted)
        by_text = {fold(entry.text): entry for entry in self.standing.values()}
        for drafted in list(self.drafted.values()):
            text = fold(drafted.text)
            if text in by_text and old_counts[text] == new_counts[text] == 1:
                self._pair(drafted, by_text[text])

    def pair_similar_texts(self, *, is_heading: bool) -> None:
        """Pair rows at the same place that are surely the same, each better than any other possible match."""
        scores = self._scores()
        by_row: dict[str, list[float]] = defaultdict(list)
        for pair, score in scores.items():
            for key in pair:
                by_row[key].append(score)
        for (drafted_key, standing_key), score in scores.items():
            drafted, standing = self.drafted.get(drafted_key), self.standing.get(standing_key)
            if drafted is None or standing is None or drafted.parent != standing.parent:
                continue
            rivals = [rival for key in (drafted_key, standing_key) for rival in by_row[key] if rival > score - _MARGIN]
            is_sure = is_typing_error(standing.text, drafted.text)
            is_sure |= is_heading and score >= _SURE_HEADING and marks_of(standing.text) == marks_of(drafted.text)
            if is_sure and len(rivals) == 2:  # itself, twice
                self._pair(drafted, standing)

    def _scores(self) -> dict[tuple[str, str], float]:
        """Return (key in the document, key in the programme) -> similarity, of rows that may be the same."""
        scores = {}
        for drafted in self.drafted.values():
            for standing in self.standing.values():
                limit = _POSSIBLE_ELSEWHERE
                if drafted.parent == standing.parent:
                    limit = _POSSIBLE_AT_NUMBER if drafted.number == standing.number else _POSSIBLE
                score = similarity(drafted.text, standing.text)
                if score >= limit:
                    scores[drafted.key, standing.key] = score
        return scores

    def result(self, answers: Mapping[str, str]) -> Matching:
        candidates: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for (drafted_key, standing_key), score in self._scores().items():
            candidates[drafted_key].append((-score, standing_key))
        order = {entry.key: at for at, entry in enumerate(self.all_standing)}
        questions = []
        for key, scored in candidates.items():
            scored.sort(key=lambda pair: (pair[0], order[pair[1]]))
            questions.append(
                MatchQuestion(key=key, candidates=tuple(standing for _score, standing in scored[:_MAX_CANDIDATES]))
            )
        return self._answered(questions, answers)

    def _answered(self, questions: Sequence[MatchQuestion], answers: Mapping[str, str]) -> Matching:
        pairs, decided_new, taken = dict(self.pairs), set(), set()
        for question in questions:
            answer = answers.get(question.key, "")
            if answer == NEW:
                decided_new.add(question.key)
            elif answer in question.candidates and answer not in taken:
                pairs[question.key] = answer
                taken.add(answer)
        open_questions = [
            question for question in questions if question.key not in pairs and question.key not in decided_new
        ]
        undecided = {candidate for question in open_questions for candidate in question.candidates}
        asked = {question.key for question in open_questions}
        return Matching(
            pairs=pairs,
            added=tuple(key for key in self.drafted if key not in pairs and key not in asked),
            removed=tuple(key for key in self.standing if key not in taken and key not in undecided),
            questions=tuple(questions),
        )


def _grouped(entries: Iterable[ComparedRow]) -> dict[tuple[str, str], list[ComparedRow]]:
    groups: dict[tuple[str, str], list[ComparedRow]] = defaultdict(list)
    for entry in entries:
        groups[entry.parent, fold(entry.text)].append(entry)
    return groups


# --- similarity of texts ---------------------------------------------------------------------------------------------


def similarity(left: str, right: str) -> float:
    """Return the share of common groups of three letters, 0 to 1."""
    left_groups, right_groups = _letter_groups(left), _letter_groups(right)
    return 2 * len(left_groups & right_groups) / (len(left_groups) + len(right_groups))


@lru_cache(maxsize=4096)
def _letter_groups(text: str) -> frozenset[str]:
    padded = f"  {fold(text)} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def marks_of(text: str) -> list[str]:
    """Return the numbers and the signs of a text, which a correction of its words never changes."""
    return re.findall(r"\d+|[<>≤≥%=+]", text)


def is_typing_error(old: str, new: str) -> bool:
    """Return whether the texts differ only in case, punctuation, spaces, or letters of similar words."""
    old_words, new_words = fold(old).split(), fold(new).split()
    if marks_of(old) != marks_of(new):
        return False
    if "".join(old_words) == "".join(new_words):
        return True
    if len(old_words) != len(new_words):
        return False
    return all(map(_is_similar_word, old_words, new_words))


def _is_similar_word(old: str, new: str) -> bool:
    if old == new:
        return True
    return min(len(old), len(new)) > 3 and SequenceMatcher(None, old, new, autojunk=False).ratio() >= _SIMILAR_WORD
