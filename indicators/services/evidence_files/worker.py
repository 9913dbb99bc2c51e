"""Validation and copying of uploaded files in a sandbox, because a crafted file can exhaust memory or time.

`python -m indicators.services.evidence_files.worker check FILE EXTENSION` prints nothing, or the refusal as JSON;
`… copy FILE EXTENSION TITLE` prints the copy without metadata.
"""

import json
import sys
from pathlib import Path

from cooperation.services import sandbox
from cooperation.text import Sentence, say
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.metadata import without_metadata
from indicators.services.evidence_files.validation import check_content

LIMITS = sandbox.SandboxLimits(cpu_seconds=20, wall_seconds=40, memory=1024 * 1024 * 1024)
REFUSED = 3  # exit code


def check_in_sandbox(path: Path, extension: str) -> None:
    """Validate the content of a file; raises `UploadRefused`, also when a limit is exceeded."""
    try:
        result = sandbox.run(__name__, "check", str(path), extension, limits=LIMITS)
    except sandbox.SandboxTimeout as error:
        raise UploadRefused(too_expensive()) from error
    if result.returncode == REFUSED:
        refusal = json.loads(result.stdout)
        raise UploadRefused(Sentence(refusal["msgid"], refusal["params"]))
    if result.returncode != 0:
        raise UploadRefused(too_expensive())


def copy_in_sandbox(path: Path, extension: str, title: str) -> bytes:
    """Return a copy of the file without metadata; raises `UploadRefused` when none can be made."""
    try:
        result = sandbox.run(__name__, "copy", str(path), extension, title, limits=LIMITS)
    except sandbox.SandboxTimeout as error:
        raise UploadRefused(no_copy()) from error
    if result.returncode != 0:
        raise UploadRefused(no_copy())
    return result.stdout


def too_expensive() -> Sentence:
    return say("Checking this file takes too much time or memory. Save it again with less content, or send a PDF.")


def no_copy() -> Sentence:
    return say(
        "The portal cannot create a copy of this file without metadata. Save it again, e.g. as PDF, and add "
        "the new file."
    )


def main() -> int:
    task, path, extension, *title = sys.argv[1:]
    if task == "copy":
        sys.stdout.buffer.write(without_metadata(Path(path).read_bytes(), extension, *title))
        return 0
    try:
        check_content(Path(path), extension)
    except UploadRefused as error:
        sys.stdout.write(json.dumps({"msgid": error.sentence.msgid, "params": dict(error.sentence.params)}))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
