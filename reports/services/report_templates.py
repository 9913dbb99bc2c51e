"""An office's own template of reports: checked like any uploaded file, then filled in once as a test."""

import tempfile
from pathlib import Path

from django.utils import timezone

from cooperation.models import Programme
from cooperation.text import say
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.worker import check_in_sandbox
from reports.exports.content import report_content
from reports.exports.files import ExportFailed, TemplateInvalid, export_in_subprocess
from reports.queries.report_sources import report_source_of
from reports.rules.snapshot import canonical
from reports.rules.span import Span

MAX_BYTES = 2 * 1024 * 1024  # a form of the administration takes 3 MB


def validate_template(template: bytes) -> None:
    """Raise `UploadRefused` with what to correct: macros, external links, marks that are unknown or missing."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "wzor.docx"
        path.write_bytes(template)
        check_in_sandbox(path, "docx")
    programme = Programme.objects.select_related("main_goal").first()
    try:
        if programme is None:  # there is no data to fill in yet
            export_in_subprocess("template", "{}", {}, template)
        else:
            span = Span(programme.first_year, programme.first_year)
            snapshot = canonical(report_content(report_source_of(programme, span, on=timezone.localdate())))
            export_in_subprocess("docx", snapshot, {}, template)
    except TemplateInvalid as error:
        raise UploadRefused(say("The template cannot be filled in: {why}", why=str(error))) from error
    except ExportFailed as error:
        raise UploadRefused(
            say("Filling in the template takes too much time or memory. Simplify the template.")
        ) from error
