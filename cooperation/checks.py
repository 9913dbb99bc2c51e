"""System check: the live database connection has the settings without which confirmed data could be lost.

The settings are read from the connection itself, because a configured option may not take effect (an option at the
wrong level, a server tuned for speed). `manage.py migrate` and `manage.py check --database default` fail on a wrong
setting; `/readyz` answers 503.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import LedgerEntry
from cooperation.models.ledger import recorded_models

BUSY_TIMEOUT = 20_000  # milliseconds that a writer waits for another one

_POWER_CUT = gettext_lazy("Otherwise a power cut loses figures that were confirmed as saved.")
_PARALLEL = gettext_lazy("Otherwise saving fails for people who save at the same time.")
_ORPHANS = gettext_lazy("Otherwise a row may refer to another row that does not exist.")
_LETTERS = gettext_lazy("Otherwise Polish letters cannot be stored.")

_INIT = 'cooperation/settings.py: DATABASES["default"]["OPTIONS"]["init_command"], PRAGMA {name}={value};'
_OPTION = 'cooperation/settings.py: DATABASES["default"]["OPTIONS"]["{name}"] = {value}'
_SERVER = "psql: ALTER SYSTEM SET {name} = '{value}'; SELECT pg_reload_conf();"
_DATABASE = "createdb --encoding UTF8 --template template0"


@dataclass(frozen=True, slots=True)
class DatabaseSetting:
    """The allowed values of a setting (the first one is recommended), the reason, and how to set it."""

    name: str
    allowed: tuple[str, ...]
    reason: str | Promise
    hint: str  # with {name} and {value}
    is_minimum: bool = False  # greater numbers are allowed, too

    def allows(self, value: str) -> bool:
        if self.is_minimum:
            return value.isdecimal() and int(value) >= int(self.allowed[0])
        return value.lower() in self.allowed


SETTINGS = {
    "sqlite": (
        DatabaseSetting("journal_mode", ("wal",), _PARALLEL, _INIT),
        DatabaseSetting("synchronous", ("2", "3"), _POWER_CUT, _INIT),  # FULL, EXTRA
        DatabaseSetting("foreign_keys", ("1",), _ORPHANS, _INIT),
        DatabaseSetting(
            "busy_timeout", (str(BUSY_TIMEOUT),), _PARALLEL, _OPTION.format(name="timeout", value=20), is_minimum=True
        ),
        DatabaseSetting(
            "transaction_mode", ("immediate",), _PARALLEL, _OPTION.format(name="{name}", value='"IMMEDIATE"')
        ),
    ),
    "postgresql": (
        DatabaseSetting("fsync", ("on",), _POWER_CUT, _SERVER),
        DatabaseSetting("synchronous_commit", ("on", "local", "remote_write", "remote_apply"), _POWER_CUT, _SERVER),
        DatabaseSetting("full_page_writes", ("on",), _POWER_CUT, _SERVER),
        DatabaseSetting("server_encoding", ("utf8",), _LETTERS, _DATABASE),
        DatabaseSetting("default_transaction_isolation", ("read committed",), _PARALLEL, _SERVER),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongSetting:
    setting: DatabaseSetting
    actual: str


@register(Tags.database)
def check_database_settings(*, databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Return an error for each unsafe setting, with its actual value and how to correct it."""
    return [
        Error(
            _("The database setting %(name)s is “%(actual)s” and must be “%(wanted)s”. %(why)s")
            % {
                "name": wrong.setting.name,
                "actual": wrong.actual,
                "wanted": wrong.setting.allowed[0],
                "why": wrong.setting.reason,
            },
            hint=wrong.setting.hint.format(name=wrong.setting.name, value=wrong.setting.allowed[0]),
            obj=alias,
            id="cooperation.E001",
        )
        for alias in databases or ()
        for wrong in wrong_settings(connections[alias])
    ]


