"""Files are opened in a process of their own: a file made to eat memory or time ends that process, not the portal.

`python -m indicators.services.evidence.apart FILE EXTENSION` prints nothing, or the refusal as JSON.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from cooperation.text import Sentence, say
from indicators.services.evidence.checking import check_content
from indicators.services.evidence.refusals import Refused

PROJECT = Path(__file__).resolve().parents[3]
SECONDS = 20
MEMORY = 1024 * 1024 * 1024
REFUSED = 3  # exit code


def check_apart(path: Path, extension: str) -> None:
    """`check_content` within limits; what exceeds them is refused too."""
    command = [sys.executable, "-m", "indicators.services.evidence.apart", str(path), extension]
    # No secret of the portal goes along.
    variables = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the path is ours, the extension one of a closed list
            command, cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(too_much()) from None
    if done.returncode == 0:
        return
    if done.returncode == REFUSED:
        told = json.loads(done.stdout)
        raise Refused(Sentence(told["msgid"], told["params"]))
    raise Refused(too_much())


def too_much() -> Sentence:
    return say("Checking this file takes too much time or memory. Save it anew with less in it, or send a PDF.")


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it reads, it never writes a file
    try:
        check_content(Path(sys.argv[1]), sys.argv[2])
    except Refused as refused:
        sys.stdout.write(json.dumps({"msgid": refused.sentence.msgid, "params": dict(refused.sentence.params)}))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
