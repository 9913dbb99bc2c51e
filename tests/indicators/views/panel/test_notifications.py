"""The list of notifications for officers and coordinators, and the choice of messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.models import Letter
from indicators.models import MailChoice
from tests import factories

ADDRESS = "/panel/powiadomienia/"


def written(person: Any, number: int = 1, **fields: Any) -> Letter:
    defaults = {
        "kind": "overdue", "key": f"overdue:{number}", "address": "a@example.org", "subject": f"Temat {number}",
        "text": "x", "html": "x", "created_at": timezone.now() + timedelta(seconds=number),
    }  # fmt: skip
    return Letter.objects.create(recipient=person, **defaults | fields)


def page_of(person: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(person)
    return client.get(f"{ADDRESS}{query}")


def text(response: Any) -> str:
    return str(response.content.decode().replace("\u00a0", " "))


def subjects(response: Any) -> list[str]:
    return [row["letter"].subject for row in response.context["rows"]]


def test_officer_sees_only_own_messages(office):
    written(office.officer, 1)
    written(office.coordinator, 2, kind="digest")
    assert subjects(page_of(office.officer)) == ["Temat 1"]
    for person in (office.officer, office.coordinator):  # choosing a person is the coordinator's
        assert page_of(office.officer, f"?osoba={person.pk}").status_code == 404
    assert page_of(office.officer).context["people"] == []


def test_administrator_sees_state_of_letters_without_their_texts(office):
    written(office.officer, 1, text="https://portal.example.org/konto/zaproszenie/x/", tries=2, fault="OSError: x")
    administrator = factories.administrator()
    page = text(page_of(administrator))
    assert "2 próby" in page
    assert "/konto/zaproszenie/" not in page
    admin_client = Client()
    admin_client.force_login(administrator)
    admin_page = admin_client.get(f"/admin/cooperation/letter/{Letter.objects.get().pk}/change/")
    assert (admin_page.status_code, "/konto/zaproszenie/" in text(admin_page)) == (200, False)


def test_letter_to_reader_shows_no_address(office):
    Letter.objects.create(kind="reader", address="ewa@example.org", subject="Odpowiedź", is_confidential=True)
    page = text(page_of(office.coordinator))
    assert "czytelnik" in page
    assert "ewa@example.org" not in page


def test_coordinator_filters_all_messages_by_person_and_kind(office):
    written(office.officer, 1)
    written(office.coordinator, 2, kind="digest")
    assert subjects(page_of(office.coordinator)) == ["Temat 2", "Temat 1"]
    assert subjects(page_of(office.coordinator, f"?osoba={office.officer.pk}")) == ["Temat 1"]
    assert subjects(page_of(office.coordinator, "?rodzaj=digest")) == ["Temat 2"]
    assert subjects(page_of(office.coordinator, f"?osoba={office.officer.pk}&rodzaj=digest")) == []


@pytest.mark.parametrize(
    "query",
    ["osoba=x", "osoba=999999", "osoba=1' OR 1=1", "rodzaj=nie", "strona=0", "strona=2", "strona=x", "strona=-1"],
)
def test_unknown_filter_or_page_is_404(office, query):
    written(office.officer)
    assert page_of(office.coordinator, f"?{query}").status_code == 404


def test_unsent_message_shows_reason(office, settings):
    settings.MAIL_IS_SET_UP = True
    now = timezone.now()
    written(office.officer, 1, sent_at=now)
    written(office.officer, 2, fault="ConnectionRefusedError: refused", tries=1)
    written(office.officer, 3, expires_at=now)
    written(office.officer, 4)
    states = {row["letter"].subject: str(row["state"]) for row in page_of(office.officer).context["rows"]}
    assert states["Temat 1"].startswith("sent on ")
    assert states["Temat 2"].startswith("not sent: the mail server could not be reached")
    assert "ConnectionRefusedError" not in text(page_of(office.officer))  # the coordinator reads what the server said
    assert "ConnectionRefusedError: refused" in text(page_of(office.coordinator))
    assert states["Temat 3"] == "given up: it could not be sent in time"
    assert states["Temat 4"] == "waiting to be sent"
    settings.MAIL_IS_SET_UP = False
    page = page_of(office.officer)
    assert "czeka: poczta nie jest skonfigurowana" in text(page)
    assert "Na tym serwerze nie skonfigurowano poczty" in text(page)


def test_coordinator_sees_people_without_address(office):
    office.coordinator.email = "koord@example.org"
    office.coordinator.save()
    factories.officer(is_active=False, last_name="Dawna")
    factories.UserFactory(last_name="Bezroli")
    assert page_of(office.coordinator).context["people_without_address"] == [office.officer]
    assert page_of(office.officer).context["people_without_address"] == []


@pytest.mark.parametrize("size", [1, 3])
def test_query_count_is_constant(office, size, django_assert_num_queries):
    for number in range(size):
        written(factories.officer(email="x@example.org"), number)
        factories.officer()
    client = Client()
    client.force_login(office.coordinator)
    with django_assert_num_queries(8):
        assert len(subjects(client.get(ADDRESS))) == size


def test_page_has_fifty_messages(office):
    for number in range(51):
        written(office.officer, number)
    first = page_of(office.officer)
    assert (len(subjects(first)), first.context["older_url"]) == (50, "?strona=2")
    second = page_of(office.officer, "?strona=2")
    assert (subjects(second), second.context["newer_url"], second.context["older_url"]) == (
        ["Temat 0"],
        "?strona=1",
        None,
    )


def test_mail_choice_is_saved_and_confirmed(client, office):
    client.force_login(office.officer)
    page = client.post(f"{ADDRESS}wybor/", {"only_overdue": "on"}, follow=True)
    assert "tylko wiadomości o pomiarach po terminie" in text(page)
    assert 'name="only_overdue" value="on" checked' in text(page)
    client.post(f"{ADDRESS}wybor/", {"only_overdue": "<script>"})
    assert MailChoice.objects.get().only_overdue is False
    assert client.get(f"{ADDRESS}wybor/").status_code == 405


@pytest.mark.parametrize("given_up", [False, True])
def test_letter_to_disabled_account_says_so(office, given_up):
    now = timezone.now()
    states: dict[str, Any] = {"given_up_at": now, "expires_at": now} if given_up else {}
    written(office.officer, created_at=now, **states)
    office.officer.is_active = False
    office.officer.save()
    page = text(page_of(office.coordinator))
    assert "nie wysłano, bo konto jest wyłączone" in page
    assert "czeka na wysłanie" not in page
    assert "nie wysłano na czas" not in page


def test_administrator_sees_that_letters_do_not_leave(office, settings):
    settings.MAIL_IS_SET_UP = True
    administrator = factories.administrator()
    letter = written(office.officer, next_try_at=timezone.now() - timedelta(minutes=14))
    assert "Listy w ogóle nie wychodzą" not in text(page_of(administrator))
    Letter.objects.filter(pk=letter.pk).update(next_try_at=timezone.now() - timedelta(minutes=16))
    assert "Listy w ogóle nie wychodzą" in text(page_of(administrator))
    assert "Listy w ogóle nie wychodzą" not in text(page_of(office.officer))
