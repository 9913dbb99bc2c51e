"""Codes of an authenticator app (RFC 6238), calculated without the library that checks them."""

import base64
import hmac
import struct
import time


def totp(secret: str, at: float | None = None) -> str:
    """Return the six digits that an app shows."""
    counter = int(time.time() if at is None else at) // 30
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"
