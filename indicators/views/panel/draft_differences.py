"""An amended document: how it differs from the programme of its years, and applying the chosen differences."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cooperation import rendering
from cooperation.text import Sentence
from cooperation.web.context import Context
from cooperation.web.many_fields import accept_fields, may_have_fields
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, administrator_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.draft_differences import (
    MAX_FIELDS,
    PostedDifferences,
    check_keys,
    differences_from_json,
    differences_to_json,
    posted_differences,
)
from indicators.models import StoredDraft
from indicators.queries.draft_differences import LastEdit
from indicators.queries.stored_drafts import stored_draft
from indicators.rules.documents.differences import Difference, DifferenceKind
from indicators.rules.documents.matches import is_typing_error
from indicators.rules.documents.problems import DraftProblem
from indicators.rules.programme_tree import NodeKind
from indicators.services import draft_amendments as service
from indicators.services.draft_differences import DocumentComparison, compare
from indicators.services.targets import meaning_of, meaning_sentence
from indicators.views.panel.stored_drafts import not_saved
from indicators.wording import draft_differences as wording

NODE_KINDS = {"g": NodeKind.GOAL, "a": NodeKind.ACTION, "i": NodeKind.INDICATOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDifference:
    """A difference as the page shows it. `old`, `new`: lines of text; `meanings`: of both targets."""

    item: Difference
    label: Sentence
    name: str
    detail: Sentence | None
    old: Sequence[str]
    new: Sequence[str]
    meanings: tuple[Sentence, Sentence] | None
    contents: Sequence[Sentence]
    edit: LastEdit | None
    history: str  # address, "" for an added row
    obstacle: Sentence | None
    years: Sequence[str]
    is_taken: bool
    reason: str
    year: str
    problems: Sequence[DraftProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMatchQuestion:
    """Which row of the programme a row of the document is; `choices`: (value, label, text)."""

    key: str
    label: Sentence
    name: str
    choices: Sequence[tuple[str, Sentence, str]]
    answer: str


@keeps_input
@may_have_fields(MAX_FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def draft_differences(request: AuthenticatedHttpRequest, draft_id: int) -> HttpResponse:
    """All differences with their last edits. POST `do=match` shows them with the answers, `do=apply` applies them."""
    stored = stored_draft(draft_id)
    if stored is None and request.method != "POST":
        raise Http404
    accept_fields(request, MAX_FIELDS)
    return _response(request, stored)


@csrf_protect  # reads the body, so only after `accept_fields`
def _response(request: AuthenticatedHttpRequest, stored: StoredDraft | None) -> HttpResponse:
    if stored is None:
        return _already_deleted(request)
    if request.method == "POST":
        return _post(request, stored)
    typed = restored_input(request)
    posted = differences_from_json(stored.comparison)
    if typed is not None:
        with suppress(BadRequest):  # no fields of this page
            posted = posted_differences(typed)
    comparison = _comparison(stored, posted)
    if comparison is None:
        messages.info(request, _("There is no programme of these years and this office, so nothing is compared."))
        return redirect("indicators:stored_draft", stored.pk)
    if posted is not None and typed is None and posted.version.rpartition("-")[0] != comparison.version:
        posted = posted.without_ticks
    return _render(request, comparison, posted)


def _already_deleted(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Return the reasons that were entered for the differences of a draft that has been deleted meanwhile."""
    posted = posted_differences(request.POST)
    return not_saved(request, None, entered=[posted.reason, *posted.reasons.values()], status=HTTPStatus.NOT_FOUND)


def _comparison(stored: StoredDraft, posted: PostedDifferences | None) -> DocumentComparison | None:
    if stored.is_applied:
        return None
    return compare(stored, posted.answers if posted else {})


