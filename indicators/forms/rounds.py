"""Forms of a reporting round: its days, and the reason for closing or reopening it."""

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues, MultilineField, PolishDayField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_REASON_LENGTH = 2000


def _day_field(label: "StrOrPromise", help_text: "StrOrPromise") -> PolishDayField:
    return PolishDayField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control w-num", "autocomplete": "off"}),
    )


def _reason_field(label: "StrOrPromise", help_text: "StrOrPromise") -> MultilineField:
    return MultilineField(
        label=label,
        required=False,
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
        help_text=help_text,
    )


class RoundForm(forms.Form):
    """`seen`: the version that the page was rendered from; a step on another version is refused."""

    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class DaysForm(RoundForm):
    """The days of a round; with `asks_reason`, of a round that exists, whose days change."""

    opens_on = _day_field(
        gettext_lazy("Opens on"), gettext_lazy("Figures can be recorded from this day, e.g. 1.01.2025.")
    )
    due_on = _day_field(
        gettext_lazy("Due on"), gettext_lazy("Figures submitted by this day are on time, e.g. 31.03.2026.")
    )

    def __init__(self, data: QueryDict | None = None, *, asks_reason: bool, initial: FieldValues | None = None) -> None:
        super().__init__(data, auto_id="days_%s", initial=initial)
        if asks_reason:
            self.fields["reason"] = _reason_field(
                _("Why are the dates changing?"), _("Public: readers find it in the register of changes.")
            )

    def clean(self) -> FieldValues:
        cleaned = super().clean() or {}
        for name, example in (("opens_on", "1.01.2025"), ("due_on", "31.03.2026")):
            if name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, _("Enter the date, e.g. %(example)s.") % {"example": example})
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        return self.cleaned_data["opens_on"], self.cleaned_data["due_on"]


class ClosingForm(RoundForm):
    """Closing a round; the reason is asked for only if figures are missing."""

    def __init__(self, data: QueryDict | None = None, *, has_gaps: bool, initial: FieldValues | None = None) -> None:
        super().__init__(data, auto_id="closing_%s", initial=initial)
        if has_gaps:
            self.fields["reason"] = _reason_field(
                _("Why is the year being closed with gaps?"),
                _("Public: readers see it beside the year's data, so do not name people."),
            )


class ReopeningForm(RoundForm):
    reason = _reason_field(
        gettext_lazy("Why is the round being reopened?"),
        gettext_lazy("Public: readers find it in the register of changes."),
    )

    def __init__(self, data: QueryDict | None = None, *, initial: FieldValues | None = None) -> None:
        super().__init__(data, auto_id="reopening_%s", initial=initial)
