"""Links for supporters without an account: random, kept as a hash, for one purpose, for a time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from donations.choices import LinkPurpose
from donations.models import CONFIRM_WITHIN, Pledge, PledgeLink

LIFETIMES = {
    LinkPurpose.THANKS: timedelta(days=30),
    LinkPurpose.CONFIRM: CONFIRM_WITHIN,
    LinkPurpose.MANAGE: timedelta(days=90),
    # As long as a reminder may lie unread.
    LinkPurpose.STOP: timedelta(days=365),
}


class LinkUnknown(Exception):
    """No such link was ever given out for this purpose, or it was forged."""


class LinkExpired(Exception):
    """The link was ours and its time is over."""


def issue_link(pledge: Pledge, purpose: LinkPurpose) -> str:
    """Return a new token of 43 characters; it is nowhere to be read again.

    What confirms a pledge ends with the pledge's own time for it, however late it was given.
    """
    (token,) = issue_links(pledge, purpose)
    return token


def issue_links(pledge: Pledge, *purposes: LinkPurpose) -> list[str]:
    """Return a new token for each purpose, as above."""
    tokens = [secrets.token_urlsafe(32) for _purpose in purposes]
    PledgeLink.objects.bulk_create(
        PledgeLink(
            pledge=pledge, purpose=purpose, token_hash=_hash(token, purpose), expires_at=_end(pledge, purpose)
        )
        for token, purpose in zip(tokens, purposes, strict=True)
    )
    return tokens


def _end(pledge: Pledge, purpose: LinkPurpose) -> datetime:
    ends = timezone.now() + LIFETIMES[purpose]
    return min(ends, pledge.expires_at) if purpose == LinkPurpose.CONFIRM else ends


def open_link(token: str, purpose: LinkPurpose) -> Pledge:
    """Return the pledge that the token opens for this purpose. Raises LinkUnknown or LinkExpired."""
    link = (
        PledgeLink.objects.filter(token_hash=_hash(token, purpose), purpose=purpose)
        .select_related("pledge")
        .first()
    )
    if link is None:
        raise LinkUnknown
    if link.expires_at < timezone.now():
        raise LinkExpired
    return link.pledge


def _hash(token: str, purpose: LinkPurpose) -> str:
    return hashlib.sha256(f"{purpose.value}:{token}".encode()).hexdigest()
