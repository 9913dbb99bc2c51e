"""Administration of actions, indicators and breakdowns; figures are read-only here."""

from indicators.admin import definitions, figures, programme_tree

__all__ = ["definitions", "figures", "programme_tree"]
