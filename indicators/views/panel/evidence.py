"""Evidence of a figure in the panel: the list, the form, a file, and the three things done to one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperation import rendering
from cooperation.roles import is_coordinator
from cooperation.text import fill
from cooperation.web.navigation import figure_crumb, staff_frame
from cooperation.web.staff_pages import role_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from cooperation.web.uploads import takes_files
from indicators.forms.measurements import EvidenceForm
from indicators.models import Evidence
from indicators.queries.evidence import evidence_for_user, evidence_lock_in_slot, evidence_of
from indicators.queries.measurements import FigureEntry
from indicators.services import errors
from indicators.services import evidence as evidence_service
from indicators.services.evidence_files.file_types import MAX_BYTES, Refused
from indicators.services.evidence_files.scanner import ScannerFailed
from indicators.services.evidence_files.validation import check_size
from indicators.views.evidence_file import file_response
from indicators.views.panel.measurements import entry_or_404, step_figure


@takes_files
@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
def evidence(request: HttpRequest, indicator_id: int, period_code: str) -> HttpResponse:
    entry = entry_or_404(request, indicator_id, period_code)
    if request.method == "POST":
        return _add(request, entry)
    typed = restored_input(request)
    return _page(request, entry, EvidenceForm(initial=typed.dict() if typed else None))


def _add(request: HttpRequest, entry: FigureEntry) -> HttpResponse:
    form = EvidenceForm(request.POST, request.FILES)  # only now is the body read
    fault = getattr(request, "upload_fault", None)
    if fault is not None:
        raise fault  # the disk would not take the file: told like every full disk
    if getattr(request, "is_file_too_large", False):
        form.errors.pop("file", None)  # it was left out while it was read
        _refuse_large(form)
    if entry.head is None or not form.is_valid():
        return _page(request, entry, form)
    try:
        added = form.save(entry.head.revision.measurement, by=request.user)
    except Refused as refused:
        field = refused.about or ("file" if form.cleaned_data["file"] else "url")
        form.add_error(field, rendering.render(refused.sentence))
        return _page(request, entry, form)
    except evidence_service.AlreadyThere as twin:
        return _already_there(request, entry, form, twin.evidence)
    except ScannerFailed:
        form.add_error("file", _("The file could not be checked for viruses, so it was not added. Try again later."))
        return _page(request, entry, form, status=503)
    except errors.RecordingLocked:
        return _page(request, entry, form, status=409)
    except errors.NotAllowed as error:
        raise Http404 from error
    messages.success(request, fill(_("Added: %(title)s."), {"title": added.title}))
    return redirect(_here(entry))


def _refuse_large(form: EvidenceForm) -> None:
    try:
        check_size(MAX_BYTES + 1)
    except Refused as refused:
        form.add_error("file", rendering.render(refused.sentence))


def _already_there(request: HttpRequest, entry: FigureEntry, form: EvidenceForm, twin: Evidence | None) -> HttpResponse:
    title = twin.title if twin else ""
    if form.cleaned_data["file"]:
        form.add_error(
            "file", fill(_("This file is already there, as “%(title)s”. Nothing was added."), {"title": title})
        )
    else:
        form.add_error(
            "url", fill(_("This link is already there, as “%(title)s”. Nothing was added."), {"title": title})
        )
    return _page(request, entry, form, status=409)


def _page(request: HttpRequest, entry: FigureEntry, form: EvidenceForm, *, status: int = 200) -> HttpResponse:
    measurement = entry.head.revision.measurement if entry.head else None
    lock = (
        evidence_lock_in_slot(entry.slot, on=entry.on, is_coordinator=is_coordinator(request.user))
        if measurement
        else None
    )
    crumbs: list[tuple[str, str | None]] = [
        (_("To do"), reverse("indicators:due")),
        (
            figure_crumb(entry.indicator.name, entry.period.label),
            reverse("indicators:record", args=[entry.indicator.pk, entry.period.code]),
        ),
        (_("Evidence"), None),
    ]
    context = {
        **staff_frame(request, programme=entry.programme, crumbs=crumbs),
        "entry": entry,
        "form": form if measurement is not None and lock is None else None,
        "was_chosen": bool(request.FILES) or getattr(request, "is_file_too_large", False),
        "lock": lock,
        "typed": _typed(form) if lock is not None else [],
        "head_figure": step_figure(entry, entry.head),
        "evidence": evidence_of(measurement.pk if measurement else None),
        "may_decide": is_coordinator(request.user),
        "is_approved": entry.approved is not None,
    }
    return render(request, "indicators/evidence.html", context, status=status)


def _typed(form: EvidenceForm) -> list[str]:
    """What cannot be added any more, to be copied."""
    return [form.data[name] for name in ("title", "url") if form.data.get(name)]


def _here(entry: FigureEntry) -> str:
    return reverse("indicators:evidence", args=[entry.indicator.pk, entry.period.code])


@require_safe
@role_required
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    found = _found(request, evidence_id)
    if not found.is_file:
        raise Http404
    return file_response(request, found, found.stored_name)


@has_only_buttons
@require_POST
@role_required
def evidence_change(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """`do`: publish or hide (coordinators), take_off (whoever may record the figure)."""
    found = _found(request, evidence_id)
    here = reverse("indicators:evidence", args=[found.measurement.indicator_id, found.measurement.period_code])
    do, named = request.POST.get("do", ""), {"title": found.title}
    try:
        if do == "take_off":
            evidence_service.take_off(found, request.user, on=timezone.localdate())
            messages.success(request, fill(_("Removed: %(title)s."), named))
        elif do in ("publish", "hide"):
            evidence_service.set_public(found, do == "publish", request.user)
            messages.success(request, fill(_told(found, do), named))
        else:
            messages.warning(request, _("Nothing was changed: choose one of the buttons."))
    except errors.NotAllowed as error:
        raise PermissionDenied from error
    except Refused as refused:
        messages.warning(request, rendering.render(refused.sentence))
    except errors.RecordingLocked as locked:
        messages.warning(request, rendering.render(locked.lock.sentence))
    except evidence_service.TakenOff:
        messages.warning(request, _("Nothing was changed: somebody has removed it in the meantime."))
    return redirect(here)


def _told(found: Evidence, do: str) -> str:
    if do == "hide":
        return _("No longer public: %(title)s.")
    if found.measurement.approved_revision_id is None:
        return _("Will be public once the figure is approved: %(title)s.")
    return _("Public: %(title)s.")


def _found(request: HttpRequest, evidence_id: int) -> Evidence:
    found = evidence_for_user(request.user, evidence_id)
    if found is None:
        raise Http404
    return found
