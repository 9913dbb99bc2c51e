"""Clients of the second office, through nginx and TLS: readers from many addresses, and people with a session."""

import itertools
import re
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http.client import HTTPException, HTTPSConnection
from http.cookies import SimpleCookie
from typing import TypeVar
from urllib.parse import urlencode

from tests.deploy.installed.conftest import MACHINE, SECOND, SECOND_HOST, ReceivedResponse

ADDRESSES = 249  # 127.0.0.2 to 127.0.0.250, so that limits by network address count readers, not the generator
UNANSWERED = (OSError, HTTPException)
Outcome = TypeVar("Outcome")


@cache
def tls_context() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(MACHINE / "etc/portal/tls" / SECOND / "fullchain.pem"))


def tls_connection(number: int, port: int = 443, timeout: float = 30) -> ssl.SSLSocket:
    """Connect to nginx from the loopback address with this number."""
    source = f"127.0.0.{2 + number % ADDRESSES}"
    plain = socket.create_connection(("127.0.0.1", port), timeout, (source, 0))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls_context().wrap_socket(plain, server_hostname=SECOND_HOST)


class TlsConnection(HTTPSConnection):
    """A connection that stays open; opened again when nginx has closed it."""

    def __init__(self, number: int, port: int, timeout: float) -> None:
        super().__init__(SECOND_HOST, port, timeout=timeout, context=tls_context())
        self.number = number

    def connect(self) -> None:
        self.sock = tls_connection(self.number, self.port, self.timeout or 30)


class TlsClient:
    """A browser: a connection from its own network address, its cookies, and a session if it is logged in."""

    def __init__(self, number: int, session: str = "", *, port: int = 443, timeout: float = 30) -> None:
        self.connection = TlsConnection(number, port, timeout)
        self.cookies = {"__Host-session": session} if session else {}

    def get(self, path: str) -> ReceivedResponse:
        return self._send("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> ReceivedResponse:
        return self._send("POST", path, urlencode(fields).encode())

    def close(self) -> None:
        self.connection.close()

    def _send(self, method: str, path: str, body: bytes | None = None) -> ReceivedResponse:
        headers = {"Accept-Encoding": "gzip", "Origin": f"https://{SECOND_HOST}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except UNANSWERED:
            self.connection.close()
            raise
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return ReceivedResponse(response.status, response.headers, content)


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that is sent to this address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def paced(rate: float, seconds: float, act: Callable[[int, float], Outcome], *, threads: int) -> list[Outcome]:
    """Call `act(number, due)` at this rate (a second), whether or not earlier calls have ended, and return the results.

    `due`: when the call was planned, so that waiting for a free thread can be counted.
    """
    numbers, begun = itertools.count(), time.monotonic()

    def work(_thread: int) -> list[Outcome]:
        outcomes = []
        while (due := begun + next(numbers) / rate) < begun + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            outcomes.append(act(round((due - begun) * rate), due))
        return outcomes

    with ThreadPoolExecutor(threads) as pool:
        return [outcome for outcomes in pool.map(work, range(threads)) for outcome in outcomes]
