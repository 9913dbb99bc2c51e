"""Forms of a report: chapter, financial table, publication, bulletin address and erratum."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues, MultilineField, PolishDecimalField
from cooperation.text import ValueType, at_scale
from reports.models import FinanceRow
from reports.rules.chapters import LONGEST

REASON_LENGTH = 2000
MOST_LINES = 60
MORE_LINES = 5


def _based_on_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)


class ChapterForm(forms.Form):
    text = MultilineField(
        label=gettext_lazy("Text of the chapter"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "class": "form-control w-text"}),
        help_text=gettext_lazy(
            "An empty line starts a new paragraph. **bold**, *italics*, “- ” at the start of a line for a list, ### "
            "for a heading, [words](https://address) for a link."
        ),
    )
    based_on = _based_on_field()

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).strip()


class CountField(PolishDecimalField):
    """A whole number as int, or None."""

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(value_type=ValueType.COUNT, label=label, widget=forms.TextInput)

    def to_python(self, value: object) -> int | None:  # type: ignore[override]  # for the model's field
        typed = super().to_python(value)
        return int(typed.value) if typed is not None else None


class AmountField(PolishDecimalField):
    """An amount of money as Decimal, or None."""

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(value_type=ValueType.MONEY, measure="zł", label=label, widget=forms.TextInput)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # for the model's field
        typed = super().to_python(value)
        return typed.value if typed is not None else None


def _number_field(field: type[CountField] | type[AmountField], label: str | Promise) -> CountField | AmountField:
    return field(label=label)


class FinanceLineForm(forms.Form):
    """One line of the financial table; an empty one is not saved."""

    name = forms.CharField(
        label=gettext_lazy("Call or task"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    calls = _number_field(CountField, gettext_lazy("Calls"))
    offers = _number_field(CountField, gettext_lazy("Offers"))
    contracts = _number_field(CountField, gettext_lazy("Contracts"))
    planned = _number_field(AmountField, gettext_lazy("Planned, zł"))
    spent = _number_field(AmountField, gettext_lazy("Spent, zł"))
    beneficiaries = _number_field(CountField, gettext_lazy("Beneficiaries"))

    def clean(self) -> FieldValues:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and any(cleaned.get(name) is not None for name in self.fields if name != "name"):
            raise ValidationError({"name": _("Enter the name of the call or task to which these numbers apply.")})
        return cleaned

    @property
    def is_empty(self) -> bool:
        return not any(value not in (None, "") for value in self.cleaned_data.values())


class FinanceVersionForm(forms.Form):
    based_on = _based_on_field()


FinanceLineFormSet = forms.formset_factory(
    FinanceLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + MORE_LINES
)


def initial_line(row: FinanceRow) -> dict[str, Decimal | int | str | None]:
    """Return the initial values for a stored line, e.g. 1 234,50; older amounts keep all their decimal places."""

    return {
        "name": row.name,
        **{name: getattr(row, name) for name in ("calls", "offers", "contracts", "beneficiaries")},
        "planned": at_scale(row.planned, 2) if row.planned is not None else None,
        "spent": at_scale(row.spent, 2) if row.spent is not None else None,
    }


class ReportPublicationForm(forms.Form):
    """`based_on` is the newest version that was seen; a reason is required from the second version on."""

    open_is_known = forms.BooleanField(
        label=gettext_lazy("Publish the report although not everything on the list is ready"), required=False
    )
    based_on = _based_on_field()

    def __init__(self, data: QueryDict | None = None, *, asks_reason: bool, initial: FieldValues | None = None) -> None:
        super().__init__(data, initial=initial)
        if asks_reason:
            self.fields["reason"] = MultilineField(
                label=_("Why is the report being published again?"),
                max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
                help_text=_("Public. The earlier version remains at its address."),
                error_messages={"required": _("Say why, e.g. “The amounts of small grants were added.”")},
            )


class BulletinForm(forms.Form):
    bulletin_url = forms.URLField(
        label=gettext_lazy("Address of the report in the public information bulletin"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "form-control w-text", "autocomplete": "off"}),
        help_text=gettext_lazy("Readers see a link to it. If empty, there is no link."),
        error_messages={"invalid": gettext_lazy("Enter the full address, e.g. https://bip.example.org/sprawozdanie.")},
    )


class ErratumForm(forms.Form):
    text = MultilineField(
        label=gettext_lazy("What is corrected"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
        help_text=gettext_lazy("Public, and never deleted. Corrected figures are listed automatically."),
        error_messages={"required": gettext_lazy("Say what is corrected, e.g. “Page 4: 12 calls, not 21.”")},
    )
