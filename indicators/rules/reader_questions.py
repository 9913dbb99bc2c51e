"""What holds for readers' questions: by when they are answered, how far a moderator may change their words."""

from datetime import date, timedelta

# The answer is information on public matters: "without undue delay, not later than within 14 days" (art. 13 ust. 1 of
# the act of 6 September 2001 on access to public information).
DAYS_TO_ANSWER = 14
REDACTION_MARK = "[…]"


def answer_due_on(confirmed: date) -> date:
    return confirmed + timedelta(days=DAYS_TO_ANSWER)


def normalize_marks(text: str) -> str:
    """Three dots in brackets are the mark, whichever way they are typed; line ends as a browser sends them are one."""
    return text.replace("\r\n", "\n").replace("[...]", REDACTION_MARK).strip()


def is_shortened(original: str, shown: str) -> bool:
    """Whether `shown` is the original with nothing but parts taken out, each replaced by the mark; not the whole of it.

    Both are `marked`. The pieces between the marks must stand in the original in their order: the first at its
    beginning, the last at its end, with something left out between every two.
    """
    first, *rest = shown.split(REDACTION_MARK)
    if not rest or not shown.replace(REDACTION_MARK, "").strip() or not original.startswith(first):
        return False
    place = len(first)
    for piece in rest[:-1]:
        found = original.find(piece, place + 1)
        if found < 0:
            return False
        place = found + len(piece)
    return len(original) - len(rest[-1]) > place and original.endswith(rest[-1])
