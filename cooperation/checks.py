"""Does the database keep what it confirms? Read back from the live connection, because a setting that was written
down may not have arrived: an option at the wrong level, a server tuned for speed.

`manage.py migrate` and `manage.py check --database default` stop at what they find; `/readyz` answers 503.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BUSY_TIMEOUT = 20_000  # milliseconds that a writer waits for the one before it

_POWER_CUT = gettext_lazy("Otherwise a power cut loses figures that were confirmed as saved.")
_PARALLEL = gettext_lazy("Otherwise people who save at the same moment are refused.")
_ORPHANS = gettext_lazy("Otherwise a row may point at one that does not exist.")
_LETTERS = gettext_lazy("Otherwise Polish letters cannot be stored.")

_INIT = 'cooperation/settings.py: DATABASES["default"]["OPTIONS"]["init_command"], PRAGMA {name}={value};'
_OPTION = 'cooperation/settings.py: DATABASES["default"]["OPTIONS"]["{name}"] = {value}'
_SERVER = "psql: ALTER SYSTEM SET {name} = '{value}'; SELECT pg_reload_conf();"
_DATABASE = "createdb --encoding UTF8 --template template0"


@dataclass(frozen=True)
class Setting:
    """What a setting must be, why, and where it is set. The first allowed value is the one to set."""

    name: str
    allowed: tuple[str, ...]
    why: Any
    cure: str
    is_least: bool = False  # a larger number is as good

    def holds(self, found: str) -> bool:
        if self.is_least:
            return found.isdecimal() and int(found) >= int(self.allowed[0])
        return found.lower() in self.allowed


SETTINGS = {
    "sqlite": (
        Setting("journal_mode", ("wal",), _PARALLEL, _INIT),
        Setting("synchronous", ("2", "3"), _POWER_CUT, _INIT),  # FULL, EXTRA
        Setting("foreign_keys", ("1",), _ORPHANS, _INIT),
        Setting("busy_timeout", (str(BUSY_TIMEOUT),), _PARALLEL, _OPTION.format(name="timeout", value=20), True),
        Setting("transaction_mode", ("immediate",), _PARALLEL, _OPTION.format(name="{name}", value='"IMMEDIATE"')),
    ),
    "postgresql": (
        Setting("fsync", ("on",), _POWER_CUT, _SERVER),
        Setting("synchronous_commit", ("on", "local", "remote_write", "remote_apply"), _POWER_CUT, _SERVER),
        Setting("full_page_writes", ("on",), _POWER_CUT, _SERVER),
        Setting("server_encoding", ("utf8",), _LETTERS, _DATABASE),
        Setting("default_transaction_isolation", ("read committed",), _PARALLEL, _SERVER),
    ),
}


@dataclass(frozen=True)
class WrongSetting:
    setting: Setting
    found: str


@register(Tags.database)
def check_database_settings(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """One error for each setting that loses data, with what was found and the cure."""
    return [
        Error(
            _("The database setting %(name)s is “%(found)s” and must be “%(wanted)s”. %(why)s")
            % {
                "name": wrong.setting.name,
                "found": wrong.found,
                "wanted": wrong.setting.allowed[0],
                "why": wrong.setting.why,
            },
            hint=wrong.setting.cure.format(name=wrong.setting.name, value=wrong.setting.allowed[0]),
            obj=alias,
            id="cooperation.E001",
        )
        for alias in databases or ()
        for wrong in wrong_settings(connections[alias])
    ]


@register(Tags.database)
def check_known_migrations(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """One error for a database that another version of the portal has migrated: this one cannot work with it."""
    with translation.override(settings.LANGUAGE_CODE):  # `migrate` switches translations off
        return [
            Error(
                _("Another version of the portal created the database: this version has no migration “%(name)s”.")
                % {"name": unknown[0]},
                hint=_way_out(connections[alias]),
                obj=alias,
                id="cooperation.E002",
            )
            for alias in databases or ()
            if (unknown := unknown_migrations(connections[alias]))
        ]


def unknown_migrations(connection: Any) -> list[str]:
    """Names ("goals.0003_histories") of applied migrations of this project that this version does not contain."""
    applied = MigrationRecorder(connection).applied_migrations()
    loader = MigrationLoader(None)
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    return sorted(f"{app}.{name}" for app, name in applied if app in own and (app, name) not in loader.disk_migrations)


def _way_out(connection: Any) -> str:
    """What to do: a demonstration's files may be moved aside, an office's data may not."""
    keep = _("To keep its data, start the version that created it.")
    if connection.vendor != "sqlite":
        return str(keep)
    database = Path(connection.settings_dict["NAME"])
    paths = [
        database,
        *(database.with_name(f"{database.name}-{part}") for part in ("wal", "shm")),
        settings.EVIDENCE_DIR,
    ]
    names = ", ".join(str(_from_here(Path(path))) for path in paths if Path(path).exists())
    move = _("To start anew, move these files to another place and start again: %(names)s.") % {"names": names}
    return f"{move} {keep}"


def _from_here(path: Path) -> Path:
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def wrong_settings(connection: Any) -> list[WrongSetting]:
    """What the live connection says otherwise than it must; raises `django.db.Error` when it does not answer."""
    found = READERS[connection.vendor](connection)
    return [
        WrongSetting(setting, found[setting.name])
        for setting in SETTINGS[connection.vendor]
        if setting.name in found and not setting.holds(found[setting.name])
    ]


def _of_sqlite(connection: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[name] = str(cursor.execute(f"PRAGMA {name}").fetchone()[0])
    found["transaction_mode"] = str(connection.transaction_mode or "deferred")
    if connection.is_in_memory_db():  # it has no journal to choose
        del found["journal_mode"]
    return found


def _of_postgresql(connection: Any) -> dict[str, str]:
    names = [setting.name for setting in SETTINGS["postgresql"]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


READERS = {"sqlite": _of_sqlite, "postgresql": _of_postgresql}
