"""The page to which a form of the administration returns, named by a parameter of the form's address."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

PARAMETER = "powrot"


def return_address(request: HttpRequest) -> str:
    """Return the address that the parameter names; "" unless it is a page of this administration or the checklist."""
    address = request.GET.get(PARAMETER, "")
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    is_allowed = address.startswith(reverse("admin:index")) or address == reverse("indicators:office_setup")
    return address if is_own and is_allowed else ""


def with_return(form_address: str, address: str) -> str:
    """Return the address of a form that returns to another address."""
    return f"{form_address}?{urlencode({PARAMETER: address})}"


class ReturningAdmin(admin.ModelAdmin):
    """After “Save” and “Delete” the browser returns to the page from which the form was opened.

    `obj` has no common type: each subclass names its own model.
    """

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        response = super().response_change(request, obj)
        address = return_address(request)
        if address and "_continue" in request.POST and isinstance(response, HttpResponseRedirect):
            return redirect(with_return(request.path, address))
        return response

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponseRedirect:
        address = return_address(request)
        return redirect(address) if address else super().response_post_save_change(request, obj)

    # Subclasses name their own model.
    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        address = return_address(request)
        return redirect(address) if address else super().response_post_save_add(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        response = super().response_delete(request, obj_display, obj_id)
        address = return_address(request)
        return redirect(address) if address and isinstance(response, HttpResponseRedirect) else response
