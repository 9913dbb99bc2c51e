"""The form of an indicator: indicator and first terms in one, with proposals and the meaning of what is entered."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm, Fieldline, InlineAdminForm, InlineAdminFormSet
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import is_key
from cooperation.admin.pickers import Picker, PickerMixin
from cooperation.admin.return_address import PARAMETER, ReturningAdmin, return_address
from cooperation.forms.fields import FieldValues
from cooperation.rendering import render
from cooperation.web.context import Context
from indicators.admin.typed_indicator import EntryMeaning, entry_meaning, next_number, typed_indicator, typed_target
from indicators.models import Action, Indicator
from indicators.models.actions import ActionQuerySet
from indicators.models.indicators import IndicatorQuerySet
from indicators.rules.value_types import ValueTypeProposal, propose_value_type
from indicators.services import targets
from indicators.services.programme_tree import proposed_unit

# Classes of the sections of the form, in their order; the terms have the same ones.
DOCUMENT, COUNTING, WHO, BASIS = "entry-document", "entry-counting", "entry-who", "entry-basis"
SECTIONS = (DOCUMENT, COUNTING, WHO, BASIS)
SHOW_MEANING = "_meaning"  # the button that stores nothing
FROM_WORDS = gettext_lazy("as proposed from the words")

ACTIONS = Picker(
    programme_path=ActionQuerySet.programme_path,
    order=("specific_goal__position", "position"),
    related=("specific_goal",),
    label=lambda action: f"{action.specific_goal.position}.{action.position} {action.name}",
    group=lambda action: f"{action.specific_goal.position}. {action.specific_goal.text}"[:120],
)
UNITS = Picker(order=("-is_active", "sort_key"), group=lambda unit: "" if unit.is_active else _("no longer active"))
OLDER_INDICATORS = Picker(
    programme_path=IndicatorQuerySet.programme_path,
    order=("action__specific_goal__position", "action__position", "position"),
    is_limited=False,  # the older indicator belongs to an earlier programme
)
BREAKDOWNS = Picker(programme_path="programme", order=("name",))


def propose_choice(form: forms.ModelForm, name: str) -> None:
    """Allow a select of a new object to be left empty: its value is then proposed from the words."""
    field: Any = form.fields[name]  # has choices, which the type of the dictionary's values has not
    field.required = False
    field.choices = [("", FROM_WORDS), *(choice for choice in field.choices if choice[0])]
    form.initial[name] = ""


class NewIndicatorForm(forms.ModelForm):
    """The form of an indicator; value type, measure and number of a new indicator may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "value_type" in self.fields:
            propose_choice(self, "value_type")
            self.fields["position"].required = False

    @property
    def proposal(self) -> ValueTypeProposal:
        """The value type, aggregation and measure that the name alone suggests."""
        return propose_value_type(self.cleaned_data.get("name", self.instance.name))

    def clean_position(self) -> int:
        """Return the number after the last one of the action if none is entered."""
        position: int | None = self.cleaned_data["position"]
        if position is not None:
            return position
        action = self.cleaned_data.get("action")
        return (next_number(action.pk) if action else None) or 1

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.instance.pk is None and "value_type" in self.fields:
            self.instance.value_type = self.cleaned_data.get("value_type") or ""  # completed with the terms


@dataclass(frozen=True, kw_only=True)
class EntrySection:
    """A section of the page, as Django's template of a fieldset expects it."""

    name: str
    classes: str
    description: str
    lines: Sequence[Fieldline]
    is_collapsible: bool = False

    def __iter__(self) -> Iterator[Fieldline]:
        return iter(self.lines)


def entry_sections(adminform: AdminForm, terms: InlineAdminForm | None) -> list[EntrySection]:
    """Return the sections with the fields of the indicator, each followed by those of its terms."""
    own = {fieldset.classes: fieldset for fieldset in adminform}
    more = {fieldset.classes: fieldset for fieldset in terms} if terms is not None else {}
    return [
        EntrySection(
            name=str(own[key].name),  # type: ignore[attr-defined]  # the stubs leave it out
            classes=key,
            description=str(own[key].description or ""),
            lines=[line for fieldset in (own[key], more.get(key)) if fieldset is not None for line in fieldset],
        )
        for key in SECTIONS
    ]


