"""Writing a report in the panel: its chapters, its financial table, what it will look like."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.models import Programme
from cooperation.queries.offices import BodyNames, body_names, office_identity
from cooperation.rendering import render as say
from cooperation.roles import may_administer
from cooperation.web.navigation import staff_frame
from cooperation.web.unsaved_input import keeps_input, restored_input
from reports import permissions
from reports.exports import docx_template, markdown
from reports.exports.page import chapter_blocks, report_html
from reports.forms.reports import MORE_LINES, ChapterForm, FinanceLines, FinanceVersion, initial_line
from reports.models import Chapter
from reports.queries.checklist import publication_checklist
from reports.queries.material import Material, material_at, material_of
from reports.queries.reports import ReportVersions, reports_of_programmes, versions_of_report
from reports.rules import chapters
from reports.services import writing
from reports.services.content import content_of
from reports.services.errors import StaleWords
from reports.wording import reports as report_wording

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
View = Callable[..., HttpResponse]


def for_reporters(view: View) -> View:
    """Coordinators only; the view gets what the report is made of in place of the address's parts."""

    @wraps(view)
    def checked(request: HttpRequest, slug: str, code: str, **kwargs: Any) -> HttpResponse:
        if not permissions.may_report(request.user):
            raise PermissionDenied
        material = material_at(slug, code, on=timezone.localdate())
        if material is None:
            raise Http404
        return view(request, material, **kwargs)

    return checked


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    if not permissions.may_report(request.user):
        raise PermissionDenied
    on = timezone.localdate()
    programmes = list(Programme.objects.all())
    names = body_names(office_identity())
    rows = [_row(one, on, names) for one in reports_of_programmes(programmes)]
    groups = [
        {"programme": one, "years": one.year_span, "rows": [row for row in rows if row["shelved"].programme == one]}
        for one in programmes
    ]
    context = {"groups": groups, "duty": report_wording.duty(names)}
    return render(request, "reports/report_list.html", {**context, **staff_frame(request)})


def _row(shelved: ReportVersions, on: Any, names: BodyNames) -> dict[str, Any]:
    return {
        "shelved": shelved,
        "name": report_wording.name_of(shelved.span),
        "state": report_wording.state_of(shelved, on),
        "due": report_wording.due(shelved, on, names.council_dative),
    }


@require_safe
@for_reporters
def desk(request: HttpRequest, material: Material) -> HttpResponse:
    """A report's own page: chapters, the list before publication, what has been published."""
    shelved = versions_of_report(material.programme, material.span, material.report)
    points = publication_checklist(material)
    context = {
        "chapters": _chapters(material),
        "points": points,
        "open_number": sum(not point.is_met for point in points),
        "is_over": material.span.has_ended(material.on.year),
        "publications": shelved.publications,
        **_row(shelved, material.on, body_names(office_identity())),
    }
    return report_page(request, material, "reports/desk.html", context)


def _chapters(material: Material) -> list[dict[str, Any]]:
    return [
        {
            "key": chapter.key,
            "title": chapter.title,
            "row": material.words.get(chapter.key),
            "is_written": bool(material.text_of(chapter.key).strip()),
        }
        for chapter in material.chapters
    ]


@require_safe
@for_reporters
def preview(request: HttpRequest, material: Material) -> HttpResponse:
    """The whole report as it would be published now."""
    content = content_of(material)
    context = {"content": content, "document": report_html(content, {}), "here": _("Preview")}
    return report_page(request, material, "reports/preview.html", context)


# --- a chapter ----------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@for_reporters
def chapter(request: HttpRequest, material: Material, key: str) -> HttpResponse:
    if key not in {one.key for one in material.chapters}:
        raise Http404
    if request.method == "POST":
        return _write(request, material, key)
    row, typed = material.words.get(key), restored_input(request) or QueryDict()
    initial = {"text": row.text if row else "", "based_on": row.number if row else 0, **typed.dict()}
    return _chapter_page(request, material, key, ChapterForm(initial=initial))


def _write(request: HttpRequest, material: Material, key: str) -> HttpResponse:
    form, step = ChapterForm(request.POST), request.POST.get("do", "save")
    if step == "preview":
        return render(
            request,
            "reports/_words_preview.html",
            {"html": markdown.html(request.POST.get("text", "")[: chapters.LONGEST], heading=3)},
        )
    if not form.is_valid():
        if step == "autosave":
            return _kept_note(request, None, error=_("Not saved: save it by hand."))
        return _chapter_page(request, material, key, form)
    sent = form.cleaned_data
    try:
        row = writing.save_chapter(
            material.programme, material.span, key, sent["text"], request.user, based_on=sent["based_on"]
        )
    except StaleWords as stale:
        if step == "autosave":
            return _kept_note(
                request,
                None,
                error=_("Somebody else saved this chapter meanwhile. Save it by hand: you will see both texts."),
            )
        again = ChapterForm(initial={"text": sent["text"], "based_on": stale.now.number if stale.now else 0})
        return _chapter_page(request, material, key, again, status=409, conflict=stale.now)
    if step == "autosave":
        return _kept_note(request, row)
    messages.success(request, _("The chapter is saved."))
    return redirect("reports:desk", material.programme.slug, material.span.code)


