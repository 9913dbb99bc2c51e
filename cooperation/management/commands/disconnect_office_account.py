"""`manage.py disconnect_office_account LOGIN`, for a person who got another office account."""

from argparse import ArgumentParser

from allauth.socialaccount.models import SocialAccount
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from cooperation.models import AccessChange
from cooperation.services import access
from cooperation.web.accounts import find_account


class Command(BaseCommand):
    help = "Disconnect an account from its office account (OpenID Connect)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help="user name or e-mail address")

    def handle(self, *args: object, login: str, **options: object) -> None:
        person = find_account(login)
        if person is None:
            text = _("No account, or several accounts, have the name or address %(login)s.")
            raise CommandError(text % {"login": login})
        with transaction.atomic():
            count, _rows = SocialAccount.objects.filter(user=person).delete()
            if count:
                access.record(person, AccessChange.Kind.OFFICE_DISCONNECTED, by=None)
        name = {"login": person.get_username()}
        if not count:
            raise CommandError(_("The account %(login)s is connected with no office account.") % name)
        self.stdout.write(_("The account %(login)s is disconnected from its office account.") % name)
