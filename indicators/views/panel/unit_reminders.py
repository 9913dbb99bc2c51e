"""Reminders of overdue figures that a coordinator sends to units from the dashboard."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cooperation.models import Unit
from cooperation.web.staff_pages import AuthenticatedHttpRequest, coordinator_required
from cooperation.web.unsaved_input import has_only_buttons
from indicators.services.notifications import queue

ALL_UNITS = "wszystkie"


@has_only_buttons
@require_POST
@coordinator_required
def remind(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Queue reminders to the people of a unit, or of all units with overdue figures."""
    reminded = queue.request_reminders(_posted_unit(request), by=request.user, on=timezone.localdate())
    if reminded:
        count = len(reminded)
        text = ngettext(
            "The reminder to %(count)d unit is in the queue; the letters are sent within an hour.",
            "The reminders to %(count)d units are in the queue; the letters are sent within an hour.",
            count,
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("No reminder was queued: nobody can be reminded now, or it was done already today."))
    return redirect(reverse("reports:dashboard") + "#h-po")


def _posted_unit(request: AuthenticatedHttpRequest) -> int | None:
    """The id of the unit, None for all. Raises Http404 for anything else."""
    value = request.POST.get("unit", "")
    if value == ALL_UNITS:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and Unit.objects.filter(pk=int(value)).exists()):
        raise Http404
    return int(value)
