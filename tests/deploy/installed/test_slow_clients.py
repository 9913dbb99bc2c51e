"""Five hundred clients that send a byte a second: nginx waits for them, and the portal answers everybody else."""

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.deploy.installed.clients import UNANSWERED, tls_connection
from tests.deploy.installed.conftest import SECOND, SECOND_HOST, SecondOffice, measured, settings_of
from tests.deploy.installed.load import Load, failures, percentile, published_addresses
from tests.drill import size

CLIENTS = size("SLOW_CLIENTS", 500)
SECONDS = 20
MAX_P95 = 2000  # milliseconds
BEGINNINGS = (
    f"GET / HTTP/1.1\r\nHost: {SECOND_HOST}\r\nX-Slow: ",
    f"POST /konto/logowanie/ HTTP/1.1\r\nHost: {SECOND_HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 100000\r\n\r\nlogin=",
)


class SlowClients:
    """Connections with half a request, each of which gets another byte every second; a closed one is opened again."""

    def __init__(self, count: int, connect: Callable[[int], socket.socket]) -> None:
        self.connect = connect
        self.numbers = itertools.count()
        with ThreadPoolExecutor(20) as pool:
            self.sockets = list(pool.map(lambda _client: self._begin(), range(count)))

    def _begin(self) -> socket.socket:
        number = next(self.numbers)
        connection = self.connect(number)
        connection.sendall(BEGINNINGS[number % 2].encode())
        return connection

    def send_byte(self) -> None:
        for place, connection in enumerate(self.sockets):
            try:
                connection.send(b"a")
            except OSError:
                connection.close()
                self.sockets[place] = self._begin()

    def close(self) -> None:
        for connection in self.sockets:
            connection.close()


@contextmanager
def slow_clients(count: int, connect: Callable[[int], socket.socket]) -> Iterator[SlowClients]:
    clients, ended = SlowClients(count, connect), threading.Event()

    def work() -> None:
        while not ended.wait(1):
            clients.send_byte()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield clients
    finally:
        ended.set()
        thread.join()
        clients.close()


def established(port: int) -> int:
    """Return the number of connections to the port, as the kernel lists them."""
    lines = [line.split() for line in Path("/proc/self/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(line[1].endswith(f":{port:04X}") and line[3] == "01" for line in lines)


def test_slow_clients_do_not_delay_others(second_office: SecondOffice) -> None:
    load = Load(second_office, published_addresses(second_office), "beside slow clients")
    with slow_clients(CLIENTS, tls_connection):
        answers = load.run(SECONDS, reads=10, writes=1)
        count = established(443)
    p95, failed = percentile(answers, 0.95), failures(answers)
    measured("G27", f"{count} half-sent requests: p95 of other clients", f"{p95} ms", f"<= {MAX_P95} ms")
    measured("G27", f"{count} half-sent requests: errors of other clients", f"{len(failed)} of {len(answers)}", "0")
    assert count >= CLIENTS * 0.9
    assert failed == []
    assert p95 <= MAX_P95


def test_control_without_nginx_slow_clients_block_others() -> None:
    port = int(settings_of(SECOND)["BIND"].rpartition(":")[2])

    def answer() -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": SECOND_HOST, "X-Forwarded-Proto": "https"})
            return connection.getresponse().status
        finally:
            connection.close()

    assert answer() == 200
    with slow_clients(100, lambda _number: socket.create_connection(("127.0.0.1", port), 5)), pytest.raises(UNANSWERED):
        answer()
