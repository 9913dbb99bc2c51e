"""Addresses for monitoring: is the process running, can it serve requests."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cooperation.checks import wrong_settings


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process is running."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database responds, has safe settings and all migrations; otherwise 503 with the reason."""
    try:
        wrong = wrong_settings(connection)
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("database", status=503, content_type="text/plain")
    if wrong:
        return HttpResponse("settings", status=503, content_type="text/plain")
    if unapplied:
        return HttpResponse("migrations", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
