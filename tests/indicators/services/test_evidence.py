"""The writer of evidence: who may, what is kept, the same thing twice, what a fault leaves behind."""

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
from indicators.services import evidence, measurements
from indicators.services.errors import NotAllowed, RecordingLocked
from indicators.services.evidence_files import scanner, store
from indicators.services.evidence_files.file_types import Refused
from indicators.wording import changes as change_wording
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.services.evidence_files.sample_files import CSV, docx_file

LINK = "https://bip.example.org/sprawozdanie"


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


def test_a_file_is_kept_under_a_name_of_its_own(office, figure):
    one = evidence.add_file(
        figure, "  Wykaz \u202e warsztatów ", csv(name="../Wykaz\u202e 2024.csv"), office.officer, on=ON
    )
    assert (one.title, one.original_name, one.size) == ("Wykaz warsztatów", "Wykaz 2024.csv", len(CSV))
    assert stored() == [one.stored_name]
    assert store.path_of(one.stored_name).read_bytes() == CSV
    assert store.digest_of(one.stored_name) == one.sha256
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (store.directory(), store.path_of(one.stored_name))]
    assert modes == [0o700, 0o600]
    assert (one.content_type, one.is_public, one.added_by) == ("text/csv", False, office.officer)
    assert evidence_of(figure.pk) == [one]
    assert evidence_counts([figure.pk, 999_999]) == {figure.pk: 1}


def test_a_name_that_is_not_ours_is_never_opened():
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
def test_a_link_is_an_address_of_the_web(office, figure, url):
    with pytest.raises(Refused) as refused:
        evidence.add_link(figure, "strona", url, office.officer, on=ON)
    assert rendering.render(refused.value.sentence) != str(refused.value)
    assert not Evidence.objects.exists()


def test_a_link_is_kept_as_it_was_given(office, figure):
    one = evidence.add_link(figure, "strona", f" {LINK}?a=1#b ", office.officer, on=ON)
    assert (one.url, one.is_file, stored()) == (f"{LINK}?a=1#b", False, [])


@pytest.mark.parametrize("title", ["", "  ", "\u202e", "x" * 201])
def test_a_title_says_something(office, figure, title):
    with pytest.raises(Refused) as refused:
        evidence.add_link(figure, title, LINK, office.officer, on=ON)
    assert refused.value.about == "title"


def test_a_refused_file_leaves_nothing(office, figure):
    with pytest.raises(Refused):
        evidence.add_file(
            figure, "wykaz", csv(docx_file({"word/vbaProject.bin": b"x"}), "a.docx"), office.officer, on=ON
        )
    with pytest.raises(Refused, match="larger than 20 MB"):
        evidence.add_file(figure, "wykaz", csv(b"x" * (20 * 1024 * 1024 + 1)), office.officer, on=ON)
    with pytest.raises(Refused, match="empty"):
        evidence.add_file(figure, "wykaz", csv(b""), office.officer, on=ON)
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_a_figure_has_twenty_at_most(office, figure):
    for number in range(evidence.MOST):
        evidence.add_link(figure, "strona", f"{LINK}/{number}", office.officer, on=ON)
    with pytest.raises(Refused, match="already"):
        evidence.add_link(figure, "strona", LINK, office.officer, on=ON)


# --- the same thing twice ----------------------------------------------------------------------------------------


def test_the_same_file_or_link_twice_is_told(office, figure):
    file = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    link = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    with pytest.raises(evidence.AlreadyThere) as twin:
        evidence.add_file(figure, "inny", csv(name="inny.csv"), office.coordinator, on=ON)
    assert twin.value.evidence == file
    with pytest.raises(evidence.AlreadyThere) as twin:
        evidence.add_link(figure, "inna", LINK, office.coordinator, on=ON)
    assert twin.value.evidence == link
    assert stored() == [file.stored_name]
    evidence.take_off(link, office.officer, on=ON)
    evidence.add_link(figure, "strona", LINK, office.officer, on=ON)  # what was taken off may come back
    assert evidence_counts([figure.pk]) == {figure.pk: 2}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("kind", ["file", "link"])
