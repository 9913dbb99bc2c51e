"""The only writer of readers' questions: asked, confirmed, answered or declined, forgotten.

Nothing here tells a sender whether an address is known. The address is deleted with the last letter to it
(`reader_letters`); what is not confirmed, and what was declined, is deleted after a while (`sweep`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cooperation.models import Change
from cooperation.services import changes
from indicators import permissions
from indicators.models import Indicator, ReaderQuestion
from indicators.queries.reader_questions import token_hash
from indicators.rules.reader_questions import answer_due_on, is_shortened, normalize_marks
from indicators.services import reader_question_letters
from indicators.services.errors import AlreadySettled, LinkExpired, NotAllowed, OtherThanShortened, WordsRequired
from indicators.services.evidence_files.validation import visible
from indicators.services.notifications import delivery, outbox

State, Letter = ReaderQuestion.State, ReaderQuestion.Letter
MOST_A_DAY = 3  # questions from one e-mail address: a stranger cannot fill somebody's mailbox with our letters
A_DAY = timedelta(days=1)
LINK_LIVES = timedelta(days=reader_question_letters.DAYS_TO_CONFIRM)
LETTERS_WAIT = timedelta(days=14)  # for a mail server that is away; then the address goes without its letter
DECLINED_STAYS = timedelta(days=365)  # so that the office can account for a refusal


@dataclass(frozen=True)
class Asked:
    """What a reader sent."""

    kind: str
    year: int | None
    text: str
    email: str


@dataclass(frozen=True)
class Swept:
    """How many questions were deleted, and how many addresses."""

    questions: int
    addresses: int


def tidied(text: str) -> str:
    """Lines of a text, without signs that hide or turn letters."""
    return "\n".join(visible(line).rstrip() for line in normalize_marks(text).split("\n")).strip()


def ask(indicator: Indicator, asked: Asked, *, form_key: str, language: str, now: datetime) -> ReaderQuestion | None:
    """Keep a question until it is confirmed. None when nothing was kept: the same form twice, or too many from one
    address within a day; the sender is told the same in every case."""
    text = tidied(asked.text)
    if not text:
        raise WordsRequired
    form = "\0".join((form_key, str(indicator.pk), asked.kind, str(asked.year), text, asked.email))
    form_sha256 = hashlib.sha256(form.encode()).hexdigest()
    lately = ReaderQuestion.objects.filter(email__iexact=asked.email, asked_at__gt=now - A_DAY)
    try:
        with transaction.atomic():
            if lately.count() >= MOST_A_DAY:
                return None
            question = ReaderQuestion.objects.create(
                indicator=indicator,
                kind=asked.kind,
                year=asked.year,
                text=text,
                language=language,
                email=asked.email,
                form_sha256=form_sha256,
                token_sha256=token_hash(reader_question_letters.token_of(form_sha256)),
                asked_at=now,
                letter=Letter.CONFIRM,
            )
            transaction.on_commit(partial(reader_question_letters.send_beside, question.pk))
    except IntegrityError:
        return None
    return question


def confirm(question: ReaderQuestion, *, now: datetime) -> ReaderQuestion:
    """The asker has the mailbox: the question waits for its answer, and readers see by when. A second click is none."""
    with transaction.atomic():
        question = _lock(question)
        if question.state != State.UNCONFIRMED:
            return question
        if question.asked_at <= now - LINK_LIVES:
            raise LinkExpired
        question.state = State.WAITING
        question.confirmed_at, question.due_on = now, answer_due_on(timezone.localdate(now))
        question.letter, question.taken_until = "", None
        question.save(update_fields=["state", "confirmed_at", "due_on", "letter", "taken_until"])
        changes.invalidate_pages([question.programme.pk], now)
        _tell_coordinators(question, question.due_on)
    return question


def take_back(question: ReaderQuestion, *, now: datetime) -> None:
    """The asker, or whose address was typed by somebody else, wants nothing of it kept; not after the answer."""
    with transaction.atomic():
        question = _lock(question)
        if question.state in (State.PUBLISHED, State.DECLINED):
            raise AlreadySettled(question)
        question.delete()
        if question.state == State.WAITING:
            changes.invalidate_pages([question.programme.pk], now)


def publish(question: ReaderQuestion, text: str, answer: str, by: Any, *, now: datetime) -> ReaderQuestion:
    """Answer in public. `text`: the question as readers will see it, the original or `is_shortened`."""
    answer, shown = _words(by, answer), normalize_marks(text)

    def settle(row: ReaderQuestion) -> None:
        original = normalize_marks(row.text)
        if shown != original:
            if not is_shortened(original, shown):
                raise OtherThanShortened
            row.text, row.is_redacted = shown, True  # what was taken out is kept nowhere
        row.state, row.answer, row.letter = State.PUBLISHED, answer, Letter.ANSWER

    def is_done(row: ReaderQuestion) -> bool:
        return row.state == State.PUBLISHED and row.answer == answer and normalize_marks(row.text) == shown

    return _settle(question, settle, is_done, by, now)


def decline(question: ReaderQuestion, reason: str, by: Any, *, now: datetime) -> ReaderQuestion:
    """Not published; the reason is the asker's and the office's."""
    reason = _words(by, reason)

    def settle(row: ReaderQuestion) -> None:
        row.state, row.decline_reason, row.letter = State.DECLINED, reason, Letter.DECLINE

    def is_done(row: ReaderQuestion) -> bool:
        return row.state == State.DECLINED and row.decline_reason == reason

    return _settle(question, settle, is_done, by, now)


def take_out(question: ReaderQuestion, text: str, answer: str, by: Any, *, now: datetime) -> ReaderQuestion:
    """Personal data noticed after publication: question and answer may still be shortened, and nothing else.

    The register says that they were, and names no words; what was taken out is kept nowhere.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    with transaction.atomic():
        row = _lock(question)
        if row.state != State.PUBLISHED:
            raise AlreadySettled(row)
        is_shorter = False
        for field, sent in (("text", normalize_marks(text)), ("answer", normalize_marks(answer))):
            stands = normalize_marks(getattr(row, field))
            if sent == stands:
                continue
            if not is_shortened(stands, sent):
                raise OtherThanShortened(field)
            setattr(row, field, sent)
            is_shorter = row.is_redacted = True
        if is_shorter:
            row.save(update_fields=["text", "answer", "is_redacted"])
            _register(row, Change.Kind.REDACTED, by, now)
    return row


