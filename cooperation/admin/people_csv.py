"""The page on which an administrator adds people from a CSV file."""

from collections.abc import Sequence
from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cooperation.forms.people import PeopleFileForm
from cooperation.models.ledger import lock_ledger
from cooperation.services import access, people, people_csv
from cooperation.web.unsaved_input import restored_input


def import_people(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form (GET); show a preview of the file with its faults, or with `do=save` add its people (POST)."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form, restored = PeopleFileForm(), restored_input(request)
    parsed = people_csv.parse_people(str(restored["text"])) if restored is not None and "text" in restored else None
    if request.method == "POST" and request.POST.get("do") == "save":
        text = request.POST.get("text", "")
        if len(text.encode()) <= 2 * people_csv.MAX_BYTES and "\0" not in text:
            parsed = people_csv.parse_people(text)
        if parsed is not None and parsed.rows and not parsed.faults:
            try:
                added = _add_people(model_admin, request, parsed.rows)
            except IntegrityError:  # one of them was added in the meantime: the preview lists existing accounts
                parsed = people_csv.parse_people(text)
            else:
                message = ngettext("%(n)d person was added.", "%(n)d people were added.", len(added))
                hint = gettext("Choose them in the list and send them a link to set the password.")
                messages.success(request, f"{message % {'n': len(added)}} {hint}")
                return redirect("admin:auth_user_changelist")
    elif request.method == "POST":
        form = PeopleFileForm(request.POST, request.FILES)
        parsed = people_csv.parse_people(form.cleaned_data["file"]) if form.is_valid() else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("People from a file"),
        "subtitle": None,
        "opts": model_admin.opts,
        "form": form,
        "people": parsed,
        "columns": people_csv.HEADINGS.values(),
    }
    return TemplateResponse(request, "cooperation/admin_people_import.html", context)


def _add_people(
    model_admin: admin.ModelAdmin, request: HttpRequest, rows: Sequence[people_csv.PersonRow]
) -> list[User]:
    """Add the people and record their access, in one transaction: no role is given without its record and letters.

    Raises IntegrityError when a user name already exists.
    """
    with transaction.atomic():
        lock_ledger()
        added = people.add_people(rows, since=timezone.localdate())
        access.record_new_accounts(added, by=cast("User", request.user))
        for person in added:
            model_admin.log_addition(request, person, str(_("from a file")))
    return added
