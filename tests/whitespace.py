"""Pages as tests compare them: without the line breaks and the indentation that templates have for their readers."""

import re

BLOCKS = re.compile(
    r"html|head|body|title|meta|link|script|style|main|header|footer|nav|section|article|aside|div|p|"
    r"h[1-6]|ul|ol|li|dl|dt|dd|table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|form|fieldset|"
    r"legend|figure|figcaption|blockquote|details|summary|option|optgroup|br|hr|g|rect|line|path|"
    r"circle|use|desc|noscript"
)
BOXES = frozenset(("button", "select", "svg"))  # their own white space is dropped, that around them is not
_TOKENS = re.compile(
    r"<!--.*?-->|<(?P<raw>pre|textarea|script|style)\b.*?</(?P=raw)\s*>|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)"
    r"""(?:"[^"]*"|'[^']*'|[^>"'])*>|<![^>]*>|(?P<text>[^<]+)""",
    re.DOTALL,
)
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
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
        if BLOCKS.fullmatch(name):
            is_edge = True
        elif name in BOXES:
            is_edge = not token["end"]
        elif token["raw"] or token["end"] or name in ("input", "img", "output"):
            is_edge = False
    return "".join(output)


def _tag(text: str) -> str:
    """Return the tag on one line: one space between its attributes, whose values stay as they are."""
    parts = _QUOTED.split(text)  # outside and inside quotation marks in turn
    parts[::2] = [re.sub(r"\s+(?=/?>)", "", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts)


def _split(text: str) -> tuple[str, str, str]:
    """Return the white space with a line break at the beginning, the rest, and that at the end."""
    start = _RUN.match(text)
    before = start[0] if start else ""
    rest = text[len(before) :]
    core = re.sub(r"[ \t\r]*\n\s*\Z", "", rest)
    return before, core, rest[len(core) :]


def _ends(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether white space at the end of this text is dropped: a block's tag or white space follows."""
    for token in tokens[place + 1 :]:
        if token["text"] is not None:
            return token["text"][0].isspace()
        name = (token["name"] or "").lower()
        if BLOCKS.fullmatch(name):
            return True
        if name in BOXES:
            return bool(token["end"])
        if not token["end"]:
            return False
    return True
