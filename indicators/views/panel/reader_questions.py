"""Readers' questions in the panel: the list by due date; one question, to answer in public or decline with a reason."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.text import fill, typeset
from cooperation.web.context import Context
from cooperation.web.navigation import in_polish, staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.reader_questions import DeclineForm, PublishForm, RedactionForm
from indicators.models import ReaderQuestion
from indicators.queries import reader_questions as read
from indicators.services import reader_questions
from indicators.services.errors import AlreadySettled, NotAShortening
from indicators.services.reader_questions import DECLINED_RETENTION

State = ReaderQuestion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForms:
    """The three forms of a question's page; without `redaction` it is filled with the stored texts."""

    publish: PublishForm
    decline: DeclineForm
    redaction: RedactionForm | None = None


@require_safe
@role_required
@coordinator_required
def reader_question_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    on = timezone.localdate()
    waiting = read.waiting_questions()
    context = {
        "waiting_rows": [_question_row(row) | {"is_late": _is_late(row, on)} for row in waiting],
        "reader_question_count": len(waiting),
        "overdue_count": sum(_is_late(row, on) for row in waiting),
        "settled_rows": [_question_row(row) for row in read.settled_questions()],
    }
    return render(request, "indicators/reader_question_list.html", {**staff_frame(request), **context})


def _question_row(row: ReaderQuestion) -> Context:
    return {"question": row, "programme": row.programme}


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def reader_question(request: AuthenticatedHttpRequest, question_id: int) -> HttpResponse:
    """POST: `do=take_out` shortens a published question, `do=decline` declines a waiting one, else it is answered."""
    row = _question_or_404(question_id)
    if request.method == "POST":
        return _shorten(request, row) if request.POST.get("do") == "take_out" else _answer_or_decline(request, row)
    typed = (restored_input(request) or QueryDict()).dict()
    forms = QuestionForms(
        publish=PublishForm(initial={"text": typed.get("text", row.text), "answer": typed.get("answer", "")}),
        decline=DeclineForm(initial={"reason": typed.get("reason", "")}),
        redaction=RedactionForm(initial={"text": row.text, "answer": row.answer, **typed}),
    )
    return _render_question(request, row, forms)


def _question_or_404(question_id: int) -> ReaderQuestion:
    row = read.confirmed_question(question_id)
    if row is None:
        raise Http404
    return row


def _answer_or_decline(request: AuthenticatedHttpRequest, row: ReaderQuestion) -> HttpResponse:
    now, is_decline = timezone.now(), request.POST.get("do") == "decline"
    publish_form = PublishForm(initial={"text": row.text}) if is_decline else PublishForm(request.POST)
    decline_form = DeclineForm(request.POST) if is_decline else DeclineForm()
    form = decline_form if is_decline else publish_form
    forms = QuestionForms(publish=publish_form, decline=decline_form)
    if not form.is_valid():
        return _render_question(request, row, forms, form=form, status=422)
    sent = form.cleaned_data
    try:
        if is_decline:
            reader_questions.decline(row, sent["reason"], request.user, now=now)
        else:
            reader_questions.publish(row, sent["text"], sent["answer"], request.user, now=now)
    except NotAShortening as error:
        publish_form.add_shortening_error(error)
        return _render_question(request, row, forms, form=form, status=422)
    except AlreadySettled as error:
        typed = sent["reason"] if is_decline else sent["answer"]
        if error.question is None:
            text = _("The person who asked has withdrawn the question in the meantime, so there is nothing to answer.")
            entered = _("You entered:")
            messages.warning(request, f"{text} {entered} {typed}")
            return redirect("indicators:reader_question_list")
        return _render_question(request, _question_or_404(row.pk), forms, late_text=typed, status=409)
    text = _("The question is declined: %(name)s.") if is_decline else _("The answer is public: %(name)s.")
    messages.success(request, fill(text, {"name": typeset(row.indicator.name)}))
    return redirect("indicators:reader_question_list")


def _shorten(request: AuthenticatedHttpRequest, row: ReaderQuestion) -> HttpResponse:
    """Remove personal data from a published question and its answer."""
    form = RedactionForm(request.POST)
    forms = QuestionForms(publish=PublishForm(initial={"text": row.text}), decline=DeclineForm(), redaction=form)
    if not form.is_valid():
        return _render_question(request, row, forms, form=form, status=422)
    sent = form.cleaned_data
    try:
        reader_questions.redact(row, sent["text"], sent["answer"], request.user, now=timezone.now())
    except NotAShortening as error:
        form.add_shortening_error(error)
        return _render_question(request, row, forms, form=form, status=422)
    except AlreadySettled as error:  # it is not published
        raise Http404 from error
    text = _("Readers now see the shortened text: %(name)s.")
    messages.success(request, fill(text, {"name": typeset(row.indicator.name)}))
    return redirect("indicators:reader_question", row.pk)


def _render_question(
    request: AuthenticatedHttpRequest,
    row: ReaderQuestion,
    forms: QuestionForms,
    *,
    form: PublishForm | DeclineForm | RedactionForm | None = None,
    late_text: str = "",
    status: int = 200,
) -> HttpResponse:
    """`form`: the one whose errors are summed up. `late_text`: typed for a question that is settled already."""
    crumbs: list[tuple[str, str | None]] = [
        (_("Questions"), reverse("indicators:open_question_list")),
        (_("From readers"), reverse("indicators:reader_question_list")),
        (in_polish(typeset(row.indicator.name)), None),
    ]
    context = {
        **staff_frame(request, programme=row.programme, crumbs=crumbs),
        "question": row,
        "indicator": row.indicator,
        "is_waiting": row.state == State.WAITING,
        "is_late": _is_late(row, timezone.localdate()),
        "form": form,
        "answer_form": forms.publish,
        "refusal_form": forms.decline,
        "shorter_form": forms.redaction or RedactionForm(initial={"text": row.text, "answer": row.answer}),
        "conflict": late_text,
        "days_declined_stay": DECLINED_RETENTION.days,
    }
    return render(request, "indicators/reader_question.html", context, status=status)


def _is_late(row: ReaderQuestion, on: date) -> bool:
    return row.state == State.WAITING and row.due_on is not None and row.due_on < on
