"""The cells of the grid as forms: typed texts in, figures out, by the same rules as the form of one figure.

They are plain objects, because two hundred Django forms would take longer than the rest of the page.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError

from cooperation import rendering
from cooperation.forms.fields import MultilineField, PolishDayField
from cooperation.rendering import render
from cooperation.text import NumberError, Sentence, TypedNumber, ValueType, format_number, parse_number, plain, say
from indicators.forms import MAX_TEXT_LENGTH
from indicators.models.measurements import State
from indicators.queries.grid import GridCell
from indicators.rules import figures
from indicators.rules.facts import NoValueReason
from indicators.wording.unusual_values import UnusualValueQuestion, due_value_question

_NOTE_FIELD = MultilineField(required=False, max_length=MAX_TEXT_LENGTH)
_DAY_FIELD = PolishDayField(max_length=20)
Texts = dict[str, str]
_NOT_TEXTS = ("was", "based_on", "asked_value", "confirmed")  # fields of a cell that a person does not type
_CELL_FIELD = re.compile(r"(?P<prefix>f[0-9]+_[^_]+)_(?P<field>[a-z_0-9]+)")  # `CellForm.prefix` and the field


class CellForm:
    """One cell as a form. `texts`: field -> text; `errors`: field -> message.

    The page sends the texts, `based_on` (number of the revision that they were rendered from) and `was`, the digest of
    the rendered texts. A cell whose texts still have that digest was not touched: it is neither saved nor in conflict.
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
        self.question: UnusualValueQuestion | None = None  # about an unlikely value, which is not saved until answered
        self.asked_value = self.confirmed = ""
        if sent is not None and self.is_sent:
            self.texts = {name: str(sent.get(f"{self.prefix}_{name}", "")).strip() for name in self.saved_texts}
            self.based_on = str(sent[f"{self.prefix}_based_on"])
            self.is_touched = digest(self.texts) != sent.get(f"{self.prefix}_was", "")
            self.asked_value = str(sent.get(f"{self.prefix}_asked_value", ""))
            self.confirmed = str(sent.get(f"{self.prefix}_confirmed", ""))

    @property
    def base_revision_number(self) -> str:
        """The number of the revision that the next save is based on."""
        return self.based_on if self.is_sent else str(self.head_number)

    @cached_property
    def saved_digest(self) -> str:
        """The digest of the recorded texts."""
        return digest(self.saved_texts)

    @property
    def differs_from_saved(self) -> bool:
        """Whether the typed texts differ from those that are recorded now."""
        return self.is_touched and digest(self.texts) != self.saved_digest

    @property
    def changed_parts(self) -> set[str]:
        """The fields of parts whose texts differ from those that are recorded now."""
        return {name for name in self.part_names if self.texts[name] != self.saved_texts[name]}

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or self.conflict is not None

    @property
    def is_refused(self) -> bool:
        """Whether the cell was not saved: because of an error, or until a question about its value is answered."""
        return self.has_errors or self.question is not None

    @property
    def first_invalid_field(self) -> str:
        return f"{self.prefix}_{next(iter(self.errors), 'value')}"

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """(field, category, text) of each part."""
        names = (name for _category, name in self.cell.categories)
        return [(field, name, self.texts[field]) for field, name in zip(self.part_names, names, strict=True)]

    @property
    def is_fold_open(self) -> bool:
        """Whether the parts and the note are unfolded, because one of them has an error or contradicts the value."""
        return bool(self.errors.keys() - {"value", "no_value_reason", "expected_on"}) or (
            "value" in self.errors and self._has_parts
        )

    @property
    def has_reason(self) -> bool:
        """Whether there is a reason for having no value, or a day that belongs to one."""
        return bool(self.texts["no_value_reason"] or self.texts["expected_on"])

    @property
    def has_folded_texts(self) -> bool:
        return bool(self.texts["note"]) or self._has_parts

    @property
    def entered_texts(self) -> list[str]:
        """All texts of the cell, to be shown when it can no longer be edited."""
        return [text for text in self.texts.values() if text]

    def restore(self, unsaved: "CellForm") -> None:
        """Take over the typed texts and the errors of a cell that was not saved."""
        self.texts, self.errors, self.conflict = unsaved.texts, unsaved.errors, unsaved.conflict
        self.is_touched, self.question = unsaved.is_touched, unsaved.question

    def entered_figure(self, *, on: date) -> figures.Figure | None:
        """Return the typed figure; None, with `errors` filled, if it is invalid."""
        number, reason = self._parse_value(), self.texts["no_value_reason"]
        parts = [self._parse_number(name) for name in self.part_names]
        if number is not None and self._only_parts_changed():
            number = None  # it is recomputed from the parts
        note, day = self._clean("note", _NOTE_FIELD), self._clean("achieved_on", _DAY_FIELD)
        expected_on = self._clean("expected_on", _DAY_FIELD)
        if reason and reason not in list(NoValueReason):
            self.errors["no_value_reason"] = say("Choose one of the reasons.")
        if self.errors:
            return None
        try:
            return figures.build_figure(
                value_type=self.value_type,
                value=number,
                parts=parts,
                categories=[category for category, _name in self.cell.categories],
                no_value_reason=reason,
                achieved_on=day if isinstance(day, date) else None,
                note=str(note or ""),
                expected_on=expected_on if isinstance(expected_on, date) else None,
                on=on,
                period_end=self.cell.due.period.end,
            )
        except figures.FigureErrors as error:
            self.errors = {("value" if name == "parts" else name): text for name, text in error.errors.items()}
            return None

    def asks_about(self, figure: figures.Figure) -> bool:
        """Add the question about an unlikely value; return whether there is one that was not answered.

        It is answered by confirming the value that was asked about (`asked_value`), or by a note for the value.
        """
        head = self.cell.due.head
        question = due_value_question(self.cell.due, figure) if self.is_touched else None
        if question is None or (self.confirmed and self.asked_value == plain(question.value)):
            return False
        if figure.note and (head is None or head.note != figure.note or head.value == figure.value):
            return False
        self.question = question
        return True

    @property
    def question_value(self) -> str:
        """The value that the question is about, as the page sends it with the answer."""
        return plain(self.question.value) if self.question else ""

    def wants_submission(self) -> bool:
        """Whether the cell is submitted with the others: an untouched draft is, an untouched returned figure is not."""
        return self.is_touched or self.cell.due.state == State.DRAFT

    # --- inside ------------------------------------------------------------------------------------------------

    @property
    def _has_parts(self) -> bool:
        return any(self.texts[name] for name in self.part_names)

    def _saved_texts(self) -> Texts:
        head, cell = self.cell.due.head, self.cell
        texts = dict.fromkeys(("value", *self.part_names, "no_value_reason", "expected_on", "note", "achieved_on"), "")
        if head is None:
            return texts
        if head.value is not None:
            is_answer = self.value_type is ValueType.YES_NO
            texts["value"] = str(int(head.value)) if is_answer else _polish_number(head.value, head.decimals)
        for name, (category, _name) in zip(self.part_names, cell.categories, strict=True):
            if category in cell.parts:
                texts[name] = _polish_number(*cell.parts[category])
        days = {"achieved_on": head.achieved_on, "expected_on": head.expected_on}
        texts |= {name: _DAY_FIELD.prepare_value(day) if day else "" for name, day in days.items()}
        return texts | {"no_value_reason": head.no_value_reason, "note": head.note}

    def _parse_value(self) -> TypedNumber | None:
        if self.value_type is not ValueType.YES_NO:
            return self._parse_number("value")
        if self.texts["value"] not in ("", "0", "1"):
            self.errors["value"] = say("Choose yes or no.")
        return TypedNumber(Decimal(self.texts["value"]), 0) if self.texts["value"] in ("0", "1") else None

    def _parse_number(self, name: str) -> TypedNumber | None:
        text = self.texts[name]
        if not text:
            return None
        # A text that the page itself has rendered is in Polish notation and never ambiguous.
        language = "pl" if text == self.saved_texts[name] else rendering.language()
        try:
            return parse_number(text, self.value_type, self.cell.indicator.measure, language=language)
        except NumberError as error:
            self.errors[name] = error.message
            return None

    def _only_parts_changed(self) -> bool:
        return self.texts["value"] == self.saved_texts["value"] and bool(self.changed_parts)

    def _clean(self, name: str, field: forms.Field) -> object:
        try:
            return field.clean(self.texts[name])
        except ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return None

    @property
    def error_texts(self) -> list[tuple[str, str]]:
        """(field, message), the conflict first."""
        messages: list[tuple[str, Sentence | str]] = [("value", self.conflict)] if self.conflict else []
        messages += self.errors.items()
        return [(name, render(text) if isinstance(text, Sentence) else text) for name, text in messages]


def digest(texts: Mapping[str, str]) -> str:
    """Hash the non-empty texts; browsers send CRLF as line ends."""
    filled = {name: text.replace("\r\n", "\n") for name, text in texts.items() if text}
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()[:16]


def _polish_number(value: Decimal, decimals: int) -> str:
    return format_number(value, decimals, language="pl")


def touched_fields(sent: Mapping[str, object]) -> Texts:
    """Return the fields (name -> text) of the touched cells of a sent grid."""
    cells: dict[str, Texts] = {}
    for name, value in sent.items():
        match = _CELL_FIELD.fullmatch(name)
        if match is not None:
            cells.setdefault(match["prefix"], {})[match["field"]] = str(value)
    touched: Texts = {}
    for prefix, fields in cells.items():
        texts = {field: text.strip() for field, text in fields.items() if field not in _NOT_TEXTS}
        if "was" in fields and digest(texts) != fields["was"]:
            touched |= {f"{prefix}_{field}": text for field, text in fields.items()}
    return touched
