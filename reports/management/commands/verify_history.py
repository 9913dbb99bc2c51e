"""`manage.py verify_history`: verify that everything that readers rely on is as it was recorded."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from cooperation.rendering import render
from cooperation.services import table_copies
from cooperation.services.ledger_verification import continues, verify_ledger
from cooperation.text import Sentence, say
from indicators.services.evidence_files.cleanup import check_store
from indicators.services.verification import verify, verify_answers
from reports.queries.publications import first_altered_publication

ALTERED, UNREADABLE, NOT_CONTINUED = 1, 2, 3  # exit codes


class Command(BaseCommand):
    help = (
        "Recompute the hash chains of figures and of the ledger, and the hashes of published reports, of answers to "
        "readers and of evidence files. Exit code 0: all is as it was recorded; 1: something was changed; 3: the "
        "ledger does not continue the expected head; 2: the expected head cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="SEQ:HASH",
            help="a head of the ledger that was noted earlier: the present one must continue it",
        )

    def handle(self, *args: object, expect: str | None = None, **options: object) -> None:
        # People may go on working: the chains and their rows are read as they were in one moment.
        with table_copies.snapshot(DEFAULT_DB_ALIAS):
            head = self._check_rows()
        store = check_store()
        for row in (*store.missing, *store.changed):
            raise _altered(say("The file of evidence {number} is missing or was replaced.", number=str(row.pk)))
        self.stdout.write(_("Evidence files intact: %(checked)d.") % {"checked": store.checked})
        self._check_expected(expect)
        self.stdout.write(_("Head: %(head)s") % {"head": head})

    def _check_rows(self) -> str:
        """Check figures, reports and all recorded rows; return the head of the ledger."""
        chain = verify()
        if chain.fault is not None:
            raise _altered(chain.fault.sentence)
        counts = {"links": chain.links, "redacted": chain.redacted}
        self.stdout.write(
            _("The history is intact: %(links)d links, %(redacted)d of them with redacted text.") % counts
        )
        checked, fault = first_altered_publication()
        if fault is not None:
            raise _altered(fault)
        self.stdout.write(_("Published reports intact: %(checked)d.") % {"checked": checked})
        answers = verify_answers()
        if answers.fault is not None:
            raise _altered(answers.fault)
        self.stdout.write(_("Published answers to readers intact: %(checked)d.") % {"checked": answers.checked})
        ledger = verify_ledger()
        if ledger.fault is not None:
            raise _altered(ledger.fault.sentence)
        self.stdout.write(_("All recorded rows are intact: %(entries)d entries.") % {"entries": ledger.entries})
        return ledger.head

    def _check_expected(self, expect: str | None) -> None:
        if expect is None:
            return
        try:
            is_continued = continues(expect)
        except ValueError as error:
            message = _("“%(head)s” is no head: write the number, a colon and 64 hexadecimal digits.")
            raise CommandError(message % {"head": expect}, returncode=UNREADABLE) from error
        if not is_continued:
            message = _(
                "The ledger does not continue the head %(head)s: it was shortened or written anew after that head was "
                "noted."
            )
            raise CommandError(message % {"head": expect}, returncode=NOT_CONTINUED)
        self.stdout.write(_("The ledger continues the expected head."))


def _altered(sentence: Sentence) -> CommandError:
    return CommandError(render(sentence), returncode=ALTERED)
