"""At most so many requests a minute from one client, counted together by all processes of this machine.

The cache of this portal is each process's own, and the database must not be written to when somebody reads. So the
moments of the latest requests lie in one small file of a fixed size. A client's place in it follows from a keyed hash
of the address: no address is stored, and nobody can choose the place of somebody else. Two clients may share a place
(1 in 8192); then they share the limit.
"""

import fcntl
import logging
import math
import os
import struct
import time
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

WINDOW = 60.0  # seconds
PLACES = 8192
logger = logging.getLogger(__name__)


def seconds_to_wait(request: HttpRequest) -> int:
    """0: answer, the request is counted; otherwise the seconds after which the next one will be answered.

    Without its file (a full disk, a folder that may not be written) the API goes on without a limit: reading does not
    depend on writing.
    """
    most = settings.API_REQUESTS_A_MINUTE
    if not most:
        return 0
    try:
        return _count(Path(settings.API_LIMIT_FILE), _place(_client(request)), most, time.time())
    except OSError as error:
        logger.warning("Requests are not counted: %s", error)
        return 0


def _count(file: Path, place: int, most: int, now: float) -> int:
    """A place holds the moments of the last `most` answered requests; the oldest one gives way, or is too young to."""
    cell = struct.Struct(f"<{most}d")
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # of this opening of the file: it keeps threads apart, too
        if os.fstat(handle).st_size < PLACES * cell.size:
            os.posix_fallocate(handle, 0, PLACES * cell.size)  # a disk that fills up later changes nothing
        found = cell.unpack(os.pread(handle, cell.size, place * cell.size))
        moments = [moment if 0 <= moment <= now else 0.0 for moment in found]  # a clock may have been put back
        oldest = min(moments)
        if now - oldest < WINDOW:
            return max(1, math.ceil(oldest + WINDOW - now))
        moments[moments.index(oldest)] = now
        os.pwrite(handle, cell.pack(*moments), place * cell.size)
        return 0
    finally:
        os.close(handle)


def _client(request: HttpRequest) -> str:
    """As log-ins see it (one trusted proxy in front). A household has 2^64 addresses of IPv6: it counts as one."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:  # no address that could be read: all of these together are one client
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def _place(client: str) -> int:
    digest = salted_hmac(__name__, client, algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) % PLACES
