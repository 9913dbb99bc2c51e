"""Template tags and filters that format results."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from urllib.parse import urlsplit

from django import template
from django.contrib.auth.models import User
from django.forms.utils import flatatt
from django.template.loader import get_template
from django.urls import get_urlconf, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cooperation import rendering
from cooperation.models import Programme, SwotFinding, Unit
from cooperation.templatetags.polish import sentence, typeset
from cooperation.text import Sentence, ValueType
from indicators.charts.shapes import ChartText
from indicators.models import Indicator, Revision
from indicators.queries.actions import ActionListContext
from indicators.queries.diagnosis import LinkedFinding
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import GoalNode, IndicatorNode, YearRow
from indicators.rules import status as rules
from indicators.rules.meanings import Comparator, Kind
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.rules.values import format_value
from indicators.services.evidence_files.file_types import FILE_TYPES
from indicators.wording import figures as figure_wording
from indicators.wording import programmes as programme_wording
from indicators.wording.charts import amount_without_unit, chart_value, unit_of_amounts
from indicators.wording.programmes import BREAKDOWN_LABELS
from indicators.wording.symbols import Symbol

register = template.Library()

_EMAIL = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
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
def programme_name(programme: Programme) -> str:
    """Return "program 2021–2025", a short name for lists of several programmes."""
    if programme.is_example:
        return _("example programme %(years)s") % {"years": programme.year_span}
    return _("programme %(years)s") % {"years": programme.year_span}


@register.simple_tag
def hidden_name(name: str, period: Sentence | None = None) -> SafeString:
    """Return the part of a link's text that is for screen readers only: the indicator that it is about, the period."""
    after = format_html(", {}", sentence(period)) if period else ""
    return format_html('<span class="visually-hidden">: <span lang="pl">{}</span>{}</span>', typeset(name), after)


@register.simple_tag
def chart_text(text: ChartText) -> SafeString:
    """Return a text of a chart as SVG. Inside it white space would be drawn, so no template lays it out."""
    attributes = {"class": text.css, "x": text.x, "y": text.y, "text-anchor": text.anchor}
    if text.turn:
        attributes["transform"] = text.turn
    return format_html("<text{}>{}</text>", flatatt(attributes), text.text)


@register.filter
def unit_or_coordinator(name: str) -> SafeString | str:
    """Return the name of a unit, marked as Polish; the coordinator where an indicator has no unit."""
    return format_html('<span lang="pl">{}</span>', typeset(name)) if name else _("coordinator")


@register.simple_tag
def author_of(revision: Revision, unit: Unit | None) -> SafeString | str:
    """Return the author of a revision and the unit of its indicator: “A. Nowak, Biuro Współpracy”."""
    author = person(revision.author)
    return format_html('{}, <span lang="pl">{}</span>', author, typeset(unit.name)) if unit else author


@register.filter
def year_value(row: YearRow) -> str:
    """Return a year's figure without its measure, for a table cell: "3", "97,5%", "tak"."""
    value = row.result.actual
    if value is None:
        return ""
    number = figure_wording.rounded_value(row, value)
    return rendering.render(format_value(number, value_type=row.indicator.value_type))


@register.simple_tag
@cache  # a page shows a thousand of them
def status_shape(status: rules.Status) -> SafeString:
    shape = get_template("indicators/_status_shape.html").render({"status": status})
    return mark_safe(shape.strip())  # a rendered template is escaped


@lru_cache(maxsize=10_000)  # a page repeats an address for each year
def _indicator_address(indicator_id: int, _language: str, _urlconf: str | None) -> str:
    """Return the address of an indicator; the other arguments are what it depends on: previews have their own URLs."""
    return reverse("indicators:indicator_detail", args=[indicator_id])


