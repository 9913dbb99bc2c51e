"""Compile the translations in Python, so that the portal starts without gettext."""

import os
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogues(root: Path) -> list[Path]:
    """Write every `.mo` under `root` that is missing or older than its `.po`; return the ones written.

    Each file is replaced atomically, because several processes (test workers) may compile it at the same time.
    """
    written = []
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        handle, name = tempfile.mkstemp(dir=source.parent, prefix=f".{target.name}.")
        os.close(handle)
        polib.pofile(str(source)).save_as_mofile(name)
        Path(name).chmod(0o644)
        Path(name).replace(target)
        written.append(target)
    return written


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po where the compiled file is missing or older."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        written = [path for root in settings.LOCALE_PATHS for path in compile_catalogues(Path(root))]
        if options["verbosity"]:
            self.stdout.write(f"{len(written)} compiled")
