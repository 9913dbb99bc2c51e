"""Form that chooses what to compare: two to four indicators of one programme, or two of its years."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MIN_CHOICES, MAX_CHOICES = 2, 4
CHOICE_WAS_SENT = "zaznaczone"  # sent by the list of actions, where every box may be empty


class RepeatedSelectField(forms.MultipleChoiceField):
    """Several select elements with one name; empty and repeated choices are dropped."""

    def to_python(self, value: object) -> list[str]:
        return list(dict.fromkeys(choice for choice in super().to_python(value) if choice))


class CompareForm(forms.Form):
    """Indicators (`w`) or years (`lata`); both may be left out, but a choice that is begun must be complete."""

    w = RepeatedSelectField(
        label=gettext_lazy("Indicators"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose indicators of this programme from the list.")},
    )
    lata = RepeatedSelectField(
        label=gettext_lazy("Years"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose years of this programme from the list.")},
    )

    def __init__(self, data: QueryDict | None, *, indicators: Sequence[int], years: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["w"].choices = [(str(number), str(number)) for number in indicators]  # type: ignore[attr-defined]  # a choice field
        self.fields["lata"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field

    def clean_w(self) -> list[int]:
        chosen = [int(number) for number in self.cleaned_data["w"]]
        if CHOICE_WAS_SENT in self.data and not chosen:
            raise ValidationError(_("Nothing was selected. Choose two, three or four indicators here."))
        if len(chosen) > MAX_CHOICES:
            raise ValidationError(
                _("Choose two, three or four indicators; %(number)s chosen. The first four are in the form.")
                % {"number": len(chosen)}
            )
        if "w" in self.data and len(chosen) < MIN_CHOICES:
            raise ValidationError(
                _("Choose two, three or four different indicators; %(number)s chosen.") % {"number": len(chosen)}
            )
        return chosen

    def clean_lata(self) -> list[int]:
        chosen = sorted(int(year) for year in self.cleaned_data["lata"])
        if "lata" in self.data and len(chosen) != MIN_CHOICES:
            raise ValidationError(_("Choose two different years; %(number)s chosen.") % {"number": len(chosen)})
        return chosen
