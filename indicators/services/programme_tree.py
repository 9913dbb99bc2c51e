"""Adding, moving and deleting the nodes of a programme's tree: findings, conclusions, goals, actions, indicators.

Every function locks the figures first and then the rows beside the node in the order of their keys, so that two
administrators, or an administrator and an officer, never see half of a change. `version` is the node's version on the
page from which the request comes (`indicators.rules.programme_tree.node_version`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cooperation.models import Conclusion, Programme, SwotFinding
from cooperation.services import changes
from goals.models import MainGoal, SpecificGoal, SpecificGoalQuerySet
from indicators.models import Action, Indicator, Target
from indicators.models.actions import ActionQuerySet
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.programme_tree import indicator_state, references_to
from indicators.rules.programme_tree import NodeKey, NodeKind, free_position, next_position, node_version
from indicators.services import targets
from indicators.services.errors import NodeChanged, NodeFixed, NodeInUse, NodeMissing
from indicators.services.locks import lock_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTable:
    """How the rows of one kind of node are stored."""

    model: Any  # a model class; the stubs know no common manager
    programme_path: str  # lookup from the model to `Programme`
    beside: tuple[str, ...]  # columns that siblings have in common
    order: str  # the column that numbers siblings, "" where there is only one
    texts: tuple[str, ...]  # the fields that the tree shows
    parent: str = ""  # the foreign key to the node above
    parent_kind: NodeKind | None = None

    @property
    def names(self) -> set[str]:
        """Return the names of the model's fields."""
        return {field.name for field in self.model._meta.fields}


TABLES: Mapping[NodeKind, NodeTable] = {
    NodeKind.FINDING: NodeTable(
        model=SwotFinding,
        programme_path="programme",
        beside=("programme_id", "quadrant"),
        order="position",
        texts=("text",),
    ),
    NodeKind.CONCLUSION: NodeTable(
        model=Conclusion, programme_path="programme", beside=("programme_id",), order="number", texts=("text",)
    ),
    NodeKind.MAIN_GOAL: NodeTable(
        model=MainGoal, programme_path="programme", beside=("programme_id",), order="", texts=("text",)
    ),
    NodeKind.GOAL: NodeTable(
        model=SpecificGoal,
        programme_path=SpecificGoalQuerySet.programme_path,
        beside=("main_goal_id",),
        order="position",
        texts=("text", "reference"),
        parent="main_goal",
        parent_kind=NodeKind.MAIN_GOAL,
    ),
    NodeKind.ACTION: NodeTable(
        model=Action,
        programme_path=ActionQuerySet.programme_path,
        beside=("specific_goal_id",),
        order="position",
        texts=("name", "reference"),
        parent="specific_goal",
        parent_kind=NodeKind.GOAL,
    ),
    NodeKind.INDICATOR: NodeTable(
        model=Indicator,
        programme_path=IndicatorQuerySet.programme_path,
        beside=("action_id",),
        order="position",
        texts=("name",),
        parent="action",
        parent_kind=NodeKind.ACTION,
    ),
}
MOVABLE = frozenset({NodeKind.ACTION, NodeKind.INDICATOR})  # to another node of the kind above


def row_of(programme: Programme, key: NodeKey) -> Any:  # its model depends on the kind
    """Return the row of a node. Raises NodeMissing if the programme has no such node."""
    table = TABLES[key.kind]
    row = table.model.objects.filter(**{table.programme_path: programme, "pk": key.pk}).first()
    if row is None:
        raise NodeMissing(key.anchor)
    return row


def siblings_of(row: models.Model, kind: NodeKind) -> models.QuerySet[models.Model]:
    """Return the rows beside an unsaved or saved one, and itself if it is saved."""
    table = TABLES[kind]
    common = {column: getattr(row, column) for column in table.beside}
    rows: models.QuerySet[models.Model] = table.model._base_manager.filter(**common)
    return rows


def kind_of(row: models.Model) -> NodeKind:
    return next(kind for kind, table in TABLES.items() if isinstance(row, table.model))


