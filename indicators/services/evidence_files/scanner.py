"""Antivirus scan of uploads by the command in `EVIDENCE_SCANNER`, which receives the path of the file."""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from cooperation.text import say
from indicators.services.errors import ScannerFailed, UploadRefused

logger = logging.getLogger(__name__)

SECONDS = 60


def scan(path: Path) -> None:
    """Scan a file, if a scanner is configured.

    As with ClamAV, exit code 0 means clean and 1 infected; any other outcome raises `ScannerFailed`, and no file is
    accepted while the scanner does not work. Raises `UploadRefused` for an infected file.
    """
    if not settings.EVIDENCE_SCANNER.strip():
        return
    try:
        command = shlex.split(settings.EVIDENCE_SCANNER)
        result = subprocess.run(  # noqa: S603  # the command comes from the settings, the path from the store
            [*command, str(path)], capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        logger.error("the antivirus program cannot run: %s", error)
        raise ScannerFailed from error
    if result.returncode == 1:
        raise UploadRefused(
            say("The antivirus program detected a threat in the file. Send another file, or ask your IT staff.")
        )
    if result.returncode != 0:
        logger.error("the antivirus program ended with %d: %s", result.returncode, result.stderr[:500])
        raise ScannerFailed
