"""Files are opened in a process of their own: a file made to eat memory or time ends that process, not the portal.

`python -m indicators.services.evidence_files.worker check FILE EXTENSION` prints nothing, or the refusal as JSON;
`… copy FILE EXTENSION TITLE` prints the copy without metadata.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from cooperation.text import Sentence, say
from indicators.services.evidence_files.file_types import Refused
from indicators.services.evidence_files.metadata import without_metadata
from indicators.services.evidence_files.validation import check_content

PROJECT = Path(__file__).resolve().parents[3]
SECONDS = 20
MEMORY = 1024 * 1024 * 1024
REFUSED = 3  # exit code


def check_apart(path: Path, extension: str) -> None:
    """`check_content` within limits; what exceeds them is refused too."""
    done = _run("check", path, extension)
    if done is not None and done.returncode == REFUSED:
        told = json.loads(done.stdout)
        raise Refused(Sentence(told["msgid"], told["params"]))
    if done is None or done.returncode != 0:
        raise Refused(too_much())


def copy_apart(path: Path, extension: str, title: str) -> bytes:
    """`without_metadata` within the same limits. Raises `Refused`."""
    done = _run("copy", path, extension, title)
    if done is None or done.returncode != 0:
        raise Refused(
            say("No copy without metadata can be made of this file. Save it anew, e.g. as PDF, and add that.")
        )
    return done.stdout


def _run(task: str, path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """None when it takes too long."""
    command = [sys.executable, "-m", "indicators.services.evidence_files.worker", task, str(path), *arguments]
    # No secret of the portal goes along.
    variables = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(  # noqa: S603  # our own program; the path is ours, the extension one of a closed list
            command, cwd=PROJECT, env=variables, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None


def too_much() -> Sentence:
    return say("Checking this file takes too much time or memory. Save it anew with less in it, or send a PDF.")


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it reads, it never writes a file
    task, path, extension, *title = sys.argv[1:]
    if task == "copy":
        sys.stdout.buffer.write(without_metadata(Path(path).read_bytes(), extension, *title))
        return 0
    try:
        check_content(Path(path), extension)
    except Refused as refused:
        sys.stdout.write(json.dumps({"msgid": refused.sentence.msgid, "params": dict(refused.sentence.params)}))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
