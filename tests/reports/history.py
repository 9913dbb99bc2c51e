"""A history with rows of every recorded kind, for tests of its verification."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cooperation.models import AccessChange
from indicators.models import Assessment, Decision, ReportingRound
from indicators.rules.figures import Figure, FigurePart
from indicators.services import comments, evidence, measurements, reader_questions, rounds
from reports.models import ReportFile
from reports.services import publications
from tests import factories
from tests.indicators.conftest import ON, trusted_files
from tests.reports.conftest import publish, write

__all__ = ["trusted_files"]


@pytest.fixture
def history(office, tmp_path, settings, trusted_files):
    """A corrected figure with evidence and comments, a draft, a returned one, rulings, rounds, an answer, a report."""
    settings.EVIDENCE_DIR = tmp_path
    by, officer = office.coordinator, office.officer
    parts = tuple(FigurePart(category, place, Decimal(place), 0) for place, category in enumerate(office.categories, 1))
    figure = Figure(Decimal(6), parts=parts, note="trzy warsztaty")
    first = measurements.submit(office.slot(), figure, by=officer, based_on=0, on=ON)
    for name in ("lista", "zdjęcia"):
        upload = SimpleUploadedFile(f"{name}.csv", f"lp;instytucja\n1;{name}".encode())
        evidence.add_file(first.measurement, name, upload, officer, on=ON)
    measurements.approve(first.measurement, by=by, based_on=1)
    measurements.correct(office.slot(), Figure(Decimal(7)), by=officer, based_on=2, reason="pominięto Toruń", on=ON)
    measurements.approve(first.measurement, by=by, based_on=3)
    comments.add(first.measurement, "Proszę o listę obecności.", by)
    comments.add(first.measurement, "Dodałam.", officer)
    measurements.record(office.slot("2023"), Figure(Decimal(2)), by=officer, based_on=0, on=ON)
    other = measurements.submit(office.slot("2022"), Figure(Decimal(3)), by=officer, based_on=0, on=ON)
    measurements.send_back(other.measurement, by=by, based_on=1, comment="Czy na pewno trzy?")
    Decision.objects.create(indicator=office.indicator, text="Liczy się rok.", author=by, decided_on=ON)
    Assessment.objects.create(indicator=office.indicator, year=2021, verdict="met", reason="Odbyły się.", author=by)
    opened = ReportingRound.objects.get(year=2022)
    rounds.change_days(
        opened, opens_on=opened.opens_on, due_on=opened.due_on + timedelta(days=9), reason="Ferie", by=by
    )
    office.indicator.name = "Liczba warsztatów i szkoleń"
    office.indicator.save()
    AccessChange.objects.create(person=officer, kind=AccessChange.Kind.ROLES, new="officer", by=by)
    question = factories.ReaderQuestionFactory(indicator=office.indicator)
    reader_questions.publish(question, question.text, "Z list obecności.", by, now=timezone.now())
    write(office, "wprowadzenie", "Na podstawie ustawy.")
    published = publish(office)
    publications.add_erratum(published, "Strona 4: 12 konkursów, nie 21.", by)
    ReportFile.objects.create(publication=published, kind="pdf", content=b"%PDF-1.7", created_at=timezone.now())
    return office
