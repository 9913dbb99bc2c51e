"""The one page that may stand in a frame: everything else still refuses."""

import pytest

from tests import factories
from tests.indicators.conftest import approve


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_indicator_may_be_framed_by_anybody(office, client, prefix):
    approve(office)
    page = client.get(f"{prefix}/wskazniki/{office.indicator.pk}/osadz/")
    policy = page["Content-Security-Policy"]
    assert page.status_code == 200
    assert "frame-ancestors *" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in page
    assert "Set-Cookie" not in page
    assert b'data-status="' in page.content
    assert client.get(page.request["PATH_INFO"], HTTP_IF_NONE_MATCH=page["ETag"]).status_code == 304


@pytest.mark.parametrize("address", ["/", "/wskazniki/{id}/", "/programy/2021-2025/", "/konto/logowanie/", "/nie-ma/"])
def test_no_other_page_may(office, client, address):
    page = client.get(address.format(id=office.indicator.pk))
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_code_to_copy_names_the_frame(office, client):
    office.indicator.name = 'Liczba "<b>warsztatów</b>"'
    office.indicator.save()
    page = client.get(f"/wskazniki/{office.indicator.pk}/").content.decode()
    assert f'&lt;iframe src="http://testserver/wskazniki/{office.indicator.pk}/osadz/" title="Liczba &quot;' in page
    assert "<b>warsztatów" not in page


def test_what_is_made_up_says_so_in_the_frame_too(db, client):
    example = factories.in_programme(factories.ProgrammeFactory(is_example=True))
    assert "Dane przykładowe" in client.get(f"/wskazniki/{example.pk}/osadz/").content.decode()


def test_what_is_in_preparation_is_not_there(office, client):
    office.programme.is_published = False
    office.programme.save()
    assert client.get(f"/wskazniki/{office.indicator.pk}/osadz/").status_code == 404
