"""The copy of a file of evidence that readers get: without metadata, beside the original in the store."""

from indicators.models import Evidence
from indicators.services.evidence_files import store
from indicators.services.evidence_files.validation import check_name
from indicators.services.evidence_files.worker import copy_apart


def make_copy(evidence: Evidence) -> dict[str, str | int]:
    """Write the copy to the store; returns the fields of the row that name it. Raises `Refused`."""
    path = store.path_of(evidence.stored_name)
    content = copy_apart(path, check_name(evidence.original_name), evidence.title)
    with store.received([content]) as incoming:
        return {"public_name": store.keep(incoming), "public_size": incoming.size, "public_sha256": incoming.sha256}


def ensure_copy(evidence: Evidence) -> Evidence:
    """The row with its copy, which is made now for a file that was public before copies were. Raises `Refused`."""
    if not evidence.public_name:
        fields = make_copy(evidence)
        if not Evidence.objects.filter(pk=evidence.pk, public_name="").update(**fields):
            store.remove(str(fields["public_name"]))  # another request was faster
        evidence.refresh_from_db(fields=list(fields))
    return evidence
