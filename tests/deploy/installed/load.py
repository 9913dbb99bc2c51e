"""Readers and officers of the second office, who send requests at a given rate."""

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from tests.deploy.installed.clients import UNANSWERED, TlsClient, hidden_fields, paced
from tests.deploy.installed.conftest import SECOND, ReceivedResponse, SecondOffice, query

REQUESTS_OF_READER = 20  # then another reader comes, with a connection and a network address of its own
EXAMPLE = "/programy/przyklad-2022-2025/"
FIXED = (
    *("/api/v1/", "/api/v1/programmes", "/api/v1/changes", "/sitemap.xml", "/robots.txt", "/szukaj/?q=warsztaty"),
    *("/dane/catalog.jsonld", "/zmiany/atom.xml", f"{EXAMPLE}obraz.png"),
    *(f"{EXAMPLE}{part}" for part in ("", "dzialania/", "porownanie/", "diagnoza/", "sprawozdania/", "dane/")),
    *(f"{EXAMPLE}dane/wartosci.{kind}" for kind in ("csv", "json", "xlsx")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedAnswer:
    """`seconds`: since the request was planned; `sent_seconds`: since it was sent, which is later when the clients have
    no time; `ended_at`: by the monotonic clock; `status` is 0 without an answer."""

    path: str
    status: int
    seconds: float
    sent_seconds: float
    ended_at: float
    retry_after: str | None


class Load:
    """Each thread is one reader or one officer at a time. `confirmed`: texts of the comments that were accepted."""

    def __init__(self, office: SecondOffice, addresses: list[str], mark: str) -> None:
        self.office, self.addresses, self.mark = office, addresses, mark
        self.sessions = list(office.officers.values())
        self.choice = random.Random(20260131)
        self.confirmed: set[str] = set()

    def run(self, seconds: float, *, reads: float, writes: float) -> list[TimedAnswer]:
        """Send so many reads and comments a second, and return the answers."""
        self.local, self.clients = threading.local(), list[TlsClient]()
        written: list[list[TimedAnswer]] = []
        writing = threading.Thread(target=lambda: written.extend(paced(writes, seconds, self._write, threads=8)))
        writing.start()
        answers = paced(reads, seconds, self._read, threads=40)
        writing.join()
        for client in self.clients:
            client.close()
        return [*answers, *chain(*written)]

    def stored(self) -> set[str]:
        """Return the texts of this load's comments in the database."""
        account = f"portal-{SECOND}"
        statement = f"SELECT text FROM indicators_comment WHERE text LIKE '{self.mark} %'"
        return set(query(statement, as_user=account, database=account).splitlines())

    def _read(self, number: int, due: float) -> TimedAnswer:
        requests = getattr(self.local, "requests", 0)
        if requests % REQUESTS_OF_READER == 0:
            if requests:
                self.local.reader.close()
            self.local.reader = self._client(number)
        self.local.requests = requests + 1
        path = self.choice.choice(self.addresses)
        return _timed(path, due, lambda: self.local.reader.get(path))[0]

    def _write(self, number: int, due: float) -> list[TimedAnswer]:
        """Open a figure, then send the form of a comment on it."""
        if not hasattr(self.local, "officer"):
            self.local.officer = self._client(number, self.sessions[number % len(self.sessions)])
        figure = self.office.figures[number % len(self.office.figures)]
        opened, page = _timed(figure, due, lambda: self.local.officer.get(figure))
        if page is None or opened.status != 200:
            return [opened]
        address = f"{figure}komentarze/"
        text = f"{self.mark} {due:.3f}"
        fields = {**hidden_fields(page.text, address), "text": text}
        sent, _page = _timed(address, time.monotonic(), lambda: self.local.officer.post(address, fields))
        if sent.status == 302:
            self.confirmed.add(text)
        return [opened, sent]

    def _client(self, number: int, session: str = "") -> TlsClient:
        client = TlsClient(number, session)
        self.clients.append(client)
        return client


def _timed(path: str, due: float, send: Callable[[], ReceivedResponse]) -> tuple[TimedAnswer, ReceivedResponse | None]:
    response, status, retry_after = None, 0, None
    sent_at = time.monotonic()
    try:
        response = send()
        status, retry_after = response.status, response.headers["Retry-After"]
    except UNANSWERED:
        pass
    now = time.monotonic()
    answer = TimedAnswer(
        path=path,
        status=status,
        seconds=now - due,
        sent_seconds=now - sent_at,
        ended_at=now,
        retry_after=retry_after,
    )
    return answer, response


def published_addresses(office: SecondOffice) -> list[str]:
    """Return the addresses of the sitemap and the fixed ones; each answers 200."""
    reader = TlsClient(0)
    sitemap = re.findall(r"<loc>https://[^/]+(/[^<]*)</loc>", reader.get("/sitemap.xml").text)
    pages = [f"/wskazniki/{number}/{file}" for number in office.indicators for file in ("", "wartosci.csv")]
    addresses = sorted({*sitemap, *FIXED, *pages})
    refused = {path: status for path in addresses if (status := reader.get(path).status) != 200}
    reader.close()
    assert not refused, refused
    return addresses


def failures(answers: list[TimedAnswer]) -> list[TimedAnswer]:
    return [answer for answer in answers if answer.status not in (200, 302)]


def percentile(answers: list[TimedAnswer], share: float, *, since_sent: bool = False) -> int:
    """Return the milliseconds within which this share of the requests was answered, since they were planned or sent."""
    ordered = sorted(answer.sent_seconds if since_sent else answer.seconds for answer in answers)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000)
