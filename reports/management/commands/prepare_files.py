"""`manage.py prepare_files`: create the documents of published content before a reader asks for them."""

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.management.jobs import Job
from reports.services.prepared_files import prepare


class Command(Job):
    help = (
        "Create the files of published reports and the PDF sheets of published programmes and goals that are not "
        "stored yet, one at a time. Run it every few minutes: after a publication or an approval they are cold."
    )

    def handle(self, *args: object, **options: object) -> None:
        documents = prepare(on=timezone.localdate())
        if documents.files or documents.sheets:
            self.stdout.write(
                _("Created: files of reports: %(files)d, sheets: %(sheets)d.")
                % {"files": documents.files, "sheets": documents.sheets}
            )
        if documents.failures:
            raise CommandError(
                "\n".join(_("A document was not created: %(reason)s") % {"reason": text} for text in documents.failures)
            )
