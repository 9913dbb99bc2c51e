"""A person's page in the administration: roles, units, deputies and the invitation in one form."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail as outgoing
from django.test import Client
from django.urls import reverse

from cooperation.models import Deputy, UnitMember
from cooperation.services import delivery
from tests import factories
from tests.indicators.admin.conftest import filled

PEOPLE, NEW = reverse("admin:auth_user_changelist"), reverse("admin:auth_user_add")
ROLES = ["pracownik jednostki", "koordynator", "administrator"]


@pytest.fixture
def administrator(db: Any) -> Client:
    client = Client()
    client.force_login(factories.administrator(username="administrator"))
    return client


@pytest.fixture
def person(db: Any) -> Any:
    person = factories.officer(username="osoba", email="osoba@example.org")
    person.set_unusable_password()
    person.save()
    return person


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def page_of(person: User) -> str:
    return reverse("admin:auth_user_change", args=[person.pk])


def test_roles_have_polish_names_in_forms_lists_and_filters(administrator, person):
    for address in (page_of(person), NEW):
        choices = administrator.get(address).context["adminform"].form["groups"].field.choices
        assert [str(label).partition(":")[0] for _value, label in choices] == ROLES
    page = text(administrator.get(PEOPLE))
    assert '<td class="field-roles">pracownik jednostki</td>' in page
    assert ">officer<" not in page
    assert ">koordynator</a>" in page
    assert ">pracownik jednostki</a>" in text(administrator.get(reverse("admin:auth_group_changelist")))
    group = Group.objects.get(name="officer")
    assert "pracownik jednostki" in text(administrator.get(reverse("admin:auth_group_change", args=[group.pk])))
    assert Group.objects.filter(name="officer").exists()


def test_new_person_gets_role_and_unit_in_one_form(administrator):
    unit, role = factories.UnitFactory(), Group.objects.get(name="officer")
    factories.UnitFactory(name="Nieczynna", is_active=False)
    assert "Nieczynna" not in text(administrator.get(NEW))
    administrator.post(NEW, {"username": "nowa", "email": "n@example.org", "groups": [role.pk], "unit": unit.pk})
    member = UnitMember.objects.get()
    assert (member.user.username, member.unit, member.until) == ("nowa", unit, None)
    assert list(member.user.groups.all()) == [role]


def test_person_page_saves_units_and_deputies(administrator, person):
    unit, deputy = factories.UnitFactory(), factories.officer(username="zastepca")
    address = page_of(person)
    sent = filled(administrator.get(address)) | {
        "memberships-0-unit": unit.pk,
        "memberships-0-since": "2026-01-01",
        "deputies-0-deputy": deputy.pk,
        "deputies-0-since": "2026-07-01",
        "deputies-0-until": "2026-07-14",
    }
    answer = administrator.post(address, sent | {"groups": [Group.objects.get(name="officer").pk]})
    assert answer.status_code == 302, answer.context["errors"]
    assert UnitMember.objects.get().since == date(2026, 1, 1)
    assert Deputy.objects.get().deputy == deputy
    page = text(administrator.get(address))
    assert "memberships-0-DELETE" not in page


def test_person_cannot_be_their_own_deputy(administrator, person):
    address = page_of(person)
    days = {"deputies-0-since": "2026-07-01", "deputies-0-until": "2026-07-14"}
    answer = administrator.post(address, filled(administrator.get(address)) | {"deputies-0-deputy": person.pk} | days)
    assert answer.status_code == 200
    assert not Deputy.objects.exists()


def test_deputy_choices_are_active_people_and_deputies_of_past_absences(administrator, person):
    offered, left, earlier = (factories.officer(username=name) for name in ("obecna", "odeszla", "dawna"))
    Deputy.objects.create(person=person, deputy=earlier, since=date(2026, 1, 1), until=date(2026, 1, 9))
    User.objects.filter(pk__in=[left.pk, earlier.pk]).update(is_active=False)
    page = administrator.get(page_of(person))
    (deputies,) = [row for row in page.context["inline_admin_formsets"] if row.formset.model is Deputy]
    choices = {key.value for key, _name in deputies.formset.forms[0].fields["deputy"].choices if key}
    assert {offered.pk, earlier.pk} <= choices
    assert not choices & {left.pk, person.pk}


def test_new_deputy_needs_enabled_account_but_past_absence_may_be_corrected(administrator, person):
    deputy = factories.officer(username="odeszla")
    past = Deputy.objects.create(person=person, deputy=deputy, since=date(2026, 1, 1), until=date(2026, 1, 9))
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    sent = {"person": person.pk, "deputy": deputy.pk, "since": "2026-07-01", "until": "2026-07-14"}
    refused = administrator.post(reverse("admin:cooperation_deputy_add"), sent)
    assert "Konto tej osoby jest wyłączone." in text(refused)
    address = reverse("admin:cooperation_deputy_change", args=[past.pk])
    form = filled(administrator.get(address)) | {"until": "2026-01-10"}
    assert administrator.post(address, form).status_code == 302
    assert [row.until for row in Deputy.objects.all()] == [date(2026, 1, 10)]


def test_invitation_state_follows_link_and_password(administrator, person, settings, time_machine):
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to("2026-03-02T09:00:00Z")
    address = page_of(person)
    assert "jeszcze nieprzyjęte: osoba nie ustawiła hasła" in text(administrator.get(address))
    administrator.post(PEOPLE, {"action": "invite", "_selected_action": [person.pk], "index": "0"})
    assert "link z 02.03.2026, 10:00 działa do 05.03.2026, 10:00" in text(administrator.get(address))
    time_machine.move_to("2026-03-06T09:00:00Z")
    administrator.force_login(User.objects.get(username="administrator"))
    assert "nieprzyjęte: link z 02.03.2026, 10:00 już nie działa" in text(administrator.get(address))
    person.set_password(factories.PASSWORD)
    person.save()
    assert "przyjęte: osoba ustawiła hasło" in text(administrator.get(address))


def test_invite_button_saves_and_sends_link(administrator, person, settings):
    settings.MAIL_IS_SET_UP = True
    address = page_of(person)
    sent = filled(administrator.get(address)) | {"email": "nowy@example.org", "_invite": "1"}
    sent.pop("_save", None)
    answer = administrator.post(address, sent)
    assert answer["Location"] == address
    delivery.send()
    (message,) = [message for message in outgoing.outbox if "/konto/zaproszenie/" in message.body]
    assert message.to == ["nowy@example.org"]


def test_invite_button_sends_nothing_when_form_is_invalid_or_account_disabled(administrator, person, settings):
    settings.MAIL_IS_SET_UP = True
    address = page_of(person)
    sent = filled(administrator.get(address)) | {"_invite": "1"}
    assert administrator.post(address, sent | {"email": "zly"}).status_code == 200
    sent.pop("is_active")
    assert administrator.post(address, sent).status_code == 302
    delivery.send()
    assert [letter.subject for letter in outgoing.outbox] == ["Zmieniono Twoje konto w portalu"]  # no invitation
    assert 'name="_invite"' not in text(administrator.get(address))


def test_new_person_returns_to_checklist_that_opened_the_form(administrator):
    answer = administrator.post(f"{NEW}?powrot=/panel/uruchomienie/", {"username": "nowa", "email": "n@example.org"})
    assert answer["Location"] == "/panel/uruchomienie/"
    assert "Przekaż ten link" in text(administrator.get(answer["Location"]))


@pytest.mark.parametrize("address", ["https://zly.example/", "//zly.example/panel/uruchomienie/", "/panel/"])
def test_form_returns_to_no_other_address(administrator, address):
    answer = administrator.post(f"{NEW}?powrot={address}", {"username": "nowa", "email": "n@example.org"})
    assert answer["Location"].startswith("/admin/auth/user/")


def test_list_query_count_does_not_grow_with_people(administrator, django_assert_max_num_queries):
    for _number in range(12):
        factories.officer()
    with django_assert_max_num_queries(25):
        administrator.get(PEOPLE)


def test_person_page_query_count_is_constant(administrator, person, django_assert_max_num_queries):
    for number in range(1, 7):
        UnitMember.objects.create(user=person, unit=factories.UnitFactory(), since=date(2026, 1, number))
        Deputy.objects.create(
            person=person, deputy=factories.officer(), since=date(2026, number, 1), until=date(2026, number, 9)
        )
    with django_assert_max_num_queries(25):
        administrator.get(page_of(person))


def test_person_page_of_overlong_key_does_not_exist(administrator):
    response = administrator.get(f"{PEOPLE}{'9' * 5000}/change/", follow=True)
    assert response.redirect_chain == [("/admin/", 302)]


@pytest.mark.parametrize(("removed", "field"), [("groups", "groups"), ("is_active", "is_active")])
def test_last_administrator_keeps_role_and_access(administrator, removed, field):
    own = User.objects.get(username="administrator")
    sent = filled(administrator.get(page_of(own)))
    del sent[removed]
    response = administrator.post(page_of(own), sent)
    assert list(response.context["adminform"].form.errors) == [field]
    assert administrator.get(PEOPLE).status_code == 200
    factories.administrator()
    assert administrator.post(page_of(own), sent).status_code == 302
    assert administrator.get(PEOPLE).status_code != 200
