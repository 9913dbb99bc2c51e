"""Programmes that were loaded from a cut text are marked, so that their pages go on saying so."""

from django.db import migrations


def mark(apps, schema_editor):
    """As the loader does: some quadrants of the analysis, or actions under some of the goals."""
    Programme = apps.get_model("cooperation", "Programme")
    Finding = apps.get_model("cooperation", "SwotFinding")
    Goal = apps.get_model("goals", "SpecificGoal")
    for programme in Programme.objects.exclude(source_text=""):
        quadrants = Finding.objects.filter(programme=programme).values("quadrant").distinct().count()
        goals = Goal.objects.filter(main_goal__programme=programme)
        with_actions = goals.filter(actions__isnull=False).distinct().count()
        if 0 < quadrants < 4 or 0 < with_actions < goals.count():
            Programme.objects.filter(pk=programme.pk).update(is_excerpt=True)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0014_moment_of_a_ruling"),
        ("cooperation", "0019_programme_is_excerpt"),
        ("goals", "0003_histories"),
    ]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
