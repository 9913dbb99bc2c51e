"""`manage.py reset_second_factor LOGIN`, for the server's administrator: when the only administrator lost the phone."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.services import second_factor
from cooperation.web.accounts import find_account


class Command(BaseCommand):
    help = "Delete the second factor and the recovery codes of an account, and end its sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help="user name or e-mail address")

    def handle(self, *args: object, login: str, **options: object) -> None:
        person = find_account(login)
        if person is None:
            raise CommandError(
                _("No account, or several accounts, have the name or address %(login)s.") % {"login": login}
            )
        if not second_factor.reset(person, by=None):
            raise CommandError(_("The account %(login)s has no second factor.") % {"login": person.get_username()})
        text = _("The second factor of %(name)s was reset, and the person's sessions have ended.")
        self.stdout.write(text % {"name": person.get_username()})
