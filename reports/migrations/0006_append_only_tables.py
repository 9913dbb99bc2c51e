"""On PostgreSQL triggers refuse to change, delete or truncate recorded rows, whoever is connected."""

import importlib

from django.db import migrations

from cooperation.append_only import create_functions, drop_functions, protect, unprotect
from cooperation.models.ledger import is_record_of_edits

TABLES = importlib.import_module("reports.migrations.0005_recorded_history").TABLES
DERIVED = ("search_text",)
CHAINS = ("cooperation.ledgerentry", "cooperation.redaction")
# Rounds of a programme in preparation are deleted when its years are changed; the ledger records it.
DELETABLE = ("indicators.reportinground",)


def protected_models(apps):
    labels = {*TABLES, *CHAINS} - set(DELETABLE)
    return [model for model in apps.get_models() if model._meta.label_lower in labels or is_record_of_edits(model)]


def changing_fields(model):
    """Return the names of the fields that may change."""
    table = TABLES.get(model._meta.label_lower, {})
    names = {field.name for field in model._meta.concrete_fields}
    return sorted(names & {*table.get("state", ()), *table.get("derived", ()), *DERIVED})


def protect_tables(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    models = protected_models(apps)
    texts = {
        (model._meta.db_table, model._meta.pk.column): TABLES[model._meta.label_lower]["texts"]
        for model in models
        if TABLES.get(model._meta.label_lower, {}).get("texts")
    }
    create_functions(schema_editor, texts)
    for model in models:
        protect(schema_editor, model, changing_fields(model))


def unprotect_tables(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for model in protected_models(apps):
        unprotect(schema_editor, model)
    drop_functions(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_recorded_history")]

    operations = [migrations.RunPython(protect_tables, unprotect_tables)]