def test_two_who_send_the_same_at_once(office, figure, kind):
    """Both have looked, and nothing was there: the database decides, the second is told."""
    gate, outcomes = threading.Barrier(2), []

    def send(person):
        try:
            gate.wait(20)
            if kind == "file":
                evidence.add_file(figure, "wykaz", csv(), person, on=ON)
            else:
                evidence.add_link(figure, "strona", LINK, person, on=ON)
            outcomes.append("added")
        except evidence.AlreadyThere as twin:
            outcomes.append(f"there already: {twin.evidence is not None}")
        finally:
            connection.close()

    with mock.patch.object(scanner, "scan", side_effect=lambda _path: gate.wait(20)):
        threads = [threading.Thread(target=send, args=(one,)) for one in (office.officer, office.coordinator)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sorted(outcomes) == ["added", "there already: True"]
    assert len(stored()) == (kind == "file")
    assert Evidence.objects.count() == 1


def test_without_the_constraint_the_same_would_stand_there_twice(office, figure):
    """The control: only the database refuses what two people send at once."""
    one = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Evidence.objects.create(measurement=figure, title="x", url=LINK, added_by=office.officer, added_at=one.added_at)


# --- who may -----------------------------------------------------------------------------------------------------


def test_who_may_not_record_the_figure_adds_and_takes_off_nothing(office, figure):
    one = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    for person in (factories.officer(factories.UnitFactory()), factories.officer(), factories.administrator()):
        with pytest.raises(NotAllowed):
            evidence.add_file(figure, "wykaz", csv(), person, on=ON)
        with pytest.raises(NotAllowed):
            evidence.take_off(one, person, on=ON)
        with pytest.raises(NotAllowed):
            evidence.set_public(one, True, person)
    with pytest.raises(NotAllowed):
        evidence.set_public(one, True, office.officer)
    assert (stored(), Evidence.objects.get().is_public) == ([], False)


def test_in_a_closed_round_only_the_coordinator_adds(office, figure):
    one = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    ReportingRound.objects.filter(year=2024).update(closed_at=one.added_at, closed_by=office.coordinator)
    with pytest.raises(RecordingLocked):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    with pytest.raises(RecordingLocked):
        evidence.take_off(one, office.officer, on=ON)
    evidence.add_file(figure, "wykaz", csv(), office.coordinator, on=ON)
    assert evidence_counts([figure.pk]) == {figure.pk: 2}


# --- public or not, taken off ------------------------------------------------------------------------------------


def lines():
    rows = Change.objects.filter(kind=Change.Kind.EVIDENCE).order_by("id")
    return [rendering.render(change_wording.change_text(one).sentence) for one in rows]


def test_what_readers_see_changes_is_registered(office, django_capture_on_commit_callbacks):
    measurement = approve(office).measurement
    one = evidence.add_file(measurement, "wykaz", csv(), office.officer, on=ON)
    version = programme_version(office)
    assert lines() == []
    for is_public in (True, True, False, True):
        evidence.set_public(one, is_public, office.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        taken = evidence.take_off(one, office.officer, on=ON)
    assert lines() == [
        "Opublikowano dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Dowód przestał być publiczny: „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Opublikowano dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
        "Usunięto dowód „wykaz” („Liczba warsztatów”, 2024\u00a0r.).",
    ]
    assert programme_version(office) == version + 4
    assert [change.role for change in Change.objects.filter(kind="evidence")] == [*["officer"], *["coordinator"] * 3]
    assert (taken.taken_off_by, taken.is_public, stored()) == (office.officer, False, [])
    assert taken.taken_off_at is not None
    assert evidence_counts([measurement.pk]) == {}


def programme_version(office):
    office.programme.refresh_from_db()
    return office.programme.content_version


def test_nothing_is_told_of_what_readers_do_not_see(office, figure):
    """A draft's evidence, or that of a programme in preparation, is nobody's news."""
    one = evidence.set_public(
        evidence.add_link(figure, "strona", LINK, office.officer, on=ON), True, office.coordinator
    )
    evidence.take_off(one, office.officer, on=ON)
    office.programme.is_published = False
    office.programme.save()
    hidden = evidence.add_link(approve(office, code="2023").measurement, "strona", LINK, office.officer, on=ON)
    evidence.set_public(hidden, True, office.coordinator)
    assert lines() == []


def test_what_was_taken_off_is_not_changed_again(office, figure):
    one = evidence.add_link(figure, "strona", LINK, office.officer, on=ON)
    evidence.take_off(one, office.officer, on=ON)
    with pytest.raises(evidence.TakenOff):
        evidence.take_off(one, office.coordinator, on=ON)
    with pytest.raises(evidence.TakenOff):
        evidence.set_public(one, True, office.coordinator)
    assert Evidence.objects.get().taken_off_by == office.officer


# --- faults ------------------------------------------------------------------------------------------------------

STEPS = ["os.fsync", "os.open", "Path.rename", "_sync"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_no_piece_of_a_file(office, figure, step, code):
    fault = OSError(code, os.strerror(code))
    place = f"indicators.services.evidence_files.store.{step}"
    with mock.patch(place, side_effect=fault), pytest.raises(OSError, match=os.strerror(code)):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert Evidence.objects.count() == 0
    left = stored()
    assert all(not name.endswith(".part") for name in left)
    assert len(left) == (step == "_sync")  # whole, named by no row: the sweep's
    evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)


def test_a_row_that_cannot_be_written_takes_its_file_with_it(office, figure):
    with (
        mock.patch.object(Evidence.objects, "create", side_effect=OperationalError("disk full")),
        pytest.raises(OperationalError),
    ):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_a_commit_that_may_have_been_kept_leaves_the_file(office, figure):
    """The answer of a commit can be lost on the way: a row without its file is worse than a file without a row."""

    @contextlib.contextmanager
    def lost():
        yield
        raise OperationalError("connection lost")

    real, calls = transaction.atomic, []

    def atomic(*args, **kwargs):
        calls.append(1)
        return lost() if len(calls) == 1 else real(*args, **kwargs)

    with mock.patch.object(transaction, "atomic", atomic), pytest.raises(OperationalError):
        evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert stored() == [Evidence.objects.get().stored_name]


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("true", None),
        ("sh -c 'exit 1' scan", Refused),
        ("sh -c 'exit 2' scan", scanner.ScannerFailed),
        ("sh -c 'kill -9 $$' scan", scanner.ScannerFailed),
        ("/nie/ma/takiego", scanner.ScannerFailed),
        ("sh '-c", scanner.ScannerFailed),
        ("sh -c 'sleep 5' scan", scanner.ScannerFailed),
    ],
)
def test_a_configured_antivirus_program_has_the_last_word(office, figure, settings, command, outcome):
    settings.EVIDENCE_SCANNER = command
    with mock.patch.object(scanner, "SECONDS", 0.3):
        if outcome is None:
            evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
        else:
            with pytest.raises(outcome):
                evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert len(stored()) == Evidence.objects.count() == (outcome is None)