class IndicatorEntryMixin(PickerMixin, ReturningAdmin):
    """The one form: sections, proposals, meaning, and the way to the next indicator of the same action."""

    pickers = {"action": ACTIONS, "unit": UNITS, "continues": OLDER_INDICATORS}
    form_programme_path = IndicatorQuerySet.programme_path
    change_form_template = "indicators/admin_indicator.html"

    class Media:
        js = (Script("admin_target_meaning.js", defer=True),)
        css = {"all": ("admin_indicator.css",)}

    def get_changeform_initial_data(self, request: HttpRequest) -> FieldValues:
        """Add the next number and the unit of the action that the address names."""
        initial: FieldValues = {"position": "", **super().get_changeform_initial_data(request)}
        action = requested_action(request)
        if action is not None:
            initial = {
                "position": next_number(action.pk),
                "unit": proposed_unit(action),
                **initial,
                "action": action.pk,
            }
            initial["position"] = initial["position"] or next_number(action.pk)
        return initial

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if SHOW_MEANING in request.POST:
            self._edit_state(request).refusals.append(_("Nothing has been saved yet."))  # type: ignore[attr-defined]  # HistoryAdmin
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,  # an Indicator, here and below; the base class names any model
    ) -> HttpResponse:
        formset: InlineAdminFormSet | None = (
            context["inline_admin_formsets"][0] if context["inline_admin_formsets"] else None
        )
        rows = [row for row in formset if row.form in formset.formset.forms] if formset else []
        terms = rows[0] if len(rows) == 1 else None
        context["sections"] = entry_sections(context["adminform"], terms)
        context["terms"], context["terms_formset"] = terms, formset
        form = context["adminform"].form
        entry = Entry(form, terms.form if terms else None, obj)
        context["meaning"] = entry.meaning
        if add or SHOW_MEANING in request.POST:
            entry.show_proposals()
        context["action"], context["action_number"] = entry.action, entry.action_number
        if add and entry.action is not None:
            form.fields["name"].widget.attrs["autofocus"] = True
        context["entry_programme"] = entry.programme
        context["show_meaning_name"] = SHOW_MEANING
        context["return_address"] = return_address(request)
        context["is_nav_sidebar_enabled"] = False  # the form needs the width
        if SHOW_MEANING in request.POST:
            _drop_refusal(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Indicator) -> HttpResponseRedirect:
        """Return to the programme unless the address names another page."""
        if return_address(request):
            return super().response_post_save_add(request, obj)
        return redirect("admin:cooperation_programme_tree", obj.programme_id)

    def response_add(self, request: HttpRequest, obj: Indicator, post_url_continue: str | None = None) -> HttpResponse:
        if "_addanother" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self._announce(request, obj)
        return self._next_form(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_addanother" not in request.POST:
            return super().response_change(request, obj)
        self._announce(request, obj)
        return self._next_form(request, obj)

    def _next_form(self, request: HttpRequest, indicator: Indicator) -> HttpResponseRedirect:
        """Return to an empty form of the same action."""
        address = return_address(request)
        query: dict[str, int | str] = {"action": indicator.action_id, **({PARAMETER: address} if address else {})}
        return redirect(f"{reverse('admin:indicators_indicator_add')}?{urlencode(query)}")

    def _announce(self, request: HttpRequest, indicator: Indicator) -> None:
        target = indicator.targets.order_by("applies_from").last()
        address = reverse("admin:indicators_indicator_change", args=[indicator.pk])
        meaning = render(targets.meaning_sentence(target.meaning, indicator.programme)) if target else "–"
        text = _("Saved: {number}. {name} ({meaning}).").format(
            number=indicator.position, name=indicator.name, meaning=meaning
        )
        message = format_html('{} <a href="{}">{}</a>', text, address, _("Correct the entry"))
        self.message_user(request, message, messages.SUCCESS)


def _drop_refusal(context: Context) -> None:
    """Show the errors of single fields only: nothing was to be saved."""
    context["adminform"].form.errors.pop(NON_FIELD_ERRORS, None)
    context["errors"] = None


def requested_action(request: HttpRequest) -> Action | None:
    """Return the action that the address of a new form names."""
    key = request.GET.get("action", "")
    actions = Action.objects.select_related(ActionQuerySet.programme_path)
    return actions.filter(pk=int(key)).first() if is_key(key) else None


class Entry:
    """The current content of the form of an indicator, with its meaning."""

    def __init__(self, form: forms.ModelForm, terms: forms.ModelForm | None, saved: Indicator | None) -> None:
        self.form, self.terms = form, terms
        # A copy: the instances of the forms have the values that were last saved, or are about to be saved.
        self.indicator = typed_indicator(_values(form), copy(saved))
        actions = Action.objects.select_related(ActionQuerySet.programme_path)
        self.action = actions.filter(pk=self.indicator.action_id).first()
        self.programme = self.action.programme if self.action is not None else None
        saved_terms = copy(terms.instance) if terms is not None and terms.instance.pk else None
        values = _values(terms) if terms is not None else {}
        self.target = typed_target(values, saved_terms, self.indicator, self.programme)

    @property
    def action_number(self) -> str:
        """The number of the action in the document: "1.2"."""
        return f"{self.action.specific_goal.position}.{self.action.position}" if self.action else ""

    @cached_property
    def meaning(self) -> EntryMeaning:
        return entry_meaning(self.indicator, self.target, self.programme)

    def show_proposals(self) -> None:
        """Add the proposals to the help texts of the fields that may be left empty."""
        proposals = self.meaning.proposals
        for form, names in ((self.form, ("value_type", "measure")), (self.terms, ("aggregation",))):
            for name in names:
                if form is not None and name in form.fields:
                    form[name].help_text = format_html(
                        '<span data-proposal="{}">{}</span>', name, proposals.get(name, "")
                    )


def _values(form: forms.ModelForm) -> dict[str, str]:
    """Return the texts of the form's fields."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}
