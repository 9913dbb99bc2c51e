"""Pages of accounts: a forgotten password, a new password, an invitation, the log-in of the administration."""

from allauth.account.adapter import get_adapter
from allauth.account.views import (
    ConfirmLoginCodeView,
    LoginView,
    PasswordResetFromKeyView,
    PasswordResetView,
    RequestLoginCodeView,
)
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from cooperation.roles import may_administer
from cooperation.services import letter_requests, mail, security_changes
from cooperation.services.passwords import MIN_LENGTH
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web import openid_connect
from cooperation.web.context import Context
from cooperation.web.log_in_limits import reset_attempts
from cooperation.web.ratelimit import consume_form_attempt
from cooperation.web.second_factor import set_password_is_short
from cooperation.web.staff_browser import browser_id, known_people, remember_person


class LogIn(LoginView):
    """The one log-in page: password, or the other ways that are set up."""

    def get_context_data(self, **kwargs: object) -> Context:
        has_office_account = openid_connect.is_set_up()
        context = {"has_office_account": has_office_account, "office_account_name": settings.OIDC_NAME}
        return {**super().get_context_data(**kwargs), **context}

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        set_password_is_short(self.request, is_short=len(form.cleaned_data["password"]) < MIN_LENGTH)
        return response


class LogInCodeRequest(RequestLoginCodeView):
    """Ask for a user name or an address. The response is the same whether or not such an account exists."""

    template_name = "account/log_in_code_request.html"

    def form_valid(self, form: Form) -> HttpResponse:
        account: User | None = form._user  # type: ignore[attr-defined]  # set by `LogInCodeForm`
        self.request.log_in_code_account = account  # for the adapter
        if account is None and mail.is_set_up():  # so that the response takes equally long
            letter_requests.request_log_in_code(get_adapter().generate_login_code(), account=None)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: object) -> Context:
        return {**super().get_context_data(**kwargs), "mail_is_set_up": mail.is_set_up()}


class LogInCode(ConfirmLoginCodeView):
    """Ask for the code that was sent."""

    template_name = "account/log_in_code.html"

    def get_context_data(self, **kwargs: object) -> Context:
        if self._process.user is None:  # allauth has read the account of any other log-in: the same number of queries
            User.objects.filter(pk=0).first()
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return {**super().get_context_data(**kwargs), "minutes": minutes}

    def form_invalid(self, form: Form) -> HttpResponse:
        person = self._process.user
        log_event(SecurityEvent.LOG_IN_CODE_FAILED, person_id=person.pk if person else None)
        response: HttpResponse = super().form_invalid(form)
        return response


class ForgottenPassword(PasswordResetView):
    """Ask for an e-mail address. The response is the same whether or not an account has it.

    Requests are counted by network, but in a browser with an earlier log-in by that account, so that others in the same
    network cannot use up its limit.
    """

    def form_valid(self, form: Form) -> HttpResponse:
        people = known_people(self.request)
        action = "password_letter_known_browser" if people else "password_letter"
        key = f"{people[0]} {browser_id(self.request, people[0])}" if people else None
        if not consume_form_attempt(self.request, action, key=key):
            refusal: HttpResponse = respond_429(self.request)
            return refusal
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: object) -> Context:
        return {**super().get_context_data(**kwargs), "mail_is_set_up": mail.is_set_up()}


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetFromKeyView):
    """The page that a link in a message opens: the person sets a password, then logs in with it."""

    template_name = "account/new_password.html"
    success_url = reverse_lazy("account_login")
    is_invitation = False

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        # The parent class answers every method, OPTIONS too, with the page about an invalid link.
        if request.method == "OPTIONS":
            return self.options(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: object) -> Context:
        context = {"token_fail": False, "person": self.reset_user, **super().get_context_data(**kwargs)}
        return {**context, "action_url": self.request.path, "is_invitation": self.is_invitation}

    def form_valid(self, form: Form) -> HttpResponse:
        """Save the password, reset the count of failed log-ins, and know the browser from now on.

        The link has proved who the person is, who can therefore log in although somebody else has used up the attempts.
        """
        person = self.reset_user
        had_password = person.has_usable_password()
        reset_attempts(self.request, person)
        response: HttpResponse = super().form_valid(form)
        remember_person(self.request, response, person.pk)
        if had_password:
            security_changes.record(person, security_changes.PASSWORD_RESET)
        else:  # the first one: the person has just asked for it, or was invited
            log_event(SecurityEvent.PASSWORD_SET, person_id=person.pk, by_id=person.pk, detail="first")
        return response


class Invitation(NewPassword):
    """The same page for a new account without a password."""

    is_invitation = True


@login_not_required
def admin_login(request: HttpRequest, extra_context: Context | None = None) -> HttpResponseBase:
    """Redirect to the portal's one log-in page; 403 for logged-in people who may not administer."""
    if may_administer(request.user):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))