def test_the_antivirus_program_gets_the_file_that_is_kept(office, figure, settings, tmp_path):
    seen = tmp_path / "seen"
    settings.EVIDENCE_SCANNER = f"sh -c 'cat \"$0\" > {seen}'"
    evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    assert seen.read_bytes() == CSV


# --- the sweep ---------------------------------------------------------------------------------------------------


def aged(name, content=b"x", hours=2):
    path = store.directory() / name
    path.write_bytes(content)
    at = path.stat().st_mtime - hours * 3600
    os.utime(path, (at, at))
    return name


def test_the_sweep_removes_what_no_row_names_and_only_after_an_hour(office, figure, capsys):
    kept = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    os.utime(store.path_of(kept.stored_name), (0, 0))
    orphan, part = aged("a" * 32), aged("b" * 32 + ".part")
    young, foreign = aged("c" * 32, hours=0), aged("czyjś.txt")
    call_command("sweep_evidence")
    assert stored() == sorted([kept.stored_name, young, foreign])
    out = capsys.readouterr().out
    assert [name in out for name in (orphan, part, young, foreign)] == [True, True, False, False]
    assert "Pliki dowodów: 1, wszystkie takie, jak przy dodaniu. Usunięto: 2." in out


def test_the_sweep_names_what_is_missing_or_changed(office, figure, capsys):
    rows = [evidence.add_file(figure, "x", csv(CSV + bytes([65 + n])), office.officer, on=ON) for n in range(3)]
    store.path_of(rows[0].stored_name).unlink()
    store.path_of(rows[1].stored_name).write_bytes(CSV)
    with pytest.raises(CommandError, match="2 pliki są zmienione albo ich brakuje"):
        call_command("sweep_evidence")
    out = capsys.readouterr().out
    assert f"brakuje: {rows[0].pk} " in out
    assert f"zmieniony po dodaniu: {rows[1].pk} " in out
    assert f" {rows[2].pk} " not in out


def test_what_was_taken_off_and_not_removed_is_swept(office, figure):
    one = evidence.add_file(figure, "wykaz", csv(), office.officer, on=ON)
    evidence.take_off(one, office.officer, on=ON)  # the process ends before the file is removed
    assert stored() == [one.stored_name]
    os.utime(store.path_of(one.stored_name), (0, 0))
    call_command("sweep_evidence", verbosity=0)
    assert stored() == []


def test_the_store_is_not_among_the_files_that_are_served():
    static = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    assert not any(store.directory().is_relative_to(place) for place in static)
