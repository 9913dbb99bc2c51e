"""The office, its units and people, programmes with their diagnosis, and the public register of changes."""

from cooperation.models.programmes import (
    CacheEntry,
    Change,
    Conclusion,
    Deputy,
    Logo,
    Office,
    Programme,
    SwotFinding,
    Unit,
    UnitMember,
)
from cooperation.models.unsaved_input import UnsavedInput

__all__ = [
    "CacheEntry",
    "Change",
    "Conclusion",
    "Deputy",
    "Logo",
    "Office",
    "Programme",
    "SwotFinding",
    "Unit",
    "UnitMember",
    "UnsavedInput",
]
