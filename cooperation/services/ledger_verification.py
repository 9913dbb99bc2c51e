"""Verification of the ledger: its entries follow each other, and every recorded row is as its entries say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from cooperation.models.ledger import (
    LedgerEntry,
    LedgerHead,
    Redaction,
    columns_of,
    hash_of_entry,
    recorded_models,
    row_digests,
)
from cooperation.recording import definition_of, unrecorded_edits
from cooperation.rules import ledger
from cooperation.text import Sentence, say

Action = LedgerEntry.Action
REDACTED_DIGEST = ledger.text_digest(ledger.REDACTED)
BATCH = 500


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """What differs from the ledger; `seq` is the number of the entry, 0 for a row without an entry."""

    seq: int
    sentence: Sentence


@dataclass(slots=True, kw_only=True)
class RowRecord:
    """What the entries of a row say together."""

    seq: int  # of the first entry
    facts: str
    state: str
    texts: Mapping[str, str]
    is_deleted: bool = False
    redacted: dict[str, int] = field(default_factory=dict)  # text -> the entry that says that it was removed


@dataclass(slots=True, kw_only=True)
class LedgerReport:
    """Number of entries, the head after the last one, and the first fault."""

    entries: int = 0
    head: str = f"0:{ledger.GENESIS}"
    fault: LedgerFault | None = None
    records: dict[tuple[str, int], RowRecord] = field(default_factory=dict)


def verify_ledger() -> LedgerReport:
    """Check the chain of entries, then all rows; of several wrong rows the one with the earliest entry is named."""
    report = LedgerReport()
    previous = ledger.GENESIS
    for entry in LedgerEntry.objects.order_by("seq").iterator(chunk_size=BATCH):
        report.fault = _check_entry(entry, expected_seq=report.entries + 1, previous=previous) or _read_entry(
            entry, report.records
        )
        if report.fault is not None:
            return report
        previous, report.entries, report.head = entry.hash, entry.seq, entry.head
    report.fault = (
        _check_head(report)
        or _first(_redaction_faults(report.records))
        or _first(_row_faults(report.records))
        or _first(_definition_faults(report.records))
    )
    return report


def continues(expected: str) -> bool:
    """Return whether the ledger contains the entry of an earlier head, "SEQ:HASH"; call it after `verify_ledger`.

    Raises ValueError if the text is no head.
    """
    seq, _colon, digest = expected.strip().partition(":")
    if not seq.isascii() or not seq.isdecimal() or len(seq) > 18 or len(digest) != len(ledger.GENESIS):
        raise ValueError(expected)
    if int(seq) == 0:
        return digest == ledger.GENESIS
    return LedgerEntry.objects.filter(seq=int(seq), hash=digest.lower()).exists()


# --- entries -------------------------------------------------------------------------------------------------------


def _check_entry(entry: LedgerEntry, *, expected_seq: int, previous: str) -> LedgerFault | None:
    if entry.seq != expected_seq:
        return LedgerFault(expected_seq, say("Entry {seq} of the ledger is missing.", seq=str(expected_seq)))
    if entry.previous_hash != previous:
        sentence = say("Entry {seq} of the ledger does not follow the entry before it.", seq=str(entry.seq))
        return LedgerFault(entry.seq, sentence)
    if entry.hash != hash_of_entry(entry):
        sentence = say("Entry {seq} of the ledger differs from what was recorded.", seq=str(entry.seq))
        return LedgerFault(entry.seq, sentence)
    return None


def _read_entry(entry: LedgerEntry, records: dict[tuple[str, int], RowRecord]) -> LedgerFault | None:
    """Apply an entry to the record of its row; return a fault if no service could have written it."""
    key = (entry.table, entry.row)
    record = records.get(key)
    if record is None:
        records[key] = RowRecord(seq=entry.seq, facts=entry.facts, state=entry.state, texts=entry.texts)
        return None if entry.action == Action.ADDED else _impossible(entry)
    is_possible = not record.is_deleted and entry.action != Action.ADDED and entry.facts == record.facts
    if entry.action == Action.DELETED:
        is_possible &= entry.table in _deletable_tables()
    if entry.action == Action.REDACTED:
        is_possible &= entry.texts.keys() == record.texts.keys() and all(
            digest in (record.texts[name], REDACTED_DIGEST) for name, digest in entry.texts.items()
        )
        if is_possible:
            removed = [name for name, digest in entry.texts.items() if digest != record.texts[name]]
            record.redacted |= dict.fromkeys(removed, entry.seq)
    else:
        is_possible &= entry.texts == record.texts
    if not is_possible:
        return _impossible(entry)
    record.state, record.texts, record.is_deleted = entry.state, entry.texts, entry.action == Action.DELETED
    return None


@cache
def _deletable_tables() -> frozenset[str]:
    """Return the labels of the recorded models whose rows a service deletes."""
    return frozenset(model._meta.label_lower for model in recorded_models() if getattr(model, "IS_DELETABLE", False))


def _impossible(entry: LedgerEntry) -> LedgerFault:
    sentence = say(
        "Entry {seq} of the ledger changes what never changes ({row}).",
        seq=str(entry.seq),
        row=_name(entry.table, entry.row),
    )
    return LedgerFault(entry.seq, sentence)


def _check_head(report: LedgerReport) -> LedgerFault | None:
    head = LedgerHead.objects.filter(id=1).first()
    end = str(head) if head else f"0:{ledger.GENESIS}"
    if end == report.head:
        return None
    if head and head.seq > report.entries:
        seq = report.entries + 1
        return LedgerFault(seq, say("Entry {seq} of the ledger is missing.", seq=str(seq)))
    sentence = say("The end of the ledger does not match its last entry, {seq}.", seq=str(report.entries))
    return LedgerFault(report.entries, sentence)


# --- rows ----------------------------------------------------------------------------------------------------------


def _redaction_faults(records: Mapping[tuple[str, int], RowRecord]) -> Iterator[LedgerFault]:
    """Yield a fault for each text that was removed without a record of who removed it and why."""
    recorded = set(Redaction.objects.values_list("table", "row", "column"))
    tables = {model._meta.label_lower: model._meta.db_table for model in recorded_models()}
    for (table, key), record in records.items():
        for name, seq in record.redacted.items():
            if (tables.get(table), key, name) not in recorded:
                sentence = say(
                    "Entry {seq} of the ledger: the text “{text}” of {row} was changed or removed.",
                    seq=str(seq),
                    text=_text_label(table, name),
                    row=_name(table, key),
                )
                yield LedgerFault(seq, sentence)


def _row_faults(records: dict[tuple[str, int], RowRecord]) -> Iterator[LedgerFault]:
    """Yield a fault for each row that is missing, was changed, or has no entry."""
    unread = {key: record for key, record in records.items() if not record.is_deleted}
    for model in recorded_models():
        columns, table = columns_of(model), model._meta.label_lower
        for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            record = unread.pop((table, row.pk), None)
            if record is None:
                yield LedgerFault(0, say("{row} was inserted without an entry in the ledger.", row=_name_of(row)))
                continue
            digests = row_digests(row, columns)
            for name, digest in digests["texts"].items():
                if record.texts.get(name) != digest:
                    yield _text_fault(row, name, record)
            if (digests["facts"], digests["state"]) != (record.facts, record.state):
                yield LedgerFault(record.seq, _differs(record.seq, _name_of(row)))
    for (table, key), record in unread.items():
        sentence = say("Entry {seq} of the ledger: {row} was deleted.", seq=str(record.seq), row=_name(table, key))
        yield LedgerFault(record.seq, sentence)


def _text_fault(row: Model, name: str, record: RowRecord) -> LedgerFault:
    sentence = say(
        "Entry {seq} of the ledger: the text “{text}” of {row} was changed or removed.",
        seq=str(record.seq),
        text=_text_label(row._meta.label_lower, name),
        row=_name_of(row),
    )
    return LedgerFault(record.seq, sentence)


def _text_label(table: str, name: str) -> str:
    """Return the name of a text for people; as in the entry if no service has written it."""
    try:
        return str(apps.get_model(table)._meta.get_field(name).verbose_name)
    except (LookupError, FieldDoesNotExist):
        return name


def _differs(seq: int, row: Sentence) -> Sentence:
    return say("Entry {seq} of the ledger: {row} differs from what was recorded.", seq=str(seq), row=row)


def _definition_faults(records: Mapping[tuple[str, int], RowRecord]) -> Iterator[LedgerFault]:
    """Yield a fault for each definition that differs from the record of its last edit."""
    for record_model in recorded_models():
        model = definition_of(apps, record_model)
        if model is None:
            continue
        for row, record in unrecorded_edits(model, record_model):
            seq = records[record_model._meta.label_lower, record.pk].seq if record is not None else 0
            missing_id: int = getattr(record, "id", 0)  # of a definition that was deleted
            name = _name_of(row) if row is not None else _name(model._meta.label_lower, missing_id)
            yield LedgerFault(seq, say("{row} differs from the record of its last edit.", row=name))


def _first(faults: Iterator[LedgerFault]) -> LedgerFault | None:
    """Return the fault with the earliest entry; rows without one come last."""
    return min(faults, key=lambda fault: fault.seq or float("inf"), default=None)


def _name_of(row: Model) -> Sentence:
    return _name(row._meta.label_lower, row.pk)


def _name(table: str, key: int) -> Sentence:
    """Return the kind and the number of a row, "revision 12"."""
    try:
        kind = str(apps.get_model(table)._meta.verbose_name)
    except LookupError:  # an entry that no service has written
        kind = table
    return say("{kind} {number}", kind=kind, number=str(key))
