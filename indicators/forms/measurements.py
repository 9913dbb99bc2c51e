"""Form that records one measurement."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import (
    FieldValues,
    MultilineField,
    PolishDayField,
    PolishDecimalField,
    RequestKeyField,
    new_request_key,
)
from cooperation.rendering import render
from cooperation.text import TypedNumber, ValueType, format_number, plain, typeset
from indicators.forms import MAX_TEXT_LENGTH
from indicators.forms.evidence import TITLE_REQUIRED, evidence_fields
from indicators.models.choices import NO_VALUE_REASONS
from indicators.models.measurements import Revision
from indicators.queries.measurements import FigureEntry, RevisionWithParts
from indicators.rules import figures
from indicators.rules.facts import NoValueReason
from indicators.rules.phrases import period_name
from indicators.services import measurements
from indicators.services.figure_evidence import save_with_file
from indicators.wording.unusual_values import UnusualValueQuestion, unusual_value_question

FIELD = "indicators/fields/field.html"
PARTS = "indicators/fields/parts.html"
RADIOS = "indicators/fields/radios.html"
EVIDENCE = "indicators/fields/evidence.html"
NO_VALUE = "indicators/fields/no_value.html"
UNUSUAL_VALUE = "indicators/fields/unusual_value.html"
CORRECT, MISTAKE = "correct", "mistake"  # answers to the question about an unlikely value


class MeasurementForm(forms.Form):
    """The form of one figure. Field names are stable: scripts of offices rely on them."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    request_key = RequestKeyField()

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        entry: FigureEntry,
        initial: FieldValues | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial, prefix=prefix)
        self.entry = entry
        self.question: UnusualValueQuestion | None = None
        self.focuses_value = False  # whether the page opens with the focus on the value
        self.figure: figures.Figure | None = None
        self.parts_disagree = False
        self._add_value()
        self._add_parts()
        if entry.value_type is ValueType.YES_NO:
            self.fields["achieved_on"] = PolishDayField(
                label=_("When was it achieved?"),
                help_text=_("The date, e.g. 15.06.2024; only with the answer “yes”."),
                max_length=20,
            )
        self.fields["note"] = MultilineField(
            label=_("Note"), required=False, max_length=MAX_TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Public after approval: do not name participants."),
        )  # fmt: skip
        self.fields["no_value_reason"] = forms.ChoiceField(
            label=_("No value?"), required=False, widget=forms.RadioSelect,
            choices=[("", _("there is a value")), *NO_VALUE_REASONS],
            help_text=_("Leave the value empty and choose the reason. No value is not zero."),
        )  # fmt: skip
        self.fields["expected_on"] = PolishDayField(
            label=_("When are the data expected?"),
            help_text=_("Optional and public; only with “data in preparation”, e.g. 15.03.2026."),
            max_length=20,
        )
        if entry.approved is not None:
            self.fields["reason"] = MultilineField(
                label=_("Why is the approved figure changing?"), max_length=MAX_TEXT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Public: readers see the old value, the new one, the day and this reason."),
                error_messages={
                    "required": gettext_lazy(
                        "Say why the approved figure is changing, e.g. a workshop had been left out."
                    )
                },
            )  # fmt: skip
        self.fields |= evidence_fields()
        self.was_file_chosen = bool(files)
        self._note_rendered_texts(entry)
        self.helper = self._helper()

    def _note_rendered_texts(self, entry: FigureEntry) -> None:
        """Tell number fields which text the page rendered, so that it is parsed in the notation it was written in."""
        rendered = initial_values(entry, entry.head)
        for name in ("value", *self.part_names):
            field = self.fields[name]
            if isinstance(field, PolishDecimalField):
                field.shown = str(field.prepare_value(rendered.get(name)) or "")

    def _add_value(self) -> None:
        entry = self.entry
        names = {
            "name": format_html('<span lang="pl">{}</span>', typeset(entry.indicator.name)),
            "period": render(period_name(entry.period)),
        }
        if entry.value_type is ValueType.YES_NO:
            # The reasons for having no answer are choices of the same group.
            self.fields["value"] = forms.ChoiceField(
                label=format_html(_("{name} for {period}: is it done?"), **names),
                required=False,
                widget=forms.RadioSelect,
                choices=[("1", _("yes")), ("0", _("no")), *NO_VALUE_REASONS],
                help_text=_("A missing answer is not a “no”: choose the reason why there is none."),
            )
            return
        measure = entry.indicator.measure or ("%" if entry.value_type is ValueType.PERCENT else "")
        label = format_html(_("{name} for {period}"), **names)
        self.fields["value"] = PolishDecimalField(
            value_type=entry.value_type,
            measure=entry.indicator.measure,
            label=format_html('{} <span lang="pl">({})</span>', label, measure) if measure else label,
            help_text=self._value_help(),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-num num-in"}),
        )

    def _value_help(self) -> str:
        hints = [_("If there was none, enter 0.")] if self.entry.value_type is ValueType.COUNT else []
        if self.entry.categories:
            hints.append(_("You may leave it empty: the sum of the parts is then filled in."))
        return " ".join(hints)

    def _add_parts(self) -> None:
        for place, (_category, name) in enumerate(self.entry.categories, 1):
            self.fields[f"part_{place}"] = PolishDecimalField(
                value_type=self.entry.value_type,
                measure=self.entry.indicator.measure,
                label=name,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num-in"}),
            )
            parts_label = _("Parts")
            label = f"{parts_label}, {name}"
            self.fields[f"part_{place}"].summary_label = label  # type: ignore[attr-defined]  # for error_label

    @property
    def part_names(self) -> list[str]:
        return [f"part_{place}" for place in range(1, len(self.entry.categories) + 1)]

    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.part_names]

    @property
    def parts_id(self) -> str:
        """Return the beginning of the ids of the group of parts."""
        return self.add_prefix("parts")

    @property
    def parts_described_by(self) -> str:
        """Return the ids of the texts that describe the group of parts: the error first, then the help."""
        error = f"{self.parts_id}_error " if self.parts_disagree else ""
        return f"{error}{self.parts_id}_helptext"

    @property
    def part_ids(self) -> str:
        """Return the ids of the fields that are added up, for the total's `for`."""
        return " ".join(field.id_for_label for field in self.part_fields())

    @property
    def parts_total(self) -> str:
        """The sum of the parts, for pages without JavaScript; empty while a part is empty or invalid."""
        total, scale = Decimal(0), 0
        for field in self.part_fields():
            try:
                number = field.field.to_python(str(field.value() or ""))
            except ValidationError:
                return ""
            if number is None:
                return ""
            total, scale = total + number.value, max(scale, number.decimals)
        return format_number(total, scale, language="pl")

    def clean(self) -> FieldValues:
        cleaned = super().clean() or {}
        self._check_evidence(cleaned)
        typed = {"value", *self.part_names, "achieved_on", "expected_on"}
        if typed & set(self.errors):
            return cleaned
        try:
            self.figure = figures.build_figure(
                value_type=self.entry.value_type,
                value=_typed_number(cleaned.get("value")),
                parts=[cleaned.get(name) for name in self.part_names],
                categories=[category for category, _name in self.entry.categories],
                no_value_reason=_reason_in_value(cleaned.get("value")) or cleaned.get("no_value_reason") or "",
                achieved_on=cleaned.get("achieved_on"),
                note=cleaned.get("note") or "",
                expected_on=cleaned.get("expected_on"),
                on=self.entry.on,
                period_end=self.entry.period.end,
            )
        except figures.FigureErrors as error:
            for name, sentence in error.errors.items():
                self._add_figure_error(name, render(sentence))
        return cleaned

    def _check_evidence(self, cleaned: FieldValues) -> None:
        """A file needs a description, and a description a file."""
        if {"evidence_file", "evidence_title"} & set(self.errors):
            return
        if cleaned.get("evidence_file") and not cleaned.get("evidence_title", "").strip():
            self.add_error("evidence_title", TITLE_REQUIRED)
        if cleaned.get("evidence_title", "").strip() and not cleaned.get("evidence_file"):
            self.add_error("evidence_file", _("Choose the file, or clear its description."))

    @property
    def is_evidence_open(self) -> bool:
        """Whether the file's fields are unfolded."""
        names = ("evidence_file", "evidence_title")
        return self.was_file_chosen or any(self[name].errors or self[name].value() for name in names)

    def _add_figure_error(self, name: str, text: str) -> None:
        """Add the error to its field; one about the sum of the parts is shown once, at the first part."""
        if name == "parts":
            self.parts_disagree = True
            self.fields["part_1"].summary_label = _("Parts")  # type: ignore[attr-defined]  # for error_label
        self.add_error("part_1" if name == "parts" else name, text)

    def asks_about_unusual_value(self) -> bool:
        """Add the question about an unlikely value, unless it was answered; return whether there is one.

        It is asked once for each value (`asked_value`), and not if a note was written for the value.
        """
        question = unusual_value_question(self.entry, self.figure) if self.figure else None
        if question is None:
            return False
        was_asked = self.data.get(self.add_prefix("asked_value")) == plain(question.value)
        answer = str(self.data.get(self.add_prefix("asked_answer"), "")) if was_asked else ""
        if answer == CORRECT or (not was_asked and self._has_new_note()):
            return False
        self._add_question(question, answer)
        if answer == MISTAKE:
            self.add_error("asked_answer", _("Enter the correct value."))
        elif was_asked:
            self.add_error("asked_answer", _("Choose one of the two answers."))
        return True

    def _has_new_note(self) -> bool:
        """Whether the note was written for this value; one of an earlier value does not explain it."""
        if self.figure is None or not self.figure.note:
            return False
        head = self.entry.head.revision if self.entry.head else None
        return head is None or head.note != self.figure.note or head.value == self.figure.value

    def _add_question(self, question: UnusualValueQuestion, answer: str) -> None:
        self.question, self.focuses_value = question, False
        fields = {name: self.data.get(name) for name in self.data}
        asked = {"asked_value": plain(question.value), "asked_answer": answer}
        self.data = fields | {self.add_prefix(name): value for name, value in asked.items()}
        self.fields["asked_value"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["asked_answer"] = forms.ChoiceField(
            label=render(question.heading),
            required=False,
            choices=[(MISTAKE, self._mistake_label()), (CORRECT, render(question.confirmation))],
        )
        self.helper = self._helper()

    @property
    def takes_corrected_value(self) -> bool:
        """Whether the question has a field for the right number: not where parts or an answer must be changed."""
        return self.entry.value_type is not ValueType.YES_NO and not (self.figure and self.figure.parts)

    def _mistake_label(self) -> str:
        if self.takes_corrected_value:
            return _("It is a mistake, the correct value is:")
        if self.entry.value_type is ValueType.YES_NO:
            return _("It is a mistake, I am changing the answer above")
        return _("It is a mistake, I am correcting the parts below")

    def save(self, *, by: User, submit: bool, with_file: bool = True) -> Revision:
        """Record or submit the figure, with the file as its evidence.

        Raises the exceptions of `services.measurements` and of `services.evidence`; then nothing is saved.
        """
        if self.figure is None:
            raise ValueError("only a valid form is saved")
        write = partial(
            measurements.submit if submit else measurements.record,
            self.entry.slot,
            self.figure,
            by=by,
            based_on=self.cleaned_data["based_on"],
            request_key=self.cleaned_data["request_key"],
            reason=self.cleaned_data.get("reason", ""),
            on=self.entry.on,
        )
        upload = self.cleaned_data.get("evidence_file")
        if not upload or not with_file:
            return write()
        head = self.entry.head
        return save_with_file(
            write,
            title=self.cleaned_data["evidence_title"],
            upload=upload,
            measurement=head.revision.measurement if head else None,
            by=by,
            on=self.entry.on,
        )

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False  # the template has the form element
        helper.disable_csrf = True
        helper.form_show_errors = True
        is_yes_no = self.entry.value_type is ValueType.YES_NO
        layout = ["based_on", "request_key", Field("value", template=RADIOS if is_yes_no else FIELD)]
        if self.question is not None:  # contains the note
            layout += ["asked_value", Field("asked_answer", template=UNUSUAL_VALUE)]
        if self.entry.categories:
            layout.append(Field("part_1", template=PARTS))  # renders all parts and their total
        if "achieved_on" in self.fields:
            layout.append(Field("achieved_on", template=FIELD))
        if self.question is None:
            layout.append(Field("note", template=FIELD))
        if "reason" in self.fields:
            layout.append(Field("reason", template=FIELD))
        if is_yes_no:
            layout.append(Field("expected_on", template=FIELD))
        else:
            layout.append(Field("no_value_reason", template=NO_VALUE))  # renders the expected day, too
        layout.append(Field("evidence_file", template=EVIDENCE))  # renders its description, too
        helper.layout = Layout(*layout)
        return helper


def with_corrected_value(sent: QueryDict) -> QueryDict:
    """Return the fields with the number that was typed in the question about an unlikely value as the value."""
    corrected = sent.get("corrected_value", "")
    if sent.get("asked_answer") != MISTAKE or not corrected.strip():
        return sent
    fields = sent.copy()
    fields["value"] = corrected
    for name in ("asked_value", "asked_answer", "corrected_value"):
        fields.pop(name, None)
    return fields


def _typed_number(value: TypedNumber | str | None) -> TypedNumber | None:
    """Return the number; a yes or no is sent as "1" or "0", or as the reason for having no answer."""
    if isinstance(value, str):
        return TypedNumber(Decimal(value), 0) if value in ("0", "1") else None
    return value


def _reason_in_value(value: TypedNumber | str | None) -> str:
    return value if isinstance(value, str) and value in list(NoValueReason) else ""


def initial_values(entry: FigureEntry, step: RevisionWithParts | None) -> dict[str, object]:
    """Return the initial values: the content of a revision, or an empty form."""
    initial: dict[str, object] = {
        "based_on": entry.head_number,
        "request_key": new_request_key(),
        "no_value_reason": "",
    }
    if step is None:
        return initial
    revision = step.revision
    if entry.value_type is ValueType.YES_NO:
        initial["value"] = revision.no_value_reason if revision.value is None else str(int(revision.value))
    elif revision.value is not None and not step.parts:  # the sum of the parts: a person corrects only the parts
        initial["value"] = TypedNumber(revision.value, revision.decimals)
    for place, (category, _name) in enumerate(entry.categories, 1):
        if category in step.parts:
            initial[f"part_{place}"] = TypedNumber(*step.parts[category])
    is_unapproved = entry.approved is None or step is not entry.approved
    return initial | {
        "note": revision.note,
        "no_value_reason": "" if entry.value_type is ValueType.YES_NO else revision.no_value_reason,
        "achieved_on": revision.achieved_on,
        "expected_on": revision.expected_on,
        "reason": revision.correction_reason if is_unapproved else "",
    }
