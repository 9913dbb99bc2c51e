"""Administration of programmes, SWOT findings and conclusions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.admin.base import PublicContentAdmin
from cooperation.admin.lists import programme_column, programme_filter, shortened
from cooperation.forms.fields import FieldValues
from cooperation.models import Conclusion, Programme, SwotFinding
from cooperation.queries.offices import office_identity
from cooperation.services.programmes import free_slug, set_published
from cooperation.web.context import Context

TITLE, TEXT = shortened("title", _("title")), shortened("text", _("text"))


class ProgrammeForm(forms.ModelForm):
    """The address of a new programme may be left empty: it is then derived from the years."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> Context:
        sent = super().clean() or self.cleaned_data
        first, last = sent.get("first_year"), sent.get("last_year")
        if self.instance.pk is None and sent.get("slug") == "" and first is not None and last is not None:
            years = str(first) if first == last else f"{first}-{last}"
            sent["slug"] = free_slug(years, sent.get("issuer", ""))
        return sent


@admin.register(Programme)
class ProgrammeAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d programme", "%(n)d programmes", "n")
    form = ProgrammeForm
    list_display = (TITLE, "first_year", "last_year", "is_published", "is_example")
    list_filter = ("is_published", "is_example")
    search_fields = ("search_text",)
    readonly_fields = ("is_published", "source_text", "source_sha256", "content_version", "content_changed_at")
    # The address is permanent, and reporting rounds refer to the years.
    immutable_fields = ("slug", "first_year", "last_year", "is_example")
    actions = ("publish", "hide")
    fieldsets = (
        (
            _("As readers see it"),
            {"fields": ("title", "title_origin", "issuer", "resolution", "is_excerpt", "source_note")},
        ),
        (_("Years and address"), {"fields": ("first_year", "last_year", "slug", "is_published", "is_example")}),
        (
            _("As loaded"),
            {
                "fields": ("source_text", "source_sha256", "content_version", "content_changed_at"),
                "classes": ("collapse",),
            },
        ),
    )

    def programme_ids(self, obj: Programme) -> list[int]:
        return [obj.pk]

    def get_changeform_initial_data(self, request: HttpRequest) -> FieldValues:
        """Propose the name of the office as the issuer."""
        return {"issuer": office_identity().get("name", ""), **super().get_changeform_initial_data(request)}

    @admin.action(description=_("Publish the selected programmes…"), permissions=("change",))
    def publish(self, request: HttpRequest, chosen: models.QuerySet[Programme]) -> HttpResponse | None:
        return self._set_published(request, chosen, is_published=True)

    @admin.action(description=_("Return the selected programmes to preparation…"), permissions=("change",))
    def hide(self, request: HttpRequest, chosen: models.QuerySet[Programme]) -> HttpResponse | None:
        return self._set_published(request, chosen, is_published=False)

    def _set_published(
        self, request: HttpRequest, chosen: models.QuerySet[Programme], *, is_published: bool
    ) -> HttpResponse | None:
        """Show a confirmation page first, because readers see the difference immediately."""
        programmes = list(chosen.filter(is_published=not is_published))
        if programmes and "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Publish?") if is_published else _("Return to preparation?"),
                "subtitle": None,
                "opts": self.opts,
                "programmes": programmes,
                "is_published": is_published,
                "action": "publish" if is_published else "hide",
                "checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "cooperation/admin_publication.html", context)
        for programme in programmes:
            set_published(programme, is_published=is_published, at=timezone.now())
            self.log_change(request, programme, str(_("published") if is_published else _("returned to preparation")))
        message = _("Nothing to do: the selected programmes are already in this state.")
        if programmes and is_published:
            message = _("Readers see it now.")
        elif programmes:
            message = _("Readers no longer see it.")
        self.message_user(request, message, messages.SUCCESS if programmes else messages.INFO)
        return None


@admin.register(SwotFinding)
class SwotFindingAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d finding", "%(n)d findings", "n")
    list_display = (programme_column("programme"), TEXT, "quadrant", "origin", "position")
    list_display_links = (TEXT,)
    list_filter = (programme_filter("programme"), "quadrant", "origin")
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    immutable_fields = ("programme",)


@admin.register(Conclusion)
class ConclusionAdmin(PublicContentAdmin):
    counted_noun = ngettext_lazy("%(n)d conclusion", "%(n)d conclusions", "n")
    list_display = (programme_column("programme"), "number", TEXT)
    list_display_links = (TEXT,)
    list_filter = (programme_filter("programme"),)
    list_select_related = ("programme",)
    search_fields = ("search_text",)
    immutable_fields = ("programme",)
