"""Administration of actions, indicators and breakdowns; figures are read-only here."""

from indicators.admin import definitions, figures

__all__ = ["definitions", "figures"]
