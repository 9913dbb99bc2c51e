"""Administration of what is measured; figures are only looked at here."""

from indicators.admin import definitions, figures

__all__ = ["definitions", "figures"]
