"""Actions, indicators and breakdowns. Fields on which approved figures depend are read-only, with the reason."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from cooperation.admin.actions import action_form, action_page
from cooperation.admin.base import PublicContentAdmin, SafeFieldsMixin
from cooperation.forms.people import UnitForm
from cooperation.text import ValueType, max_decimals, plain
from cooperation.web.context import Context
from cooperation.web.unsaved_input import keeps_input
from goals.models import SpecificGoal
from indicators.admin import amendments, open_questions
from indicators.admin.terms import TargetInline
from indicators.models import Action, Breakdown, Category, Indicator, RevisionPart
from indicators.models.actions import ActionQuerySet
from indicators.models.indicators import IndicatorQuerySet
from indicators.services import indicators, target_mismatches, targets
from indicators.services.locks import lock_figures

AS_WRITTEN = _("As in the document: readers see these words.")
WITHDRAWAL = {"withdrawn_from", "withdrawn_reason"}
FIXED = _("Fixed, because values have been approved. A change of the programme is added as new terms from a year.")


class DefinitionAdmin(PublicContentAdmin):
    """Base of definitions that approved figures fix: no figure is approved between the check and the save of a form."""

    def lock(self, obj: models.Model) -> None:
        lock_figures()
        super().lock(obj)


# --- indicators and actions --------------------------------------------------------------------------------------


class IndicatorForm(forms.ModelForm):
    def clean_withdrawn_from(self) -> int | None:
        year: int | None = self.cleaned_data["withdrawn_from"]
        programme = targets.programme_of(self.instance)
        if year is None or programme is None:
            return year
        if not programme.first_year < year <= programme.last_year:
            raise ValidationError(
                _("Enter a year from %(first)d to %(last)d: the indicator does not apply from that year on."),
                params={"first": programme.first_year + 1, "last": programme.last_year},
            )
        later = sorted(recorded for recorded in targets.recorded_years(self.instance) if recorded >= year)
        if later:
            raise ValidationError(
                _("Values have been approved for %(years)s: choose a later year."),
                params={"years": ", ".join(map(str, later))},
            )
        return year

    def clean(self) -> Context:
        sent = super().clean() or self.cleaned_data
        if "withdrawn_from" not in sent or "withdrawn_reason" not in sent:
            return sent
        year, reason = sent["withdrawn_from"], sent["withdrawn_reason"].strip()
        if year is not None and not reason and "withdrawn_from" in self.changed_data:
            self.add_error("withdrawn_reason", _("Enter the reason for the withdrawal: readers see it."))
        if year is None and reason:
            message = _("Enter the year from which the indicator is withdrawn, or delete the reason as well.")
            self.add_error("withdrawn_from", message)
        return sent

    def clean_baseline_value(self) -> Decimal | None:
        """Refuse more than two decimal places of an amount in zł, as everywhere."""
        value: Decimal | None = self.cleaned_data["baseline_value"]
        value_type = ValueType(self.cleaned_data.get("value_type") or self.instance.value_type)
        measure = self.cleaned_data.get("measure", self.instance.measure)
        is_changed = not {"baseline_value", "value_type", "measure"}.isdisjoint(self.changed_data)
        if is_changed and value is not None and len(plain(value).partition(".")[2]) > max_decimals(value_type, measure):
            raise ValidationError(_("Enter an amount in zł with at most two decimal places."))
        return value

    def clean_action(self) -> Action:
        action: Action = self.cleaned_data["action"]
        before, after = targets.programme_of(self.instance), targets.programme_of(Indicator(action=action))
        if self.instance.pk and before != after:
            raise ValidationError(_("This belongs to another programme."))
        return action

    def clean_continues(self) -> Indicator | None:
        older: Indicator | None = self.cleaned_data["continues"]
        if older is not None and older.pk == self.instance.pk:
            raise ValidationError(_("An indicator continues another one, not itself."))
        return older


@admin.register(Indicator)
class IndicatorAdmin(DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d indicator", "%(n)d indicators", "n")
    form = IndicatorForm
    list_display = ("name", "unit", "goal", "action")
    list_filter = (IndicatorQuerySet.programme_path, "value_type", "unit")
    list_select_related = ("unit", "action__specific_goal")
    search_fields = ("search_text", "action__search_text")
    search_help_text = _("Words from the indicator or its action")
    autocomplete_fields = ("action", "unit", "continues")
    inlines = (TargetInline,)
    change_list_template = "indicators/admin_indicators.html"
    change_form_template = "indicators/admin_indicator.html"
    actions = ("assign_unit",)
    FIXED = ("action", "name", "value_type", "measure")
    BASELINE = ("baseline_value", "baseline_year")

    class Media:
        js = (Script("admin_target_meaning.js", defer=True),)

    def get_urls(self) -> list[Any]:
        def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(partial(view, self))

        urls = [
            path("pytania/", wrap(open_questions.questions), name="indicators_indicator_questions"),
            path("zrozumienie/", wrap(open_questions.target_meaning), name="indicators_indicator_understood"),
            path(
                "<int:object_id>/nowe-warunki/",
                keeps_input(wrap(amendments.amend)),
                name="indicators_indicator_amend",
            ),
        ]
        return urls + super().get_urls()

    @admin.action(description=_("Assign a unit…"), permissions=("change",))
    def assign_unit(self, request: HttpRequest, chosen: QuerySet[Indicator]) -> HttpResponse | None:
        form = action_form(request, UnitForm)
        if not form.is_valid():
            return action_page(
                self, request, chosen, form,
                action="assign_unit", title=gettext("Assign a unit"), button=gettext("Assign the unit"),
            )  # fmt: skip
        unit = form.cleaned_data["unit"]
        moved = indicators.assign_unit(chosen.values_list("pk", flat=True), unit, at=timezone.now())
        for indicator in moved:
            self.log_change(request, indicator, str(unit))
        message = ngettext("Unit assigned to %(n)d indicator.", "Unit assigned to %(n)d indicators.", len(moved))
        self.message_user(request, message % {"n": len(moved)}, messages.SUCCESS if moved else messages.INFO)
        return None

    @admin.display(description=_("specific goal"))
    def goal(self, indicator: Indicator) -> str:
        return str(indicator.action.specific_goal.position)

    def programme_ids(self, obj: Indicator) -> list[int]:
        return [obj.programme_id]

    def changes_public_pages(self, form: Any, formsets: Any) -> bool:
        """Whether the change is registered as an edit; a withdrawal alone is registered separately."""
        return bool(set(form.changed_data) - WITHDRAWAL) or any(formset.has_changed() for formset in formsets)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not WITHDRAWAL.isdisjoint(form.changed_data):
            indicators.register_withdrawal(form.instance, form.initial.get("withdrawn_from"), at=timezone.now())
        if change and not {"name", *self.BASELINE}.isdisjoint(form.changed_data):
            target_mismatches.update_meanings(form.instance)

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        if obj is None or not targets.recorded_years(obj):
            return ()
        return self.FIXED + (self.BASELINE if obj.baseline_value is not None else ())

    def get_fieldsets(self, request: HttpRequest, obj: Indicator | None = None) -> list[Any]:
        is_fixed = bool(self.get_readonly_fields(request, obj))
        return [
            (
                _("What is measured"),
                {
                    "fields": ("action", "position", "name", "value_type", "measure"),
                    "description": FIXED if is_fixed else AS_WRITTEN,
                },
            ),
            (
                _("Responsible unit and withdrawal"),
                {"fields": ("unit", "withdrawn_from", "withdrawn_reason", "continues")},
            ),
            (_("Method sheet"), {"fields": ("definition", "data_source", *self.BASELINE)}),
        ]


class ActionForm(forms.ModelForm):
    def clean_specific_goal(self) -> SpecificGoal:
        goal: SpecificGoal = self.cleaned_data["specific_goal"]
        if self.instance.pk and self.instance.specific_goal.main_goal_id != goal.main_goal_id:
            raise ValidationError(_("This belongs to another programme."))
        return goal


@admin.register(Action)
class ActionAdmin(DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d action", "%(n)d actions", "n")
    form = ActionForm
    list_display = ("position", "name", "specific_goal", "narrative_state")
    list_display_links = ("name",)
    list_filter = (ActionQuerySet.programme_path, "specific_goal", "narrative_state")
    list_select_related = ("specific_goal",)
    search_fields = ("search_text",)
    autocomplete_fields = ("specific_goal",)

    def programme_ids(self, obj: Action) -> list[int]:
        return [obj.specific_goal.main_goal.programme_id]

    def get_readonly_fields(self, request: HttpRequest, obj: Action | None = None) -> tuple[str, ...]:
        is_fixed = obj is not None and obj.indicators.filter(measurements__approved_revision__isnull=False).exists()
        return ("specific_goal", "name") if is_fixed else ()

    def get_fieldsets(self, request: HttpRequest, obj: Action | None = None) -> list[Any]:
        is_fixed = bool(self.get_readonly_fields(request, obj))
        return [
            (
                None,
                {
                    "fields": ("specific_goal", "position", "reference", "name"),
                    "description": FIXED if is_fixed else AS_WRITTEN,
                },
            ),
            (_("Realisation"), {"fields": ("narrative_state", "remarks")}),
        ]


# --- breakdowns --------------------------------------------------------------------------------------------------


def has_recorded_parts(breakdown: Breakdown | None) -> bool:
    """Whether figures have been recorded in the categories of the breakdown."""
    return breakdown is not None and RevisionPart.objects.filter(category__breakdown=breakdown).exists()


class CategoryInline(SafeFieldsMixin, admin.TabularInline):
    model = Category
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_add_permission(request, obj) and not has_recorded_parts(obj)

    def has_change_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_change_permission(request, obj) and not has_recorded_parts(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not has_recorded_parts(obj)


@admin.register(Breakdown)
class BreakdownAdmin(DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d breakdown", "%(n)d breakdowns", "n")
    list_display = ("name", "programme", "origin")
    list_filter = ("programme",)
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    inlines = (CategoryInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Breakdown | None = None) -> tuple[str, ...]:
        if has_recorded_parts(obj):
            return ("programme", "name", "origin")
        return ("programme", "origin") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Breakdown | None = None) -> list[Any]:
        description = FIXED if has_recorded_parts(obj) else _("A new breakdown is used once terms refer to it.")
        return [(None, {"fields": ("programme", "name", "origin"), "description": description})]