@register.simple_tag
def symbol_link(symbol: Symbol, highlighted: str = "", *, shows_value: bool = False) -> SafeString:
    """Render a symbol as a link to its indicator, with its name; `highlighted`: all other statuses are dimmed."""
    language = rendering.language()
    value = year_value(symbol.row) if shows_value and symbol.row else ""
    name: str = escape(rendering.render(symbol.name))
    title, title_language, text_language = name, "", ""
    if language != "pl":  # an attribute has one language, so there the title is the Polish name alone
        title, name = escape(symbol.name.params["indicator"]), sentence(symbol.name)
        title_language, text_language = ' lang="pl"', f' lang="{language}"'
    dimmed = ' class="is-dim"' if highlighted and symbol.status != highlighted else ""
    number = f'<span class="n" aria-hidden="true"{text_language}>{escape(value)}</span>' if value else ""
    address = _indicator_address(symbol.indicator_id, language, get_urlconf())
    return mark_safe(  # its parts are escaped: format_html would do it once more for each of a thousand symbols
        f'<a href="{address}" title="{title}"{title_language} data-status="{symbol.status}"{dimmed}>'
        f'{status_shape(symbol.status)}<span class="visually-hidden"{text_language}>{name}</span>{number}</a>'
    )


PARTIAL = mark_safe(' class="val--part"')  # a constant


@register.simple_tag
def strip_cell(node: IndicatorNode, year: int, on: date) -> SafeString:
    """Render one year of a row: the shape of its status and the figure, underlined while figures are missing."""
    row = node.in_year(year, on)
    result = row.result
    is_partial = result.actual is not None and result.periods_approved < result.periods_counted
    return format_html(
        '<span class="val">{}{}<span class="visually-hidden">{}</span></span>',
        status_shape(result.status),
        format_html("<span{}>{}</span>", PARTIAL if is_partial else "", short_year_value(row)),
        f", {status_word(result.status)}" if result.actual is not None else status_word(result.status),
    )


@register.filter
def amounts_unit(node: IndicatorNode) -> str:
    """Return "mln zł" if every amount of the indicator is shown in it."""
    return unit_of_amounts(node)


@register.filter
def short_year_value(row: YearRow) -> str:
    """Return a year's figure as it fits a narrow column: "24", "11,98" where the row names the unit."""
    value = row.result.actual
    if value is None:
        return ""
    if unit_of_amounts(row.indicator):
        return amount_without_unit(row)
    number = figure_wording.rounded_value(row, value)
    return chart_value(row.indicator, number.value, number.decimals, row.threshold)


@register.filter
def year_figure(row: YearRow) -> Sentence:
    """Return a year's figure with its unit, or why there is none."""
    return figure_wording.year_figure(row)


@register.filter
def target_sign(row: YearRow) -> str:
    """Return the target for a table cell: "≥ 1", "5–10%"."""
    terms = row.indicator.facts.terms.get(row.year)
    if terms is None or row.threshold is None:
        return "–"
    meaning = terms.meaning
    is_percentage = row.indicator.value_type is ValueType.PERCENT or meaning.kind is Kind.PERCENT
    value_type = ValueType.PERCENT if is_percentage else ValueType.DECIMAL
    if meaning.comparator is Comparator.BETWEEN and meaning.upper is not None:
        upper = rendering.render(format_value(meaning.upper, value_type=value_type))
        return f"{rendering.number(row.threshold)}–{upper}"
    sign = _SIGNS.get(meaning.comparator, "") if meaning.comparator else ""
    value = rendering.render(format_value(row.threshold, value_type=value_type))
    return f"{sign}\u00a0{value}".strip("\u00a0")


@register.filter
def public_figure(public: PublicRevision, indicator: Indicator) -> Sentence:
    value_type = ValueType(indicator.value_type)
    return figure_wording.figure(
        public.value,
        public.no_value_reason,
        value_type=value_type,
        measure=indicator.measure,
        decimals=public.decimals,
        expected_on=public.expected_on,
    )


