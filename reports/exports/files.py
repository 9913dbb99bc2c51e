"""Files of reports, each created in a sandbox, so that a long export does not block other requests.

`python -m reports.exports.files KIND < JSON` writes the file to its output; nothing of the database goes along.
"""

import base64
import json
import os
import secrets
import sys
from typing import TypedDict

from cooperation.services import sandbox

SECONDS = 120
LIMITS = sandbox.SandboxLimits(
    cpu_seconds=SECONDS, wall_seconds=SECONDS, memory=2 * 1024 * 1024 * 1024, may_write_files=True
)
MISSING_LIBRARY, BROKEN_TEMPLATE = 3, 4  # exit codes


class ExportJob(TypedDict):
    """What the subprocess reads as JSON."""

    snapshot: str
    facts: dict[str, str]
    template: str | None  # base64


class ExportFailed(Exception):
    """The file could not be created."""


class PdfLibraryMissing(ExportFailed):
    """PDF files need a system library that is missing."""


class TemplateInvalid(ExportFailed):
    """The office's template cannot be filled in; the message is the reason."""


def export_in_subprocess(kind: str, snapshot: str, facts: dict[str, str], template: bytes | None = None) -> bytes:
    """Return the file of the `kind` docx, pdf, xlsx or sheet; the kind template only validates the template's marks.

    Raises ExportFailed.
    """
    encoded = base64.b64encode(template).decode() if template else None
    job = json.dumps(ExportJob(snapshot=snapshot, facts=facts, template=encoded))
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "DJANGO_SETTINGS_MODULE": "cooperation.settings",
        # Required by the settings, and not used in the subprocess.
        "ENV_FILE": "", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "none", "DEMO": "0",
        "DATABASE_URL": "sqlite://:memory:",
    }  # fmt: skip
    try:
        process = sandbox.run(__name__, kind, limits=LIMITS, environment=variables, stdin=job.encode())
    except sandbox.SandboxTimeout as error:
        raise ExportFailed(f"{kind}: more than {SECONDS} s") from error
    if process.returncode == MISSING_LIBRARY:
        raise PdfLibraryMissing
    if process.returncode == BROKEN_TEMPLATE:
        raise TemplateInvalid(process.stdout.decode())
    if process.returncode != 0:
        raise ExportFailed(process.stderr.decode()[-2000:])
    return process.stdout


def main() -> int:
    import django

    django.setup()
    from django.utils import translation

    from reports.exports.docx import BrokenTemplate, check_template, report_docx
    from reports.exports.pdf import MissingLibrary, report_pdf
    from reports.exports.report_xlsx import report_xlsx
    from reports.exports.sheet import sheet_pdf

    job: ExportJob = json.load(sys.stdin)
    content, facts = json.loads(job["snapshot"]), job["facts"]
    template = base64.b64decode(job["template"]) if job["template"] else None
    translation.activate("pl")
    try:
        match sys.argv[1]:
            case "template":
                check_template(template or b"")
                file = b""
            case "docx":
                file = report_docx(content, facts, template)
            case "pdf":
                file = report_pdf(content, facts)
            case "sheet":
                file = sheet_pdf(content, facts)
            case "xlsx":
                file = report_xlsx(content, facts)
            case kind:
                raise ValueError(f"{kind}: no writer")
    except MissingLibrary:
        return MISSING_LIBRARY
    except BrokenTemplate as error:
        sys.stdout.write(str(error))
        return BROKEN_TEMPLATE
    sys.stdout.buffer.write(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
