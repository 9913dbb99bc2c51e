"""The office that runs the portal, as pages show it: its name, its bodies, its logo, its colours.

A page that has loaded its programme reads these with the same query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import pgettext

from cooperation import rendering
from cooperation.models import Office
from cooperation.rules import colours

BODIES = ("executive", "executive_genitive", "council", "council_genitive", "council_dative")
TOLD = {name: name for name in ("name", "website", "bulletin", "email", "phone", "logo_alt", "accent", "accent_dark")}
TOLD |= {name: name for name in (*BODIES, "act")}
TOLD |= {f"logo_{name}": f"logo__{name}" for name in ("hash", "content_type", "width", "height")}
KINDS = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class BodyNames:
    """What sentences call the bodies: their own names in Polish, the statutory terms where these are not entered.

    English sentences keep the terms: a Polish name in a Polish case does not fit into them.
    """

    executive: str
    executive_genitive: str
    council: str
    council_genitive: str
    council_dative: str


def body_names(office: Mapping[str, Any]) -> BodyNames:
    """`office`: the mapping of `office_of`, empty before an administrator has entered the office."""
    terms = BodyNames(
        executive=pgettext("nominative", "the executive body"),
        executive_genitive=pgettext("genitive", "the executive body"),
        council=pgettext("nominative", "the council"),
        council_genitive=pgettext("genitive", "the council"),
        council_dative=pgettext("dative", "the council"),
    )
    if rendering.language() != "pl":
        return terms
    return BodyNames(**{name: office.get(name) or getattr(terms, name) for name in BODIES})


def with_office(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with `office`: a mapping of what pages show, None before an administrator has entered the office."""
    return rows.annotate(office=Subquery(_identity()[:1]))


def office_of(subject: Any) -> dict[str, Any]:
    """What was read with the subject, else (a page of the whole portal) read now; empty before it has been typed."""
    told = subject.office if subject is not None and "office" in vars(subject) else _identity().first()
    return told | {"look_url": look_url(told), "logo_url": logo_url(told)} if told else {}


def in_full() -> Office | None:
    """Everything that the office says of itself, and what every page tells of it. One query."""
    return Office.objects.annotate(office=JSONObject(**TOLD)).first()


def _identity() -> Any:
    return Office.objects.order_by().values_list(JSONObject(**TOLD), flat=True)


def look_url(told: dict[str, Any]) -> str:
    """Of the accent's style sheet; another accent has another address."""
    version = colours.style_version(colours.style_sheet(told["accent"], told["accent_dark"]))
    return f"{reverse('look')}?v={version}" if version else ""


def logo_url(told: dict[str, Any]) -> str:
    kind = KINDS.get(told["logo_content_type"] or "")
    return reverse("logo", args=[told["logo_hash"], kind]) if kind else ""
