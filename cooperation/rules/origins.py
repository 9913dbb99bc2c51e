"""The origin of a statement about a target."""

from enum import StrEnum


class Origin(StrEnum):
    """Where a statement comes from; readers see it beside every assumption (product.md § 4)."""

    DOCUMENT = "document"
    DEFAULT = "default"
    DECISION = "decision"
