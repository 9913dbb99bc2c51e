"""`manage.py personal_data export|mentions|anonymise PERSON`: a person's data as JSON, mentions, or their removal."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.rendering import render
from cooperation.rules.name_mentions import Hint, PersonNames
from cooperation.services.personal_data import anonymisation
from cooperation.services.personal_data.export import accounts_with_login, export, find_people
from cooperation.services.personal_data.mentions import find_mentions, names_of
from cooperation.services.security_events import SecurityEvent, log_event


class Command(BaseCommand):
    help = (
        "Export all data of one person as JSON, list the texts that mention the person, or anonymise a disabled "
        "account or the address of a reader."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "mentions", "anonymise"])
        parser.add_argument(
            "person",
            help="user name or e-mail address of an account, or the address of a reader; for mentions also "
            "“first name surname” of a person without an account",
        )
        parser.add_argument("--login", action="store_true", help="PERSON is a user name, not an address")
        parser.add_argument("--output", help="a new file for the export, readable by its owner only; default: stdout")
        parser.add_argument("--yes", action="store_true", help="anonymise; without it only print what would be done")

    def handle(
        self, *args: object, action: str, person: str, login: bool, output: str | None, yes: bool, **options: object
    ) -> None:
        if not person.strip():
            raise CommandError(_("Enter a user name, an e-mail address or a name."))
        people = accounts_with_login(person) if login else find_people(person)
        email = person if _is_email(person) and not login else ""
        if action == "mentions":
            self._print_mentions(people, names_of(people) or [_typed_names(person, email)])
            return
        if len(people) > 1:  # data of one person must not be given to another
            names = ", ".join(account.get_username() for account in people)
            text = _("Several accounts have this address; enter a user name, with --login: %(names)s.")
            raise CommandError(text % {"names": names})
        if not people and not email:
            raise CommandError(
                _("There is no account %(name)s. Enter a user name or an e-mail address.") % {"name": person}
            )
        if action == "export":
            self._export(people, email, output)
        elif people:
            self._anonymise_account(people, is_confirmed=yes)
        else:
            self._anonymise_reader(email, is_confirmed=yes)

    def _export(self, people: list[User], email: str, output: str | None) -> None:
        rows = export(people, email)
        text = json.dumps(rows, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
        if output is None:
            self.stdout.write(text)
        else:
            _write_private(Path(output), text)
        person_ids: list[int | None] = [person.pk for person in people]
        for person_id in person_ids or [None]:
            log_event(SecurityEvent.PERSONAL_DATA_EXPORTED, person_id=person_id)

    def _anonymise_account(self, people: list[User], *, is_confirmed: bool) -> None:
        (person,) = people
        if person.is_active:
            raise CommandError(
                _("The account %(name)s is active. Disable it in the administration first.")
                % {"name": person.get_username()}
            )
        new_name = f"osoba usunięta nr {person.pk}"
        if not is_confirmed:
            text = _("The account %(name)s will become “%(new)s”. This cannot be undone; repeat with --yes.")
            self.stdout.write(text % {"name": person.get_username(), "new": new_name})
            self._print_mentions(people, names_of(people))
            return
        former_names = names_of(people)
        anonymisation.anonymise_account(person)
        self.stdout.write(_("The account is now “%(new)s”. Recorded figures keep its number.") % {"new": new_name})
        self._print_mentions(people, former_names)

    def _anonymise_reader(self, email: str, *, is_confirmed: bool) -> None:
        if not is_confirmed:
            self.stdout.write(_("The address will be removed from questions and letters. Repeat with --yes."))
            return
        count = anonymisation.anonymise_reader(email)
        text = ngettext(
            "The address was removed from %(count)d entry.", "The address was removed from %(count)d entries.", count
        )
        self.stdout.write(text % {"count": count})

    def _print_mentions(self, people: list[User], names: list[PersonNames]) -> None:
        """Print the texts that mention the person, those with the first name alone last."""
        mentions = sorted(find_mentions(people, names), key=lambda mention: mention.mention.hint is Hint.FIRST_NAME)
        if not mentions:
            self.stdout.write(_("No text mentions the person. Files and backups are not searched."))
            return
        self.stdout.write(_("Texts that mention the person; files and backups are not searched:"))
        for mention in mentions:
            remarks = [render(mention.remedy)]
            if mention.mention.hint is Hint.FIRST_NAME:
                remarks.append(_("the first name only"))
            place = f"{mention.table} {mention.row} {mention.column}"
            self.stdout.write(f"  {place} ({'; '.join(remarks)}): {mention.mention.excerpt}")


def _typed_names(person: str, email: str) -> PersonNames:
    """Return the names of a person without an account: an address, or a first name and a surname."""
    if email:
        return PersonNames(email=email)
    first_name, _space, last_name = person.strip().rpartition(" ")
    return PersonNames(first_name=first_name, last_name=last_name)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    """Create the file for its owner only. Raises CommandError if it exists or cannot be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(
            _("The file %(path)s cannot be created: %(why)s") % {"path": path, "why": error.strerror}
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
