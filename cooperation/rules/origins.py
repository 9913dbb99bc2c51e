"""Where a stated fact comes from."""

from enum import StrEnum


class Origin(StrEnum):
    """The source of a statement, shown to readers beside every assumption (product.md § 4)."""

    DOCUMENT = "document"
    DEFAULT = "default"
    DECISION = "decision"
