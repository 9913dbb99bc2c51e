"""Files of a published report, each made in a process of its own: a long drawing holds up nobody else's request.

`python -m reports.exports.files KIND < JSON` writes the file to its output; nothing of the database goes along.
"""

import base64
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 120
MEMORY = 2 * 1024 * 1024 * 1024
MISSING_LIBRARY, BROKEN_TEMPLATE = 3, 4  # exit codes


class NotMade(Exception):
    """The file could not be made."""


class LibraryMissing(NotMade):
    """A PDF needs a library of the system that is not there."""


class TemplateBroken(NotMade):
    """The office's template cannot be filled in; the message says why."""


def make_apart(kind: str, snapshot: str, facts: dict[str, str], template: bytes | None = None) -> bytes:
    """`kind`: docx, pdf, xlsx or sheet; template makes nothing, it checks the template's marks. Raises NotMade."""
    given = json.dumps(
        {"snapshot": snapshot, "facts": facts, "template": base64.b64encode(template).decode() if template else None}
    )
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "cooperation.settings",
        # Settings want these; nothing is signed, served or asked for here.
        "ENV_FILE": "", "SECRET_KEY": "none", "ALLOWED_HOSTS": "none", "DATABASE_URL": "sqlite://:memory:", "DEMO": "0",
    }  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the kind is one of a closed list
            [sys.executable, "-m", "reports.exports.files", kind],
            cwd=PROJECT, env=variables, input=given.encode(), capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotMade(f"{kind}: more than {SECONDS} s") from error
    if done.returncode == MISSING_LIBRARY:
        raise LibraryMissing
    if done.returncode == BROKEN_TEMPLATE:
        raise TemplateBroken(done.stdout.decode())
    if done.returncode != 0:
        raise NotMade(done.stderr.decode()[-2000:])
    return done.stdout


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import django

    django.setup()
    from django.utils import translation

    from reports.exports.docx import BrokenTemplate, check_template, report_docx
    from reports.exports.pdf import MissingLibrary, report_pdf
    from reports.exports.report_xlsx import report_xlsx
    from reports.exports.sheet import sheet_pdf

    given: dict[str, Any] = json.load(sys.stdin)
    content, facts = json.loads(given["snapshot"]), given["facts"]
    template = base64.b64decode(given["template"]) if given["template"] else None
    translation.activate("pl")
    try:
        match sys.argv[1]:
            case "template":
                check_template(template or b"")
                made = b""
            case "docx":
                made = report_docx(content, facts, template)
            case "pdf":
                made = report_pdf(content, facts)
            case "sheet":
                made = sheet_pdf(content, facts)
            case _:
                made = report_xlsx(content, facts)
    except MissingLibrary:
        return MISSING_LIBRARY
    except BrokenTemplate as error:
        sys.stdout.write(str(error))
        return BROKEN_TEMPLATE
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
