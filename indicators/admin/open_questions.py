"""The list of open questions, and what the words of a target mean while they are typed."""

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
from indicators.services import meanings
from indicators.wording import open_questions as open_question_wording

LONGEST = 500  # of the field itself


def questions(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What waits for a person, programme by programme, with the place where it is settled."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    groups = open_questions_by_programme(on=timezone.localdate())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Open questions"),
        "subtitle": None,
        "opts": model_admin.opts,
        "programmes": [
            (programme, [open_question_wording.question_text(question) for question in questions])
            for programme, questions in groups
        ],
    }
    return TemplateResponse(request, "indicators/admin_questions.html", context)


def understood(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """JSON {"target": …, "frequency": …}: both texts as the portal reads them, in the page's language."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    indicator = _indicator_being_edited(request)
    programme = meanings.programme_of(indicator)
    words = Target(**{name: request.GET.get(name, "")[:LONGEST] for name in ("verbatim", "frequency_verbatim")})
    meanings.read_words(words, indicator, programme)
    answer = {
        "target": render(meanings.in_words(words.meaning, programme)) if words.verbatim.strip() else "–",
        "frequency": str(words.get_frequency_display()) if words.frequency else "",
    }
    return JsonResponse(answer)


def _indicator_being_edited(request: HttpRequest) -> Indicator:
    """As it was saved, with what stands in the form now: the meaning depends on the programme, name and baseline."""
    key, action = (_key(request.GET.get(name, "")) for name in ("indicator", "action"))
    indicator = Indicator.objects.filter(pk=key).first() if key else None
    indicator = indicator or Indicator()
    if action:
        indicator.action_id = action
    typed = [name for name in ("name", "baseline_value", "baseline_year") if name in request.GET]
    # What is not valid yet is left out.
    modelform_factory(Indicator, fields=typed)(request.GET, instance=indicator).is_valid()
    return indicator


def _key(text: str) -> int | None:
    return int(text) if is_key(text) and int(text) < 2**31 else None
