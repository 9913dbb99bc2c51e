"""The form that makes a programme from an earlier one."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Programme
from cooperation.rendering import render
from cooperation.web.context import Context
from indicators.rules.programme_copies import CarriedPart, following_years, parts_without_basis, title_for_years
from indicators.wording import programme_copies as wording

FIRST, LAST = 1990, 2100


class SourceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Programme) -> str:
        return f"{obj.year_span}: {obj.title}"


class ProgrammeCopyForm(forms.Form):
    """Which programme, for which years, and what is taken from it."""

    source = SourceField(label=gettext_lazy("Earlier programme"), queryset=Programme.objects.none(), empty_label=None)
    first_year = forms.IntegerField(label=gettext_lazy("First year"), min_value=FIRST, max_value=LAST)
    last_year = forms.IntegerField(
        label=gettext_lazy("Last year"),
        min_value=FIRST,
        max_value=LAST,
        help_text=gettext_lazy("For a programme of one year enter the same year twice."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=500, required=False)
    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What to take"),
        coerce=CarriedPart,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Figures, decisions, assessments, reports and withdrawn indicators are never copied. Each indicator is "
            "linked to the earlier one, so that its page shows the years of both programmes."
        ),
    )

    def __init__(self, data: QueryDict | None, *, source: Programme) -> None:
        """`source`: the programme that is proposed."""
        years = following_years(source.first_year, source.last_year)
        initial: Context = {
            "source": source.pk,
            "first_year": years[0],
            "last_year": years[1],
            "parts": list(CarriedPart),
        }
        super().__init__(data, initial=initial)
        self.fields["source"].queryset = Programme.objects.real().defer("source_text")  # type: ignore[attr-defined]  # a model choice field
        self.fields["parts"].choices = [(part, render(wording.PART_LABELS[part])) for part in CarriedPart]  # type: ignore[attr-defined]  # a choice field
        proposal = title_for_years(source.title, (source.first_year, source.last_year), years)
        self.fields["title"].help_text = _(
            "If left empty, the title of the earlier programme with the new years, e.g. “%(title)s”."
        ) % {"title": proposal}

    def clean(self) -> Context:
        sent = super().clean() or self.cleaned_data
        first, last, source = sent.get("first_year"), sent.get("last_year"), sent.get("source")
        if first is not None and last is not None and not first <= last <= first + 30:
            self.add_error("last_year", _("Enter a year from the first year on; a programme has at most 31 years."))
        if first is not None and source is not None and first <= source.first_year:
            message = _("Enter a year after %(year)s, in which the earlier programme begins.")
            self.add_error("first_year", message % {"year": source.first_year})
        for part, needed in parts_without_basis(sent.get("parts", ())):
            self.add_error("parts", render(wording.missing_basis(part, needed)))
        return sent
