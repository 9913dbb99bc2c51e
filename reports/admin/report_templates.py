"""The office's own template of reports: a DOCX file that is validated before it is stored."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import HistoryAdmin
from cooperation.rendering import render
from indicators.services.errors import UploadRefused
from reports.models import ReportTemplate
from reports.services.report_templates import MAX_BYTES, validate_template


class ReportTemplateForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("DOCX file"),
        help_text=gettext_lazy(
            "Start from the built-in template and change its styles, header and footer in Word or LibreOffice. "
            "Placeholders in double braces are filled in; {{ tresc }} must be alone in its paragraph. Macros and "
            "external links are not allowed."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Reduce the size of its pictures."))
        content = file.read()
        try:
            validate_template(content)
        except UploadRefused as error:
            raise ValidationError(render(error.sentence)) from error
        file.checked_content = content
        return file


@admin.register(ReportTemplate)
class ReportTemplateAdmin(HistoryAdmin):
    """The only template: one that is added replaces it."""

    form = ReportTemplateForm
    list_display = ("name",)
    readonly_fields = ("built_in",)
    fields = ("built_in", "file")

    @admin.display(description=gettext_lazy("Built-in template"))
    def built_in(self, _obj: ReportTemplate | None) -> str:
        return format_html('<a href="{}">sprawozdanie-wzor.docx</a>', reverse("reports:built_in_template"))

    def save_model(self, request: HttpRequest, obj: ReportTemplate, form: forms.ModelForm, change: bool) -> None:
        file = form.cleaned_data["file"]
        obj.content, obj.name = file.checked_content, file.name[:200]
        super().save_model(request, obj, form, change)
