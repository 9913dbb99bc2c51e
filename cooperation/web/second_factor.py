"""The second factor: the middleware that leads to its set-up or to a longer password, and allauth's adapter."""

from collections.abc import Callable
from http import HTTPStatus

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from cooperation.services import second_factor
from cooperation.services.passwords import MIN_LENGTH
from cooperation.services.sealing import seal
from cooperation.web import View
from cooperation.web.session_end import is_script_request
from cooperation.web.unsaved_input import address_with_input, store_input

ACCOUNT_PAGES = "konto/"  # where people set up the factor, change the password and log out
_NEXT = "after_second_factor"  # in the session: the address that was asked for
_SHORT_PASSWORD = "password_is_short"  # noqa: S105  # in the session: the log-in was by one


class SecondFactorMiddleware:
    """Redirect people who must have a second factor and have none to its set-up; scripts get 403.

    People without a factor who logged in with a password that is long enough only with one are led to a new password.
    Input that they send is stored and shown again after the set-up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: View, *_args: object) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        is_missing = second_factor.is_missing(request.user)
        if not is_missing and not _needs_longer_password(request):
            return None
        if request.resolver_match and request.resolver_match.route.removeprefix("en/").startswith(ACCOUNT_PAGES):
            return None
        if is_script_request(request):
            return HttpResponse(status=HTTPStatus.FORBIDDEN)
        row = store_input(request, view_func) if request.method == "POST" else None
        request.session[_NEXT] = address_with_input(request, row) if row is not None else request.get_full_path()
        if not is_missing:
            text = _("Without a second factor the password needs at least %(count)d characters. Set a longer one.")
            messages.warning(request, text % {"count": MIN_LENGTH})
        return redirect("mfa_index" if is_missing else "account_change_password")


def _needs_longer_password(request: HttpRequest) -> bool:
    is_short = request.user.is_authenticated and request.session.get(_SHORT_PASSWORD, False)
    return is_short and not second_factor.has_factor(request.user)


def set_password_is_short(request: HttpRequest, *, is_short: bool) -> None:
    """Note whether the password that the person entered is too short for an account without a second factor.

    Its length is known only then: when the factor is removed or reset, a longer password is requested.
    """
    if is_short:
        request.session[_SHORT_PASSWORD] = True
    else:
        request.session.pop(_SHORT_PASSWORD, None)


def address_after_set_up(request: HttpRequest) -> str | None:
    """Return the address that the person asked for before the set-up of the factor."""
    address: str | None = request.session.get(_NEXT)
    return address


class StaffMFAAdapter(DefaultMFAAdapter):
    """allauth's adapter, which stores secrets encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is incorrect or has been used. Enter the code that the app shows now."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.decrypt(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """Return the picture on a white ground, which cameras need on a dark page, too."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return the name of a passkey that the person has not named."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)d") % {"number": number}
