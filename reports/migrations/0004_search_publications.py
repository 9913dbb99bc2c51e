import json

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cooperation.rules.search import search_text


def store_terms(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for publication in apps.get_model("reports", "Publication").objects.iterator(chunk_size=20):
        content = json.loads(publication.snapshot)
        publication.search_text = search_text(content["title"], *content.get("words", {}).values())
        publication.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_literal_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(store_terms, migrations.RunPython.noop),
    ]
