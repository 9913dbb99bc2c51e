"""Readers' questions: ask, confirm, withdraw, answer or decline, redact, delete.

No function reveals whether an e-mail address is known. The answer or refusal is written into the outbox and the address
deleted from the question in one transaction; unconfirmed and declined questions are deleted after their retention time
(`expired`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cooperation.models import Change
from cooperation.models.ledger import lock_ledger
from cooperation.services import changes
from indicators import permissions
from indicators.models import Indicator, PublishedAnswer, ReaderQuestion
from indicators.models.reader_questions import ReaderQuestionQuerySet, published_digest
from indicators.queries.reader_questions import token_hash
from indicators.rules.reader_questions import answer_due_on, is_shortened, normalize_marks
from indicators.services import reader_question_letters
from indicators.services.errors import AlreadySettled, LinkExpired, NotAllowed, NotAShortening, WordsRequired
from indicators.services.evidence_files.validation import without_invisible_characters
from indicators.services.notifications import queue
from indicators.services.reader_question_letters import LetterKind

State = ReaderQuestion.State
# Unconfirmed and confirmed questions from one e-mail address, so that nobody can flood another person's mailbox. It is
# above settings.READER_QUESTIONS_A_DAY, the limit in one network, so that nobody uses up another person's questions.
MAX_PER_DAY = 10
DAY = timedelta(days=1)
LINK_VALIDITY = timedelta(days=reader_question_letters.DAYS_TO_CONFIRM)
DECLINED_RETENTION = timedelta(days=365)  # for complaints about a refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """The content of the form that a reader sent."""

    kind: str
    year: int | None
    text: str
    email: str


def normalised_text(text: str) -> str:
    """Return the text without invisible characters and trailing spaces; line breaks are preserved."""
    return "\n".join(without_invisible_characters(line).rstrip() for line in normalize_marks(text).split("\n")).strip()


def ask(
    indicator: Indicator, new: NewQuestion, *, form_key: str, language: str, now: datetime
) -> ReaderQuestion | None:
    """Store a question until it is confirmed; None when the form was sent twice or the address reached its daily limit.

    The sender sees the same page in every case. Raises `WordsRequired`.
    """
    text = normalised_text(new.text)
    if not text:
        raise WordsRequired
    form = "\0".join((form_key, str(indicator.pk), new.kind, str(new.year), text, new.email))
    form_sha256 = hashlib.sha256(form.encode()).hexdigest()
    of_last_day = ReaderQuestion.objects.filter(email__iexact=new.email, asked_at__gt=now - DAY)
    try:
        with transaction.atomic():
            if of_last_day.count() >= MAX_PER_DAY:
                return None
            question = ReaderQuestion.objects.create(
                indicator=indicator,
                kind=new.kind,
                year=new.year,
                text=text,
                language=language,
                email=new.email,
                form_sha256=form_sha256,
                token_sha256=token_hash(reader_question_letters.token_of(form_sha256)),
                asked_at=now,
            )
            reader_question_letters.enqueue(question, LetterKind.CONFIRM)
    except IntegrityError:
        return None
    return question


def confirm(question: ReaderQuestion, *, now: datetime) -> ReaderQuestion:
    """Open the question for an answer, with a public due date, after a click on the link in the e-mail.

    Repeated clicks change nothing. Raises `LinkExpired`.
    """
    with transaction.atomic():
        question = _lock(question)
        if question.state != State.UNCONFIRMED:
            return question
        if question.asked_at <= now - LINK_VALIDITY:
            raise LinkExpired
        question.state = State.WAITING
        question.confirmed_at, question.due_on = now, answer_due_on(timezone.localdate(now))
        question.save(update_fields=["state", "confirmed_at", "due_on"])
        reader_question_letters.discard_confirmation(question)
        changes.invalidate_pages([question.programme.pk], now)
        _notify_coordinators(question, question.due_on)
    return question


def withdraw(question: ReaderQuestion, *, now: datetime) -> None:
    """Delete a question that has not been settled, for its author or the owner of the address.

    Raises `AlreadySettled`.
    """
    with transaction.atomic():
        question = _lock(question)
        if question.state in (State.PUBLISHED, State.DECLINED):
            raise AlreadySettled(question)
        reader_question_letters.discard_confirmation(question)
        question.delete()
        if question.state == State.WAITING:
            changes.invalidate_pages([question.programme.pk], now)


def publish(question: ReaderQuestion, text: str, answer: str, by: User, *, now: datetime) -> ReaderQuestion:
    """Publish the question with its answer; `text` is the original or shortened to remove personal data.

    Raises `NotAllowed`, `WordsRequired`, `NotAShortening` or `AlreadySettled`.
    """
    answer, public_text = _checked_text(by, answer), normalize_marks(text)

    def settle(row: ReaderQuestion) -> None:
        original = normalize_marks(row.text)
        if public_text != original:
            if not is_shortened(original, public_text):
                raise NotAShortening
            row.text, row.is_redacted = public_text, True  # the original text is deleted
        row.state, row.answer = State.PUBLISHED, answer

    def is_repeated(row: ReaderQuestion) -> bool:
        return row.state == State.PUBLISHED and row.answer == answer and normalize_marks(row.text) == public_text

    return _settle(question, by, LetterKind.ANSWER, settle=settle, is_repeated=is_repeated, now=now)


def decline(question: ReaderQuestion, reason: str, by: User, *, now: datetime) -> ReaderQuestion:
    """Decline the question; the reason goes to the reader by e-mail and is not published.

    Raises `NotAllowed`, `WordsRequired` or `AlreadySettled`.
    """
    reason = _checked_text(by, reason)

    def settle(row: ReaderQuestion) -> None:
        row.state, row.decline_reason = State.DECLINED, reason

    def is_repeated(row: ReaderQuestion) -> bool:
        return row.state == State.DECLINED and row.decline_reason == reason

    return _settle(question, by, LetterKind.DECLINE, settle=settle, is_repeated=is_repeated, now=now)


def redact(question: ReaderQuestion, text: str, answer: str, by: User, *, now: datetime) -> ReaderQuestion:
    """Shorten a published question or answer to remove personal data; the removed text is deleted.

    The register of changes records the fact, not the text. Raises `NotAllowed`, `AlreadySettled` or `NotAShortening`.
    """
    if not permissions.may_decide(by):
        raise NotAllowed
    with transaction.atomic():
        lock_ledger()
        row = _lock(question)
        if row.state != State.PUBLISHED:
            raise AlreadySettled(row)
        is_changed = False
        for field, shortened in (("text", normalize_marks(text)), ("answer", normalize_marks(answer))):
            current = normalize_marks(getattr(row, field))
            if shortened == current:
                continue
            if not is_shortened(current, shortened):
                raise NotAShortening(field)
            setattr(row, field, shortened)
            is_changed = row.is_redacted = True
        if is_changed:
            row.save(update_fields=["text", "answer", "is_redacted"])
            _record(row, now)
            _register(row, Change.Kind.REDACTED, by, now)
    return row


def expired(now: datetime) -> ReaderQuestionQuerySet:
    """Return unconfirmed and declined questions after their retention time."""
    unconfirmed = Q(state=State.UNCONFIRMED, asked_at__lte=now - LINK_VALIDITY)
    declined = Q(state=State.DECLINED, answered_at__lte=now - DECLINED_RETENTION)
    return ReaderQuestion.objects.filter(unconfirmed | declined)


# --- inside ------------------------------------------------------------------------------------------------------


def _checked_text(by: User, text: str) -> str:
    """Return the text without outer spaces; raise `NotAllowed` or `WordsRequired`."""
    if not permissions.may_decide(by):
        raise NotAllowed
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise WordsRequired
    return text


def _lock(question: ReaderQuestion) -> ReaderQuestion:
    """Lock the row, so that concurrent answers are serialized, and read it; raise `AlreadySettled` if it is deleted."""
    rows = ReaderQuestion.objects.select_for_update(of=("self",)).with_programme()
    row = rows.filter(pk=question.pk).first()
    if row is None:
        raise AlreadySettled(None)
    return row


def _settle(
    question: ReaderQuestion,
    by: User,
    letter: LetterKind,
    *,
    settle: Callable[[ReaderQuestion], None],
    is_repeated: Callable[[ReaderQuestion], bool],
    now: datetime,
) -> ReaderQuestion:
    """Answer or decline an open question; the same request of the same user twice counts once.

    Raises `AlreadySettled` when another user was faster.
    """
    with transaction.atomic():
        lock_ledger()
        row = _lock(question)
        if row.state != State.WAITING:
            if row.answered_by_id == by.pk and is_repeated(row):
                return row
            raise AlreadySettled(row)
        settle(row)
        if row.email:  # the address may have been removed at the request of its owner
            reader_question_letters.enqueue(row, letter)
        row.answered_at, row.answered_by, row.email = now, by, ""
        row.save()
        if row.state == State.PUBLISHED:
            _record(row, now)
            _register(row, Change.Kind.ANSWERED, by, now)
        else:  # readers see the number of open questions
            changes.invalidate_pages([row.programme.pk], now)
    return row


def _record(question: ReaderQuestion, now: datetime) -> None:
    """Record what readers see from now on, for `verify_history`."""
    PublishedAnswer.objects.create(question=question, at=now, sha256=published_digest(question))


def _register(question: ReaderQuestion, kind: Change.Kind, by: User, now: datetime) -> None:
    """Add a line to the register of changes, if the programme is published."""
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
        role=permissions.role_name(by),
        unit_id=indicator.unit_id,
        details={"indicator": indicator.name, "indicator_id": indicator.pk, "asked": question.kind},
    )


def _notify_coordinators(question: ReaderQuestion, due_on: date) -> None:
    programme = question.programme
    if not programme.is_example:
        queue.notify_coordinators(question.indicator, due_on, question.pk, programme_id=programme.pk)
