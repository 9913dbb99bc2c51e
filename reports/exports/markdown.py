"""The text of a chapter in a small subset of Markdown, as safe HTML and as paragraphs for DOCX.

Paragraphs, **bold**, *italics*, lists, ### headings and [links](https://…). Any other markup is plain text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cooperation.text import strip_invalid_xml, typeset

TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "br"}
LOWEST_HEADING = 4
_READER = MarkdownIt("zero").enable(["heading", "list", "emphasis", "link", "escape", "newline"])


@dataclass(frozen=True)
class TextRun:
    """A text with one format."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    url: str = ""


@dataclass(frozen=True)
class TextParagraph:
    """A paragraph of the text, inside or outside lists.

    `kind`: p, heading, bullet or number (the last two for the first paragraph of an item); `depth`: number of enclosing
    lists; `starts`: whether it is the first item of a numbered list.
    """

    kind: str
    runs: tuple[TextRun, ...]
    depth: int = 0
    starts: bool = False


def _tokens(text: str, heading: int = LOWEST_HEADING) -> list[Token]:
    """Parse the text: typeset, all headings at one level, without addresses of links that are not http(s)."""
    tokens = _READER.parse(strip_invalid_xml(text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{heading}"
        for child in token.children or []:
            child.content = typeset(child.content)
            if child.type == "link_open" and not _is_web(str(child.attrs.get("href", ""))):
                child.attrs.clear()
    return tokens


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def html(text: str, heading: int = LOWEST_HEADING) -> SafeString:
    """Return safe HTML; `heading` is the level of its headings. nh3 removes all but TAGS and web addresses."""
    unsafe = _READER.renderer.render(_tokens(text, heading), _READER.options, {})
    clean = nh3.clean(unsafe, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"})
    return mark_safe(clean)  # nh3 has removed every tag and address that is not named in the line above


def paragraphs(text: str) -> Iterator[TextParagraph]:
    lists: list[str] = []
    kind, starts, is_item = "p", False, False
    for token in _tokens(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("bullet" if token.type == "bullet_list_open" else "number")
            starts = lists[-1] == "number"
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            is_item = True
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "heading_close":
            kind = "p"
        elif token.type == "inline":
            paragraph_kind = lists[-1] if lists and is_item else kind
            yield TextParagraph(paragraph_kind, tuple(_runs(token.children or [])), len(lists), starts and is_item)
            starts = is_item = False


def _runs(tokens: list[Token]) -> Iterator[TextRun]:
    is_bold = is_italic = False
    url = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                is_bold = token.type == "strong_open"
            case "em_open" | "em_close":
                is_italic = token.type == "em_open"
            case "link_open":
                url = str(token.attrs.get("href", ""))
            case "link_close":
                url = ""
            case "softbreak":
                yield TextRun(" ")
            case "hardbreak":
                yield TextRun("\n")
            case _ if token.content:
                yield TextRun(token.content, is_bold, is_italic, url)
