"""What is said on which day, to whom: exact messages over simulated days; the queue and what is sent from it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
import time_machine as clock
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from cooperation.models import Deputy, UnitMember
from indicators.models import MailChoice, Notification, ReportingRound
from indicators.queries.reminders import people_without_address
from indicators.rules.figures import Figure
from indicators.services import measurements
from indicators.services.errors import StaleRevision
from indicators.services.notifications import delivery, occasions, outbox
from tests import factories

DUE = date(2025, 3, 31)  # of 2024, a Monday


@pytest.fixture(autouse=True)
def _mail(settings: Any, time_machine: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to("2025-03-01T08:00:00Z", tick=False)


@pytest.fixture
def bureau(office: Any) -> Any:
    """2024 is open; the years before are closed, so that nothing else is owed."""
    closed = {"closed_at": timezone.now(), "closed_by": office.coordinator}
    ReportingRound.objects.filter(year__lt=2024).update(**closed)
    for person, address in ((office.officer, "urzednik@example.org"), (office.coordinator, "koord@example.org")):
        person.email = address
        person.save()
    return office


def keys(person: Any = None) -> list[str]:
    notifications = Notification.objects.order_by("created_at", "pk")
    return list((notifications.filter(recipient=person) if person else notifications).values_list("key", flat=True))


def live_through(first: date, last: date, *, every: int = 1) -> Counter[tuple[str, str]]:
    """(login, kind) -> how many messages, when the command runs twice a day."""
    day = first
    while day <= last:
        for hour in (8, 16):
            with clock.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False):
                outbox.write_notifications(on=day)
                delivery.send()
        day += timedelta(days=every)
    return Counter(Notification.objects.values_list("recipient__username", "kind"))


def submit(office: Any, value: int = 3, *, indicator: Any = None, based_on: int = 0) -> Any:
    slot = office.slot("2024", indicator or office.indicator)
    return measurements.submit(slot, Figure(Decimal(value)), by=office.officer, based_on=based_on, on=date(2025, 2, 1))


# --- what is said, and when ------------------------------------------------------------------------------------


def test_notifications_of_two_months_for_missing_figure(bureau):
    """Due on Monday 31 March: 14 and 3 days before, then every week; the coordinator's Mondays from 7 April on."""
    message_counts = live_through(date(2025, 3, 1), date(2025, 4, 30))
    assert keys(bureau.officer) == [
        "due_soon:14:2025-03-31",
        "due_soon:3:2025-03-31",
        *(f"overdue:2025-04-{day:02}" for day in (1, 8, 15, 22, 29)),
    ]
    assert keys(bureau.coordinator) == [f"digest:2025-W{week}" for week in (15, 16, 17, 18)]
    assert message_counts == {("urzednik", "due_soon"): 2, ("urzednik", "overdue"): 5, ("koordynator", "digest"): 4}


def test_next_run_writes_notifications_of_missed_run(bureau):
    live_through(DUE - timedelta(days=9), DUE - timedelta(days=9))
    live_through(DUE - timedelta(days=1), DUE - timedelta(days=1))
    assert keys(bureau.officer) == ["due_soon:14:2025-03-31", "due_soon:3:2025-03-31"]
    assert "za 9 dni" in Notification.objects.earliest("pk").text.replace("\u00a0", " ")


def test_one_message_lists_all_figures_with_links(bureau):
    other = factories.in_programme(bureau.programme, unit=bureau.unit, name="Liczba konkursów")
    outbox.write_notifications(on=DUE - timedelta(days=14))
    row = Notification.objects.get()
    assert row.subject.replace("\u00a0", " ") == "2 pomiary do 31 marca 2025 r."
    for indicator in (bureau.indicator, other):
        link = f"https://portal.example.org/panel/wskazniki/{indicator.pk}/pomiary/2024/"
        assert row.text.count(f"{link}\n") == 1
        assert row.html.count(f'href="{link}"') == 1
    assert "https://portal.example.org/panel/powiadomienia/" in row.text


def test_opened_round_is_notified_once(bureau):
    ReportingRound.objects.filter(year=2025).update(opens_on=date(2025, 2, 20), due_on=date(2026, 3, 31))
    factories.officer(factories.UnitFactory(), email="bez@example.org")
    live_through(date(2025, 2, 19), date(2025, 3, 10))
    key = f"round_opened:{bureau.programme.pk}:2025"
    assert [keys(bureau.officer), keys(bureau.coordinator)] == [[key], [key]]
    assert Notification.objects.count() == 2
    assert "1 pomiar" in Notification.objects.get(recipient=bureau.coordinator).text.replace("\u00a0", " ")


