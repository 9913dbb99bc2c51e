"""The button that queues undelivered letters again: messages, other people, forged posts."""

from typing import Any

import pytest
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services import delivery
from tests import factories

ADDRESS = "/panel/powiadomienia/ponow/"


@pytest.fixture
def undelivered(office: Any, client: Any) -> Any:
    """Two people have one undelivered letter each; a third letter was sent."""
    client.force_login(office.coordinator)
    people = [office.officer, factories.officer(office.unit)]
    common = {"kind": "reminder", "address": "x@example.org", "subject": "Termin", "created_at": timezone.now()}
    for number, person in enumerate(people):
        fault = "SMTPRecipientsRefused: 550"
        Letter.objects.create(recipient=person, key=f"k{number}", fault=fault, tries=1, **common)
    Letter.objects.create(recipient=people[0], key="sent", sent_at=timezone.now(), **common)
    return office


@pytest.mark.parametrize(("recipient", "count"), [("own", 1), ("wszyscy", 2)])
def test_button_queues_letters_again(undelivered, client, recipient, count):
    value = str(undelivered.officer.pk) if recipient == "own" else recipient
    answer = client.post(ADDRESS, {"recipient": value}, follow=True)
    assert answer.redirect_chain == [("/panel/#h-por", 302)]
    words = "1 list jest znowu w kolejce" if count == 1 else "2 listy są znowu w kolejce"
    assert words in answer.content.decode().replace("\u00a0", " ")
    assert Letter.objects.filter(sent_at=None, fault="").count() == count
    again = client.post(ADDRESS, {"recipient": value}, follow=True)
    assert "Nie dodano żadnego listu" in again.content.decode().replace("\u00a0", " ")


def test_letter_that_is_being_sent_is_left_alone(undelivered, client):
    letter = Letter.objects.filter(recipient=undelivered.officer, sent_at=None).get()
    assert delivery.claim(letter.pk, timezone.now())
    client.post(ADDRESS, {"recipient": str(undelivered.officer.pk)})
    letter.refresh_from_db()
    assert letter.fault


@pytest.mark.parametrize("recipient", ["", "0", "-1", "٣", "x", "1" * 5000, "999999999", "\0"])
def test_forged_recipient_returns_404(undelivered, client, recipient):
    assert client.post(ADDRESS, {"recipient": recipient}).status_code == 404
    assert not Letter.objects.filter(sent_at=None, fault="").exists()


def test_officer_may_not_queue_letters_again(undelivered, client):
    client.force_login(undelivered.officer)
    assert client.post(ADDRESS, {"recipient": "wszyscy"}).status_code == 403
    assert not Letter.objects.filter(sent_at=None, fault="").exists()


def test_administrator_queues_letters_again_from_list_of_letters(undelivered, client, settings):
    settings.MAIL_IS_SET_UP = True
    client.force_login(factories.administrator())
    assert "Wyślij ponownie niedostarczone listy" in client.get("/panel/powiadomienia/").content.decode().replace(
        "\u00a0", " "
    )
    answer = client.post(ADDRESS, {"recipient": "wszyscy"})
    assert (answer.status_code, answer["Location"]) == (302, "/panel/powiadomienia/")
    assert Letter.objects.filter(sent_at=None, fault="").count() == 2
