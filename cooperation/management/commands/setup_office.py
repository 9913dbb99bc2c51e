"""`manage.py setup_office`: create the first administrator; everything else is set up on the web."""

import sys
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.services import delivery, invitations
from cooperation.services.addresses import absolute_url
from cooperation.services.first_administrator import OtherAdministratorExists, create_first_administrator


class Command(BaseCommand):
    help = "Create the first administrator and send or print the link by which that person sets a password."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="address of the administrator; without it the command asks for it")
        parser.add_argument("--print-link", action="store_true", help="print the link instead of sending it by e-mail")

    def handle(self, *args: object, email: str | None, print_link: bool, **options: object) -> None:
        log_in = absolute_url(reverse("account_login"))
        try:
            first = create_first_administrator(email if email is not None else _asked_email())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OtherAdministratorExists as error:
            text = _("The portal already has an administrator: %(name)s. That person adds others at %(address)s.")
            address = absolute_url(reverse("admin:auth_user_add"))
            raise CommandError(text % {"name": error.administrator.get_username(), "address": address}) from error
        name = first.person.email
        for person in first.replaced:
            text = _("The account %(name)s was disabled: its invitation had not been accepted.")
            self.stdout.write(text % {"name": person.get_username()})
        if first.is_new:
            self.stdout.write(_("The account of the administrator was created: %(name)s.") % {"name": name})
        if not first.needs_invitation:
            self.stdout.write(_("%(name)s is an administrator already and has used the account.") % {"name": name})
        elif print_link:
            self._print_link(invitations.password_link(first.person, is_invitation=True))
        else:
            (result,) = invitations.invite([first.person])
            fault = result.fault
            if result.letter is not None:
                delivery.send(only=[result.letter.pk])  # at once: the timer may not be installed yet
                result.letter.refresh_from_db()
                if result.letter.sent_at is None:
                    fault = _("the mail server did not accept it: %(answer)s") % {"answer": result.letter.fault}
            if fault:
                self.stdout.write(_("No message was sent, because %(reason)s.") % {"reason": fault})
                self._print_link(result.link or invitations.password_link(first.person, is_invitation=True))
            else:
                text = _("A link to set the password was sent to %(name)s. If it does not arrive, add --print-link.")
                self.stdout.write(text % {"name": name})
        self.stdout.write(_("Log-in: %(address)s") % {"address": log_in})

    def _print_link(self, link: str) -> None:
        self.stdout.write(_("This link to set the password works once, within three days:"))
        self.stdout.write(f"  {link}")


def _asked_email() -> str:
    """Return the address that the person at the terminal types. Raises CommandError without a terminal."""
    if not sys.stdin.isatty():
        raise CommandError(_("Add --email with the address of the administrator."))
    return input(_("E-mail address of the administrator: "))
