"""The cells of the year's grid: typed texts in, figures out, by the same rules as the form of one figure.

Plain objects instead of Django's forms: two hundred of those would cost more than everything else on the page.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cooperation import rendering
from cooperation.forms.fields import PolishDayField
from cooperation.models.fields import MultilineField
from cooperation.rendering import render
from cooperation.text import NumberError, Sentence, TypedNumber, ValueType, format_number, parse_number, say
from indicators.forms import MAX_TEXT_LENGTH
from indicators.models.measurements import State
from indicators.queries.grid import GridCell
from indicators.rules import figures
from indicators.rules.facts import NoValueReason

_NOTE = MultilineField(required=False, max_length=MAX_TEXT_LENGTH)
_DAY = PolishDayField(max_length=20)
Texts = dict[str, str]
_CELL_FIELD = re.compile(r"(?P<prefix>f[0-9]+_[^_]+)_(?P<field>[a-z_0-9]+)")  # as `CellEntry.prefix` makes them


class CellEntry:
    """One cell as it is shown and typed. `texts`: field -> text; `errors`: field -> what to type instead.

    Sent by the page: its texts, `based_on` (the revision it was made from) and `was`, the digest of the texts that
    stood there, so that a cell nobody touched is never saved and never in conflict.
    """

    def __init__(self, cell: GridCell, sent: Mapping[str, str] | None = None) -> None:
        self.cell = cell
        self.prefix = f"f{cell.indicator.pk}_{cell.due.period.code}"
        self.value_type = cell.due.value_type
        self.part_names = [f"part_{place}" for place in range(1, len(cell.categories) + 1)]
        self.saved_texts = self._saved_texts()
        self.head_number = cell.due.head.number if cell.due.head else 0
        self.is_sent = sent is not None and f"{self.prefix}_based_on" in sent
        self.is_touched, self.based_on = False, ""
        self.texts = self.saved_texts
        self.errors: dict[str, Sentence | str] = {}
        self.conflict: Sentence | None = None
        if sent is not None and self.is_sent:
            self.texts = {name: str(sent.get(f"{self.prefix}_{name}", "")).strip() for name in self.saved_texts}
            self.based_on = str(sent[f"{self.prefix}_based_on"])
            self.is_touched = digest(self.texts) != sent.get(f"{self.prefix}_was", "")

    @property
    def base(self) -> str:
        """The revision that the next save is made from."""
        return self.based_on if self.is_sent else str(self.head_number)

    @property
    def was(self) -> str:
        """The digest of what is recorded: sent back beside what was typed over it."""
        return digest(self.saved_texts)

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not what is recorded now."""
        return self.is_touched and digest(self.texts) != self.was

    @property
    def is_bad(self) -> bool:
        return bool(self.errors) or self.conflict is not None

    @property
    def first_bad_field(self) -> str:
        return f"{self.prefix}_{next(iter(self.errors), 'value')}"

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """(field, category, text) of each part."""
        names = (name for _category, name in self.cell.categories)
        return [(field, name, self.texts[field]) for field, name in zip(self.part_names, names, strict=True)]

    @property
    def is_folded_open(self) -> bool:
        """What stands in the fold is shown at once where it needs the eye."""
        return bool(self.errors.keys() - {"value"})

    @property
    def fold_filled(self) -> bool:
        return bool(self.texts["note"]) or any(self.texts[name] for name in self.part_names)

    @property
    def typed(self) -> list[str]:
        """Everything that stands in the cell: shown where it has no field any more."""
        return [text for text in self.texts.values() if text]

    def keep(self, before: "CellEntry") -> None:
        """Take over what was typed and why it was not saved, onto what stands now."""
        self.texts, self.errors, self.conflict = before.texts, before.errors, before.conflict

    def figure(self, *, on: date) -> figures.Figure | None:
        """The figure that was typed; None with `errors` filled when it is not one."""
        number, reason = self._value(), self.texts["no_value_reason"]
        parts = [self._number(name) for name in self.part_names]
        if number is not None and self._only_parts_changed():
            number = None  # the value shown was their sum; it is made anew
        note, day = self._cleaned("note", _NOTE), self._cleaned("achieved_on", _DAY)
        if reason and reason not in list(NoValueReason):
            self.errors["no_value_reason"] = say("Choose one of the reasons.")
        if self.errors:
            return None
        try:
            return figures.assemble(
                value_type=self.value_type,
                value=number,
                parts=parts,
                categories=[category for category, _name in self.cell.categories],
                no_value_reason=reason,
                achieved_on=day if isinstance(day, date) else None,
                note=str(note or ""),
                on=on,
                period_end=self.cell.due.period.end,
            )
        except figures.FigureErrors as error:
            self.errors = {("value" if name == "parts" else name): text for name, text in error.errors.items()}
            return None

    def wants_submission(self) -> bool:
        """A draft that nobody touched is handed over with the rest; what came back must be mended first."""
        return self.is_touched or self.cell.due.state == State.DRAFT

    # --- inside ------------------------------------------------------------------------------------------------

    def _saved_texts(self) -> Texts:
        head, cell = self.cell.due.head, self.cell
        texts = dict.fromkeys(("value", *self.part_names, "no_value_reason", "note", "achieved_on"), "")
        if head is None:
            return texts
        if head.value is not None:
            is_answer = self.value_type is ValueType.YES_NO
            texts["value"] = str(int(head.value)) if is_answer else _in_polish(head.value, head.decimals)
        for name, (category, _name) in zip(self.part_names, cell.categories, strict=True):
            if category in cell.parts:
                texts[name] = _in_polish(*cell.parts[category])
        day = _DAY.prepare_value(head.achieved_on) if head.achieved_on else ""
        return texts | {"no_value_reason": head.no_value_reason, "note": head.note, "achieved_on": day}

    def _value(self) -> TypedNumber | None:
        if self.value_type is not ValueType.YES_NO:
            return self._number("value")
        if self.texts["value"] not in ("", "0", "1"):
            self.errors["value"] = say("Choose yes or no.")
        return TypedNumber(Decimal(self.texts["value"]), 0) if self.texts["value"] in ("0", "1") else None

    def _number(self, name: str) -> TypedNumber | None:
        text = self.texts[name]
        if not text:
            return None
        language = (
            "pl" if text == self.saved_texts[name] else rendering.language()
        )  # what the page wrote is no question
        try:
            return parse_number(text, self.value_type, self.cell.indicator.measure, language=language)
        except NumberError as error:
            self.errors[name] = error.message
            return None

    def _only_parts_changed(self) -> bool:
        changed = {name for name, text in self.texts.items() if text != self.saved_texts[name]}
        return self.texts["value"] == self.saved_texts["value"] and bool(changed & set(self.part_names))

    def _cleaned(self, name: str, field: forms.Field) -> object:
        try:
            return field.clean(self.texts[name])
        except ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return None

    @property
    def error_texts(self) -> list[tuple[str, str]]:
        """(field, sentence), the conflict first."""
        told: list[tuple[str, Sentence | str]] = [("value", self.conflict)] if self.conflict else []
        told += self.errors.items()
        return [(name, render(text) if isinstance(text, Sentence) else text) for name, text in told]


def digest(texts: Mapping[str, str]) -> str:
    """Of the fields that hold something; a browser sends line ends of its own."""
    plain = {name: text.replace("\r\n", "\n") for name, text in texts.items() if text}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def _in_polish(value: Decimal, decimals: int) -> str:
    return format_number(value, decimals, language="pl")


def touched_fields(sent: Mapping[str, Any]) -> Texts:
    """Of a sent grid every field of touched cells, by their names; what nobody touched is left out."""
    cells: dict[str, Texts] = {}
    for name, value in sent.items():
        match = _CELL_FIELD.fullmatch(name)
        if match is not None:
            cells.setdefault(match["prefix"], {})[match["field"]] = str(value)
    touched: Texts = {}
    for prefix, own in cells.items():
        texts = {field: text.strip() for field, text in own.items() if field not in ("was", "based_on")}
        if "was" in own and digest(texts) != own["was"]:
            touched |= {f"{prefix}_{field}": text for field, text in own.items()}
    return touched
