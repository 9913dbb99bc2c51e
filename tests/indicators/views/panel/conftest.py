"""Fixtures of the panel's tests: a coordinator with open questions, and a figure with a history."""

import re
from decimal import Decimal

import pytest

from indicators.rules.figures import Figure
from indicators.services import comments, measurements
from tests import factories
from tests.indicators.conftest import ON


def text(response):
    """Return the page with every run of white space as one space."""
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


@pytest.fixture
def rulings_office(office, client):
    """A coordinator, an indicator with an undecided target (`open`) and one with a target in words (`words`)."""
    client.force_login(office.coordinator)
    office.client = client
    office.open = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="5 szt.")
    office.words = factories.in_programme(office.programme, unit=office.unit, terms__verbatim="zgodnie ze strategią")
    for indicator in (office.open, office.words):
        revision = measurements.submit(
            office.slot("2024", indicator), Figure(Decimal(3), note="ważna uwaga"), by=office.officer, based_on=0, on=ON
        )
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    office.ruling = f"/panel/wskazniki/{office.open.pk}/rozstrzygniecie/"
    office.assessment = f"/panel/wskazniki/{office.words.pk}/oceny/2024/"
    return office


@pytest.fixture
def figure_with_history(rulings_office):
    """A figure that was sent back and submitted again, with a comment in between."""
    rulings_office.address = f"/panel/wskazniki/{rulings_office.indicator.pk}/pomiary/2024/"
    slot = rulings_office.slot()
    first = measurements.submit(slot, Figure(Decimal(3), note="stara nota"), by=rulings_office.officer, based_on=0)
    measurements.send_back(first.measurement, by=rulings_office.coordinator, based_on=1, comment="brakuje Torunia")
    comments.add(first.measurement, "Już sprawdzam.", rulings_office.officer)
    measurements.submit(slot, Figure(Decimal(4), note="nowa nota"), by=rulings_office.officer, based_on=2)
    return rulings_office
