"""Structured data for search engines: schema.org as JSON-LD in a data block of the page.

Browsers do not execute a data block, so the content security policy, which forbids inline scripts, does not block it.
"""

import json
from collections.abc import Mapping

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from cooperation.models import Programme
from cooperation.queries.offices import OfficeIdentity
from cooperation.services.addresses import absolute_url

JsonLdNode = dict[str, object]
# The content cannot end the element, nor begin a comment or an entity.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(node: Mapping[str, object] | None) -> SafeString | str:
    """Return the script element with the node, in which <, > and & are written as JSON escapes; nothing for None."""
    if node is None:
        return ""
    content = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{content}</script>')  # escaped in the line above


def publisher_name(programme: Programme, office: OfficeIdentity) -> str:
    """Return the issuer of the programme, else the office that runs the portal; empty while neither is entered."""
    return programme.issuer or office.get("name") or ""


def publisher(programme: Programme, office: OfficeIdentity) -> JsonLdNode:
    """Return the properties `creator` and `publisher`; nothing while nobody has entered a name."""
    name = publisher_name(programme, office)
    if not name:
        return {}
    organization: JsonLdNode = {"@type": "GovernmentOrganization", "name": name}
    if name == office.get("name") and office.get("website"):
        organization["url"] = office["website"]
    return {"creator": organization, "publisher": organization}


def coverage(first_year: int, last_year: int) -> str:
    """Return the years as an ISO 8601 interval."""
    return f"{first_year}-01-01/{last_year}-12-31"


def modified(programme: Programme) -> JsonLdNode:
    """Return the day on which readers last saw a change, as `dateModified`."""
    changed_at = programme.content_changed_at
    return {"dateModified": timezone.localtime(changed_at).date().isoformat()} if changed_at else {}


def download(path: str, media_type: str) -> JsonLdNode:
    return {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": absolute_url(path)}
