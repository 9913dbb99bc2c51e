"""History of a definition: every saved edit, with its author and the old and new values of its fields."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, cast

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _

from cooperation.text import format_number

# A history model, with the condition that selects the records of one object.
HistorySource = tuple[type[models.Model], dict[str, int]]
# (model, primary key) -> text of the object as it is today.
ObjectNames = dict[tuple[type[models.Model], object], str]


class HistoryRecord(Protocol):
    """A row of a history model; simple_history creates these classes."""

    id: int  # of the object
    history_id: int
    history_date: datetime
    history_user: User | None
    history_type: str
    instance_type: type[models.Model]
    tracked_fields: list[models.Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEdit:
    """The old and the new value of one field as texts; `old` is None in the first record."""

    label: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEdit:
    """One history record, compared with the record before it."""

    at: datetime
    user: User | None
    kind: str  # "+", "~" or "-"
    model: str  # verbose name
    edits: tuple[FieldEdit, ...]
    number: int  # of the record, within the history of its model


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history")


def saved_edits(sources: Iterable[HistorySource]) -> list[SavedEdit]:
    """Return all edits of the sources, the newest first.

    One query for each source, and one for each model that their foreign keys refer to.
    """
    pairs: list[tuple[HistoryRecord, HistoryRecord | None]] = []  # (record, record before it)
    for model, condition in sources:
        previous: dict[int, HistoryRecord] = {}
        rows = model._base_manager.filter(**condition).select_related("history_user").order_by("history_id")
        for record in cast(Iterable[HistoryRecord], rows):
            pairs.append((record, previous.get(record.id)))
            previous[record.id] = record
    names = _object_names([record for record, _previous in pairs])
    edits = [
        SavedEdit(
            at=record.history_date,
            user=record.history_user,
            kind=record.history_type,
            model=str(record.instance_type._meta.verbose_name),
            edits=tuple(_field_edits(record, previous_record, names)),
            number=record.history_id,
        )
        for record, previous_record in pairs
    ]
    return sorted(edits, key=lambda edit: edit.at, reverse=True)


def history_version(sources: Iterable[HistorySource]) -> str:
    """Return the numbers of the last records, joined by "-": another text after every saved edit."""
    numbers = (
        model._base_manager.filter(**condition).aggregate(last=models.Max("history_id"))["last"]
        for model, condition in sources
    )
    return "-".join(str(number or 0) for number in numbers)


def _object_names(records: list[HistoryRecord]) -> ObjectNames:
    keys_by_model: dict[type[models.Model], set[object]] = defaultdict(set)
    for record in records:
        for field in record.tracked_fields:
            if field.related_model is not None and getattr(record, field.attname) is not None:
                keys_by_model[field.related_model].add(getattr(record, field.attname))
    return {
        (model, key): str(obj)
        for model, keys in keys_by_model.items()
        for key, obj in model._base_manager.in_bulk(keys).items()
    }


def _field_edits(record: HistoryRecord, previous: HistoryRecord | None, names: ObjectNames) -> Iterator[FieldEdit]:
    for field in record.tracked_fields:
        new, old = getattr(record, field.attname), getattr(previous, field.attname, None)
        if field.primary_key or new == old or (previous is None and new in ("", [])):
            continue
        old_text = None if previous is None else _value_text(field, old, names)
        yield FieldEdit(label=str(field.verbose_name), old=old_text, new=_value_text(field, new, names))


def _value_text(field: models.Field, value: object, names: ObjectNames) -> str:
    if value in (None, "", []):
        return "–"
    if field.related_model is not None:
        return names.get((field.related_model, value), str(value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Decimal):
        return format_number(value)
    return str(dict(field.flatchoices).get(value, value))
