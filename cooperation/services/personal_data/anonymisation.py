"""Removal of a person's data; recorded figures keep their author's number, so the chain of revisions stays valid."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from cooperation.models import Letter, UnsavedInput
from cooperation.models.ledger import lock_ledger
from cooperation.services.personal_data.register import Whose, fields_of
from cooperation.services.redactions import redact
from cooperation.services.security_events import SecurityEvent, log_event

REASON = "anonimizacja"  # in the history of the account, which is in Polish
REMOVED = "[…]"


class StillActive(Exception):
    """The account must be disabled first, so that nobody loses access by mistake."""


def anonymise_account(person: User) -> None:
    """Replace the names of a disabled account by "osoba usunięta nr N" and delete what was stored for the person.

    Names in free texts (notes, comments, published reports) stay; `mentions` lists them, before and after.
    Raises StillActive.
    """
    with transaction.atomic():
        lock_ledger()
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.is_active:
            raise StillActive
        UnsavedInput.objects.filter(owner=person).delete()
        for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
            model.objects.filter(user=person).delete()
        Letter.objects.unsent().filter(recipient=person).delete()
        Letter.objects.filter(recipient=person).update(address="", subject=REMOVED, text="", html="", fault="")
        names = {
            "username": f"osoba-usunieta-{person.pk}",
            "first_name": "osoba",
            "last_name": f"usunięta nr {person.pk}",
            "email": "",
        }
        for record in User.history.filter(id=person.pk):  # type: ignore[attr-defined]  # added by `register`
            redact(record, list(names), by=None, reason=REASON, at=timezone.now())
        for name, value in names.items():
            setattr(person, name, value)
        person.is_staff = person.is_superuser = False
        person.set_unusable_password()
        person._change_reason = REASON  # type: ignore[attr-defined]  # read by django-simple-history
        person.save()
        person.groups.clear()
        account_type = ContentType.objects.get_for_model(User)
        edits = LogEntry.objects.filter(content_type=account_type, object_id=str(person.pk))
        edits.update(object_repr=person.username, change_message="")
    log_event(SecurityEvent.PERSON_ANONYMISED, person_id=person.pk)


def anonymise_reader(email: str) -> int:
    """Delete the address from readers' questions and from letters to no account; return the number of rows."""
    with transaction.atomic():
        letters = Letter.objects.filter(recipient__isnull=True, address__iexact=email)
        count, _by_model = letters.unsent().delete()
        count += letters.update(address="", subject=REMOVED, text="", html="")
        for field in fields_of(Whose.READERS):
            if isinstance(field, models.EmailField):
                rows: models.QuerySet[models.Model] = models.QuerySet(field.model).filter(
                    **{f"{field.name}__iexact": email}
                )
                count += rows.update(**{field.name: ""})
    log_event(SecurityEvent.PERSON_ANONYMISED, person_id=None, detail="reader")
    return count
