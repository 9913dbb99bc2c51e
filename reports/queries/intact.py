"""Whether published reports are what was published."""

from cooperation.models import Change
from cooperation.text import Sentence, say
from reports.models import Publication


def first_altered_publication() -> tuple[int, Sentence | None]:
    """How many were looked at, and the first fault: another text than was hashed, or a version that is gone.

    The register of changes names every version that was published, so one that is removed is missed.
    """
    registered = {
        (row.object_id, row.details["version"])
        for row in Change.objects.filter(kind=Change.Kind.REPORT_PUBLISHED, object_type="annualreport")
    }
    checked = 0
    for publication in Publication.objects.select_related("report__programme").order_by("id").iterator(chunk_size=20):
        checked += 1
        registered.discard((publication.report_id, publication.version))
        if not publication.is_intact:
            return checked, say("{report}: the content is not as it was published.", report=str(publication))
    if registered:
        number, version = min(registered)
        gone = say("Version {version} of report {number} was published and is gone.", version=version, number=number)
        return checked, gone
    return checked, None
