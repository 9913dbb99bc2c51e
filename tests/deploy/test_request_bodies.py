"""A refused request with a large body gets its answer: if the body were not read, the proxy would show 502."""

import io
import socket
from contextlib import closing

import pytest

from cooperation import wsgi
from tests.servers import seeded_arena

SIZE = 12_000_000
HEAD = f"POST /metoda/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {SIZE}\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def arena(tmp_path_factory):
    with seeded_arena(tmp_path_factory.mktemp("bodies"), "bodies") as arena:
        yield arena


def send_slowly(server):
    """Send the whole body before the answer is read, as nginx does; return the first line of the answer."""
    port = int(server.address.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.sendall(HEAD.encode())
        for _chunk in range(SIZE // 60_000):
            connection.sendall(b"x" * 60_000)
        return connection.recv(12)


def test_refusal_arrives_after_whole_body_was_sent(arena):
    with arena.serve(workers=1) as server:
        assert [send_slowly(server) for _attempt in range(3)] == [b"HTTP/1.1 413"] * 3


def test_control_unread_body_breaks_connection(arena):
    with arena.serve("tests.deploy.unread_body_wsgi", workers=1) as server, pytest.raises(ConnectionError):
        send_slowly(server)


def test_no_more_is_read_than_the_proxy_passes_on(monkeypatch):
    monkeypatch.setattr(wsgi, "MAX_DISCARDED_BYTES", 2 * wsgi.CHUNK)
    monkeypatch.setattr(wsgi, "_django", lambda environ, start_response: [b"refused"])
    body = io.BytesIO(b"x" * 5 * wsgi.CHUNK)
    assert wsgi.application({"wsgi.input": body}, None) == [b"refused"]
    assert body.tell() == 2 * wsgi.CHUNK
