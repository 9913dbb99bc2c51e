"""Readers' questions in the panel: what waits, by its due day; read, answer in public, or decline with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperation.text import fill, typeset
from cooperation.web.navigation import in_polish, staff_frame
from cooperation.web.staff_pages import coordinator_required, role_required
from cooperation.web.unsaved_input import keeps_input, restored_input
from indicators.forms.reader_questions import DeclineForm, PublishForm, TakeOutForm
from indicators.models import ReaderQuestion
from indicators.queries import reader_questions as read
from indicators.services import reader_questions
from indicators.services.errors import AlreadySettled, OtherThanShortened
from indicators.services.reader_questions import DECLINED_STAYS

State = ReaderQuestion.State


@require_safe
@role_required
@coordinator_required
def question_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    waiting = read.waiting_questions()
    context = {
        "waiting": [_row(one) | {"is_late": _is_late(one, on)} for one in waiting],
        "readers_number": len(waiting),
        "overdue": sum(_is_late(one, on) for one in waiting),
        "settled": [_row(one) for one in read.settled_questions()],
    }
    return render(request, "indicators/reader_question_list.html", {**staff_frame(request), **context})


def _row(one: ReaderQuestion) -> dict[str, Any]:
    return {"question": one, "programme": one.programme}


@keeps_input
@require_http_methods(["GET", "HEAD", "POST"])
@role_required
@coordinator_required
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    found = _find(question_id)
    if request.method == "POST":
        return _take_out(request, found) if request.POST.get("do") == "take_out" else _settle(request, found)
    typed = (restored_input(request) or QueryDict()).dict()
    answer = PublishForm(initial={"text": typed.get("text", found.text), "answer": typed.get("answer", "")})
    shorter = TakeOutForm(initial={"text": found.text, "answer": found.answer, **typed})
    return _page(request, found, answer, DeclineForm(initial={"reason": typed.get("reason", "")}), shorter=shorter)


def _find(question_id: int) -> ReaderQuestion:
    found = read.confirmed_question(question_id)
    if found is None:
        raise Http404
    return found


def _settle(request: HttpRequest, found: ReaderQuestion) -> HttpResponse:
    """Each button sends its own form; the words in the other one are kept when a page comes back."""
    now, is_decline = timezone.now(), request.POST.get("do") == "decline"
    answer = PublishForm(initial={"text": found.text}) if is_decline else PublishForm(request.POST)
    refusal = DeclineForm(request.POST) if is_decline else DeclineForm()
    form = refusal if is_decline else answer
    if not form.is_valid():
        return _page(request, found, answer, refusal, form=form, status=422)
    sent = form.cleaned_data
    try:
        if is_decline:
            reader_questions.decline(found, sent["reason"], request.user, now=now)
        else:
            reader_questions.publish(found, sent["text"], sent["answer"], request.user, now=now)
    except OtherThanShortened as error:
        answer.refuse(error)
        return _page(request, found, answer, refusal, form=form, status=422)
    except AlreadySettled as error:
        typed = sent["reason"] if is_decline else sent["answer"]
        if error.question is None:
            gone = _("The asker took the question back meanwhile: there is nothing to answer.")
            messages.warning(request, f"{gone} {_('You typed:')} {typed}")
            return redirect("indicators:reader_question_list")
        return _page(request, _find(found.pk), answer, refusal, typed=typed, status=409)
    name = {"name": typeset(found.indicator.name)}
    told = _("The question is declined: %(name)s.") if is_decline else _("The answer is public: %(name)s.")
    messages.success(request, fill(told, name))
    return redirect("indicators:reader_question_list")


def _take_out(request: HttpRequest, found: ReaderQuestion) -> HttpResponse:
    form = TakeOutForm(request.POST)
    answer, refusal = PublishForm(initial={"text": found.text}), DeclineForm()
    if not form.is_valid():
        return _page(request, found, answer, refusal, shorter=form, form=form, status=422)
    sent = form.cleaned_data
    try:
        reader_questions.take_out(found, sent["text"], sent["answer"], request.user, now=timezone.now())
    except OtherThanShortened as error:
        form.refuse(error)
        return _page(request, found, answer, refusal, shorter=form, form=form, status=422)
    except AlreadySettled as error:  # it is not published
        raise Http404 from error
    messages.success(
        request, fill(_("Readers see the shortened text now: %(name)s."), {"name": typeset(found.indicator.name)})
    )
    return redirect("indicators:reader_question", found.pk)


def _page(
    request: HttpRequest,
    found: ReaderQuestion,
    answer: PublishForm,
    refusal: DeclineForm,
    *,
    shorter: TakeOutForm | None = None,
    form: PublishForm | DeclineForm | TakeOutForm | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    """`typed`: words that came too late."""
    crumbs: list[tuple[str, str | None]] = [
        (_("Questions"), reverse("indicators:question_list")),
        (_("From readers"), reverse("indicators:reader_question_list")),
        (in_polish(typeset(found.indicator.name)), None),
    ]
    context = {
        "question": found,
        "indicator": found.indicator,
        "is_waiting": found.state == State.WAITING,
        "is_late": _is_late(found, timezone.localdate()),
        "form": form,
        "answer_form": answer,
        "refusal_form": refusal,
        "shorter_form": shorter or TakeOutForm(initial={"text": found.text, "answer": found.answer}),
        "conflict": typed,
        "declined_stays": DECLINED_STAYS.days,
    }
    frame = staff_frame(request, programme=found.programme, crumbs=crumbs)
    return render(request, "indicators/reader_question.html", {**frame, **context}, status=status)


def _is_late(question: ReaderQuestion, on: Any) -> bool:
    return question.state == State.WAITING and question.due_on is not None and question.due_on < on
