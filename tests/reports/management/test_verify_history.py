"""Every kind of tampering with what readers rely on is found by `verify_history`, which names the first bad entry."""

import hashlib
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from cooperation.models import AccessChange, Change, LedgerEntry, LedgerHead, Programme
from cooperation.models.ledger import append_entries, columns_of, hash_of_entry, recorded_models
from cooperation.recording import record_rows
from cooperation.rules import ledger
from cooperation.services.ledger_verification import verify_ledger
from indicators.models import (
    Assessment,
    ChainHead,
    Comment,
    Decision,
    Evidence,
    Indicator,
    Measurement,
    PublishedAnswer,
    ReaderQuestion,
    ReportingRound,
    Revision,
    Target,
)
from indicators.models.reader_questions import published_digest
from indicators.services import comments, reader_questions
from indicators.services.evidence_files import store
from reports.models import Erratum, Publication, ReportFile
from reports.rules.snapshot import digest
from tests.drill import row
from tests.reports.history import history, trusted_files
from tests.tampering import rewritable

__all__ = ["history", "trusted_files"]
pytestmark = pytest.mark.drill


def output_of_verification(**options):
    out = StringIO()
    call_command("verify_history", stdout=out, **options)
    return out.getvalue()


def head():
    return str(LedgerHead.objects.get())


# --- the tampering: what it does, and what the row is whose first entry must be named -------------------------------


def set_all(model, where=None, **values):
    return lambda: rewritable(model).filter(**(where or {})).update(**values)


def delete_first(model, **where):
    def delete():
        rewritable(model).filter(pk=model.objects.filter(**where).earliest("pk").pk).delete()

    return delete


def delete_changes(kind):
    return lambda: rewritable(Change).filter(kind=kind).delete()


def insert(model, **values):
    """Insert a copy of the first row."""

    def copy():
        copied = model.objects.earliest("pk")
        copied.pk = None
        for name, value in values.items():
            setattr(copied, name, value)
        rewritable(model).bulk_create([copied])

    return copy


def swap(model, *names):
    def exchange():
        first, second = model.objects.order_by("pk")[:2]
        for changed, other in ((first, second), (second, first)):
            rewritable(model).filter(pk=changed.pk).update(**{name: getattr(other, name) for name in names})

    return exchange


def move_draft():
    rewritable(Measurement).filter(period_code="2023").update(period_code="2021", year=2021)


def replace_file():
    path = store.path_of(Evidence.objects.earliest("pk").stored_name)
    path.chmod(0o600)
    path.write_bytes(b"lp;instytucja\n1;inna")


def swap_files():
    first, second = (
        store.path_of(name) for name in Evidence.objects.order_by("pk").values_list("stored_name", flat=True)
    )
    first_bytes, second_bytes = first.read_bytes(), second.read_bytes()
    for path, content in ((first, second_bytes), (second, first_bytes)):
        path.chmod(0o600)
        path.write_bytes(content)


def replace_file_with_its_hash():
    replace_file()
    sha256 = hashlib.sha256(b"lp;instytucja\n1;inna").hexdigest()
    rewritable(Evidence).filter(pk=Evidence.objects.earliest("pk").pk).update(sha256=sha256)


def change_snapshot_with_its_hash():
    published = Publication.objects.get()
    snapshot = published.snapshot.replace('"value":"7"', '"value":"9"')
    rewritable(Publication).update(snapshot=snapshot, sha256=digest(snapshot))


def history_of(model):
    return model.history.model


def cut_tail():
    rewritable(LedgerEntry).filter(pk=LedgerEntry.objects.latest("seq").pk).delete()


def delete_entry():
    rewritable(LedgerEntry).filter(seq=LedgerEntry.objects.get(table="reports.erratum").seq).delete()


def swap_entries():
    last = LedgerEntry.objects.latest("seq").seq
    for old, new in ((last, last + 9), (last - 1, last), (last + 9, last - 1)):
        rewritable(LedgerEntry).filter(seq=old).update(seq=new)


