"""Actions, indicators and breakdowns. Fields on which approved figures depend are read-only, with the reason."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cooperation.admin.actions import action_form, action_page
from cooperation.admin.base import PublicContentAdmin, SafeFieldsMixin
from cooperation.admin.lists import programme_column, programme_filter, shortened
from cooperation.admin.pickers import PickerMixin
from cooperation.forms.people import UnitForm
from cooperation.text import ValueType, max_decimals, plain
from cooperation.web.context import Context
from cooperation.web.unsaved_input import keeps_input
from goals.admin import GOALS
from goals.models import SpecificGoal
from indicators.admin import amendments, indicator_table, open_questions, typed_indicator, withdrawals
from indicators.admin.indicator_entry import BASIS, COUNTING, DOCUMENT, WHO, IndicatorEntryMixin, NewIndicatorForm
from indicators.admin.programme_tree import DELETE
from indicators.admin.programme_tree_rows import tree_address
from indicators.admin.terms import TargetInline
from indicators.models import Action, Breakdown, Category, Indicator, RevisionPart
from indicators.models.actions import ActionQuerySet
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.continuity import would_continue_itself
from indicators.queries.programme_tree import references_to
from indicators.rules.programme_tree import NodeKey, NodeKind
from indicators.services import indicators, target_mismatches, targets
from indicators.services.locks import lock_figures

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec  # declared in the stubs only

AS_WRITTEN = _("As in the document: readers see these words.")
WITHDRAWAL = ("withdrawn_from", "withdrawn_reason")  # written by a page of its own
METHODS = ["GET", "HEAD", "POST"]
NAME, ACTION_NAME = shortened("name", _("name")), shortened("name", _("name of the action"))
FIXED = _(
    "Fixed, because values have been approved. If the programme changes, add new terms that apply from a later year."
)


class DefinitionAdmin(PublicContentAdmin):
    """Base of definitions that approved figures fix: no figure is approved between the check and the save of a form."""

    def lock(self, obj: models.Model) -> None:
        lock_figures()
        super().lock(obj)


# --- indicators and actions --------------------------------------------------------------------------------------


class IndicatorForm(NewIndicatorForm):
    def clean_baseline_value(self) -> Decimal | None:
        """Refuse more than two decimal places of an amount in zł, as everywhere."""
        value: Decimal | None = self.cleaned_data["baseline_value"]
        value_type = ValueType(self.cleaned_data.get("value_type") or self.proposal.value_type)
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
        if older is None or "continues" not in self.changed_data:
            return older
        if older.pk == self.instance.pk:
            raise ValidationError(_("An indicator continues another one, not itself."))
        if self.instance.pk and would_continue_itself(self.instance.pk, older):
            raise ValidationError(_("The chosen indicator continues this one already, so this one cannot continue it."))
        return older


@admin.register(Indicator)
class IndicatorAdmin(IndicatorEntryMixin, DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d indicator", "%(n)d indicators", "n")
    form = IndicatorForm
    list_display = (
        programme_column(IndicatorQuerySet.programme_path),
        NAME,
        shortened("unit", _("unit responsible")),
        "goal",
        shortened("action", _("action")),
    )
    list_display_links = (NAME,)
    list_filter = (programme_filter(IndicatorQuerySet.programme_path), "value_type", "unit")
    list_select_related = ("unit", IndicatorQuerySet.programme_path)
    search_fields = ("search_text", "action__search_text")
    search_help_text = _("Words from the indicator or its action")
    inlines = (TargetInline,)
    change_list_template = "indicators/admin_indicators.html"
    actions = ("assign_unit",)
    FIXED = ("action", "name", "value_type", "measure")
    BASELINE = ("baseline_value", "baseline_year")

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(partial(view, self))

        urls = [
            path("pytania/", wrap(open_questions.questions), name="indicators_indicator_questions"),
            path("zrozumienie/", wrap(typed_indicator.target_meaning), name="indicators_indicator_understood"),
            path("wklej/", keeps_input(wrap(indicator_table.paste)), name="indicators_indicator_paste"),
            path(
                "<int:object_id>/nowe-warunki/",
                keeps_input(wrap(amendments.amend)),
                name="indicators_indicator_amend",
            ),
            path(
                "<int:object_id>/wycofanie/",
                keeps_input(require_http_methods(METHODS)(wrap(withdrawals.withdrawal))),
                name="indicators_indicator_withdrawal",
            ),
        ]
        return urls + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Allow it while nothing but its own terms refers to the indicator."""
        if obj is None:
            return super().has_delete_permission(request)
        is_referenced = references_to(NodeKind.INDICATOR, [obj.pk])
        return super().has_delete_permission(request) and not is_referenced

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Lead to the question in the tree, which deletes the indicator together with its terms."""
        indicator = self.get_object(request, object_id)
        if not isinstance(indicator, Indicator) or not self.has_delete_permission(request, indicator):
            return super().delete_view(request, object_id, extra_context)
        anchor = NodeKey(NodeKind.INDICATOR, indicator.pk).anchor
        question = {DELETE: anchor}
        return redirect(tree_address(indicator.programme_id, None, anchor, **question))

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

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if change and not {"name", *self.BASELINE}.isdisjoint(form.changed_data):
            target_mismatches.update_meanings(form.instance)

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if not hasattr(request, "is_indicator_fixed"):
            request.is_indicator_fixed = bool(targets.recorded_years(obj))  # type: ignore[attr-defined]  # for this request
        if not request.is_indicator_fixed:  # type: ignore[attr-defined]  # set above
            return WITHDRAWAL
        return WITHDRAWAL + self.FIXED + (self.BASELINE if obj.baseline_value is not None else ())

    def get_fieldsets(self, request: HttpRequest, obj: Indicator | None = None) -> "_FieldsetSpec":
        is_fixed = "name" in self.get_readonly_fields(request, obj)
        withdrawal = WITHDRAWAL if obj else ()
        return [
            (
                _("As in the document"),
                {
                    "fields": ("action", ("position", "name")),
                    "description": FIXED if is_fixed else AS_WRITTEN,
                    "classes": (DOCUMENT,),
                },
            ),
            (_("How it is counted"), {"fields": (("value_type", "measure"),), "classes": (COUNTING,)}),
            (_("Who is responsible"), {"fields": ("unit", *withdrawal), "classes": (WHO,)}),
            (
                _("Baseline and method"),
                {"fields": (self.BASELINE, "definition", "data_source", "continues"), "classes": (BASIS,)},
            ),
        ]


class ActionForm(forms.ModelForm):
    def clean_specific_goal(self) -> SpecificGoal:
        goal: SpecificGoal = self.cleaned_data["specific_goal"]
        if self.instance.pk and self.instance.specific_goal.main_goal_id != goal.main_goal_id:
            raise ValidationError(_("This belongs to another programme."))
        return goal


@admin.register(Action)
class ActionAdmin(PickerMixin, DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d action", "%(n)d actions", "n")
    form = ActionForm
    list_display = (
        programme_column(ActionQuerySet.programme_path),
        "position",
        ACTION_NAME,
        shortened("specific_goal", _("specific goal")),
        "narrative_state",
    )
    list_display_links = (ACTION_NAME,)
    list_filter = (programme_filter(ActionQuerySet.programme_path), "narrative_state")
    list_select_related = (ActionQuerySet.programme_path,)
    search_fields = ("search_text",)
    pickers = {"specific_goal": GOALS}
    form_programme_path = ActionQuerySet.programme_path

    def get_readonly_fields(self, request: HttpRequest, obj: Action | None = None) -> tuple[str, ...]:
        is_fixed = obj is not None and obj.indicators.filter(measurements__approved_revision__isnull=False).exists()
        return ("specific_goal", "name") if is_fixed else ()

    def get_fieldsets(self, request: HttpRequest, obj: Action | None = None) -> "_FieldsetSpec":
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


class CategoryForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].required = False


class CategoryFormSet(forms.BaseInlineFormSet):
    """A category without a position follows the last one."""

    def clean(self) -> None:
        rows = [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        if not any(form.errors for form in rows):
            unchanged = [form.instance.position for form in self.forms if form.instance.pk and form not in rows]
            positions = [form.instance.position for form in rows if form.instance.position is not None]
            without_position = [form for form in rows if form.instance.position is None]
            for position, form in enumerate(without_position, max([0, *unchanged, *positions]) + 1):
                form.instance.position = form.cleaned_data["position"] = position
                try:
                    Category._meta.get_field("position").run_validators(position)
                except ValidationError as error:  # too large for the database
                    form.add_error("position", error)
        super().clean()


class CategoryInline(SafeFieldsMixin, admin.TabularInline):
    model = Category
    form = CategoryForm
    formset = CategoryFormSet
    fields = ("name", "position")

    def get_extra(self, request: HttpRequest, obj: Breakdown | None = None, **kwargs: Any) -> int:
        return 1 if obj is not None else 4

    def has_add_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_add_permission(request, obj) and not has_recorded_parts(obj)

    def has_change_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_change_permission(request, obj) and not has_recorded_parts(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Breakdown | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not has_recorded_parts(obj)


@admin.register(Breakdown)
class BreakdownAdmin(DefinitionAdmin):
    counted_noun = ngettext_lazy("%(n)d breakdown", "%(n)d breakdowns", "n")
    list_display = (programme_column("programme"), NAME, "origin")
    list_display_links = (NAME,)
    list_filter = (programme_filter("programme"),)
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    inlines = (CategoryInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Breakdown | None = None) -> tuple[str, ...]:
        if has_recorded_parts(obj):
            return ("programme", "name", "origin")
        return ("programme", "origin") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Breakdown | None = None) -> "_FieldsetSpec":
        description = FIXED if has_recorded_parts(obj) else _("A new breakdown is used once terms refer to it.")
        return [(None, {"fields": ("programme", "name", "origin"), "description": description})]
