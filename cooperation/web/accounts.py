"""Log-in: finding an account, allauth's adapter, and the storage of messages. Nobody can sign up."""

import time
from ipaddress import ip_address

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import clear_authentication_records, get_authentication_records
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cooperation.roles import Role, may_administer, roles_of, user_with_roles
from cooperation.services import letter_requests, mail
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web import log_in_limits
from cooperation.web.context import Context
from cooperation.web.staff_browser import remember_person


def find_account(login: str) -> User | None:
    """Return the account with that user name or e-mail address, in any letter case; None if there is not exactly one.

    A user name takes precedence over an address, an exact match over another case, an active account over others.
    """
    lowered = login.lower()
    accounts = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
    by_precedence: list[list[User]] = [[], [], [], []]
    for account in accounts if login else ():
        if account.username == login:
            by_precedence[0].append(account)
        if account.username.lower() == lowered:
            by_precedence[1].append(account)
        if account.email.lower() == lowered:
            by_precedence[2 if account.is_active else 3].append(account)
    matches = next((accounts for accounts in by_precedence if accounts), [])
    return matches[0] if len(matches) == 1 else None


class StaffBackend(AuthenticationBackend):
    """Authenticate by user name or e-mail address; load the logged-in account with its roles in one query."""

    def _authenticate(self, request: HttpRequest | None, **credentials: object) -> User | None:
        """Check the one account of `find_account`; allauth would try every account with the address.

        A disabled account is treated like an unknown one, so that the answer does not confirm its password.
        """
        account = find_account(_login_of(credentials))
        if account is not None and not account.is_active:
            account = None
        user: User | None = self._check_password(account, credentials["password"])
        return user

    def get_user(self, user_id: int) -> User | None:
        user = user_with_roles(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _login_of(credentials: Context) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


class StaffAdapter(DefaultAccountAdapter):
    """allauth's adapter for accounts that only administrators create."""

    # One message for every cause, so that it does not reveal which names and addresses exist.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(
            ("username_password_mismatch", "email_password_mismatch"),
            _(
                "The user name, e-mail address or password is incorrect. If several accounts share the address, "
                "enter the user name."
            ),
        ),
        "too_many_login_attempts": _("Too many failed attempts to log in. Wait five minutes and try again."),
        "too_many_attempts_for_account": _(
            "Too many failed attempts to log in with this name or address. Log in with a browser in which you have "
            "already logged in, or set a new password: the link “I have forgotten my password” is below."
        ),
        "too_many_factors": _(
            "Too many wrong codes or keys after the right password of this account. Wait five minutes, or log in with "
            "a browser in which you have already logged in. If it was not you, somebody knows your password: set a new "
            "one by the link “I have forgotten my password” on the log-in page."
        ),
        "rate_limited": _("Too many failed attempts. Wait five minutes and try again."),
        "rate_limited_codes": _(
            "Too many codes were requested. Wait a quarter of an hour, or log in with the password."
        ),
        "rate_limited_codes_of_account": _(
            "Too many codes were requested with this name or address. Request one in a browser in which you have "
            "already logged in, or log in with the password: if you have forgotten it, the link “I have forgotten my "
            "password” is on the log-in page."
        ),
        "incorrect_code": _("The code is incorrect. Enter the code from the last message that you received."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address. ::ffff:192.0.2.1, as an IPv6 socket reports it, is returned as 192.0.2.1.

        Otherwise allauth, which counts IPv6 by network, would count all IPv4 clients as one.
        """
        text = str(super().get_client_ip(request))
        try:
            address = ip_address(text)
        except ValueError:
            return text
        return str(getattr(address, "ipv4_mapped", None) or text)

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count the attempt; allauth rolls the count back when the log-in succeeds."""
        login = _login_of(credentials)
        account = find_account(login)
        person_id = account.pk if account else None
        try:
            usage = log_in_limits.count_attempt(request, account, login)
        except log_in_limits.TooManyAttempts as refusal:
            has_own_limit = refusal.limit == log_in_limits.LOG_INS.account
            code = "too_many_attempts_for_account" if has_own_limit else "too_many_login_attempts"
            log_event(SecurityEvent.LOG_IN_REFUSED, person_id=person_id, detail=refusal.limit)
            raise self.validation_error(code) from refusal
        self._login_failed_rl_usage = usage

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        account = find_account(_login_of(credentials))
        log_event(SecurityEvent.LOG_IN_FAILED, person_id=account.pk if account else None)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the list of things to do; for people who are only administrators the administration.

        Until the office is set up, they get the checklist of the first set-up.
        """
        has_figures = roles_of(request.user) - {Role.ADMINISTRATOR}
        if may_administer(request.user) and not has_figures:
            is_set_up = import_string(settings.IS_OFFICE_SET_UP)  # of an app above this one
            return reverse("admin:index" if is_set_up() else "indicators:office_setup")
        return str(super().get_login_redirect_url(request))

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in; refuse an account that was disabled while the code or the second factor was awaited.

        allauth checks it only when a log-in begins.
        """
        if not user.is_active:
            log_event(SecurityEvent.LOG_IN_REFUSED, person_id=user.pk, detail="disabled")
            clear_authentication_records(request)
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Set the cookie by which input is stored that is sent after the session has ended."""
        response = super().post_login(request, user, **kwargs)
        log_event(SecurityEvent.LOGGED_IN, person_id=user.pk, by_id=user.pk)
        remember_person(request, response, user.pk)
        return response

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether the address is on the host of the request; allauth would accept every name of the portal."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def send_mail(self, template_prefix: str, email: str, context: Context) -> None:
        """Request the letter with the code of a log-in; allauth sends no other message here.

        `email` is what the person entered; `LogInCodeRequest` has set the account.
        """
        if mail.is_set_up():
            letter_requests.request_log_in_code(context["code"], account=context["request"].log_in_code_account)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Return False just after the log-in, so that nobody enters the same password twice in a minute."""
        request = allauth_context.request
        latest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
        return bool(time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """Return the second factor of those who have one: the password alone must not change it."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"] or methods

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the log-in page: public pages, which are cached, show no messages."""
        return reverse("account_login")


class _MessageCookieStorage(CookieStorage):
    """Django's storage with the cookie's name as a setting: `__Host-messages` on a server."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # Django has a constant
        return str(settings.MESSAGE_COOKIE_NAME)


class MessageStorage(FallbackStorage):
    """Store messages in their cookie, and long ones in the session."""

    storage_classes = (_MessageCookieStorage, SessionStorage)
