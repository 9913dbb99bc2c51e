"""Template filters that format numbers, dates and sentences."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.contrib.admin.views.main import ChangeList
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext_lazy

from cooperation import rendering, text
from cooperation.rules.search_results import Fragment
from cooperation.text import Sentence

register = template.Library()


@register.filter(needs_autoescape=True)
def sentence(value: Sentence | str, autoescape: bool = True) -> str:
    """Return the translated sentence; on English pages its Polish words are marked with `lang="pl"`."""
    if not isinstance(value, Sentence):
        return value if isinstance(value, SafeString) else str(value)
    is_marked = autoescape and rendering.language() != "pl"
    return rendering.render_html(value) if is_marked else rendering.render(value)


@register.filter(needs_autoescape=True)
def whole_sentence(value: Sentence | str, autoescape: bool = True) -> str:
    """Return the sentence with a capital letter and a full stop."""
    rendered = sentence(value, autoescape)
    whole = text.full_stop(text.capitalized(rendered))
    return mark_safe(whole) if isinstance(rendered, SafeString) else whole  # a full stop and a capital add no markup


_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZĄĆĘŁŃÓŚŹŻ„“0-9])")


@register.filter
def sentence_spans(value: str) -> SafeString:
    """Return each sentence of the text in an element of its own, so that a line breaks between sentences first."""
    sentences = _BETWEEN_SENTENCES.split(str(conditional_escape(value)))
    return mark_safe(" ".join(f"<span>{sentence}</span>" for sentence in sentences))  # escaped before it was split


@register.filter
def sentence_text(value: Sentence | str) -> str:
    """Return the translated sentence without markup, for titles and attributes."""
    return rendering.render(value) if isinstance(value, Sentence) else str(value)


@register.filter
def whole_sentence_text(value: Sentence | str) -> str:
    return text.full_stop(text.capitalized(sentence_text(value)))


@register.filter(is_safe=True)
def full_stop(value: str) -> str:
    """Return the text with exactly one closing punctuation mark."""
    return text.full_stop(str(value))


@register.filter(is_safe=True)
def one_full_stop(value: str) -> str:
    """Remove the second full stop of a sentence whose last value ends with one: "do 31 marca 2025 r.."."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", value)


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Return "1 234,5"; "" for None, which is not zero."""
    if value is None:
        return ""
    return rendering.number(Decimal(value), decimals)


@register.filter
def long_date(value: date | datetime | None) -> str:
    return rendering.long_date(_day(value)) if value else ""


@register.filter
def short_date(value: date | datetime | None) -> str:
    return rendering.short_date(_day(value)) if value else ""


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """Return the day for `<time datetime>`."""
    return _day(value).isoformat() if value else ""


@register.filter
def iso_moment(value: datetime) -> str:
    """Return "2026-11-24T08:52:07+01:00" for `<time datetime>`, which does not allow microseconds."""
    return timezone.localtime(value).isoformat(timespec="seconds")


@register.filter
def clock(value: datetime) -> str:
    """Return the time of day in Warsaw: "8.52"."""
    local = timezone.localtime(value)
    return f"{local.hour}.{local.minute:02}" if rendering.language() == "pl" else f"{local:%H:%M}"


@register.filter
def moment(value: datetime) -> str:
    """Return "24 listopada 2026 r., godz. 8.52"."""
    if rendering.language() == "pl":
        return f"{long_date(value)}, godz.\u00a0{clock(value)}"
    return f"{long_date(value)}, {clock(value)}"


@register.filter
def error_label(field: BoundField) -> str:
    """Return the field's label in an error summary, with a colon unless it is a question.

    `summary_label` of a field replaces a label that is only clear within its group.
    """
    label = str(getattr(field.field, "summary_label", None) or field.label)  # a safe text stays safe
    return label if label.endswith(("?", "!", ":")) else format_html("{}:", label)


@register.filter
def counted_entries(changelist: ChangeList) -> str:
    """Return the number of objects of a list in the administration: "18 ustaleń"."""
    noun = getattr(changelist.model_admin, "counted_noun", None) or ngettext_lazy("%(n)d entry", "%(n)d entries", "n")
    return str(noun % {"n": changelist.result_count})


@register.filter(is_safe=True)
def typeset(value: object) -> str:
    """Apply Polish typography: no-break spaces and en dashes."""
    return text.typeset(str(value))


@register.filter
def marked(parts: Iterable[Fragment]) -> SafeString:
    """Return the text with the words that match the search in `mark` elements."""
    return format_html_join("", "{}", ((_fragment(part),) for part in parts))


def _fragment(part: Fragment) -> str:
    words = text.typeset(part.text)
    return format_html("<mark>{}</mark>", words) if part.is_match else words


@register.filter
def plain(value: object) -> str:
    """Return a year or an id without thousands separators."""
    return str(value)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