def test_round_opened_long_ago_is_not_notified(bureau):
    outbox.write_notifications(on=date(2025, 1, 20))
    assert keys() == []


def test_moved_due_date_is_notified_again(bureau):
    outbox.write_notifications(on=DUE - timedelta(days=3))
    later = DUE + timedelta(days=10)
    ReportingRound.objects.filter(year=2024).update(due_on=later)
    live_through(DUE - timedelta(days=2), later)
    assert keys(bureau.officer) == [
        f"due_soon:{suffix}" for suffix in ("3:2025-03-31", "14:2025-04-10", "3:2025-04-10")
    ]


@pytest.mark.parametrize("ended", ["closed", "unpublished", "example", "submitted", "disabled", "without address"])
def test_no_notification_after(bureau, ended):
    if ended == "closed":
        ReportingRound.objects.update(closed_at=timezone.now(), closed_by=bureau.coordinator)
    elif ended == "submitted":
        submit(bureau)
    elif ended == "disabled":
        bureau.officer.is_active = False
        bureau.officer.save()
    elif ended == "without address":
        bureau.officer.email = ""
        bureau.officer.save()
        assert people_without_address() == [bureau.officer]
    else:
        bureau.programme.is_published, bureau.programme.is_example = ended != "unpublished", ended == "example"
        bureau.programme.save()
    live_through(DUE - timedelta(days=20), DUE + timedelta(days=20), every=4)
    assert keys(bureau.officer) == []


def test_person_with_overdue_only_gets_no_other_notifications(bureau):
    for person in (bureau.officer, bureau.coordinator):
        outbox.set_overdue_only(person, overdue_only=True)
    live_through(DUE - timedelta(days=20), DUE + timedelta(days=10))
    assert keys() == ["overdue:2025-04-01", "overdue:2025-04-08"]
    measurements.send_back(submit(bureau).measurement, by=bureau.coordinator, based_on=1, comment="popraw")
    assert len(keys()) == 2
    outbox.set_overdue_only(bureau.officer, overdue_only=False)
    assert MailChoice.objects.get(person=bureau.officer).only_overdue is False


def test_notifications_follow_unit_members_and_deputies(bureau):
    """Who has gone to another unit hears nothing more; the deputy hears in the days of the absence only."""
    other = factories.officer(factories.UnitFactory(), email="inna@example.org")
    away = date(2025, 4, 7)
    Deputy.objects.create(person=bureau.officer, deputy=other, since=away, until=away + timedelta(days=6))
    live_through(DUE + timedelta(days=1), date(2025, 4, 25))
    assert keys(other) == ["overdue:2025-04-07"]
    membership = UnitMember.objects.get(user=bureau.officer)
    membership.until = date(2025, 4, 25)
    membership.save()
    before = keys(bureau.officer)
    live_through(date(2025, 4, 28), date(2025, 5, 20))
    assert keys(bureau.officer) == before


def test_figure_without_unit_is_notified_to_coordinator(bureau):
    bureau.indicator.unit = None
    bureau.indicator.save()
    outbox.write_notifications(on=DUE - timedelta(days=3))
    assert [(row.recipient, row.kind) for row in Notification.objects.all()] == [(bureau.coordinator, "due_soon")]


def test_reader_question_is_in_weekly_summary_until_answered(bureau):
    """Asked on Saturday 1 February: the answer is due on 15 February, a Saturday."""
    asked = datetime(2025, 2, 1, 9, tzinfo=UTC)
    factories.ReaderQuestionFactory(indicator=bureau.indicator, asked_at=asked)
    factories.ReaderQuestionFactory(indicator=factories.in_programme(factories.ProgrammeFactory(is_published=False)))
    live_through(date(2025, 2, 3), date(2025, 2, 10))
    assert keys(bureau.coordinator) == ["digest:2025-W06", "digest:2025-W07"]
    live_through(date(2025, 2, 17), date(2025, 2, 17))
    early, *_others, late = Notification.objects.filter(recipient=bureau.coordinator).order_by("pk")
    assert early.subject.endswith("pytania czytelników 1")
    assert "odpowiedź do 15 lutego 2025" in early.text.replace("\u00a0", " ")
    assert "termin odpowiedzi minął 15 lutego 2025" in late.text.replace("\u00a0", " ")
    assert "/panel/pytania/czytelnicy/" in late.text


