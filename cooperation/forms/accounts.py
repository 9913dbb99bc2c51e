"""Forms of log-in and passwords, named in ACCOUNT_FORMS."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from allauth.core import context
from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cooperation.services import invitations, log_in_codes, mail
from cooperation.web.accounts import find_account
from cooperation.web.ratelimit import consume_form_attempt

MAX_LOGIN_LENGTH = 254  # of an e-mail address


class LogInForm(LoginForm):
    """allauth's form without its help text: the page has its own link to a forgotten password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(label=_("User name or e-mail address"), max_length=MAX_LOGIN_LENGTH)
        self.fields["password"].help_text = ""


class LogInCodeForm(RequestLoginCodeForm):
    """Send a code to the address of the account; an unknown name is accepted in the same way.

    The field keeps allauth's name `email`. Codes are counted by account, under whatever name it is entered.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.CharField(label=_("User name or e-mail address"), max_length=MAX_LOGIN_LENGTH)

    def clean_email(self) -> str:
        """Return the account's address, or what was entered; set the account that may log in by a code."""
        entered = str(self.cleaned_data["email"])
        account = find_account(entered)
        key = f"account:{account.pk}" if account else f"login:{entered.lower()}"
        if not consume_form_attempt(context.request, "request_login_code", key=key):
            raise get_adapter().validation_error("rate_limited_codes")
        self._user = account if account is not None and log_in_codes.may_receive(account) else None
        return self._user.email if self._user is not None else entered


class ConfirmationForm(ReauthenticateForm):
    """allauth's form without its link to a forgotten password: the person is logged in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class PasswordChangeForm(ChangePasswordForm):
    """allauth's form with the portal's own link to a forgotten password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_reset_password"), _("I have forgotten my password")
        )


class ForgottenPasswordForm(ResetPasswordForm):
    """Send links to active accounts with the address; an unknown address is accepted in the same way.

    The addresses are those of the accounts, not those of allauth's own table, which this project does not use.
    """

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.users = list(User.objects.filter(email__iexact=email, is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Write the letters and return the address that was entered.

        For an unknown address a letter to nobody is written, so that the response takes equally long.
        """
        email = str(self.cleaned_data["email"])
        if mail.is_set_up():
            for user in self.users:
                invitations.write_password_letter(user, is_invitation=False)
            if not self.users:
                invitations.write_decoy(email)
        return email
