"""Full stops and `<time>` elements on every page."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from cooperation.models import Office
from indicators.rules.figures import Figure
from indicators.services import measurements
from tests import factories
from tests.indicators.conftest import ON, approve

TEMPLATES = Path(__file__).resolve().parents[4] / "templates"
TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)[^/]|(?<!\br)\.[”»]\.|[?!]\.(?=[\s<])")
TIME = re.compile(r'<time[^>]* datetime="([^"]*)"')
# https://html.spec.whatwg.org/#valid-date-string, global date and time, at most three decimal places of a second
VALID_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?")


@pytest.fixture
def ending_with_stops(office):
    """Every name that an office enters ends with a full stop."""
    Office.objects.create(name="Urząd m. st.", email="urzad@example.org")
    office.programme.issuer = "Zarząd woj."
    office.programme.title = "Program współpracy na 2025 r."
    office.programme.content_changed_at = timezone.now()
    office.programme.save()
    office.indicator.name = "Liczba warsztatów do 31 grudnia 2025 r."
    office.indicator.save()
    approve(office, "3")
    revision = measurements.submit(
        office.slot("2023"),
        Figure(no_value_reason="not_measured", note="Raz, dwa."),
        by=office.officer,
        based_on=0,
        on=ON,
    )
    measurements.send_back(revision.measurement, by=office.coordinator, based_on=1, comment="Popraw raz, dwa.")
    return office


def test_no_sentence_ends_with_two_full_stops(ending_with_stops, client):
    number = ending_with_stops.indicator.pk
    public = ["/", "/programy/", "/zmiany/", "/zmiany/atom.xml", "/metoda/", "/dostepnosc/", "/prywatnosc/", "/pomoc/"]
    public += [f"/programy/2021-2025/{page}" for page in ("", "diagnoza/", "dzialania/", "cele/1/", "dane/")]
    public += [f"/wskazniki/{number}/", f"/wskazniki/{number}/osadz/", f"/wskazniki/{number}/pytanie/"]
    panel = ["/panel/", "/panel/zatwierdzanie/", "/panel/okresy/", "/panel/kompletnosc/", "/panel/pytania/"]
    panel += [f"/panel/wskazniki/{number}/pomiary/{year}/" for year in (2022, 2023, 2024)]
    panel += [f"/panel/programy/2021-2025/sprawozdania/2024/{page}" for page in ("", "podglad/", "publikacja/")]
    for addresses, person in ((public, None), (panel, factories.coordinator())):
        if person:
            client.force_login(person)
        for address in [*addresses, *(f"/en{address}" for address in addresses)]:
            answer = client.get(address)
            assert answer.status_code == 200, address
            page = answer.content.decode()
            assert [page[max(0, match.start() - 60) : match.end()] for match in TWO_STOPS.finditer(page)] == [], address
            assert [time for time in TIME.findall(page) if not VALID_TIME.fullmatch(time)] == [], address


def test_templates_format_times_with_iso_filters():
    """Django's `date:"c"` writes six decimal places."""
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(r"\|date:.c.", path.read_text()), path
