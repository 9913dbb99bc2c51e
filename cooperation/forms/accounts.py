"""Forms of log-in and passwords, named in ACCOUNT_FORMS."""

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.services import invitations, mail

MAX_LOGIN_LENGTH = 254  # of an e-mail address


class LogInForm(LoginForm):
    """allauth's form without its help text: the page has its own link to a forgotten password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(label=_("User name or e-mail address"), max_length=MAX_LOGIN_LENGTH)
        self.fields["password"].help_text = ""


class ConfirmationForm(ReauthenticateForm):
    """allauth's form without its link to a forgotten password: the person is logged in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


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
