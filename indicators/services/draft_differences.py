"""Amended documents: the differences between the draft of a document and the programme of its years."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cooperation.models import Unit
from cooperation.text import Sentence, fold, say
from indicators.models import StoredDraft, Target
from indicators.queries.draft_differences import ComparedProgramme, load_compared_programme
from indicators.queries.facts import target_in_force
from indicators.rules.documents.differences import NO_TARGET, Difference, DifferenceKind, Differences, differences_of
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, draft_from_json
from indicators.rules.documents.edits import RowKind, edits_from_json, sources_of
from indicators.rules.documents.other_differences import TextDifference, text_differences
from indicators.rules.documents.problems import MAX_LENGTHS
from indicators.rules.documents.questions import NEW_UNIT, DecidedDraft, DraftQuestionKind, decide
from indicators.rules.programme_tree import NodeKind
from indicators.services import indicators, targets
from indicators.services.documents.loading import units_by_name
from indicators.services.stored_drafts import amended_programme

Source = GoalDraft | ActionDraft | IndicatorDraft
_VALUES_APPROVED = say("Values have been approved, so it stays as it is.")


@dataclass(frozen=True, kw_only=True)
class DocumentComparison:
    """The draft of a document, the programme of its years, and how they differ."""

    stored: StoredDraft
    decided: DecidedDraft
    sources: Mapping[str, Source]
    compared: ComparedProgramme
    differences: Differences
    other_differences: Sequence[TextDifference]
    units: Mapping[str, Unit]
    known_units: Mapping[str, int]  # `units` by their keys, and those that the draft's answers name

    @property
    def version(self) -> str:
        """Return a text that changes with the draft and with the programme."""
        return f"{self.stored.version}-{self.compared.version}"

    def years(self, item: Difference) -> list[int]:
        """Return the years from which the difference may apply; none for one that applies at once."""
        compared = self.compared
        if item.kind is DifferenceKind.TERMS and item.node:
            return list(self._years_of_terms(item, item.node.pk))
        if item.kind is DifferenceKind.REMOVED and item.node and item.node.kind is NodeKind.INDICATOR:
            return indicators.withdrawal_years(compared.programme, compared.approved.get(item.node.pk, frozenset()))
        if item.kind is DifferenceKind.ADDED and self._has_indicators(item):
            return list(compared.programme.years)
        return []

    def _years_of_terms(self, item: Difference, key: int) -> Iterator[int]:
        """Yield years after the latest terms; of another frequency only those without recorded figures.

        The year of the latest terms is among them if they have no recorded figures: the terms themselves are changed.
        """
        compared = self.compared
        terms = compared.targets[key]
        if terms and compared.recorded.get(key, frozenset()).isdisjoint(
            targets.years_in_force(terms[-1], terms, compared.programme)
        ):
            yield terms[-1].applies_from
        for year in targets.open_years(terms, compared.programme, compared.approved.get(key, frozenset())):
            before = target_in_force(terms, year)
            in_force = targets.years_in_force(Target(applies_from=year), terms, compared.programme)
            is_recorded = not compared.recorded.get(key, frozenset()).isdisjoint(in_force)
            is_same_frequency = before is not None and before.frequency == self.frequency_of(item, terms[-1])
            if year > terms[-1].applies_from and (is_same_frequency or not is_recorded):
                yield year

    def frequency_of(self, item: Difference, latest: Target) -> str:
        """Return the frequency of new terms, as chosen or as the words say; "" if nobody has chosen it."""
        drafted = self.sources[item.source]
        frequency = drafted.frequency if isinstance(drafted, IndicatorDraft) else None
        return frequency or (latest.frequency if item.new[1] == latest.frequency_verbatim else "")

    def _has_indicators(self, item: Difference) -> bool:
        return any(key.startswith(RowKind.INDICATOR) for key in (item.source, *item.contents))

    def obstacle(self, item: Difference) -> Sentence | None:
        """Return why the difference cannot be applied here; None if it can."""
        match item.kind:
            case DifferenceKind.WORDS | DifferenceKind.BASELINE:
                return self._obstacle_in_place(item)
            case DifferenceKind.TERMS:
                return self._obstacle_to_terms(item)
            case DifferenceKind.DETAILS:
                return self._obstacle_to_details(item)
            case DifferenceKind.MOVED:
                is_fixed = item.node is not None and self.compared.is_fixed(item.node)
                return _VALUES_APPROVED if is_fixed else self._obstacle_to_parent(item)
            case DifferenceKind.ADDED:
                return self._obstacle_to_parent(item) or self._too_long(item)
            case DifferenceKind.REMOVED:
                if item.node and item.node.kind is not NodeKind.INDICATOR:
                    return say("Only indicators are withdrawn. It stays; if it is empty, delete it in the tree.")
                return None if self.years(item) else say("No year is left from which it could be withdrawn.")
            case DifferenceKind.REINSTATED:
                return say("It is withdrawn in the portal. Take the withdrawal back on its page, if it applies again.")

    def _obstacle_in_place(self, item: Difference) -> Sentence | None:
        key = item.node.pk if item.node and item.node.kind is NodeKind.INDICATOR else 0
        if self.compared.approved.get(key):
            if item.is_meaning_changed:
                return say("Values have been approved, and with these words the target would mean something else.")
            if item.kind is DifferenceKind.BASELINE and item.old[0] != NO_TARGET:
                return _VALUES_APPROVED
        return self._too_long(item)

    def _obstacle_to_details(self, item: Difference) -> Sentence | None:
        if item.field == "responsible":
            is_new = fold(item.new[0]) in self.new_units
            if not is_new and fold(item.new[0]) not in self.known_units:
                return say("The portal has no such unit: answer the question about it in the draft first.")
        elif item.node and self.compared.approved.get(item.node.pk):
            return _VALUES_APPROVED
        return self._too_long(item)

    def _obstacle_to_terms(self, item: Difference) -> Sentence | None:
        if item.node and not self.compared.targets[item.node.pk]:
            return say("The indicator has no terms yet: enter them in the administration.")
        if item.node and not self.frequency_of(item, self.compared.targets[item.node.pk][-1]) and item.new[1]:
            return say("These words name no known frequency: answer the question about it in the draft first.")
        if not self.years(item):
            return say("No year is left for new terms: each one has recorded figures or terms of its own.")
        return self._too_long(item)

    def _obstacle_to_parent(self, item: Difference) -> Sentence | None:
        if not item.parent or item.parent in self.differences.places or item.parent in self.added_by:
            return None
        return say("First answer which row of the programme the goal or action above it is.")

    @cached_property
    def new_units(self) -> frozenset[str]:
        """Return the folded words for which an answer of the draft creates a unit."""
        answers = edits_from_json(self.stored.edits).answers
        questions = (item for item in self.decided.questions if item.kind is DraftQuestionKind.UNIT)
        return frozenset(fold(item.subject) for item in questions if answers.get(item.key) == NEW_UNIT)

    @cached_property
    def added_by(self) -> dict[str, str]:
        """Return the key of each new row of the document -> the key of the difference that adds it."""
        added = [item for item in self.differences.items if item.kind is DifferenceKind.ADDED]
        return {key: item.key for item in added for key in (item.source, *item.contents)}

    def _too_long(self, item: Difference) -> Sentence | None:
        limits = {
            DifferenceKind.TERMS: ("target", "frequency_verbatim"),
            DifferenceKind.ADDED: ("", "target", "frequency_verbatim"),
            DifferenceKind.WORDS: (item.field,),
            DifferenceKind.DETAILS: (item.field,),
        }.get(item.kind, ())
        for text, name in zip(item.new, limits, strict=False):
            if len(text) > MAX_LENGTHS.get(name, len(text)):
                return say("Shorten this text to {limit} characters in the draft.", limit=MAX_LENGTHS[name])
        return None


def _answered_units(stored: StoredDraft, decided: DecidedDraft) -> dict[str, int]:
    """Return folded words -> key of the existing unit that an answer of the draft gives them."""
    answers = edits_from_json(stored.edits).answers
    chosen = {
        fold(question.subject): answers.get(question.key, "")
        for question in decided.questions
        if question.kind is DraftQuestionKind.UNIT
    }
    return {words: int(answer) for words, answer in chosen.items() if answer.isdecimal() and len(answer) < 10}


def compare(stored: StoredDraft, answers: Mapping[str, str]) -> DocumentComparison | None:
    """Return the differences; None without a programme of the same years and office.

    Twelve queries, and two for a document with a diagnosis.
    """
    units = units_by_name()
    decided = decide(
        edits_from_json(stored.edits),
        draft_from_json(stored.draft),
        {name: str(unit.pk) for name, unit in units.items()},
    )
    draft = decided.draft
    programme = amended_programme(draft)
    if programme is None:
        return None
    compared = load_compared_programme(programme, has_diagnosis=bool(draft.findings or draft.conclusions))
    known_units = {name: unit.pk for name, unit in units.items()} | _answered_units(stored, decided)
    return DocumentComparison(
        stored=stored,
        decided=decided,
        sources=sources_of(draft),
        compared=compared,
        differences=differences_of(compared.standing, draft, answers, known_units),
        other_differences=text_differences(compared.texts, draft),
        known_units=known_units,
        units=units,
    )
