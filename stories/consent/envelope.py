"""Seals bytes so that they can be opened only with the key and only where they belong. Pure.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); the context is authenticated, so that what was sealed
for one person and one place opens nowhere else. What it does not tell: that these are the newest bytes of that
place. Whoever may write the database can bring back an older state of the same column, never another's.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = NONCE_BYTES + TAG_BYTES


class Unreadable(ValueError):
    """What was sealed cannot be opened: another key, another place, or altered bytes."""


def new_key() -> bytes:
    """Return a random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """Return nonce and ciphertext of `plain`, bound to `context`; OVERHEAD longer. Raises ValueError."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes | memoryview, context: str) -> bytes:
    """Return what was sealed with this key for this context. Raises Unreadable, ValueError for a bad key."""
    cipher = _cipher(key)
    if len(sealed) < OVERHEAD:
        raise Unreadable("sealed bytes cannot be opened here")
    try:
        return cipher.decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), context.encode())
    except InvalidTag:
        raise Unreadable("sealed bytes cannot be opened here") from None


def derive(key: bytes, purpose: str) -> bytes:
    """Return the key for one purpose that follows from a master key (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return AESGCM(key)
