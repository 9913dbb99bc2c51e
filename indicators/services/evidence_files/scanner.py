"""The antivirus program of the office, when it has one: `EVIDENCE_SCANNER`, a command that gets the file's path."""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from cooperation.text import say
from indicators.services.evidence_files.file_types import Refused

logger = logging.getLogger(__name__)

SECONDS = 60


class ScannerFailed(Exception):
    """The program is configured and did not answer: nothing is taken without its word."""


def scan(path: Path) -> None:
    """Exit code 0 is clean, 1 is a find (as ClamAV's programs say it); everything else is no answer."""
    if not settings.EVIDENCE_SCANNER.strip():
        return
    try:
        command = shlex.split(settings.EVIDENCE_SCANNER)
        done = subprocess.run(  # noqa: S603  # the command is the server keeper's, the path is ours
            [*command, str(path)], capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        logger.error("the antivirus program cannot run: %s", error)
        raise ScannerFailed from error
    if done.returncode == 1:
        raise Refused(say("The antivirus program found something in the file. Send another one, or ask your IT staff."))
    if done.returncode != 0:
        logger.error("the antivirus program ended with %d: %s", done.returncode, done.stderr[:500])
        raise ScannerFailed
