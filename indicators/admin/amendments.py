"""Amendment: new terms of an indicator from a year; a form, a preview year by year, then saving."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.text import Sentence
from cooperation.web.context import Context
from cooperation.web.unsaved_input import restored_input
from indicators.admin.terms import SHAPE, SHAPE_IS_USED, TargetForm
from indicators.models import Indicator, Target
from indicators.queries.facts import target_in_force
from indicators.services import targets
from indicators.services.locks import lock_figures


class AmendmentForm(TargetForm):
    """New terms, filled with the present ones; the basis is required, because it is public."""

    applies_from = forms.TypedChoiceField(coerce=int)
    field_order = ("applies_from", "basis", "verbatim", "frequency_verbatim", "frequency", "aggregation", "breakdown")

    def __init__(self, data: QueryDict | None, *, indicator: Indicator, programme: Programme) -> None:
        latest = indicator.targets.latest("applies_from")
        copied = {name: getattr(latest, name) for name in self.Meta.fields if name not in ("applies_from", "basis")}
        instance = Target(indicator=indicator, **copied)
        super().__init__(data, instance=instance)
        self.indicator, self.amended = indicator, programme
        self.fields["basis"].required = True
        self.fields["breakdown"].queryset = programme.breakdowns.all()  # type: ignore[attr-defined]  # a choice field
        years = targets.years_for_amendment(indicator, programme)
        year = self.fields["applies_from"]
        year.label = Target._meta.get_field("applies_from").verbose_name
        year.choices = [(choice, str(choice)) for choice in years]  # type: ignore[attr-defined]  # a choice field
        year.initial = years[0] if years else None

    def clean(self) -> Context:
        """Reject another frequency or breakdown for years whose figures have been recorded."""
        sent = super().clean() or self.cleaned_data
        if self.errors:
            return sent
        terms, new = list(self.indicator.targets.all()), Target(applies_from=sent["applies_from"])
        affected_years = targets.years_in_force(new, terms, self.amended)
        recorded = sorted(targets.recorded_years(self.indicator, approved_only=False).intersection(affected_years))
        before = target_in_force(terms, new.applies_from)
        after = Target(**{name: sent[name] for name in SHAPE})
        targets.set_meaning(after, self.indicator, self.amended)
        if recorded and any(getattr(after, name) != getattr(before, name) for name in SHAPE[1:]):
            raise ValidationError(SHAPE_IS_USED, params={"years": ", ".join(map(str, recorded))})
        return sent


@dataclass(frozen=True)
class YearOfTerms:
    """One row of the preview: the terms of a year before and after the amendment."""

    year: int
    before: Target
    after: Target
    was: Sentence
    will_be: Sentence

    @property
    def is_changed(self) -> bool:
        return self.before is not self.after


def preview(new: Target, programme: Programme) -> list[YearOfTerms]:
    old = list(new.indicator.targets.all())
    rows = []
    for year in programme.years:
        before, after = target_in_force(old, year), target_in_force([*old, new], year)
        if before is not None and after is not None:
            was, will_be = (targets.meaning_sentence(terms.meaning, programme) for terms in (before, after))
            rows.append(YearOfTerms(year, before, after, was, will_be))
    return rows


@transaction.atomic
def amend(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: int) -> HttpResponse:
    """GET: the form. POST: `do=preview` shows the preview, `do=save` saves, anything else shows the form again."""
    if request.method == "POST":
        lock_figures()  # no figure is recorded between the checks of the form and the save
    indicator = Indicator.objects.filter(pk=object_id).first()
    programme = targets.programme_of(indicator) if indicator else None
    if indicator is None or programme is None:
        raise Http404
    if not model_admin.has_change_permission(request, indicator):
        raise PermissionDenied
    if not targets.years_for_amendment(indicator, programme):
        message = _("No year is left for new terms: each one has approved values or terms of its own.")
        typed = [request.POST[name] for name in ("basis", "verbatim", "frequency_verbatim") if request.POST.get(name)]
        if typed:
            entered = _("You entered:")
            message = f"{message} {entered} {'; '.join(typed)}"
        messages.error(request, message)
        return redirect("admin:indicators_indicator_change", indicator.pk)
    data = restored_input(request) or request.POST
    form = AmendmentForm(data or None, indicator=indicator, programme=programme)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("do") == "save":
        targets.amend(form.instance, programme, at=timezone.now())
        model_admin.log_change(request, indicator, f"{form.instance.applies_from}: {form.instance.verbatim}")
        messages.success(
            request, _("From %(year)s on the new terms are in force.") % {"year": form.instance.applies_from}
        )
        return redirect("admin:indicators_indicator_change", indicator.pk)
    has_preview = is_valid and request.POST.get("do") == "preview"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("New terms from a year"),
        "subtitle": str(indicator),
        "opts": model_admin.opts,
        "indicator": indicator,
        "programme": programme,
        "form": form,
        "lines": preview(form.instance, programme) if has_preview else None,
        "new": form.instance,
    }
    return TemplateResponse(request, "indicators/admin_amendment.html", context)
