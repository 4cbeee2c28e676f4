"""Codes of an authenticator app (TOTP, RFC 6238), each good for one sign-in only.

Which step was used last is kept in the database, with the secret: the memory of one process would let a code in
again at the next process, and a cache may be away.
"""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

LAST_STEP = "last_step"


def step_of(seconds: float) -> int:
    """Return the number of the step of 30 seconds that a Unix time is in."""
    return int(seconds) // app_settings.TOTP_PERIOD


def code_at(secret: str, step: int) -> str:
    """Return the code of a secret (base32) in a step: HOTP (RFC 4226, section 5.3) over its number."""
    digest = hmac.digest(base64.b32decode(secret, casefold=True), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFF_FFFF
    return f"{value % 10**app_settings.TOTP_DIGITS:0{app_settings.TOTP_DIGITS}}"


def matching_step(secret: str, code: str, *, after: int = -1) -> int | None:
    """Return the step beside now in which this is the code, if it is later than `after`."""
    now, tolerance = step_of(time.time()), app_settings.TOTP_TOLERANCE
    steps = range(max(now - tolerance, after + 1), now + tolerance + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


@transaction.atomic
def accept(authenticator: Authenticator, code: str) -> bool:
    """Whether this is a code of the app that was not used before; from now on neither it nor an older one is."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = decrypt(row.data["secret"])
    step = matching_step(secret, code, after=row.data.get(LAST_STEP, -1))
    if step is None:
        return False
    # Sealed anew, so that a former key of the site is needed no longer.
    row.data = {**row.data, LAST_STEP: step, "secret": encrypt(secret)}
    row.save(update_fields=["data"])
    return True
