"""`manage.py demo`: the demonstration's accounts and unit. Only where DEMO=1."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from indicators.services import demonstration


class Command(BaseCommand):
    help = "Make the demonstration's accounts and unit (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is not the demonstration (DEMO=1), so no demonstration accounts are made."))
        password = os.environ.get("DEMO_PASSWORD") or _keep(demonstration.new_password())
        for account in demonstration.set_up(password):
            shown = password if account.has_password else _("(password changed by its owner)")
            self.stdout.write(f"  {account.login:<14} {shown}")


def _keep(password: str) -> str:
    """In the private .env, so that the next start prints the same password."""
    path = Path(os.environ.get("ENV_FILE") or settings.BASE_DIR / ".env")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(f"DEMO_PASSWORD={password}\n")
    return password
