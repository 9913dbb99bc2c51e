"""Rules for readers' questions: the due date of an answer, and how a moderator may shorten a question."""

from datetime import date, timedelta

# Art. 13 ust. 1 of the act of 6 September 2001 on access to public information: "without undue delay, not later than
# within 14 days".
DAYS_TO_ANSWER = 14
REDACTION_MARK = "[…]"


def answer_due_on(confirmed: date) -> date:
    return confirmed + timedelta(days=DAYS_TO_ANSWER)


def normalize_marks(text: str) -> str:
    """Return the text with "[...]" replaced by the redaction mark, and with "\\n" for each line end."""
    return text.replace("\r\n", "\n").replace("[...]", REDACTION_MARK).strip()


def is_shortened(original: str, shown: str) -> bool:
    """Whether `shown` is the original with parts replaced by the redaction mark, but not all of it.

    Both texts must be normalized by `normalize_marks`. The pieces between the marks must occur in the original in the
    same order, the first at its beginning and the last at its end, with omitted text between each two.
    """
    first, *rest = shown.split(REDACTION_MARK)
    if not rest or not shown.replace(REDACTION_MARK, "").strip() or not original.startswith(first):
        return False
    position = len(first)
    for piece in rest[:-1]:
        start = original.find(piece, position + 1)
        if start < 0:
            return False
        position = start + len(piece)
    return len(original) - len(rest[-1]) > position and original.endswith(rest[-1])
