"""How results are written in templates: formatting of what the queries computed, nothing more."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.text import Sentence, ValueType, format_number, say
from indicators import wording
from indicators.models import Indicator
from indicators.queries.history import Public
from indicators.queries.tree import YearRow
from indicators.rules import status as rules
from indicators.rules.meaning import Comparator, Kind
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.services.evidence.refusals import KINDS

register = template.Library()

_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: ">",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "<",
    Comparator.EXACTLY: "=",
}


@register.filter
def status_word(status: rules.Status) -> str:
    return rendering.render(rules.status_label(status))


@register.filter
def year_value(row: YearRow) -> str:
    """A year's figure in a table: 3, 97,5%, tak."""
    value = row.result.actual
    if value is None:
        return ""
    if row.indicator.value_type is ValueType.YES_NO:
        return _("yes") if value else _("no")
    text = format_number(value, row.result.decimals, language=rendering.language())
    return f"{text}%" if row.indicator.value_type is ValueType.PERCENT else text


@register.simple_tag(takes_context=True)
def picture_cell(context: Context, row: YearRow) -> SafeString:
    """A year of an indicator in the picture of a programme: of a thousand cells most are alike and drawn once."""
    drawn: dict[tuple[str, str], SafeString] = cast(Any, context.render_context).setdefault("picture_cells", {})
    look = str(row.result.status), year_value(row)
    if look not in drawn:
        cell = {"status": look[0], "shown": look[1]}
        drawn[look] = mark_safe(get_template("indicators/_picture_cell.html").render(cell).strip())
    return drawn[look]


@register.filter
def year_figure(row: YearRow) -> Sentence:
    """The same with its unit, where figures of different indicators stand below each other."""
    node = row.indicator
    if node.value_type is ValueType.YES_NO or row.result.actual is None:
        return say("{value}", value=year_value(row))
    value = round(row.result.actual, row.result.decimals)  # a mean has more places than anybody typed
    return wording.figure(value, "", value_type=node.value_type, measure=node.measure, decimals=row.result.decimals)


@register.filter
def aim_sign(row: YearRow) -> str:
    """The target in a table's cell: ≥ 1."""
    terms = row.indicator.facts.terms.get(row.year)
    if terms is None or row.threshold is None:
        return "–"
    meaning = terms.meaning
    unit = "%" if ValueType.PERCENT is row.indicator.value_type or meaning.kind is Kind.PERCENT else ""
    value = format_number(row.threshold, language=rendering.language())
    if meaning.comparator is Comparator.BETWEEN and meaning.upper is not None:
        return f"{value}–{format_number(meaning.upper, language=rendering.language())}{unit}"
    sign = _SIGNS.get(meaning.comparator, "") if meaning.comparator else ""
    return f"{sign}\u00a0{value}{unit}".strip("\u00a0")


@register.filter
def public_figure(public: Public, indicator: Indicator) -> Sentence:
    value_type = ValueType(indicator.value_type)
    return wording.figure(
        public.value,
        public.no_value_reason,
        value_type=value_type,
        measure=indicator.measure,
        decimals=public.decimals,
    )


@register.filter
def period_in_words(code: str) -> str:
    """2023-K3 after "for": III kwartał 2023, 2023 r."""
    return rendering.render(period_name(period_of(code)))


@register.filter
def period_label(code: str) -> str:
    """2023-K3 as a heading: III kwartał 2023, 2023."""
    return rendering.render(period_of(code).label)


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at a place, or nothing."""
    return items[place] if 0 <= place < len(items) else ""


@register.filter
def without_stars(text: str) -> str:
    """The document's text without the marks of emphasis."""
    return text.replace("*", "")


@register.filter
def quadrant_heading(quadrant: str) -> str:
    return {
        "strength": _("Strengths"),
        "weakness": _("Weaknesses"),
        "opportunity": _("Opportunities"),
        "threat": _("Threats"),
    }[quadrant]


@register.filter
def soft_hyphens(text: str) -> SafeString:
    """Long words of a narrow column's head may break after a prefix: współ-organizowane."""
    return format_html_join(
        "\u00ad", "{}", ((part,) for part in text.replace("współorgani", "współ\0organi").split("\0"))
    )


@register.filter
def person(user: Any) -> str:
    """A colleague's name, for the office's own pages."""
    return str(user.get_full_name() or user.get_username())


@register.filter
def file_size(size: int) -> str:
    """1,2 MB; 340 kB; 12 B."""
    for unit, amount in (("MB", 1024**2), ("kB", 1024)):
        if size >= amount:
            value = Decimal(size) / amount
            return f"{format_number(value, 1 if value < 10 else 0, language=rendering.language())}\u00a0{unit}"
    return f"{size}\u00a0B"


@register.filter
def file_kind(content_type: str) -> str:
    """PDF, DOCX…"""
    return next((kind.name for kind in KINDS.values() if kind.content_type == content_type), "")


@register.filter
def web_host(url: str) -> str:
    """bip.example.org: where a link leads. Nothing for what is no address of the web, which is then no link."""
    parts = urlsplit(url)
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
