"""`manage.py load_example`: load the example programme, which is fictitious and marked as such."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.services import example


class Command(BaseCommand):
    help = "Load the example programme with its reports (made up, marked on every page); a second time changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        programme, is_new = example.load()
        message = _("The example programme was loaded: %s")
        if not is_new:
            message = _("The example programme has already been loaded: %s")
        self.stdout.write(message % f"/programy/{programme.slug}/")
