"""Evidence of a figure: the list with its form, one file, and publishing, hiding or removing one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperation import rendering
from cooperation.roles import is_coordinator
from cooperation.text import fill
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from cooperation.web.uploads import takes_files
from indicators.forms.evidence import EvidenceForm
from indicators.models import Evidence
from indicators.queries.evidence import evidence_for_user, evidence_lock_in_slot, evidence_of
from indicators.queries.measurements import FigureEntry
from indicators.services import errors
from indicators.services import evidence as evidence_service
from indicators.services.errors import ScannerFailed, UploadRefused
from indicators.services.evidence_files.file_types import MAX_BYTES
from indicators.services.evidence_files.validation import check_size
from indicators.views.evidence_file import file_response
from indicators.views.panel.figures import entry_or_404, figure_frame, step_figure


@takes_files()
@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def evidence(request: AuthenticatedHttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _add_evidence(request, entry)
    typed = restored_input(request)
    return _render_evidence(request, entry, EvidenceForm(initial=typed.dict() if typed else None))


def _add_evidence(request: AuthenticatedHttpRequest, entry: FigureEntry) -> HttpResponse:
    form = EvidenceForm(request.POST, request.FILES)  # reads the body
    note_upload(request, form, "file")
    if entry.head is None or not form.is_valid():
        return _render_evidence(request, entry, form)
    try:
        added = form.save(entry.head.revision.measurement, by=request.user)
    except UploadRefused as refused:
        field = refused.field or ("file" if form.cleaned_data["file"] else "url")
        form.add_error(field, rendering.render(refused.sentence))
        return _render_evidence(request, entry, form)
    except errors.DuplicateEvidence as error:
        return _render_duplicate(request, entry, form, error.evidence)
    except ScannerFailed:
        form.add_error("file", scanner_failure())
        return _render_evidence(request, entry, form, status=503)
    except errors.RecordingLocked:
        return _render_evidence(request, entry, form, status=409)
    except errors.NotAllowed as error:
        raise Http404 from error
    messages.success(request, fill(_("Added: %(title)s."), {"title": added.title}))
    return redirect("indicators:evidence", entry.indicator.pk, entry.period.code)


def note_upload(request: AuthenticatedHttpRequest, form: Form, field: str) -> None:
    """Add the error of a file that is too large, which the upload handler has skipped; raise that of a full disk."""
    upload_fault = getattr(request, "upload_fault", None)
    if upload_fault is not None:
        raise upload_fault  # answered like any other full disk
    if not getattr(request, "is_file_too_large", False):
        return
    form.errors.pop(field, None)  # "no file"
    try:
        check_size(MAX_BYTES + 1)
    except UploadRefused as refused:
        form.add_error(field, rendering.render(refused.sentence))


def scanner_failure() -> str:
    return _("The file could not be checked for viruses, so it was not added. Try again later.")


def _render_duplicate(
    request: AuthenticatedHttpRequest, entry: FigureEntry, form: EvidenceForm, duplicate: Evidence | None
) -> HttpResponse:
    """Answer 409: the figure has the same file or link already."""
    title = {"title": duplicate.title if duplicate else ""}
    if form.cleaned_data["file"]:
        form.add_error("file", fill(_("This file has already been added as “%(title)s”, so nothing was saved."), title))
    else:
        form.add_error("url", fill(_("This link has already been added as “%(title)s”, so nothing was saved."), title))
    return _render_evidence(request, entry, form, status=409)


def _render_evidence(
    request: AuthenticatedHttpRequest, entry: FigureEntry, form: EvidenceForm, *, status: int = 200
) -> HttpResponse:
    measurement = entry.head.revision.measurement if entry.head else None
    lock = (
        evidence_lock_in_slot(entry.slot, on=entry.on, is_coordinator=is_coordinator(request.user))
        if measurement
        else None
    )
    context = {
        **figure_frame(request, entry, subpage=_("Evidence")),
        "entry": entry,
        "form": form if measurement is not None and lock is None else None,
        "was_file_chosen": bool(request.FILES) or getattr(request, "is_file_too_large", False),
        "lock": lock,
        "typed_texts": _typed_texts(form) if lock is not None else [],
        "head_figure": step_figure(entry, entry.head),
        "evidence": evidence_of(measurement.pk if measurement else None),
        "may_decide": is_coordinator(request.user),
        "is_approved": entry.approved is not None,
    }
    return render(request, "indicators/evidence.html", context, status=status)


def _typed_texts(form: EvidenceForm) -> list[str]:
    """Return what was typed, to be copied from a page without the form."""
    return [form.data[name] for name in ("title", "url") if form.data.get(name)]


@require_safe
@role_required
def evidence_file(request: AuthenticatedHttpRequest, evidence_id: int) -> HttpResponseBase:
    item = _evidence_or_404(request, evidence_id)
    if not item.is_file:
        raise Http404
    return file_response(request, item, item.stored_name)


@has_only_buttons
@require_POST
@role_required
def evidence_change(request: AuthenticatedHttpRequest, evidence_id: int) -> HttpResponse:
    """`do=publish` or `do=hide`: coordinators only; `do=take_off`: whoever may record the figure."""
    item = _evidence_or_404(request, evidence_id)
    step, title = request.POST.get("do", ""), {"title": item.title}
    try:
        if step == "take_off":
            evidence_service.remove(item, request.user, on=timezone.localdate())
            messages.success(request, fill(_("Removed: %(title)s."), title))
        elif step in ("publish", "hide"):
            evidence_service.set_public(item, step == "publish", request.user)
            messages.success(request, fill(_visibility_message(item, is_public=step == "publish"), title))
        else:
            messages.warning(request, _("Nothing was changed: choose one of the buttons."))
    except errors.NotAllowed as error:
        raise PermissionDenied from error
    except UploadRefused as refused:
        messages.warning(request, rendering.render(refused.sentence))
    except errors.RecordingLocked as error:
        messages.warning(request, rendering.render(error.lock.sentence))
    except errors.EvidenceRemoved:
        messages.warning(request, _("Nothing was changed: somebody has removed it in the meantime."))
    return redirect("indicators:evidence", item.measurement.indicator_id, item.measurement.period_code)


def _visibility_message(item: Evidence, *, is_public: bool) -> str:
    if not is_public:
        return _("No longer public: %(title)s.")
    if item.measurement.approved_revision_id is None:
        return _("Will be public once the figure is approved: %(title)s.")
    return _("Public: %(title)s.")


def _evidence_or_404(request: AuthenticatedHttpRequest, evidence_id: int) -> Evidence:
    item = evidence_for_user(request.user, evidence_id)
    if item is None:
        raise Http404
    return item
