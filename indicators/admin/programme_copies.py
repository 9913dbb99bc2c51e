"""The page that makes a programme from an earlier one and opens its tree."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from cooperation.admin.base import is_key
from cooperation.models import Programme
from cooperation.rendering import render
from cooperation.web.unsaved_input import restored_input
from goals.models import MainGoal
from indicators.admin.programme_tree_rows import tree_address
from indicators.forms.programme_copies import ProgrammeCopyForm
from indicators.models import Action, Indicator
from indicators.services.errors import ProgrammeExists
from indicators.services.programme_copies import CopiedProgramme, copy_programme
from indicators.wording import programme_copies as wording

SOURCE = "z"  # parameter with the key of the earlier programme


def copy_form_page(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: create the programme and open its tree."""
    if not _may_create(request):
        raise PermissionDenied
    programmes = Programme.objects.real().defer("source_text").order_by("-last_year", "-first_year", "pk")
    key = request.GET.get(SOURCE, "")
    source = (programmes.filter(pk=int(key)).first() if is_key(key) else None) or programmes.first()
    if source is None:
        messages.info(request, _("There is no earlier programme yet: enter the first one."))
        return redirect("admin:cooperation_programme_add")
    form = ProgrammeCopyForm(restored_input(request) or request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        response = _create(model_admin, request, form)
        if response is not None:
            return response
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("New programme from an earlier one"),
        "subtitle": None,
        "opts": model_admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "indicators/admin_programme_copy.html", context)


def _may_create(request: HttpRequest) -> bool:
    models = (Programme, MainGoal, Action, Indicator)
    return all(request.user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}") for model in models)


def _create(model_admin: admin.ModelAdmin, request: HttpRequest, form: ProgrammeCopyForm) -> HttpResponse | None:
    """Create the programme; None if the page is to be shown again, with the reason in the form."""
    try:
        copied = copy_programme(
            **{name: form.cleaned_data[name] for name in ("source", "title", "first_year", "last_year", "parts")},
            by=request.user,  # type: ignore[arg-type]  # the administration admits no anonymous user
            at=timezone.now(),
        )
    except ProgrammeExists as error:
        address = tree_address(error.programme.pk)
        text = _("Nothing was created: for these years the issuer already has a programme: {}.")
        form.add_error(None, format_html(text, format_html('<a href="{}">{}</a>', address, error.programme.title)))
        return None
    except IntegrityError:
        form.add_error(None, _("Nothing was created: another person has created this programme meanwhile."))
        return None
    model_admin.log_addition(request, copied.programme, [{"added": {}}])
    messages.success(request, render(wording.created(copied.counts)))
    _list_notes(request, copied)
    return redirect(tree_address(copied.programme.pk))


def _list_notes(request: HttpRequest, copied: CopiedProgramme) -> None:
    if copied.notes:
        items = format_html_join("", "<li>{}</li>", ((render(note),) for note in copied.notes))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Check what does not fit the new years:"), items))
