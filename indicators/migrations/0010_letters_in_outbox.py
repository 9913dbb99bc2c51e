"""Notifications, and letters to readers that are not sent yet, are written into the outbox."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations
from django.utils.crypto import salted_hmac

from cooperation.services.sealing import seal

VALIDITY = timedelta(days=14)
COPIED = (
    "recipient_id", "address", "kind", "key", "programme_id", "subject", "text", "html", "created_at", "taken_until",
    "sent_at", "tries", "fault", "requested_by_id",
)  # fmt: skip
# Plain texts of the few letters that wait while the portal is updated. {0}: indicator, {1}: question, {2}: answer or
# link.
READER_TEXTS = {
    ("pl", "confirm"): ("Potwierdź swoje pytanie: {0}", "Aby pytanie dotarło do urzędu, potwierdź je:\n{2}\n"),
    ("pl", "answer"): ("Odpowiedź na Twoje pytanie: {0}", "Pytanie:\n{1}\n\nOdpowiedź:\n{2}\n"),
    ("pl", "decline"): ("Twoje pytanie nie zostało opublikowane: {0}", "Pytanie:\n{1}\n\nUzasadnienie:\n{2}\n"),
    ("en", "confirm"): ("Confirm your question: {0}", "Confirm the question, so that it reaches the office:\n{2}\n"),
    ("en", "answer"): ("The answer to your question: {0}", "The question:\n{1}\n\nThe answer:\n{2}\n"),
    ("en", "decline"): ("Your question has not been published: {0}", "The question:\n{1}\n\nThe reason:\n{2}\n"),
}


def copy_notifications(apps, schema_editor):
    Letter = apps.get_model("cooperation", "Letter")
    notifications = apps.get_model("indicators", "Notification").objects.order_by("pk")
    letters = (
        Letter(
            **{name: getattr(row, name) for name in COPIED},
            next_try_at=row.created_at,
            expires_at=row.created_at + VALIDITY,
        )
        for row in notifications.iterator()
    )
    Letter.objects.bulk_create(letters, batch_size=500)


def write_letters_to_readers(apps, schema_editor):
    Letter = apps.get_model("cooperation", "Letter")
    questions = apps.get_model("indicators", "ReaderQuestion").objects.exclude(letter="").exclude(email="")
    for question in questions.select_related("indicator"):
        prefix = "/en" if question.language == "en" else ""
        token = salted_hmac("indicators.reader_question", question.form_sha256, algorithm="sha256").hexdigest()
        last = {
            "confirm": f"{settings.PORTAL_URL}{prefix}/pytania/{token}/",
            "answer": question.answer,
            "decline": question.decline_reason,
        }[question.letter]
        subject, text = READER_TEXTS[question.language, question.letter]
        texts = (question.indicator.name, question.text, last)
        since = question.answered_at or question.asked_at
        Letter.objects.create(
            kind="reader",
            address=question.email,
            key=f"reader_question:{question.letter}:{question.form_sha256}",
            subject=subject.format(*texts)[:200],
            text=seal(text.format(*texts)),
            html=seal(""),
            is_confidential=True,
            created_at=since,
            next_try_at=since,
            expires_at=since + VALIDITY,
        )
    answered = apps.get_model("indicators", "ReaderQuestion").objects.filter(answered_at__isnull=False)
    answered.update(letter="", email="")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0009_stored_comparison"), ("cooperation", "0005_outbox")]
    operations = [
        migrations.RunPython(copy_notifications, migrations.RunPython.noop),
        migrations.RunPython(write_letters_to_readers, migrations.RunPython.noop),
    ]
