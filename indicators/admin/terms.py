"""The terms of an indicator (target and frequency, in force from a year): the words are typed, the meaning is read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import NothingDeletedBeside
from cooperation.models import Programme
from cooperation.rendering import render
from indicators.models import Breakdown, Target
from indicators.rules.meaning import Aggregation, Kind
from indicators.services import definitions

IN_THE_ROW = ("applies_from", "basis", "verbatim", "frequency_verbatim", "frequency", "aggregation", "breakdown")
# Figures that are typed already have their periods and parts from these.
SHAPE = ("frequency_verbatim", "frequency", "breakdown")


class TargetForm(forms.ModelForm):
    """The document's words are typed; what they mean is read from them, never typed beside them."""

    programme: Programme | None = None

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

    def fix(self, *names: str) -> None:
        """Nothing sent for these fields (none named: for all) is read any more."""
        for name, field in self.fields.items():
            field.disabled = field.disabled or not names or name in names

    def clean_applies_from(self) -> int:
        year: int = self.cleaned_data["applies_from"]
        if self.programme is not None and year not in self.programme.years:
            raise ValidationError(
                _("Type a year of the programme: %(first)d–%(last)d."),
                params={"first": self.programme.first_year, "last": self.programme.last_year},
            )
        return year

    def clean_breakdown(self) -> Breakdown | None:
        breakdown: Breakdown | None = self.cleaned_data["breakdown"]
        if breakdown is not None and self.programme is not None and breakdown.programme_id != self.programme.pk:
            raise ValidationError(_("This breakdown belongs to another programme."))
        return breakdown

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if self.programme is None or "verbatim" not in sent:
            return sent
        self.instance.meaning = definitions.understood(self.programme, sent["verbatim"])
        # Derived fields are not on the form, so the database's rule is asked here.
        if self.instance.kind == Kind.PERCENT and sent.get("aggregation") == Aggregation.SUM:
            self.add_error(
                "aggregation", _("Percentages are never added up: choose the last value, the mean or the maximum.")
            )
        return sent

    def save(self, commit: bool = True) -> Target:
        if self.programme is not None:
            definitions.read_words(self.instance, self.programme)
        return super().save(commit)


class TermsFormSet(forms.BaseInlineFormSet):
    """Every year with an approved value keeps the terms that it was judged by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicator = self.instance
        self.programme = definitions.programme_of(indicator)
        self.terms = list(indicator.targets.all()) if indicator.pk else []
        self.approved = definitions.recorded_years(indicator) if indicator.pk else frozenset()
        self.recorded = definitions.recorded_years(indicator, approved_only=False) if indicator.pk else frozenset()

    def is_fixed(self, target: Target) -> bool:
        if target.pk is None or self.programme is None:
            return False
        return not self.approved.isdisjoint(self._years(target, self.terms))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.programme = self.programme
        if self.is_fixed(form.instance):
            form.fix()
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
        after = [form.instance for form in self.initial_forms if form not in self.deleted_forms]
        after += [form.instance for form in self.extra_forms if form.has_changed() and form not in self.deleted_forms]
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

    def _years(self, one: Target, terms: list[Target]) -> range:
        return definitions.years_of_terms(one, terms, self.programme) if self.programme else range(0)


class TargetInline(NothingDeletedBeside, admin.StackedInline):
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
        programme = definitions.programme_of(target.indicator) if target.indicator_id else None
        told = render(definitions.in_words(programme, target.verbatim)) if target.verbatim else "–"
        return format_html('<output class="understood">{}</output>', told)
