"""Values so unlikely that a person should look twice. A warning, never a refusal."""

from decimal import Decimal

from cooperation.text import Sentence, ValueType, say

TIMES = 10


def warning_for(value: Decimal | None, last_year: Decimal | None, value_type: ValueType) -> Sentence | None:
    """More than 100%, ten times last year's value or more, or zero after a positive one."""
    if value is None:
        return None
    if value_type is ValueType.PERCENT and value > 100:
        return say("{value}% is more than 100%. Is the number right? If so, say why in the note.", value=value)
    if last_year is None or last_year <= 0:
        return None
    if value == 0:
        return say("Zero, and a year ago it was {last}. Is this right? If so, say why in the note.", last=last_year)
    if value >= TIMES * last_year:
        return say(
            "{value} is at least ten times last year's {last}. Is the number right? If so, say why in the note.",
            value=value,
            last=last_year,
        )
    return None