@register(Tags.database)
def check_known_migrations(*, databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Return an error if another version of the portal has migrated the database."""
    with translation.override(settings.LANGUAGE_CODE):  # `migrate` switches translations off
        return [
            Error(
                _("Another version of the portal created the database: this version has no migration “%(name)s”.")
                % {"name": unknown[0]},
                hint=_migration_hint(connections[alias]),
                obj=alias,
                id="cooperation.E002",
            )
            for alias in databases or ()
            if (unknown := unknown_migrations(connections[alias]))
        ]


@register(Tags.database)
def check_log_archive(*, databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Return a warning if PostgreSQL could not archive its log the last time."""
    return [
        Warning(
            _("PostgreSQL cannot archive its log since %(name)s: recent data are not archived, and the disk fills.")
            % {"name": failed},
            hint=_("The reason is in /var/log/postgresql."),
            obj=alias,
            id="cooperation.W003",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and (failed := failed_log_file(connections[alias]))
    ]


@register(Tags.database, deploy=True)
def check_role(*, databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """Return a warning if the portal's role could rewrite the history.

    Only with --deploy: `migrate` and `restrict_role` run as the owner of the tables.
    """
    return [
        Warning(
            _("The database role of the portal could rewrite the history: %(table)s.") % {"table": tables[0]},
            hint=_(
                "Run restrict_role as the owner of the tables after each migrate, and the portal with another role."
            ),
            obj=alias,
            id="cooperation.W004",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and (tables := rewritable_tables(connections[alias]))
    ]


def rewritable_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the recorded tables from which the role of the connection may delete rows or whose rows it may change."""
    models: list[type[Model]] = [*recorded_models(), LedgerEntry]
    tables = [model._meta.db_table for model in models if not getattr(model, "IS_DELETABLE", False)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s) name WHERE has_table_privilege(to_regclass(name), 'UPDATE, DELETE, TRUNCATE')",
            [tables],
        )
        return [name for (name,) in cursor.fetchall()]


def failed_log_file(connection: BaseDatabaseWrapper) -> str:
    """Return the name of the log file whose archiving failed; empty when a later attempt succeeded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_failed_wal FROM pg_stat_archiver"
            " WHERE last_failed_time > coalesce(last_archived_time, '-infinity')"
        )
        row = cursor.fetchone()
    return row[0] if row else ""


def unknown_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    """Return names ("goals.0003_histories") of our applied migrations that this version does not contain."""
    applied = MigrationRecorder(connection).applied_migrations()
    loader = MigrationLoader(None)
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    return sorted(f"{app}.{name}" for app, name in applied if app in own and (app, name) not in loader.disk_migrations)


def _migration_hint(connection: BaseDatabaseWrapper) -> str:
    """Return what to do; only the files of a demonstration (SQLite) may be moved to another place."""
    keep = _("To keep its data, start the version that created it.")
    if connection.vendor != "sqlite":
        return str(keep)
    database = Path(connection.settings_dict["NAME"])
    paths = [
        database,
        *(database.with_name(f"{database.name}-{part}") for part in ("wal", "shm")),
        settings.EVIDENCE_DIR,
    ]
    names = ", ".join(str(_relative_to_project(Path(path))) for path in paths if Path(path).exists())
    move = _("To start afresh, move these files to another place and start again: %(names)s.") % {"names": names}
    return f"{move} {keep}"


def _relative_to_project(path: Path) -> Path:
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def wrong_settings(connection: BaseDatabaseWrapper) -> list[WrongSetting]:
    """Return the unsafe settings of the connection. Raises `django.db.Error` if the database does not respond."""
    values = READERS[connection.vendor](connection)
    return [
        WrongSetting(setting=setting, actual=values[setting.name])
        for setting in SETTINGS[connection.vendor]
        if setting.name in values and not setting.allows(values[setting.name])
    ]


def _sqlite_settings(connection: Any) -> dict[str, str]:  # attributes of Django's SQLite wrapper, which has no types
    values: dict[str, str] = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            values[name] = str(cursor.execute(f"PRAGMA {name}").fetchone()[0])
    values["transaction_mode"] = str(connection.transaction_mode or "deferred")
    if connection.is_in_memory_db():  # its journal mode cannot be chosen
        del values["journal_mode"]
    return values


def _postgresql_settings(connection: BaseDatabaseWrapper) -> dict[str, str]:
    names = [setting.name for setting in SETTINGS["postgresql"]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


READERS = {"sqlite": _sqlite_settings, "postgresql": _postgresql_settings}
