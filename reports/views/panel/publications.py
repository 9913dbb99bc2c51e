"""Publishing a report, its address in the bulletin and its errata."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperation.web.context import Context
from cooperation.web.unsaved_input import keeps_input, restored_input
from reports.forms.reports import BulletinForm, ErratumForm, ReportPublicationForm
from reports.queries.checklist import publication_checklist
from reports.queries.publications import errata_of, version_in
from reports.queries.report_sources import ReportSource
from reports.services import publications as publication_services
from reports.services.errors import ChecklistNotMet, StalePublication, YearsNotOver
from reports.views.panel.reports import acting_user, coordinator_view, report_page


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_view
def publication_form(request: HttpRequest, source: ReportSource) -> HttpResponse:
    newest = version_in(source.programme, source.span.code)
    version = newest.version if newest else 0
    if request.method == "POST":
        form = ReportPublicationForm(request.POST, asks_reason=bool(version))
        if not form.is_valid():
            return _publish_page(request, source, form, version)
        return _publish_or_explain(request, source, form, version)
    initial = {"based_on": version, **(restored_input(request) or QueryDict()).dict()}
    return _publish_page(request, source, ReportPublicationForm(asks_reason=bool(version), initial=initial), version)


def _publish_or_explain(
    request: HttpRequest, source: ReportSource, form: ReportPublicationForm, version: int
) -> HttpResponse:
    programme, span, cleaned = source.programme, source.span, form.cleaned_data
    try:
        publication_services.publish(
            programme,
            span,
            acting_user(request),
            based_on=cleaned["based_on"],
            reason=cleaned.get("reason", ""),
            open_is_known=cleaned["open_is_known"],
        )
    except ChecklistNotMet:
        form.add_error("open_is_known", _("Not everything on the list is ready. Tick this box to publish anyway."))
        return _publish_page(request, source, form, version)
    except YearsNotOver:
        form.add_error(None, _("The report can be published once its last year has ended."))
        return _publish_page(request, source, form, version)
    except StalePublication:
        message = _("Somebody else has published this report in the meantime, so it was not published again.")
        if cleaned.get("reason"):
            entered = _("You entered:")
            message = f"{message} {entered} {cleaned['reason']}"
        messages.warning(request, message)
        return redirect("reports:panel_report", programme.slug, span.code)
    messages.success(request, _("The report has been published. Its files are created when they are first opened."))
    return redirect("reports:panel_report", programme.slug, span.code)


def _publish_page(
    request: HttpRequest, source: ReportSource, form: ReportPublicationForm, version: int
) -> HttpResponse:
    checklist = publication_checklist(source)
    context = {
        "form": form,
        "checklist": checklist,
        "unmet_count": sum(not item.is_met for item in checklist),
        "has_ended": source.span.has_ended(source.on.year),
        "version": version + 1,
        "last_crumb": _("Publication"),
    }
    return report_page(request, source, "reports/publication_form.html", context)


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_view
def publication_detail(request: HttpRequest, source: ReportSource, number: int) -> HttpResponse:
    """A published version: its address in the bulletin and its errata."""
    publication = version_in(source.programme, source.span.code, number)
    if publication is None:
        raise Http404
    step = request.POST.get("do", "")
    typed = (restored_input(request) or QueryDict()).dict()
    bulletin = BulletinForm(
        request.POST if step == "bulletin" else None, initial={"bulletin_url": publication.bulletin_url, **typed}
    )
    erratum = ErratumForm(request.POST if step == "erratum" else None, initial=typed)
    if step == "bulletin" and bulletin.is_valid():
        publication_services.set_bulletin_address(
            publication, bulletin.cleaned_data["bulletin_url"], acting_user(request)
        )
        messages.success(request, _("The address in the bulletin has been saved."))
        return redirect(request.path)
    if step == "erratum" and erratum.is_valid():
        publication_services.add_erratum(publication, erratum.cleaned_data["text"], acting_user(request))
        messages.success(request, _("The erratum has been published."))
        return redirect(request.path)
    context: Context = {
        "publication": publication,
        "bulletin": bulletin,
        "erratum": erratum,
        "form": erratum if step == "erratum" else bulletin,
        "errata": errata_of(publication),
        "last_crumb": _("Version %(number)s") % {"number": number},
    }
    return report_page(request, source, "reports/publication_detail.html", context)
