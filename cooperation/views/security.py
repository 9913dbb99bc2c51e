"""Pages of an account's security: the second factor, passkeys, recovery codes, sessions."""

import json
from urllib.parse import quote

from allauth.account.internal.decorators import login_stage_required
from allauth.account.views import PasswordChangeView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.internal.flows import sessions as session_flows
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.forms.second_factor import (
    CodeForm,
    ConfirmationCodeForm,
    ConfirmationPasskeyForm,
    LogInPasskeyForm,
    NewAppForm,
    NewPasskeyForm,
    PasskeyForm,
)
from cooperation.rules.browsers import browser_name
from cooperation.services import second_factor, security_changes
from cooperation.services.security_changes import SecurityChange
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.second_factor import address_after_set_up, set_password_is_short

INDEX = reverse_lazy("mfa_index")
ALL_OTHERS = "inne"  # what the button sends that ends all other sessions


class SecurityPage:
    """Frame of the pages. Until a required factor is set up, they have no links to the pages that are closed."""

    request: HttpRequest
    crumb: str | Promise = ""

    def get_context_data(self, **kwargs: object) -> Context:
        crumbs: list[tuple[str, str | None]] = [(_("Account security"), reverse("mfa_index") if self.crumb else None)]
        if self.crumb:
            crumbs.append((str(self.crumb), None))
        user = authenticated_user(self.request)
        is_missing = second_factor.is_missing(user)
        context = {
            **super().get_context_data(**kwargs),  # type: ignore[misc]  # of allauth's view
            **staff_frame(self.request, crumbs=crumbs),
            "is_required": second_factor.is_required(user),
            "is_missing": is_missing,
        }
        return context | ({"nav_links": []} if is_missing else {})


class FactorChange(SecurityPage):
    """A page whose form adds a factor or removes one."""

    change: SecurityChange

    def form_valid(self, form: Form) -> HttpResponse:
        """Change the factor; delete the recovery codes that allauth creates unseen with the first one."""
        user = authenticated_user(self.request)
        had_codes = second_factor.has_recovery_codes(user)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of allauth's view
        if not had_codes:
            second_factor.delete_recovery_codes(user)
        security_changes.record(user, self.change)
        return response


class SecurityIndex(SecurityPage, IndexView):
    """The factors of the account, and links to everything that concerns its security."""

    template_name = "account/security.html"

    def get_context_data(self, **kwargs: object) -> Context:
        context = super().get_context_data(**kwargs)
        factors = context.pop("authenticators")
        codes = factors.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "app": factors.get(Authenticator.Type.TOTP),
            "passkeys": factors.get(Authenticator.Type.WEBAUTHN, []),
            "may_have_codes": bool(factors),
            "has_codes": codes is not None,
            "unused_codes": _unused_codes(codes),
        }


def _unused_codes(codes: object) -> int | None:
    """Return the number of recovery codes that are left; None if the portal's key has changed."""
    try:
        return len(codes.get_unused_codes()) if codes is not None else 0  # type: ignore[attr-defined]  # of allauth
    except second_factor.UnreadableSecret:
        return None


class NewApp(FactorChange, ActivateTOTPView):
    change = security_changes.APP_ADDED
    form_class = NewAppForm
    template_name = "account/app_new.html"
    crumb = gettext_lazy("Authenticator app")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Redirect those who have an app; allauth would show a second click the page that removes it."""
        if is_mfa_enabled(authenticated_user(request), [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: object) -> Context:
        """Add the secret in groups of four signs, for those who cannot scan the picture."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {**context, "secret_groups": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


class AppRemoval(FactorChange, DeactivateTOTPView):
    change = security_changes.APP_REMOVED
    template_name = "account/app_removal.html"
    crumb = gettext_lazy("Removal of the app")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Redirect those who have no app; allauth would answer 404 to a second click."""
        if not is_mfa_enabled(authenticated_user(request), [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class RecoveryCodes(SecurityPage, GenerateRecoveryCodesView):
    """Create new recovery codes (POST) and show them once, in the response. The former codes become invalid.

    `replaces` names the codes that the form replaces, so that loading the response again creates no new ones.
    """

    template_name = "account/recovery_codes.html"
    crumb = gettext_lazy("Recovery codes")

    def get_context_data(self, **kwargs: object) -> Context:
        return {**super().get_context_data(**kwargs), "replaces": self._present_codes()}

    def _present_codes(self) -> str:
        """Return the key of the person's codes; an empty text if there are none."""
        codes = Authenticator.objects.filter(
            user=authenticated_user(self.request), type=Authenticator.Type.RECOVERY_CODES
        )
        return ",".join(map(str, codes.values_list("pk", flat=True)))

    def form_valid(self, form: Form) -> HttpResponse:
        if self.request.POST.get("replaces", "") != self._present_codes():
            messages.warning(self.request, _("No new codes were made: those that the portal showed last are valid."))
            return redirect("mfa_view_recovery_codes")
        factor = flows.generate_recovery_codes(self.request)
        security_changes.record(authenticated_user(self.request), security_changes.RECOVERY_CODES_RENEWED)
        codes = factor.wrap().get_unused_codes()
        text = "\n".join(
            [_("Recovery codes of the account %(name)s") % {"name": self.request.user.get_username()}, *codes, ""]
        )
        context = self.get_context_data(form=form)
        context |= {
            "codes": codes,
            "file_address": f"data:text/plain;charset=utf-8,{quote(text)}",  # the codes are stored in no file
            "next_address": address_after_set_up(self.request) or reverse("reports:dashboard"),
        }
        return self.render_to_response(context)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Lead to the set-up of a factor, without which there are no recovery codes."""
        messages.warning(self.request, _("Recovery codes are made when the account has a second factor."))
        return redirect("mfa_index")


class PasswordChange(SecurityPage, PasswordChangeView):
    crumb = gettext_lazy("Password")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Lead people who have never set a password to the page that sends a link for one."""
        if not authenticated_user(request).has_usable_password():
            messages.info(request, _("Your account has no password. A link by e-mail lets you set one."))
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        set_password_is_short(self.request, is_short=False)
        security_changes.record(authenticated_user(self.request), security_changes.PASSWORD_CHANGED)
        return response


