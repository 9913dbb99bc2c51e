"""A link as evidence: an address of the web, without a password in it."""

from urllib.parse import urlsplit

from cooperation.text import Sentence, say, say_many
from indicators.services.evidence_files.file_types import Refused

MAX_LINK = 500


def check_link(url: str) -> str:
    """The address without outer spaces; raises `Refused`."""
    url = url.strip()
    if len(url) > MAX_LINK:
        raise Refused(
            say_many(
                "The link is longer than {most} character. Give a shorter one.",
                "The link is longer than {most} characters. Give a shorter one.",
                MAX_LINK,
                most=MAX_LINK,
            )
        )
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_plain = not any(sign.isspace() or not sign.isprintable() or sign in '<>"\\' for sign in url)
        _port = parts.port
    except ValueError:
        raise Refused(_wrong()) from None
    if parts.scheme not in ("http", "https") or not is_plain or "." not in host.strip("."):
        raise Refused(_wrong())
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Refused(say("The link holds a user name or a password. Give the address without them."))
    return url


def _wrong() -> Sentence:
    return say("Give the whole address of a page, e.g. {example}.", example="https://bip.example.org/sprawozdanie")
