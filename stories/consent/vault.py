"""The vault: what identifies a person. Plain text leaves it by `read`, after a question and an audit event.

The identity check reads everybody's terms in memory (`match_terms_of_everybody`) and shows nobody any of them.
"""

import secrets
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from campaign_site.delivery.jobs import outbox
from stories.consent import audit, evidence, keyring, shapes
from stories.consent.access import Access
from stories.consent.choices import ContributorStatus, MatchKind, VaultPartName
from stories.consent.disclosure import announce, vault_place
from stories.consent.envelope import Unreadable
from stories.consent.models import Contributor, VaultPart
from stories.consent.sealing import had_a_key, key_for_reading, lock, seal_for, unseal_for
from stories.consent.shapes import MatchTerm

DESTROY = "vault.destroy"


@transaction.atomic
def write(contributor: Contributor, part: VaultPartName, data: Any, *, actor=None) -> None:
    """Replace one part of the vault; `shapes` says what it looks like. The caller checks who may.

    Raises WrongShape, KeyDestroyed.
    """
    plain = shapes.pack(part, data, frozenset(MatchKind.values))
    sealed = seal_for(contributor, vault_place(part), plain)
    VaultPart.objects.update_or_create(contributor=contributor, part=part, defaults={"sealed": sealed})
    audit.record("vault.written", contributor, f"Vault of {contributor}: {part} was written.", actor)


def read(contributor: Contributor, part: VaultPartName, *, access: Access) -> Any:
    """Return one part of the vault, None where nothing was written. The audit event is committed before.

    Raises NotPermitted, SignInTooOld, ReasonMissing, KeyDestroyed, Unreadable; RuntimeError inside a transaction.
    """
    reason = access.check("consent.read_vault")
    person = Contributor.objects.get(pk=contributor.pk)
    row = person.vault_parts.filter(part=part).first()
    if row is None and person.status == ContributorStatus.ACTIVE:
        return None
    key_for_reading(person)  # raises for whoever is erased, with or without a row left
    announce("vault.read", person, person, f"Vault part {VaultPartName(part).value}", reason, access)
    return _open(person, row)


def keyring_is_there() -> bool:
    """Whether there are keys, as there must be once anybody has a vault: an empty folder is one not mounted."""
    return bool(keyring.wrapped_key_files()) or not VaultPart.objects.exists()


@transaction.atomic
def match_terms_of_everybody(actor=None) -> dict[int, list[MatchTerm] | None]:
    """Return for each person with a vault (primary key) what would give them away, legal names included.

    None stands for a person whose vault cannot be opened: their stories cannot be checked, so none may pass.
    For the identity check; what it shows names the kind of a term, never the term. One audit event for all, with
    nothing returned unless it is written; `actor` is the user on whose behalf the check runs.
    """
    told = [VaultPartName.NAMES, VaultPartName.MATCH_TERMS]
    rows = VaultPart.objects.filter(contributor__status=ContributorStatus.ACTIVE, part__in=told)
    rows = rows.select_related("contributor").order_by("contributor_id", "-part").iterator(chunk_size=1000)
    found = {pk: _terms(list(parts)) for pk, parts in groupby(rows, key=attrgetter("contributor_id"))}
    if found:
        sentence = f"The identity check read the terms of {len(found)} people, and showed them to nobody."
        audit.record("vault.matched", "Identity check", sentence, actor)
    return found


@transaction.atomic
def erase(contributor: Contributor, *, actor=None) -> None:
    """Empty all that is sealed of the person and destroy their key after commit. Safe to repeat.

    The key and the files go through the outbox: tried at once after the commit, and again until they are gone.
    """
    person = lock(contributor)
    first = person.status != ContributorStatus.ERASED
    work = {"reference": str(person.uid), "payload": {"had_a_key": first and had_a_key(person)}}
    person.vault_parts.all().delete()
    person.slots.update(sealed=None)
    person.call_requests.update(sealed=b"")
    person.access_codes.filter(revoked_at=None).update(revoked_at=timezone.now())
    person.access_codes.update(verifier=b"")
    if first:
        Contributor.objects.filter(pk=person.pk).update(status=ContributorStatus.ERASED, display_name="")
        audit.record("vault.erased", person, f"Vault, codes and key of {person} were erased.", actor)
    if first or keyring.has_person_key(person.uid) or evidence.has_files(person.uid):
        outbox.enqueue(DESTROY, key=f"{DESTROY}:{person.uid}:{secrets.token_hex(4)}", **work)
    contributor.refresh_from_db()


def destroy(item) -> None:
    """Destroy an erased person's key, then their files: what a crash leaves between the two opens no more.

    Does the outbox's work of the kind DESTROY. Raises KeyringAway, and is tried again, while the keyring that held
    the key is out of reach; should the keyring be lost for good, an empty file `<uid>.gone` in it settles this.
    """
    uid = UUID(item.reference)
    keyring.destroy_person_key(uid, expected=item.payload.get("had_a_key", False))
    evidence.remove_files(uid)


def _terms(parts: list[VaultPart]) -> list[MatchTerm] | None:
    terms: list[MatchTerm] = []
    for row in parts:
        try:
            data = _open(row.contributor, row)
        except Unreadable:
            return None
        is_names = row.part == VaultPartName.NAMES
        terms += [{"kind": MatchKind.LEGAL_NAME.value, "value": name} for name in data] if is_names else data
    return terms


def _open(person: Contributor, row: VaultPart) -> Any:
    return shapes.unpack(unseal_for(person, vault_place(row.part), row.sealed))
