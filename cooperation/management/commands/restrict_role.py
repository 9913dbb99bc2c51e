"""`manage.py restrict_role ROLE`: take the rights to rewrite the history from the portal's database role."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from cooperation.models import LedgerEntry, Redaction
from cooperation.models.ledger import changing_columns, recorded_models


class Command(BaseCommand):
    help = (
        "On PostgreSQL, as the owner of the tables and after every migrate: the role with which the portal runs may "
        "add recorded rows, but neither change nor delete them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", metavar="ROLE")

    def handle(self, *args: object, role: str, **options: object) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles."))
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR pg_has_role(rolname, current_user, 'member') FROM pg_roles WHERE rolname = %s",
                [role],
            )
            row = cursor.fetchone()
            if row is None:
                raise CommandError(_("There is no role “%(role)s”.") % {"role": role})
            if row[0]:
                raise CommandError(
                    _("The role “%(role)s” owns the tables or is a superuser: run the portal with another one.")
                    % {"role": role}
                )
            models: list[type[Model]] = [*recorded_models(), LedgerEntry]
            for model in models:
                table = quote(model._meta.db_table)
                if getattr(model, "IS_DELETABLE", False):
                    continue
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quote(role)}")
                columns = ", ".join(map(quote, changing_columns(model)))
                if columns:
                    cursor.execute(f"GRANT UPDATE ({columns}) ON {table} TO {quote(role)}")
            cursor.execute(f"REVOKE INSERT ON {quote(Redaction._meta.db_table)} FROM {quote(role)}")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION portal_redact TO {quote(role)}")
        self.stdout.write(_("The role “%(role)s” can no longer rewrite the history.") % {"role": role})
