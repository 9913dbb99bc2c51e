"""Indicators of a pasted table: unsaved rows for the preview, stored all or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from cooperation.models import Programme, Unit
from cooperation.services import changes
from cooperation.text import Sentence, fold, say
from indicators.models import Action, Indicator, Target
from indicators.rules.indicator_tables import Column, IndicatorEntry, positions
from indicators.rules.programme_tree import NodeKey, NodeKind
from indicators.services import targets
from indicators.services.locks import lock_figures
from indicators.services.programme_tree import proposed_unit, row_of

# Which column a field of the models comes from; for the errors.
COLUMNS: Mapping[str, Column] = {
    "name": Column.NAME,
    "measure": Column.MEASURE,
    "verbatim": Column.TARGET,
    "frequency_verbatim": Column.FREQUENCY,
    "baseline_value": Column.BASELINE,
    "baseline_year": Column.BASELINE,
}


@dataclass(frozen=True, kw_only=True)
class PastedIndicator:
    """An entry of the table with its unsaved rows; `errors` by column, "" for the whole row."""

    entry: IndicatorEntry
    indicator: Indicator
    target: Target
    errors: Sequence[tuple[Column | None, Sentence | str]]
    doubts: Sequence[Sentence]


def pasted_indicators(
    action: Action, programme: Programme, entries: Sequence[IndicatorEntry], selected: Iterable[str]
) -> list[PastedIndicator]:
    """Return unsaved rows of all entries; the selected ones get numbers."""
    keys = set(selected)
    chosen = [entry for entry in entries if entry.key in keys]
    taken = list(action.indicators.values_list("position", flat=True))
    numbers = dict(zip((entry.key for entry in chosen), positions(chosen, taken), strict=True))
    units = {fold(name): unit for unit in Unit.objects.filter(is_active=True) for name in (unit.name, unit.short_name)}
    unit_of_action = proposed_unit(action)
    return [_pasted(action, programme, entry, numbers.get(entry.key), units, unit_of_action) for entry in entries]


def _pasted(
    action: Action,
    programme: Programme,
    entry: IndicatorEntry,
    number: int | None,
    units: Mapping[str, Unit],
    unit_of_action: int | None,
) -> PastedIndicator:
    texts, doubts = entry.texts, list(entry.doubts)
    words = texts.get(Column.UNIT, "")
    unit = units.get(fold(words)) if words else None
    if words and unit is None:
        doubts.append(say("no unit of this name: added without a unit"))
    baseline = entry.baseline
    indicator = Indicator(
        action=action,
        position=number or 1,
        name=texts.get(Column.NAME, ""),
        value_type="",
        measure=texts.get(Column.MEASURE, ""),
        unit_id=unit.pk if unit else (None if words else unit_of_action),
        baseline_value=baseline.value if baseline else None,
        baseline_year=baseline.year if baseline else None,
        definition=texts.get(Column.DEFINITION, ""),
        data_source=texts.get(Column.SOURCE, ""),
    )
    target = Target(
        applies_from=programme.first_year,
        verbatim=texts.get(Column.TARGET, "") or "–",
        frequency_verbatim=texts.get(Column.FREQUENCY, ""),
        aggregation="",
    )
    targets.set_meaning(target, indicator, programme)
    targets.complete_from_words(indicator, target)
    if not texts.get(Column.TARGET):
        doubts.append(say("no target: stored as “–”"))
    if not target.frequency:
        doubts.append(say("without a frequency nobody can record figures"))
    errors: list[tuple[Column | None, Sentence | str]] = [(error.column, error.message) for error in entry.errors]
    if entry.texts.get(Column.NAME):
        errors += _errors(indicator, target)
    return PastedIndicator(entry=entry, indicator=indicator, target=target, errors=errors, doubts=doubts)


def _errors(indicator: Indicator, target: Target) -> list[tuple[Column | None, str]]:
    """Return what the models reject without asking the database."""
    errors: list[tuple[Column | None, str]] = []
    for row, exclude in ((indicator, {"action", "unit"}), (target, {"indicator"})):
        try:
            row.clean_fields(exclude=exclude)
        except ValidationError as error:
            errors += [(COLUMNS.get(name), text) for name, texts in error.message_dict.items() for text in texts]
    return errors


def add_indicators(programme: Programme, action: Action, rows: Sequence[PastedIndicator], *, at: datetime) -> None:
    """Save the indicators with their terms, all or none.

    Raises ValueError for a row with errors, NodeMissing without the action, IntegrityError when a number is taken.
    """
    if any(row.errors for row in rows):
        raise ValueError("a row of the table has errors")
    with transaction.atomic():
        lock_figures()
        row_of(programme, NodeKey(NodeKind.ACTION, action.pk))
        for row in rows:
            row.indicator.save()
            row.target.indicator = row.indicator
            row.target.save()
            changes.register_edit([programme.pk], row.indicator, "added", at=at)
