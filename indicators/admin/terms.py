"""The terms of an indicator (target and frequency, in force from a year): the words are typed, the meaning is read."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import SafeFieldsMixin
from cooperation.models import Programme
from cooperation.rendering import render
from cooperation.text import ValueType
from indicators.models import Breakdown, Indicator, Target
from indicators.rules.meanings import Aggregation, Kind
from indicators.services import definitions, meanings

IN_THE_ROW = ("applies_from", "basis", "verbatim", "frequency_verbatim", "frequency", "aggregation", "breakdown")
PERCENT_NOT_SUMMED = _("Percentages are never added up: choose the last value, the mean or the maximum.")
# Figures that are typed already have their periods and parts from these.
SHAPE = ("frequency_verbatim", "frequency", "breakdown")
SHAPE_IS_USED = _(
    "Figures for %(years)s are typed already (not approved), in the periods and parts of today's terms."
    " Leave the frequency and the breakdown as they are, or choose a later year."
)


class TargetForm(forms.ModelForm):
    """The document's words are typed; what they mean is read from them, never typed beside them."""

    indicator: Indicator  # set by the formset, or by the form of an amendment

    class Meta:
        model = Target
        fields = IN_THE_ROW

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbatim"].required = True
        self.fields["verbatim"].help_text = _(
            "Word for word, e.g. “1/rok”. Where the document gives no target, type “–”. "
            "Readers see these words and how they were understood."
        )
        self.fields["frequency_verbatim"].help_text = _("Word for word, e.g. “Raz w roku”.")
        self.fields["frequency"].help_text = _(
            "Read from the words above; choose it only where they name none. Without a frequency nobody can record."
        )
        self.fields["aggregation"].help_text = _("How quarters or months make the year's figure.")
        self.fields["breakdown"].help_text = _("Whoever types a figure types these parts too; they add up to it.")

    @cached_property
    def programme(self) -> Programme | None:
        """Read while the terms are validated, never before: only then has a new indicator its action."""
        return meanings.programme_of(self.indicator)

    def fix(self, *names: str) -> None:
        """Nothing sent for these fields (none named: for all) is read any more."""
        for name, field in self.fields.items():
            field.disabled = field.disabled or not names or name in names

    def clean_applies_from(self) -> int:
        year: int = self.cleaned_data["applies_from"]
        programme = self.programme
        if programme is not None and year not in programme.years:
            raise ValidationError(
                _("Type a year of the programme: %(first)d–%(last)d."),
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
        """Read the words before the model's constraints are checked; derived fields are not on the form."""
        super()._post_clean()  # type: ignore[misc]
        if "verbatim" not in self.cleaned_data:
            return
        meanings.read_words(self.instance, self.indicator, self.programme)
        is_percent = self.instance.kind == Kind.PERCENT or self.indicator.value_type == ValueType.PERCENT
        is_summed = self.cleaned_data.get("aggregation") == Aggregation.SUM
        if is_percent and is_summed and not self.fields["aggregation"].disabled:
            self.add_error("aggregation", PERCENT_NOT_SUMMED)

    def save(self, commit: bool = True) -> Target:
        """A meaning is stored only as it is read within the programme."""
        programme = self.programme
        if programme is None:
            raise ValueError("the terms of an indicator without an action cannot be stored")
        meanings.read_words(self.instance, self.indicator, programme)
        return super().save(commit)


def _shape(target: Target | None) -> tuple[str, int | None] | None:
    """What the periods and parts of a year's figures come from."""
    return (target.frequency, target.breakdown_id) if target is not None else None


class TermsFormSet(forms.BaseInlineFormSet):
    """Every year with an approved value keeps the terms that it was judged by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicator = self.instance
        self.terms = list(indicator.targets.all()) if indicator.pk else []
        self.approved = definitions.recorded_years(indicator) if indicator.pk else frozenset()
        self.recorded = definitions.recorded_years(indicator, approved_only=False) if indicator.pk else frozenset()

    @cached_property
    def programme(self) -> Programme | None:
        """Of a new indicator it is read after the indicator's own form was validated: only then has it an action."""
        return meanings.programme_of(self.instance)

    def is_fixed(self, target: Target) -> bool:
        if target.pk is None or self.programme is None:
            return False
        return not self.approved.isdisjoint(self._years(target, self.terms))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.indicator = self.instance
        if self.is_fixed(form.instance):
            form.fix()
            form.fields[Target._meta.pk.name].disabled = False  # a browser sends no disabled field: no row without it
        elif form.instance.pk and not self.recorded.isdisjoint(self._years(form.instance, self.terms)):
            form.fix(*SHAPE)
        elif form.instance.pk not in {one.pk for one in self.terms[:1]}:  # the first terms stay
            return
        if "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True

    def clean(self) -> None:
        super().clean()
        if self.programme is None or any(self.errors):
            return
        before = {year: one for one in self.terms for year in self._years(one, self.terms)}
        stored = {one.pk: one for one in self.terms}
        remaining = [form for form in self.forms if form not in self.deleted_forms]
        after = [form.instance for form in remaining if form.has_changed()]
        after += [
            stored[form.instance.pk] for form in remaining if form.instance.pk in stored and not form.has_changed()
        ]
        now = {year: one for one in after for year in self._years(one, after)}
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
        bare = sorted(year for year in self.recorded if year in before and year not in now)
        if bare:
            raise ValidationError(
                _("Figures for %(years)s are recorded already: these years need their terms. Choose an earlier year."),
                params={"years": ", ".join(map(str, bare))},
            )
        reshaped = sorted(year for year in self.recorded if _shape(now.get(year)) != _shape(before.get(year)))
        if reshaped:
            raise ValidationError(SHAPE_IS_USED, params={"years": ", ".join(map(str, reshaped))})

    def _years(self, one: Target, terms: list[Target]) -> range:
        return definitions.years_of_terms(one, terms, self.programme) if self.programme else range(0)


class TargetInline(SafeFieldsMixin, admin.StackedInline):
    """The first terms; later ones are made in the guided step, which shows what they change."""

    model = Target
    form = TargetForm
    formset = TermsFormSet
    extra = 0
    max_num = 1
    readonly_fields = ("how_understood",)
    fields = ("applies_from", "basis", "verbatim", "how_understood", *IN_THE_ROW[3:])
    verbose_name = _("terms in force from a year")
    verbose_name_plural = _("terms: target and frequency, in force from a year")

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj and obj.targets.exists() else 1

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The first terms stay; the formset says which later ones do."""
        return super().has_delete_permission(request, obj) and obj is not None and obj.targets.count() > 1

    @admin.display(description=_("how it was understood"))
    def how_understood(self, target: Target) -> str:
        """A place that the page's script fills while the words are typed; without it, what was saved."""
        told = "–"
        if target.pk is not None:
            told = render(meanings.in_words(target.meaning, meanings.programme_of(target.indicator)))
        return format_html('<output class="understood">{}</output>', told)
