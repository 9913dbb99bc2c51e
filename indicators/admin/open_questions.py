"""The list of open questions."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.queries.open_questions import open_questions
from indicators.web.programmes import select_programme
from indicators.wording import open_questions as open_question_wording


def questions(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The open questions of one programme, each with what settles it; links to the other programmes."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    programmes, programme = select_programme(request)
    rows = open_questions(programme, on=timezone.localdate()) if programme else []
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Open questions"),
        "subtitle": None,
        "opts": model_admin.opts,
        "programme_shown": programme,
        "lines": [open_question_wording.question_text(question) for question in rows],
        "other_programmes": [other for other in programmes if other != programme],
    }
    return TemplateResponse(request, "indicators/admin_open_questions.html", context)
