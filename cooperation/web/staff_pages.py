"""Decorators of the staff's pages: who may open them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cooperation.roles import is_coordinator, roles_of

Answer = TypeVar("Answer", bound=HttpResponseBase)


class AuthenticatedHttpRequest(HttpRequest):
    """A request whose user is logged in: `LoginByDefaultMiddleware` redirects everybody else."""

    user: User


def for_staff(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Anybody with a role; an account without one has nothing to do here."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not roles_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def for_coordinator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Approving, deciding and assessing are the coordinator's."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_coordinator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
