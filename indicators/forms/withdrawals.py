"""The withdrawal of an indicator: from which year it does not apply, and why."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.forms.fields import MultilineField
from cooperation.web.context import Context
from indicators.models import Indicator
from indicators.services import indicators

MAX_REASON_LENGTH = 2000


class WithdrawalForm(forms.Form):
    """Year and reason; without a year the indicator applies again, which is offered only if it is withdrawn."""

    withdrawn_from = forms.TypedChoiceField(coerce=int, empty_value=None)
    withdrawn_reason = MultilineField(max_length=MAX_REASON_LENGTH, required=False)

    def __init__(self, data: QueryDict | None, *, indicator: Indicator) -> None:
        present = {name: getattr(indicator, name) for name in ("withdrawn_from", "withdrawn_reason")}
        super().__init__(data, initial=present)
        self.indicator = indicator
        year = cast(forms.TypedChoiceField, self.fields["withdrawn_from"])
        empty = ("", _("not withdrawn") if indicator.withdrawn_from else _("choose"))
        year.choices = [empty, *((value, str(value)) for value in indicators.years_for_withdrawal(indicator))]
        year.required = indicator.withdrawn_from is None
        for name, field in self.fields.items():
            column = cast(models.Field, Indicator._meta.get_field(name))
            field.label, field.help_text = column.verbose_name, column.help_text

    def clean(self) -> Context:
        sent = super().clean() or self.cleaned_data
        if self.errors:
            return sent
        year, reason = sent["withdrawn_from"], sent["withdrawn_reason"].strip()
        if year is not None and not reason:
            self.add_error("withdrawn_reason", _("Enter the reason for the withdrawal: readers see it."))
        if year is None and reason and reason != self.indicator.withdrawn_reason.strip():
            message = _("Enter the year from which the indicator is withdrawn, or delete the reason as well.")
            self.add_error("withdrawn_from", message)
        if not self.errors and (year, reason) == (self.indicator.withdrawn_from, self.indicator.withdrawn_reason):
            raise ValidationError(_("Nothing to save: year and reason are as before."))
        return sent
