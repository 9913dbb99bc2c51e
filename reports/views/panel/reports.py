"""Writing a report in the panel: its chapters, its financial table and the preview."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.json_object import JsonObject
from cooperation.models import Programme
from cooperation.queries.offices import BodyNames, body_names, office_identity
from cooperation.rendering import render as render_sentence
from cooperation.roles import may_administer
from cooperation.web.context import Context
from cooperation.web.many_fields import refuse_many_rows
from cooperation.web.navigation import staff_frame
from cooperation.web.unsaved_input import keeps_input, restored_input
from reports import permissions
from reports.exports import docx_template, markdown
from reports.exports.content import report_content
from reports.exports.page import chapter_blocks, report_html
from reports.forms.reports import (
    MORE_LINES,
    MOST_LINES,
    ChapterForm,
    FinanceLineFormSet,
    FinanceVersionForm,
    initial_line,
)
from reports.models import Chapter
from reports.queries.checklist import publication_checklist
from reports.queries.report_sources import ReportSource, report_source_at, report_source_of
from reports.queries.reports import ReportVersions, reports_of_programmes, versions_of_report
from reports.rules import chapters
from reports.services import chapters as chapter_services
from reports.services.errors import StaleChapter, StaleFinance
from reports.wording import reports as report_wording

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
View = Callable[..., HttpResponse]


def coordinator_view(view: View) -> View:
    """Admit coordinators only; the view gets the `ReportSource` in place of the address's parts."""

    @wraps(view)
    def checked(request: HttpRequest, slug: str, code: str, **kwargs: str) -> HttpResponse:
        if not permissions.may_write_reports(request.user):
            raise PermissionDenied
        source = report_source_at(slug, code, on=timezone.localdate())
        if source is None:
            raise Http404
        return view(request, source, **kwargs)

    return checked


def acting_user(request: HttpRequest) -> User:
    """Return the signed-in user; `coordinator_view` admits nobody else."""
    return cast(User, request.user)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    if not permissions.may_write_reports(request.user):
        raise PermissionDenied
    on = timezone.localdate()
    programmes = list(Programme.objects.all())
    names = body_names(office_identity())
    rows = [_row(versions, on, names) for versions in reports_of_programmes(programmes)]
    groups = [
        {
            "programme": programme,
            "years": programme.year_span,
            "rows": [row for row in rows if row["versions"].programme == programme],
        }
        for programme in programmes
    ]
    context = {"groups": groups, "duty": report_wording.duty(names)}
    return render(request, "reports/report_list.html", {**context, **staff_frame(request)})


def _row(versions: ReportVersions, on: date, names: BodyNames) -> Context:
    return {
        "versions": versions,
        "name": report_wording.name_of(versions.span),
        "state": report_wording.state_of(versions, on),
        "due": report_wording.due(versions, on, names.council_dative),
    }


@require_safe
@coordinator_view
def report(request: HttpRequest, source: ReportSource) -> HttpResponse:
    """The chapters of a report, the checklist before publication and the published versions."""
    versions = versions_of_report(source.programme, source.span, source.report)
    checklist = publication_checklist(source)
    context = {
        "chapters": _chapters(source),
        "checklist": checklist,
        "unmet_count": sum(not item.is_met for item in checklist),
        "has_ended": source.span.has_ended(source.on.year),
        "publications": versions.publications,
        **_row(versions, source.on, body_names(office_identity())),
    }
    return report_page(request, source, "reports/panel_report.html", context)


def _chapters(source: ReportSource) -> list[Context]:
    return [
        {
            "key": chapter.key,
            "title": chapter.title,
            "row": source.words.get(chapter.key),
            "is_written": bool(source.text_of(chapter.key).strip()),
        }
        for chapter in source.chapters
    ]


@require_safe
@coordinator_view
def report_preview(request: HttpRequest, source: ReportSource) -> HttpResponse:
    """The whole report, as it would be published now."""
    content = report_content(source)
    context = {"content": content, "document_html": report_html(content, {}), "last_crumb": _("Preview")}
    return report_page(request, source, "reports/report_preview.html", context)


# --- a chapter ----------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_view
def chapter(request: HttpRequest, source: ReportSource, key: str) -> HttpResponse:
    if key not in {chapter.key for chapter in source.chapters}:
        raise Http404
    if request.method == "POST":
        return _save_chapter(request, source, key)
    row, typed = source.words.get(key), restored_input(request) or QueryDict()
    number = row.number if row else 0
    initial = {"text": row.text if row else "", **typed.dict(), "based_on": number}
    is_stale = row is not None and typed.get("based_on", str(number)) != str(number) and initial["text"] != row.text
    conflict = row if is_stale else None  # saved anew after the input was typed
    return _chapter_page(request, source, key, ChapterForm(initial=initial), conflict=conflict)


def _save_chapter(request: HttpRequest, source: ReportSource, key: str) -> HttpResponse:
    form, step = ChapterForm(request.POST), request.POST.get("do", "save")
    if step == "preview":
        return render(
            request,
            "reports/_chapter_preview.html",
            {"html": markdown.html(request.POST.get("text", "")[: chapters.LONGEST], heading=3)},
        )
    if not form.is_valid():
        if step == "autosave":
            return _saved_note(request, None, error=_("Not saved automatically: use the save button."))
        return _chapter_page(request, source, key, form)
    cleaned = form.cleaned_data
    try:
        row = chapter_services.save_chapter(
            source.programme, source.span, key, cleaned["text"], acting_user(request), based_on=cleaned["based_on"]
        )
    except StaleChapter as stale:
        if step == "autosave":
            return _saved_note(
                request,
                None,
                error=_(
                    "Somebody else saved this chapter in the meantime. Use the save button: you will see both texts."
                ),
            )
        again = ChapterForm(initial={"text": cleaned["text"], "based_on": stale.current.number if stale.current else 0})
        return _chapter_page(request, source, key, again, status=409, conflict=stale.current)
    if step == "autosave":
        return _saved_note(request, row)
    messages.success(request, _("The chapter has been saved."))
    return redirect("reports:panel_report", source.programme.slug, source.span.code)


