"""Published questions and answers of readers get their digests, with entries in the ledger."""

from django.db import migrations
from django.utils import timezone

from cooperation.append_only import protect, unprotect
from cooperation.recording import record_rows
from indicators.models.reader_questions import published_digest


def record(apps, schema_editor):
    model, at = apps.get_model("indicators", "PublishedAnswer"), timezone.now()
    if schema_editor.connection.vendor == "postgresql":
        protect(schema_editor, model, [])
    for question in apps.get_model("indicators", "ReaderQuestion").objects.filter(state="published").order_by("pk"):
        model.objects.create(question=question, at=at, sha256=published_digest(question))
    record_rows(apps, {"indicators.publishedanswer": {}}, at=at, with_edits=False)


def unrecord(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        unprotect(schema_editor, apps.get_model("indicators", "PublishedAnswer"))


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0012_published_answers"),
        ("reports", "0006_append_only_tables"),
    ]

    operations = [migrations.RunPython(record, unrecord)]
