"""An office's own template of reports: looked at like any file that comes in, then filled in once for a trial."""

import tempfile
from pathlib import Path

from django.utils import timezone

from cooperation.models import Programme
from cooperation.text import say
from indicators.services.evidence_files.file_types import Refused
from indicators.services.evidence_files.worker import check_apart
from reports.exports.files import NotMade, TemplateBroken, make_apart
from reports.queries.material import material_of
from reports.rules.snapshot import canonical
from reports.rules.span import Span
from reports.services.content import content_of

MAX_BYTES = 2 * 1024 * 1024  # a form of the administration takes 3 MB


def try_out(template: bytes) -> None:
    """Raises `Refused`, which says what to correct: macros, links outside, marks that are unknown or missing."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "wzor.docx"
        path.write_bytes(template)
        check_apart(path, "docx")
    programme = Programme.objects.select_related("main_goal").first()
    try:
        if programme is None:  # nothing to fill in yet
            make_apart("template", "{}", {}, template)
        else:
            span = Span(programme.first_year, programme.first_year)
            snapshot = canonical(content_of(material_of(programme, span, on=timezone.localdate())))
            make_apart("docx", snapshot, {}, template)
    except TemplateBroken as broken:
        raise Refused(say("The template cannot be filled in: {why}", why=str(broken))) from broken
    except NotMade as error:
        raise Refused(say("Filling in the template takes too much time or memory. Make it simpler.")) from error
