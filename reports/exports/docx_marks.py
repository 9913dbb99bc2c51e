"""The marks of a report's template, e.g. "{{ tytul }}", and their validation in an office's own template."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from docx.document import Document as DocxDocument
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from cooperation.text import fold

CONTENT = "tresc"  # the place of the report's blocks: alone in its paragraph
KNOWN = ("zalacznik", "przyklad", "urzad", "tytul", "program", "stan_na", CONTENT)
REQUIRED = ("tytul", CONTENT)
_MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OTHER = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{%|\{#", re.DOTALL)


class InvalidMarks(Exception):
    """The message says what is wrong, in the reader's language."""


def check_marks(document: DocxDocument) -> frozenset[str]:
    """Return the marks of the template; raise `InvalidMarks` if one is unknown, missing, repeated or misplaced."""
    parts = [document.element.body, *_headers_and_footers(document)]
    in_body, marks = Counter[str](), set[str]()
    for place, part in enumerate(parts):
        counts = Counter[str]()
        for text in _paragraphs(part):
            names = list(_names(text))
            counts.update(names)
            if CONTENT in names and (place or text.strip() != _MARK.search(text)[0]):  # type: ignore[index]  # `names` has a mark
                raise InvalidMarks(
                    _explained(_("The placeholder %(mark)s must be alone in a paragraph of the text."), CONTENT)
                )
        for name, count in counts.items():
            if count > 1:
                raise InvalidMarks(
                    _explained(_("The placeholder %(mark)s occurs more than once. Keep only one."), name)
                )
        marks.update(counts)
        if not place:
            in_body = counts
    for name in REQUIRED:
        if not in_body[name]:
            raise InvalidMarks(_explained(_("The placeholder %(mark)s is missing. Add it to the template."), name))
    return frozenset(marks)


def _names(text: str) -> Iterator[str]:
    """Yield the names of the marks in a paragraph; raise `InvalidMarks` for one that is unknown or not closed."""
    other = _OTHER.search(text)
    if other:
        raise InvalidMarks(
            _explained(_("Only placeholders in double braces are filled in, not “%(mark)s”."), other[0], raw=True)
        )
    for match in _MARK.finditer(text):
        name = match[1].strip()
        if name not in KNOWN:
            raise InvalidMarks(_unknown(match[0], name))
        yield name
    rest = _MARK.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise InvalidMarks(_explained(_("A placeholder is not closed: “%(mark)s”."), rest.strip()[:60], raw=True))


def _unknown(mark: str, name: str) -> str:
    message = _explained(_("The placeholder %(mark)s is unknown."), mark[:60], raw=True)
    folded = fold(name).replace(" ", "_")
    near = difflib.get_close_matches(folded, KNOWN, n=1, cutoff=0.6)
    if not near:
        return message
    question = _("Did you mean %(mark)s?") % {"mark": _shown(near[0])}
    return f"{message} {question}"


def _explained(message: str, mark: str, *, raw: bool = False) -> str:
    known = _("Known placeholders: %(known)s.") % {"known": ", ".join(_shown(name) for name in KNOWN)}
    return f"{message % {'mark': mark if raw else _shown(mark)}} {known}"


def _shown(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _headers_and_footers(document: DocxDocument) -> list[BaseOxmlElement]:
    kinds = ("header", "footer", "first_page_header", "first_page_footer", "even_page_header", "even_page_footer")
    elements: dict[PackURI, BaseOxmlElement] = {}
    for section in document.sections:
        for kind in kinds:
            part = getattr(section, kind)
            if not part.is_linked_to_previous:
                elements[part.part.partname] = part._element
    return list(elements.values())


def _paragraphs(part: BaseOxmlElement) -> Iterator[str]:
    """Yield the text of each paragraph; a text box, which a document contains twice, is read once."""
    for paragraph in part.iter(qn("w:p")):
        if any(ancestor.tag.endswith("}Fallback") for ancestor in paragraph.iterancestors()):
            continue
        own = (node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph)
        yield "".join(node.text or "" for node in own)
