"""Publishing a report and looking after what was published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation.web.unsaved_input import keeps_input, restored_input
from reports.forms.reports import BulletinForm, ErratumForm, PublishForm
from reports.queries.checklist import publication_checklist
from reports.queries.material import Material
from reports.queries.reports import errata_of, version_in
from reports.services import publishing
from reports.services.errors import NotOver, NotReady, StaleWords
from reports.views.desk import for_reporters, report_page


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@for_reporters
def publish(request: HttpRequest, material: Material) -> HttpResponse:
    newest = version_in(material.programme, material.span.code)
    version = newest.version if newest else 0
    if request.method == "POST":
        form = PublishForm(request.POST, asks_reason=bool(version))
        if not form.is_valid():
            return _publish_page(request, material, form, version)
        return _publish(request, material, form, version)
    initial = {"based_on": version, **(restored_input(request) or QueryDict()).dict()}
    return _publish_page(request, material, PublishForm(asks_reason=bool(version), initial=initial), version)


def _publish(request: HttpRequest, material: Material, form: PublishForm, version: int) -> HttpResponse:
    programme, span, sent = material.programme, material.span, form.cleaned_data
    try:
        publishing.publish(
            programme,
            span,
            request.user,
            based_on=sent["based_on"],
            reason=sent.get("reason", ""),
            open_is_known=sent["open_is_known"],
        )
    except NotReady:
        form.add_error("open_is_known", _("Not everything on the list is ready. Tick this to publish all the same."))
        return _publish_page(request, material, form, version)
    except NotOver:
        form.add_error(None, _("The report can be published when its last year is over."))
        return _publish_page(request, material, form, version)
    except StaleWords:
        told, reason = (
            _("Somebody has published this report meanwhile. Nothing was published again."),
            sent.get("reason"),
        )
        messages.warning(request, f"{told} {_('You typed:')} {reason}" if reason else told)
        return redirect("reports:desk", programme.slug, span.code)
    messages.success(request, _("The report is published. Its files are made when they are first opened."))
    return redirect("reports:desk", programme.slug, span.code)


def _publish_page(request: HttpRequest, material: Material, form: PublishForm, version: int) -> HttpResponse:
    points = publication_checklist(material)
    context = {
        "form": form,
        "points": points,
        "open_number": sum(not point.is_met for point in points),
        "is_over": material.span.has_ended(material.on.year),
        "version": version + 1,
        "here": _("Publication"),
    }
    return report_page(request, material, "reports/publish.html", context)


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@for_reporters
def version(request: HttpRequest, material: Material, number: int) -> HttpResponse:
    """A published version: its place in the bulletin, its errata."""
    publication = version_in(material.programme, material.span.code, number)
    if publication is None:
        raise Http404
    step = request.POST.get("do", "")
    typed = (restored_input(request) or QueryDict()).dict()
    bulletin = BulletinForm(
        request.POST if step == "bulletin" else None, initial={"bulletin_url": publication.bulletin_url, **typed}
    )
    erratum = ErratumForm(request.POST if step == "erratum" else None, initial=typed)
    if step == "bulletin" and bulletin.is_valid():
        publishing.note_bulletin(publication, bulletin.cleaned_data["bulletin_url"], request.user)
        messages.success(request, _("The address in the bulletin is saved."))
        return redirect(request.path)
    if step == "erratum" and erratum.is_valid():
        publishing.add_erratum(publication, erratum.cleaned_data["text"], request.user)
        messages.success(request, _("The erratum is published."))
        return redirect(request.path)
    context: dict[str, Any] = {
        "publication": publication,
        "bulletin": bulletin,
        "erratum": erratum,
        "form": erratum if step == "erratum" else bulletin,
        "errata": errata_of(publication),
        "here": _("Version %(number)s") % {"number": number},
    }
    return report_page(request, material, "reports/version.html", context)
