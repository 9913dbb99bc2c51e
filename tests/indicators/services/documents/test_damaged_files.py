"""Damaged and mutated files: each is refused with a sentence or read, within the limits, and nothing else happens."""

import random
import resource
import sys

import pytest

from indicators.rules.documents.blocks import document_from_json, document_to_json
from indicators.rules.documents.drafts import draft_from_json, draft_to_json
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.services.documents import reading
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.reading import read_document
from tests.drill import row, size
from tests.indicators.rules.documents.scores import documents

SECONDS = 10
CORPUS = documents()
INSERTED = ("|", "\t", "- ", "§ 1", "1)", "||||", "\t\t x", "Cel 1", "Wskaźniki:")
TEXTS = [raw.decode() for name, raw in CORPUS.items() if name.endswith((".txt", ".md"))]


def used_seconds():
    """Return the processor time of this process and of those that it started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def damaged(raw, chance):
    """Return the file cut short, with changed bytes, or with a part repeated."""
    data = bytearray(raw)
    match chance.randrange(3):
        case 0:
            return bytes(data[: chance.randrange(len(data))])
        case 1:
            for _change in range(chance.randint(1, 40)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            return bytes(data)
        case _:
            at = chance.randrange(len(data))
            return bytes(data[:at] + data[at // 2 : at] * chance.randint(1, 5) + data[at:])


FILES = size("DAMAGED_FILES", 4)
UNREAD = {"refused": FILES, "read": 0, "without a sentence": 0}


def read_damaged_files():
    """Return the number of files by outcome, and the most seconds that one of them took."""
    chance = random.Random(20261127)
    slowest = 0.0
    outcomes = {"read": 0, "refused": 0, "without a sentence": 0}
    for number in range(FILES):
        name, raw = list(CORPUS.items())[number % len(CORPUS)]
        begin = used_seconds()
        try:
            draft_of(read_document(damaged(raw, chance), name))
            outcomes["read"] += 1
        except DocumentRefused as error:
            outcomes["refused" if str(error) else "without a sentence"] += 1
        slowest = max(slowest, used_seconds() - begin)
    return outcomes, slowest


@pytest.mark.drill
def test_damaged_file_is_refused_or_read_within_the_limits():
    outcomes, slowest = read_damaged_files()
    assert outcomes["without a sentence"] == 0
    assert outcomes["read"] > 0  # a reader that fails refuses every file
    assert sum(outcomes.values()) == FILES
    assert slowest < SECONDS
    measured = f"{FILES}: {outcomes['read']} read, {outcomes['refused']} refused, slowest {slowest:.1f} s"
    row("G12", "damaged documents", wanted="refused or read, 10 s or less each", measured=measured, met=True)


def test_control_error_of_a_reader_is_detected(monkeypatch):
    """The sandboxed process ends with a KeyError, and no file is read."""
    monkeypatch.setattr(reading, "WORKER", "tests.indicators.services.documents.failing_worker")
    assert read_damaged_files()[0] == UNREAD


def test_control_error_after_the_reader_is_detected(monkeypatch):
    def fail(_document):
        raise KeyError("planted")

    monkeypatch.setattr(sys.modules[__name__], "draft_of", fail)
    with pytest.raises(KeyError, match="planted"):
        read_damaged_files()


@pytest.mark.drill
def test_mutated_text_is_always_understood_or_listed():
    mutations = size("DOCUMENT_MUTATIONS", 100)
    chance = random.Random(20261128)
    for number in range(mutations):
        text = TEXTS[number % len(TEXTS)]
        lines = text.split("\n")
        for _change in range(chance.randint(1, 5)):
            at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            match chance.randrange(4):
                case 0:
                    lines[at], lines[other] = lines[other], lines[at]
                case 1:
                    lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
                case 2:
                    lines.insert(at, chance.choice(INSERTED))
                case _:
                    lines[at] = lines[at].replace(" ", chance.choice(("", "\t", "  ", "\u00a0", ";")))
        document = document_of_text("\n".join(lines))
        assert document_from_json(document_to_json(document)) == document
        draft = draft_of(document)
        assert draft_from_json(draft_to_json(draft)) == draft
    row("G12", "mutated texts of programmes", wanted="no error", measured=f"{mutations} without an error", met=True)
