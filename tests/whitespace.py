"""Pages as tests compare them: without the line breaks and the indentation that templates have for their readers."""

import re
from functools import lru_cache

_BLOCK_NAMES = """
html head body title meta link script style main header footer nav section article aside div p h1 h2 h3 h4 h5 h6
ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td form fieldset legend figure figcaption
blockquote details summary option optgroup br hr g rect line path circle use desc noscript
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
BOXES = frozenset(("button", "select", "svg"))  # their own white space is dropped, that around them is not
_TOKENS = re.compile(
    r"<!--.*?-->|<(?P<raw>pre|textarea|script|style)\b.*?</(?P=raw)\s*>|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)"
    r"""(?:"[^"]*"|'[^']*'|[^>"'])*>|<![^>]*>|(?P<text>[^<]+)""",
    re.DOTALL,
)
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_SPACE = re.compile(r"\s+")
_SPACE_AT_END = re.compile(r"\s+(?=/?>)")
_RUN_AT_END = re.compile(r"[ \t\r]*\n\s*\Z")
_RUN = re.compile(r"[ \t\r]*\n\s*")


def without_layout(html: str) -> str:
    """Return the page; white space with a line break becomes what a browser draws: one space or nothing."""
    tokens = list(_TOKENS.finditer(html))
    output: list[str] = []
    is_edge = True  # a browser drops white space here: after a block's tag, after white space
    for place, token in enumerate(tokens):
        text = token["text"]
        if text is not None:
            before, core, after = _split(text)
            if before and not is_edge and (core or not _ends(tokens, place)):
                output.append(" ")
                is_edge = True
            if core:
                output.append(core := _RUN.sub(" ", core))
                is_edge = core[-1] == " "
                if after and not _ends(tokens, place):
                    output.append(" ")
                    is_edge = True
            continue
        output.append(token[0] if token["raw"] else _tag(token[0]))
        name = (token["name"] or "").lower()
        if name in BLOCKS:
            is_edge = True
        elif name in BOXES:
            is_edge = not token["end"]
        elif token["raw"] or token["end"] or name in ("input", "img", "output"):
            is_edge = False
    return "".join(output)


@lru_cache(4096)  # most tags of a page are in every page
def _tag(text: str) -> str:
    """Return the tag on one line: one space between its attributes, whose values stay as they are."""
    parts = _QUOTED.split(text)  # outside and inside quotation marks in turn
    parts[::2] = [_SPACE_AT_END.sub("", _SPACE.sub(" ", part)) for part in parts[::2]]
    return "".join(parts)


@lru_cache(4096)
def _split(text: str) -> tuple[str, str, str]:
    """Return the white space with a line break at the beginning, the rest, and that at the end."""
    start = _RUN.match(text)
    before = start[0] if start else ""
    rest = text[len(before) :]
    core = _RUN_AT_END.sub("", rest)
    return before, core, rest[len(core) :]


def _ends(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether white space at the end of this text is dropped: a block's tag or white space follows."""
    for following in range(place + 1, len(tokens)):  # a slice would copy the rest of the page for every token
        token = tokens[following]
        if token["text"] is not None:
            return token["text"][0].isspace()
        name = (token["name"] or "").lower()
        if name in BLOCKS:
            return True
        if name in BOXES:
            return bool(token["end"])
        if not token["end"]:
            return False
    return True
