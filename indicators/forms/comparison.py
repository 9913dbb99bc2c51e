"""Form that chooses what to compare: two to four indicators of one programme, or two of its years."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MIN_CHOICES, MAX_CHOICES = 2, 4
CHOICE_WAS_SENT = "zaznaczone"  # sent by the list of actions, where every box may be empty


class RepeatedSelectField(forms.MultipleChoiceField):
    """Several select elements with one name; empty and repeated choices are dropped."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(choice for choice in super().to_python(value) if choice))


class CompareForm(forms.Form):
    """Indicators (`w`) or years (`lata`); both may be left out, but a choice that is begun must be complete."""

    w = RepeatedSelectField(
        label=gettext_lazy("Indicators"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list: only indicators of this programme.")},
    )
    lata = RepeatedSelectField(
        label=gettext_lazy("Years"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list: only years of this programme.")},
    )

    def __init__(self, *args: Any, indicators: Sequence[int], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["w"].choices = [(str(number), str(number)) for number in indicators]  # type: ignore[attr-defined]  # a choice field
        self.fields["lata"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field

    def clean_w(self) -> list[int]:
        chosen = [int(number) for number in self.cleaned_data["w"]]
        if CHOICE_WAS_SENT in self.data and not chosen:
            raise ValidationError(_("Nothing was selected. Choose two, three or four indicators here."))
        if "w" in self.data and not MIN_CHOICES <= len(chosen) <= MAX_CHOICES:
            raise ValidationError(
                _("Choose two, three or four different indicators; %(number)s chosen.") % {"number": len(chosen)}
            )
        return chosen

    def clean_lata(self) -> list[int]:
        chosen = sorted(int(year) for year in self.cleaned_data["lata"])
        if "lata" in self.data and len(chosen) != MIN_CHOICES:
            raise ValidationError(_("Choose two different years; %(number)s chosen.") % {"number": len(chosen)})
        return chosen
