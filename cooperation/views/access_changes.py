"""The register of changes of access."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.models import AccessChange
from cooperation.roles import is_coordinator, may_administer
from cooperation.services.access import sentence_of
from cooperation.web.navigation import staff_frame
from cooperation.web.pagination import page_or_404
from cooperation.web.staff_pages import AuthenticatedHttpRequest

PAGE_SIZE = 50


@require_safe
def access_changes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List who changed whose role, address or second factor, for coordinators and administrators."""
    if not (is_coordinator(request.user) or may_administer(request.user)):
        raise PermissionDenied
    page = page_or_404(request, AccessChange.objects.select_related("person", "by"), PAGE_SIZE)
    crumbs = [(_("Notifications"), reverse("indicators:notification_list")), (_("Changes of access"), None)]
    context = {
        **staff_frame(request, crumbs=crumbs),
        "page": page,
        "rows": [{"change": change, "sentence": sentence_of(change)} for change in page.object_list],
    }
    return render(request, "cooperation/access_change_list.html", context)
