"""Decorators of panel views: which roles may open them. Log-in itself is required by LoginByDefaultMiddleware."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cooperation.roles import is_coordinator, may_administer, roles_of

Response = TypeVar("Response", bound=HttpResponseBase)


class AuthenticatedHttpRequest(HttpRequest):
    """A request whose user is logged in: the log-in middleware redirects everybody else."""

    user: User


def role_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to a person without any role."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> Response:
        if not roles_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def coordinator_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to everybody except coordinators, who approve, decide and assess."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> Response:
        if not is_coordinator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def administrator_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to everybody who may not open the administration."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> Response:
        if not may_administer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
