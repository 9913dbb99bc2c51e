"""Service addresses and the pages for what went wrong."""

import re
import sys
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language_from_path
from django.views.decorators.http import require_safe

from cooperation.checks import wrong_settings
from cooperation.models import Logo, Office
from cooperation.queries.offices import KINDS
from cooperation.roles import may_administer
from cooperation.rules import colours
from cooperation.services import mail
from cooperation.services.addresses import absolute
from cooperation.web.many_fields import accept_fields
from cooperation.web.outages import is_outage
from cooperation.web.staff_browser import people_of_browser

RETRY_AFTER = 60  # seconds
FOR_EVER = "public, max-age=31536000, immutable"  # of an address that names its content
_HIDDEN_FIELD = re.compile(r"(?:^|_)(?:csrfmiddlewaretoken|based_on|request_key|typed_by|do|was)$|_FORMS$")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, keeps what it confirms, and every migration has run."""
    try:
        wrong = wrong_settings(connection)
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("database", status=503, content_type="text/plain")
    if wrong:
        return HttpResponse("settings", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


class PersonConverter:
    """A person's number as links of messages hold it: base 36, short enough for any database."""

    regex = "[0-9a-z]{1,10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ForgottenPassword(PasswordResetView):
    """Asks for an address; the answer is the same whether somebody has it or not."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mail_is_set_up": mail.is_set_up()}


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetFromKeyView):
    """The page behind a link: a person sets the own password, then logs in with it."""

    template_name = "account/new_password.html"
    success_url = reverse_lazy("account_login")
    is_invitation = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A link that is not valid answers every method with its page, so only those of a browser come so far."""
        if request.method == "OPTIONS":
            return self.options(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"token_fail": False, "person": self.reset_user, **super().get_context_data(**kwargs)}
        return {**context, "action_url": self.request.path, "is_invitation": self.is_invitation}

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget the failed log-ins: the library forgets those of its own list of addresses, which is empty."""
        attempted = {"username": self.reset_user.username}
        get_adapter()._delete_login_attempts_cached_email(self.request, **attempted)
        response: HttpResponse = super().form_valid(form)
        return response


class Invitation(NewPassword):
    """The same for somebody who has no password yet."""

    is_invitation = True


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    return redirect(static("favicon.ico"))


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {prefix}/{place}/" for place in ("panel", "konto") for prefix in ("", "/en")]
    lines = [
        "User-agent: *",
        *closed,
        "Disallow: /admin/",
        "",
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
    return response


@login_not_required
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """The office's own accent as a style sheet; an office without one has none."""
    told = Office.objects.values("accent", "accent_dark").first()
    sheet = colours.style_sheet(**told) if told else ""
    if not sheet:
        raise Http404
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    is_named = request.GET.get("v") == colours.style_version(sheet)
    return _storable(response, FOR_EVER if is_named else "public, no-cache")


@login_not_required
@require_safe
def logo(request: HttpRequest, hash: str, kind: str) -> HttpResponse:  # as the address calls it
    """The office's logo, under the address made of its content; an earlier one is not served any more."""
    found = Logo.objects.filter(hash=hash, office__isnull=False).first()
    if found is None or KINDS[found.content_type] != kind:
        raise Http404
    return _storable(HttpResponse(bytes(found.content), content_type=found.content_type), FOR_EVER)


def _storable(response: HttpResponse, how: str) -> HttpResponse:
    response["Cache-Control"] = how
    response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
    return response


@login_not_required
def admin_login(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """The administration has no door of its own: a stranger is led to the one log-in, others are told it is closed."""
    if may_administer(request.user):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_outage(exception):  # a session that could not be written
        return _unavailable(request)
    return _bare(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the session or the database: they may be what is broken."""
    if is_outage(sys.exception()):
        return _unavailable(request)
    return _bare(request, "500.html", status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """503, for every write and every page alike: nothing half-saved, nothing typed lost, come back in a while.

    A figure that could not be saved stands in the page with a button that sends it again; its request key makes sure
    that it is recorded once.
    """
    sent = request.method not in ("GET", "HEAD")
    fields = _typed(request) if sent else []
    context = {
        "sent": sent,
        "path": request.get_full_path(),
        "fields": fields,
        "typed": [value for name, value in fields if value and not _HIDDEN_FIELD.search(name)],
    }
    response = _bare(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE, **context)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Of a view that keeps input, every field as it was sent, whole; of others (log-in) nothing.

    A file cannot be sent again from our page, only from the form that the browser still has.
    """
    view: Any = getattr(request.resolver_match, "func", None)
    if not hasattr(view, "keeps_input") or hasattr(view, "takes_files"):
        return []
    if hasattr(view, "most_fields"):  # who sends them cannot be looked up now; the browser's cookie needs no database
        if not people_of_browser(request):
            return []
        accept_fields(request, view.most_fields)
    return [(name, value) for name, values in request.POST.lists() for value in values if isinstance(value, str)]


def _bare(request: HttpRequest, template: str, *, status: int, **context: Any) -> HttpResponse:
    """In the language of the address: what failed may have failed before the language was chosen."""
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = loader.get_template(template).render({"home": "/en/" if language == "en" else "/", **context}, None)
    return HttpResponse(page, status=status, headers={"Content-Language": language})
