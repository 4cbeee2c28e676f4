"""Signs statements: Ed25519 (RFC 8032) by `cryptography`. Pure. As text, keys and signatures are base64."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32


def sign(body: str, key: bytes) -> str:
    """Return the signature of a text under a private key of 32 bytes."""
    return _text(Ed25519PrivateKey.from_private_bytes(key).sign(body.encode()))


def public_key(key: bytes) -> str:
    """Return what everybody may know of a private key: enough to check its signatures."""
    return _text(Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw())


def is_signed(body: str, signature: str, public: str) -> bool:
    """Whether the signature is this text's, under the key that belongs to `public`; False for what is none."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public))
        key.verify(_bytes(signature), body.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def digest(body: str) -> str:
    """Return the SHA-256 of a statement's text in hexadecimal digits: what the next one names it by."""
    return hashlib.sha256(body.encode()).hexdigest()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
