"""Links for people without an account: random, kept as a hash, for one purpose.

A link lives as long as its commitment: one that takes back what was signed must work years later.
"""

import hashlib
import secrets

from django.urls import reverse
from django.utils import translation

from campaign_site.delivery.public_address import public_address
from campaign_site.movement.choices import LinkPurpose
from campaign_site.movement.commitments import Commitment, CommitmentLink


def issue_link(commitment: Commitment, purpose: LinkPurpose) -> str:
    """Return the whole address of a new link, in the person's language; it is nowhere to be read again."""
    token = secrets.token_urlsafe(32)
    CommitmentLink.objects.create(commitment=commitment, purpose=purpose, token_hash=_hash(token, purpose))
    with translation.override(commitment.language):
        return public_address(reverse(f"stand_{purpose.value}", args=[token]))


def open_link(token: str, purpose: LinkPurpose) -> Commitment | None:
    """Return the commitment that the token opens for this purpose; None where it opens nothing, or no longer."""
    links = CommitmentLink.objects.filter(token_hash=_hash(token, purpose), purpose=purpose)
    link = links.select_related("commitment").first()
    return link and link.commitment


def _hash(token: str, purpose: LinkPurpose) -> str:
    return hashlib.sha256(f"{purpose.value}:{token}".encode("utf-8", "replace")).hexdigest()
