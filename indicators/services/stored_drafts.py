"""Drafts of programmes: read a file, save the edits of administrators, create the programme once."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperation.models import Programme, Unit
from cooperation.models.ledger import lock_ledger
from cooperation.text import Sentence, fold, say
from indicators.models import StoredDraft
from indicators.rules.documents import blocks
from indicators.rules.documents.blocks import Document, document_to_json
from indicators.rules.documents.drafts import ProgrammeDraft, draft_from_json, draft_to_json
from indicators.rules.documents.edits import EditedDraft, edits_of, edits_to_json, text_of
from indicators.rules.documents.problems import DraftProblem, problems_of
from indicators.rules.documents.questions import NEW_UNIT, DecidedDraft, DraftQuestionKind, decide
from indicators.rules.documents.understanding import draft_of, is_programme
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.loading import (
    Completion,
    ProgrammeNotLoaded,
    load,
    programmes_of,
    stored_issuer,
    units_by_name,
)
from indicators.services.documents.reading import read_document

MAX_INDICATORS, MAX_ROWS = 500, 800  # of one draft: its page edits them all
MAX_CHARACTERS = 1_500_000  # of the document's text
PASTED_NAME = "wklejony tekst.txt"


class DraftChanged(Exception):
    """Another person has saved the draft meanwhile; `current` is what is stored."""

    def __init__(self, current: StoredDraft) -> None:
        super().__init__(f"draft {current.pk} has version {current.version}")
        self.current = current


class DraftApplied(Exception):
    """The programme of the draft exists already, so the draft cannot be changed or applied."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(f"programme {programme.pk}")
        self.programme = programme


class DraftAmends(Exception):
    """There is a programme of the same years and office, which the document can only amend."""


