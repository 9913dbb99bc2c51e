"""The office that keeps the portal, as every public page tells it: its name, its logo, its colours; a page that has its
programme asks nothing more of the database."""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from cooperation import colours
from cooperation.models import OfficeIdentity

TOLD = {name: name for name in ("name", "website", "bulletin", "email", "phone", "logo_alt", "accent", "accent_dark")}
TOLD |= {f"logo_{name}": f"logo__{name}" for name in ("hash", "content_type", "width", "height")}
KINDS = {"image/png": "png", "image/jpeg": "jpg"}


def with_office(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with `office`: a mapping of what is told, None before an administrator has typed it."""
    return rows.annotate(office=Subquery(_identity()[:1]))


def office_of(subject: Any) -> dict[str, Any]:
    """What was read with the subject, else (a page of the whole portal) read now; empty before it has been typed."""
    told = subject.office if subject is not None and "office" in vars(subject) else _identity().first()
    return told | {"look_url": look_url(told), "logo_url": logo_url(told)} if told else {}


def in_full() -> OfficeIdentity | None:
    """Everything that the office says of itself, and what every page tells of it. One query."""
    return OfficeIdentity.objects.annotate(office=JSONObject(**TOLD)).first()


def _identity() -> Any:
    return OfficeIdentity.objects.order_by().values_list(JSONObject(**TOLD), flat=True)


def look_url(told: dict[str, Any]) -> str:
    """Of the accent's style sheet; another accent has another address."""
    version = colours.version(colours.style_sheet(told["accent"], told["accent_dark"]))
    return f"{reverse('look')}?v={version}" if version else ""


def logo_url(told: dict[str, Any]) -> str:
    kind = KINDS.get(told["logo_content_type"] or "")
    return reverse("logo", args=[told["logo_hash"], kind]) if kind else ""
