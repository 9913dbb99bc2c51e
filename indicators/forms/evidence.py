"""Form that adds a file or a link as evidence of a figure."""

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import FieldValues
from indicators.models import Evidence, Measurement
from indicators.services import evidence
from indicators.services.evidence_files import validation
from indicators.services.evidence_files.file_types import FILE_TYPES

ACCEPTED_EXTENSIONS = ",".join(f".{extension}" for extension in FILE_TYPES)

TITLE_REQUIRED = gettext_lazy("Say in a few words what it is, e.g. attendance list of 12 May.")


def evidence_fields() -> dict[str, forms.Field]:
    """Return the fields of a file in the form of a figure: like those of `EvidenceForm`, but optional."""
    return {
        "evidence_file": forms.FileField(
            label=_("File"),
            required=False,
            allow_empty_file=True,  # refused by the service, with a helpful message
            widget=forms.FileInput(attrs={"class": "form-control w-text", "accept": ACCEPTED_EXTENSIONS}),
            help_text=_("PDF, DOCX, XLSX, CSV, PNG or JPG, at most 20 MB, without macros or a password."),
        ),
        "evidence_title": forms.CharField(
            label=_("What it is"),
            required=False,
            max_length=evidence.MAX_TITLE_LENGTH,
            widget=forms.TextInput(attrs={"class": "form-control w-text"}),
            help_text=_("In a few words, e.g. attendance list of 12 May. Readers see it if it becomes public."),
        ),
    }


class EvidenceForm(forms.Form):
    """A file or a link that shows where a figure comes from; the service checks its content."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=evidence.MAX_TITLE_LENGTH,
        widget=forms.TextInput(attrs={"class": "form-control w-text"}),
        help_text=gettext_lazy("In a few words, e.g. attendance list of 12 May. Readers see it if it becomes public."),
        error_messages={"required": TITLE_REQUIRED},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,  # refused by the service, with a helpful message
        widget=forms.FileInput(attrs={"class": "form-control w-text", "accept": ACCEPTED_EXTENSIONS}),
        help_text=gettext_lazy("PDF, DOCX, XLSX, CSV, PNG or JPG, at most 20 MB, without macros or a password."),
    )
    url = forms.CharField(
        label=gettext_lazy("or a link"),
        required=False,
        max_length=2 * validation.MAX_LINK_LENGTH,
        widget=forms.TextInput(attrs={"class": "form-control w-text", "inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy("The full address, e.g. https://bip.example.org/sprawozdanie."),
    )

    def clean(self) -> FieldValues:
        cleaned = super().clean() or {}
        if not {"file", "url"} & set(self.errors):
            if cleaned.get("file") and cleaned.get("url"):
                self.add_error("url", _("Give either a file or a link, and add the other one afterwards."))
            elif not cleaned.get("file") and not cleaned.get("url"):
                self.add_error("file", _("Choose a file, or give a link below."))
        return cleaned

    def save(self, measurement: Measurement, *, by: User) -> Evidence:
        """Add the file or the link; raises the exceptions of `services.evidence`."""
        title, file, url = (self.cleaned_data[name] for name in ("title", "file", "url"))
        if file:
            return evidence.add_file(measurement, title, file, by)
        return evidence.add_link(measurement, title, url, by)
