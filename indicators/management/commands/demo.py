"""`manage.py demo`: create the accounts and the unit of the demonstration (DEMO=1 only)."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from indicators.services import demonstration


class Command(BaseCommand):
    help = "Create the accounts and the unit of the demonstration (DEMO=1 only), and print the passwords."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError(_("This is not the demonstration (DEMO=1), so no demonstration accounts are created."))
        password = os.environ.get("DEMO_PASSWORD") or _stored(demonstration.new_password())
        for account in demonstration.set_up(password):
            password_or_note = password if account.has_password else _("(password changed by its owner)")
            self.stdout.write(f"  {account.login:<14} {password_or_note}")


def _stored(password: str) -> str:
    """Append the password to the private .env, so that the next start prints the same one; return it."""
    path = Path(os.environ.get("ENV_FILE") or settings.BASE_DIR / ".env")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(f"DEMO_PASSWORD={password}\n")
    return password
