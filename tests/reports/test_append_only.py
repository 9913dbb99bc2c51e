"""On PostgreSQL neither the portal's role nor, while the triggers are on, the owner of the tables rewrites rows."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cooperation.append_only import TRIGGER, TRUNCATE_TRIGGER
from cooperation.checks import check_role
from cooperation.models import Change, LedgerEntry, Redaction
from cooperation.models.ledger import recorded_models
from cooperation.services.ledger_verification import verify_ledger
from cooperation.services.redactions import redact
from indicators.models import Comment, Decision, Evidence, Measurement, ReportingRound, Revision
from indicators.rules.figures import Figure
from indicators.services import comments, evidence, measurements, rounds
from reports.models import Publication
from reports.services import publications
from tests.indicators.conftest import ON
from tests.reports.conftest import publish

ROLE = "portal_app_of_test"
PROTECTED = [model for model in (*recorded_models(), LedgerEntry) if model is not ReportingRound]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has triggers and roles"),
]


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.fixture
def role(db):
    """A role as `deploy` makes it, and restricted; PostgreSQL drops it when the test's transaction is rolled back."""
    execute(f"CREATE ROLE {ROLE}")
    execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
    execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    call_command("restrict_role", ROLE)
    return ROLE


@pytest.fixture
def as_portal(role):
    execute(f"SET LOCAL ROLE {role}")
    yield
    execute("RESET ROLE")


def is_refused(statement, reason):
    with pytest.raises(DatabaseError, match=reason), transaction.atomic():
        execute(statement)


@pytest.mark.parametrize("model", PROTECTED, ids=lambda model: model._meta.label)
def test_every_recorded_table_has_its_triggers(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [model._meta.db_table])
        names = {name for (name,) in cursor.fetchall()}
    assert {TRIGGER, TRUNCATE_TRIGGER} <= names


@pytest.mark.parametrize("model", PROTECTED, ids=lambda model: model._meta.label)
@pytest.mark.usefixtures("as_portal")
def test_role_of_portal_cannot_rewrite_any_recorded_table(model):
    table, key = model._meta.db_table, model._meta.pk.column
    is_refused(f'UPDATE {table} SET "{key}" = "{key}"', "permission denied")
    is_refused(f"DELETE FROM {table}", "permission denied")
    is_refused(f"TRUNCATE {table} CASCADE", "permission denied")
    is_refused(f"ALTER TABLE {table} DISABLE TRIGGER USER", "must be owner")


def test_check_warns_of_role_that_could_rewrite_history(role):
    assert [message.id for message in check_role(databases=["default"])] == ["cooperation.W004"]  # the owner
    execute(f"SET LOCAL ROLE {role}")
    assert check_role(databases=["default"]) == []
    execute("RESET ROLE")
    execute(f"GRANT DELETE ON indicators_comment TO {role}")
    execute(f"SET LOCAL ROLE {role}")
    (warning,) = check_role(databases=["default"])
    assert "indicators_comment" in warning.msg
    execute("RESET ROLE")


@pytest.mark.usefixtures("as_portal")
def test_role_of_portal_cannot_record_a_redaction_by_itself():
    is_refused(
        """INSERT INTO cooperation_redaction ("table", "row", "column", at, reason) VALUES ('x', 1, 'x', now(), 'x')""",
        "permission denied",
    )
    is_refused("SELECT portal_redact('auth_user', 1, 'password', now(), NULL, 'x')", "no text that may be removed")
    is_refused("DROP FUNCTION portal_redact", "must be owner")


def test_triggers_refuse_owner_of_tables(office):
    measurements.submit(office.slot(), Figure(Decimal(6), note="trzy"), by=office.officer, based_on=0, on=ON)
    for column, value in (("note", "''"), ("note", "'[…]'"), ("value", "7"), ("state", "'approved'")):
        is_refused(f"UPDATE indicators_revision SET {column} = {value}", "never changed or deleted")
    is_refused("DELETE FROM indicators_revision", "never changed or deleted")
    is_refused("UPDATE indicators_measurement SET period_code = '2023'", "never changed or deleted")
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be altered
    execute(f"ALTER TABLE indicators_revision ENABLE TRIGGER {TRUNCATE_TRIGGER}")  # tests switch it off
    is_refused("TRUNCATE indicators_revision CASCADE", "never changed or deleted")


def test_control_without_trigger_row_is_rewritten(office):
    measurements.submit(office.slot(), Figure(Decimal(6)), by=office.officer, based_on=0, on=ON)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE indicators_revision DISABLE TRIGGER {TRIGGER}")
    assert execute("UPDATE indicators_revision SET value = 7") == 1
    assert verify_ledger().fault is not None


def test_portal_works_with_restricted_role(office, role, tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path
    execute(f"SET LOCAL ROLE {role}")
    figure = Figure(Decimal(6), note="trzy warsztaty pani Anny")
    revision = measurements.submit(office.slot(), figure, by=office.officer, based_on=0, on=ON)
    measurement = revision.measurement
    comments.add(measurement, "Proszę o listę", office.coordinator)
    upload = SimpleUploadedFile("lista.csv", b"lp;instytucja\n1;Fundacja")
    file = evidence.add_file(measurement, "Lista", upload, office.officer, on=ON)
    measurements.approve(measurement, by=office.coordinator, based_on=1)
    evidence.set_public(file, True, office.coordinator)
    row = ReportingRound.objects.get(year=2023)
    rounds.change_days(row, opens_on=row.opens_on, due_on=row.due_on.replace(day=30), reason="x", by=office.coordinator)
    published = publish(office)
    publications.add_erratum(published, "Strona 4.", office.coordinator)
    publications.set_bulletin_address(published, "https://bip.example.org/1", office.coordinator)
    redact(revision, ["note"], by=office.coordinator, reason="wniosek osoby", at=timezone.now())
    office.indicator.name = "Liczba warsztatów i szkoleń"
    office.indicator.save()
    execute("RESET ROLE")
    assert Revision.objects.get(pk=revision.pk).note == "[…]"
    assert verify_ledger().fault is None
    assert {Comment, Evidence, Change, Measurement, Publication} <= set(PROTECTED)
    assert Redaction.objects.get().reason == "wniosek osoby"
    assert Decision in PROTECTED


def test_restrict_role_refuses_owner_and_unknown_role(db):
    for name in ("postgres", "nobody_of_this_name"):
        with pytest.raises(CommandError):
            call_command("restrict_role", name)
