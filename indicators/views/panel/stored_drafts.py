"""Reading the office's file: the list of drafts, the page that checks and edits one, and the programme made from it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from cooperation import rendering
from cooperation.text import fill
from cooperation.web.context import Context
from cooperation.web.downloads import closed_download
from cooperation.web.many_fields import accept_fields, may_have_fields
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, administrator_required
from cooperation.web.unsaved_input import has_only_buttons, keeps_input, restored_input
from cooperation.web.uploads import takes_files
from indicators.forms.stored_drafts import (
    MAX_FIELDS,
    DocumentForm,
    entered_texts,
    posted_edits,
    posted_version,
    with_stored_texts,
)
from indicators.models import StoredDraft
from indicators.models.stored_drafts import STORED_FOR
from indicators.queries.stored_drafts import stored_draft, stored_drafts
from indicators.rules.documents.drafts import draft_from_json
from indicators.rules.documents.edits import (
    EditedDraft,
    RowKind,
    added,
    divided,
    edits_from_json,
    edits_to_json,
    shifted,
    sources_of,
)
from indicators.rules.documents.problems import DraftProblem
from indicators.rules.documents.questions import decide
from indicators.rules.documents.versions import is_order_different, with_stored_rows
from indicators.services import stored_drafts as service
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.formats import MAX_BYTES, too_large
from indicators.services.documents.loading import ProgrammeNotLoaded
from indicators.views.panel.stored_draft_page import draft_page, unused_texts, version_differences
from indicators.wording import stored_drafts as wording

MOVING = "przenies"  # parameter: the row that shows where it can be moved
OPENED = "otworz"  # parameter: the rows that are unfolded
BELOW = {RowKind.GOAL: RowKind.ACTION, RowKind.ACTION: RowKind.INDICATOR}


@takes_files(max_bytes=MAX_BYTES)
@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def stored_draft_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The form for a file, and the drafts of files that were read."""
    if request.method != "POST":
        typed = restored_input(request)
        return _render_list(request, DocumentForm(initial=typed.dict() if typed else None))
    form = DocumentForm(request.POST, request.FILES)
    if getattr(request, "upload_fault", None) is not None:
        raise request.upload_fault  # type: ignore[attr-defined]  # a full disk, answered like any other
    if getattr(request, "is_file_too_large", False):
        form.errors.pop("file", None)  # "no file": the upload handler has skipped it
        form.add_error("file", rendering.render(too_large().sentence))
    if not form.is_valid():
        return _render_list(request, form)
    try:
        read = service.read_file(*form.content(), by=request.user)
    except DocumentRefused as error:
        form.add_error("file" if form.cleaned_data["file"] else "text", rendering.render(error.sentence))
        return _render_list(request, form)
    if not read.is_new:
        messages.info(request, _("This file has already been read. Here is its draft; nothing was read again."))
    if read.answers_from:
        text = _("Answers to the same questions are taken from the draft of %(name)s. Check them below.")
        messages.info(request, fill(text, {"name": read.answers_from}))
    return redirect("indicators:stored_draft", read.stored.pk)


def _render_list(request: AuthenticatedHttpRequest, form: DocumentForm) -> HttpResponse:
    context = {
        **_frame(request),
        "form": form,
        "drafts": stored_drafts(),
        "stored_days": STORED_FOR.days,
    }
    return render(request, "indicators/stored_draft_list.html", context)


def _frame(request: AuthenticatedHttpRequest, *rest: tuple[str, str | None]) -> Context:
    address = reverse("indicators:stored_draft_list")
    crumbs: list[tuple[str, str | None]] = [(_("Administration"), reverse("admin:index"))]
    crumbs += [(_("Programme from a file"), address if rest else None), *rest]
    return staff_frame(request, crumbs=crumbs)


# --- one draft -------------------------------------------------------------------------------------------------------


