"""The person's private code: sixteen digits, shown once, the key to their own page.

Six digits find the row, ten are the secret. Of the secret an Argon2id hash is kept (OWASP Password Storage: 19
MiB, two passes), sealed with the person's key: the database or a backup of it lets nobody try codes offline.
"""

import secrets
from uuid import UUID, uuid5

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.db import transaction
from django.utils import timezone

from campaign_site.delivery.forms.typed_text import typed_digits
from stories.consent import attempts, audit, withdrawals
from stories.consent.choices import ContributorStatus, LedgerKind
from stories.consent.envelope import Unreadable
from stories.consent.models import AccessCode, Contributor
from stories.consent.sealing import lock, seal_for, unseal_for

LOCATOR_DIGITS, SECRET_DIGITS = 6, 10
DIGITS = LOCATOR_DIGITS + SECRET_DIGITS
LONGEST_INPUT = 200

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a secret that nobody knows: where there is nothing to check against, this takes the same work.
DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$5KB5XSsqacvK1W0mB4w6Lw$ppgd6odmwusKDSEVwg5PUuT01n50/aTnnAM0eN1SJEM"


def issue(contributor: Contributor, actor) -> str:
    """Return a new code, the only time that it is seen; the one before no longer opens anything.

    The caller checks who may. Raises KeyDestroyed when the person is erased.
    """
    secret = _random_digits(SECRET_DIGITS)
    hashed = hasher.hash(secret)  # slow on purpose, so before anybody has to wait for us
    with transaction.atomic():
        person = lock(contributor)
        _revoke(person)
        locator = _free_locator()
        verifier = seal_for(person, _place(locator), hashed.encode())
        AccessCode.objects.create(contributor=person, locator=locator, verifier=verifier, created_by=actor)
        audit.record("code.issued", person, f"A private code was issued to {person}.", actor)
    return locator + secret


@transaction.atomic
def revoke(contributor: Contributor, actor) -> bool:
    """Let the person's code open nothing any more; return whether there was one. Safe to repeat."""
    person = lock(contributor)
    revoked = _revoke(person)
    if revoked:
        audit.record("code.revoked", person, f"The private code of {person} was revoked.", actor)
    return revoked


@transaction.atomic
def revoke_again(revoked: UUID) -> None:
    """Revoke the code of this `record_id`, which an older database has in force."""
    for code in AccessCode.objects.filter(revoked_at=None).select_related("contributor"):
        if record_id(code) == revoked:
            _revoke(lock(code.contributor))


def record_id(code: AccessCode) -> UUID:
    """Return by which number the withdrawal ledger knows a code; it tells nothing of its secret."""
    return uuid5(code.contributor.uid, _place(code.locator))


def check(typed: str, address: str) -> Contributor | None:
    """Return whose code this is, or None: wrong, revoked, unknown, erased, too many tries look and last the same.

    `typed` may hold spaces, dashes and the digits of any script; `address` is where it was typed (IPv4 or IPv6).
    Raises RuntimeError inside a transaction.
    """
    attempt = attempts.begin(address)
    digits = typed_digits(typed[:LONGEST_INPUT])
    code = _in_force(digits[:LOCATOR_DIGITS])
    verifier = _verifier(code) if code and attempt.may_be_right and len(digits) == DIGITS else None
    matches = _matches(verifier or DUMMY, digits[LOCATOR_DIGITS:])
    if code is None or verifier is None or not matches:
        return None
    attempts.was_right(attempt)
    return code.contributor


def in_groups(digits: str) -> str:
    """Return a code's digits as they are shown: 1234 5678 9012 3456."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _in_force(locator: str) -> AccessCode | None:
    codes = AccessCode.objects.filter(
        locator=locator, revoked_at=None, contributor__status=ContributorStatus.ACTIVE
    )
    return codes.select_related("contributor").first()


def _verifier(code: AccessCode) -> str | None:
    try:
        return unseal_for(code.contributor, _place(code.locator), code.verifier).decode()
    except Unreadable:
        return None


def _matches(verifier: str, secret: str) -> bool:
    try:
        return hasher.verify(verifier, secret)
    except (VerificationError, InvalidHashError):
        return False


def _revoke(person: Contributor) -> bool:
    for code in person.access_codes.filter(revoked_at=None):
        withdrawals.record(LedgerKind.REVOKED, record_id(code))
    return bool(person.access_codes.filter(revoked_at=None).update(revoked_at=timezone.now(), verifier=b""))


def _free_locator() -> str:
    while AccessCode.objects.filter(locator=(locator := _random_digits(LOCATOR_DIGITS))).exists():
        pass
    return locator


def _random_digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _position in range(count))


def _place(locator: str) -> str:
    return f"code|{locator}"
