"""Forms of the panel and of the public pages."""

MAX_TEXT_LENGTH = 4000  # characters of a note, a comment, a reason or an answer
