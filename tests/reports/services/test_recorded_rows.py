"""What may happen to recorded rows: state that changes, texts removed for privacy; everything else is refused."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from cooperation.models import Change, LedgerHead, Redaction
from cooperation.models.ledger import recorded_models
from cooperation.services.ledger_verification import verify_ledger
from cooperation.services.redactions import redact
from indicators.models import Comment, Decision, Evidence, Revision
from indicators.services import comments
from indicators.services.programmes import adapt_to_years
from tests import factories
from tests.reports.conftest import PUBLIC, publish
from tests.reports.history import history, trusted_files

__all__ = ["history", "trusted_files"]


def test_redaction_leaves_history_intact(history):
    revision = Revision.objects.get(state="approved", number=2)
    decision = Decision.objects.get()
    redact(revision, ["note"], by=history.coordinator, reason="wniosek osoby", at=timezone.now())
    redact(decision, ["text"], by=None, reason="wniosek osoby", at=timezone.now())
    call_command("verify_history", stdout=StringIO())
    revision.refresh_from_db()
    decision.refresh_from_db()
    assert (revision.note, decision.text) == ("[…]", "[…]")
    assert "rok" not in decision.search_text
    assert list(Redaction.objects.values_list("column", "reason")) == [
        ("note", "wniosek osoby"),
        ("text", "wniosek osoby"),
    ]


@pytest.mark.parametrize(("name", "reason"), [("value", "x"), ("note", " ")])
def test_redaction_is_refused_for_facts_and_without_reason(history, name, reason):
    with pytest.raises(ValueError, match=r"removed|reason"):
        redact(Revision.objects.earliest("pk"), [name], by=None, reason=reason, at=timezone.now())


def test_years_of_programme_in_preparation_delete_rounds_with_entries(db):
    programme = factories.ProgrammeFactory(first_year=2030, last_year=2033, is_published=False)
    programme.last_year = 2031
    programme.save()
    adapt_to_years(programme, 2030, at=timezone.now())
    assert programme.rounds.count() < 4
    assert verify_ledger().fault is None


@pytest.mark.parametrize("write", ["update", "bulk_update", "delete"])
def test_querysets_refuse_to_rewrite(history, write):
    arguments: dict[str, Any] = {"update": {"text": "x"}, "bulk_update": {"objs": [], "fields": ["text"]}, "delete": {}}
    with pytest.raises(TypeError):
        getattr(Comment.objects.all(), write)(**arguments[write])


def test_objects_refuse_to_be_rewritten(history):
    comment = Comment.objects.earliest("pk")
    comment.text = "x"
    for write in (comment.save, comment.delete):
        # On PostgreSQL the trigger is the first to refuse a changed text.
        with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
            write()
    assert verify_ledger().fault is None


def test_state_of_several_rows_is_recorded(history):
    assert Evidence.objects.update(is_public=True) == 2
    assert verify_ledger().fault is None


# --- the command ---------------------------------------------------------------------------------------------------


def test_redact_history_removes_text_and_registers_it(history, client):
    revision = Revision.objects.get(state="approved", number=2)
    call_command("redact_history", "indicators.revision", str(revision.pk), "note", reason="wniosek", stdout=StringIO())
    revision.refresh_from_db()
    assert revision.note == "[…]"
    assert Change.objects.get(kind="redacted").object_id == revision.pk
    assert "Usunięto dane osobowe: wersja." in client.get("/zmiany/").content.decode()
    call_command("verify_history", stdout=StringIO())


def test_redact_history_of_internal_text_is_not_public(history):
    comment = Comment.objects.earliest("pk")
    call_command("redact_history", "indicators.comment", str(comment.pk), "text", reason="wniosek", stdout=StringIO())
    assert not Change.objects.filter(kind="redacted").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("indicators.target", "1", "verbatim"), "x"),
        (("indicators.revision", "1", "value"), "x"),
        (("indicators.revision", "999999", "note"), "x"),
        (("indicators.revision", "1", "note"), " "),
    ],
)
def test_redact_history_names_what_is_wrong(history, arguments, reason):
    with pytest.raises(CommandError):
        call_command("redact_history", *arguments, reason=reason, stdout=StringIO())
    assert not Redaction.objects.exists()


# --- the head in public --------------------------------------------------------------------------------------------


def test_register_shows_head_of_last_public_change(history, client):
    noted = str(LedgerHead.objects.get())
    page = client.get("/zmiany/")
    head = page.context["public_head"]
    assert head in page.content.decode()
    assert int(head.partition(":")[0]) < int(noted.partition(":")[0])  # the file of the report was recorded later
    call_command("verify_history", expect=head, stdout=StringIO())
    comments.add(Revision.objects.first().measurement, "szkic", history.officer)
    again = client.get("/zmiany/")
    assert (again["ETag"], again.content) == (page["ETag"], page.content)


def test_published_report_shows_its_head(history, client):
    noted = str(LedgerHead.objects.get())
    published = publish(history, based_on=1, reason="Dopisano")
    assert published.content["edition"]["history_head"] == noted
    assert noted in client.get(PUBLIC).content.decode()
    call_command("verify_history", expect=noted, stdout=StringIO())


# --- columns -------------------------------------------------------------------------------------------------------

DEFAULTS = {
    "cooperation.historicalprogramme": {"title_origin": "document"},
    "cooperation.historicalswotfinding": {"origin": "document"},
    "cooperation.historicalunit": {"is_active": "True"},
    "cooperation.historicaluser": {"is_active": "True"},
    "goals.historicalfindinglink": {"origin": "decision"},
    "indicators.decision": {"is_public": "True"},
    "indicators.historicalbreakdown": {"origin": "document"},
    "indicators.historicalindicator": {"position": "1", "value_type": "count", "value_type_origin": "default"},
    "indicators.historicaltarget": {"aggregation": "sum", "aggregation_origin": "default", "kind": "none"},
    "indicators.revision": {"version": "1"},
}


def constant_defaults():
    """Return label -> field -> default, where it is not empty."""
    defaults = {}
    for model in recorded_models():
        fields = [field for field in model._meta.concrete_fields if field.has_default() and not callable(field.default)]
        chosen = {field.name: str(field.default) for field in fields if field.default not in (None, "", 0, False)}
        if chosen:
            defaults[model._meta.label_lower] = chosen
    return defaults


def test_defaults_of_recorded_columns_never_change():
    """A default is left out of the digest of a row: another one would change the digests of all earlier rows."""
    assert constant_defaults() == DEFAULTS
