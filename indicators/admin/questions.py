"""The list of open questions, and what the words of a target mean while they are typed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.rendering import render
from indicators import wording
from indicators.models import Indicator, Target
from indicators.queries.questions import open_questions
from indicators.services import meanings

LONGEST = 500  # of the field itself


def questions(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What waits for a person, programme by programme, with the place where it is settled."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    programmes = open_questions(on=timezone.localdate())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Open questions"),
        "subtitle": None,
        "opts": model_admin.opts,
        "programmes": [(one, [wording.open_question(question) for question in found]) for one, found in programmes],
    }
    return TemplateResponse(request, "indicators/admin_questions.html", context)


def understood(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """JSON {"target": …, "frequency": …}: both texts as the portal reads them, in the page's language."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    sent = {name: request.GET.get(name, "")[:LONGEST] for name in ("verbatim", "frequency_verbatim", "action")}
    action = int(sent["action"]) if sent["action"].isascii() and sent["action"].isdecimal() else None
    programme = meanings.programme_of(Indicator(action_id=action)) if action and action < 2**31 else None
    words = Target(verbatim=sent["verbatim"], frequency_verbatim=sent["frequency_verbatim"])
    meanings.read_words(words, programme)
    answer = {
        "target": render(meanings.in_words(words.meaning)) if words.verbatim.strip() else "–",
        "frequency": str(words.get_frequency_display()) if words.frequency else "",
    }
    return JsonResponse(answer)
