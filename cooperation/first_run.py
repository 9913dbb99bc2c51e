"""Preparations of `make run` before Django can start: check that the port is free, write `.env`.

It uses only the standard library, because it runs with the system's Python before the virtual environment exists.
Messages are in Polish, for the person who starts the demonstration.
"""

import argparse
import errno
import os
import re
import secrets
import socket
import sys
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
HEADER = "# Ustawienia demonstracji na tym komputerze; opis wszystkich zmiennych: .env.example\n"
OLDEST_PYTHON = (3, 11)
ON = {"1", "true", "on", "yes", "y", "ok"}  # what django-environ reads as true


class CannotStart(Exception):
    """The message is shown to the person who runs `make run`."""


def check_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CannotStart(f"Numer portu musi być liczbą od 1 do 65535, a podano: {port}.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As gunicorn sets it: a port that was just released is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} jest zajęty – być może portal już działa: http://{HOST}:{port}/\n"
                    f"Aby uruchomić go na innym porcie, wpisz na przykład: make run PORT={port + 1}"
                ) from error
            if error.errno == errno.EACCES:
                raise CannotStart(f"Port {port} jest zastrzeżony dla administratora. Wybierz inny.") from error
            raise


def read(path: Path) -> dict[str, str]:
    """Return the assignments of a `.env` file; quotes are removed, nothing else is interpreted."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.removeprefix("export ").split("=", 1) for line in lines if re.match(r"[^#=]+=", line))
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}


def write_env(path: Path = ENV_FILE, *, port: int = DEFAULT_PORT) -> bool:
    """Create `.env`, or add a missing SECRET_KEY, and store the port, which links in messages contain.

    Other lines are not changed. Return whether the file was written.
    """
    known = read(path)
    if path.exists() and (os.environ.get("DEMO") or known.get("DEMO", "")).lower() not in ON:
        raise CannotStart(
            "Plik .env nie włącza trybu demonstracji (DEMO=1), a „make run” uruchamia tylko demonstrację.\n"
            "Uruchomienie na serwerze opisuje README.md, rozdział „Deploy”."
        )
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = before or HEADER + "DEMO=1\n"
    if not text.endswith("\n"):
        text += "\n"
    if not (known.get("SECRET_KEY") or os.environ.get("SECRET_KEY")):
        text += f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
    if known.get("DEMO_PORT") != str(port):
        text = re.sub(r"^(export )?DEMO_PORT=.*\n", "", text, flags=re.MULTILINE) + f"DEMO_PORT={port}\n"
    if text == before:
        return False
    _replace(path.resolve(), text)
    return True


def _replace(path: Path, text: str) -> None:
    """Replace the file atomically by one that only its owner can read."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="first_run")
    parser.add_argument("port", help="stop if it is in use")
    port = parser.parse_args(arguments).port
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise CannotStart(f"Potrzebny jest Python 3.11 lub nowszy, a ten to {sys.version.split()[0]}.")
        if not port.isdecimal():
            raise CannotStart(f"Numer portu musi być liczbą od 1 do 65535, a podano: {port}.")
        check_port(int(port))
        write_env(port=int(port))
        (ENV_FILE.parent / "var").mkdir(mode=0o700, exist_ok=True)  # for the database: only its owner may read it
    except CannotStart as stop:
        print(f"\n{stop}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
