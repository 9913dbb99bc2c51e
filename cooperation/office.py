"""The office that keeps the portal, as the foot of every public page tells it; a page that has its programme asks
nothing more of the database."""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from cooperation.models import OfficeIdentity

TOLD = ("name", "website", "bulletin", "email", "phone")


def with_office(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with `office`: a mapping of what is told, None before an administrator has typed it."""
    identity = OfficeIdentity.objects.values(told=JSONObject(**{name: name for name in TOLD}))[:1]
    return rows.annotate(office=Subquery(identity))


def office_of(subject: Any) -> dict[str, str]:
    """What was read with the subject, else (a page of the whole portal) read now; empty before it has been typed."""
    if subject is not None and "office" in vars(subject):
        return subject.office or {}
    return OfficeIdentity.objects.values(*TOLD).first() or {}
