"""Letters to the administrators about jobs of the server that failed: backups, the check of the history and others."""

from datetime import date

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.models import Letter
from cooperation.roles import Role
from cooperation.services.addresses import portal_host
from cooperation.services.outbox import enqueue

LANGUAGE = "pl"  # of the office


def write_failure_letters(job: str, *, on: date) -> list[Letter]:
    """Write to each administrator that the job failed; at most one letter a day about each job."""
    administrators = User.objects.filter(is_active=True, groups__name=str(Role.ADMINISTRATOR)).exclude(email="")
    with translation.override(LANGUAGE):
        values = {"job": job, "portal": portal_host(), "day": on.isoformat()}
        subject = _("A job of the portal failed: %(job)s") % values
        text = (
            _(
                "On %(day)s the job %(job)s of the portal %(portal)s failed. Please forward this message to the person"
                " who looks after the server; the reason is in the log of the job (deploy/README.md, “Watch”).\n\n"
                "The portal writes about each job at most once a day, so that no further message does not mean that the"
                " job succeeds again.\n"
            )
            % values
        )
    key = f"failed-job:{job}:{on.isoformat()}"
    letters = [
        enqueue(kind=Letter.Kind.FAILED_JOB, subject=subject, text=text, recipient=administrator, key=key)
        for administrator in administrators.order_by("pk")
    ]
    return [letter for letter in letters if letter is not None]
