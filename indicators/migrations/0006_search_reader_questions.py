from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cooperation.rules.search import search_text


def store_terms(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for question in apps.get_model("indicators", "ReaderQuestion").objects.iterator():
        question.search_text = search_text(question.text, question.answer)
        question.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0005_notification_test_message"),
    ]

    operations = [
        migrations.AddField(
            model_name="readerquestion",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(store_terms, migrations.RunPython.noop),
    ]