# --- passkeys ---------------------------------------------------------------------------------------------------------


class PasskeyOptions:
    """Pass the options of a key's ceremony to the script of the page, as JSON in an attribute."""

    def get_context_data(self, **kwargs: object) -> Context:
        context: Context = super().get_context_data(**kwargs)  # type: ignore[misc]  # of allauth's view
        options = context.pop("js_data", {})
        return {**context, "passkey_options": json.dumps(next(iter(options.values()), None), default=dict)}


class NewPasskey(PasskeyOptions, FactorChange, AddWebAuthnView):
    change = security_changes.PASSKEY_ADDED
    form_class = NewPasskeyForm
    template_name = "account/passkey_new.html"
    crumb = gettext_lazy("New passkey")

    def get_context_data(self, **kwargs: object) -> Context:
        return {"form": self.get_form(), **super().get_context_data(**kwargs), **kwargs}


class PasskeyRemoval(FactorChange, RemoveWebAuthnView):
    change = security_changes.PASSKEY_REMOVED
    template_name = "account/passkey_removal.html"
    success_url = INDEX
    crumb = gettext_lazy("Removal of a passkey")


class ConfirmationByPasskey(PasskeyOptions, SecurityPage, ReauthenticateWebAuthnView):
    form_class = ConfirmationPasskeyForm
    template_name = "account/confirmation_passkey.html"
    crumb = gettext_lazy("Confirmation")


class ConfirmationByCode(SecurityPage, ReauthenticateView):
    form_class = ConfirmationCodeForm
    template_name = "account/confirmation_code.html"
    crumb = gettext_lazy("Confirmation")


@method_decorator(login_not_required, name="dispatch")
class LogInByPasskey(LoginWebAuthnView):
    """The options of a key (GET, of the page's script), and the log-in with the key alone (POST)."""

    form_class = LogInPasskeyForm

    def form_invalid(self, form: LogInPasskeyForm) -> HttpResponse:
        log_event(SecurityEvent.PASSKEY_FAILED, person_id=None)
        response: HttpResponse = super().form_invalid(form)
        return response


@method_decorator(login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch")
class LogInFactor(PasskeyOptions, AuthenticateView):
    """The second factor at log-in: a code, or one of the passkeys."""

    form_class, webauthn_form_class = CodeForm, PasskeyForm
    template_name = "account/log_in_factor.html"

    def form_valid(self, form: CodeForm | PasskeyForm) -> HttpResponse:
        """Log in; after a recovery code say how many are left and what to do when the phone is lost."""
        response: HttpResponse = super().form_valid(form)
        factor = getattr(form, "authenticator", None)
        if factor is not None and factor.type == Authenticator.Type.RECOVERY_CODES:
            factor.refresh_from_db()  # the form has another instance, in which the code is still unused
            messages.warning(self.request, _recovery_notice(_unused_codes(factor.wrap()) or 0))
        return response

    def get_context_data(self, **kwargs: object) -> Context:
        types = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
        }


def _recovery_notice(unused: int) -> str:
    left = ngettext(
        "You logged in with a recovery code; %(n)d code is left.",
        "You logged in with a recovery code; %(n)d codes are left.",
        unused,
    ) % {"n": unused}
    advice = _("If the phone or the key is lost, remove it from the account and set up a new one: {link}.")
    link = format_html('<a href="{}">{}</a>', reverse("mfa_index"), _("Account security"))
    return format_html("{} {}", left, format_html(advice, link=link))


# --- sessions ---------------------------------------------------------------------------------------------------------


class Sessions(SecurityPage, ListUserSessionsView):
    """The person's sessions; POST ends the session with the key `session`, or with ALL_OTHERS all others."""

    template_name = "account/sessions.html"
    success_url = reverse_lazy("usersessions_list")
    crumb = gettext_lazy("Sessions")

    def get_context_data(self, **kwargs: object) -> Context:
        context = super().get_context_data(**kwargs)
        rows = [
            {
                "key": session.pk,
                "since": session.created_at,
                "address": session.ip,
                "browser": browser_name(session.user_agent),
                "is_current": session.is_current(),
            }
            for session in reversed(context["sessions"])
        ]
        return {
            **context,
            "rows": rows,
            "all_others": ALL_OTHERS,
            "has_others": any(not row["is_current"] for row in rows),
        }

    def form_valid(self, form: Form) -> HttpResponse:
        key = self.request.POST.get("session", "")
        own_sessions = UserSession.objects.filter(user=authenticated_user(self.request))
        chosen = [session for session in own_sessions if key in (ALL_OTHERS, str(session.pk))]
        others = [session for session in chosen if not session.is_current()]
        session_flows.end_sessions(self.request, others)
        if others:
            messages.success(self.request, _("Ended: the person with that browser must log in again."))
        else:
            messages.info(self.request, _("There was no other session to end."))
        return redirect(self.success_url)
