"""Knows a mail address again that is no longer kept: an HMAC under a key that follows from SECRET_KEY.

Who reads the database cannot try addresses without that secret. What was written under an earlier one is found as
long as it stands in SECRET_KEY_FALLBACKS.
"""

import hmac
import string

from django.conf import settings

# ASCII only: `lower()` would make one address of two whose letters only look alike ("K", the sign of Kelvin).
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def one_spelling(email: str) -> str:
    """Return the address as it is compared: capitals make no difference to any mailbox that we know of."""
    return email.strip().translate(_LOWER)


def fingerprint(email: str) -> str:
    """Return what to keep of an address: 64 hexadecimal digits."""
    return _under(settings.SECRET_KEY, email)


def fingerprints(email: str) -> list[str]:
    """Return what may have been kept of it: under the secret of now, and under those before."""
    return [_under(secret, email) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _under(secret: str, email: str) -> str:
    key = hmac.digest(secret.encode(), __name__.encode(), "sha256")
    return hmac.digest(key, one_spelling(email).encode(), "sha256").hex()
