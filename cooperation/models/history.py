"""Definitions keep their history: every way of writing them leaves a record with its author, or is refused."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from cooperation.text import format_number

# Derived, or never edited by anybody: writing these is not an edit.
NOT_AN_EDIT = frozenset(
    {
        "content_version",
        "content_changed_at",
        "source_text",
        "source_sha256",
        "sort_key",
        "search_text",
        "password",
        "last_login",
    }
)


class Records(HistoricalRecords):
    """One record for each saved edit; a log-in or a page's version number is none."""

    def post_save(self, instance: models.Model, created: bool, using: Any = None, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        if written is not None and NOT_AN_EDIT.issuperset(written):
            return
        super().post_save(instance, created, using=using, **kwargs)


class KeptQuerySet(models.QuerySet[Any]):
    """Writes that pass by `save()` would leave no record, so they are refused."""

    def update(self, **values: Any) -> int:
        if not NOT_AN_EDIT.issuperset(values):
            self._refuse("update")
        return super().update(**values)

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_create")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("bulk_update")

    update.alters_data = bulk_create.alters_data = bulk_update.alters_data = True  # type: ignore[attr-defined]  # Django marks them so

    def _refuse(self, way: str) -> NoReturn:
        raise TypeError(f"{self.model.__name__}.{way}() leaves no history: save each object.")


class Kept(models.Model):
    """Base of what administrators edit."""

    objects = KeptQuerySet.as_manager()
    history = Records(inherit=True, excluded_fields=sorted(NOT_AN_EDIT))

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Edit:
    """One field's old and new value, as a person reads them; the old one is None for a first record."""

    label: str
    old: str | None
    new: str


@dataclass(frozen=True)
class Step:
    """One saved edit: who, when, of what, which fields."""

    at: datetime
    user: Any
    kind: str  # "+", "~" or "-"
    model: str
    edits: tuple[Edit, ...]
    number: int  # of its record, within its model's own history


def is_kept(model: Any) -> bool:
    return hasattr(model, "history")


def steps(sources: Iterable[tuple[Any, dict[str, Any]]]) -> list[Step]:
    """Newest first: every record of those history models, compared with the one before it.

    A query for each model, and one for each model that their foreign keys name.
    """
    pairs: list[tuple[Any, Any]] = []
    for model, condition in sources:
        earlier: dict[int, Any] = {}
        for record in model.objects.filter(**condition).select_related("history_user").order_by("history_id"):
            pairs.append((record, earlier.get(record.id)))
            earlier[record.id] = record
    names = _names([record for record, _before in pairs])
    found = [
        Step(
            record.history_date,
            record.history_user,
            record.history_type,
            str(record.instance_type._meta.verbose_name),
            tuple(_edits(record, before, names)),
            record.history_id,
        )
        for record, before in pairs
    ]
    return sorted(found, key=lambda step: step.at, reverse=True)


def version(sources: Iterable[tuple[Any, dict[str, Any]]]) -> str:
    """The last record's number of each history: it differs after every saved edit."""
    last = (model.objects.filter(**condition).aggregate(last=models.Max("history_id")) for model, condition in sources)
    return "-".join(str(one["last"] or 0) for one in last)


def _names(records: list[Any]) -> dict[tuple[Any, Any], str]:
    """(model, key) -> how the object is called today."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for record in records:
        for field in record.tracked_fields:
            if field.is_relation and getattr(record, field.attname) is not None:
                wanted[field.related_model].add(getattr(record, field.attname))
    return {
        (model, key): str(obj)
        for model, keys in wanted.items()
        for key, obj in model._base_manager.in_bulk(keys).items()
    }


def _edits(record: Any, before: Any, names: dict[tuple[Any, Any], str]) -> Iterator[Edit]:
    for field in record.tracked_fields:
        new, old = getattr(record, field.attname), getattr(before, field.attname, None)
        if field.primary_key or new == old or (before is None and new in ("", [])):
            continue
        told = [_told(field, one, names) for one in (old, new)]
        yield Edit(str(field.verbose_name), None if before is None else told[0], told[1])


def _told(field: Any, value: Any, names: dict[tuple[Any, Any], str]) -> str:
    if value in (None, "", []):
        return "–"
    if field.is_relation:
        return names.get((field.related_model, value), str(value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Decimal):
        return format_number(value)
    return str(dict(field.flatchoices).get(value, value))
