"""The bulletin sheet (metryczka) of a published report: producer, publisher, date, version and hash."""

from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.rules.bodies import Act
from reports.rules.snapshot import ReportContent


def facts_of(content: ReportContent, sha256: str) -> dict[str, str]:
    """Return the entries by name, in Polish; empty ones are left out."""
    with translation.override("pl"):
        edition, office = content["edition"], content["office"]
        role = _("coordinator of the programme")
        entries = {
            _("Produced by"): office["name"] or content["programme"]["issuer"],
            _("Published by"): f"{edition['person']}, {role}" if edition["person"] else role,
            _("Published on"): edition["published_on_shown"],
            _("Data as at"): content["as_of_shown"],
            _("Version"): str(edition["version"]),
            _("Reason for this version"): edition["reason"],
            _("SHA-256 of the frozen content"): sha256,
            _("Head of the history"): edition.get("history_head", ""),  # reports published earlier have none
        }
    return {name: entry for name, entry in entries.items() if entry}


def annex_line(content: ReportContent) -> str:
    """Return the line that names the act of which the report is an annex, with dots for what is not known."""
    office = content["office"]
    act, executive = office.get("act"), office.get("executive_genitive")  # reports published earlier have neither
    if not act or not executive:
        return _("Annex to ………… no. ………… of …………")
    if act == Act.RESOLUTION:
        return _("Annex to resolution no. ………… of %(executive)s of …………") % {"executive": executive}
    return _("Annex to order no. ………… of %(executive)s of …………") % {"executive": executive}
