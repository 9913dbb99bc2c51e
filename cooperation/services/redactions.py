"""Removal of a recorded text for privacy: the only way in which a recorded row may change. It leaves a record."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, models, transaction

from cooperation.models import LedgerEntry, Redaction
from cooperation.models.ledger import append_entries, lock_ledger
from cooperation.models.search import Searchable
from cooperation.rules import ledger


def redact(row: models.Model, names: Sequence[str], *, by: User | None, reason: str, at: datetime) -> None:
    """Replace texts of a recorded row with "[…]", and record when, by whom and why; the texts are nowhere any more.

    `names`: of the row's `RECORDED_TEXTS`. Raises ValueError for others, and without a reason.
    """
    model = type(row)
    if not names or not set(names).issubset(getattr(model, "RECORDED_TEXTS", ())):
        raise ValueError(f"{model.__name__} has no texts {', '.join(names)} that may be removed")
    if not reason.strip():
        raise ValueError("a removal needs a reason")
    with transaction.atomic():
        lock_ledger()
        for name in names:
            redaction = Redaction(
                table=model._meta.db_table, row=row.pk, column=name, at=at, by=by, reason=reason.strip()
            )
            if connection.vendor == "postgresql":
                _redact_as_owner(redaction)
            else:
                redaction.save()
                models.QuerySet(model).filter(pk=row.pk).update(**{name: ledger.REDACTED})
        row.refresh_from_db(fields=list(names))
        if isinstance(row, Searchable):
            row.save(update_fields=["search_text"])
        append_entries([row], LedgerEntry.Action.REDACTED)


def _redact_as_owner(redaction: Redaction) -> None:
    """Call the function of the tables' owner, because triggers refuse every other change; record its row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT portal_redact(%s, %s, %s, %s, %s, %s)",
            [
                redaction.table,
                redaction.row,
                redaction.column,
                redaction.at,
                redaction.by.pk if redaction.by else None,
                redaction.reason,
            ],
        )
        (key,) = cursor.fetchone()
    append_entries([Redaction.objects.get(pk=key)])
