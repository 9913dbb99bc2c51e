"""Logo and accent colours of the office: their form, their addresses, and public pages that show them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cooperation.models import Logo, Office
from tests import factories
from tests.cooperation.services.test_logos import drawn
from tests.indicators.admin.conftest import filled, text

LAST = "public, max-age=31536000, immutable"


@pytest.fixture
def office(db):
    return Office.objects.create(name="Urząd Wzorcowy")


def save(administrator, office, **typed):
    address = reverse("admin:cooperation_office_change", args=[office.pk])
    return administrator.post(address, filled(administrator.get(address)) | typed)


def file(content, name="logo.png"):
    return SimpleUploadedFile(name, content, content_type="image/png")


def errors(response):
    return {name: text[0].replace("\u00a0", " ") for name, text in response.context["adminform"].form.errors.items()}


def test_logo_is_shown_on_pages_and_cached_forever(administrator, client, office):
    factories.MainGoalFactory(programme__slug="2021-2025")
    before = client.get("/programy/2021-2025/")
    assert save(administrator, office, logo_file=file(drawn()), logo_alt="Herb").status_code == 302
    logo = Logo.objects.get()
    address = f"/logo/{logo.hash}.png"
    page = client.get("/programy/2021-2025/", headers={"if-none-match": before["ETag"]})
    assert f'<img class="logo" src="{address}" width="30" height="20" alt="Herb">' in page.content.decode()
    served = client.get(address)
    assert (served.content, served["Content-Type"], served["Cache-Control"]) == (bytes(logo.content), "image/png", LAST)
    assert served["X-Content-Type-Options"] == "nosniff"
    assert not served.cookies
    history = text(administrator.get(reverse("admin:cooperation_office_history", args=[office.pk])))
    assert f"PNG 30 × 20, {logo.hash[:8]}" in history


@pytest.mark.parametrize("address", ["/logo/{hash}.jpg", "/logo/{hash}.svg", "/logo/x.png", "/logo/{hash}.png%00"])
def test_wrong_logo_address_answers_404(administrator, client, office, address):
    save(administrator, office, logo_file=file(drawn()))
    assert client.get(address.format(hash=Logo.objects.get().hash)).status_code in (400, 404)


def test_replaced_or_removed_logo_answers_404(administrator, client, office):
    save(administrator, office, logo_file=file(drawn()))
    first = Logo.objects.get()
    save(administrator, office, logo_file=file(drawn("JPEG"), "logo.jpg"))
    office.refresh_from_db()
    second = office.logo
    statuses = [client.get(f"/logo/{logo.hash}.{kind}").status_code for logo, kind in ((first, "png"), (second, "jpg"))]
    assert statuses == [404, 200]
    save(administrator, office, remove_logo="on")
    office.refresh_from_db()
    assert office.logo is None
    assert client.get(f"/logo/{second.hash}.jpg").status_code == 404
    save(administrator, office, logo_file=file(drawn()))
    assert Logo.objects.count() == 2  # the same picture is kept once


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", drawn("GIF", mode="L"), drawn() + b"0" * 200_000])
def test_invalid_logo_file_shows_field_error(administrator, office, content):
    response = save(administrator, office, logo_file=file(content))
    assert response.status_code == 200
    assert list(errors(response)) == ["logo_file"]
    assert not Logo.objects.exists()


def test_new_logo_with_remove_logo_is_rejected(administrator, office):
    response = save(administrator, office, logo_file=file(drawn()), remove_logo="on")
    assert errors(response) == {"remove_logo": "Wybierz nowe logo albo usunięcie logo, nie jedno i drugie."}


def test_accent_style_sheet_has_versioned_address(administrator, client, office):
    assert client.get("/wyglad.css").status_code == 404
    assert "wyglad.css" not in client.get("/metoda/").content.decode()
    save(administrator, office, accent="8C1668", accent_dark="#f9d")
    office.refresh_from_db()
    assert (office.accent, office.accent_dark) == ("#8c1668", "#ff99dd")
    page = client.get("/metoda/").content.decode()
    address = page.split('<link rel="stylesheet" href="/wyglad')[1].split('"')[0]
    served = client.get(f"/wyglad{address}")
    assert (served.status_code, served["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "--accent: #8c1668;" in served.content.decode()
    assert served["Cache-Control"] == LAST
    assert client.get("/wyglad.css?v=old")["Cache-Control"] == "public, no-cache"
    assert "wyglad.css" in client.get("/nie-ma/").content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("accent", "czerw", "Wpisz kolor jako znak # i sześć cyfr lub liter a–f, na przykład #24307c."),
        (
            "accent",
            "#ff0000",
            "Kontrast koloru #ff0000 z tłem strony (#ffffff) wynosi 3,99:1, a musi wynosić co najmniej 4,5:1 – "
            "inaczej odnośników nie da się odczytać. Najbliższy czytelny odcień: #ed0000 (4,56:1).",
        ),
        (
            "accent_dark",
            "#24307c",
            "Kontrast koloru #24307c z tłem strony (#11141a) wynosi 1,57:1, a musi wynosić co najmniej 4,5:1 – "
            "inaczej odnośników nie da się odczytać. Najbliższy czytelny odcień: #6a78d4 (4,61:1).",
        ),
    ],
)
def test_illegible_colour_is_rejected_with_proposal(administrator, office, field, typed, message):
    response = save(administrator, office, **{field: typed})
    assert errors(response) == {field: message}
    office.refresh_from_db()
    assert getattr(office, field) == ""


def test_style_sheet_omits_invalid_stored_colours(client, office):
    """The form rejects such a colour; here it is written directly to the database."""
    Office.objects.filter(pk=1).delete()
    Office.objects.create(name="Urząd", accent="}</styl", accent_dark="#ffffff")
    assert client.get("/wyglad.css").content.decode().count("--accent:") == 2
    assert "</styl" not in client.get("/wyglad.css").content.decode()
