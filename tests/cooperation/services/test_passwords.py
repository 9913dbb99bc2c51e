"""New passwords: what everybody would try is refused with a reason, what a person makes up is accepted."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cooperation.models import Office
from tests import factories

PERSON = User(username="anna.zielinska", first_name="Anna", last_name="Zielińska", email="anna.zielinska@example.org")


@pytest.fixture(autouse=True)
def office(db):
    Office.objects.create(name="Urząd Gminy Łysomice", short_name="UG Łysomice")


@pytest.mark.parametrize(
    "password",
    [
        "483920175634",
        "abababababab",
        "Monitoring2026",
        "monitoring-2026!",
        "HasłoHasło2026",
        "Łysomice20262027",
        "lysomice.urzad.2026",
        "anna.zielinska1",
        "WspółpracaNGO2026",
        "WspolpracyNGO2026",
        "Sprawozdanie2026",
        "SprawozdaniaUrzedu2026",
        "Koordynator2026",
        "ŁysomicUrzędu2026",
        "Zielińska1980!!!!",
        "Poniedziałek2026!",
        "Listopad2026!!!!",
        "Wiosna2026Wiosna2026",
        "PolskaPolska2026",
        "qwertyuiopasdfg",
        "abcdefghijklmno",
        "qazwsx1234qazwsx",
        "M0nit0r1ng!!2222",
        "Urz@dGm1ny......",
    ],
)
def test_password_that_others_guess_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.parametrize(
    ("office_name", "password"),
    [
        ("Urząd Marszałkowski Województwa Kujawsko-Pomorskiego", "KujawskoPomorskie2026"),
        ("Urząd Marszałkowski Województwa Kujawsko-Pomorskiego", "MarszałkowskiegoPomorskiej26"),
        ("Urząd Miasta Torunia", "Torun2026Torun2026"),
    ],
)
def test_name_of_office_is_refused_in_every_case(office_name, password):
    office = Office.objects.get()
    office.name = office_name
    office.save()
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, PERSON)
    assert [error.code for error in refusal.value.error_list] == ["password_context"]


@pytest.mark.parametrize(
    "password",
    [
        "bardzo-tajne-haslo",
        "x7#kQ9!2mLp4-Wz8",
        "monitoring czterech rudych kotów",
        "toruńskie pierniki bez lukru",
        "żółta łódź 17 wioseł",
        "w poniedziałek karmię wiewiórki",
        "majowa burza nad jeziorem",
    ],
)
def test_own_password_is_accepted(password):
    validate_password(password, PERSON)


def test_refusal_names_the_word():
    with pytest.raises(ValidationError, match="monitoring"):
        validate_password("Monitoring2026", PERSON)


def test_short_password_is_accepted_only_with_second_factor():
    person = factories.coordinator(username="koordynator")
    with pytest.raises(ValidationError, match="znaków: 15"):
        validate_password("x7#kQ9!2mLp4", person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    validate_password("x7#kQ9!2mLp4", person)
    with pytest.raises(ValidationError, match="znaków: 12"):
        validate_password("x7#kQ9!2mLp", person)


def test_recovery_codes_alone_are_no_second_factor():
    person = factories.coordinator(username="koordynator")
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    with pytest.raises(ValidationError, match="znaków: 15"):
        validate_password("x7#kQ9!2mLp4", person)
