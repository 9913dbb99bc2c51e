"""`manage.py encrypt_again`, after a new SECRET_KEY: then the former key may leave SECRET_KEY_FALLBACKS."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cooperation.services import second_factor


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors with the present SECRET_KEY; SECRET_KEY_FALLBACKS has the former one."

    def handle(self, *args: object, **options: object) -> None:
        try:
            count = second_factor.encrypt_again()
        except second_factor.UnreadableSecret as error:
            text = _("Nothing was changed: a secret can be read with none of the keys. Add the former key to %(name)s.")
            raise CommandError(text % {"name": "SECRET_KEY_FALLBACKS"}) from error
        self.stdout.write(_("Secrets encrypted with the present SECRET_KEY: %(count)d.") % {"count": count})
