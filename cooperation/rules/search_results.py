"""How a result of the search is shown: the matching words marked, an excerpt around them, words to try instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from cooperation.rules.search import MAX_WORDS, matches, search_text
from cooperation.text import fold

SHORTEST_WORD = 3  # letters; a shorter word would match nearly every text
# Words that occur everywhere, folded.
STOP_WORDS = frozenset(
    [
        "albo",
        "ale",
        "bez",
        "beda",
        "bedzie",
        "byc",
        "byl",
        "byla",
        "bylo",
        "byly",
        "dla",
        "gdy",
        "gdzie",
        "ich",
        "jak",
        "jako",
        "jego",
        "jej",
        "jest",
        "jest",
        "kto",
        "ktora",
        "ktore",
        "ktory",
        "lub",
        "nad",
        "nie",
        "oraz",
        "pod",
        "ponad",
        "poza",
        "przed",
        "przez",
        "przy",
        "sie",
        "sobie",
        "tak",
        "tego",
        "tej",
        "ten",
        "tych",
        "tylko",
        "tym",
        "wraz",
        "zas",
    ]
)
EXCERPT = 160  # characters
MAX_CORRECTED = 3  # words of a query for which similar ones are looked up, because each takes 50 ms at most
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    is_match: bool


def searched_words(text: str) -> str:
    """Return the words of the query that can be searched for; empty when there are none."""
    words = [word for word in _WORD.findall(text) if word.isdigit() or len(word) >= SHORTEST_WORD]
    return " ".join([word for word in words if fold(word) not in STOP_WORDS][:MAX_WORDS])


def fragments(text: str, query: str) -> list[Fragment]:
    """Return the text in pieces, the words that match a word of the query apart from the others."""
    parts: list[Fragment] = []
    end = 0
    for word in _matching(text, query):
        parts.append(Fragment(text[end : word.start()], is_match=False))
        parts.append(Fragment(word.group(), is_match=True))
        end = word.end()
    parts.append(Fragment(text[end:], is_match=False))
    return [part for part in parts if part.text]


def excerpt(text: str, query: str) -> str:
    """Return whole words around the first match, at most EXCERPT characters and two ellipses; "" without a match."""
    text = " ".join(text.split())
    first = next(iter(_matching(text, query)), None)
    if first is None:
        return ""
    start = max(0, first.start() - EXCERPT // 3)
    if start:
        start = text.rfind(" ", 0, start + 1) + 1
    end = start + EXCERPT
    if end < len(text):
        end = max(text.rfind(" ", start, end + 1), first.end())
    return f"{'…' if start else ''}{text[start:end].rstrip(' ,;')}{'…' if end < len(text) else ''}"


def unmatched_words(query: str, indexed: Iterable[str]) -> list[str]:
    """Return the words of the query that no text (each a `search_text`) contains."""
    joined = "".join(indexed)
    return [word for word in query.split() if not matches(joined, word)]


def similar_words(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return words of the texts that are spelled like the given ones, as the texts spell them."""
    spelling: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if len(word) >= SHORTEST_WORD and not word.isdigit():
                spelling.setdefault(fold(word), word.lower())
    similar: dict[str, None] = {}
    for word in list(words)[:MAX_CORRECTED]:
        similar |= dict.fromkeys(spelling[key] for key in get_close_matches(fold(word), spelling, n=3, cutoff=0.7))
    return list(similar)


def _matching(text: str, query: str) -> list[re.Match[str]]:
    words = query.split()
    return [word for word in _WORD.finditer(text) if any(matches(search_text(word.group()), each) for each in words)]
