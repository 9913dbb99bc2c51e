"""Log-in with the account of the office: the way to the issuer and back."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from cooperation.web.openid_connect import FAILED, UNREACHABLE, OfficeLogIn, is_set_up

NONCE_LENGTH = 32
_LANGUAGE = "office_log_in_language"  # in the session: of the page on which the log-in began


@login_not_required
@require_POST
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the issuer by a page: the content security policy allows no form to end on another site."""
    if not is_set_up():
        raise Http404
    exchange = OfficeLogIn(request)
    provider = exchange.get_provider()
    provider.oauth2_adapter_class = OfficeLogIn
    nonce = get_random_string(NONCE_LENGTH)
    request.session[_LANGUAGE] = translation.get_language()
    try:
        answer = provider.redirect(
            request,
            "login",
            next_url=get_next_redirect_url(request),
            data={"nonce": nonce},
            auth_params={"nonce": nonce},
        )
    except UNREACHABLE:
        messages.error(request, str(FAILED))
        return redirect("account_login")
    return render(request, "account/office_log_in.html", {"address": answer["Location"]})


class _Return(OAuth2CallbackView):
    """The return from the issuer, with the nonce of the log-in that began in this session."""

    def _get_state(
        self, request: HttpRequest, provider: object
    ) -> tuple[dict[str, Any] | None, HttpResponseBase | None]:
        state, refusal = super()._get_state(request, provider)
        self.adapter.nonce = state["data"]["nonce"] if state else ""
        return state, refusal


@login_not_required
@require_safe
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Log in the person whom the issuer names, or lead to the log-in page with the reason.

    The address has no language, so that the office registers one address; the language of the log-in is restored.
    """
    if not is_set_up():
        raise Http404
    translation.activate(request.session.get(_LANGUAGE) or settings.LANGUAGE_CODE)
    response: HttpResponseBase = _Return.adapter_view(OfficeLogIn(request))(request)
    return response
