"""Comments on a figure: added once, rejected without a text or a figure, accepted while the figure is locked."""

import pytest
from django.test import Client
from django.utils import timezone

from indicators.models import Comment
from tests import factories
from tests.indicators.views.panel.conftest import text


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


def test_comment_is_added_once_and_redirects_back(figure_with_history):
    sent = {"text": "Dziękuję.", "request_key": "k", "back": "decision"}
    address = f"{figure_with_history.address}komentarze/"
    assert (
        figure_with_history.client.post(address, sent)["Location"] == f"{figure_with_history.address}decyzja/#historia"
    )
    assert figure_with_history.client.post(address, sent).status_code == 302
    assert Comment.objects.filter(text="Dziękuję.").count() == 1
    other = figure_with_history.client.post(address, sent | {"text": "Inne słowa."})
    assert other.status_code == 409
    assert "Inne słowa." in text(other)
    officer = Client()
    officer.force_login(figure_with_history.officer)
    assert officer.post(address, sent)["Location"] == f"{figure_with_history.address}#historia"


def test_comment_requires_text_and_recorded_figure(figure_with_history):
    assert "Najpierw wpisz komentarz" in text(
        figure_with_history.client.post(f"{figure_with_history.address}komentarze/", {"text": " "})
    )
    untouched = f"/panel/wskazniki/{figure_with_history.indicator.pk}/pomiary/2023/"
    assert "Komentarz można dodać po zapisaniu szkicu" in text(figure_with_history.client.get(untouched))
    response = figure_with_history.client.post(f"{untouched}komentarze/", {"text": "Moje słowa."})
    assert response.status_code == 200
    assert "najpierw zapisz szkic" in text(response)
    assert "Moje słowa." in text(response)
    assert Comment.objects.count() == 1
    assert figure_with_history.indicator.measurements.count() == 1


def test_locked_figure_accepts_comments(figure_with_history):
    figure_with_history.programme.rounds.update(closed_at=timezone.now(), closed_by=figure_with_history.coordinator)
    officer = Client()
    officer.force_login(figure_with_history.officer)
    page = text(officer.get(figure_with_history.address))
    assert "zamknięt" in page
    assert "Już sprawdzam." in page
    assert officer.post(f"{figure_with_history.address}komentarze/", {"text": "Jeszcze jedno."}).status_code == 302


def test_comment_on_figure_of_another_unit_is_404(figure_with_history):
    stranger = Client()
    stranger.force_login(factories.officer(factories.UnitFactory()))
    assert stranger.get(f"{figure_with_history.address}komentarze/").status_code == 404
    assert stranger.post(f"{figure_with_history.address}komentarze/", {"text": "x"}).status_code == 404
    assert Comment.objects.count() == 1
