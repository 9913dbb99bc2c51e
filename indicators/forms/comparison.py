"""What is put side by side: two to four indicators of one programme, or two of its years."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEWEST, MOST = 2, 4
CHOICE_WAS_SENT = "zaznaczone"  # sent by the list of actions, whose boxes may all be empty


class SeveralField(forms.MultipleChoiceField):
    """Several selects of one name: those left empty are nobody's choice, the same choice twice is one."""

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(one for one in super().to_python(value) if one))


class CompareForm(forms.Form):
    """Either part may be left out; a part that is begun must be whole."""

    w = SeveralField(
        label=gettext_lazy("Indicators"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list: only indicators of this programme.")},
    )
    lata = SeveralField(
        label=gettext_lazy("Years"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list: only years of this programme.")},
    )

    def __init__(self, *args: Any, indicators: Sequence[int], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["w"].choices = [(str(one), str(one)) for one in indicators]  # type: ignore[attr-defined]
        self.fields["lata"].choices = [(str(one), str(one)) for one in years]  # type: ignore[attr-defined]

    def clean_w(self) -> list[int]:
        chosen = [int(one) for one in self.cleaned_data["w"]]
        if CHOICE_WAS_SENT in self.data and not chosen:
            raise ValidationError(_("Nothing was ticked. Choose two, three or four indicators here."))
        if "w" in self.data and not FEWEST <= len(chosen) <= MOST:
            raise ValidationError(
                _("Choose two, three or four different indicators; %(number)s chosen.") % {"number": len(chosen)}
            )
        return chosen

    def clean_lata(self) -> list[int]:
        chosen = sorted(int(one) for one in self.cleaned_data["lata"])
        if "lata" in self.data and len(chosen) != FEWEST:
            raise ValidationError(_("Choose two different years; %(number)s chosen.") % {"number": len(chosen)})
        return chosen
