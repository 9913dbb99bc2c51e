"""Colours of drawings on white paper: those of the style sheet's light theme (assets/site.css/1-base.css)."""

INK, INK_2, INK_3, LINE, LINE_STRONG, PAPER = "#14171e", "#454b57", "#5d6471", "#d9dce2", "#747b88", "#ffffff"
ACCENT, BAR, BRICK = "#24307c", "#6f7cc6", "#a62a20"
_GREEN, _OCHRE, _MAGENTA, _BLUE, _SLATE, _VIOLET = "#12694b", "#8a5900", "#8c1668", "#1f5e96", "#4c5564", "#6438a3"

STATUS_HUES = {
    "met": _GREEN,
    "partly_met": _OCHRE,
    "not_met": BRICK,
    "overdue": _MAGENTA,
    "no_data": _MAGENTA,
    "awaited": _BLUE,
    "in_progress": _BLUE,
    "ahead": _BLUE,
    "on_track": _BLUE,
    "behind": _BLUE,
    "no_threshold": _SLATE,
    "to_be_assessed": _VIOLET,
}
