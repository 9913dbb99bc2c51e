"""Search of Polish names and texts: all words, in any order and case form, with or without Polish letters.

A text is stored with its search terms (`search_text`); a query is compared with those terms, in the database
(`patterns`) and in Python (`matches`) by the same rules.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from cooperation.text import fold

_STEMMER = snowballstemmer.stemmer("polish")
SHORTEST_PREFIX = 4  # letters: a shorter stem would match unrelated words ("rad" of "rada": "radio")
MAX_WORDS = 20  # of a query; the rest is ignored, so that a pasted page stays one cheap question
LONG_STEM = 6  # letters: its last consonant may change ("uczestnik", "uczestnicy"), so the query leaves it out


def search_text(*texts: str) -> str:
    """The search terms of the texts: folded words and their stems, each once, with a space before and after each."""
    terms: dict[str, None] = {}
    for word in _words(" ".join(texts)):
        terms |= dict.fromkeys((fold(word), *_stems(word)))
    return f" {' '.join(terms)} " if terms else ""


@lru_cache(maxsize=128)
def patterns(query: str) -> tuple[tuple[str, ...], ...]:
    """For each word of the query the strings of which at least one must occur in a `search_text`.

    A typed word matches the beginning of a term; so does a stem of four letters or more; a shorter stem matches a
    whole term.
    """
    alternatives: list[tuple[str, ...]] = []
    for word in _words(query)[:MAX_WORDS]:
        begins = [fold(word)]
        for stem in _stems(word):
            if len(stem) >= LONG_STEM:
                begins.append(stem[:-1])
            else:
                begins.append(stem if len(stem) >= SHORTEST_PREFIX else f"{stem} ")
        alternatives.append(tuple(f" {begin}" for begin in dict.fromkeys(begins)))
    return tuple(alternatives)


def matches(indexed: str, query: str) -> bool:
    """Whether every word of the query matches a term of `indexed` (one `search_text`, or several joined)."""
    return all(any(pattern in indexed for pattern in word) for word in patterns(query))


def _words(text: str) -> list[str]:
    """Lower-case words, each once, with their Polish letters: the stemmer needs them."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())
    return [word for word in dict.fromkeys(words) if fold(word)]


def _stems(word: str) -> list[str]:
    """Folded stems of the word as written and without marks, and of endings that the stemmer does not read as nouns."""
    folded = fold(word)
    stems = [fold(_STEMMER.stemWord(word)), _STEMMER.stemWord(folded)]
    if folded.endswith("by"):  # "osoby", "liczby": read as the verb ending "-by"
        stems.append(folded[:-1])
    if folded.endswith("ow"):  # "warsztatow", typed without marks
        stems.append(folded[:-2])
    stems += [f"{stem[:-2]}k" for stem in stems if stem.endswith("ek")]  # "pożytek", "pożytku"
    return [stem for stem in dict.fromkeys(stems) if stem]