@pytest.mark.parametrize("size", [1, 3])
def test_occasions_of_day_use_fixed_number_of_queries(bureau, size, django_assert_num_queries):
    for _ in range(size - 1):
        unit = factories.UnitFactory()
        factories.in_programme(bureau.programme, unit=unit)
        factories.officer(unit, email="ktos@example.org")
    with django_assert_num_queries(15):
        assert len(occasions.occasions_of_day(on=DUE + timedelta(days=7))) == size + 1


# --- decisions --------------------------------------------------------------------------------------------------


def test_author_is_notified_of_returned_figure_immediately(bureau, django_capture_on_commit_callbacks):
    revision = submit(bureau)
    with django_capture_on_commit_callbacks(execute=True):
        measurements.send_back(revision.measurement, by=bureau.coordinator, based_on=1, comment="Brak Torunia & Łęgu.")
    (sent,) = outgoing.outbox
    assert (sent.to, sent.subject) == (["urzednik@example.org"], "Zwrócono do poprawy: Liczba warsztatów, 2024")
    assert "„Brak Torunia & Łęgu”." in sent.body.replace("\u00a0", " ")
    assert "„Brak Torunia &amp; Łęgu”." in sent.alternatives[0].content.replace("\u00a0", " ")
    assert Notification.objects.get().sent_at is not None


def test_first_approval_is_notified_immediately_and_later_ones_gathered(
    bureau, django_capture_on_commit_callbacks, time_machine
):
    """What nobody has begun to send is made longer; what was tried once stays as it was tried."""
    indicators = [bureau.indicator, *(factories.in_programme(bureau.programme, unit=bureau.unit) for _ in range(5))]
    figures = [submit(bureau, indicator=indicator).measurement for indicator in indicators]

    def approve(*some: Any) -> list[str]:
        for figure in some:
            with django_capture_on_commit_callbacks(execute=True):
                measurements.approve(figure, by=bureau.coordinator, based_on=1)
        return [message.subject.replace("\u00a0", " ") for message in outgoing.outbox]

    assert approve(*figures[:4]) == ["Zatwierdzono: 1 pomiar"]
    gathered = Notification.objects.get(sent_at=None)
    assert [gathered.text.count(f"/wskazniki/{indicator.pk}/") for indicator in indicators] == [0, 1, 1, 1, 0, 0]
    Notification.objects.filter(pk=gathered.pk).update(tries=1)  # it may be on its way already
    assert approve(figures[4]) == ["Zatwierdzono: 1 pomiar"]
    assert delivery.send().sent == 2
    time_machine.move_to("2025-03-01T09:00:01Z", tick=False)
    assert approve(figures[5]) == [f"Zatwierdzono: {n}" for n in ("1 pomiar", "3 pomiary", "1 pomiar", "1 pomiar")]


def test_corrected_address_is_used(bureau):
    outbox.write_notifications(on=DUE - timedelta(days=3))
    bureau.officer.email = "nowy@example.org"
    bureau.officer.save()
    delivery.send()
    assert (outgoing.outbox[0].to, Notification.objects.get().address) == (["nowy@example.org"], "nowy@example.org")


def test_rolled_back_decision_notifies_nobody(bureau):
    revision = submit(bureau)
    with mock.patch.object(measurements, "_register_approval", side_effect=RuntimeError), pytest.raises(RuntimeError):
        measurements.approve(revision.measurement, by=bureau.coordinator, based_on=1)
    with pytest.raises(StaleRevision):
        measurements.send_back(revision.measurement, by=bureau.coordinator, based_on=7, comment="x")
    assert keys() == []


def test_own_decision_and_example_notify_nobody(bureau):
    own = measurements.submit(
        bureau.slot("2024"), Figure(Decimal(3)), by=bureau.coordinator, based_on=0, on=date(2025, 2, 1)
    )
    measurements.approve(own.measurement, by=bureau.coordinator, based_on=1)
    bureau.programme.is_example = True
    bureau.programme.save()
    other = factories.in_programme(bureau.programme, unit=bureau.unit)
    measurements.approve(submit(bureau, indicator=other).measurement, by=bureau.coordinator, based_on=1)
    assert keys() == []


