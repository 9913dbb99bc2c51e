"""Figures for a monitoring system on this machine, in the format of Prometheus."""

from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from cooperation.models import Letter
from cooperation.models.letters import is_late
from cooperation.services import mail
from cooperation.services.backups import newest_backup

BACKUP = """# HELP portal_newest_backup_timestamp_seconds When the newest backup was written (Unix time).
# TYPE portal_newest_backup_timestamp_seconds gauge
portal_newest_backup_timestamp_seconds {written:.0f}
"""

MAIL = """# HELP portal_oldest_late_letter_timestamp_seconds Since when the oldest late letter has been due (Unix time).
# TYPE portal_oldest_late_letter_timestamp_seconds gauge
portal_oldest_late_letter_timestamp_seconds {due:.0f}
"""


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return counts and times of requests of all processes, the newest backup and the oldest late letter.

    They are returned only to a client on this machine.
    A request that a proxy passed on comes from this machine, too, but has the address of its client.
    """
    is_proxied = "HTTP_X_FORWARDED_FOR" in request.META
    if not settings.METRICS or is_proxied or not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    backup = newest_backup(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else None
    if backup is not None:
        response.write(BACKUP.format(written=backup.stat().st_mtime))
    response.write(_oldest_late_letter())
    return response


def _oldest_late_letter() -> str:
    """Return the line about it; nothing without one, and while the database does not respond."""
    with suppress(DatabaseError):
        due = Letter.objects.filter(is_late(timezone.now())).aggregate(oldest=Min("next_try_at"))["oldest"]
        return MAIL.format(due=due.timestamp()) if due and mail.is_set_up() else ""
    return ""
