"""Evidence service: permissions, stored files, duplicates, faults of disk and database, nightly cleanup."""

import contextlib
import errno
import os
import stat
import threading
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from cooperation import rendering
from cooperation.models import Change
from indicators.models import Evidence, ReportingRound
from indicators.queries.evidence import evidence_counts, evidence_of
from indicators.rules.figures import Figure
from indicators.services import errors, evidence, measurements
from indicators.services.errors import NotAllowed, RecordingLocked, UploadRefused
from indicators.services.evidence_files import scanner, store
from indicators.wording import changes as change_wording
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.services.evidence_files.sample_files import CSV, docx_file

LINK = "https://bip.example.org/sprawozdanie"

pytestmark = pytest.mark.usefixtures("trusted_files")


@pytest.fixture(autouse=True)
def _own_store(tmp_path, settings):
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")


@pytest.fixture
def figure(office):
    return measurements.record(
        office.slot(), Figure(no_value_reason="not_measured"), by=office.officer, based_on=0, on=ON
    ).measurement


def csv(content=CSV, name="wykaz.csv"):
    return SimpleUploadedFile(name, content)


def stored():
    return sorted(entry.name for entry in os.scandir(store.directory()))


def test_add_file_stores_content_under_random_name(office, figure):
    added = evidence.add_file(
        figure, "  Wykaz \u202e warsztatów ", csv(name="../Wykaz\u202e 2024.csv"), office.officer, on=ON
    )
    assert (added.title, added.original_name, added.size) == ("Wykaz warsztatów", "Wykaz 2024.csv", len(CSV))
    assert stored() == [added.stored_name]
    assert store.path_of(added.stored_name).read_bytes() == CSV
    assert store.digest_of(added.stored_name) == added.sha256
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (store.directory(), store.path_of(added.stored_name))]
    assert modes == [0o700, 0o600]
    assert (added.content_type, added.is_public, added.added_by) == ("text/csv", False, office.officer)
    assert evidence_of(figure.pk) == [added]
    assert evidence_counts([figure.pk, 999_999]) == {figure.pk: 1}


def test_path_of_rejects_names_not_given_by_the_store():
    for name in ("../x", "", "a" * 31, "A" * 32, "x/" + "a" * 30, "a" * 32 + "\n"):
        with pytest.raises(ValueError, match="not a name of the store"):
            store.path_of(name)


@pytest.mark.parametrize(
    "url",
    [
        "", "bip.example.org", "ftp://bip.example.org/", "javascript:alert(1)", "https://", "http://host/",
        "https://a b.pl", "https://[::1", "https://x.pl:port/", "https://x.pl/\u202e", 'https://x.pl/"', "//x.pl/",
        "https://x.pl\\@y.pl",
        "https://ja:haslo@x.pl/", "https://ja@x.pl/", "https://x.pl/" + "a" * 500, "data:text/html,x",
        "file:///etc/passwd",
    ],
)  # fmt: skip
def test_add_link_refuses_anything_but_a_web_address(office, figure, url):
    with pytest.raises(UploadRefused) as refused:
        evidence.add_link(figure, "strona", url, office.officer, on=ON)
    assert rendering.render(refused.value.sentence) != str(refused.value)
    assert not Evidence.objects.exists()


def test_add_link_preserves_query_and_fragment(office, figure):
    added = evidence.add_link(figure, "strona", f" {LINK}?a=1#b ", office.officer, on=ON)
    assert (added.url, added.is_file, stored()) == (f"{LINK}?a=1#b", False, [])


@pytest.mark.parametrize("title", ["", "  ", "\u202e", "x" * 201])
def test_add_link_refuses_empty_or_long_title(office, figure, title):
    with pytest.raises(UploadRefused) as refused:
        evidence.add_link(figure, title, LINK, office.officer, on=ON)
    assert refused.value.field == "title"


def test_refused_file_leaves_no_file_and_no_row(office, figure):
    with pytest.raises(UploadRefused):
        evidence.add_file(
            figure, "wykaz", csv(docx_file({"word/vbaProject.bin": b"x"}), "a.docx"), office.officer, on=ON
        )
    with pytest.raises(UploadRefused, match="larger than 20 MB"):
        evidence.add_file(figure, "wykaz", csv(b"x" * (20 * 1024 * 1024 + 1)), office.officer, on=ON)
    with pytest.raises(UploadRefused, match="empty"):
        evidence.add_file(figure, "wykaz", csv(b""), office.officer, on=ON)
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_add_link_refuses_more_than_maximum_per_figure(office, figure):
    for number in range(evidence.MAX_PER_FIGURE):
        evidence.add_link(figure, "strona", f"{LINK}/{number}", office.officer, on=ON)
    with pytest.raises(UploadRefused, match="already"):
        evidence.add_link(figure, "strona", LINK, office.officer, on=ON)


# --- duplicates --------------------------------------------------------------------------------------------------


