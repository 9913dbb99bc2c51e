"""The office, its units and people, programmes with their diagnosis, and the public register of changes."""

from cooperation.models.access_changes import AccessChange
from cooperation.models.cache import CacheEntry
from cooperation.models.changes import Change
from cooperation.models.ledger import LedgerEntry, LedgerHead, Redaction
from cooperation.models.letters import Letter
from cooperation.models.offices import Logo, Office
from cooperation.models.people import PersonIndex, has_accepted_invitation
from cooperation.models.programmes import Conclusion, Programme, SwotFinding
from cooperation.models.units import Deputy, Unit, UnitMember
from cooperation.models.unsaved_input import UnsavedInput

__all__ = [
    "AccessChange",
    "CacheEntry",
    "Change",
    "Conclusion",
    "Deputy",
    "LedgerEntry",
    "LedgerHead",
    "Letter",
    "Logo",
    "Office",
    "PersonIndex",
    "Programme",
    "Redaction",
    "SwotFinding",
    "Unit",
    "UnitMember",
    "UnsavedInput",
    "has_accepted_invitation",
]