def _post(request: AuthenticatedHttpRequest, stored: StoredDraft) -> HttpResponse:
    posted = posted_differences(request.POST)
    comparison = _comparison(stored, posted)
    if comparison is None:
        messages.error(request, _("Nothing was changed: there is no programme that this document could amend."))
        return redirect("indicators:stored_draft", stored.pk)
    seen, _hyphen, seen_answers = posted.version.rpartition("-")
    if seen != comparison.version:
        service.remember(stored.pk, differences_to_json(posted))
        return _render(request, comparison, _without_ticks(posted, stored), is_conflict=True)
    if seen_answers == _digest(posted.answers):
        check_keys(posted, comparison.differences.by_key)
    service.remember(stored.pk, differences_to_json(posted))
    if posted.step == "correct":
        return redirect("indicators:stored_draft", stored.pk)
    if posted.step == "match" or seen_answers != _digest(posted.answers):
        return _render(request, comparison, posted, are_answers_new=True)
    return _apply(request, comparison, posted)


def _without_ticks(posted: PostedDifferences, stored: StoredDraft) -> PostedDifferences:
    """Return the posted fields without the ticks if the draft has changed: its rows may have other keys now."""
    return posted if posted.version.startswith(f"{stored.version}-") else posted.without_ticks


def _apply(
    request: AuthenticatedHttpRequest, comparison: DocumentComparison, posted: PostedDifferences
) -> HttpResponse:
    stored = comparison.stored
    try:
        count = service.apply(stored.pk, posted.selection, based_on=comparison.version)
    except StoredDraft.DoesNotExist:
        return _already_deleted(request)
    except service.ProgrammeChanged:
        current = stored_draft(stored.pk)
        if current is None:
            return _already_deleted(request)
        changed = _comparison(current, posted)
        if changed is None:
            messages.error(request, _("Nothing was changed: there is no programme that this document could amend."))
            return redirect("indicators:stored_draft", stored.pk)
        return _render(request, changed, _without_ticks(posted, changed.stored), is_conflict=True)
    except service.SelectionRefused as error:
        return _render(request, comparison, posted, problems=error.problems)
    service.remember(stored.pk, differences_to_json(replace(posted, taken=frozenset(), reasons={}, years={})))
    messages.success(request, rendering.render(wording.applied(count)))
    return redirect(request.path)


def _digest(answers: Mapping[str, str]) -> str:
    """Return a text that changes with the answers, and with them the list of differences."""
    return hashlib.sha256(repr(sorted(answers.items())).encode()).hexdigest()[:16]


# --- the page --------------------------------------------------------------------------------------------------------


def _render(
    request: AuthenticatedHttpRequest,
    comparison: DocumentComparison,
    posted: PostedDifferences | None,
    *,
    problems: Sequence[DraftProblem] = (),
    is_conflict: bool = False,
    are_answers_new: bool = False,
) -> HttpResponse:
    stored, programme = comparison.stored, comparison.compared.programme
    answers = posted.answers if posted else {}
    rows = [_page_difference(comparison, item, posted, problems) for item in comparison.differences.items]
    groups = [
        (kind, wording.KIND_TEXTS[kind], [row for row in rows if row.item.kind is kind])
        for kind in DifferenceKind
        if any(row.item.kind is kind for row in rows)
    ]
    shown = comparison.differences.by_key
    context = {
        **_frame(request, stored),
        "stored": stored,
        "programme": programme,
        "groups": groups,
        "counted": wording.counted(len(rows) + len(comparison.other_differences)),
        "other_differences": [(wording.PART_LABELS[item.part], item) for item in comparison.other_differences],
        "questions": _questions(comparison, answers),
        "version": f"{comparison.version}-{_digest(answers)}",
        "reason": posted.reason if posted else "",
        "year": posted.year if posted else "",
        "years": [str(year) for year in programme.years],
        "max_reason": service.MAX_REASON,
        "problems": problems,
        "problem_texts": {problem.place: problem.sentence for problem in problems},
        "conflict": is_conflict,
        "are_answers_new": are_answers_new,
        "lost_texts": [text for key, text in posted.reasons.items() if text and key not in shown] if posted else [],
        "can_apply": any(row.obstacle is None for row in rows),
    }
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.OK
    return render(request, "indicators/draft_differences.html", context, status=status)


def _frame(request: AuthenticatedHttpRequest, stored: StoredDraft) -> Context:
    crumbs: list[tuple[str, str | None]] = [
        (_("Administration"), reverse("admin:index")),
        (_("Programme from a file"), reverse("indicators:stored_draft_list")),
        (stored.file_name, reverse("indicators:stored_draft", args=[stored.pk])),
        (_("Differences"), None),
    ]
    return staff_frame(request, crumbs=crumbs)


