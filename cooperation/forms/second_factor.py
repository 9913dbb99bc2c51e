"""Forms of the second factor."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cooperation.forms.fields import JSONObjectField
from cooperation.services.second_factor import UnreadableSecret
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web.log_in_limits import FACTOR, TooManyAttempts, count_factor

MAX_CODE_LENGTH = 20
MAX_NAME_LENGTH = 60
_REFUSED = _("The key was not accepted. Try again, or use another key.")
# Errors that the library raises for a malformed or forged key. Its bytes may contain deeply nested lists
# (RecursionError), lengths beyond memory and unknown algorithms.
_MALFORMED: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)


def _use_code(user: User, code: str) -> None:
    """Record that the code of an app has been used. Raises ValidationError if it had been.

    allauth records it for half a minute, but with MFA_TOTP_TOLERANCE a code is valid for longer.
    """
    valid_seconds = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    digits = "".join(sign for sign in code if sign.isdigit())
    if not cache.add(f"second_factor.used:{user.pk}:{digits}", True, timeout=valid_seconds):
        raise get_adapter().validation_error("incorrect_code")


@contextmanager
def _counted(user: User, kind: str) -> Iterator[None]:
    """Count a second factor as a failed one unless it is valid, and log failures.

    Raises ValidationError after too many. allauth's own count has no rate in the settings: it would be shared by a
    network, and by an attacker who knows the password.
    """
    request = context.request
    detail = f"confirmation {kind}" if request.user.is_authenticated else kind
    try:
        usage = count_factor(request, user)
    except TooManyAttempts as refusal:
        log_event(SecurityEvent.SECOND_FACTOR_REFUSED, person_id=user.pk, detail=detail)
        code = "rate_limited" if refusal.limit != FACTOR else "too_many_factors"
        raise get_account_adapter().validation_error(code) from refusal
    try:
        yield
    except ValidationError:
        log_event(SecurityEvent.SECOND_FACTOR_FAILED, person_id=user.pk, detail=detail)
        raise
    usage.rollback()


class _CodeMixin:
    """Accept each code of an app once, and a recovery code."""

    fields: dict[str, forms.Field]
    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Code from the app, or a recovery code")
        self.fields["code"] = forms.CharField(label=label, max_length=MAX_CODE_LENGTH)

    def clean_code(self) -> str:
        with _counted(self.user, "code"):
            return self._valid_code()

    def _valid_code(self) -> str:
        """Return the code. Raises ValidationError if it is wrong or has been used."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            text = _(
                "The code is incorrect or has been used. Enter the code that the app shows now, or a recovery code that"
                " you have not used yet."
            )
            raise ValidationError(text, code=error.code) from error
        except UnreadableSecret as error:
            text = _(
                "The portal cannot read your second factor, because its key has changed. Ask the administrator in your "
                "office to reset the factor."
            )
            raise ValidationError(text) from error
        if self.authenticator.type == Authenticator.Type.TOTP:
            _use_code(self.user, code)
        return code


class CodeForm(_CodeMixin, AuthenticateForm):
    """The code at log-in."""


class ConfirmationCodeForm(_CodeMixin, ReauthenticateForm):
    """The code before a change of the account's security."""


class NewAppForm(ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(label=_("Code from the app"), max_length=MAX_CODE_LENGTH)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _use_code(self.user, code)
        return code


class _PasskeyMixin:
    """Refuse a malformed key with a message."""

    fields: dict[str, forms.Field]
    user: User | None  # None: the key says who logs in

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _key_field()

    def clean_credential(self) -> Any:
        if self.user is None:
            return self._valid_credential()
        with _counted(self.user, "passkey"):
            return self._valid_credential()

    def _valid_credential(self) -> Any:
        """Return allauth's row of the key. Raises ValidationError if the key is malformed or another person's."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of allauth's form
        except _MALFORMED as error:
            raise _refused_key() from error


class PasskeyForm(_PasskeyMixin, AuthenticateWebAuthnForm):
    """A passkey as the second factor at log-in."""


class ConfirmationPasskeyForm(_PasskeyMixin, ReauthenticateWebAuthnForm):
    """A passkey before a change of the account's security."""


class LogInPasskeyForm(_PasskeyMixin, LoginWebAuthnForm):
    """A passkey instead of user name, password and code."""


class NewPasskeyForm(AddWebAuthnForm):
    """A new passkey and its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the key"), max_length=MAX_NAME_LENGTH, required=False, help_text=_("for example: phone")
        )
        self.fields["credential"] = _key_field()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as error:
            raise _refused_key() from error
        except _MALFORMED as error:
            raise _refused_key() from error
        return cleaned


def _key_field() -> JSONObjectField:
    return JSONObjectField(error_messages={"required": _("The browser sent no key. Try again."), "invalid": _REFUSED})


def _refused_key() -> ValidationError:
    return ValidationError(_REFUSED)
