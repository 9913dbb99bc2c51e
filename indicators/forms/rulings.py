"""Forms of decisions, yearly assessments and comments: types and messages here, the rules in the services."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import MultilineField
from cooperation.rendering import render
from cooperation.text import Sentence, say
from indicators.forms.measurements import NOTE_LENGTH
from indicators.models import Assessment
from indicators.queries.rulings import RulingContext
from indicators.rules.meanings import Scope
from indicators.rules.targets import target_sentence
from indicators.wording.rulings import COMPARATOR_LABELS

_WORDS = forms.Textarea(attrs={"rows": 4, "class": "form-control w-text"})


@dataclass(frozen=True)
class Choice:
    """One thing that a decision may set, with what the target will mean then."""

    code: str
    label: Sentence

    @property
    def sets(self) -> dict[str, Any]:
        """As `rulings.decide` takes it."""
        kind, _colon, word = self.code.partition(":")
        if kind == "exempt_year":
            return {kind: int(word)}
        return {kind: word} if kind else {}


def choices_of(desk: RulingContext) -> list[tuple[Sentence, list[Choice]]]:
    """(heading, choices): each choice is said as the target that it would make."""
    open_ = desk.ruling_options
    groups = [
        (say("Nothing"), [Choice("", say("only the words of the decision; the statuses stay as they are"))]),
        (say("The period of the target"), [Choice(f"scope:{one}", _meant(desk, scope=one)) for one in open_.scopes]),
        (
            say("The comparison"),
            [Choice(f"comparator:{one}", _meant(desk, comparator=one)) for one in open_.comparators],
        ),
        (
            say("A year that is not judged"),
            [Choice(f"exempt_year:{year}", say("{year}", year=str(year))) for year in open_.years],
        ),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def _meant(desk: RulingContext, scope: str = "", comparator: str = "") -> Sentence:
    """co najmniej 1 w całym okresie programu; while the period is open, the comparison alone"""
    facts = desk.if_decided(comparator, scope).facts
    meaning = facts.terms[max(facts.terms)].meaning
    if comparator and meaning.scope is Scope.UNDECIDED:
        return COMPARATOR_LABELS[comparator]
    return target_sentence(meaning)


class RulingForm(forms.Form):
    """A decision: its words, the one thing that it sets, whether readers see it."""

    sets = forms.ChoiceField(label=gettext_lazy("What the decision sets"), required=False)
    text = MultilineField(
        label=gettext_lazy("The decision"),
        max_length=NOTE_LENGTH,
        widget=_WORDS,
        help_text=gettext_lazy("What was decided and why, e.g. “The target covers the whole programme: § 3 says so.”"),
        error_messages={
            "required": gettext_lazy("Say what was decided and why, e.g. “The target covers the whole programme.”")
        },
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Readers see the decision and its day"), required=False, initial=True
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**18)

    def __init__(self, *args: Any, desk: RulingContext, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = choices_of(desk)
        self.choices = {choice.code: choice for _heading, choices in self.groups for choice in choices}
        self.fields["sets"].choices = [(code, render(one.label)) for code, one in self.choices.items()]  # type: ignore[attr-defined]
        self.fields["sets"].error_messages["invalid_choice"] = _("Choose one of the things in the list.")

    @property
    def choice(self) -> Choice:
        return self.choices[self.cleaned_data["sets"]]


class AssessmentForm(forms.Form):
    """A verdict on a year and its public reason."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"),
        choices=Assessment.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the verdict: met, partly met or not met.")},
    )
    reason = MultilineField(
        label=gettext_lazy("Reason"),
        max_length=NOTE_LENGTH,
        widget=_WORDS,
        help_text=gettext_lazy("Public. Say what the verdict is based on, e.g. “Four meetings were held.”"),
        error_messages={"required": gettext_lazy("Say what the verdict is based on, e.g. “Four meetings were held.”")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**18)


class CommentForm(forms.Form):
    """A comment on a figure."""

    text = MultilineField(
        label=gettext_lazy("Comment on the figure"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control w-text"}),
        help_text=gettext_lazy("Only the office sees it."),
        error_messages={
            "required": gettext_lazy("Write the comment first, e.g. “Please check the part of the organisations.”")
        },
    )
    request_key = forms.RegexField(r"\A[0-9a-zA-Z]{1,64}\Z", widget=forms.HiddenInput, required=False)
