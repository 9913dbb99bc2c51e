"""Readers' questions from the form to the public answer."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.test import Client

from cooperation.models import CacheEntry, Programme
from cooperation.services import delivery
from indicators.models import ReaderQuestion
from indicators.queries.reader_questions import token_hash
from indicators.services import reader_question_letters, reader_questions
from tests import factories
from tests.permissions.scripts import MARK, PAYLOADS, injected_markup
from tests.tables import changed_tables, rows_of_every_table

NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
EMAIL = "ewa@example.org"
TYPED = {"kind": "error", "year": "2024", "text": "Było pięć warsztatów, nie trzy.", "email": EMAIL}
LIST = "/panel/pytania/czytelnicy/"


@pytest.fixture(autouse=True)
def _mail(settings: Any, time_machine: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def form(office: Any, client: Client, time_machine: Any) -> Any:
    """`form(text="…")` returns the fields that a person sends five seconds after the page was rendered."""
    office.address = f"/wskazniki/{office.indicator.pk}/pytanie/"

    def send(
        *, seconds: float = 5, prefix: str = "", headers: Any = None, network: str = "127.0.0.1", **typed: str
    ) -> Any:
        page = client.get(prefix + office.address)
        time_machine.shift(timedelta(seconds=seconds))
        sent = {**TYPED, "topic": "", "stamp": stamp_of(page), **typed}
        response = client.post(prefix + office.address, sent, headers=headers, REMOTE_ADDR=network)
        delivery.send()
        return response

    office.send = send
    return office


def stamp_of(page: Any) -> str:
    return re.search(r'name="stamp" value="([^"]+)"', page.content.decode())[1]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def html_of(letter: Any) -> str:
    return str(letter.alternatives[0][0])


def link(question: ReaderQuestion) -> str:
    return f"/pytania/{reader_question_letters.token_of(question.form_sha256)}/"


# --- the form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_question_is_sent_confirmed_answered_and_published(form, client, prefix):
    sent = form.send(prefix=prefix)
    assert (sent.status_code, sent["Location"]) == (302, f"{prefix}{form.address}wyslano/")
    assert ("Sprawdź skrzynkę pocztową" if not prefix else "Check your mailbox") in text(client.get(sent["Location"]))
    question = ReaderQuestion.objects.get()
    assert (question.kind, question.year, question.text, question.email) == ("error", 2024, TYPED["text"], EMAIL)
    assert question.language == (prefix.strip("/") or "pl")
    address = re.search(r"https://portal.example.org(\S+)", str(outgoing.outbox[0].body))[1]
    assert address == prefix + link(question)

    page, etag = f"/wskazniki/{form.indicator.pk}/", client.get(f"/wskazniki/{form.indicator.pk}/")["ETag"]
    assert "Potwierdź pytanie" in text(client.get(link(question)))
    assert client.get(page, headers={"if-none-match": etag}).status_code == 304  # looking at the link changes nothing
    answer = client.post(link(question), {"do": "confirm"})
    assert (answer.status_code, answer["Location"]) == (302, link(question))
    assert "Potwierdzono: odpowiedź do 24 lutego 2025 r." in text(client.get(link(question)))
    shown = client.get(page, headers={"if-none-match": etag})
    assert shown.status_code == 200
    assert "1 pytanie czeka na odpowiedź do 24 lutego 2025 r." in text(shown)
    assert "pięć warsztatów" not in text(shown)

    reader_questions.publish(question, question.text, "Racja: pięć.", form.coordinator, now=NOW)
    shown = text(client.get(page))
    assert "<h3>Zgłoszenie błędu, dotyczy 2024 r.</h3>" in shown
    assert f'<blockquote class="quote" lang="{question.language}">Było pięć warsztatów, nie trzy.</blockquote>' in shown
    assert '<p lang="pl">Racja: pięć.</p>' in shown
    assert "czeka na odpowiedź" not in shown
    assert "Odpowiedź jest opublikowana" in text(client.get(link(question)))
    register = text(client.get("/zmiany/?rodzaj=pytanie"))
    assert "Odpowiedziano na zgłoszenie błędu w danych wskaźnika „Liczba warsztatów”." in register
    assert "Odpowiedziano na zgłoszenie" in text(client.get("/zmiany/atom.xml"))
    assert client.cookies == {}


def test_reader_pages_have_no_cookie_no_cache_and_noindex(form, client):
    question = factories.ReaderQuestionFactory(indicator=form.indicator)
    answers = [client.get(form.address), client.get(f"{form.address}wyslano/"), client.get(link(question))]
    answers += [client.post(form.address, {}), form.send(), client.get(f"/pytania/{64 * 'a'}/")]
    for response in answers:
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in response
        packed = client.get(form.address, headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in packed
        assert b"csrfmiddlewaretoken" not in response.content


def test_form_states_what_becomes_public_and_what_is_deleted(form, client):
    page = text(client.get(form.address))
    help_texts = re.findall(r'id="(id_\w+_help\w*)"[^>]*>([^<]+)<', page)
    assert [(field, words) for field, words in help_texts if field.startswith(("id_text", "id_email"))] == [
        (
            "id_text_helptext",
            "Opublikujemy ją razem z odpowiedzią. Nie podawaj nazwisk, telefonów ani adresów, także własnych. "
            "Najwyżej 2 000 znaków.",
        ),
        (
            "id_email_help",
            "Nigdy go nie publikujemy. Wyślemy na niego link do potwierdzenia pytania, potem odpowiedź, i wtedy "
            "go usuniemy.",
        ),
    ]
    assert "w ciągu 14 dni" in page


@pytest.mark.parametrize(("asked", "chosen"), [("2024", "2024"), ("2020", ""), ("x", ""), ("", "")])
def test_form_preselects_year_of_query_parameter(form, client, asked, chosen):
    page = text(client.get(f"{form.address}?rok={asked}"))
    assert re.findall(r'<option value="(\d*)" selected', page) == [chosen]
    assert re.findall(r'<option value="(\d*)"', page) == ["", "2021", "2022", "2023", "2024", "2025"]


WRONG = [
    ({"kind": ""}, "id_kind_0", "Wybierz jedno"),
    ({"kind": "other"}, "id_kind_0", ""),
    ({"year": "2031"}, "id_year", ""),
    ({"text": " \u200b "}, "id_text", "Wpisz, o co pytasz"),
    ({"text": "x" * 2001}, "id_text", ""),
    ({"text": "a\0b"}, "id_text", ""),
    ({"email": ""}, "id_email", "Wpisz adres e-mail"),
    ({"email": "ewa@"}, "id_email", "Wpisz cały adres e-mail"),
    ({"email": "a@b.pl\nBcc: c@d.pl"}, "id_email", "Wpisz cały adres e-mail"),
    ({"email": f"{'x' * 250}@b.pl"}, "id_email", ""),
]


@pytest.mark.parametrize(("typed", "field", "message"), WRONG, ids=lambda value: str(value)[:40])
def test_invalid_form_shows_error_summary_and_keeps_input(form, typed, field, message):
    before = rows_of_every_table()
    answer = form.send(**typed)
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Błąd:" in page
    assert f'<a href="#{field}">' in page.split('class="errsum"')[1].split("</div>")[0]
    assert message in page
    assert "?:" not in page.split('class="errsum"')[1].split("</div>")[0]  # a label that asks has no colon after it
    expected_values = {**TYPED, **typed}
    if "\0" not in expected_values["text"]:
        assert expected_values["text"].strip(" ") in answer.content.decode() or not expected_values["text"].strip(
            "\u200b "
        )
    if "\n" not in expected_values["email"]:
        assert f'value="{expected_values["email"]}"' in page
    assert (changed_tables(before), outgoing.outbox) == (set(), [])


def test_form_submitted_too_fast_asks_to_submit_again(form, client, time_machine):
    answer = form.send(seconds=1)
    assert answer.status_code == 422
    assert "Formularz wysłano zbyt szybko" in text(answer)
    assert TYPED["text"] in text(answer)
    time_machine.shift(timedelta(seconds=3))
    again = client.post(form.address, {**TYPED, "stamp": stamp_of(answer)})
    assert (again.status_code, ReaderQuestion.objects.count()) == (302, 1)


@pytest.mark.parametrize("stamp", ["", "x", "x:y:z", "\0"])
def test_form_with_invalid_stamp_gets_new_stamp(form, client, time_machine, stamp):
    answer = form.send(stamp=stamp)
    assert answer.status_code == 422
    time_machine.shift(timedelta(seconds=4))
    assert client.post(form.address, {**TYPED, "stamp": stamp_of(answer)}).status_code == 302


def test_form_with_expired_stamp_gets_new_stamp(form):
    assert form.send(seconds=24 * 3600 - 5).status_code == 302
    answer = form.send(seconds=24 * 3600 + 5)
    assert answer.status_code == 422
    assert "otwarty zbyt długo" in text(answer)


def test_robot_gets_same_response_and_nothing_is_stored(form, client):
    before = rows_of_every_table()
    page = client.get(form.address).content.decode()
    trap = page.split('class="trap"')[1].split("</div>")[0]
    assert all(word in trap for word in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"', 'name="topic"'))
    answer = form.send(topic="tanie pożyczki")
    assert (answer.status_code, answer["Location"]) == (302, f"{form.address}wyslano/")
    assert (changed_tables(before), outgoing.outbox) == (set(), [])


def test_response_does_not_reveal_known_email_address(form):
    """The response is the same for a fourth question of a day, for a staff address and for a new address."""
    form.coordinator.email = "koord@example.org"
    form.coordinator.save()
    answers = [form.send(text=f"{number}?", seconds=60) for number in range(4)]
    answers += [form.send(email="koord@example.org"), form.send(email="nowy@example.org")]
    assert {(response.status_code, response["Location"], response.content) for response in answers} == {
        (302, f"{form.address}wyslano/", b"")
    }
    assert [letter.to for letter in outgoing.outbox] == [[EMAIL]] * 3 + [["koord@example.org"], ["nowy@example.org"]]


def test_address_has_three_questions_a_day_in_each_network(form, time_machine):
    """Somebody who enters another person's address does not use up that person's questions."""
    for number in range(5):
        form.send(text=f"obcy {number}?", network="198.51.100.1", email=EMAIL.upper())
    page = form.send(text="własne?")
    assert page.status_code == 302
    assert [letter.to for letter in outgoing.outbox] == [[EMAIL.upper()]] * 3 + [[EMAIL]]
    time_machine.shift(timedelta(days=1))
    form.send(text="obcy jutro?", network="198.51.100.1", email=EMAIL.upper())
    assert len(outgoing.outbox) == 5


def test_repeated_form_counts_once(form, client, time_machine):
    sent = {**TYPED, "topic": "", "stamp": stamp_of(client.get(form.address))}
    time_machine.shift(timedelta(seconds=5))
    for _click in range(3):
        client.post(form.address, sent)
    for number in range(2):
        form.send(text=f"{number}?")
    assert len(outgoing.outbox) == 3


def test_eleventh_question_within_an_hour_from_one_network_is_429(form, time_machine):
    codes = [form.send(email=f"e{number}@example.org", seconds=4).status_code for number in range(10)]
    assert codes == [302] * 10
    answer = form.send(email="e11@example.org")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "zbyt wiele pytań" in text(answer)
    assert TYPED["text"] in text(answer)
    assert ReaderQuestion.objects.count() == 10
    assert not any("127.0.0.1" in str(vars(entry)) for entry in CacheEntry.objects.all())  # no address is kept
    time_machine.shift(timedelta(hours=1))
    assert form.send(email="e11@example.org").status_code == 302


ELSEWHERE = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_cross_site_post_is_rejected(form, client, headers):
    question = factories.ReaderQuestionFactory(indicator=form.indicator, state="unconfirmed")
    before = rows_of_every_table()
    assert form.send(headers=headers).status_code == 403
    assert client.post(link(question), {"do": "take_back"}, headers=headers).status_code == 403
    assert changed_tables(before) == set()


def test_same_site_post_is_accepted(form):
    assert form.send(headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}).status_code == 302


def test_form_of_unpublished_indicator_is_404(form, client, office):
    question = factories.ReaderQuestionFactory(indicator=form.indicator, state="unconfirmed")
    office.programme.is_published = False
    office.programme.save()
    for address in (form.address, f"{form.address}wyslano/", link(question), "/wskazniki/999999/pytanie/"):
        assert [client.get(address).status_code, client.head(address).status_code] == [404, 404], address
    assert client.post(form.address, TYPED).status_code == client.post(link(question), {"do": "confirm"}).status_code
    assert client.post(form.address, TYPED).status_code == 404
    question.refresh_from_db()
    assert question.state == "unconfirmed"


def test_form_without_mail_server_shows_contact(form, client, settings):
    settings.MAIL_IS_SET_UP = False
    page = client.get(form.address)
    assert (page.status_code, "<form" in text(page).split("<main")[1]) == (200, False)
    assert "Ten portal nie wysyła jeszcze e-maili" in text(page)
    assert client.post(form.address, TYPED).status_code == 503


@pytest.mark.parametrize("payload", PAYLOADS)
def test_scripts_in_question_are_escaped(form, client, payload):
    """In every field of the form: in the form shown again, in the panel and on the public page."""
    for field in ("kind", "year", "text", "email", "stamp"):
        answer = form.send(**{**TYPED, "kind": "", field: payload})
        assert answer.status_code == 422
        assert injected_markup(answer.content.decode()) == [], field
    assert form.send(text=payload, seconds=60).status_code == 302
    question = ReaderQuestion.objects.get()
    pages = [client.get(link(question))]
    client.post(link(question), {"do": "confirm"})
    pages.append(client.get(link(question)))
    coordinator_client = Client()
    coordinator_client.force_login(form.coordinator)
    address = f"{LIST}{question.pk}/"
    pages += [
        coordinator_client.get(LIST),
        coordinator_client.get(address),
        coordinator_client.post(address, {"do": "publish", "text": payload, "answer": ""}),
    ]
    pages += [
        coordinator_client.post(address, {"do": "decline", "reason": ""}),
        coordinator_client.get("/panel/pytania/"),
    ]
    assert (
        coordinator_client.post(address, {"do": "publish", "text": question.text, "answer": payload}).status_code == 302
    )
    pages += [
        coordinator_client.get(LIST),
        coordinator_client.get(address),
        coordinator_client.post(address, {"do": "publish", "text": payload, "answer": f"x{payload}"}),
    ]
    pages += [client.get(f"{prefix}/wskazniki/{form.indicator.pk}/") for prefix in ("", "/en")]
    for page in pages:
        assert injected_markup(page.content.decode()) == []
    assert sum(MARK in page.content.decode() for page in pages) >= 8
    assert injected_markup(html_of(outgoing.outbox[-1])) == []


# --- the link ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["0" * 64, "z" * 64, "a" * 63, "A" * 64, "..%2f"])
def test_invalid_link_is_404(form, client, token):
    assert client.get(f"/pytania/{token}/").status_code == client.post(f"/pytania/{token}/").status_code == 404


def test_expired_link_explains_what_to_do(form, client):
    question = factories.ReaderQuestionFactory(
        indicator=form.indicator, state="unconfirmed", asked_at=NOW - timedelta(days=3)
    )
    for answer in (client.get(link(question)), client.post(link(question), {"do": "confirm"})):
        assert answer.status_code == 404
        assert "Ten link już nie działa" in text(answer)
        assert "Skąd ta liczba" not in text(answer)
    confirmed = factories.ReaderQuestionFactory(indicator=form.indicator, asked_at=NOW - timedelta(days=9))
    assert client.get(link(confirmed)).status_code == 200


@pytest.mark.parametrize("do", ["", "x", "confirm\0"])
def test_unknown_action_changes_nothing(form, client, do):
    question = factories.ReaderQuestionFactory(indicator=form.indicator, state="unconfirmed")
    before = rows_of_every_table()
    assert client.post(link(question), {"do": do}).status_code == 302
    assert changed_tables(before) == set()


def test_question_can_be_withdrawn_until_answered(form, client):
    for state in ("unconfirmed", "waiting"):
        question = factories.ReaderQuestionFactory(indicator=form.indicator, state=state)
        assert "Usuń pytanie i mój adres" in text(client.get(link(question)))
        assert "Pytanie usunięto" in text(client.post(link(question), {"do": "take_back"}))
        assert not ReaderQuestion.objects.exists()
        assert client.get(link(question)).status_code == 404
        assert client.post(link(question), {"do": "take_back"}).status_code == 404
    question = factories.ReaderQuestionFactory(indicator=form.indicator)
    reader_questions.decline(question, "Nie o programie.", form.coordinator, now=NOW)
    page = text(client.get(link(question)))
    assert "Pytania nie opublikowano" in page
    assert "Nie o programie" not in page
    assert client.post(link(question), {"do": "take_back"}).status_code == 302
    assert ReaderQuestion.objects.count() == 1


def test_token_hash_is_no_valid_link(form, client):
    question = factories.ReaderQuestionFactory(indicator=form.indicator)
    assert question.token_sha256 == token_hash(link(question).split("/")[2])
    for value in (question.token_sha256, question.form_sha256):
        assert client.get(f"/pytania/{value}/").status_code == 404


def test_question_about_example_programme_is_marked(form, client):
    Programme.objects.get(pk=form.programme.pk)
    form.programme.is_example = True
    form.programme.save()
    assert form.send().status_code == 302
    assert "Dane przykładowe" in text(client.get(form.address))