def numbering(siblings: models.QuerySet[models.Model], table: NodeTable) -> tuple[list[int], str]:
    """Return the numbers of the siblings, and the last one's place in the document ("" if it has none)."""
    if not table.order:
        return [], ""
    columns = [table.order, "reference"] if "reference" in table.names else [table.order]
    rows = list(siblings.order_by(table.order).values_list(*columns))
    return [row[0] for row in rows], rows[-1][1] if rows and len(columns) > 1 else ""


def proposed_unit(action: Action) -> int | None:
    """Return the key of the unit that is responsible for every indicator of the action that has one."""
    units = set(action.indicators.filter(unit__isnull=False).values_list("unit_id", flat=True))
    return units.pop() if len(units) == 1 else None


# --- changes -------------------------------------------------------------------------------------------------------


def add(programme: Programme, row: models.Model, *, at: datetime, reason: str = "") -> None:
    """Save a new node. Raises ValidationError, e.g. when its number is taken, and NodeMissing."""
    kind = kind_of(row)
    table = TABLES[kind]
    with transaction.atomic():
        lock_figures()
        if table.parent_kind is not None:  # the node above may have been deleted meanwhile
            row_of(programme, NodeKey(table.parent_kind, getattr(row, f"{table.parent}_id")))
        row.full_clean()
        _save_new(row)
        changes.register_edit([programme.pk], row, "added", at=at, reason=reason)


def add_indicator(programme: Programme, indicator: Indicator, target: Target, *, at: datetime) -> None:
    """Save a new indicator with its first terms: meaning, value type, measure and aggregation are proposed.

    Raises ValidationError and NodeMissing.
    """
    target.applies_from = programme.first_year
    targets.set_meaning(target, indicator, programme)
    targets.set_proposed_value_type(indicator, target)
    add_indicator_with_terms(programme, indicator, target, at=at)


def add_indicator_with_terms(
    programme: Programme, indicator: Indicator, target: Target, *, at: datetime, reason: str = ""
) -> None:
    """Save a new indicator with its first terms, whose meaning must be set. Raises ValidationError and NodeMissing."""
    with transaction.atomic():
        lock_figures()
        row_of(programme, NodeKey(NodeKind.ACTION, indicator.action_id))
        indicator.full_clean()
        _save_new(indicator)
        target.indicator = indicator
        target.full_clean()
        target.save()
        changes.register_edit([programme.pk], indicator, "added", at=at, reason=reason)


def shift(programme: Programme, key: NodeKey, *, is_down: bool, version: str, at: datetime) -> models.Model:
    """Exchange the numbers of a node and of the next one, or of the previous one; return the node's row.

    Raises NodeMissing and NodeChanged; a node at the edge counts as changed, because its page offers no such step.
    """
    with transaction.atomic():
        row, siblings = _locked(programme, key, version)
        place = siblings.index(row) + (1 if is_down else -1)
        if not TABLES[key.kind].order or not 0 <= place < len(siblings):
            raise NodeChanged(key.anchor)
        order = list(siblings)
        order[place], order[place + (-1 if is_down else 1)] = row, siblings[place]
        _renumber(siblings, order, TABLES[key.kind].order)
        changes.register_edit([programme.pk], row, "edited", at=at)
    return row


def place(programme: Programme, key: NodeKey, before_id: int, *, version: str, at: datetime) -> models.Model:
    """Put a node before a sibling, or after the last one (`before_id` 0); return the node's row.

    The siblings share the same numbers as before. Raises NodeMissing and NodeChanged, also without such a sibling.
    """
    with transaction.atomic():
        row, siblings = _locked(programme, key, version)
        others = [sibling for sibling in siblings if sibling.pk != key.pk]
        places = [place for place, sibling in enumerate(others) if sibling.pk == before_id]
        if not TABLES[key.kind].order or (before_id and not places):
            raise NodeChanged(key.anchor)
        at_place = places[0] if places else len(others)
        order = [*others[:at_place], row, *others[at_place:]]
        if order != siblings:
            _renumber(siblings, order, TABLES[key.kind].order)
            changes.register_edit([programme.pk], row, "edited", at=at)
    return row


