"""Full-text search in Polish: all words of the query, in any order and case form, with or without diacritics.

A text is stored with its search terms (`search_text`). A query is compared with them by the same rules in the database
(`patterns`) and in Python (`matches`).
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from cooperation.text import fold

_STEMMER = snowballstemmer.stemmer("polish")
SHORTEST_PREFIX = 4  # in letters: a shorter stem would match unrelated words ("rad" of "rada": "radio")
MAX_WORDS = 20  # of a query; further words are ignored, which limits the cost of a pasted page
LONG_STEM = 6  # in letters: the last consonant may change ("uczestnik", "uczestnicy"), so it is not compared


def search_text(*texts: str) -> str:
    """Return the search terms of the texts: folded words and their stems, without duplicates, between spaces."""
    terms: dict[str, None] = {}
    for word in _words(" ".join(texts)):
        terms |= dict.fromkeys((fold(word), *_stems(word)))
    return f" {' '.join(terms)} " if terms else ""


@lru_cache(maxsize=128)
def patterns(query: str) -> tuple[tuple[str, ...], ...]:
    """Return for each word of the query the strings of which at least one must occur in a `search_text`.

    A word, and a stem of four letters or more, matches the beginning of a term; a shorter stem matches a whole term.
    """
    alternatives: list[tuple[str, ...]] = []
    for word in _words(query)[:MAX_WORDS]:
        prefixes = [fold(word)]
        for stem in _stems(word):
            if len(stem) >= LONG_STEM:
                prefixes.append(stem[:-1])
            else:
                prefixes.append(stem if len(stem) >= SHORTEST_PREFIX else f"{stem} ")
        alternatives.append(tuple(f" {prefix}" for prefix in dict.fromkeys(prefixes)))
    return tuple(alternatives)


def matches(indexed: str, query: str) -> bool:
    """Whether every word of the query matches a term of `indexed` (one `search_text`, or several joined)."""
    return all(any(pattern in indexed for pattern in word) for word in patterns(query))


def _words(text: str) -> list[str]:
    """Return the lower-case words without duplicates, with Polish letters, which the stemmer needs."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())
    return [word for word in dict.fromkeys(words) if fold(word)]


def _stems(word: str) -> list[str]:
    """Return folded stems of the word with and without diacritics, and of noun endings unknown to the stemmer."""
    folded = fold(word)
    stems = [fold(_STEMMER.stemWord(word)), _STEMMER.stemWord(folded)]
    if folded.endswith("by"):  # "osoby", "liczby": the stemmer takes "-by" for a verb ending
        stems.append(folded[:-1])
    if folded.endswith("ow"):  # "warsztatow", without diacritics
        stems.append(folded[:-2])
    stems += [f"{stem[:-2]}k" for stem in stems if stem.endswith("ek")]  # "pożytek", "pożytku"
    return [stem for stem in dict.fromkeys(stems) if stem]
