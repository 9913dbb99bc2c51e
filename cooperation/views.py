"""Service addresses and the pages for what went wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration has run."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    return redirect(static("favicon.ico"))


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(
        "User-agent: *\nDisallow: /panel/\nDisallow: /konto/\nDisallow: /admin/\n", content_type="text/plain"
    )
    response.is_public = True  # type: ignore[attr-defined]  # CacheHeadersMiddleware leaves it storable
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(loader.get_template("400.html").render({}, None), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the request, the session or the database: they may be what is broken."""
    return HttpResponse(loader.get_template("500.html").render({"release": settings.RELEASE}, None), status=500)
