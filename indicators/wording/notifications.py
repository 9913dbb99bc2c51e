"""Kinds and states of notifications, as the panel lists them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Letter
from cooperation.text import Sentence, say, say_many


def kind_label(kind: Letter.Kind) -> str:
    """The label in a list of messages; the model's own label “overdue” is about one figure."""
    return _("figures past their due date") if kind is Letter.Kind.OVERDUE else str(kind.label)


def state(letter: Letter, *, on: datetime, is_mail_set_up: bool) -> Sentence:
    """When the letter was sent, or why it was not."""
    if letter.sent_at is not None:
        return say("sent on {day}", day=letter.sent_at)
    if letter.is_held_back and not letter.tries:
        return say("not sent: the account is disabled")
    if letter.given_up_at is not None and letter.expires_at > on:
        return say("given up: the mail server refused the address")
    if letter.given_up_at is not None or letter.expires_at <= on:
        return say("given up: it could not be sent in time")
    if letter.fault:
        return _fault_sentence(letter.fault)
    if not is_mail_set_up:
        return say("waiting: e-mail is not set up")
    return say("waiting to be sent")


def attempts(letter: Letter) -> Sentence:
    """How often sending was tried."""
    return say_many("{count} attempt", "{count} attempts", letter.tries, count=letter.tries)


def concerns_recipient(letter: Letter) -> bool:
    """Whether the mail server refused this person's address; otherwise it accepts no letter at all."""
    return _exception(letter.fault) in ("SMTPRecipientsRefused", "ValueError", "SMTPDataError")


def remedy(letter: Letter) -> Sentence:
    """What to do about a letter that could not be delivered."""
    if concerns_recipient(letter):
        return say("Check the address with the person, have it corrected, then queue the letter again.")
    if _exception(letter.fault) == "SMTPAuthenticationError":
        return say("The server administrator must correct the log-in to the mail server (EMAIL_URL).")
    return say("If this lasts longer than a day, the server administrator must check the mail server (EMAIL_URL).")


def waiting_since(oldest: Letter) -> Sentence:
    """Since when the sender has not tried to send the letter that has been due for the longest."""
    due = timezone.localtime(oldest.next_try_at)
    return say("The oldest has been waiting since {day}, {clock}.", day=due.date(), clock=f"{due:%H:%M}")


def why_late() -> Sentence:
    return say(
        "Letters are not being sent at all. The server administrator must check whether send_mail runs, and the mail"
        " server."
    )


def given_up_title(count: int) -> Sentence:
    return say_many("{count} letter was given up", "{count} letters were given up", count, count=count)


def given_up_reason(letter: Letter) -> Sentence:
    """Why the letter to one address was given up, and what follows from it."""
    if letter.kind == Letter.Kind.CHAIN_HEAD:
        return say(
            "The head of the history was not sent to {address}, so nobody outside the portal can prove that the history"
            " was not rewritten. The server administrator must correct HISTORY_ANCHOR_EMAIL.",
            address=letter.address,
        )
    return say("Given up: “{title}”.", title=letter.subject)


def _fault_sentence(fault: str) -> Sentence:
    """`fault`: name of the exception, a colon and the server's answer."""
    exception = _exception(fault)
    if exception == "SMTPRecipientsRefused":
        return say("not sent: the mail server refused the address; it is tried again later")
    if exception == "SMTPAuthenticationError":
        return say("not sent: the mail server refused the portal’s log-in; it is tried again later")
    return say("not sent: the mail server could not be reached or refused the message; it is tried again later")


def _exception(fault: str) -> str:
    return fault.split(":", 1)[0]
