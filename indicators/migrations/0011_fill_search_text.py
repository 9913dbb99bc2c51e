from functools import partial

from django.db import migrations

from cooperation.models.search import fill_search_text


class Migration(migrations.Migration):
    dependencies = [("indicators", "0010_search_text")]

    operations = [
        migrations.RunPython(
            partial(
                fill_search_text,
                app_label="indicators",
                action=("name",),
                breakdown=("name",),
                category=("name",),
                decision=("text",),
                evidence=("title",),
                indicator=("name",),
            ),
            migrations.RunPython.noop,
        ),
    ]
