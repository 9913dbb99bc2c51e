"""The list of open questions, and the meaning of a target's text while it is typed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.admin.base import is_key
from cooperation.rendering import render
from indicators.models import Indicator, Target
from indicators.queries.open_questions import open_questions_by_programme
from indicators.services import targets
from indicators.wording import open_questions as open_question_wording

MAX_TEXT_LENGTH = 500  # of `Target.verbatim` and `frequency_verbatim`


def questions(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The open questions by programme, each with the page on which it is settled."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Open questions"),
        "subtitle": None,
        "opts": model_admin.opts,
        "programmes": [
            (programme, [open_question_wording.question_text(question) for question in rows])
            for programme, rows in open_questions_by_programme(on=timezone.localdate())
        ],
    }
    return TemplateResponse(request, "indicators/admin_questions.html", context)


def target_meaning(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Return JSON {"target": …, "frequency": …}: the meaning of both texts, in the language of the page."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    indicator = _indicator_being_edited(request)
    programme = targets.programme_of(indicator)
    target = Target(
        **{name: request.GET.get(name, "")[:MAX_TEXT_LENGTH] for name in ("verbatim", "frequency_verbatim")}
    )
    targets.set_meaning(target, indicator, programme)
    answer = {
        "target": render(targets.meaning_sentence(target.meaning, programme)) if target.verbatim.strip() else "–",
        "frequency": str(target.get_frequency_display()) if target.frequency else "",
    }
    return JsonResponse(answer)


def _indicator_being_edited(request: HttpRequest) -> Indicator:
    """Return the saved indicator with the values of the form: the meaning depends on programme, name and baseline."""
    indicator_id, action_id = (_id_or_none(request.GET.get(name, "")) for name in ("indicator", "action"))
    indicator = Indicator.objects.filter(pk=indicator_id).first() if indicator_id else None
    indicator = indicator or Indicator()
    if action_id:
        indicator.action_id = action_id
    typed = [name for name in ("name", "baseline_value", "baseline_year") if name in request.GET]
    # `is_valid` copies the valid fields to the instance; the others keep their saved values.
    modelform_factory(Indicator, fields=typed)(request.GET, instance=indicator).is_valid()
    return indicator


def _id_or_none(text: str) -> int | None:
    return int(text) if is_key(text) and int(text) < 2**31 else None
