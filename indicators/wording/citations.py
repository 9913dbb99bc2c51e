"""Ready citations of public pages: who publishes them, their titles, the state of their content, their address."""

from datetime import date

from cooperation.rendering import render
from cooperation.text import Sentence, join_sentences, say


def citation(*, publisher: str, titles: list[str], version: Sentence, address: str) -> str:
    """Return the citation as plain text: "Urząd. Liczba warsztatów. Program …. Stan danych: 7 marca 2026 r. https://…".

    `titles`: of the page and of what it belongs to. The address has no full stop, which programs would add to a link.
    """
    return f"{join_sentences(publisher, *titles, render(version))} {address}"


def data_version(day: date) -> Sentence:
    """`day`: on which the public data last changed."""
    return say("Data as at: {day}", day=day)


def report_version(number: int, day: date) -> Sentence:
    return say("Version {number}, published on {day}", number=str(number), day=day)
