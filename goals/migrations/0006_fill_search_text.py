from functools import partial

from django.db import migrations

from cooperation.models.search import fill_search_text


class Migration(migrations.Migration):
    dependencies = [("goals", "0005_search_text")]

    operations = [
        migrations.RunPython(
            partial(
                fill_search_text,
                app_label="goals",
                findinglink=("reason",),
                maingoal=("text",),
                specificgoal=("text",),
            ),
            migrations.RunPython.noop,
        ),
    ]