def _page_difference(
    comparison: DocumentComparison,
    item: Difference,
    posted: PostedDifferences | None,
    problems: Sequence[DraftProblem],
) -> PageDifference:
    anchor = item.node.anchor if item.node else ""
    row = comparison.compared.rows.get(anchor)
    edit = comparison.compared.edits.get(anchor)
    obstacle = comparison.obstacle(item)
    places = {f"{name}-{item.key}" for name in ("take", "reason", "year")}
    is_known = posted is not None and item.key in posted.keys
    return PageDifference(
        item=item,
        label=_label(comparison, item),
        name=(getattr(row, "name", "") or getattr(row, "text", "")) if row is not None else item.new[0],
        detail=wording.FIELD_LABELS.get(item.field) if item.field != "name" else None,
        old=[text for text in item.old if text] if item.kind is not DifferenceKind.REMOVED else [],
        new=[text for text in item.new[1 if item.kind is DifferenceKind.ADDED else 0 :] if text],
        meanings=_meanings(comparison, item),
        contents=_contents(item),
        edit=edit,
        history=reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_history", args=[row.pk]) if row else "",
        obstacle=obstacle,
        years=[str(year) for year in comparison.years(item)],
        is_taken=item.key in posted.taken if posted and is_known else obstacle is None and _is_harmless(item, edit),
        reason=posted.reasons.get(item.key, "") if posted else "",
        year=posted.years.get(item.key, "") if posted else "",
        problems=[problem for problem in problems if problem.place in places],
    )


def _is_harmless(item: Difference, edit: LastEdit | None) -> bool:
    """Return whether a difference is ticked at first: a typing error in a row that nobody has edited."""
    is_correction = item.kind is DifferenceKind.WORDS and is_typing_error(item.old[0], item.new[0])
    return is_correction and not item.is_meaning_changed and not (edit is not None and edit.is_repeated)


def _label(comparison: DocumentComparison, item: Difference) -> Sentence:
    if item.node is None:
        return wording.NEW_LABELS[NODE_KINDS[item.source[0]]]
    return wording.node_label(item.node.kind, comparison.compared.numbers.get(item.node.anchor, ""))


def _contents(item: Difference) -> list[Sentence]:
    kinds = [key[0] for key in item.contents]
    return wording.contents(kinds.count("a"), kinds.count("i"))


def _meanings(comparison: DocumentComparison, item: Difference) -> tuple[Sentence, Sentence] | None:
    """Return how the old and the new target of changed terms are understood."""
    if item.kind is not DifferenceKind.TERMS or item.node is None:
        return None
    programme = comparison.compared.programme
    indicator = comparison.compared.rows[item.node.anchor]
    latest = comparison.compared.targets[item.node.pk][-1:]
    old = latest[0].meaning if latest else meaning_of(item.old[0], indicator, programme)  # type: ignore[arg-type]  # an indicator's anchor
    new = meaning_of(item.new[0], indicator, programme)  # type: ignore[arg-type]  # an indicator's anchor
    return meaning_sentence(old, programme), meaning_sentence(new, programme)


def _questions(comparison: DocumentComparison, answers: Mapping[str, str]) -> list[PageMatchQuestion]:
    differences, compared = comparison.differences, comparison.compared
    questions = []
    for matching in (differences.goals, differences.actions, differences.indicators):
        for question in matching.questions:
            choices = []
            for anchor in question.candidates:
                row = compared.rows[anchor]
                kind = NodeKind(anchor.rpartition("-")[0])
                text = getattr(row, "name", "") or getattr(row, "text", "")
                choices.append((anchor, wording.node_label(kind, compared.numbers[anchor]), text))
            source = comparison.sources[question.key]
            quote = getattr(source, "name", None) or getattr(source, "text", None)
            questions.append(
                PageMatchQuestion(
                    key=question.key,
                    label=wording.NEW_LABELS[NODE_KINDS[question.key[0]]],
                    name=quote.text if quote else "",
                    choices=choices,
                    answer=answers.get(question.key, ""),
                )
            )
    return questions
