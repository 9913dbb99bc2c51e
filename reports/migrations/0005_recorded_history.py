"""Every row that readers rely on gets an entry in the ledger; later ones get theirs when they are written."""

from django.db import migrations
from django.utils import timezone

from cooperation.recording import record_rows, record_unrecorded_edits

TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "cooperation.accesschange": {},
    "cooperation.change": {"texts": ("text",)},
    "cooperation.historicaluser": {"texts": ("username", "first_name", "last_name", "email")},
    "indicators.measurement": {"derived": ("approved_revision",)},
    "indicators.revision": {"texts": ("note", "correction_reason", "comment")},
    "indicators.revisionpart": {},
    "indicators.evidence": {
        "texts": ("title", "original_name"),
        "state": ("public_name", "public_size", "public_sha256", "is_public", "taken_off_by", "taken_off_at"),
    },
    "indicators.comment": {"texts": ("text",)},
    "indicators.reportinground": {"state": ("opens_on", "due_on", "closed_at", "closed_by", "closing_reason")},
    "indicators.decision": {"texts": ("question", "text")},
    "indicators.assessment": {"texts": ("reason",)},
    "reports.publication": {"texts": ("reason",), "state": ("bulletin_url",)},
    "reports.reportfile": {},
    "reports.erratum": {"texts": ("text",)},
}


def record(apps, schema_editor):
    at = timezone.now()
    record_unrecorded_edits(apps, at=at)
    record_rows(apps, TABLES, at=at)


def remove_entries(apps, schema_editor):
    apps.get_model("cooperation", "LedgerEntry").objects.all().delete()
    apps.get_model("cooperation", "LedgerHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0007_ledger"),
        ("goals", "0002_permissions"),
        ("indicators", "0008_expected_day"),
        ("reports", "0004_search_publications"),
    ]

    operations = [migrations.RunPython(record, remove_entries)]
