"""Polish typography of everything that templates render: pages, fragments, messages, printed documents.

The template engine applies it to every Polish output. Attributes, code and form input are not changed.
"""

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.utils.safestring import SafeString, mark_safe

from cooperation import rendering
from cooperation.text import NBSP, typeset
from cooperation.web.context import Context

# Elements that are not changed, then tags, then texts; `inline` tells whether an inline element follows the text.
_PIECES = re.compile(
    r'<span class="nb">[^<]*</span>|<!--.*?-->'
    r"|<(?P<verbatim>script|style|textarea|pre|code|kbd|samp)\b.*?</(?P=verbatim)\s*>"
    r"|<(?P<plain>title|select|svg)\b.*?</(?P=plain)\s*>"
    r"|<[^>]*>"
    r"|(?P<text>[^<]+)(?P<inline>(?=<(?:a|abbr|b|code|del|em|i|ins|q|span|strong|time)\b))?",
    re.DOTALL | re.IGNORECASE,
)
_TEXTS = re.compile(r"(?<=>)[^<]+")
_LAST_LETTER = re.compile(r"(?:(?<=^)|(?<=[\s(„\u00a0]))([aiouwzAIOUWZ])\s+$")
_LINE_BREAK = re.compile(r"(?<=\S)[ \t]*\n\s*(?=\S)")  # a space to a browser
_INDENTATION = re.compile(r"[ \t\r\n]*\n[ \t\r\n]*")  # templates are indented; pages need not carry it
_YEARS = re.compile(r"(?<![\d–])\d{4}–\d{4}(?![\d–])")


def typeset_html(html: str) -> str:
    """Return the page with its texts typeset and ranges of years wrapped in an element that prevents line breaks."""
    return _PIECES.sub(_typeset_piece, html)


def _typeset_piece(piece: re.Match[str]) -> str:
    if piece["plain"]:
        return _TEXTS.sub(lambda text: typeset(_LINE_BREAK.sub(" ", text[0])), piece[0])
    if piece["text"] is None:
        return piece[0]
    if piece["text"].isspace():
        return _INDENTATION.sub("\n", piece[0])
    return _typeset_text(piece["text"], is_before_inline=piece["inline"] is not None)


@lru_cache(maxsize=4096)  # a long page repeats its words in every row
def _typeset_text(text: str, *, is_before_inline: bool) -> str:
    text = typeset(_INDENTATION.sub("\n", _LINE_BREAK.sub(" ", text)))
    if is_before_inline:
        text = _LAST_LETTER.sub(rf"\1{NBSP}", text)
    return _YEARS.sub(r'<span class="nb">\g<0></span>', text)


class TypesetTemplates(DjangoTemplates):
    """Django's template backend with typeset output."""

    def from_string(self, template_code: str) -> "TypesetTemplate":
        return TypesetTemplate(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> "TypesetTemplate":
        try:
            return TypesetTemplate(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as error:
            reraise(error, self)
            raise


class TypesetTemplate(Template):
    def render(self, context: Context | None = None, request: HttpRequest | None = None) -> SafeString:
        text = mark_safe(super().render(context, request))  # a rendered template is escaped
        if not settings.TYPESET or rendering.language() != "pl":
            return text
        name = str(self.template.name or "")
        if name.endswith(".txt"):
            return mark_safe(typeset(text))  # only white space changes
        if name.endswith(".html"):
            return mark_safe(typeset_html(text))  # only white space changes
        return text
