"""`manage.py redact_history TABLE ROW TEXT… --reason …`: remove recorded texts for privacy, with a record."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models.ledger import recorded_models
from reports.services.redactions import redact_recorded_text


class Command(BaseCommand):
    help = "Replace texts of a recorded row with […], e.g. redact_history indicators.revision 12 note --reason …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", metavar="TABLE", help="e.g. indicators.revision, as verify_history names rows")
        parser.add_argument("row", metavar="ROW", type=int)
        parser.add_argument("texts", metavar="TEXT", nargs="+", help="e.g. note")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: object, table: str, row: int, texts: list[str], reason: str, **options: object) -> None:
        allowed = {
            model._meta.label_lower: model for model in recorded_models() if getattr(model, "RECORDED_TEXTS", ())
        }
        model = allowed.get(table.lower())
        if model is None:
            names = ", ".join(sorted(allowed))
            raise CommandError(
                _("“%(table)s” has no texts that may be removed. Write one of: %(names)s.")
                % {"table": table, "names": names}
            )
        columns = model.RECORDED_TEXTS  # type: ignore[attr-defined]  # a RecordedModel
        unknown = [name for name in texts if name not in columns]
        if unknown:
            raise CommandError(
                _("“%(text)s” is no text that may be removed. Write one of: %(names)s.")
                % {"text": unknown[0], "names": ", ".join(columns)}
            )
        if not reason.strip():
            raise CommandError(_("Say why the text is removed."))
        record = model._base_manager.filter(pk=row).first()
        if record is None:
            raise CommandError(_("There is no row %(row)d in %(table)s.") % {"row": row, "table": table})
        redact_recorded_text(record, texts, reason=reason, at=timezone.now())
        self.stdout.write(_("Removed: %(texts)s.") % {"texts": ", ".join(texts)})
