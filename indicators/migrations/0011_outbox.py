"""Notifications and letters to readers are only in the outbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0010_letters_in_outbox"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="readerquestion",
            name="indicators_readerquestion_address_while_needed",
        ),
        migrations.RemoveField(
            model_name="readerquestion",
            name="letter",
        ),
        migrations.RemoveField(
            model_name="readerquestion",
            name="taken_until",
        ),
        migrations.AddConstraint(
            model_name="readerquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("state__in", ("unconfirmed", "waiting")), _connector="OR"),
                name="indicators_readerquestion_address_while_needed",
                violation_error_message="The address of the person who asked is deleted with the answer.",
            ),
        ),
        migrations.DeleteModel(
            name="Notification",
        ),
    ]
