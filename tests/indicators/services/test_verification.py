"""Every kind of tampering with the history in the database is detected, with its first altered link."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cooperation.models import Change
from indicators.models import ChainHead, Measurement, Revision, RevisionPart
from indicators.rules import chain
from indicators.rules.figures import Figure, FigurePart
from indicators.services import measurements
from indicators.services.verification import verify
from tests import factories
from tests.drill import row
from tests.indicators.conftest import ON
from tests.tampering import rewritable

LINKS = 7

pytestmark = pytest.mark.drill


@pytest.fixture
def history(office):
    """Seven links: a figure approved and corrected, a draft of another year, a withdrawn figure without a value."""
    parts = tuple(FigurePart(category, place, Decimal(place), 0) for place, category in enumerate(office.categories, 1))
    first = measurements.submit(
        office.slot(), Figure(Decimal(6), parts=parts, note="trzy warsztaty"), by=office.officer, based_on=0, on=ON
    )
    measurements.approve(first.measurement, by=office.coordinator, based_on=1)
    measurements.correct(office.slot(), Figure(Decimal(7)), by=office.officer, based_on=2, reason="pominięto", on=ON)
    measurements.approve(first.measurement, by=office.coordinator, based_on=3)
    measurements.record(office.slot("2023"), Figure(Decimal("2.5"), decimals=1), by=office.officer, based_on=0, on=ON)
    nothing = Figure(no_value_reason="not_measured")
    other = measurements.submit(office.slot("2022"), nothing, by=office.officer, based_on=0, on=ON)
    measurements.withdraw(other.measurement, by=office.officer, based_on=1)
    return office


@pytest.mark.usefixtures("history")
def test_verify_accepts_untouched_history():
    report = verify()
    assert (report.links, report.redacted, report.fault) == (LINKS, 0, None)
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert str(LINKS) in out.getvalue()


# --- the tampering: a name says what was done, the number which link must be named first ---------------------------


def _update(seq, **fields):
    return lambda: rewritable(Revision).filter(seq=seq).update(**fields)


def _shift(seq, **by):
    return lambda: rewritable(Revision).filter(seq=seq).update(at=Revision.objects.get(seq=seq).at + timedelta(**by))


def _delete(*seqs):
    """Delete a revision after the rows that refer to it, as an attacker would who knows the foreign keys."""

    def delete():
        revisions = rewritable(Revision).filter(seq__in=seqs)
        rewritable(Measurement).filter(approved_revision__in=revisions).update(approved_revision=None)
        rewritable(RevisionPart).filter(revision__in=revisions).delete()
        revisions.delete()

    return delete


def _renumber(*pairs):
    def renumber():
        for old, new in pairs:
            rewritable(Revision).filter(seq=old).update(seq=new)

    return renumber


def _copy(link, **fields):
    """Insert a copy of an existing row."""

    def copy():
        copied = Revision.objects.get(seq=link)
        copied.pk = None
        for name, value in {"request_key": "", **fields}.items():
            setattr(copied, name, value)
        rewritable(Revision).bulk_create([copied])

    return copy


def _swap_parts():
    first, second, _third = RevisionPart.objects.filter(revision__seq=1).order_by("value")
    rewritable(RevisionPart).filter(pk=first.pk).update(value=second.value)
    rewritable(RevisionPart).filter(pk=second.pk).update(value=first.value)


def _add_part():
    part = RevisionPart.objects.filter(revision__seq=1).first()
    rewritable(RevisionPart).create(revision=Revision.objects.get(seq=3), category=part.category, value=7)


def _parts_to_another_revision():
    rewritable(RevisionPart).filter(revision__seq=1).update(revision=Revision.objects.get(seq=5))


def _point_at(seq):
    def point():
        revision = Revision.objects.get(seq=seq)
        rewritable(Measurement).filter(pk=revision.measurement_id).update(approved_revision=revision)

    return point


def _cut_off_with_its_head(last):
    """Remove the last approval and all later links, and adapt the head of the chain and the measurement."""

    def cut():
        _delete(*range(last + 1, LINKS + 1))()
        link = Revision.objects.get(seq=last)
        ChainHead.objects.update(seq=last, hash=link.hash)
        rewritable(Measurement).filter(pk=link.measurement_id).update(approved_revision=Revision.objects.get(seq=2))

    return cut


def _another_author(seq):
    return lambda: rewritable(Revision).filter(seq=seq).update(author=factories.coordinator())


def _of_first(**fields):
    return lambda: rewritable(Measurement).filter(period_code="2024").update(**fields)


def _to_another_indicator():
    other = factories.IndicatorFactory(action=Measurement.objects.first().indicator.action, position=99)
    rewritable(Measurement).filter(period_code="2024").update(indicator=other)


def _to_another_measurement():
    rewritable(Revision).filter(seq=7).update(measurement=Measurement.objects.get(period_code="2023"))


TAMPERING = {
    "value": (_update(2, value=Decimal(30)), 2),
    "value by a millionth": (_update(3, value=Decimal("7.000001")), 3),
    "value instead of a reason": (_update(6, value=Decimal(5), no_value_reason=""), 6),
    "another reason for having no value": (_update(6, no_value_reason="not_applicable"), 6),
    "state": (_update(1, state="approved"), 1),
    "number": (_update(5, number=7), 5),
    "day of achievement": (_update(5, achieved_on=date(2023, 5, 1)), 5),
    "author": (_another_author(1), 1),
    "who approved": (_another_author(4), 4),
    "clock by a microsecond": (_shift(3, microseconds=1), 3),
    "clock by a year": (_shift(1, days=-365), 1),
    "note": (_update(1, note="cztery warsztaty"), 1),
    "note where there was none": (_update(3, note="dopisano"), 3),
    "note with its digest": (_update(1, note="cztery", note_sha256=chain.text_digest("cztery")), 1),
    "reason": (_update(3, correction_reason="inny powód"), 3),
    "reason with its digest": (_update(4, correction_reason_sha256=chain.text_digest("inny")), 4),
    "hash": (_update(4, hash="0" * 64), 4),
    "hash of the link before": (_update(4, previous_hash="0" * 64), 4),
    "version": (_update(2, version=2), 2),
    "decimal places of a public figure": (_update(4, decimals=2), 4),
    "approved by nobody else, not said": (_update(4, self_approved=True), 4),
    "first link deleted": (_delete(1), 1),
    "middle link deleted": (_delete(3), 3),
    "last link deleted": (_delete(LINKS), LINKS),
    "tail deleted": (_delete(4, 5, 6, 7), 4),
    "everything deleted": (_delete(*range(1, LINKS + 1)), 1),
    "last approval cut off with its head": (_cut_off_with_its_head(3), 0),
    "two links swapped": (_renumber((1, 99), (2, 1), (99, 2)), 1),
    "two later links swapped": (_renumber((5, 99), (6, 5), (99, 6)), 5),
    "gap in the order": (_renumber((LINKS, LINKS + 1)), LINKS),
    "link repeated at the end": (_copy(LINKS, seq=LINKS + 1, number=9), LINKS + 1),
    "forged link at the end": (_copy(2, seq=LINKS + 1, number=9, value=Decimal(99), hash="f" * 64), LINKS + 1),
    "forged link in front": (_copy(1, seq=0, number=9), 1),
    "moved to another measurement": (_to_another_measurement, 7),
    "part": (lambda: rewritable(RevisionPart).filter(revision__seq=1, value=2).update(value=3), 1),
    "parts swapped": (_swap_parts, 1),
    "part deleted": (lambda: rewritable(RevisionPart).filter(revision__seq=2, value=2).delete(), 2),
    "all parts deleted": (lambda: rewritable(RevisionPart).filter(revision__seq=2).delete(), 2),
    "part added": (_add_part, 3),
    "parts moved to another revision": (_parts_to_another_revision, 1),
    "end of the chain moved on": (lambda: ChainHead.objects.update(seq=8), 8),
    "end of the chain moved back": (lambda: ChainHead.objects.update(seq=6), LINKS),
    "end of the chain forged": (lambda: ChainHead.objects.update(hash="0" * 64), LINKS),
    "end of the chain deleted": (lambda: ChainHead.objects.all().delete(), LINKS),
    "public pointer emptied": (lambda: rewritable(Measurement).update(approved_revision=None), 4),
    "public pointer back to an older approval": (_point_at(2), 4),
    "public pointer to what nobody approved": (_point_at(3), 4),
    "public pointer of another figure to a draft": (_point_at(5), 0),
    "figure moved to another period": (_of_first(period_code="2021", year=2021), 2),
    "figure moved to another year": (_of_first(year=2023), 2),
    "figure moved to another indicator": (_to_another_indicator, 2),
    "line of the register deleted": (lambda: rewritable(Change).filter(pk=Change.objects.latest("at").pk).delete(), 4),
    "line of the register changed": (lambda: rewritable(Change).update(details={}), 2),
}


@pytest.mark.parametrize(("tamper", "seq"), TAMPERING.values(), ids=TAMPERING)
@pytest.mark.usefixtures("history")
def test_verify_names_first_bad_link(tamper, seq):
    assert verify().fault is None
    tamper()
    report = verify()
    assert report.fault is not None
    assert report.fault.seq == seq
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=StringIO())


def test_at_least_twenty_kinds_of_tampering_are_tried():
    row("G24", "kinds of tampering found, first bad link named", wanted=">= 20", measured=len(TAMPERING), met=True)
    assert len(TAMPERING) >= 20


@pytest.mark.usefixtures("history")
def test_verify_accepts_redacted_texts():
    """Note, reason and comment can be emptied for privacy, separately or together."""
    rewritable(Revision).filter(seq__in=(1, 2)).update(note="")
    assert (verify().redacted, verify().fault) == (2, None)
    rewritable(Revision).update(note="", correction_reason="", comment="")
    rewritable(Change).update(text="")
    assert (verify().redacted, verify().fault) == (4, None)


def test_verify_accepts_marked_approval_of_own_submission(office):
    submitted = measurements.submit(office.slot(), Figure(Decimal(1)), by=office.coordinator, based_on=0, on=ON)
    measurements.approve(submitted.measurement, by=office.coordinator, based_on=1)
    assert verify().fault is None
    rewritable(Revision).update(self_approved=False)
    assert verify().fault.seq == 2