def _kept_note(request: HttpRequest, row: Chapter | None, error: str = "") -> HttpResponse:
    """What an automatic save answers: a note beside the button, and the version for the next one."""
    return render(request, "reports/_kept_note.html", {"row": row, "error": error})


def _chapter_page(
    request: HttpRequest, material: Material, key: str, form: ChapterForm, *, status: int = 200, conflict: Any = None
) -> HttpResponse:
    order = [one.key for one in material.chapters]
    place = order.index(key)
    here = material.chapters[place]
    context = {
        "form": form,
        "key": key,
        "chapter": here,
        "row": material.words.get(key),
        "chapters": _chapters(material),
        "following": order[place + 1] if place + 1 < len(order) else "",
        "document": chapter_blocks(content_of(material), key),
        "words": markdown.html(form["text"].value() or "", heading=3),
        "conflict": conflict,
        "here": say(here.title),
    }
    return report_page(request, material, "reports/chapter.html", context, status=status)


# --- money --------------------------------------------------------------------------------------------------------


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@for_reporters
def finance(request: HttpRequest, material: Material) -> HttpResponse:
    if request.method == "POST":
        return _count_money(request, material)
    typed = restored_input(request)
    if typed is not None and "form-TOTAL_FORMS" in typed:
        return _finance_page(request, material, FinanceLines(typed), FinanceVersion(typed), is_checked=False)
    lines = FinanceLines(initial=[*map(initial_line, material.finance), *[{}] * MORE_LINES])
    return _finance_page(request, material, lines, FinanceVersion(initial={"based_on": material.finance_number}))


def _count_money(request: HttpRequest, material: Material) -> HttpResponse:
    lines, version = FinanceLines(request.POST), FinanceVersion(request.POST)
    is_valid = lines.is_valid() and version.is_valid()
    if request.POST.get("do") == "more":
        more = request.POST.copy()
        more["form-TOTAL_FORMS"] = str(min(lines.total_form_count() + MORE_LINES, lines.absolute_max))
        return _finance_page(request, material, FinanceLines(more), version, is_checked=False)
    if not is_valid:
        return _finance_page(request, material, lines, version)
    rows = [line.cleaned_data for line in lines if not line.is_empty]
    try:
        writing.save_finance(
            material.programme, material.span, rows, request.user, based_on=version.cleaned_data["based_on"]
        )
    except StaleWords as stale:
        fresh = material_of(material.programme, material.span, on=material.on)
        again = FinanceVersion(initial={"based_on": stale.now.finance_number})
        return _finance_page(request, fresh, lines, again, status=409, conflict=content_of(fresh)["finance"])
    messages.success(request, _("The financial table is saved."))
    return redirect("reports:desk", material.programme.slug, material.span.code)


def _finance_page(
    request: HttpRequest,
    material: Material,
    lines: Any,
    version: FinanceVersion,
    *,
    status: int = 200,
    conflict: Any = None,
    is_checked: bool = True,
) -> HttpResponse:
    wrong = [
        {"number": number, "line": line, "field": line[name], "errors": errors}
        for number, line in enumerate(lines, 1)
        for name, errors in (line.errors.items() if lines.is_bound and is_checked else ())
    ]
    context = {
        "lines": lines,
        "version": version,
        "wrong": wrong,
        "is_checked": is_checked,
        "conflict": conflict,
        "here": _("Financial table"),
    }
    return report_page(request, material, "reports/finance.html", context, status=status)


@require_safe
def built_in_template(request: HttpRequest) -> HttpResponse:
    """What an administrator begins an own template with."""
    if not may_administer(request.user):
        raise PermissionDenied
    response = HttpResponse(docx_template.built_in_template(), content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="sprawozdanie-wzor.docx"'
    return response


def report_page(
    request: HttpRequest, material: Material, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of one report; `here`: what of it, in the crumbs."""
    programme, span = material.programme, material.span
    name, here = say(report_wording.name_of(span)), context.get("here", "")
    own = reverse("reports:desk", args=[programme.slug, span.code]) if here else None
    crumbs: list[tuple[str, str | None]] = [(_("Reports"), reverse("reports:report_list")), (name, own)]
    if here:
        crumbs.append((here, None))
    frame = staff_frame(request, programme=programme, crumbs=crumbs)
    return render(request, template, {**frame, "span": span, "report_name": name, **context}, status=status)
