"""The form that links a finding to goals, or a goal to findings: a tick and a reason for each."""

from collections.abc import Iterator, Mapping

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from cooperation.forms.fields import MultilineField
from cooperation.web.context import Context
from indicators.queries.finding_links import NodeLinks

MAX_REASON_LENGTH = 1000


class LinksForm(forms.Form):
    """`labels`: by the key of each goal, or finding, that can be linked, in their order."""

    def __init__(self, data: QueryDict | None, *, labels: Mapping[int, str], links: NodeLinks) -> None:
        super().__init__(data)
        self.labels = labels
        for key, label in labels.items():
            self.fields[f"link-{key}"] = forms.BooleanField(label=label, required=False, initial=key in links.links)
            self.fields[f"reason-{key}"] = MultilineField(
                label=_("Reason (public): %s") % label,
                required=False,
                max_length=MAX_REASON_LENGTH,
                initial=links.reasons.get(key, ""),
                widget=forms.Textarea({"rows": 1}),
            )

    def clean(self) -> Context:
        """Refuse a reason that would be lost, because its row is not ticked."""
        sent = super().clean() or self.cleaned_data
        for key in self.labels:
            reason = sent.get(f"reason-{key}", "").strip()
            if reason and not sent.get(f"link-{key}") and reason != self.fields[f"reason-{key}"].initial:
                self.add_error(f"reason-{key}", _("Tick the row, or delete its reason."))
        return sent

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        return ((self[f"link-{key}"], self[f"reason-{key}"]) for key in self.labels)

    @property
    def reasons(self) -> dict[int, str]:
        """The reason by the key of each ticked row of a valid form."""
        data = self.cleaned_data
        return {key: data[f"reason-{key}"].strip() for key in self.labels if data[f"link-{key}"]}