@register.filter
def period_in_words(code: str) -> str:
    """Return the period's name within a sentence: "III kwartał 2023", "2023 r." for the codes "2023-K3" and "2023"."""
    return rendering.render(period_name(period_of(code)))


@register.filter
def period_label(code: str) -> str:
    """Return the period's name as a heading: "III kwartał 2023", "2023"."""
    return rendering.render(period_of(code).label)


@register.filter
def at(items: Sequence[object], index: int) -> object:
    """Return the item at an index, "" if there is none."""
    return items[index] if 0 <= index < len(items) else ""


@register.filter
def column(heads: Mapping[str, object] | None, name: str) -> object:
    """Return the sorting link of a column; None if the table cannot be sorted."""
    return heads[name] if heads else None


@register.filter
def without_stars(text: str) -> str:
    """Remove the asterisks that mark emphasis in the document."""
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
def quadrant_word(quadrant: str) -> str:
    """Return the kind of one finding: "szansa", "zagrożenie"."""
    return str(SwotFinding.Quadrant(quadrant).label)


@register.filter
def findings_of(list_context: ActionListContext, goal: GoalNode) -> Sequence[LinkedFinding]:
    """Return the findings linked to the goal, in the order of the diagnosis."""
    return list_context.findings.get(goal.id, ())


@register.filter
def measure_words(node: IndicatorNode) -> str:
    """Return the unit of measurement; the one from the document is marked as Polish."""
    if node.measure:
        return format_html('<span lang="pl">{}</span>', node.measure)
    words = {
        ValueType.PERCENT: _("per cent"),
        ValueType.YES_NO: _("yes or no"),
        ValueType.COUNT: pgettext("kind of target", "number"),
    }
    return words.get(node.value_type) or _("not given in the text")


@register.filter
def breakdown_word(name: str) -> str:
    """Return the name of a breakdown or category, translated where the portal knows it."""
    return rendering.render(words) if (words := BREAKDOWN_LABELS.get(name)) else name


@register.filter
def breakdown_language(name: str) -> str:
    """Return the `lang` attribute of an element with a `breakdown_word`."""
    return rendering.language() if name in BREAKDOWN_LABELS else "pl"


@register.filter
def absent(programme: Programme, what: str) -> str:
    """Return the sentence to show where the programme or its excerpt lacks something."""
    return rendering.render(programme_wording.absent(what, is_excerpt=programme.is_excerpt))


@register.filter
def gap_words(row: YearRow) -> Sentence:
    """Return why the year has no figure."""
    return figure_wording.year_gap_reason(row)


@register.filter
def soft_hyphens(text: str) -> SafeString:
    """Allow long words of narrow column heads to break after a prefix: "współ-organizowane"."""
    return format_html_join(
        "\u00ad", "{}", ((part,) for part in text.replace("współorgani", "współ\0organi").split("\0"))
    )


@register.filter
def person(user: User) -> str:
    """Return the name of a user, for staff pages."""
    return str(user.get_full_name() or user.get_username())


@register.filter
def file_size(size: int) -> str:
    """Return "1,2 MB", "340 kB", "12 B"."""
    for unit, amount in (("MB", 1024**2), ("kB", 1024)):
        if size >= amount:
            value = Decimal(size) / amount
            return f"{rendering.number(value, 1 if value < 10 else 0)}\u00a0{unit}"
    return f"{size}\u00a0B"


@register.filter
def file_kind(content_type: str) -> str:
    """Return "PDF", "DOCX"…"""
    return next((kind.name for kind in FILE_TYPES.values() if kind.content_type == content_type), "")


@register.filter
def email_links(text: str) -> SafeString:
    """Return the escaped text with its e-mail addresses as links."""
    return mark_safe(_EMAIL.sub(r'<a href="mailto:\g<0>">\g<0></a>', escape(text)))  # escaped before links are added


@register.filter
def web_host(url: str) -> str:
    """Return the host of a web address, "" for anything else, which the template does not link."""
    parts = urlsplit(url)
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
