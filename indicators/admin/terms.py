"""The terms of an indicator (target and frequency, in force from a year); their meaning is parsed from the texts."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import SafeFieldsMixin
from cooperation.admin.pickers import PickerMixin
from cooperation.models import Programme
from cooperation.rendering import render
from cooperation.text import ValueType
from indicators.admin.indicator_entry import BASIS, BREAKDOWNS, COUNTING, DOCUMENT, propose_choice
from indicators.models import Breakdown, Indicator, Target
from indicators.models.indicators import IndicatorRowQuerySet
from indicators.rules.meanings import Aggregation, Kind
from indicators.services import targets

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec  # declared in the stubs only

TARGET_FIELDS = ("applies_from", "basis", "verbatim", "frequency_verbatim", "frequency", "aggregation", "breakdown")
PERCENT_NOT_SUMMED = _("Percentages are never added up: choose the last value, the mean or the maximum.")
# The periods and parts of recorded figures depend on these fields.
SHAPE = ("frequency_verbatim", "frequency", "breakdown")
SHAPE_IS_USED = _(
    "Figures for %(years)s have already been entered (not approved) in the periods and parts of the present "
    "terms. Leave the frequency and the breakdown as they are, or choose a later year."
)


class TargetForm(forms.ModelForm):
    """The texts of the document; their meaning is parsed from them and has no fields."""

    indicator: Indicator  # set by the formset, or by the form of an amendment

    class Meta:
        model = Target
        fields = TARGET_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbatim"].required = True
        self.fields["verbatim"].help_text = _(
            "Word for word, e.g. “1/rok”. If the document gives no target, enter “–”. Readers see this text and "
            "how it was understood."
        )
        self.fields["frequency_verbatim"].help_text = _("Word for word, e.g. “Raz w roku”.")
        self.fields["frequency"].help_text = _(
            "Taken from the text above; choose it only if the text names none. Without a frequency nobody can "
            "record figures."
        )
        self.fields["aggregation"].help_text = _("How quarters or months are combined into the year's figure.")
        self.fields["breakdown"].help_text = _("Whoever enters a figure also enters these parts; they add up to it.")

    @cached_property
    def programme(self) -> Programme | None:
        """Not to be read before validation: a new indicator has no action until then."""
        return targets.programme_of(self.indicator)

    def disable_fields(self, *names: str) -> None:
        """Disable the named fields; all fields if none is named."""
        for name, field in self.fields.items():
            field.disabled = field.disabled or not names or name in names

    def clean_applies_from(self) -> int | None:
        """Return the first year of the programme if a new indicator's terms name none."""
        year: int | None = self.cleaned_data["applies_from"]
        programme = self.programme
        if year is None:
            return programme.first_year if programme is not None else None
        if programme is not None and year not in programme.years:
            raise ValidationError(
                _("Enter a year of the programme: %(first)d–%(last)d."),
                params={"first": programme.first_year, "last": programme.last_year},
            )
        return year

    def clean_breakdown(self) -> Breakdown | None:
        breakdown: Breakdown | None = self.cleaned_data["breakdown"]
        programme = self.programme
        if breakdown is not None and programme is not None and breakdown.programme_id != programme.pk:
            raise ValidationError(_("This breakdown belongs to another programme."))
        return breakdown

    def _post_clean(self) -> None:
        """Parse the texts before the constraints of the model are checked: the parsed fields are not on the form."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if "verbatim" not in self.cleaned_data:
            return
        targets.set_meaning(self.instance, self.indicator, self.programme)
        if self.indicator._state.adding:
            self.instance.aggregation = self.cleaned_data.get("aggregation") or ""
            targets.complete_from_words(self.indicator, self.instance)
        is_percent = self.instance.kind == Kind.PERCENT or self.indicator.value_type == ValueType.PERCENT
        is_summed = self.cleaned_data.get("aggregation") == Aggregation.SUM
        if is_percent and is_summed and not self.fields["aggregation"].disabled:
            self.add_error("aggregation", PERCENT_NOT_SUMMED)

    def save(self, commit: bool = True) -> Target:
        """Parse the texts within the programme, then save. Raises ValueError if the indicator has no action."""
        programme = self.programme
        if programme is None:
            raise ValueError("the terms of an indicator without an action cannot be stored")
        targets.set_meaning(self.instance, self.indicator, programme)
        return super().save(commit)


def _shape(target: Target | None) -> tuple[str, int | None] | None:
    """Return the fields on which the periods and parts of a year's figures depend."""
    return (target.frequency, target.breakdown_id) if target is not None else None


