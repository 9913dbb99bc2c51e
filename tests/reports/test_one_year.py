"""A programme of one year is written "na rok 2026", and never "2026–2026"."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from indicators.models import Indicator, Target
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.programme_text import parser
from indicators.services.programme_text.loader import Completion, load
from reports.rules.span import Span
from reports.services import publications as publication_services
from tests import factories
from tests.indicators.conftest import slot_of
from tests.permissions.table import WITH_LANGUAGE, WITHOUT_LANGUAGE

WRONG = re.compile(
    r"2026\s*(?:-|–|—|do|to)\s*2026|(?:lata|latach|lat|years)\s+2026\b(?!\s*[-–,])|od 2026 do|from 2026 to",
    re.IGNORECASE,
)
TITLE = "Program współpracy Gminy Przykładowo z organizacjami pozarządowymi na rok 2026"
ROWS = (
    ("Liczba warsztatów", "4", "Raz w kwartale"),
    ("Odsetek umów", "80%", "Raz w roku"),
    ("Liczba osób", "10 do końca 2026 r.", "Jednorazowo"),
    ("Powołanie rady (tak/nie)", "tak", "W połowie i na końcu"),
    ("Liczba konkursów", "2026: 1", "Co dwa lata"),
    ("Jakość współpracy", "poprawa", "Raz w roku"),
)
TEXT = "\n".join(
    [
        TITLE,
        "§ 2",
        "1. Cele:",
        "1) cel główny: Razem",
        "2) cele szczegółowe:",
        "- wspieranie",
        "§ 3",
        "1. Działania:",
        "1) wspieranie",
        *(f"{place}.\tdziałanie {place}\t" + "\t".join(row) for place, row in enumerate(ROWS, 1)),
    ]
)


@pytest.fixture
def programme(db):
    return load(parser.parse(parser.decode(TEXT.encode())), Completion(issuer="Urząd Gminy Przykładowo")).programme


def texts(response):
    """Yield the texts of an answer; of a zipped document the text of each part."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] != b"PK":
        return [raw.decode(errors="ignore")]
    with ZipFile(BytesIO(raw)) as archive:
        return [re.sub("<[^>]+>", "", archive.read(name).decode(errors="ignore")) for name in archive.namelist()]


def test_one_year_programme_is_loaded_from_text(programme):
    assert (programme.title, programme.title_origin, programme.slug) == (TITLE, "document", "2026")
    assert (programme.first_year, programme.last_year, str(programme.for_years)) == (2026, 2026, "for the year 2026")
    scopes = dict(Target.objects.values_list("verbatim", "scope"))
    assert (scopes["4"], scopes["80%"]) == ("year", "year")
    assert not Target.objects.filter(scope="undecided").exists()
    assert set(Target.objects.filter(verbatim__in=("4", "80%")).values_list("scope_origin", flat=True)) == {"default"}


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 2, 10)])  # in force; ended, with a report
def test_one_year_is_never_shown_as_span(programme, client, capsys, time_machine, today):
    time_machine.move_to(f"{today}T09:00:00Z")
    unit = factories.UnitFactory()
    for indicator in Indicator.objects.all():
        indicator.unit = unit
        indicator.save()
    officer = factories.officer(unit, email="urzednik@example.org")
    coordinator, administrator = factories.coordinator(email="k@example.org"), factories.administrator()
    waiting, described = Indicator.objects.get(name="Odsetek umów"), Indicator.objects.get(name="Jakość współpracy")
    own = Indicator.objects.get(name="Liczba osób")
    for indicator in (waiting, own):
        measurements.submit(slot_of(indicator, programme, "2026"), Figure(Decimal(9)), by=officer, based_on=0)
    measurements.approve(own.measurements.get(), by=coordinator, based_on=1)
    if today.year > 2026:
        publication_services.publish(programme, Span(2026, 2026), coordinator, based_on=0, open_is_known=True)
    names = {"own": own.pk, "waiting": waiting.pk, "other": own.pk, "described": described.pk}
    names |= {"evidence": 1, "question": 1}
    addresses = [
        re.sub("2021-2025|202[34]", "2026", row.address.format(**names))
        for row in (*WITHOUT_LANGUAGE.values(), *WITH_LANGUAGE.values())
    ]
    addresses += [f"/panel/podglad{address}" for address in addresses if address.startswith("/programy/2026/")]
    matches, answered = [], set()
    for prefix in ("", "/en"):
        for person in (coordinator, officer):
            client.force_login(person)
            for address in addresses:
                if address.endswith(".pdf") or "/konto/" in address:
                    continue
                response = client.get(prefix + address)
                if response.status_code == 200:
                    answered.add(address)
                    matches += [(address, match[0]) for text in texts(response) for match in WRONG.finditer(text)]
    client.force_login(administrator)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        pages = [reverse(f"{name}_changelist")] + ([reverse(f"{name}_change", args=[row.pk])] if row else [])
        for address in pages:
            matches += [(address, match[0]) for text in texts(client.get(address)) for match in WRONG.finditer(text)]
    call_command("send_reminders", "--dry-run", stdout=(letters := StringIO()))
    call_command("check_targets", stdout=letters)
    matches += [("letters", match[0]) for match in WRONG.finditer(letters.getvalue() + capsys.readouterr().out)]
    assert matches == []
    assert {"/programy/2026/", "/panel/okresy/2026/2026/", "/programy/2026/dane/wartosci.xlsx"} <= answered
    if today.year > 2026:
        assert "/programy/2026/sprawozdania/2026/v1/sprawozdanie.docx" in answered
    else:
        assert "Program na rok 2026" in client.get("/programy/2026/").content.decode()


@pytest.mark.django_db
def test_default_title_of_one_year_programme():
    text = "\n".join(TEXT.split("\n")[1:])
    with_years = Completion(years=(2026, 2026))
    programme = load(parser.parse(parser.decode(text.encode())), with_years).programme
    assert (programme.title, programme.title_origin) == ("Program współpracy na rok 2026", "default")
