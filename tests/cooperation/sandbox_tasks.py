"""What `test_sandbox.py` runs in a sandboxed process: `python -m tests.cooperation.sandbox_tasks TASK ARGUMENT…`."""

import os
import sys
from pathlib import Path

match sys.argv[1:]:
    case ["copy", suffix]:
        sys.stdout.write(sys.stdin.read() + suffix)
    case ["environment"]:
        sys.stdout.write("\n".join(sorted(os.environ)))
    case ["loop"]:
        while True:
            pass
    case ["allocate"]:
        sys.stdout.write(str(len(bytearray(512 * 1024 * 1024))))
    case ["write", path]:
        Path(path).write_text("x", encoding="utf-8")
    case ["exit", code]:
        sys.exit(int(code))
