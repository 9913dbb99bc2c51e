"""Amendments of a programme from a document: the chosen differences are applied, all or none.

Everything is written by the services that administrators use by hand, so recorded figures never change and readers see
the same lines in the register of changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from cooperation.json_object import JsonObject
from cooperation.models import Unit
from cooperation.services import changes
from cooperation.text import ValueType, fold, join_sentences, say
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Indicator, StoredDraft, Target
from indicators.rules.documents.differences import Difference, DifferenceKind, baseline_of_draft
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft
from indicators.rules.documents.edits import edits_from_json, text_of
from indicators.rules.documents.problems import DraftProblem
from indicators.rules.meanings import Aggregation, Kind
from indicators.rules.programme_tree import NodeKey, next_position
from indicators.services import indicators, programme_tree, target_mismatches, targets
from indicators.services.documents.loading import breakdown_of, new_indicator
from indicators.services.draft_differences import DocumentComparison, compare
from indicators.services.locks import lock_figures
from indicators.services.stored_drafts import chosen_units

MAX_REASON = 300  # characters, as of the basis of terms


class ProgrammeChanged(Exception):
    """The programme or the draft was changed after the page was rendered, or the same differences were applied."""


class SelectionRefused(Exception):
    """The chosen differences cannot be applied; `problems` say why and where. Nothing was written."""

    def __init__(self, problems: Sequence[DraftProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A chosen difference. Without a reason or a year that of the whole selection counts."""

    reason: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`choices`: by the key of the difference; `answers`: key of a row of the document -> the row that it is."""

    choices: Mapping[str, Choice]
    answers: Mapping[str, str]
    reason: str = ""
    year: int | None = None

    def reason_for(self, key: str) -> str:
        return self.choices[key].reason or self.reason

    def year_for(self, key: str) -> int | None:
        return self.choices[key].year or self.year


def apply(draft_id: int, selection: Selection, *, based_on: str) -> int:
    """Apply the chosen differences, all or none; return how many.

    Raises SelectionRefused, ProgrammeChanged, and StoredDraft.DoesNotExist.
    """
    with transaction.atomic():
        lock_figures()
        for model in (MainGoal, SpecificGoal):  # the administration edits goals without the lock of the figures
            list(model._base_manager.select_for_update().order_by("pk").values_list("pk"))
        stored = StoredDraft.objects.select_for_update(of=("self",)).get(pk=draft_id)
        comparison = compare(stored, selection.answers)
        if comparison is None or comparison.version != based_on:
            raise ProgrammeChanged
        problems = selection_problems(comparison, selection)
        if problems:
            raise SelectionRefused(problems)
        application = _Application(comparison, selection, timezone.now())
        for item in _in_order(comparison.differences.items):
            if item.key in selection.choices:
                application.apply(item)
    return len(selection.choices)


def remember(draft_id: int, choices: JsonObject) -> None:
    """Store what was entered on the page of the differences, for whoever opens it next."""
    StoredDraft.objects.filter(pk=draft_id).update(comparison=choices)


def selection_problems(comparison: DocumentComparison, selection: Selection) -> list[DraftProblem]:
    """Return what is missing or wrong, each with the field where it is corrected."""
    if not selection.choices:
        possible = next((item.key for item in comparison.differences.items if comparison.obstacle(item) is None), "")
        place = f"take-{possible}" if possible else ""
        return [DraftProblem(place=place, sentence=say("Tick at least one difference."))]
    problems: list[DraftProblem] = []
    for item in comparison.differences.items:
        if item.key in selection.choices:
            problems += _item_problems(comparison, selection, item)
    return _joined(problems, selection)


def _joined(problems: Sequence[DraftProblem], selection: Selection) -> list[DraftProblem]:
    """Return the problems; a reason or a year that several differences lack is asked for once, for all of them."""
    result = list(problems)
    for name, sentence in (
        ("year", say("Choose from which year the ticked differences apply.")),
        ("reason", say("Enter the reason for the ticked differences: the resolution, its number and day.")),
    ):
        lacking = [problem for problem in result if problem.place.startswith(f"{name}-")]
        if len(lacking) > 1 and not getattr(selection, name):
            result = [problem for problem in result if problem not in lacking]
            result.insert(0, DraftProblem(place=name, sentence=sentence))
    return result


def _item_problems(comparison: DocumentComparison, selection: Selection, item: Difference) -> Iterator[DraftProblem]:
    name = (item.new or item.old)[0][:60]
    obstacle = comparison.obstacle(item)
    if obstacle is not None:
        yield DraftProblem(place=f"t-{item.key}", sentence=say("“{name}”: {why}", name=name, why=obstacle))
        return
    if not selection.reason_for(item.key):
        yield DraftProblem(
            place=f"reason-{item.key}", sentence=say("“{name}”: enter the reason, or one for all above.", name=name)
        )
    elif len(selection.reason_for(item.key)) > MAX_REASON:
        place = f"reason-{item.key}" if selection.choices[item.key].reason else "reason"
        yield DraftProblem(place=place, sentence=say("Shorten the reason to {limit} characters.", limit=MAX_REASON))
    years, year = comparison.years(item), selection.year_for(item.key)
    if years and year is None:
        yield DraftProblem(
            place=f"year-{item.key}", sentence=say("“{name}”: choose from which year it applies.", name=name)
        )
    elif years and year not in years:
        yield DraftProblem(
            place=f"year-{item.key}",
            sentence=say(
                "“{name}”: it cannot apply from {year}. Possible: {years}.",
                name=name, year=str(year), years=", ".join(map(str, years)),
            ),
        )  # fmt: skip
    adding = comparison.added_by.get(item.parent)
    if item.kind is DifferenceKind.MOVED and adding and adding not in selection.choices:
        yield DraftProblem(
            place=f"take-{adding}",
            sentence=say("“{name}” is to be put below a new goal or action: tick that one, too.", name=name),
        )


def _refusal(error: ValidationError) -> str:
    """Return the messages, each after the name of the column that it is about."""
    if not hasattr(error, "error_dict"):
        return join_sentences(*error.messages)
    parts = []
    for name, messages in error.message_dict.items():
        columns = (
            column.verbose_name
            for model in (Indicator, Target, Action, SpecificGoal, MainGoal)
            for column in model._meta.fields
            if column.name == name
        )
        label = next(columns, "")
        text = join_sentences(*messages)
        parts.append(f"{label}: {text}" if label else text)
    return join_sentences(*parts)


def _in_order(items: Sequence[Difference]) -> list[Difference]:
    """Return the differences in the order in which they are applied: rows are moved below added ones."""
    order = (
        DifferenceKind.ADDED,
        DifferenceKind.MOVED,
        DifferenceKind.WORDS,
        DifferenceKind.BASELINE,
        DifferenceKind.DETAILS,
        DifferenceKind.TERMS,
        DifferenceKind.REMOVED,
    )
    return sorted((item for item in items if item.kind in order), key=lambda item: order.index(item.kind))


class _Application:
    """Writes chosen differences that have been checked. `created`: rows by their keys in the document."""

    def __init__(self, comparison: DocumentComparison, selection: Selection, at: datetime) -> None:
        self.comparison, self.selection, self.at = comparison, selection, at
        self.programme = comparison.compared.programme
        self.created: dict[str, models.Model] = {}

    def apply(self, item: Difference) -> None:
        reason, year = self.selection.reason_for(item.key), self.selection.year_for(item.key)
        try:
            if item.node is None:
                self._add(item, reason, year)
            else:
                self._change(item, item.node, reason, year)
        except ValidationError as error:
            name = (item.new or item.old)[0][:60]
            sentence = say("“{name}”: {why}", name=name, why=_refusal(error))
            raise SelectionRefused([DraftProblem(place=f"take-{item.key}", sentence=sentence)]) from error

    def _change(self, item: Difference, node: NodeKey, reason: str, year: int | None) -> None:
        match item.kind:
            case DifferenceKind.MOVED:
                parent_id = self._parent(item.parent).pk
                programme_tree.move(self.programme, node, parent_id, version=None, at=self.at, reason=reason)
            case DifferenceKind.WORDS if item.field == "name":
                self._correct_name(item, node, reason)
            case DifferenceKind.WORDS:
                self._correct_terms(item, node, reason)
            case DifferenceKind.BASELINE:
                self._set_baseline(item, node, reason)
            case DifferenceKind.DETAILS:
                self._set_details(item, node, reason)
            case DifferenceKind.TERMS:
                self._amend(item, node, reason, year or 0)
            case _:
                indicator = programme_tree.row_of(self.programme, node)
                indicators.withdraw(indicator, year, reason, at=self.at)

    def _register(self, row: models.Model, item: Difference, reason: str) -> None:
        changes.register_edit(
            [self.programme.pk], row, "edited", at=self.at, reason=reason, texts=(item.old[0], item.new[0])
        )

    def _correct_name(self, item: Difference, node: NodeKey, reason: str) -> None:
        row = programme_tree.row_of(self.programme, node)
        setattr(row, programme_tree.TABLES[node.kind].texts[0], item.new[0])
        row.full_clean()
        row.save()
        if item.is_meaning_changed:
            target_mismatches.update_meanings(row)
        self._register(row, item, reason)

    def _correct_terms(self, item: Difference, node: NodeKey, reason: str) -> None:
        """Correct words of the latest terms. Their meaning stays, but for the spelling of what is counted."""
        indicator = programme_tree.row_of(self.programme, node)
        target = indicator.targets.latest("applies_from")
        if item.field == "target":
            old = targets.meaning_of(target.verbatim, indicator, self.programme)
            if target.measure == old.measure:
                target.measure = targets.meaning_of(item.new[0], indicator, self.programme).measure
            target.verbatim = item.new[0]
        else:
            target.frequency_verbatim = item.new[0]
        target.full_clean()
        target.save()
        self._register(indicator, item, reason)

    def _set_baseline(self, item: Difference, node: NodeKey, reason: str) -> None:
        indicator = programme_tree.row_of(self.programme, node)
        drafted = self.comparison.sources[item.source]
        baseline = baseline_of_draft(drafted, indicator.measure) if isinstance(drafted, IndicatorDraft) else None
        if baseline is not None:
            indicator.baseline_value, indicator.baseline_year = baseline.value, baseline.year
        indicator.full_clean()
        indicator.save()
        target_mismatches.update_meanings(indicator)
        self._register(indicator, item, reason)

    def _set_details(self, item: Difference, node: NodeKey, reason: str) -> None:
        """Set the responsible unit or the measure of an indicator."""
        indicator = programme_tree.row_of(self.programme, node)
        drafted = self.comparison.sources[item.source]
        if item.field == "unit":
            indicator.measure = item.new[0]
        elif isinstance(drafted, IndicatorDraft):
            words = fold(item.new[0])
            indicator.unit = {**self.comparison.units, **self._chosen_units(drafted)}[words]
        indicator.full_clean()
        indicator.save()
        if item.field == "unit":
            target_mismatches.update_meanings(indicator)
        self._register(indicator, item, reason)

    def _amend(self, item: Difference, node: NodeKey, reason: str, year: int) -> None:
        indicator = programme_tree.row_of(self.programme, node)
        latest = indicator.targets.latest("applies_from")
        is_replaced = year == latest.applies_from  # terms without recorded figures
        target = latest if is_replaced else Target(indicator=indicator, applies_from=year)
        target.basis = reason if year > self.programme.first_year else ""
        target.frequency = self.comparison.frequency_of(item, latest)
        target.verbatim, target.frequency_verbatim = item.new
        target.aggregation, target.aggregation_origin = latest.aggregation, latest.aggregation_origin
        target.breakdown = latest.breakdown
        targets.set_meaning(target, indicator, self.programme)
        is_percent = target.kind == Kind.PERCENT or indicator.value_type == ValueType.PERCENT
        if is_percent and target.aggregation == Aggregation.SUM:  # percentages are never added up
            target.aggregation = Aggregation.LAST.value
        target.full_clean()
        drafted = self.comparison.sources[item.source]
        scope = drafted.scope if isinstance(drafted, IndicatorDraft) else None
        if is_replaced:
            targets.set_decisions(target, frequency=None, scope=scope)
            target.save()
            self._register(indicator, item, reason)
        else:
            targets.amend(target, self.programme, at=self.at, scope=scope)

    # --- new rows ----------------------------------------------------------------------------------------------------

    def _parent(self, source: str) -> models.Model:
        """Return the goal or action of the programme that a row of the document is, or that was added for it."""
        if source in self.created:
            return self.created[source]
        parent: models.Model = programme_tree.row_of(self.programme, self.comparison.differences.places[source])
        return parent

    def _add(self, item: Difference, reason: str, year: int | None) -> None:
        parents = self.comparison.differences.parents
        for key in (item.source, *item.contents):
            source = self.comparison.sources[key]
            match source:
                case GoalDraft():
                    row: models.Model = self._new_goal(source)
                    programme_tree.add(self.programme, row, at=self.at, reason=reason)
                case ActionDraft():
                    row = self._new_action(source, self._parent(parents[key]))
                    programme_tree.add(self.programme, row, at=self.at, reason=reason)
                case _:
                    row = self._add_indicator(source, self._parent(parents[key]), reason, year or 0)
            self.created[key] = row

    def _new_goal(self, source: GoalDraft) -> SpecificGoal:
        main_goal = self.programme.main_goal
        numbers = set(main_goal.specific_goals.values_list("position", flat=True))
        return SpecificGoal(
            main_goal=main_goal,
            position=next_position(numbers),
            reference=source.reference[:60],
            text=text_of(source.text),
        )

    def _new_action(self, source: ActionDraft, goal: models.Model) -> Action:
        numbers = set(Action.objects.filter(specific_goal=goal.pk).values_list("position", flat=True))
        written = source.position or ""
        number = int(written) if written.isdecimal() and len(written) < 5 else 0
        return Action(
            specific_goal_id=goal.pk,
            position=number if number and number not in numbers else next_position(numbers),
            reference=source.reference[:60],
            name=text_of(source.name),
        )

    def _chosen_units(self, source: IndicatorDraft) -> Mapping[str, Unit]:
        """Return the unit that the answers of the draft give the indicator, created if that was chosen."""
        words = fold(text_of(source.responsible))
        edited = edits_from_json(self.comparison.stored.edits)
        return chosen_units(edited, self.comparison.decided, {words}) if words else {}

    def _add_indicator(self, source: IndicatorDraft, action: models.Model, reason: str, year: int) -> Indicator:
        name = getattr(action, "name", "")
        indicator, target = new_indicator(
            self.programme,
            source,
            applies_from=year,
            units={**self.comparison.units, **self._chosen_units(source)},
            breakdown=breakdown_of(self.programme, name),
        )
        numbers = set(Indicator.objects.filter(action=action.pk).values_list("position", flat=True))
        indicator.action_id, indicator.position = action.pk, next_position(numbers)
        target.basis = reason if year > self.programme.first_year else ""
        programme_tree.add_indicator_with_terms(self.programme, indicator, target, at=self.at, reason=reason)
        return indicator
