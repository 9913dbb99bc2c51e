"""Lines so far get the names of today: what they were on the day is stored nowhere."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill_with_names_of_today(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    changes = apps.get_model("cooperation", "Change").objects
    titles = apps.get_model("cooperation", "Programme").objects.filter(pk=OuterRef("programme"))
    names = apps.get_model("cooperation", "Unit").objects.filter(pk=OuterRef("unit"))
    changes.filter(programme_title="").update(programme_title=Subquery(titles.values("title")[:1]))
    changes.filter(unit_name="", unit__isnull=False).update(unit_name=Subquery(names.values("name")[:1]))


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0017_names_in_the_register")]
    operations = [migrations.RunPython(fill_with_names_of_today, migrations.RunPython.noop)]