def sweep(now: datetime) -> Swept:
    """What is kept too long: unconfirmed questions, refusals of a year ago, addresses whose letter cannot be sent."""
    late = Q(state=State.UNCONFIRMED, asked_at__lte=now - LINK_LIVES)
    old = Q(state=State.DECLINED, answered_at__lte=now - DECLINED_STAYS)
    deleted, _by_model = ReaderQuestion.objects.filter(late | old).delete()
    given_up = ReaderQuestion.objects.filter(answered_at__lte=now - LETTERS_WAIT).exclude(email="")
    return Swept(deleted, given_up.update(email="", letter="", taken_until=None))


# --- inside ------------------------------------------------------------------------------------------------------


def _words(by: Any, text: str) -> str:
    if not permissions.may_decide(by):
        raise NotAllowed
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise WordsRequired
    return text


def _lock(question: ReaderQuestion) -> ReaderQuestion:
    """The row as it is now; who settles it stands in line here."""
    rows = ReaderQuestion.objects.select_for_update(of=("self",)).with_programme()
    found = rows.filter(pk=question.pk).first()
    if found is None:
        raise AlreadySettled(None)
    return found


def _settle(
    question: ReaderQuestion,
    settle: Callable[[ReaderQuestion], None],
    is_done: Callable[[ReaderQuestion], bool],
    by: Any,
    now: datetime,
) -> ReaderQuestion:
    """Of two who answer at once the second is told; the same words of the same person sent twice are one answer."""
    with transaction.atomic():
        row = _lock(question)
        if row.state != State.WAITING:
            if row.answered_by_id == by.pk and is_done(row):
                return row
            raise AlreadySettled(row)
        settle(row)
        row.answered_at, row.answered_by, row.taken_until = now, by, None
        row.save()
        if row.state == State.PUBLISHED:
            _register(row, Change.Kind.ANSWERED, by, now)
        else:  # of a refusal readers see one question less that waits
            changes.invalidate_pages([row.programme.pk], now)
        transaction.on_commit(partial(reader_question_letters.send_beside, row.pk))
    return row


def _register(question: ReaderQuestion, kind: Change.Kind, by: Any, now: datetime) -> None:
    """A line in the register of a published programme."""
    programme, indicator = question.programme, question.indicator
    if not programme.is_published:
        changes.invalidate_pages([programme.pk], now)
        return
    changes.register(
        programme.pk,
        kind,
        at=now,
        object_type="readerquestion",
        object_id=question.pk,
        role=permissions.role_word(by),
        unit_id=indicator.unit_id,
        details={"indicator": indicator.name, "indicator_id": indicator.pk, "asked": question.kind},
    )


def _tell_coordinators(question: ReaderQuestion, due_on: date) -> None:
    """Nobody is told of an example."""
    programme = question.programme
    if programme.is_example:
        return
    numbers = outbox.question(question.indicator, due_on, question.pk, programme_id=programme.pk)
    transaction.on_commit(partial(delivery.send_at_once, numbers), robust=True)
