"""Forms of rulings: decisions on an indicator and assessments of its years."""

from dataclasses import dataclass
from typing import TypedDict

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues, MultilineField
from cooperation.rendering import render
from cooperation.text import Sentence, say
from indicators.forms import MAX_TEXT_LENGTH
from indicators.models import Assessment
from indicators.queries.rulings import RulingContext
from indicators.rules.meanings import Scope
from indicators.rules.targets import target_sentence
from indicators.wording.rulings import COMPARATOR_LABELS

_TEXTAREA = forms.Textarea(attrs={"rows": 4, "class": "form-control w-text"})


class DecisionSets(TypedDict, total=False):
    """Keyword arguments of `rulings.decide`."""

    comparator: str
    scope: str
    exempt_year: int


@dataclass(frozen=True)
class DecisionChoice:
    """One effect that a decision may have, with the target that it leads to."""

    code: str
    label: Sentence

    @property
    def sets(self) -> DecisionSets:
        name, _colon, value = self.code.partition(":")
        match name:
            case "exempt_year":
                return {"exempt_year": int(value)}
            case "scope":
                return {"scope": value}
            case "comparator":
                return {"comparator": value}
        return {}


def decision_choices(ruling_context: RulingContext) -> list[tuple[Sentence, list[DecisionChoice]]]:
    """Return (heading, choices); the label of a choice is the target that it leads to."""
    options = ruling_context.ruling_options
    groups = [
        (
            say("Nothing"),
            [DecisionChoice("", say("only the text of the decision; the statuses do not change"))],
        ),
        (
            say("The period of the target"),
            [
                DecisionChoice(f"scope:{scope}", _decided_target(ruling_context, scope=scope))
                for scope in options.scopes
            ],
        ),
        (
            say("The comparison"),
            [
                DecisionChoice(f"comparator:{comparator}", _decided_target(ruling_context, comparator=comparator))
                for comparator in options.comparators
            ],
        ),
        (
            say("A year that is not judged"),
            [DecisionChoice(f"exempt_year:{year}", say("{year}", year=str(year))) for year in options.years],
        ),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def _decided_target(ruling_context: RulingContext, *, scope: str = "", comparator: str = "") -> Sentence:
    """Return e.g. "co najmniej 1 w całym okresie programu"; only the comparison while the scope is undecided."""
    facts = ruling_context.if_decided(comparator, scope).facts
    meaning = facts.terms[max(facts.terms)].meaning
    if comparator and meaning.scope is Scope.UNDECIDED:
        return COMPARATOR_LABELS[comparator]
    return target_sentence(meaning)


class DecisionForm(forms.Form):
    sets = forms.ChoiceField(label=gettext_lazy("What the decision sets"), required=False)
    text = MultilineField(
        label=gettext_lazy("The decision"),
        max_length=MAX_TEXT_LENGTH,
        widget=_TEXTAREA,
        help_text=gettext_lazy("What was decided and why, e.g. “The target covers the whole programme: § 3 says so.”"),
        error_messages={
            "required": gettext_lazy("Say what was decided and why, e.g. “The target covers the whole programme.”")
        },
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Readers see the decision and its date"), required=False, initial=True
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**18)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        ruling_context: RulingContext,
        initial: FieldValues | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.groups = decision_choices(ruling_context)
        self.choices = {choice.code: choice for _heading, choices in self.groups for choice in choices}
        self.fields["sets"].choices = [(code, render(choice.label)) for code, choice in self.choices.items()]  # type: ignore[attr-defined]  # a choice field
        self.fields["sets"].error_messages["invalid_choice"] = _("Choose one of the options in the list.")

    @property
    def choice(self) -> DecisionChoice:
        return self.choices[self.cleaned_data["sets"]]


class AssessmentForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"),
        choices=Assessment.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the verdict: met, partly met or not met.")},
    )
    reason = MultilineField(
        label=gettext_lazy("Reason"),
        max_length=MAX_TEXT_LENGTH,
        widget=_TEXTAREA,
        help_text=gettext_lazy("Public. Say what the verdict is based on, e.g. “Four meetings were held.”"),
        error_messages={"required": gettext_lazy("Say what the verdict is based on, e.g. “Four meetings were held.”")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**18)
