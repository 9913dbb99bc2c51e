"""Readers' questions about indicators, asked without an account; the address is deleted with the answer."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Programme
from cooperation.models.ledger import RecordedModel
from cooperation.models.search import Searchable
from cooperation.rules import ledger
from indicators.models.indicators import Indicator, IndicatorRowQuerySet

# What the digest of a published question contains; migrations use it, so it never changes.
_PUBLISHED = ("indicator_id", "year", "kind", "text", "is_redacted", "asked_at", "answer", "answered_at")


class ReaderQuestionQuerySet(IndicatorRowQuerySet["ReaderQuestion"]):
    def confirmed(self) -> Self:
        """Return questions that were confirmed by the link in the e-mail."""
        return self.exclude(state=ReaderQuestion.State.UNCONFIRMED)

    def waiting(self) -> Self:
        """Return confirmed questions that are neither answered nor declined."""
        return self.filter(state=ReaderQuestion.State.WAITING)

    def answered(self) -> Self:
        """Return published questions, which have an answer."""
        return self.filter(state=ReaderQuestion.State.PUBLISHED)


class ReaderQuestion(Searchable):
    """A reader's question: confirmed by a link, moderated, then published with its answer or declined."""

    SEARCHED = ("text", "answer")

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        ERROR = "error", _("report of an error")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed")
        WAITING = "waiting", _("waiting for an answer")
        PUBLISHED = "published", _("answered")
        DECLINED = "declined", _("declined")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="reader_questions", verbose_name=_("indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)  # none: the whole indicator
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("question"))
    is_redacted = models.BooleanField(_("personal data removed"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)  # of the page and the letters
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    # Hash of the submitted form: the same form sent twice is one question. The link is derived from it and SECRET_KEY,
    # so that neither the table nor a backup of it contains a working link.
    form_sha256 = models.CharField(max_length=64, unique=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decline_reason = models.TextField(
        _("reason for declining"), blank=True
    )  # sent to the person who asked, never published
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader's question")
        verbose_name_plural = _("readers' questions")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="indicators_readerquestion_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="indicators_readerquestion_due_once_confirmed",
                condition=Q(state="unconfirmed", confirmed_at__isnull=True, due_on__isnull=True)
                | (~Q(state="unconfirmed") & Q(confirmed_at__isnull=False, due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="indicators_readerquestion_settled_by_somebody",
                condition=Q(state__in=("unconfirmed", "waiting"), answered_at__isnull=True, answered_by__isnull=True)
                | Q(state__in=("published", "declined"), answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="indicators_readerquestion_settled_in_words",
                condition=Q(state__in=("unconfirmed", "waiting"), answer="", decline_reason="")
                | (Q(state="published", decline_reason="") & ~Q(answer=""))
                | (Q(state="declined", answer="") & ~Q(decline_reason="")),
            ),
            models.CheckConstraint(
                name="indicators_readerquestion_address_while_needed",
                condition=Q(email="") | Q(state__in=("unconfirmed", "waiting")),
                violation_error_message=_("The address of the person who asked is deleted with the answer."),
            ),
        ]
        indexes = [
            models.Index(fields=("state", "due_on"), name="indicators_readerquestion_due"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def programme(self) -> Programme:
        return self.indicator.programme


class PublishedAnswer(RecordedModel):
    """The digest of a question and its answer as readers saw them: when published, and after each removal of a text."""

    question = models.ForeignKey(
        ReaderQuestion, on_delete=models.PROTECT, related_name="published_answers", verbose_name=_("question")
    )
    at = models.DateTimeField(_("when"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.question_id} {self.sha256}"


def published_digest(question: Any) -> str:
    """Return the SHA-256 of what readers see of a question; also for the models of a migration."""
    return ledger.columns_digest({name: getattr(question, name) for name in _PUBLISHED})
