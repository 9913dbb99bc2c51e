"""The List-Unsubscribe header of messages and the page behind its link."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone, translation

from cooperation.models import Letter
from cooperation.services import delivery
from cooperation.services.outbox import RenderedLetter
from indicators.models import MailChoice, ReportingRound
from indicators.queries.notifications import wants_only_overdue
from indicators.services.notifications import queue
from indicators.services.notifications.unsubscription import token_of

DUE = date(2025, 3, 31)
SETTINGS_PAGE = "<https://portal.example.org/panel/powiadomienia/>"


@pytest.fixture
def bureau(office: Any, settings: Any) -> Any:
    settings.MAIL_IS_SET_UP = True
    ReportingRound.objects.filter(year__lt=2024).update(closed_at=timezone.now(), closed_by=office.coordinator)
    office.officer.email = "urzednik@example.org"
    office.officer.save()
    office.address = f"/powiadomienia/rezygnacja/{token_of(office.officer.pk)}/"
    return office


def headers_of_letter(time_machine: Any, on: date) -> dict[str, str]:
    time_machine.move_to(f"{on}T08:00:00Z", tick=False)
    queue.write_notifications(on=on)
    delivery.send()
    return outgoing.outbox[-1].extra_headers


@pytest.mark.parametrize("language", ["pl", "en"])
def test_reminder_has_one_click_unsubscribe_header(bureau, time_machine, language):
    with translation.override(language):
        headers = headers_of_letter(time_machine, DUE - timedelta(days=3))
    assert headers["List-Unsubscribe"] == f"<https://portal.example.org{bureau.address}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_overdue_message_links_to_settings_page(bureau, time_machine):
    """Messages about overdue figures cannot be switched off, so they have no one-click link."""
    headers = headers_of_letter(time_machine, DUE + timedelta(days=1))
    assert headers["List-Unsubscribe"] == SETTINGS_PAGE
    assert "List-Unsubscribe-Post" not in headers


def test_every_message_has_unsubscribe_header(bureau):
    letter = RenderedLetter(subject="Temat", text="x", html="x")
    for kind in Letter.Kind:
        queue._create(letter, recipient=bureau.officer, kind=kind, key=kind, programme_id=None)
    delivery.send()
    assert len(outgoing.outbox) == len(Letter.Kind)
    assert all(letter.extra_headers["List-Unsubscribe"] for letter in outgoing.outbox)


def test_one_click_post_keeps_overdue_messages_only(bureau):
    """RFC 8058: a POST without a cookie, from another site, with a fixed body."""
    mail_program = Client(enforce_csrf_checks=True)
    sent = {"List-Unsubscribe": "One-Click"}
    response = mail_program.post(bureau.address, sent, headers={"origin": "https://mail.example.com"})
    assert (response.status_code, wants_only_overdue(bureau.officer)) == (200, True)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert mail_program.post(bureau.address, sent).status_code == 200  # a second click
    assert MailChoice.objects.count() == 1


def test_get_changes_nothing(bureau, client):
    """Mail scanners open every link; a person presses the button."""
    page = client.get(bureau.address).content.decode()
    assert not wants_only_overdue(bureau.officer)
    assert re.search(r'<form method="post">\s*<div class="actions">\s*<button', page)
    assert bureau.officer.email not in page
    client.post(bureau.address)
    assert '<form method="post">' not in client.get(bureau.address).content.decode()
    assert wants_only_overdue(bureau.officer)


@pytest.mark.parametrize("fault", ["forged", "of another person", "disabled"])
def test_invalid_or_inactive_users_link_is_404(bureau, client, fault):
    address = bureau.address
    if fault == "forged":
        address = f"{address[:-2]}{'A' if address[-2] != 'A' else 'B'}/"
    elif fault == "of another person":
        number = bureau.officer.pk
        address = address.replace(f"/{number}.", f"/{bureau.coordinator.pk}.")
    else:
        bureau.officer.is_active = False
        bureau.officer.save()
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert MailChoice.objects.count() == 0