def move(
    programme: Programme, key: NodeKey, parent_id: int, *, version: str | None, at: datetime, reason: str = ""
) -> models.Model:
    """Put an action under another goal, or an indicator under another action, as the last one; return its row.

    `version` is None if the caller has locked the figures and compared the node itself.
    Raises NodeMissing (also for a goal or action of another programme), NodeChanged and NodeFixed.
    """
    table = TABLES[key.kind]
    if key.kind not in MOVABLE or table.parent_kind is None:
        raise NodeMissing(key.anchor)
    with transaction.atomic():
        row, _siblings = _locked(programme, key, version)
        parent = row_of(programme, NodeKey(table.parent_kind, parent_id))
        if getattr(row, f"{table.parent}_id") == parent.pk:
            return row
        if is_fixed(row):
            raise NodeFixed(key.anchor)
        setattr(row, table.parent, parent)
        setattr(row, table.order, next_position(_numbers(siblings_of(row, key.kind), table.order)))
        row.save(update_fields=[table.parent, table.order])
        changes.register_edit([programme.pk], row, "edited", at=at, reason=reason)
    return row


def delete(programme: Programme, key: NodeKey, *, version: str, at: datetime) -> models.Model:
    """Delete a node that nothing refers to, an indicator with its terms; return the deleted row with its key.

    Raises NodeMissing, NodeChanged and NodeInUse.
    """
    with transaction.atomic():
        row, _siblings = _locked(programme, key, version)
        references = references_to(key.kind, [key.pk]).get(key.pk, {})
        if references:
            raise NodeInUse(references)
        if isinstance(row, Indicator):
            for target in row.targets.all():  # one by one, so that the history records each
                target.delete()
        row.delete()
        row.pk = key.pk  # Django has reset it, and the register needs it
        changes.register_edit([programme.pk], row, "deleted", at=at)
    return row


def is_fixed(row: models.Model) -> bool:
    """Return whether a value of the indicator, or of an indicator of the action, is approved."""
    rows = row.indicators.all() if isinstance(row, Action) else Indicator.objects.filter(pk=row.pk)
    return rows.filter(measurements__approved_revision__isnull=False).exists()


# --- steps of the changes --------------------------------------------------------------------------------------------


def _numbers(rows: models.QuerySet[models.Model], order: str) -> set[int]:
    return set(rows.values_list(order, flat=True))


def _locked(programme: Programme, key: NodeKey, version: str | None) -> tuple[models.Model, list[models.Model]]:
    """Lock the node and its siblings; return its row, and all rows in order. Raises NodeMissing and NodeChanged."""
    lock_figures()
    table = TABLES[key.kind]
    beside = siblings_of(row_of(programme, key), key.kind)
    siblings = list(beside.select_for_update(of=("self",)).order_by("pk"))
    row = next((sibling for sibling in siblings if sibling.pk == key.pk), None)
    if row is None:  # moved between the two queries
        raise NodeChanged(key.anchor)
    if table.order:
        siblings.sort(key=lambda sibling: getattr(sibling, table.order))
    if version is not None and version != _version(row, key.kind, siblings):
        raise NodeChanged(key.anchor)
    return row, siblings


def _version(row: models.Model, kind: NodeKind, siblings: Sequence[models.Model]) -> str:
    state: tuple[object, ...] = tuple(getattr(row, name) for name in TABLES[kind].texts)
    if isinstance(row, Indicator):
        state = indicator_state(row.name, row.measure, row.unit_id, row.targets.all())
    return node_version(state, [sibling.pk for sibling in siblings])


def _renumber(siblings: Sequence[models.Model], new_order: Sequence[models.Model], column: str) -> None:
    """Give the rows, which come in the order of their unique numbers, the same numbers in another order.

    Rows that move get free numbers first, which leave no history record, because two rows never share a number.
    """
    numbers = [getattr(sibling, column) for sibling in siblings]
    moved = [(row, number) for row, number in zip(new_order, numbers, strict=True) if getattr(row, column) != number]
    taken = set(numbers)
    for row, _number in moved:
        free = free_position(taken)
        taken.add(free)
        type(row)._base_manager.filter(pk=row.pk).update(**{column: free})
    for row, number in moved:
        setattr(row, column, number)
        row.save(update_fields=[column])


def _save_new(row: models.Model) -> None:
    """Save a checked row. Raises ValidationError if a form of the administration took its number meanwhile."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(_("This position is taken.")) from error
