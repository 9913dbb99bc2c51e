"""A mail server for tests, which stores accepted messages and can delay or interrupt a sender."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE = 20  # seconds


class MailServer:
    """`wait_for`: a message is answered only when that many senders are connected; `dies`: it is never answered,
    "before" or "after" it was taken. `delay`: seconds before each answer of the dialogue."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.senders = 0
        self.wait_for = 0
        self.delay = 0.0
        self.dies = ""
        self.url = ""
        self.is_held = False

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: Any) -> Any:
        session.host_name = hostname
        self.senders += 1
        await asyncio.sleep(self.delay)
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        await asyncio.sleep(self.delay)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay)
        while self.senders < self.wait_for:
            await asyncio.sleep(0.01)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert [message["To"]] == envelope.rcpt_tos
        if self.dies != "before":
            self.taken.append(message)
        if self.dies:
            self.is_held = True
            await asyncio.sleep(PATIENCE)
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return sorted(str(message["To"]) for message in self.taken)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.url = f"smtp://127.0.0.1:{port}"
    server.senders = 0  # the controller knocks at its own door first
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[socket.socket]:
    """A server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def connections_of(listening: socket.socket) -> int:
    """Return the number of clients that have connected and wait."""
    listening.setblocking(False)
    count = 0
    while True:
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1
