"""Secrets and personal texts that were entered through the pages are searched for where they must not be."""

import io
import logging
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from cooperation.logs import NoTracebackForExpectedErrors, PortalJsonFormatter
from cooperation.models import Letter
from cooperation.services import table_copies
from indicators.models import Indicator
from reports.services import report_files
from tests.indicators.admin.conftest import filled
from tests.indicators.services.test_reader_questions import everything_in_the_database
from tests.permissions.planted_texts import (
    DATA,
    GENERATED,
    LASTING,
    PERSON,
    PERSONAL,
    PUBLISHED,
    READER,
    SECRETS,
    ask_questions,
    create_backup,
    enter_names,
    export_in_process,
    log_in,
    planted_in,
    public_addresses,
    public_leaks,
    record_figures,
)


@pytest.fixture
def planted(
    office: SimpleNamespace, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> Iterator[SimpleNamespace]:
    """An office in whose pages every text was entered; `secrets` has those that the portal generated, too."""
    settings.MAIL_IS_SET_UP = True
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")
    # Tests run in a transaction; the snapshot itself is tested in tests/cooperation/services/test_backups.py.
    monkeypatch.setattr(table_copies, "snapshot", nullcontext)
    monkeypatch.setattr(report_files, "export_in_subprocess", export_in_process)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PortalJsonFormatter())
    handler.addFilter(NoTracebackForExpectedErrors())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)  # more than on a server
    office.officer = office.people["officer"]
    office.secrets, office.shift = dict(SECRETS), time_machine.shift
    office.log = stream.getvalue
    office.backups = tmp_path / "copies"
    enter_names(office)
    ask_questions(office)
    log_in(office)
    record_figures(office, monkeypatch)
    yield office
    root.removeHandler(handler)
    root.setLevel(level)


# --- where they must not be ---------------------------------------------------------------------------------------


def test_log_contains_no_planted_text(planted):
    log = planted.log()
    assert planted.secrets.keys() == SECRETS.keys() | GENERATED
    assert "IntegrityError" in log
    assert "log_in_failed" in log
    assert planted_in(log, planted.secrets | PERSONAL | LASTING | PUBLISHED) == set()


def test_public_addresses_contain_published_text_only(planted):
    assert public_leaks(planted, public_addresses(planted), planted.secrets | PERSONAL | LASTING) == {}
    assert {address for address in DATA if public_leaks(planted, [address], PUBLISHED)} == {*DATA}


def test_backup_contains_no_secret(planted):
    confidential = Letter.objects.unsent().filter(is_confidential=True)
    assert sorted(confidential.values_list("kind", flat=True)) == ["account", "password", "reader"]
    backup = create_backup(planted)
    assert planted_in(backup, planted.secrets) == set()
    assert planted_in(backup, PERSONAL | LASTING | PUBLISHED) == {*PERSONAL, *LASTING, *PUBLISHED}


def test_encrypted_backup_contains_nothing(planted, settings, gpg_key):
    settings.BACKUP_RECIPIENT = gpg_key
    assert planted_in(create_backup(planted), planted.secrets | PERSONAL | LASTING | PUBLISHED) == set()


def test_anonymised_people_are_neither_in_database_nor_in_new_backup(planted):
    administrator, address = planted.clients["administrator"], f"/admin/auth/user/{planted.officer.pk}/change/"
    sent = {name: value for name, value in filled(administrator.get(address)).items() if name != "is_active"}
    assert administrator.post(address, sent).status_code == 302
    for person in (PERSON["username"], READER["address"]):
        call_command("personal_data", "anonymise", person, "--yes", stdout=io.StringIO())
    planted.shift(timedelta(days=400).total_seconds())
    call_command("retention", stdout=io.StringIO())
    backup = create_backup(planted)
    for content in (everything_in_the_database(), backup):
        assert planted_in(content, planted.secrets | PERSONAL) == set()
    assert planted_in(backup, LASTING | PUBLISHED) == {*LASTING, *PUBLISHED}


# --- control ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_page_cache")
def test_control_planted_leaks_are_detected(planted):
    logging.getLogger("control").warning("Refused: %s", SECRETS["wrong password"])
    assert planted_in(planted.log(), planted.secrets | PERSONAL) == {"wrong password"}
    indicator = Indicator.objects.get(pk=planted.numbers["own"])
    indicator.name += f" {PERSON['email']}"
    indicator.save()
    leaks = public_leaks(planted, DATA, planted.secrets | PERSONAL)
    assert leaks == {address: {"email"} for address in DATA}
    Letter.objects.create(kind=Letter.Kind.PASSWORD, subject="x", text=planted.secrets["reset key"])
    assert planted_in(create_backup(planted), planted.secrets) == {"reset key"}
