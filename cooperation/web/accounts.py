"""Accounts belong to the office's staff: nobody signs up, and after log-in everybody lands where the work is."""

from functools import partial
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.roles import Role, find_person, may_administer, roles_of
from cooperation.services import invitations, mail
from cooperation.web.staff_browser import remember_person

LONGEST_LOGIN = 254  # characters: of an e-mail address


def find_account(login: str) -> User | None:
    """The account with that user name or e-mail address, in any case; None when there is none, or no single one.

    A user name comes before an address, an exact one before one in another case, an active account before others.
    """
    lowered = login.lower()
    accounts = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
    choices: list[list[User]] = [[], [], [], []]
    for account in accounts if login else ():
        if account.username == login:
            choices[0].append(account)
        if account.username.lower() == lowered:
            choices[1].append(account)
        if account.email.lower() == lowered:
            choices[2 if account.is_active else 3].append(account)
    best = next((choice for choice in choices if choice), [])
    return best[0] if len(best) == 1 else None


class StaffBackend(AuthenticationBackend):
    """Logs in by user name or e-mail address; knows who is logged in, and in which roles, from one query."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Our own search: the library's asks its own list of addresses too, and tries each account of an address."""
        account = find_account(_login_of(credentials))
        person: AbstractBaseUser | None = self._check_password(account, credentials["password"])
        return person

    def get_user(self, user_id: Any) -> User | None:
        person = find_person(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


class StaffAdapter(DefaultAccountAdapter):
    """Closes registration: an administrator makes the accounts."""

    # One sentence, whatever was wrong: it does not tell which names and addresses there are.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(
            ("username_password_mismatch", "email_password_mismatch"),
            _(
                "The user name, the e-mail address or the password is wrong. "
                "If several accounts share the address, type the user name."
            ),
        ),
        "too_many_login_attempts": _("Too many failed attempts to log in. Wait five minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """An IPv4 address that a socket of IPv6 reports as ::ffff:192.0.2.1 is one client, not a network of all."""
        text = str(super().get_client_ip(request))
        try:
            address = ip_address(text)
        except ValueError:
            return text
        return str(getattr(address, "ipv4_mapped", None) or text)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts by name and by address of one account are counted together, under any Host."""
        login = _login_of(credentials)
        account = find_account(login)
        return f"account:{account.pk}" if account else f"login:{login.lower()}"

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
        self.fields["login"] = forms.CharField(label=_("User name or e-mail address"), max_length=LONGEST_LOGIN)
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
