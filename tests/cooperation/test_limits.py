from datetime import timedelta

from django.test import RequestFactory
from django.utils import timezone

from cooperation import limits
from cooperation.models import Attempt

NOW = timezone.now()


def attempts(number, address="192.0.2.1", form="question", now=NOW):
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return [limits.is_too_much(request, form, most=3, now=now) for _ in range(number)]


def test_the_fourth_within_an_hour_is_too_much_and_is_not_counted_again(db):
    assert attempts(5) == [False, False, False, True, True]
    assert Attempt.objects.count() == 3
    assert attempts(1, now=NOW + limits.WINDOW - timedelta(seconds=1)) == [True]
    assert attempts(4, now=NOW + limits.WINDOW) == [False, False, False, True]


def test_other_places_and_other_forms_are_counted_apart(db):
    attempts(3)
    assert attempts(1, "192.0.2.2") == attempts(1, form="event") == [False]


def test_a_network_of_ipv6_is_one_place(db):
    assert attempts(3, "2001:db8::1") == [False, False, False]
    assert attempts(1, "2001:db8::ffff:1") == [True]
    assert attempts(1, "2001:db8:0:1::1") == [False]


def test_the_readers_address_counts_not_the_proxys(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(4):
        request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": f"192.0.2.{number}"})
        assert not limits.is_too_much(request, "question", most=1, now=NOW)
    forged = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "10.0.0.1, 192.0.2.0"})
    assert limits.is_too_much(forged, "question", most=1, now=NOW)


def test_no_address_is_kept_and_nothing_longer_than_an_hour(db, settings):
    attempts(1)
    row = Attempt.objects.get()
    assert "192.0.2.1" not in str(vars(row))
    settings.SECRET_KEY = "another-secret-key-that-nobody-knows-0123456789"
    attempts(1)
    assert Attempt.objects.exclude(hash=row.hash).count() == 1  # whoever has the table alone cannot count through it
    limits.forget(NOW + limits.WINDOW)
    assert not Attempt.objects.exists()
