"""Removal of a person's data; recorded figures keep their author's number, so the chain of revisions stays valid."""

import json
import re

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from cooperation.models import Deputy, Letter, Unit, UnitMember, UnsavedInput
from cooperation.models.ledger import lock_ledger
from cooperation.rules.ledger import REDACTED
from cooperation.rules.name_mentions import SHORTEST_NAME
from cooperation.services.personal_data.mentions import changes_in_log
from cooperation.services.personal_data.register import Whose, fields_of
from cooperation.services.redactions import redact
from cooperation.services.security_events import SecurityEvent, log_event

REASON = "anonimizacja"  # in the history of the account, which is in Polish
_CHUNK = 500  # rows read at a time


class StillActive(Exception):
    """The account must be disabled first, so that nobody loses access by mistake."""


def anonymise_account(person: User) -> None:
    """Replace the names of a disabled account by "osoba usunięta nr N" and delete what was stored for the person.

    In the log of the administration the user name, the address and the full name are replaced, former ones too.
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
        Letter.objects.filter(recipient=person).update(address="", subject=REDACTED, text="", html="", fault="")
        names = {
            "username": f"osoba-usunieta-{person.pk}",
            "first_name": "osoba",
            "last_name": f"usunięta nr {person.pk}",
            "email": "",
        }
        records = list(User.history.filter(id=person.pk))  # type: ignore[attr-defined]  # added by `register`
        log_names = _names_in_log([person, *records], names)
        for record in records:
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
        _replace_in_log(log_names)
    log_event(SecurityEvent.PERSON_ANONYMISED, person_id=person.pk)


def _names_in_log(records: list[User], new: dict[str, str]) -> dict[str, str]:
    """Return former name -> its replacement, the longest first; `records`: the account and its history."""
    new_name = f"{new['first_name']} {new['last_name']}"
    names: dict[str, str] = {}
    for record in records:
        names[record.username] = new["username"]
        names[record.email] = REDACTED
        if record.first_name and record.last_name:
            names[f"{record.first_name} {record.last_name}"] = new_name
            names[f"{record.last_name} {record.first_name}"] = new_name
    names = {name: names[name] for name in sorted(names, key=len, reverse=True)}
    return {name: replacement for name, replacement in names.items() if name not in ("", REDACTED)}


def _replace_in_log(names: dict[str, str]) -> None:
    """Replace the names in all entries of the administration's log, which quotes what `__str__` returned.

    A name of one or two letters may be a word, so it is replaced only in entries about people and their units.
    """
    about_people = {kind.pk for kind in ContentType.objects.get_for_models(User, Unit, UnitMember, Deputy).values()}
    longer = {name: new for name, new in names.items() if len(name) >= SHORTEST_NAME}
    for entry in LogEntry.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        replaced = names if entry.content_type_id in about_people else longer
        title, message = _with_names(entry.object_repr, replaced), _message_with_names(entry.change_message, replaced)
        if (title, message) != (entry.object_repr, entry.change_message):
            length = LogEntry._meta.get_field("object_repr").max_length
            LogEntry.objects.filter(pk=entry.pk).update(object_repr=title[:length], change_message=message)


def _message_with_names(message: str, names: dict[str, str]) -> str:
    """Replace the names in a message: a text, or Django's JSON, in which `object` quotes what an inline row is called.

    In JSON, letters with diacritics are escaped.
    """
    changes = changes_in_log(message)
    if changes is None:
        return _with_names(message, names)
    replaced = [
        {
            action: detail | {"object": _with_names(detail["object"], names)} if "object" in detail else detail
            for action, detail in change.items()
        }
        for change in changes
    ]
    return message if replaced == changes else json.dumps(replaced)


def _with_names(text: str, names: dict[str, str]) -> str:
    for name, replacement in names.items():
        pattern = rf"(?<![\w.@-]){re.escape(name)}(?![\w@-]|\.\w)"  # "anna" is no part of "anna.nowak"
        text = re.sub(pattern, replacement, text)
    return text


def anonymise_reader(email: str) -> int:
    """Delete the address from readers' questions and from letters to no account; return the number of rows."""
    with transaction.atomic():
        letters = Letter.objects.filter(recipient__isnull=True, address__iexact=email)
        count, _by_model = letters.unsent().delete()
        count += letters.update(address="", subject=REDACTED, text="", html="")
        for field in fields_of(Whose.READERS):
            if isinstance(field, models.EmailField):
                rows: models.QuerySet[models.Model] = models.QuerySet(field.model).filter(
                    **{f"{field.name}__iexact": email}
                )
                count += rows.update(**{field.name: ""})
    log_event(SecurityEvent.PERSON_ANONYMISED, person_id=None, detail="reader")
    return count
