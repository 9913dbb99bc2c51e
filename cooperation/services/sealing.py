"""Encryption of texts with a key derived from SECRET_KEY, so that a copy of the database does not reveal them.

A migration imports this module, so its path is permanent.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Return the text encrypted."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text of `seal`. Raises cryptography's InvalidToken if SECRET_KEY has changed."""
    return _cipher().decrypt(sealed.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"cooperation.sealing" + secret.encode()).digest())
