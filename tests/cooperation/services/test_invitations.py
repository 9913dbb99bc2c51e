"""Links to set a password: reset of a forgotten password, and invitations by an administrator."""

import re
from typing import Any
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services import delivery, invitations
from cooperation.services.letter_requests import write_requested_letters
from tests import factories

FORGOTTEN = "/konto/haslo/odzyskiwanie/"
PEOPLE = reverse("admin:auth_user_changelist")
NEW = {"password1": "zupelnie-nowe-haslo", "password2": "zupelnie-nowe-haslo"}


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def person(db: Any) -> Any:
    return factories.officer(username="osoba", email="osoba@example.org")


def sent() -> list[Any]:
    """Run the sender and return the messages."""
    delivery.send()
    return list(outgoing.outbox)


def path_in(message: Any) -> str:
    return re.search(r"https://portal\.example\.org(/konto/\S+/)", message.body)[1]


def text(response: Any) -> str:
    return str(response.content.decode().replace("\u00a0", " "))


def invite(administrator: Client, *people: Any) -> Any:
    chosen = {"action": "invite", "_selected_action": [item.pk for item in people], "index": "0"}
    return administrator.post(PEOPLE, chosen, follow=True)


# --- a forgotten password ---------------------------------------------------------------------------------------


def test_reset_link_sets_new_password(client, person):
    assert f'href="{FORGOTTEN}"' in text(client.get("/konto/logowanie/"))
    answer = client.post(FORGOTTEN, {"email": "OSOBA@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, f"{FORGOTTEN}wyslano/")
    (message,) = sent()
    assert (message.to, message.subject) == (["osoba@example.org"], "Nowe hasło do portalu")
    path = path_in(message)
    assert message.alternatives[0].content.count(f'href="https://portal.example.org{path}"') == 1
    page = client.get(path, follow=True)
    assert page.request["PATH_INFO"].endswith("-set-password/")  # the key is not in the address of the form
    done = client.post(page.request["PATH_INFO"], NEW)
    assert (done.status_code, done["Location"]) == (302, "/konto/logowanie/")
    assert client.post("/konto/logowanie/", {"login": "osoba", "password": NEW["password1"]}).status_code == 302
    assert "Ten link już nie działa" in text(Client().get(path, follow=True))  # once


def test_unknown_address_gets_the_same_response(client, person):
    person.is_active = False
    person.save()
    answers = [client.post(FORGOTTEN, {"email": item}) for item in ("nikt@example.org", "osoba@example.org")]
    assert [(item.status_code, item["Location"]) for item in answers] == [(302, f"{FORGOTTEN}wyslano/")] * 2
    assert Letter.objects.filter(is_request=True).count() == 2
    assert sent() == []
    assert not Letter.objects.exists()


def test_password_letter_is_encrypted_and_deleted_after_sending(client, person):
    client.post(FORGOTTEN, {"email": "osoba@example.org"})
    write_requested_letters(timezone.now())
    letter = Letter.objects.get()
    assert "/konto/" not in letter.text + letter.html
    (message,) = sent()
    path_in(message)
    letter.refresh_from_db()
    assert (letter.text, letter.html, letter.address) == ("", "", "osoba@example.org")


def test_password_letter_is_given_up_and_deleted_after_a_day(client, person, time_machine):
    time_machine.move_to("2025-02-10T08:00:00Z", tick=False)
    client.post(FORGOTTEN, {"email": "osoba@example.org"})
    write_requested_letters(timezone.now())
    client.post(FORGOTTEN, {"email": "osoba@example.org"})
    time_machine.move_to("2025-02-11T08:00:00Z", tick=False)
    assert sent() == []
    letter = Letter.objects.get()  # the second request is deleted
    assert (letter.text, letter.html, letter.given_up_at) == ("", "", timezone.now())


def test_link_ignores_host_of_request(client, person):
    client.post(FORGOTTEN, {"email": "osoba@example.org"}, headers={"host": "localhost"})
    assert path_in(sent()[0])


@pytest.mark.parametrize("changed", ["password", "email", "three days", "log-in"])
def test_password_link_is_invalid_after_change_log_in_or_three_days(client, person, changed, time_machine):
    time_machine.move_to("2025-02-10T08:00:00Z", tick=False)
    path = invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org")
    assert client.get(path).status_code == 302
    if changed == "password":
        person.set_password("inne-dlugie-haslo")
    elif changed == "email":
        person.email = "nowa@example.org"
    elif changed == "three days":
        time_machine.move_to("2025-02-13T08:00:01Z", tick=False)
    else:
        Client().post("/konto/logowanie/", {"login": "osoba", "password": factories.PASSWORD})
        person.refresh_from_db()
    person.save()
    assert "Ten link już nie działa" in text(Client().get(path))


@pytest.mark.parametrize("opened_before", [False, True])
def test_link_of_disabled_account_sets_no_password(client, person, opened_before):
    path = invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org")
    form = client.get(path)["Location"] if opened_before else path
    person.is_active = False
    person.save()
    assert "Ten link już nie działa" in text(client.post(form, NEW, follow=True))
    person.refresh_from_db()
    assert not person.check_password(NEW["password1"])


def test_new_password_resets_failed_attempts(client, person):
    def log_in(password):
        return Client().post("/konto/logowanie/", {"login": "osoba", "password": password})

    for _ in range(5):
        log_in("zle-haslo")
    assert "Odczekaj pięć minut" in text(log_in(factories.PASSWORD))
    form = client.get(invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org"))
    client.post(form["Location"], NEW)
    assert log_in(NEW["password1"]).status_code == 302


@pytest.mark.parametrize("password", ["krotkie", "password12345"])
def test_weak_password_is_rejected_and_link_stays_valid(client, person, password):
    path = client.get(invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org"))
    answer = client.post(path["Location"], {"password1": password, "password2": password})
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert client.post(path["Location"], NEW).status_code == 302


# --- invitations ------------------------------------------------------------------------------------------------


def test_new_user_receives_invitation_link(administrator, client):
    page = administrator.get(reverse("admin:auth_user_add"))
    assert 'type="password"' not in text(page)
    group = Group.objects.get(name="officer")
    administrator.post(
        reverse("admin:auth_user_add"), {"username": "nowa", "email": "nowa@example.org", "groups": [group.pk]}
    )
    person = get_user_model().objects.get(username="nowa")
    assert (person.has_usable_password(), list(person.groups.all())) == (False, [group])
    assert outgoing.outbox == []
    (message,) = sent()
    assert (message.to, message.subject) == (["nowa@example.org"], "Konto w portalu monitoringu")
    path = path_in(message)
    assert path.startswith("/konto/zaproszenie/")
    page = client.get(path, follow=True)
    assert "Ustaw hasło do swojego konta" in text(page)
    assert client.post(page.request["PATH_INFO"], NEW)["Location"] == "/konto/logowanie/"
    assert client.post("/konto/logowanie/", {"login": "nowa", "password": NEW["password1"]}).status_code == 302
    assert "Ten link już nie działa" in text(Client().get(path, follow=True))


def test_existing_user_name_is_rejected(administrator, person):
    answer = administrator.post(reverse("admin:auth_user_add"), {"username": "OSOBA"})
    assert "username" in answer.context["adminform"].form.errors
    assert outgoing.outbox == []


def test_invite_action_skips_disabled_accounts(administrator, person):
    disabled = factories.officer(email="dawna@example.org", is_active=False)
    page = invite(administrator, person, disabled)
    assert [message.to for message in sent()] == [["osoba@example.org"]]
    assert "Link zostanie za chwilę wysłany na adres: osoba@example.org." in text(page)
    assert list(LogEntry.objects.values_list("object_id", flat=True)) == [str(person.pk)]
    page = invite(administrator, disabled)
    assert "Wybrane konta są wyłączone" in text(page)


@pytest.mark.parametrize("why", ["no server", "no address"])
def test_link_that_cannot_be_sent_is_shown_once(administrator, person, settings, why):
    settings.MAIL_IS_SET_UP = why != "no server"
    person.email = "" if why == "no address" else person.email
    person.set_unusable_password()
    person.save()
    page = text(invite(administrator, person))
    path = re.search(r"https://portal\.example\.org(/konto/zaproszenie/[^\s<&]+/)", page)[1]
    assert "/konto/zaproszenie/" not in text(administrator.get(PEOPLE))
    assert Client().get(path).status_code == 302
    assert sent() == []


def test_unreachable_mail_server_is_contacted_once_a_run(administrator):
    people = [factories.officer(email="a@example.org") for _ in range(3)]
    invite(administrator, *people)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=TimeoutError) as tried:
        delivery.send()
    assert tried.call_count == 1


def test_administrator_cannot_set_password_of_another_person(administrator, person):
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[person.pk])
    address = reverse("admin:auth_user_change", args=[person.pk])
    assert "password1" not in text(administrator.get(address))
    assert administrator.post(f"/admin/auth/user/{person.pk}/password/", NEW).status_code in (302, 404)
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)


def test_administrator_cannot_invite_superuser(administrator):
    root = factories.UserFactory(username="root", is_superuser=True, is_staff=True, email="root@example.org")
    invite(administrator, root)
    assert outgoing.outbox == []