def forge_entry():
    """Change a row and its entry, and compute the hash of the entry anew."""
    rewritable(Comment).update(text="inny")
    entry = LedgerEntry.objects.filter(table="indicators.comment").earliest("seq")
    entry.texts = {"text": "0" * 64}
    rewritable(LedgerEntry).filter(seq=entry.seq).update(texts=entry.texts, hash=hash_of_entry(entry))


def append_entry_for_changed_fact():
    """Change a row, and append an entry as the portal does."""
    rewritable(Assessment).update(verdict="not_met")
    append_entries([Assessment.objects.get()], LedgerEntry.Action.CHANGED)


def append_redaction_that_changes():
    rewritable(Comment).filter(text="Dodałam.").update(text="Nie dodałam.")
    append_entries([Comment.objects.get(text="Nie dodałam.")], LedgerEntry.Action.REDACTED)


def delete_with_entry(model, **where):
    """Delete rows that the product never deletes, with the entries of a deletion."""
    append_entries(model.objects.filter(**where), LedgerEntry.Action.DELETED)
    rewritable(model).filter(**where).delete()


def delete_erratum_with_entry():
    delete_with_entry(Erratum)
    delete_with_entry(Change, kind="erratum")


def cut_revisions_with_entries():
    """Delete the correction of a figure as if it had never been, in the register and in the chain of figures, too."""
    last = Revision.objects.get(number=2, state="approved")
    rewritable(Measurement).filter(pk=last.measurement_id).update(approved_revision=last)
    delete_with_entry(Revision, seq__gt=last.seq)
    delete_with_entry(Change, kind="figure_corrected")
    ChainHead.objects.update(seq=last.seq, hash=last.hash)


def blank_with_entry(model, column):
    """Remove a text with the entry of a redaction, but without the record of who removed it."""

    def blank():
        rewritable(model).update(**{column: ledger.REDACTED})
        append_entries(model.objects.all(), LedgerEntry.Action.REDACTED)

    return blank


def shorten_answer_as_a_record():
    """Change an answer, and record it as the portal does, but without the mark that readers see."""
    rewritable(ReaderQuestion).update(answer="[…]")
    question = ReaderQuestion.objects.get()
    PublishedAnswer.objects.create(question=question, at=timezone.now(), sha256=published_digest(question))


def move_end():
    LedgerHead.objects.update(seq=LedgerHead.objects.get().seq + 1)


