"""Log-in with the account of the office (OpenID Connect): allauth's adapters, with what allauth leaves out.

The nonce, the signature and the issuer of the ID token are checked. People are recognised by issuer and subject; the
first log-in finds the account by an e-mail address that the issuer has verified. Nobody can sign up, and roles stay in
the portal.
"""

import hmac
import logging
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import AccessChange
from cooperation.services import access
from cooperation.services.security_events import SecurityEvent, log_event
from cooperation.web.context import Context

log = logging.getLogger(__name__)

NO_ACCOUNT = _(
    "You are not logged in: the portal has no active account with the e-mail address of your office account. The "
    "administrator in your office can add one."
)
NOT_VERIFIED = _(
    "You are not logged in: the office's log-in did not confirm your e-mail address, so the portal cannot tell which "
    "account is yours. Log in with the password."
)
OTHER_PERSON = _(
    "You are not logged in: the portal's account with your e-mail address belongs to another office account. The "
    "administrator of the server can disconnect it."
)
SEVERAL_ACCOUNTS = _(
    "You are not logged in: several accounts of the portal have the e-mail address of your office account, so the "
    "portal cannot tell which one is yours. Ask the administrator in your office to leave the address in one of them "
    "only. Until then log in with the user name and the password."
)
CANCELLED = _("The log-in with the office account was cancelled.")
FAILED = _("The log-in with the office account failed. Try again, or log in in another way.")
ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]  # public keys only
LEEWAY = 60  # seconds by which the clocks may differ
UNREACHABLE = (requests.RequestException, OAuth2Error)
# What is raised for an answer that is not as the standard says, besides the errors that allauth expects.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


def is_set_up() -> bool:
    return bool(settings.OIDC_ISSUER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAddress:
    """The e-mail address of the office account; whether it identifies the person."""

    email: str
    is_trusted: bool


class OfficeLogIn(OpenIDConnectOAuth2Adapter):
    """The exchange with the one issuer of the settings; `nonce` is what the log-in sent to it."""

    nonce = ""

    def __init__(self, request: HttpRequest, provider_id: str = "") -> None:
        super().__init__(request, settings.OIDC_ISSUER)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("openid_connect_callback")))

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the issuer's configuration. Raises OAuth2Error if it is another issuer's."""
        try:
            configuration: dict[str, Any] = super().openid_config
            issuer = configuration["issuer"]
        except _MALFORMED as error:
            raise OAuth2Error("The configuration of the issuer is malformed") from error
        if issuer.rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error(f"OIDC_ISSUER names itself {issuer}")
        return configuration

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return the log-in of the subject of the ID token. Raises OAuth2Error for any other token."""
        try:
            claims = self._verified_claims(app, kwargs["response"]["id_token"])
            source = claims
            if "email" not in claims and self.openid_config.get("userinfo_endpoint"):
                source = self._fetch_user_info(token.token)
                if source["sub"] != claims["sub"]:
                    raise OAuth2Error("The user info belongs to another subject")
            login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
            is_verified = source.get("email_verified") is True or source.get("email_verified") == "true"
            is_trusted = settings.OIDC_TRUST_EMAIL or is_verified
            login.office_address = OfficeAddress(email=str(source.get("email") or ""), is_trusted=is_trusted)
        except _MALFORMED as error:
            raise OAuth2Error("The answer of the issuer is malformed") from error
        login.account.extra_data = {}  # names and pictures of the issuer are not stored
        return login

    def _verified_claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Return the claims of a token that the issuer signed for this portal and this log-in."""
        with get_adapter().get_requests_session() as session:
            key_set = session.get(self.openid_config["jwks_uri"]).json()
        try:
            kid = jwt.get_unverified_header(id_token).get("kid")
            keys = [key for key in jwt.PyJWKSet.from_dict(key_set).keys if kid in (None, key.key_id)]
            claims: dict[str, Any] = jwt.decode(
                id_token,
                keys[0],
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "sub", "exp", "iat"]},
            )
        except (jwt.PyJWTError, IndexError, RecursionError) as error:
            raise OAuth2Error(f"The ID token is not valid: {error}") from error
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce")).encode(), self.nonce.encode()):
            raise OAuth2Error("The nonce is not the one of this log-in")
        return claims


class OfficeSocialAdapter(DefaultSocialAccountAdapter):
    """Find the account of a person at the first log-in, and return to the log-in page after an error."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the issuer of the settings; allauth would look into the database, too."""
        if not is_set_up():
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=settings.OIDC_ISSUER,
                name=settings.OIDC_NAME[:40],
                client_id=settings.OIDC_CLIENT_ID,
                secret=settings.OIDC_CLIENT_SECRET,
                settings={"server_url": settings.OIDC_ISSUER.rstrip("/"), "oauth_pkce_enabled": True},
            )
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the subject with the one active account of the address, if the address is trusted.

        An account that is connected with another subject stays so: an address can be given to somebody else.
        """
        if sociallogin.is_existing:
            return
        address: OfficeAddress = sociallogin.office_address
        if not address.email or not address.is_trusted:
            raise _refusal(request, NOT_VERIFIED, "not_verified")
        with transaction.atomic():
            people = list(User.objects.select_for_update().filter(email__iexact=address.email, is_active=True))
            if not people:
                raise _refusal(request, NO_ACCOUNT, "no_account")
            if len(people) > 1:
                raise _refusal(request, SEVERAL_ACCOUNTS, "several_accounts")
            if SocialAccount.objects.filter(user=people[0], provider=sociallogin.account.provider).exists():
                raise _refusal(request, OTHER_PERSON, "other_person", person_id=people[0].pk)
            sociallogin.user = sociallogin.account.user = people[0]
            sociallogin.account.save()
            access.record(people[0], AccessChange.Kind.OFFICE_CONNECTED, by=people[0])

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Context | None = None,
    ) -> None:
        log.warning("The log-in with the office account failed: %s %.200s", error, exception or "")
        if error == AuthError.CANCELLED:
            raise _refusal(request, CANCELLED, "cancelled")
        raise _refusal(request, FAILED, "failed")


def _refusal(
    request: HttpRequest, text: Promise, reason: str, *, person_id: int | None = None
) -> ImmediateHttpResponse:
    """Log the reason, and return the exception that leads to the log-in page with the message."""
    log_event(SecurityEvent.OFFICE_LOG_IN_REFUSED, person_id=person_id, detail=reason)
    messages.error(request, str(text))
    return ImmediateHttpResponse(redirect("account_login"))
