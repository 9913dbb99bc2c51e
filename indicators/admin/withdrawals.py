"""The page that withdraws an indicator from a year on, corrects the withdrawal, or takes it back."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.queries.history import history_version
from cooperation.web.unsaved_input import restored_input
from indicators.forms.withdrawals import WithdrawalForm
from indicators.models import Indicator
from indicators.services import indicators
from indicators.services.locks import lock_figures


@transaction.atomic
def withdrawal(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: int) -> HttpResponse:
    """GET: the form. POST: save it; 409 if the indicator was saved after the form had been opened."""
    rows = Indicator.objects.with_programme()
    if request.method == "POST":
        lock_figures()  # no figure is approved between the checks of the form and the save
        rows = rows.select_for_update(of=("self",))
    indicator = rows.filter(pk=object_id).first()
    if indicator is None:
        raise Http404
    if not model_admin.has_change_permission(request, indicator):
        raise PermissionDenied
    version = history_version([(indicator.history.model, {"id": indicator.pk})])
    data = restored_input(request) or request.POST
    form = WithdrawalForm(data or None, indicator=indicator)
    is_stale = request.method == "POST" and request.POST.get("based_on") != version
    if request.method == "POST" and not is_stale and form.is_valid():
        year, reason = form.cleaned_data["withdrawn_from"], form.cleaned_data["withdrawn_reason"]
        indicators.withdraw(indicator, year, reason, at=timezone.now())
        model_admin.log_change(request, indicator, [{"changed": {"fields": ["withdrawn_from", "withdrawn_reason"]}}])
        message = _("The indicator is withdrawn from %(year)s on.") if year else _("The indicator applies again.")
        messages.success(request, message % {"year": year})
        return redirect("admin:indicators_indicator_change", indicator.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Withdrawal"),
        "subtitle": str(indicator),
        "opts": model_admin.opts,
        "indicator": indicator,
        "programme": indicator.programme,
        "form": form,
        "is_stale": is_stale,
        "based_on": version,
    }
    status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.OK
    return TemplateResponse(request, "indicators/admin_withdrawal.html", context, status=status)
