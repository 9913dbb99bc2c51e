"""Rows of fields with which the nodes of a programme's tree are added."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from cooperation.forms.fields import MultilineField
from cooperation.models import Conclusion, SwotFinding, Unit
from goals.models import MainGoal, SpecificGoal
from indicators.models import Action, Indicator, Target
from indicators.rules.programme_tree import NodeKind, next_position, next_reference
from indicators.services.programme_tree import proposed_unit

FIRST_FIELD_ID = "nowe"  # the fragment of an address that puts the focus there
FREQUENCY_LIST_ID = "czestotliwosci"


class NodeForm(forms.ModelForm):
    """Base of the rows: the instance has its parent already; the text field comes first when the row opens."""

    text_field = "text"

    def __init__(self, *args: Any, numbers: Collection[int] = (), reference: str = "", **kwargs: Any) -> None:
        """`numbers`: those of the siblings; `reference`: the last sibling's place in the document."""
        super().__init__(*args, **{"auto_id": "nowe_%s", **kwargs})
        for name in ("position", "number"):
            if name in self.fields:
                self.initial[name] = next_position(numbers)
                self.fields[name].label = _("No.")
        if "reference" in self.fields:
            self.initial["reference"] = next_reference(reference)
        for field in self.fields.values():
            field.help_text = ""  # a row has no room for it
        self.fields[self.text_field].widget.attrs.update(id=FIRST_FIELD_ID, autocomplete="off")

    def add_service_errors(self, error: ValidationError) -> None:
        """Show the errors of the service beside the fields that they name, all others above the row."""
        for name, errors in getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]}).items():
            self.add_error(name if name in self.fields else None, errors)


class FindingForm(NodeForm):
    class Meta:
        model = SwotFinding
        fields = ("position", "text")
        widgets = {"text": forms.TextInput}


class ConclusionForm(NodeForm):
    class Meta:
        model = Conclusion
        fields = ("number", "reference", "text")
        field_classes = {"text": MultilineField}
        widgets = {"text": forms.Textarea({"rows": 2})}


class MainGoalForm(NodeForm):
    class Meta:
        model = MainGoal
        fields = ("reference", "text")
        field_classes = {"text": MultilineField}
        widgets = {"text": forms.Textarea({"rows": 2})}


class SpecificGoalForm(NodeForm):
    class Meta:
        model = SpecificGoal
        fields = ("position", "reference", "text")
        widgets = {"text": forms.TextInput}


class ActionRowForm(NodeForm):
    text_field = "name"

    class Meta:
        model = Action
        fields = ("position", "reference", "name")
        widgets = {"name": forms.TextInput}


class IndicatorRowForm(NodeForm):
    """An indicator with the texts of its first terms, as the document has them."""

    text_field = "name"
    verbatim = forms.CharField(label=_("Target"), max_length=500)
    frequency_verbatim = forms.CharField(label=_("Frequency"), max_length=300, required=False)

    field_order = ("position", "name", "verbatim", "frequency_verbatim", "unit")

    class Meta:
        model = Indicator
        fields = ("position", "name", "unit")
        widgets = {"name": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.filter(is_active=True)
        unit.label, unit.empty_label = _("Responsible"), "–"
        self.initial["unit"] = proposed_unit(self.instance.action)
        self.fields["verbatim"].error_messages["required"] = _("If the document gives no target, enter “–”.")
        self.fields["verbatim"].widget.attrs["autocomplete"] = "off"
        self.fields["frequency_verbatim"].widget.attrs["list"] = FREQUENCY_LIST_ID

    def clean_unit(self) -> Unit | None:
        """Return the proposed unit if the row was sent without the field."""
        unit: Unit | None = self.cleaned_data["unit"]
        if self.add_prefix("unit") in self.data:
            return unit
        return Unit.objects.filter(pk=self.initial["unit"]).first()

    @property
    def target(self) -> Target:
        """The unsaved terms of a valid form; their meaning is not set yet."""
        return Target(**{name: self.cleaned_data[name] for name in ("verbatim", "frequency_verbatim")})


FORMS: dict[NodeKind, type[NodeForm]] = {
    NodeKind.FINDING: FindingForm,
    NodeKind.CONCLUSION: ConclusionForm,
    NodeKind.MAIN_GOAL: MainGoalForm,
    NodeKind.GOAL: SpecificGoalForm,
    NodeKind.ACTION: ActionRowForm,
    NodeKind.INDICATOR: IndicatorRowForm,
}
