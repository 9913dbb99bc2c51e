"""The form of the office in the administration."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues
from cooperation.models.offices import LEVELS
from cooperation.rules.bodies import USUAL_BODIES, Level, inflected_forms
from cooperation.services import logos
from cooperation.text import fill

CASES = {"executive": ("genitive",), "council": ("genitive", "dative")}  # the stored grammatical cases of each body


def proposed_names(level: str) -> dict[str, str]:
    """Return field -> value that the level proposes; an empty dictionary without a level."""
    if level not in list(Level):
        return {}
    proposal = USUAL_BODIES[Level(level)]
    return {"executive": proposal.executive, "council": proposal.council, "act": proposal.act.value} | {
        name: form for body in CASES for name, form in proposed_cases(body, getattr(proposal, body)).items()
    }


def proposed_cases(body: str, name: str) -> dict[str, str]:
    """Return field -> name of the body in the field's case; an empty dictionary if the name's inflection is unknown."""
    forms = inflected_forms(name)
    return {f"{body}_{case}": getattr(forms, case) for case in CASES[body]} if forms else {}


class OfficeForm(forms.ModelForm):
    """Fill in names that are empty, or that still hold a proposal for the previous level or name, when saved.

    The logo is uploaded as a file; the view stores it in a row of its own.
    """

    logo_file = forms.FileField(
        label=gettext_lazy("New logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG or JPEG, at most 200 kB and 2,000 pixels. Readers see it 48 pixels high, to the left of the "
            "portal's name, on a white background."
        ),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(LEVELS)
        proposals = {level.value: proposed_names(level.value) for level in Level}
        self.fields["level"].widget.attrs["data-proposals"] = json.dumps(proposals)
        for body in CASES:
            examples = "; ".join(f"{labels[level]}: {names[body]}" for level, names in proposals.items())
            self.fields[body].help_text = fill(
                _("%(help)s Usually: %(names)s."), {"help": self.fields[body].help_text, "names": examples}
            )

    def clean_logo_file(self) -> logos.LogoImage | None:
        file = self.cleaned_data["logo_file"]
        return logos.read_logo(file.read(logos.MAX_BYTES + 1)) if file else None

    def clean(self) -> FieldValues | None:
        data = super().clean() or {}
        if data.get("remove_logo") and data.get("logo_file"):
            self.add_error("remove_logo", _("Choose a new logo or no logo, not both."))
        self._fill_in_names(data)
        return data

    def _fill_in_names(self, data: FieldValues) -> None:
        before, proposed = proposed_names(self.initial.get("level") or ""), proposed_names(data.get("level") or "")
        for name in ("executive", "council", "act"):
            if name in proposed and (not data.get(name) or self._is_unedited_proposal(name, data, before)):
                data[name] = proposed[name]
        for body in CASES:
            self._fill_in_cases(body, data, proposed)

    def _fill_in_cases(self, body: str, data: FieldValues, proposed_by_level: dict[str, str]) -> None:
        nominative = data.get(body) or ""
        before, proposed = proposed_cases(body, self.initial.get(body) or ""), proposed_cases(body, nominative)
        for case in CASES[body]:
            name = f"{body}_{case}"
            if not nominative:
                data[name] = ""
            elif (
                not data.get(name)
                or self._is_unedited_proposal(name, data, before)
                # The page's script filled it in for the level, before the name of the body was entered.
                or (data[name] == proposed_by_level.get(name) and nominative != proposed_by_level.get(body))
            ):
                data[name] = proposed.get(name, "")
            if nominative and not data[name] and name not in self.errors:
                message = _("Enter this grammatical form, too: the portal does not know how to inflect “%(name)s”.")
                self.add_error(name, fill(message, {"name": nominative}))

    def _is_unedited_proposal(self, name: str, data: FieldValues, before: dict[str, str]) -> bool:
        """Return whether the field still holds what was proposed for the values before this edit."""
        return bool(before) and data.get(name) == self.initial.get(name) == before.get(name)
