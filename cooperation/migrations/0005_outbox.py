"""The outbox of all letters, which administrators may look at."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import cooperation.models.letters
from cooperation.grants import grant


def grant_view(apps, schema_editor):
    grant(apps, "cooperation", {"letter": "view"})


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0004_programme_deletion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("round_opened", "round opened"),
                            ("due_soon", "due date is near"),
                            ("overdue", "overdue"),
                            ("reminder", "coordinator's reminder"),
                            ("returned", "figure returned"),
                            ("approved", "figure approved"),
                            ("digest", "coordinator's digest"),
                            ("question", "reader's question"),
                            ("test", "test message"),
                            ("invitation", "invitation"),
                            ("password", "link to a new password"),
                            ("account", "message about the account"),
                            ("reader", "letter to a reader"),
                            ("chain_head", "head of the history"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="about what")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="text as HTML")),
                ("headers", models.JSONField(blank=True, default=dict, verbose_name="headers")),
                ("is_confidential", models.BooleanField(default=False, verbose_name="text deleted after sending")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next attempt")),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=cooperation.models.letters._default_expiry, verbose_name="sent no later than"
                    ),
                ),
                ("taken_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("given_up_at", models.DateTimeField(blank=True, null=True, verbose_name="given up")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="why it was not sent")),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperation.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to whom",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="requested by",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["expires_at"],
                        name="cooperation_letter_queue",
                    ),
                    models.Index(fields=["kind", "-created_at"], name="cooperation_letter_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("recipient", "key"),
                        name="cooperation_letter_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), ("recipient__isnull", True)),
                        fields=("key",),
                        name="cooperation_letter_once_without_account",
                    ),
                ],
            },
        ),
        migrations.RunPython(grant_view, migrations.RunPython.noop),
    ]
