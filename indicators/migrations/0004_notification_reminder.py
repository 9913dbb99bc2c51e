"""Reminders that a coordinator sends to a unit, with who asked for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_literal_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="requested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="requested by",
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("round_opened", "round opened"),
                    ("due_soon", "due date is near"),
                    ("overdue", "overdue"),
                    ("reminder", "coordinator's reminder"),
                    ("returned", "figure returned"),
                    ("approved", "figure approved"),
                    ("digest", "coordinator's digest"),
                    ("question", "reader's question"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