TAMPERING = {
    "reason of a correction emptied": (set_all(Revision, {"number": 3}, correction_reason=""), "revision"),
    "note emptied": (set_all(Revision, {"number": 1}, note=""), "revision"),
    "comment of a return changed": (set_all(Revision, {"state": "returned"}, comment="Dobrze."), "revision"),
    "comment of a return emptied": (set_all(Revision, {"state": "returned"}, comment=""), "revision"),
    "key of a request changed": (set_all(Revision, {"number": 1}, request_key="x"), "revision"),
    "text of the register changed": (set_all(Change, {"kind": "figure_corrected"}, text="inny powód"), "change"),
    "text of the register emptied": (set_all(Change, {"kind": "figure_corrected"}, text=""), "change"),
    "unit's name in the register changed": (set_all(Change, unit_name="Inny"), "change"),
    "day in the register changed": (set_all(Change, {"kind": "round_changed"}, at="2020-01-01T00:00Z"), "change"),
    "line of a round deleted": (delete_changes("round_changed"), "change"),
    "line of an erratum deleted": (delete_changes("erratum"), "change"),
    "line of a publication deleted": (delete_changes("report_published"), None),
    "line inserted into the register": (insert(Change, kind="round_changed"), 0),
    "terms changed": (set_all(Target, value=Decimal(9), verbatim="9/rok"), "historicaltarget"),
    "terms and their records changed": (
        lambda: [rewritable(model).update(verbatim="9/rok") for model in (Target, history_of(Target))],
        "historicaltarget",
    ),
    "name of an indicator changed": (set_all(Indicator, name="Liczba szkoleń"), "historicalindicator"),
    "years of a programme changed": (set_all(Programme, last_year=2026), "historicalprogramme"),
    "record of an edit changed": (
        lambda: rewritable(history_of(Indicator)).filter(history_type="~").update(name="x"),
        "historicalindicator",
    ),
    "record of an edit deleted": (
        lambda: rewritable(history_of(Indicator)).filter(history_type="~").delete(),
        "historicalindicator",
    ),
    "role of a person in the records changed": (
        lambda: rewritable(history_of(User)).filter(username="urzednik").update(is_staff=True),
        "historicaluser",
    ),
    "group of a person in the records deleted": (
        lambda: rewritable(apps.get_model("cooperation", "HistoricalUser_groups")).delete(),
        "historicaluser_groups",
    ),
    "change of a role hidden": (set_all(AccessChange, new="coordinator"), "accesschange"),
    "comment changed": (set_all(Comment, {"text": "Dodałam."}, text="Nie dodałam."), "comment"),
    "comment deleted": (delete_first(Comment), "comment"),
    "author of a comment changed": (swap(Comment, "author"), "comment"),
    "texts of two comments swapped": (swap(Comment, "text"), "comment"),
    "period of a draft changed": (move_draft, "measurement"),
    "decision changed": (set_all(Decision, text="Liczy się program."), "decision"),
    "decision hidden": (set_all(Decision, is_public=False), "decision"),
    "decision deleted": (delete_first(Decision), "decision"),
    "assessment changed": (set_all(Assessment, verdict="not_met"), "assessment"),
    "reason of an assessment changed": (set_all(Assessment, reason="Nie odbyły się."), "assessment"),
    "due date of a round changed": (set_all(ReportingRound, {"year": 2023}, due_on="2026-03-31"), "reportinground"),
    "round deleted": (delete_first(ReportingRound), "reportinground"),
    "evidence file replaced": (replace_file, None),
    "evidence files swapped": (swap_files, None),
    "evidence file replaced with its hash": (replace_file_with_its_hash, "evidence"),
    "evidence published": (set_all(Evidence, is_public=True), "evidence"),
    "evidence row deleted": (delete_first(Evidence), "evidence"),
    "snapshot of a report changed with its hash": (change_snapshot_with_its_hash, "publication"),
    "report deleted with its register line": (
        lambda: [
            rewritable(model).filter(**where).delete()
            for model, where in (
                (Erratum, {}),
                (ReportFile, {}),
                (Publication, {}),
                (Change, {"kind__in": ("report_published", "erratum")}),
            )
        ],
        "publication",
    ),
    "answer to a reader changed": (set_all(ReaderQuestion, answer="Z rejestru."), None),
    "question of a reader changed": (set_all(ReaderQuestion, text="Kto to liczył?"), None),
    "answer to a reader hidden": (set_all(ReaderQuestion, state="declined", answer="", decline_reason="Nie."), None),
    "answer to a reader shortened without a mark": (shorten_answer_as_a_record, None),
    "digest of an answer changed": (set_all(PublishedAnswer, sha256="0" * 64), None),
    "text of an erratum changed": (set_all(Erratum, text="Strona 5."), "erratum"),
    "erratum deleted": (delete_first(Erratum), "erratum"),
    "file of a report replaced": (set_all(ReportFile, content=b"%PDF-1.4"), "reportfile"),
    "address of a report in the bulletin changed": (
        set_all(Publication, bulletin_url="https://x.example/"),
        "publication",
    ),
    "entry of the ledger deleted": (delete_entry, "erratum"),
    "last entry deleted": (cut_tail, "reportfile"),
    "entries swapped": (swap_entries, None),
    "entry forged": (forge_entry, None),
    "entry appended for a changed fact": (append_entry_for_changed_fact, None),
    "redaction that changes a text": (append_redaction_that_changes, None),
    "erratum deleted with an entry": (delete_erratum_with_entry, None),
    "record of an edit deleted with an entry": (
        lambda: delete_with_entry(history_of(Indicator), history_type="+"),
        None,
    ),
    "revisions cut off with entries": (cut_revisions_with_entries, None),
    "comments removed without a record": (blank_with_entry(Comment, "text"), None),
    "text of an erratum removed without a record": (blank_with_entry(Erratum, "text"), None),
    "all entries deleted": (lambda: rewritable(LedgerEntry).delete(), None),
    "end of the ledger moved": (move_end, None),
}


