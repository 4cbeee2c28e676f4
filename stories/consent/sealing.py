"""Seals what belongs to one person with that person's own key, and opens it again. Checks no permission.

`place` says where the sealed bytes lie ("vault|names", "slot|city|fr", "code|483920"): they open nowhere else.
"""

from django.db import transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from stories.consent import keyring
from stories.consent.choices import ContributorStatus
from stories.consent.envelope import seal, unseal
from stories.consent.keyring import KeyDestroyed
from stories.consent.models import Contributor, Evidence


def seal_for(contributor: Contributor, place: str, plain: bytes) -> bytes:
    """Seal something of the person's in the caller's transaction. Raises KeyDestroyed when they are erased."""
    return seal(key_for_writing(contributor), plain, f"{contributor.uid}|{place}")


def unseal_for(contributor: Contributor, place: str, sealed: bytes | memoryview) -> bytes:
    """Return what `seal_for` sealed for this place. Raises KeyDestroyed, Unreadable."""
    return unseal(key_for_reading(contributor), sealed, f"{contributor.uid}|{place}")


def key_for_reading(contributor: Contributor) -> bytes:
    """Return the person's key. Raises KeyDestroyed for an erased person, even while the key still lies there."""
    if contributor.status == ContributorStatus.ERASED:
        raise KeyDestroyed("the person is erased")
    return keyring.person_key(contributor.uid)


def key_for_writing(contributor: Contributor) -> bytes:
    """Return the person's key, made at first use. Locks the person until the caller's transaction ends.

    Raises KeyDestroyed when the person is erased, or the key is lost and something was sealed with it: a new
    key beside a keyring that is only out of reach would make two.
    """
    person = lock(contributor)
    try:
        return key_for_reading(person)
    except KeyDestroyed:
        if person.status == ContributorStatus.ERASED or had_a_key(person):
            raise
    return keyring.make_person_key(person.uid)


def lock(contributor: Contributor) -> Contributor:
    """Return the person as they are now; whoever else writes or erases waits for the caller's transaction.

    Raises TransactionManagementError outside one: SQLite would not say so, and nobody would wait.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("a person is locked inside a transaction")
    return Contributor.objects.select_for_update(no_key=True).get(pk=contributor.pk)


def had_a_key(person: Contributor) -> bool:
    """Whether anything was ever sealed for the person, as far as the database still knows."""
    return (
        person.vault_parts.exists()
        or person.access_codes.exists()
        or person.slots.filter(sealed__isnull=False).exists()
        or person.call_requests.exists()
        or Evidence.objects.filter(~Q(file=""), consent__contributor=person).exists()
    )