def _saved_note(request: HttpRequest, row: Chapter | None, error: str = "") -> HttpResponse:
    """Return the fragment for an automatic save: a note beside the button, and the version for the next save."""
    return render(request, "reports/_autosave_note.html", {"row": row, "error": error})


def _chapter_page(
    request: HttpRequest,
    source: ReportSource,
    key: str,
    form: ChapterForm,
    *,
    status: int = 200,
    conflict: Chapter | None = None,
) -> HttpResponse:
    current = next(chapter for chapter in source.chapters if chapter.key == key)
    context = {
        "form": form,
        "chapter_key": key,
        "chapter": current,
        "row": source.words.get(key),
        "chapters": _chapters(source),
        "document_html": chapter_blocks(report_content(source), key),
        "text_html": markdown.html(form["text"].value() or "", heading=3),
        "conflict": conflict,
        "last_crumb": render_sentence(current.title),
    }
    return report_page(request, source, "reports/chapter.html", context, status=status)


# --- money --------------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_view
def finance(request: HttpRequest, source: ReportSource) -> HttpResponse:
    if request.method == "POST":
        return _save_finance(request, source)
    typed = restored_input(request)
    if typed is not None and "form-TOTAL_FORMS" in typed:
        version = FinanceVersionForm(initial={"based_on": source.finance_number})
        is_stale = typed.get("based_on") != str(source.finance_number)  # saved anew after the input was typed
        conflict = report_content(source)["finance"] if is_stale else None
        return _finance_page(request, source, FinanceLineFormSet(typed), version, conflict=conflict, is_checked=False)
    lines = FinanceLineFormSet(initial=[*map(initial_line, source.finance), *[{}] * MORE_LINES])
    return _finance_page(request, source, lines, FinanceVersionForm(initial={"based_on": source.finance_number}))


def _save_finance(request: HttpRequest, source: ReportSource) -> HttpResponse:
    refuse_many_rows(request.POST, MOST_LINES + MORE_LINES)
    lines, version = FinanceLineFormSet(request.POST), FinanceVersionForm(request.POST)
    is_valid = lines.is_valid() and version.is_valid()
    if request.POST.get("do") == "more":
        more = request.POST.copy()
        more["form-TOTAL_FORMS"] = str(min(lines.total_form_count() + MORE_LINES, lines.absolute_max))
        return _finance_page(request, source, FinanceLineFormSet(more), version, is_checked=False)
    if not is_valid:
        return _finance_page(request, source, lines, version)
    rows = [line.cleaned_data for line in lines if not line.is_empty]
    try:
        chapter_services.save_finance(
            source.programme, source.span, rows, acting_user(request), based_on=version.cleaned_data["based_on"]
        )
    except StaleFinance as stale:
        fresh = report_source_of(source.programme, source.span, on=source.on)
        again = FinanceVersionForm(initial={"based_on": stale.current.finance_number})
        return _finance_page(request, fresh, lines, again, status=409, conflict=report_content(fresh)["finance"])
    messages.success(request, _("The financial table has been saved."))
    return redirect("reports:panel_report", source.programme.slug, source.span.code)


def _finance_page(
    request: HttpRequest,
    source: ReportSource,
    lines: BaseFormSet,
    version: FinanceVersionForm,
    *,
    status: int = 200,
    conflict: JsonObject | None = None,
    is_checked: bool = True,
) -> HttpResponse:
    errors_by_field = [
        {"number": number, "line": line, "field": line[name], "errors": errors}
        for number, line in enumerate(lines, 1)
        for name, errors in (line.errors.items() if lines.is_bound and is_checked else ())
    ]
    context = {
        "line_formset": lines,
        "version": version,
        "errors_by_field": errors_by_field,
        "is_checked": is_checked,
        "conflict": conflict,
        "last_crumb": _("Financial table"),
    }
    return report_page(request, source, "reports/finance.html", context, status=status)


@require_safe
def built_in_template(request: HttpRequest) -> HttpResponse:
    """The file from which an administrator makes the office's own template."""
    if not may_administer(request.user):
        raise PermissionDenied
    response = HttpResponse(docx_template.built_in_template(), content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="sprawozdanie-wzor.docx"'
    return response


def report_page(
    request: HttpRequest, source: ReportSource, template: str, context: Context, status: int = 200
) -> HttpResponse:
    """Render a page of one report; `last_crumb` of the context is optional."""
    programme, span = source.programme, source.span
    name, here = render_sentence(report_wording.name_of(span)), context.get("last_crumb", "")
    report_address = reverse("reports:panel_report", args=[programme.slug, span.code]) if here else None
    crumbs: list[tuple[str, str | None]] = [(_("Reports"), reverse("reports:report_list")), (name, report_address)]
    if here:
        crumbs.append((here, None))
    frame = staff_frame(request, programme=programme, crumbs=crumbs)
    return render(request, template, {**frame, "span": span, "report_name": name, **context}, status=status)