@pytest.mark.parametrize(("tamper", "kind"), TAMPERING.values(), ids=TAMPERING)
def test_verification_names_first_bad_entry(history, tamper, kind):
    assert verify_ledger().fault is None  # the control
    output_of_verification()
    tables = dict(LedgerEntry.objects.values_list("seq", "table"))
    tamper()
    with pytest.raises(CommandError) as error:
        output_of_verification()
    assert error.value.returncode == 1
    if kind is not None:
        fault = verify_ledger().fault
        assert fault is not None
        assert (tables[fault.seq].rpartition(".")[2] if fault.seq else 0) == kind


def test_thirty_kinds_of_tampering_are_tried():
    row("G24", "kinds of tampering found in recorded rows", wanted=">= 30", measured=len(TAMPERING), met=True)
    assert len(TAMPERING) >= 30


def test_every_recorded_table_is_part_of_the_history(history):
    """A recorded model without a row in the fixture would not be tried above."""
    tables = set(LedgerEntry.objects.values_list("table", flat=True))
    missing = {model._meta.label_lower for model in recorded_models()} - tables
    assert missing == {
        "cooperation.redaction",
        *(label for label in missing if label.rpartition(".")[2].startswith("historical")),
    }


def test_shortened_answer_is_intact(history):
    question = ReaderQuestion.objects.get()
    reader_questions.redact(question, question.text, "Z list […].", history.coordinator, now=timezone.now())
    output_of_verification()
    assert ReaderQuestion.objects.get().is_redacted


# --- heads ---------------------------------------------------------------------------------------------------------


def test_verification_prints_head(history):
    assert re.search(rf"{head()}\n\Z", output_of_verification())


def test_ledger_continues_head_that_was_noted_earlier(history):
    noted = head()
    comments.add(Measurement.objects.get(period_code="2024"), "Jeszcze jedno.", history.coordinator)
    assert head() != noted
    output_of_verification(expect=noted)
    output_of_verification(expect="0:" + "0" * 64)


def exit_code_expecting(noted):
    output_of_verification()  # nothing is wrong in itself
    with pytest.raises(CommandError) as error:
        output_of_verification(expect=noted)
    return error.value.returncode


def test_earlier_head_reveals_tail_cut_off_with_its_rows(history):
    comments.add(Measurement.objects.get(period_code="2024"), "Jeszcze jedno.", history.coordinator)
    noted = head()
    rewritable(Comment).filter(text="Jeszcze jedno.").delete()
    cut_tail()
    last = LedgerEntry.objects.latest("seq")
    LedgerHead.objects.update(seq=last.seq, hash=last.hash)
    assert exit_code_expecting(noted) == 3


def test_earlier_head_reveals_ledger_written_anew(history):
    noted = head()
    rewritable(Decision).update(text="Liczy się program.")
    rewritable(LedgerEntry).delete()
    LedgerHead.objects.all().delete()
    names = {"texts": "texts", "state": "state"}
    tables = {
        model._meta.label_lower: {
            **{name: [field.name for field in getattr(columns_of(model), name)] for name in names},
            "derived": getattr(model, "NOT_RECORDED", ()),
        }
        for model in recorded_models()
    }
    record_rows(apps, tables, at=timezone.now())
    assert exit_code_expecting(noted) == 3


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_unreadable_head_has_exit_code_of_its_own(db, text):
    assert exit_code_expecting(text) == 2