# --- the queue --------------------------------------------------------------------------------------------------


def test_each_message_is_sent_once_with_both_bodies_and_own_id(bureau):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    assert (vars(delivery.send()), vars(delivery.send())) == ({"sent": 2, "failed": 0}, {"sent": 0, "failed": 0})
    assert len({message.extra_headers["Message-ID"] for message in outgoing.outbox}) == 2
    for message in outgoing.outbox:
        assert message.message().get_content_type() == "multipart/alternative"
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_claimed_notification_cannot_be_claimed_until_lease_ends(bureau):
    (row,) = outbox.write_notifications(on=DUE - timedelta(days=3))
    now = timezone.now()
    assert delivery.claim(row.pk, now) is True
    assert delivery.claim(row.pk, now + delivery.LEASE) is False
    first = delivery.message_id(Notification.objects.get())
    assert delivery.claim(row.pk, now + delivery.LEASE + timedelta(seconds=1)) is True
    assert (delivery.message_id(Notification.objects.get()), Notification.objects.get().tries) == (first, 2)


def test_notifications_stay_queued_without_mail_server(bureau, settings, capsys):
    settings.MAIL_IS_SET_UP = False
    bureau.officer.save()
    outbox.write_notifications(on=DUE - timedelta(days=3))
    assert vars(delivery.send()) == {"sent": 0, "failed": 0}
    assert (Notification.objects.get().tries, outgoing.outbox) == (0, [])


def test_outdated_notifications_and_inactive_recipients_are_skipped(bureau, time_machine):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    bureau.officer.is_active = False
    bureau.officer.save()
    assert delivery.send().sent == 1
    Notification.objects.update(sent_at=None)
    time_machine.move_to("2025-03-15T08:00:01Z", tick=False)
    assert delivery.send().sent == 0


@pytest.mark.parametrize(
    ("fault", "failed"),
    [
        (ConnectionRefusedError(111, "refused"), 1),  # the server is down: the second message is not tried
        (SMTPServerDisconnected("gone"), 1),
        (SMTPRecipientsRefused({}), 2),  # this one is refused, the next one may be taken
        (ValueError("no such header"), 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failed_notification_stores_fault_and_is_sent_by_next_run(bureau, fault, failed):
    outbox.write_notifications(on=DUE + timedelta(days=7))
    with mock.patch.object(EmailBackend, "send_messages", side_effect=fault):
        assert vars(delivery.send()) == {"sent": 0, "failed": failed}
    failed_notifications = Notification.objects.filter(tries=1, taken_until=None, sent_at=None)
    assert [row.fault.startswith(type(fault).__name__) for row in failed_notifications] == [True] * failed
    assert vars(delivery.send()) == {"sent": 2, "failed": 0}
    assert set(Notification.objects.values_list("fault", flat=True)) == {""}


def test_mail_fault_does_not_fail_the_decision(bureau, django_capture_on_commit_callbacks):
    revision = submit(bureau)
    is_slow = mock.patch.object(EmailBackend, "send_messages", side_effect=TimeoutError)
    with is_slow, django_capture_on_commit_callbacks(execute=True):
        measurements.send_back(revision.measurement, by=bureau.coordinator, based_on=1, comment="popraw")
    assert Notification.objects.get().fault.startswith("TimeoutError")


def test_send_reminders_prints_counts_and_dry_run_writes_nothing(bureau, time_machine, capsys):
    time_machine.move_to("2025-04-07T08:00:00Z", tick=False)
    call_command("send_reminders", "--dry-run")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["urzednik@example.org", "overdue:2025-04-07"],
        ["koord@example.org", "digest:2025-W15"],
    ]
    assert keys() == []
    is_down = mock.patch.object(EmailBackend, "send_messages", side_effect=ConnectionRefusedError)
    with is_down, pytest.raises(CommandError):
        call_command("send_reminders")
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == [
        "Zapisano: 2, wysłano: 0, nie udało się wysłać: 1, czeka: 2.",
        "Zapisano: 0, wysłano: 2, nie udało się wysłać: 0, czeka: 0.",
        "Zapisano: 0, wysłano: 0, nie udało się wysłać: 0, czeka: 0.",
    ]