class DraftIncomplete(Exception):
    """The draft cannot become a programme yet; `problems` say what is missing and where."""

    def __init__(self, problems: list[DraftProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A stored draft, and whether this call created it. `answers_from`: the draft from which answers were taken."""

    stored: StoredDraft
    is_new: bool
    answers_from: str = ""


def read_file(raw: bytes, name: str, by: User) -> ReadDraft:
    """Read a file and store its draft; return the stored one if the same file was read before.

    Raises DocumentRefused; nothing was written then.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    known = StoredDraft.objects.without_contents().filter(sha256=sha256).first()
    if known is not None:
        return ReadDraft(stored=known, is_new=False)
    document = read_document(raw, name)
    _check_length(document)
    draft = draft_of(document)
    _check_draft(draft)
    now = timezone.now()
    edited = edits_of(draft)
    answers_from, edited.answers = _earlier_answers(edited, draft)
    try:
        with transaction.atomic():
            stored = StoredDraft.objects.create(
                file_name=_stored_name(name, draft)[-120:],
                size=len(raw),
                sha256=sha256,
                content=raw,
                document=_without_nul(document_to_json(document)),
                draft=_without_nul(draft_to_json(draft)),
                edits=_without_nul(edits_to_json(edited)),
                created_by=by,
                created_at=now,
                saved_by=by,
                saved_at=now,
            )
    except IntegrityError:  # the same file was sent twice at once
        return ReadDraft(stored=StoredDraft.objects.without_contents().get(sha256=sha256), is_new=False)
    return ReadDraft(stored=stored, is_new=True, answers_from=answers_from)


def _stored_name(name: str, draft: ProgrammeDraft) -> str:
    """Return the name of a file; that of a pasted text begins with its title."""
    if name != PASTED_NAME:
        return name
    title = text_of(draft.title) or draft.source.strip().split("\n", maxsplit=1)[0]
    return f"{title.replace('/', '-')[:80].strip()} ({PASTED_NAME.removesuffix('.txt')}).txt"


def _earlier_answers(edited: EditedDraft, draft: ProgrammeDraft) -> tuple[str, dict[str, str]]:
    """Return the name of the last answered draft of the same years and office, and its answers that apply again.

    Answers about the words of a column, a frequency or a unit do; others depend on the rows.
    """
    head = edited.head
    same = {f"edits__head__{name}": head[name] for name in ("first_year", "last_year", "issuer")}
    earlier = StoredDraft.objects.filter(**same).exclude(edits__answers={}).values_list("file_name", "edits__answers")
    name, answers = earlier.order_by("-saved_at", "-pk").first() or ("", {})
    questions = decide(edited, draft, unit_choices()).questions if answers else []
    kinds = (DraftQuestionKind.COLUMN, DraftQuestionKind.FREQUENCY, DraftQuestionKind.UNIT)
    known = {
        question.key: answers[question.key]
        for question in questions
        if question.kind in kinds and question.subject and question.accepts(answers.get(question.key, ""))
    }
    return (name, known) if known else ("", {})


def _check_length(document: Document) -> None:
    if len(blocks.text_of(document)) > MAX_CHARACTERS:
        raise DocumentRefused(
            say(
                "The document has more than {limit} characters of text. Save only the programme as a file of its own "
                "and send that.",
                limit=MAX_CHARACTERS,
            )
        )


def _check_draft(draft: ProgrammeDraft) -> None:
    if not is_programme(draft):
        raise DocumentRefused(not_a_programme())
    indicators = sum(1 for _indicator in draft.indicators)
    rows = indicators + len(draft.goals) + sum(1 for _action in draft.actions)
    if indicators > MAX_INDICATORS or rows > MAX_ROWS:
        raise DocumentRefused(
            say(
                "The file has {count} indicators, and a programme is read with at most {limit}. Remove the rows that "
                "do not belong to it, and send it again.",
                count=indicators,
                limit=MAX_INDICATORS,
            )
        )


def not_a_programme() -> Sentence:
    return say(
        "No part of a programme was recognised: no goals, no indicators, no SWOT analysis. Send the programme itself, "
        "with the headings of its tables."
    )


def _without_nul(value: Any) -> Any:
    """Return JSON without the character NUL, which PostgreSQL does not store."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list | tuple):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_nul(item) for name, item in value.items()}
    return value


# --- editing ---------------------------------------------------------------------------------------------------------


def save(draft_id: int, edited: EditedDraft, *, based_on: int, by: User) -> StoredDraft:
    """Replace the edits of a draft. Raises DraftChanged, DraftApplied, and StoredDraft.DoesNotExist."""
    with transaction.atomic():
        stored = _locked(draft_id, based_on)
        stored.edits = _without_nul(edits_to_json(edited))
        stored.version += 1
        stored.saved_by, stored.saved_at = by, timezone.now()
        stored.save(update_fields=["edits", "version", "saved_by", "saved_at"])
    return stored


def _locked(draft_id: int, based_on: int) -> StoredDraft:
    stored = (
        StoredDraft.objects.select_for_update(of=("self",)).select_related("programme", "saved_by").get(pk=draft_id)
    )
    if stored.programme is not None:
        raise DraftApplied(stored.programme)
    if stored.version != based_on:
        raise DraftChanged(stored)
    return stored


def delete(draft_id: int) -> None:
    """Delete a draft with its file; a programme made from it stays. Does nothing if it has been deleted."""
    StoredDraft.objects.filter(pk=draft_id).delete()


# --- the programme ---------------------------------------------------------------------------------------------------


def unit_choices() -> dict[str, str]:
    """Return folded name -> key of each active unit, as answers name it. One query."""
    return {name: str(unit.pk) for name, unit in units_by_name().items()}


def apply(draft_id: int, edited: EditedDraft, *, based_on: int) -> Programme:
    """Create the programme of a draft, not published, and the units whose creation was chosen; all or nothing.

    Raises DraftAmends, DraftIncomplete, DraftChanged, DraftApplied, ProgrammeNotLoaded, StoredDraft.DoesNotExist.
    """
    with transaction.atomic():
        lock_ledger()
        stored = _locked(draft_id, based_on)
        decided = decide(edited, draft_from_json(stored.draft), unit_choices())
        if amended_programme(decided.draft) is not None:
            raise DraftAmends
        problems = problems_of(edited, decided) + _taken_address(edited)
        if problems:
            raise DraftIncomplete(problems)
        completion = Completion(slug=edited.head["slug"], units=chosen_units(edited, decided))
        loaded = load(decided.draft, completion)
        if not loaded.is_new:
            raise ProgrammeNotLoaded(
                say("This text has already been loaded as “{title}”.", title=loaded.programme.title)
            )
        stored.programme, stored.applied_at = loaded.programme, timezone.now()
        stored.save(update_fields=["programme", "applied_at"])
    return loaded.programme


def amended_programme(draft: ProgrammeDraft) -> Programme | None:
    """Return the programme of the same years and office, with its main goal. One query."""
    if draft.years is None:
        return None
    return programmes_of(draft.years, stored_issuer(draft)).select_related("main_goal").first()


def _taken_address(edited: EditedDraft) -> list[DraftProblem]:
    slug = edited.head["slug"]
    if not slug or not Programme.objects.filter(slug=slug).exists():
        return []
    sentence = say(
        "The address “{slug}” belongs to another programme. Enter another one, or leave the field empty: it is then "
        "made from the years.",
        slug=slug,
    )
    return [DraftProblem(place="head-slug", sentence=sentence)]


def chosen_units(
    edited: EditedDraft, decided: DecidedDraft, words_used: Collection[str] | None = None
) -> Mapping[str, Unit]:
    """Return folded words -> unit for the answers about units; create those that were asked for.

    `words_used`: folded words of the only units that are needed; None for all of the draft.
    """
    questions = [
        question
        for question in decided.questions
        if question.kind is DraftQuestionKind.UNIT and (words_used is None or fold(question.subject) in words_used)
    ]
    answers = {question.subject: edited.answers.get(question.key, "") for question in questions}
    existing = {str(unit.pk): unit for unit in Unit.objects.filter(is_active=True)}
    chosen = {}
    for words, answer in answers.items():
        if answer == NEW_UNIT:
            chosen[fold(words)] = _create_unit(words)
        elif answer in existing:
            chosen[fold(words)] = existing[answer]
    return chosen


def _create_unit(name: str) -> Unit:
    """Return the unit of this name, created or made active again."""
    unit = Unit.objects.filter(name=name).first() or Unit(name=name)
    unit.is_active = True
    unit.save()
    return unit
