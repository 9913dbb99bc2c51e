"""Kinds and states of notifications, as the panel lists them."""

from django.utils.translation import gettext as _

from cooperation.text import Sentence, say
from indicators.models import Notification


def kind_label(kind: Notification.Kind) -> str:
    """The label in a list of messages; the model's own label “overdue” is about one figure."""
    return _("figures past their due date") if kind is Notification.Kind.OVERDUE else str(kind.label)


def state(notification: Notification, *, is_outdated: bool, is_mail_set_up: bool) -> Sentence:
    """When the message was sent, or why it was not."""
    if notification.sent_at is not None:
        return say("sent on {day}", day=notification.sent_at)
    if is_outdated:
        return say("not sent: out of date")
    if notification.fault:
        return _fault_sentence(notification.fault)
    if not is_mail_set_up:
        return say("waiting: e-mail is not set up")
    return say("waiting to be sent")


def concerns_recipient(letter: Notification) -> bool:
    """Whether the mail server refused this person's address; otherwise it accepts no letter at all."""
    return _exception(letter.fault) in ("SMTPRecipientsRefused", "ValueError", "SMTPDataError")


def remedy(letter: Notification) -> Sentence:
    """What to do about a letter that could not be delivered."""
    if concerns_recipient(letter):
        return say("Check the address with the person, have it corrected, then queue the letter again.")
    if _exception(letter.fault) == "SMTPAuthenticationError":
        return say("The server administrator must correct the log-in to the mail server (EMAIL_URL).")
    return say("If this lasts longer than a day, the server administrator must check the mail server (EMAIL_URL).")


def _fault_sentence(fault: str) -> Sentence:
    """`fault`: name of the exception, a colon and the server's answer."""
    exception = _exception(fault)
    if exception == "SMTPRecipientsRefused":
        return say("not sent: the mail server refused the address; the next run tries again")
    if exception == "SMTPAuthenticationError":
        return say("not sent: the mail server refused the portal’s log-in; the next run tries again")
    return say("not sent: the mail server could not be reached or refused the message; the next run tries again")


def _exception(fault: str) -> str:
    return fault.split(":", 1)[0]