@keeps_input
@may_have_fields(MAX_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def stored_draft_detail(request: AuthenticatedHttpRequest, draft_id: int) -> HttpResponse:
    """Questions, the document and the programme that will be made. POST saves all fields, then does the step `do`."""
    stored = stored_draft(draft_id)
    if stored is None and request.method != "POST":
        raise Http404
    accept_fields(request, MAX_FIELDS)
    return _draft_response(request, stored)


@csrf_protect  # reads the body, so only after `accept_fields`
def _draft_response(request: AuthenticatedHttpRequest, stored: StoredDraft | None) -> HttpResponse:
    if stored is None:
        return _already_deleted(request)
    if stored.programme is not None:
        if request.method == "POST":
            return _already_applied(request, stored)
        return _render_applied(request, stored)
    if request.method == "POST":
        return _save(request, stored)
    typed = restored_input(request)
    edited = edits_from_json(stored.edits)
    version = stored.version
    if typed is not None:
        with suppress(BadRequest):  # no fields of this page
            edited, version = posted_edits(typed, sources_of(draft_from_json(stored.draft))), posted_version(typed)
    return _render_draft(request, stored, edited, version=version)


def _save(request: AuthenticatedHttpRequest, stored: StoredDraft) -> HttpResponse:
    version = posted_version(request.POST)
    required = set(sources_of(draft_from_json(stored.draft)))
    fields: QueryDict = request.POST
    if version == stored.version and "theirs" in fields:  # on the page of a conflict
        fields = with_stored_texts(fields, edits_from_json(stored.edits))
    elif version == stored.version:
        required |= {row["key"] for row in stored.edits["rows"]}
    edited = posted_edits(fields, required)
    if "theirs" in request.POST:
        edited.rows = with_stored_rows(edited, edits_from_json(stored.edits), request.POST.getlist("theirs"))
    step, _colon, key = request.POST.get("do", "").partition(":")
    fragment = _do_step(edited, step, key)
    if "theirs" in request.POST and step != "save":  # only that button replaces the saved version
        return _render_draft(request, stored, edited, version=version, is_conflict=True)
    try:
        saved = service.save(stored.pk, edited, based_on=version, by=request.user)
    except StoredDraft.DoesNotExist:
        return _already_deleted(request)
    except service.DraftApplied:
        return _already_applied(request, stored)
    except service.DraftChanged as error:
        return _render_draft(request, error.current, edited, version=error.current.version, is_conflict=True)
    if step == "apply":
        return _apply(request, saved, edited)
    if step == "save":
        messages.success(request, _("The draft is saved."))
    query = f"?{MOVING}={key}" if step == "move" else ""
    if step == "divide":
        query = f"?{OPENED}={key},{fragment.removeprefix('#t-')}"
    return redirect(f"{request.path}{query}{fragment}")


def _already_applied(request: AuthenticatedHttpRequest, stored: StoredDraft) -> HttpResponse:
    """Say that nothing was changed; return what was entered if it differs from the draft of the programme."""
    if edits_to_json(posted_edits(request.POST, ())) != stored.edits:
        return not_saved(request, stored, entered=entered_texts(request.POST), status=HTTPStatus.CONFLICT)
    messages.error(request, _("Nothing was changed: the programme of this draft has been created meanwhile."))
    return redirect("indicators:stored_draft", stored.pk)


def _already_deleted(request: AuthenticatedHttpRequest) -> HttpResponse:
    return not_saved(request, None, entered=entered_texts(request.POST), status=HTTPStatus.NOT_FOUND)


def not_saved(
    request: AuthenticatedHttpRequest, stored: StoredDraft | None, *, entered: Iterable[str], status: HTTPStatus
) -> HttpResponse:
    """Return the texts that were entered in a draft that another administrator has deleted or applied."""
    name = stored.file_name if stored else _("Deleted draft")
    context = {**_frame(request, (name, None)), "stored": stored, "entered": "\n".join(filter(None, entered))}
    return render(request, "indicators/stored_draft_not_saved.html", context, status=status)


def _apply(request: AuthenticatedHttpRequest, stored: StoredDraft, edited: EditedDraft) -> HttpResponse:
    """Create the programme of a draft that was saved a moment ago."""
    try:
        service.apply(stored.pk, edited, based_on=stored.version)
    except StoredDraft.DoesNotExist:
        return _already_deleted(request)
    except service.DraftApplied:
        return _already_applied(request, stored)
    except service.DraftChanged as error:
        return _render_draft(request, error.current, edited, version=error.current.version, is_conflict=True)
    except service.DraftAmends:
        return redirect("indicators:draft_differences", stored.pk)
    except service.DraftIncomplete as error:
        return _render_draft(request, stored, edited, version=stored.version, problems=error.problems)
    except ProgrammeNotLoaded as error:
        problems = [DraftProblem(place="", sentence=sentence) for sentence in error.sentences]
        return _render_draft(request, stored, edited, version=stored.version, problems=problems)
    return redirect("indicators:stored_draft", stored.pk)


def _do_step(edited: EditedDraft, step: str, key: str) -> str:
    """Change the rows as a button says; return the fragment of the address to return to. Raises BadRequest."""
    if step in ("save", "apply") and not key:
        return ""
    kind = RowKind(key[0]) if key in {row.key for row in edited.rows} else None
    if step in ("up", "down") and kind is not None:
        edited.rows = shifted(edited.rows, key, is_down=step == "down")
    elif step == "add" and key == "":
        edited.rows, key = added(edited.rows, RowKind.GOAL)
    elif step == "add" and kind in BELOW:
        edited.rows, key = added(edited.rows, BELOW[kind], key)
    elif step == "move" and kind in (RowKind.ACTION, RowKind.INDICATOR):
        pass  # the next page shows where
    elif step == "divide" and kind is RowKind.INDICATOR:
        edited.rows, key = divided(edited.rows, key)
    else:
        raise BadRequest("not a button of the page")
    return f"#t-{key}"


def _render_draft(
    request: AuthenticatedHttpRequest,
    stored: StoredDraft,
    edited: EditedDraft,
    *,
    version: int,
    problems: Sequence[DraftProblem] = (),
    is_conflict: bool = False,
) -> HttpResponse:
    page = draft_page(
        stored,
        edited,
        problems,
        moving_key=request.GET.get(MOVING, ""),
        opened_keys=frozenset(request.GET.get(OPENED, "").split(",")),
    )
    context = {
        **_frame(request, (stored.file_name, None)),
        **page,
        "amended_programme": service.amended_programme(page["decided"].draft),
        "version": version,
        "conflict": is_conflict,
    }
    if is_conflict:
        saved = edits_from_json(stored.edits)
        context["version_differences"] = version_differences(saved, edited)
        context["is_order_different"] = is_order_different(saved, edited)
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.OK
    return render(request, "indicators/stored_draft.html", context, status=status)


def _render_applied(request: AuthenticatedHttpRequest, stored: StoredDraft) -> HttpResponse:
    draft = draft_from_json(stored.draft)
    decided = decide(edits_from_json(stored.edits), draft, service.unit_choices())
    context = {
        **_frame(request, (stored.file_name, None)),
        "stored": stored,
        "created_programme": stored.programme,
        "contents": wording.contents(decided.draft),
        "open_count": len(decided.open_questions),
        "unused_count": len(draft.unused),
        **unused_texts(draft.unused, {}),
    }
    return render(request, "indicators/stored_draft_applied.html", context)


@require_safe
@administrator_required
def stored_draft_file(request: AuthenticatedHttpRequest, draft_id: int) -> HttpResponseBase:
    """The file that was read, as it was sent."""
    stored = get_object_or_404(StoredDraft.objects.only("file_name", "content"), pk=draft_id)
    return closed_download(BytesIO(stored.content), stored.file_name)


@has_only_buttons
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def stored_draft_deletion(request: AuthenticatedHttpRequest, draft_id: int) -> HttpResponse:
    """Ask whether to delete a draft; POST deletes it."""
    stored = stored_draft(draft_id)
    if stored is None and request.method == "POST":
        messages.info(request, _("This draft has already been deleted."))
        return redirect("indicators:stored_draft_list")
    if stored is None:
        raise Http404
    if request.method == "POST":
        service.delete(draft_id)
        messages.success(request, fill(_("Draft deleted: %(name)s."), {"name": stored.file_name}))
        return redirect("indicators:stored_draft_list")
    address = reverse("indicators:stored_draft", args=[draft_id])
    context = {**_frame(request, (stored.file_name, address), (_("Delete the draft"), None)), "stored": stored}
    return render(request, "indicators/stored_draft_deletion.html", context)
