"""Write the databases of a release: `python -m tests.upgrades.dump 0.2.0` (needs pg_dump and a PostgreSQL server).

Each release commits `tests/upgrades/<version>/{sqlite,postgresql}.sql.gz`: the real programme and the example programme
as that version stored them. Later versions must migrate both (`test_upgrades.py`). A committed dump never changes.
"""

import argparse
import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import psycopg2.extensions

DUMPS = Path(__file__).resolve().parent
PROJECT = DUMPS.parent.parent
COMMANDS = (("migrate",), ("load_programme", "data/programme-2021-2025.txt"), ("load_example",))


def fill(url: str, directory: Path) -> None:
    """Migrate an empty database and load both programmes, with everything they store outside it under `directory`."""
    variables = {"DATABASE_URL": url, "EVIDENCE_DIR": str(directory), "DEMO": "1", "ENV_FILE": "", "SECRET_KEY": "dump"}
    for command in COMMANDS:
        arguments = [sys.executable, "manage.py", *command, "--verbosity", "0"]
        subprocess.run(arguments, cwd=PROJECT, env={**os.environ, **variables}, check=True, stdout=subprocess.DEVNULL)


def dump_sqlite(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def dump_postgresql(url: str) -> str:
    """Plain INSERT statements without psql's own commands, which only psql could load."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100"]
    # In the environment, because everybody on the machine can read the arguments of a process.
    address = psycopg2.extensions.parse_dsn(url.replace("postgres://", "postgresql://", 1))
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    env = {**os.environ, **{names[name]: value for name, value in address.items()}}
    text = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in text.splitlines() if not line.startswith("\\")) + "\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("version")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    options = parser.parse_args()
    target = DUMPS / options.version
    if target.exists():
        parser.error(f"{target} exists: the dump of a release never changes.")
    name = f"portal_dump_{os.getpid()}"
    with tempfile.TemporaryDirectory() as directory, closing(psycopg2.connect(options.server)) as server:
        file = Path(directory, "portal.sqlite3")
        fill(f"sqlite:///{file}", Path(directory, "sqlite"))
        server.autocommit = True  # CREATE and DROP DATABASE refuse a transaction
        server.cursor().execute(f"CREATE DATABASE {name}")
        try:
            url = urlsplit(options.server)._replace(path=f"/{name}").geturl()
            fill(url, Path(directory, "postgresql"))
            postgresql = dump_postgresql(url)
        finally:
            server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        write(target / "sqlite.sql.gz", dump_sqlite(file))
        write(target / "postgresql.sql.gz", postgresql)


if __name__ == "__main__":
    main()