def test_adding_same_file_or_link_twice_raises_duplicate(office, figure):
    file = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    link = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    with pytest.raises(errors.DuplicateEvidence) as raised:
        evidence.add_file(figure, "inny", csv(name="inny.csv"), office.coordinator, on=ON)
    assert raised.value.evidence == file
    with pytest.raises(errors.DuplicateEvidence) as raised:
        evidence.add_link(figure, "inna", LINK, office.coordinator, on=ON)
    assert raised.value.evidence == link
    assert stored() == [file.stored_name]
    evidence.remove(link, office.officer, on=ON)
    evidence.add_link(figure, "strona", LINK, office.officer, on=ON)  # a removed link may be added again
    assert evidence_counts([figure.pk]) == {figure.pk: 2}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("kind", ["file", "link"])
def test_concurrent_duplicates_create_one_row(office, figure, kind):
    """Both users pass the check for duplicates; the unique constraint refuses the second row."""
    gate, outcomes = threading.Barrier(2), []

    def send(person):
        try:
            gate.wait(20)
            if kind == "file":
                evidence.add_file(figure, "wykaz", csv(), person, on=ON)
            else:
                evidence.add_link(figure, "strona", LINK, person, on=ON)
            outcomes.append("added")
        except errors.DuplicateEvidence as duplicate:
            outcomes.append(f"duplicate: {duplicate.evidence is not None}")
        finally:
            connection.close()

    with mock.patch.object(scanner, "scan", side_effect=lambda _path: gate.wait(20)):
        threads = [threading.Thread(target=send, args=(user,)) for user in (office.officer, office.coordinator)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sorted(outcomes) == ["added", "duplicate: True"]
    assert len(stored()) == (kind == "file")
    assert Evidence.objects.count() == 1


def test_duplicate_row_violates_unique_constraint(office, figure):
    """The control: without the constraint both rows would be created."""
    added = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Evidence.objects.create(
            measurement=figure, title="x", url=LINK, added_by=office.officer, added_at=added.added_at
        )


# --- permissions -----------------------------------------------------------------------------------------------------


def test_evidence_requires_permission_for_the_figure(office, figure):
    added = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    for person in (factories.officer(factories.UnitFactory()), factories.officer(), factories.administrator()):
        with pytest.raises(NotAllowed):
            evidence.add_file(figure, "wykaz", csv(), person, on=ON)
        with pytest.raises(NotAllowed):
            evidence.remove(added, person, on=ON)
        with pytest.raises(NotAllowed):
            evidence.set_public(added, True, person)
    with pytest.raises(NotAllowed):
        evidence.set_public(added, True, office.officer)
    assert (stored(), Evidence.objects.get().is_public) == ([], False)


def test_closed_round_locks_evidence_for_officers(office, figure):
    added = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    ReportingRound.objects.filter(year=2024).update(closed_at=added.added_at, closed_by=office.coordinator)
    with pytest.raises(RecordingLocked):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    with pytest.raises(RecordingLocked):
        evidence.remove(added, office.officer, on=ON)
    evidence.add_file(figure, "wykaz", csv(), office.coordinator, on=ON)
    assert evidence_counts([figure.pk]) == {figure.pk: 2}


# --- publishing and removal ---------------------------------------------------------------------------------------


def register_lines():
    rows = Change.objects.filter(kind=Change.Kind.EVIDENCE).order_by("id")
    return [rendering.render(change_wording.change_text(row).sentence) for row in rows]


def test_publishing_and_removal_are_registered(office, django_capture_on_commit_callbacks):
    measurement = approve(office).measurement
    added = evidence.add_file(measurement, "wykaz", csv(), office.officer, on=ON)
    version = programme_version(office)
    assert register_lines() == []
    for is_public in (True, True, False, True):
        evidence.set_public(added, is_public, office.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        removed = evidence.remove(added, office.officer, on=ON)
    assert register_lines() == [
        "Opublikowano dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Dowód przestał być publiczny: „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Opublikowano dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Usunięto dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
    ]
    assert programme_version(office) == version + 4
    assert [change.role for change in Change.objects.filter(kind="evidence")] == [*["officer"], *["coordinator"] * 3]
    assert (removed.taken_off_by, removed.is_public, stored()) == (office.officer, False, [])
    assert removed.taken_off_at is not None
    assert evidence_counts([measurement.pk]) == {}


def programme_version(office):
    office.programme.refresh_from_db()
    return office.programme.content_version


def test_evidence_readers_never_saw_is_not_registered(office, figure):
    """Neither evidence of a draft nor that of an unpublished programme is registered."""
    added = evidence.set_public(
        evidence.add_link(figure, "strona", LINK, office.officer, on=ON), True, office.coordinator
    )
    evidence.remove(added, office.officer, on=ON)
    office.programme.is_published = False
    office.programme.save()
    hidden = evidence.add_link(approve(office, code="2023").measurement, "strona", LINK, office.officer, on=ON)
    evidence.set_public(hidden, True, office.coordinator)
    assert register_lines() == []


def test_removed_evidence_cannot_be_changed(office, figure):
    added = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    evidence.remove(added, office.officer, on=ON)
    with pytest.raises(errors.EvidenceRemoved):
        evidence.remove(added, office.coordinator, on=ON)
    with pytest.raises(errors.EvidenceRemoved):
        evidence.set_public(added, True, office.coordinator)
    assert Evidence.objects.get().taken_off_by == office.officer


# --- faults ------------------------------------------------------------------------------------------------------

STEPS = ["os.fsync", "os.open", "Path.rename", "_sync_directory"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_leaves_no_partial_file(office, figure, step, code):
    fault = OSError(code, os.strerror(code))
    function = f"indicators.services.evidence_files.store.{step}"
    with mock.patch(function, side_effect=fault), pytest.raises(OSError, match=os.strerror(code)):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert Evidence.objects.count() == 0
    remaining = stored()
    assert all(not name.endswith(".part") for name in remaining)
    assert len(remaining) == (step == "_sync_directory")  # complete, left to the cleanup
    evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)


def test_failed_insert_removes_stored_file(office, figure):
    with (
        mock.patch.object(Evidence.objects, "create", side_effect=OperationalError("disk full")),
        pytest.raises(OperationalError),
    ):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_failed_commit_keeps_stored_file(office, figure):
    """The commit may have succeeded although its answer was lost; a row without a file is worse than an orphan file."""

    @contextlib.contextmanager
    def commit_with_lost_answer():
        yield
        raise OperationalError("connection lost")

    real, calls = transaction.atomic, []

    def atomic(*args, **kwargs):
        calls.append(1)
        return commit_with_lost_answer() if len(calls) == 1 else real(*args, **kwargs)

    with mock.patch.object(transaction, "atomic", atomic), pytest.raises(OperationalError):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert stored() == [Evidence.objects.get().stored_name]


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("true", None),
        ("sh -c 'exit 1' scan", UploadRefused),
        ("sh -c 'exit 2' scan", errors.ScannerFailed),
        ("sh -c 'kill -9 $$' scan", errors.ScannerFailed),
        ("/nie/ma/takiego", errors.ScannerFailed),
        ("sh '-c", errors.ScannerFailed),
        ("sh -c 'sleep 5' scan", errors.ScannerFailed),
    ],
)
def test_add_file_accepts_only_files_the_scanner_reports_clean(office, figure, settings, command, outcome):
    settings.EVIDENCE_SCANNER = command
    with mock.patch.object(scanner, "SECONDS", 0.3):
        if outcome is None:
            evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
        else:
            with pytest.raises(outcome):
                evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert len(stored()) == Evidence.objects.count() == (outcome is None)


