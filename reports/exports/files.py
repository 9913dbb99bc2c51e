"""Files of a published report, drawn in a sandbox, because drawing takes long and fills in templates of the office.

`python -m reports.exports.files KIND < JSON` writes the file to its output. It has no access to the database.
"""

import base64
import json
import os
import sys
from typing import Any

from cooperation.services import sandbox

SECONDS = 120
LIMITS = sandbox.SandboxLimits(
    cpu_seconds=SECONDS, wall_seconds=SECONDS, memory=2 * 1024 * 1024 * 1024, may_write_files=True
)
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
        "DJANGO_SETTINGS_MODULE": "cooperation.settings",
        # The settings require these values; the process signs nothing, serves nothing and opens no database.
        "ENV_FILE": "", "SECRET_KEY": "none", "ALLOWED_HOSTS": "none", "DATABASE_URL": "sqlite://:memory:", "DEMO": "0",
    }  # fmt: skip
    try:
        result = sandbox.run(__name__, kind, limits=LIMITS, environment=variables, stdin=given.encode())
    except sandbox.SandboxTimeout as error:
        raise NotMade(f"{kind}: more than {SECONDS} s") from error
    if result.returncode == MISSING_LIBRARY:
        raise LibraryMissing
    if result.returncode == BROKEN_TEMPLATE:
        raise TemplateBroken(result.stdout.decode())
    if result.returncode != 0:
        raise NotMade(result.stderr.decode()[-2000:])
    return result.stdout


def main() -> int:
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
