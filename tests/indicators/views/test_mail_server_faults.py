"""No page waits for the mail server, whatever it does; the letters are sent later, or their fault is shown."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Letter
from cooperation.services import delivery
from indicators.services.reader_question_letters import token_of
from tests import factories
from tests.indicators.services.notifications.conftest import submit
from tests.mailserver import connections_of, mail_server, silent_server

LIMIT = 0.2  # seconds
RESET = "/konto/haslo/odzyskiwanie/"
ATTEMPTS = 3  # the fastest counts, because other processes use the same cores


@pytest.fixture(params=["silent", "slow", "refusing"])
def faulty_server(request: Any, settings: Any) -> Iterator[Callable[[], int]]:
    """Configure a mail server with a fault; yield a function that returns how many clients have connected to it."""
    settings.MAIL_IS_SET_UP, settings.EMAIL_TIMEOUT = True, 0.3
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with ExitStack() as stack:
        if request.param == "slow":
            server = stack.enter_context(mail_server())
            server.delay = 2.5
            settings.EMAIL_PORT = int(server.url.rpartition(":")[2])
            yield lambda: server.senders
        else:
            listening = stack.enter_context(silent_server())
            settings.EMAIL_PORT = listening.getsockname()[1]
            if request.param == "refusing":
                listening.close()
                yield lambda: 0
            else:
                yield lambda: connections_of(listening)


def fastest(requests: list[Callable[[], Any]]) -> float:
    """Make the requests; return the seconds of the fastest one."""
    seconds = []
    for make_request in requests:
        begun = time.perf_counter()
        assert make_request().status_code == 302
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def test_no_page_waits_for_mail_server(office, faulty_server, client):
    office.officer.email, office.coordinator.email = "urzednik@example.org", "koordynator@example.org"
    office.officer.save()
    office.coordinator.save()
    coordinator, administrator = Client(), Client()
    coordinator.force_login(office.coordinator)
    administrator.force_login(factories.administrator())
    people = [factories.officer(email=f"osoba{number}@example.org") for number in range(ATTEMPTS)]
    questions = [
        factories.ReaderQuestionFactory(indicator=office.indicator, email="ewa@example.org", state="unconfirmed")
        for _ in range(ATTEMPTS)
    ]
    indicators = [factories.in_programme(office.programme, unit=office.unit) for _ in range(2 * ATTEMPTS)]
    for indicator in indicators:
        submit(office, indicator=indicator)

    def decide(indicator: Any, do: str) -> Any:
        address = f"/panel/wskazniki/{indicator.pk}/pomiary/2024/decyzja/"
        return coordinator.post(address, {"do": do, "comment": "Popraw.", "based_on": "1"})

    def invite(person: Any) -> Any:
        chosen = {"action": "invite", "_selected_action": [person.pk], "index": "0"}
        return administrator.post(reverse("admin:auth_user_changelist"), chosen)

    def confirm(question: Any) -> Any:
        return client.post(f"/pytania/{token_of(question.form_sha256)}/", {"do": "confirm"})

    seconds = {
        "approve": fastest([partial(decide, indicator, "approve") for indicator in indicators[:ATTEMPTS]]),
        "return": fastest([partial(decide, indicator, "send_back") for indicator in indicators[ATTEMPTS:]]),
        "invite": fastest([partial(invite, person) for person in people]),
        "reset": fastest([partial(client.post, RESET, {"email": person.email}) for person in people]),
        "confirm": fastest([partial(confirm, question) for question in questions]),
    }
    assert {name: spent for name, spent in seconds.items() if spent > LIMIT} == {}
    assert faulty_server() == 0  # nobody has connected
    kinds = set(Letter.objects.unsent().values_list("kind", flat=True))
    assert {"approved", "returned", "password", "question"} <= kinds
    begun = time.perf_counter()
    count = delivery.send()
    assert (count.sent, count.failed, count.is_server_available) == (0, 1, False)
    assert Letter.objects.exclude(fault="").filter(next_try_at__gt=timezone.now()).count() == 1
    if faulty_server():  # the control: whoever speaks to this server waits longer than a page may take
        assert time.perf_counter() - begun > LIMIT