def test_scanner_receives_stored_content(office, figure, settings, tmp_path):
    seen = tmp_path / "seen"
    settings.EVIDENCE_SCANNER = f"sh -c 'cat \"$0\" > {seen}'"
    evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert seen.read_bytes() == CSV


# --- cleanup -----------------------------------------------------------------------------------------------------


def old_file(name, content=b"x", hours=2):
    path = store.directory() / name
    path.write_bytes(content)
    at = path.stat().st_mtime - hours * 3600
    os.utime(path, (at, at))
    return name


def test_cleanup_removes_orphans_older_than_an_hour(office, figure, capsys):
    added = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    os.utime(store.path_of(added.stored_name), (0, 0))
    orphan, part = old_file("a" * 32), old_file("b" * 32 + ".part")
    young, foreign = old_file("c" * 32, hours=0), old_file("czyjś.txt")
    call_command("sweep_evidence")
    assert stored() == sorted([added.stored_name, young, foreign])
    out = capsys.readouterr().out
    assert {name for name in (orphan, part, young, foreign) if name in out} == {orphan, part}
    assert "Pliki dowodów: 1, wszystkie takie, jak przy dodaniu. Usunięto: 2." in out


def test_cleanup_reports_missing_and_changed_files(office, figure, capsys):
    rows = [evidence.add_file(figure, "x", csv(CSV + bytes([65 + n])), office.officer, on=ON) for n in range(3)]
    store.path_of(rows[0].stored_name).unlink()
    store.path_of(rows[1].stored_name).write_bytes(CSV)
    with pytest.raises(CommandError, match="2 pliki są zmienione albo ich brakuje"):
        call_command("sweep_evidence")
    out = capsys.readouterr().out
    assert f"brakuje: {rows[0].pk} " in out
    assert f"zmieniony po dodaniu: {rows[1].pk} " in out
    assert f" {rows[2].pk} " not in out


def test_cleanup_removes_files_of_removed_evidence(office, figure):
    added = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    evidence.remove(added, office.officer, on=ON)  # on_commit never runs, as when the process is killed
    assert stored() == [added.stored_name]
    os.utime(store.path_of(added.stored_name), (0, 0))
    call_command("sweep_evidence", verbosity=0)
    assert stored() == []


def test_store_is_outside_static_files():
    static = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    assert not any(store.directory().is_relative_to(directory) for directory in static)
