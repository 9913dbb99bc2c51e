from functools import partial

from django.db import migrations

from cooperation.models.people import index_person
from cooperation.models.search import fill_search_text


def index_people(apps, schema_editor):
    index = apps.get_model("cooperation", "PersonIndex").objects
    for person in apps.get_model("auth", "User").objects.iterator():
        index.create(user_id=person.pk, **index_person(person))


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0012_search_text")]

    operations = [
        migrations.RunPython(
            partial(
                fill_search_text,
                app_label="cooperation",
                conclusion=("text",),
                programme=("title", "issuer", "resolution"),
                swotfinding=("text",),
                unit=("name", "short_name"),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(index_people, migrations.RunPython.noop),
    ]
