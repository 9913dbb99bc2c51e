"""Whether published reports are what was published."""

from cooperation.models import Change
from cooperation.text import Sentence, say
from reports.models import Publication


def first_altered_publication() -> tuple[int, Sentence | None]:
    """Return how many were checked and the first fault: a text that does not match its hash, or a missing version.

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
        return checked, say(
            "Version {version} of report {number} was published and is gone.", version=version, number=number
        )
    return checked, None
