"""Decorators of panel views: which roles may open them. Log-in itself is required by LoginByDefaultMiddleware."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cooperation.roles import is_coordinator, roles_of

Response = TypeVar("Response", bound=HttpResponseBase)


class AuthenticatedHttpRequest(HttpRequest):
    """A request whose user is logged in: the log-in middleware redirects everybody else."""

    user: User


def role_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to a person without any role."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if not roles_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def coordinator_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to everybody except coordinators, who approve, decide and assess."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if not is_coordinator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
