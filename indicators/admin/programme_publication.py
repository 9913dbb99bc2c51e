"""The publication page of a programme: what readers will see, what is still missing, and the button.

Years and address may change until the first publication; an empty programme can be deleted.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation.admin.programmes import ProgrammeAdmin
from cooperation.models import Programme
from cooperation.services.programmes import set_published
from cooperation.web.context import Context
from cooperation.web.unsaved_input import has_only_buttons
from indicators.admin.programme_tree_rows import finding_labels, tree_address
from indicators.queries.programme_readiness import IncompleteNode, load_readiness
from indicators.queries.programmes import are_years_fixed
from indicators.rules.programme_readiness import Shortcoming
from indicators.services import programmes
from indicators.services.locks import lock_figures
from indicators.wording import programme_readiness as wording
from indicators.wording.programme_tree import totals

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec  # declared in the stubs only

YEARS_AND_ADDRESS = ("slug", "first_year", "last_year")


class ProgrammePublicationAdmin(ProgrammeAdmin):
    """Adds the publication page and the rules about years, which need indicators and figures."""

    change_form_template = "indicators/admin_programme.html"

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.admin_site.admin_view(self.publication))
        return [
            path("<int:programme_id>/publikacja/", has_only_buttons(view), name="cooperation_programme_publication"),
            *super().get_urls(),
        ]

    # --- publication ------------------------------------------------------------------------------------------------

    def publication(self, request: HttpRequest, programme_id: int) -> HttpResponse:
        """Show the page; POST publishes the programme and returns to its tree."""
        programme = get_object_or_404(Programme, pk=programme_id)
        if not self.has_change_permission(request, programme):
            raise PermissionDenied
        readiness = load_readiness(programme, on=timezone.localdate())
        if request.method == "POST" and not readiness.obstacles:
            self._publish(request, programme)
            return redirect(tree_address(programme.pk))
        labels = finding_labels(readiness.tree)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publication"),
            "subtitle": programme.title,
            "opts": self.opts,
            "programme": programme,
            "totals": totals(readiness.tree),
            "obstacles": [wording.obstacle(obstacle) for obstacle in readiness.obstacles],
            "groups": [_group(programme, kind, nodes, labels) for kind, nodes in readiness.shortcomings.items()],
            "tree_url": tree_address(programme.pk),
        }
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return TemplateResponse(request, "indicators/admin_programme_publication.html", context, status=status)

    def _publish(self, request: HttpRequest, programme: Programme) -> None:
        if set_published(programme, is_published=True, at=timezone.now()):
            self.log_change(request, programme, _("published"))
            messages.success(request, _("Readers see it now."))
        else:
            messages.info(request, _("Nothing to do: the selected programmes are already in this state."))

    def _set_published(
        self, request: HttpRequest, chosen: models.QuerySet[Programme], *, is_published: bool
    ) -> HttpResponse | None:
        """Publish a single programme on its own page, which shows what is missing."""
        if is_published and "confirmed" not in request.POST:
            in_preparation = list(chosen.filter(is_published=False)[:2])
            if len(in_preparation) == 1:
                return redirect("admin:cooperation_programme_publication", in_preparation[0].pk)
        return super()._set_published(request, chosen, is_published=is_published)

    # --- years, address, deletion -----------------------------------------------------------------------------------

    def lock(self, obj: models.Model) -> None:
        lock_figures()  # no figure is recorded between the check of the years and the save
        super().lock(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Programme | None = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        if obj is None or are_years_fixed(obj):
            return fields
        return tuple(name for name in fields if name not in YEARS_AND_ADDRESS)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        slug = _("Part of permanent addresses; it is fixed by the first publication.")
        if obj is None:
            from_years = _("Leave it empty to derive it from the years.")
            slug = f"{slug} {from_years}"
        return super().get_form(request, obj, change=change, help_texts={"slug": slug}, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Programme | None = None) -> "_FieldsetSpec":
        """Ask for little when a programme is added; the rest has defaults and can be changed on its page."""
        if obj is not None:
            return super().get_fieldsets(request, obj)
        more = ("slug", "title_origin", "is_excerpt", "source_note", "is_example")
        return [
            (None, {"fields": ("title", "issuer", "resolution", ("first_year", "last_year"))}),
            (_("More"), {"fields": more, "classes": ("collapse",)}),
        ]

    def save_model(self, request: HttpRequest, obj: Programme, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not {"first_year", "last_year"}.isdisjoint(form.changed_data):
            programmes.adapt_to_years(obj, form.initial["first_year"], at=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:  # type: ignore[override]  # narrower
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_published)


def _group(
    programme: Programme, kind: Shortcoming, nodes: Sequence[IncompleteNode], labels: Mapping[int, str]
) -> Context:
    """Return a kind of shortcoming with its nodes and their places in the tree; `labels`: of findings."""
    is_of_findings = kind is Shortcoming.FINDING_WITHOUT_GOAL
    return {
        "heading": wording.heading(kind, len(nodes)),
        "consequence": wording.consequence(kind),
        "rows": [
            {
                "label": labels[incomplete.node.key.pk]
                if is_of_findings
                else f"{incomplete.node.number} {incomplete.node.text}",
                "details": wording.details(incomplete),
                "url": tree_address(programme.pk, fragment=incomplete.node.key.anchor),
            }
            for incomplete in nodes
        ],
    }
