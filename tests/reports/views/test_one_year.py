"""A programme of one year is written "na rok 2026", and never "2026–2026"."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from indicators.models import Indicator, Target
from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.documents.loading import Completion, load
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
        "L.p.\tNazwa działania\tWskaźnik\tWartość docelowa\tCzęstotliwość pomiaru",
        *(f"{place}.\tdziałanie {place}\t" + "\t".join(row) for place, row in enumerate(ROWS, 1)),
    ]
)


@pytest.fixture
def programme(db):
    return load(
        draft_of(document_of_text(TEXT)), Completion(issuer="Urząd Gminy Przykładowo"), is_published=True
    ).programme


@pytest.fixture(params=[date(2026, 12, 31), date(2027, 2, 10)], ids=["in force", "ended"])
def portal(request, programme, time_machine):
    """Return the users and indicators of a portal with a submitted and an approved figure.

    When the programme has ended, its report is published, too.
    """
    today = request.param
    time_machine.move_to(f"{today}T09:00:00Z")
    unit = factories.UnitFactory()
    for indicator in Indicator.objects.all():
        indicator.unit = unit
        indicator.save()
    officer = factories.officer(unit, email="urzednik@example.org")
    coordinator = factories.coordinator(email="k@example.org")
    administrator = factories.administrator(email="a@example.org")
    submitted, approved = Indicator.objects.get(name="Odsetek umów"), Indicator.objects.get(name="Liczba osób")
    for indicator in (submitted, approved):
        measurements.submit(slot_of(indicator, programme, "2026"), Figure(Decimal(9)), by=officer, based_on=0)
    measurements.approve(approved.measurements.get(), by=coordinator, based_on=1)
    has_report = today.year > 2026
    if has_report:
        publication_services.publish(programme, Span(2026, 2026), coordinator, based_on=0, open_is_known=True)
    return SimpleNamespace(
        people=(officer, coordinator, administrator),
        submitted=submitted,
        approved=approved,
        stored_draft=factories.stored_draft(administrator, TEXT),
        amendment=_amendment(administrator),
        has_report=has_report,
    )


def _amendment(administrator):
    stored = factories.stored_draft(administrator, TEXT.replace("\t80%", "\t90%"))
    stored.edits["head"]["issuer"] = "Urząd Gminy Przykładowo"
    stored.save()
    return stored


def texts(response):
    """Return the texts of an answer; of a zipped document the text of each part."""
    raw = response.getvalue()
    if raw[:2] != b"PK":
        return [raw.decode(errors="ignore")]
    with ZipFile(BytesIO(raw)) as archive:
        return [re.sub("<[^>]+>", "", archive.read(name).decode(errors="ignore")) for name in archive.namelist()]


def spans_in(response, address):
    """Return (address, text) of each place where the year 2026 is written as a span of years."""
    return [(address, match[0]) for text in texts(response) for match in WRONG.finditer(text)]


def page_addresses(portal):
    """Return the addresses in the permission table, for this programme, without PDF files and account pages."""
    described = Indicator.objects.get(name="Jakość współpracy")
    ids = {
        "own": portal.approved.pk,
        "waiting": portal.submitted.pk,
        "other": portal.approved.pk,
        "described": described.pk,
        "evidence": 1,
        "question": 1,
        "draft": portal.approved.pk,
        "draft_goal": 1,
        "stored_draft": portal.stored_draft.pk,
        "amendment": portal.amendment.pk,
    }
    rows = [*WITHOUT_LANGUAGE.values(), *WITH_LANGUAGE.values()]
    addresses = [re.sub("2021-2025|202[34]", "2026", row.address.format(**ids)) for row in rows]
    addresses += [f"/panel/podglad{address}" for address in addresses if address.startswith("/programy/2026/")]
    return [address for address in addresses if not address.endswith(".pdf") and "/konto/" not in address]


def test_one_year_programme_is_loaded_from_text(programme):
    assert (programme.title, programme.title_origin, programme.slug) == (TITLE, "document", "2026")
    assert (programme.first_year, programme.last_year, str(programme.for_years)) == (2026, 2026, "for the year 2026")
    scopes = dict(Target.objects.values_list("verbatim", "scope"))
    assert (scopes["4"], scopes["80%"]) == ("year", "year")
    assert not Target.objects.filter(scope="undecided").exists()
    assert set(Target.objects.filter(verbatim__in=("4", "80%")).values_list("scope_origin", flat=True)) == {"default"}


def test_pages_and_files_never_show_one_year_as_span(portal, client):
    spans, answered = [], set()
    for person in portal.people:
        client.force_login(person)
        for address in page_addresses(portal):
            for prefix in ("", "/en"):
                response = client.get(prefix + address)
                if response.status_code == 200:
                    answered.add(address)
                    spans += spans_in(response, prefix + address)
    assert spans == []
    assert f"/panel/wczytywanie/{portal.stored_draft.pk}/" in answered
    assert f"/panel/wczytywanie/{portal.amendment.pk}/zmiany/" in answered
    assert {"/programy/2026/", "/panel/okresy/2026/2026/", "/programy/2026/dane/wartosci.xlsx"} <= answered
    assert ("/programy/2026/sprawozdania/2026/v1/sprawozdanie.docx" in answered) == portal.has_report


def test_administration_never_shows_one_year_as_span(portal, client):
    client.force_login(factories.administrator())
    spans = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        pages = [reverse(f"{name}_changelist")] + ([reverse(f"{name}_change", args=[row.pk])] if row else [])
        for address in pages:
            spans += spans_in(client.get(address), address)
    assert spans == []


def test_commands_never_show_one_year_as_span(portal, capsys):
    call_command("send_reminders", "--dry-run", stdout=(output := StringIO()))
    call_command("check_targets", stdout=output)
    printed = output.getvalue() + capsys.readouterr().out
    assert "Sprawdzono wartości docelowe: 6" in printed
    assert WRONG.findall(printed) == []


def test_programme_in_force_is_titled_with_its_year(programme, client, time_machine):
    time_machine.move_to("2026-12-31T09:00:00Z")
    assert "Program współpracy na rok 2026" in client.get("/programy/2026/").content.decode()


@pytest.mark.django_db
def test_default_title_of_one_year_programme_names_one_year():
    text = "\n".join(TEXT.split("\n")[1:])
    with_years = Completion(years=(2026, 2026))
    programme = load(draft_of(document_of_text(text)), with_years, is_published=True).programme
    assert (programme.title, programme.title_origin) == ("Program współpracy na rok 2026", "default")
