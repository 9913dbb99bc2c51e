"""Forms of log-in and passwords, named in ACCOUNT_FORMS."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.services import letter_requests, mail
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web.accounts import find_account
from cooperation.web.log_in_limits import CODES, TooManyAttempts, count_attempt

MAX_LOGIN_LENGTH = 254  # of an e-mail address


class LogInForm(LoginForm):
    """allauth's form without its help text: the page has its own link to a forgotten password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(label=_("User name or e-mail address"), max_length=MAX_LOGIN_LENGTH)
        self.fields["password"].help_text = ""


class LogInCodeForm(RequestLoginCodeForm):
    """Send a code to the address of the account; an unknown name is accepted in the same way.

    The field keeps allauth's name `email`. Codes are counted by account, under whatever name it is entered
    (`log_in_limits`). Whether the account may receive one is decided by the sender of the letter.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.CharField(label=_("User name or e-mail address"), max_length=MAX_LOGIN_LENGTH)

    def clean_email(self) -> str:
        """Return what was entered; set the account that logs in by a code."""
        request, entered = context.request, str(self.cleaned_data["email"])
        account = find_account(entered)
        try:
            count_attempt(request, account, entered, limits=CODES)
        except TooManyAttempts as refusal:
            person_id = account.pk if account else None
            log_event(SecurityEvent.LOG_IN_CODE_REFUSED, person_id=person_id, detail=refusal.limit)
            is_of_account = refusal.limit == CODES.account
            code = "rate_limited_codes_of_account" if is_of_account else "rate_limited_codes"
            raise get_adapter().validation_error(code) from refusal
        self._user = account if account is not None and account.is_active else None
        return entered


class ConfirmationForm(ReauthenticateForm):
    """allauth's form without its link to a forgotten password: the person is logged in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPasswordForm(ResetPasswordKeyForm):
    """allauth's form with the labels of the page, which the summary of errors repeats."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _set_labels(self)


class PasswordChangeForm(ChangePasswordForm):
    """allauth's form without its link to a forgotten password: the person is logged in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("The current password")
        self.fields["oldpassword"].help_text = ""
        _set_labels(self)


def _set_labels(form: forms.Form) -> None:
    form.fields["password1"].label = _("The new password")
    form.fields["password2"].label = _("Repeat the new password")


class ForgottenPasswordForm(ResetPasswordForm):
    """Request links for the active accounts with the address; any address is accepted in the same way.

    The addresses are those of the accounts, not those of allauth's own table, which this project does not use.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(label=_("E-mail address"), max_length=MAX_LOGIN_LENGTH)

    def clean_email(self) -> str:
        """Return the address; allauth would look for its accounts."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        email = str(self.cleaned_data["email"])
        if mail.is_set_up():
            letter_requests.request_password_link(email)
        return email
