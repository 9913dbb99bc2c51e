"""Form that records one measurement."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import (
    MultilineField,
    PolishDayField,
    PolishDecimalField,
    RequestKeyField,
    new_request_key,
)
from cooperation.rendering import render
from cooperation.text import TypedNumber, ValueType, format_number, typeset
from indicators.forms import MAX_TEXT_LENGTH
from indicators.models.choices import NO_VALUE_REASONS
from indicators.models.measurements import Revision
from indicators.queries.measurements import FigureEntry, RevisionWithParts
from indicators.rules import figures
from indicators.rules.facts import NoValueReason
from indicators.rules.phrases import period_name
from indicators.services import measurements

FIELD = "indicators/fields/field.html"
PARTS = "indicators/fields/parts.html"
RADIOS = "indicators/fields/radios.html"


class MeasurementForm(forms.Form):
    """The form of one figure. Field names are stable: scripts of offices rely on them."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    request_key = RequestKeyField()

    def __init__(self, *args: Any, entry: FigureEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
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
            help_text=_("Public after approval: no names of participants, please."),
        )  # fmt: skip
        self.fields["no_value_reason"] = forms.ChoiceField(
            label=_("No value?"), required=False, widget=forms.RadioSelect,
            choices=[("", _("there is a value")), *NO_VALUE_REASONS],
            help_text=_("Leave the value empty and choose the reason. No value is not zero."),
        )  # fmt: skip
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
                help_text=_("No answer is not a “no”: choose the reason why there is none."),
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = {"value", *self.part_names, "achieved_on"}
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
                on=self.entry.on,
                period_end=self.entry.period.end,
            )
        except figures.FigureErrors as error:
            for name, sentence in error.errors.items():
                self._add_figure_error(name, render(sentence))
        return cleaned

    def _add_figure_error(self, name: str, text: str) -> None:
        """Add the error to its field; one about the sum of the parts is shown once, at the first part."""
        if name == "parts":
            self.parts_disagree = True
            self.fields["part_1"].summary_label = _("Parts")  # type: ignore[attr-defined]  # for error_label
        self.add_error("part_1" if name == "parts" else name, text)

    def save(self, *, by: User, submit: bool) -> Revision:
        """Record or submit the figure; raises the exceptions of `services.measurements`."""
        if self.figure is None:
            raise ValueError("only a valid form is saved")
        write = measurements.submit if submit else measurements.record
        return write(
            self.entry.slot,
            self.figure,
            by=by,
            based_on=self.cleaned_data["based_on"],
            request_key=self.cleaned_data["request_key"],
            reason=self.cleaned_data.get("reason", ""),
            on=self.entry.on,
        )

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False  # the template has the form element
        helper.disable_csrf = True
        helper.form_show_errors = True
        is_yes_no = self.entry.value_type is ValueType.YES_NO
        layout = ["based_on", "request_key", Field("value", template=RADIOS if is_yes_no else FIELD)]
        if self.entry.categories:
            layout.append(Field("part_1", template=PARTS))  # renders all parts and their total
        if "achieved_on" in self.fields:
            layout.append(Field("achieved_on", template=FIELD))
        layout.append(Field("note", template=FIELD))
        if "reason" in self.fields:
            layout.append(Field("reason", template=FIELD))
        if not is_yes_no:
            layout.append(Field("no_value_reason", template=RADIOS))
        helper.layout = Layout(*layout)
        return helper


def _typed_number(value: TypedNumber | str | None) -> TypedNumber | None:
    """Return the number; a yes or no is sent as "1" or "0", or as the reason for having no answer."""
    if isinstance(value, str):
        return TypedNumber(Decimal(value), 0) if value in ("0", "1") else None
    return value


def _reason_in_value(value: TypedNumber | str | None) -> str:
    return value if isinstance(value, str) and value in list(NoValueReason) else ""


def initial_values(entry: FigureEntry, step: RevisionWithParts | None) -> dict[str, Any]:
    """Return the initial values: the content of a revision, or an empty form."""
    initial: dict[str, Any] = {"based_on": entry.head_number, "request_key": new_request_key(), "no_value_reason": ""}
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
        "reason": revision.correction_reason if is_unapproved else "",
    }
