"""Run one of the portal's own modules in a process with limited time and memory.

A crafted file, or a report that takes very long to draw, exhausts its own process and not the server's. The process
receives none of the portal's environment variables and therefore none of its secrets.

`python -m cooperation.services.sandbox LIMITS MODULE ARGUMENT…` sets the limits and then runs the module. Nothing here
imports Django, so that a process which does not need it starts quickly.
"""

import json
import os
import resource
import runpy
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """What a sandboxed process may use. The processor time and the memory are limits of the kernel."""

    cpu_seconds: int
    wall_seconds: float
    memory: int  # bytes of address space
    may_write_files: bool = False


class SandboxTimeout(Exception):
    """The process ran longer than `wall_seconds` and was killed."""


def run(
    module: str,
    *arguments: str,
    limits: SandboxLimits,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m module argument…` within the limits and return its exit code and output.

    A process that exceeds its processor time or memory ends with a non-zero code. Raises `SandboxTimeout`.
    """
    command = [sys.executable, "-m", "cooperation.services.sandbox", json.dumps(asdict(limits)), module, *arguments]
    variables = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", **(environment or {})}
    try:
        return subprocess.run(  # noqa: S603  # a module of the portal, started without a shell
            command,
            cwd=PROJECT,
            env=variables,
            input=stdin,
            capture_output=True,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SandboxTimeout(f"{module}: more than {limits.wall_seconds} s") from error


def apply_limits(limits: SandboxLimits) -> None:
    """Set the limits of the current process; it can never raise them again."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    if not limits.may_write_files:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    apply_limits(SandboxLimits(**json.loads(sys.argv[1])))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
