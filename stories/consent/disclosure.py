"""Writes down that plain text is about to be shown, in a step of its own, before it is shown.

The reason goes into a trail that never changes, so names and terms of the person's own vault are left out of it:
the trail must name nobody, also when the person is erased later.
"""

import re

from django.db import transaction

from stories.consent import audit, shapes
from stories.consent.access import Access
from stories.consent.choices import VaultPartName
from stories.consent.envelope import Unreadable
from stories.consent.models import Contributor
from stories.consent.sealing import unseal_for


def announce(kind: str, subject, contributor: Contributor, what: str, reason: str, access: Access) -> None:
    """Commit the audit event. Raises RuntimeError inside a transaction, which could still be rolled back."""
    sentence = f"{what} of {contributor} was opened. Reason: {without_identity(contributor, reason)}"
    with transaction.atomic(durable=True):
        audit.record(kind, subject, sentence, access.user)


def without_identity(contributor: Contributor, text: str) -> str:
    """Return the text without what the person's vault knows them by."""
    words = {word for phrase in _known_by(contributor) for word in (phrase, *phrase.split()) if len(word) > 1}
    if not words:
        return text
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.sub(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", "…", text, flags=re.IGNORECASE)


def _known_by(contributor: Contributor) -> list[str]:
    found = []
    for row in contributor.vault_parts.all():
        try:
            data = shapes.unpack(unseal_for(contributor, vault_place(row.part), row.sealed))
        except Unreadable:
            continue
        found += shapes.texts(row.part, data)
    return found


def vault_place(part: VaultPartName | str) -> str:
    """Return the place of a part of the vault, as `sealing` means it."""
    return f"vault|{VaultPartName(part).value}"
