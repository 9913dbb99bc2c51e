"""Accounts belong to the office's staff: nobody signs up, and after log-in everybody lands where the work is."""

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cooperation import invitations, mail
from cooperation.roles import Role, find_person, may_administer, roles_of
from cooperation.web.staff_browser import remember_person


class StaffBackend(AuthenticationBackend):
    """Knows who is logged in, and in which roles, from one query."""

    def get_user(self, user_id: Any) -> User | None:
        person = find_person(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


class StaffAdapter(DefaultAccountAdapter):
    """Closes registration: an administrator makes the accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """What is due; who only keeps the definitions owes no figure and goes to the administration."""
        has_figures = roles_of(request.user) - {Role.ADMINISTRATOR}
        if may_administer(request.user) and not has_figures:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """From here on what this person types outlives the session."""
        response = super().post_login(request, user, **kwargs)
        remember_person(request, response, user.pk)
        return response

    def is_safe_url(self, url: str | None) -> bool:
        """An address that cannot even be read ("//[::1") is not safe; the library would fail on it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Where the message is seen: public pages are the same for everybody and show none."""
        return reverse("account_login")


class LogInForm(LoginForm):
    """The page has its own link to a forgotten password, in the office's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ConfirmationForm(ReauthenticateForm):
    """Who confirms is logged in: nothing is forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(ResetPasswordForm):
    """An address that nobody has gets the same answer; the library's own list of addresses is not asked."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.users = list(User.objects.filter(email__iexact=email, is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """To the accounts' own addresses, with the portal's own link, beside the answer."""
        if mail.is_set_up():
            for user in self.users:
                mail.send_beside(partial(invitations.message, user, is_invitation=False))
        return str(self.cleaned_data["email"])


class _MessageCookie(CookieStorage):
    """The cookie's name is a setting, as the names of the others are: on a server all of them bear `__Host-`."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # Django has a constant
        return str(settings.MESSAGE_COOKIE_NAME)


class MessageStorage(FallbackStorage):
    """Messages travel in their cookie; long ones wait in the session."""

    storage_classes = (_MessageCookie, SessionStorage)
