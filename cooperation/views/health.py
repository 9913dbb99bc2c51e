"""Addresses for monitoring: is the process running, can it serve requests."""

import os
from pathlib import Path

from django.conf import settings
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
    """Answer 200 when the portal can serve requests, otherwise 503 with the reason.

    The database responds, has safe settings and all migrations, and evidence files can be stored.
    """
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
    if not _can_store_evidence():
        return HttpResponse("evidence", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _can_store_evidence() -> bool:
    """Return whether the folder of evidence, or the existing folder in which it will be created, is writable."""
    folder = Path(settings.EVIDENCE_DIR)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
