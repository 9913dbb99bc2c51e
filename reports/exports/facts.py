"""The bulletin sheet (metryczka): who produced a report, who published it, when, which version, which hash."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _


def facts_of(content: dict[str, Any], sha256: str) -> dict[str, str]:
    """Name -> entry, in the document's language; what was not given is not in it."""
    with translation.override("pl"):
        edition, office = content["edition"], content["office"]
        role = _("coordinator of the programme")
        entries = {
            _("Produced by"): office["name"] or content["programme"]["issuer"],
            _("Published by"): f"{edition['person']}, {role}" if edition["person"] else role,
            _("Published on"): edition["published_on_shown"],
            _("State of the data"): content["as_of_shown"],
            _("Version"): str(edition["version"]),
            _("Reason of this version"): edition["reason"],
            _("SHA-256 of the frozen content"): sha256,
        }
    return {name: entry for name, entry in entries.items() if entry}
