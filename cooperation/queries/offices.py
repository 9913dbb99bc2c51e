"""The office that runs the portal, as pages show it: its name, its bodies, its logo, its colours."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cooperation import rendering
from cooperation.models import Office
from cooperation.rules import colours

BODIES = ("executive", "executive_genitive", "council", "council_genitive", "council_dative")
IDENTITY = ("name", "website", "bulletin", "email", "phone", "logo_alt", "accent", "accent_dark", *BODIES, "act")
LOGO = {f"logo_{name}": f"logo__{name}" for name in ("hash", "content_type", "width", "height")}
KINDS = {"image/png": "png", "image/jpeg": "jpg"}

OfficeIdentity = dict[str, Any]  # values of IDENTITY and LOGO by name, each of the type of its column


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


def body_names(office: OfficeIdentity) -> BodyNames:
    """`office`: the mapping of `office_identity`, empty before an administrator has entered the office."""
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


def office_identity() -> OfficeIdentity:
    """Return what every page shows of the office; empty before an administrator has entered it. One query."""
    columns = {name: F(lookup) for name, lookup in LOGO.items()}
    identity = Office.objects.order_by().values(*IDENTITY, **columns).first()
    return _with_addresses(identity) if identity else {}


def full_office() -> Office | None:
    """Return the office with its logo's description. One query."""
    return Office.objects.select_related("logo").defer("logo__content").first()


def identity_of(office: Office) -> OfficeIdentity:
    """Return the same mapping as `office_identity`, of an office that `full_office` has loaded."""
    identity = {name: getattr(office, name) for name in IDENTITY}
    identity |= {name: getattr(office.logo, name.removeprefix("logo_"), None) for name in LOGO}
    return _with_addresses(identity)


def missing_statement_parts(office: Office) -> list[str]:
    """Return the headings of the parts of the accessibility statement that the law requires and that are empty."""
    state, method = Office.AccessibilityState, Office.AssessmentMethod
    required_parts = {
        _("name of the office"): office.name,
        _("publication date of the portal"): office.published_on,
        _("date of its last significant change"): office.updated_on,
        _("state of digital accessibility"): office.accessibility_state,
        _("content that is not accessible"): office.accessibility_gaps or office.accessibility_state == state.COMPLIANT,
        _("method of assessment"): office.accessibility_method,
        _("name of the auditor"): office.accessibility_auditor or office.accessibility_method != method.EXTERNAL,
        _("date on which the statement was prepared"): office.accessibility_prepared_on,
        _("e-mail"): office.accessibility_email or office.email,
        _("telephone"): office.accessibility_phone or office.phone,
        _("postal address"): office.address,
        _("access to the building"): office.building_access,
        _("ways of communication"): office.communication_access,
    }
    return [label for label, value in required_parts.items() if not value]


def _with_addresses(identity: OfficeIdentity) -> OfficeIdentity:
    """Add the addresses of the accent's style sheet (another accent has another address) and of the logo."""
    accent_version = colours.style_version(colours.style_sheet(identity["accent"], identity["accent_dark"]))
    extension = KINDS.get(identity["logo_content_type"] or "")
    return identity | {
        "look_url": f"{reverse('office_style')}?v={accent_version}" if accent_version else "",
        "logo_url": reverse("logo", args=[identity["logo_hash"], extension]) if extension else "",
    }
