"""`manage.py move_to_postgres`: copy the portal's rows to an empty PostgreSQL database and compare them.

The address is read from the environment, because arguments of a process can be read by everybody on the machine.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.services import table_copies

TARGET = "target"
VARIABLE = "TARGET_DATABASE_URL"


def target_settings(address: str) -> dict[str, Any]:
    """Return the settings of the new database; options of the address (`?sslmode=verify-full`) are in OPTIONS.

    Raises ImproperlyConfigured or ValueError.
    """
    parsed = environ.Env.db_url_config(address)
    return {**connections.databases[DEFAULT_DB_ALIAS], "OPTIONS": {}, **parsed}


class Command(BaseCommand):
    help = f"Copy all rows to the empty PostgreSQL database whose address is in {VARIABLE}, and compare them."

    def handle(self, *args: object, **options: object) -> None:
        self._connect()
        try:
            call_command("migrate", database=TARGET, verbosity=0)
            if Programme.objects.using(TARGET).exists():
                raise CommandError(_("The database already contains programmes. Create an empty one."))
            with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
                with table_copies.snapshot(DEFAULT_DB_ALIAS):
                    before = table_copies.write_tables(Path(first), DEFAULT_DB_ALIAS)
                    sequences = table_copies.read_sequences(DEFAULT_DB_ALIAS)
                table_copies.load_tables(Path(first), TARGET, sequences)
                with table_copies.snapshot(TARGET):
                    after = table_copies.write_tables(Path(second), TARGET)
                    numbers = table_copies.read_sequences(TARGET)
        except Error as error:
            raise CommandError(_("The database refused: %(reason)s") % {"reason": error}) from error
        finally:
            connections[TARGET].close()
        different = [
            label
            for label in before
            if before[label] != after[label] or numbers.get(label, 0) < sequences.get(label, 0)
        ]
        if different:
            raise CommandError(_("Not copied exactly: %(tables)s.") % {"tables": ", ".join(different)})
        rows = sum(table.rows for table in after.values())
        self.stdout.write(
            _("Copied and compared: %(rows)d rows. Set DATABASE_URL to the new address.") % {"rows": rows}
        )

    def _connect(self) -> None:
        address = os.environ.get(VARIABLE, "")
        if not address.startswith(("postgres://", "postgresql://")):
            text = _("Set %(name)s to the address of the new database: postgres://user:password@host/name.")
            raise CommandError(text % {"name": VARIABLE})
        try:
            target = target_settings(address)
        except (ImproperlyConfigured, ValueError) as error:
            raise CommandError(str(error)) from error
        connections.databases[TARGET] = target
        connections.settings = connections.configure_settings(connections.databases)
