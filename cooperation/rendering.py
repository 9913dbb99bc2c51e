"""Translation of sentences and formatting of numbers and dates in the language of the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from cooperation.text import Sentence, TypedNumber, fill, format_number


def language() -> str:
    """Return the language of the current page, "pl" or "en"."""
    return (get_language() or "pl")[:2]


_is_staff_page: ContextVar[bool] = ContextVar("is_staff_page", default=False)


@contextmanager
def staff_page() -> Iterator[None]:
    """Use Polish number notation in both languages, because the forms of staff pages accept no other."""
    token = _is_staff_page.set(True)
    try:
        yield
    finally:
        _is_staff_page.reset(token)


def number(value: Decimal, decimals: int | None = None) -> str:
    """Return "1 234,5", or "1,234.5" on a public English page."""
    return format_number(value, decimals, language="pl" if _is_staff_page.get() else language())


def render(sentence: Sentence) -> str:
    """Translate the sentence and its nested sentences; format its numbers and dates."""
    return fill(_translation(sentence), {name: parameter_text(value) for name, value in sentence.params.items()})


def _translation(sentence: Sentence) -> str:
    """Return the translated template, with its placeholders."""
    if sentence.plural:
        return ngettext(sentence.msgid, sentence.plural, sentence.count)
    return gettext(sentence.msgid)


# Parameters whose plain texts come from the programme or the office and are always Polish.
POLISH_WORDS = frozenset({"comment", "goal", "indicator", "measure", "name", "new", "old", "reason", "title"})


def render_html(sentence: Sentence) -> SafeString:
    """Return the translated sentence as HTML, with its Polish words marked with `lang="pl"`."""
    template = str(escape(_translation(sentence)))
    filled = fill(template, {name: _parameter_html(name, value) for name, value in sentence.params.items()})
    return mark_safe(filled)  # template and parameters were escaped


def _parameter_html(name: str, value: object) -> str:
    if isinstance(value, Sentence):
        return render_html(value)
    text = str(escape(parameter_text(value)))
    is_polish = name in POLISH_WORDS and isinstance(value, str) and any(letter.isalpha() for letter in value)
    return f'<span lang="pl">{text}</span>' if is_polish else text


def parameter_text(value: object) -> str:
    """Return one parameter of a sentence, formatted."""
    if isinstance(value, Sentence):
        return render(value)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, TypedNumber):
        return number(value.value, value.decimals)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(Decimal(value))
    if isinstance(value, datetime):
        return long_date(timezone.localtime(value).date())
    if isinstance(value, date):
        return long_date(value)
    return str(value)


def long_date(day: date) -> str:
    """Return "30 listopada 2025 r." or "30 November 2025"."""
    if language() == "pl":
        return f"{formats.date_format(day, 'j E Y')} r.".replace(" ", "\u00a0")
    return formats.date_format(day, "j F Y").replace(" ", "\u00a0")


def short_date(day: date) -> str:
    """Return the date for tables: "30.11.2025" or "2025-11-30"."""
    return f"{day.day}.{day.month:02}.{day.year}" if language() == "pl" else day.isoformat()
