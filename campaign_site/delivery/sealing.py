"""Seals what waits in the database and opens with a link or an address: whoever reads a dump reads none of it.

Fernet (AES-128-CBC with HMAC-SHA-256) under a key that follows from SECRET_KEY; SECRET_KEY_FALLBACKS open what
was sealed before the key was changed.
"""

import base64
import hashlib
import hmac
import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PURPOSE = b"campaign_site.delivery.sealing"


def seal(plain: dict) -> str:
    """Return the values sealed, as text."""
    return _keys().encrypt(json.dumps(plain).encode()).decode()


def unseal(sealed: str) -> dict:
    """Return what `seal` sealed. Raises cryptography.fernet.InvalidToken under another key."""
    return json.loads(_keys().decrypt(sealed.encode()))


def _keys() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)))
            for secret in secrets
        ]
    )