class TermsFormSet(forms.BaseInlineFormSet):
    """The terms of an indicator; a year with an approved value keeps its terms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicator = self.instance
        self.terms = list(indicator.targets.all()) if indicator.pk else []
        nothing: frozenset[int] = frozenset()
        years = targets.recorded_and_approved_years(indicator) if indicator.pk else (nothing, nothing)
        self.recorded, self.approved = years

    @cached_property
    def programme(self) -> Programme | None:
        """Not to be read before validation: a new indicator has no action until its own form is valid."""
        return targets.programme_of(self.instance)

    def is_fixed(self, target: Target) -> bool:
        if target.pk is None or self.programme is None:
            return False
        return not self.approved.isdisjoint(self._years(target, self.terms))

    def add_fields(self, form: Any, index: int | None) -> None:  # a TargetForm; the base class takes any form
        super().add_fields(form, index)
        form.indicator = self.instance
        if self.instance.pk is None:
            propose_choice(form, "aggregation")
            form.fields["applies_from"].required = False
        if self.is_fixed(form.instance):
            form.disable_fields()
            form.fields[Target._meta.pk.name].disabled = False  # the formset needs the id of each row
        elif form.instance.pk and not self.recorded.isdisjoint(self._years(form.instance, self.terms)):
            form.disable_fields(*SHAPE)
        elif form.instance.pk not in {terms.pk for terms in self.terms[:1]}:  # the first terms cannot be deleted
            return
        if "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True

    def clean(self) -> None:
        super().clean()
        if self.programme is None or any(self.errors):
            return
        before = {year: terms for terms in self.terms for year in self._years(terms, self.terms)}
        stored = {terms.pk: terms for terms in self.terms}
        remaining = [form for form in self.forms if form not in self.deleted_forms]
        after = [form.instance for form in remaining if form.has_changed()]
        after += [
            stored[form.instance.pk] for form in remaining if form.instance.pk in stored and not form.has_changed()
        ]
        now = {year: terms for terms in after for year in self._years(terms, after)}
        moved = sorted(
            year
            for year in self.approved
            if now.get(year) is not before.get(year)
            and getattr(now.get(year), "pk", None) != getattr(before.get(year), "pk", None)
        )
        if moved:
            raise ValidationError(
                _("Values have been approved for %(years)s: the terms of these years are fixed. Choose a later year."),
                params={"years": ", ".join(map(str, moved))},
            )
        without_terms = sorted(year for year in self.recorded if year in before and year not in now)
        if without_terms:
            raise ValidationError(
                _(
                    "Figures for %(years)s have already been recorded, so these years need their terms. "
                    "Choose an earlier year."
                ),
                params={"years": ", ".join(map(str, without_terms))},
            )
        reshaped = sorted(year for year in self.recorded if _shape(now.get(year)) != _shape(before.get(year)))
        if reshaped:
            raise ValidationError(SHAPE_IS_USED, params={"years": ", ".join(map(str, reshaped))})

    def _years(self, target: Target, terms: list[Target]) -> range:
        return targets.years_in_force(target, terms, self.programme) if self.programme else range(0)


class TargetInline(PickerMixin, SafeFieldsMixin, admin.StackedInline):
    """The first terms; later ones are added on the page of amendments, which shows what they change."""

    model = Target
    form = TargetForm
    formset = TermsFormSet
    extra = 0
    max_num = 1
    pickers = {"breakdown": BREAKDOWNS}
    form_programme_path = IndicatorRowQuerySet.programme_path
    readonly_fields = ("how_understood",)
    verbose_name = _("terms in force from a year")
    verbose_name_plural = _("terms: target and frequency, in force from a year")

    def get_fieldsets(self, request: HttpRequest, obj: Indicator | None = None) -> "_FieldsetSpec":
        """Several terms are shown one below the other, each with its meaning; the first ones are part of the form."""
        is_part_of_form = obj is None or self._stored(request, obj) == 1
        meaning = () if is_part_of_form else ("how_understood",)
        frequency = ("frequency_verbatim", "frequency")
        years = ("applies_from", "basis") if obj is not None else ("applies_from",)
        return [
            (None, {"fields": ("verbatim", *meaning, frequency, "breakdown"), "classes": (DOCUMENT,)}),
            (None, {"fields": ("aggregation",), "classes": (COUNTING,)}),
            (None, {"fields": years, "classes": (BASIS,)}),
        ]

    def get_min_num(self, request: HttpRequest, obj: Indicator | None = None, **kwargs: object) -> int:
        return 0 if obj and self._stored(request, obj) else 1

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        """The first terms cannot be deleted; the formset decides about later ones."""
        return super().has_delete_permission(request, obj) and obj is not None and self._stored(request, obj) > 1

    def _stored(self, request: HttpRequest, indicator: Indicator) -> int:
        """Return the number of stored terms. One query for each request."""
        if not hasattr(request, "stored_terms"):
            request.stored_terms = indicator.targets.count()  # type: ignore[attr-defined]  # for this request
        return request.stored_terms  # type: ignore[attr-defined]  # set above

    @admin.display(description=_("how it was understood"))
    def how_understood(self, target: Target) -> str:
        """The saved meaning; the script of the page replaces it while the texts are typed."""
        meaning = "–"
        if target.pk is not None:
            meaning = render(targets.meaning_sentence(target.meaning, targets.programme_of(target.indicator)))
        return format_html('<output class="understood">{}</output>', meaning)
