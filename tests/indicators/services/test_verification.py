from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.models import ChainHead, Measurement, Revision, RevisionPart
from indicators.services import measurements
from indicators.services.verification import verify
from indicators.validators import Figure, Part
from tests.indicators.conftest import ON


@pytest.fixture
def history(office):
    """Five links: submitted, approved, corrected, approved, and another year's draft."""
    parts = tuple(Part(category, place, Decimal(1), 0) for place, category in enumerate(office.categories, 1))
    first = measurements.submit(
        office.slot(), Figure(Decimal(3), parts=parts, note="trzy warsztaty"), by=office.officer, based_on=0, on=ON
    )
    measurements.approve(first.measurement, by=office.coordinator, based_on=1)
    measurements.correct(office.slot(), Figure(Decimal(4)), by=office.officer, based_on=2, reason="pominięto", on=ON)
    measurements.approve(first.measurement, by=office.coordinator, based_on=3)
    measurements.record(office.slot("2023"), Figure(Decimal("2.5"), decimals=1), by=office.officer, based_on=0, on=ON)


@pytest.mark.usefixtures("history")
def test_untouched_history_is_whole():
    report = verify()
    assert (report.links, report.redacted, report.fault) == (5, 0, None)
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert "5" in out.getvalue()


def _update(seq, **fields):
    return lambda: Revision.objects.filter(seq=seq).update(**fields)


def _swap():
    Revision.objects.filter(seq=1).update(seq=99)
    Revision.objects.filter(seq=2).update(seq=1)
    Revision.objects.filter(seq=99).update(seq=2)


def _delete_last():
    Revision.objects.filter(seq=5).delete()


def _shift_time():
    revision = Revision.objects.get(seq=3)
    Revision.objects.filter(seq=3).update(at=revision.at + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("tamper", "seq"),
    [
        (_update(2, value=Decimal(30)), 2),
        (_update(1, state="approved"), 1),
        (_update(1, note="cztery warsztaty"), 1),
        (_update(3, correction_reason="inny powód"), 3),
        (_update(5, number=7), 5),
        (_update(4, hash="0" * 64), 4),
        (_update(4, previous_hash="0" * 64), 4),
        (_shift_time, 3),
        (_swap, 1),
        (_delete_last, 5),
        (lambda: RevisionPart.objects.filter(revision__seq=1).update(value=2), 1),
        (lambda: RevisionPart.objects.filter(revision__seq=2).delete(), 2),
        (lambda: ChainHead.objects.update(seq=4), 5),
        (lambda: Measurement.objects.update(approved_revision=None), 4),
    ],
    ids=[
        "value",
        "state",
        "note",
        "reason",
        "number",
        "hash",
        "previous",
        "time",
        "swap",
        "truncate",
        "part",
        "no-part",
        "head",
        "pointer",
    ],
)
@pytest.mark.usefixtures("history")
def test_tampering_is_found_and_the_first_bad_link_named(tamper, seq):
    tamper()
    report = verify()
    assert report.fault is not None
    assert report.fault.seq == seq
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=StringIO())


@pytest.mark.usefixtures("history")
def test_a_redacted_text_does_not_break_the_chain():
    Revision.objects.filter(seq__in=(1, 2)).update(note="")
    report = verify()
    assert (report.redacted, report.fault) == (2, None)
