"""The wish to be called: sealed with the person's own key, told to the officers by code."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from stories.consent import audit, officers
from stories.consent.envelope import seal, unseal
from stories.consent.keyring import person_key
from stories.consent.models import CallRequest, Contributor


@transaction.atomic
def ask(contributor: Contributor, text: str) -> CallRequest:
    """Keep what the person wrote, sealed, and tell the officers; the same words asked twice are one wish.

    Raises KeyDestroyed when the person was erased meanwhile.
    """
    Contributor.objects.select_for_update().get(pk=contributor.pk)
    for wish in contributor.call_requests.filter(handled_at=None):
        if _text(wish) == text:
            return wish
    asked_at = timezone.now()
    sealed = seal(person_key(contributor.uid), text.encode(errors="replace"), _context(contributor, asked_at))
    wish = CallRequest.objects.create(contributor=contributor, sealed=sealed, asked_at=asked_at)
    audit.record("call.asked", wish, f"{contributor} asked for a call.")
    # Whoever holds a code cannot flood the officers: one mail an hour for each person.
    hour = f"{asked_at:%Y-%m-%dT%H}"
    officers.tell("call_wished", key=f"call:{contributor.code}:{hour}", context={"code": contributor.code})
    return wish


@transaction.atomic
def read(wish: CallRequest, actor) -> str:
    """Return what the person wrote; the audit event is written before it. Raises PermissionDenied, Unreadable."""
    if not actor.has_perm("consent.view_callrequest"):
        raise PermissionDenied
    audit.record("call.read", wish, f"A wish of {wish.contributor} to be called was read.", actor)
    return _text(wish)


@transaction.atomic
def settle(wish: CallRequest, actor) -> bool:
    """Note that an officer saw to it; return whether it was open until now. Raises PermissionDenied."""
    if not actor.has_perm("consent.change_callrequest"):
        raise PermissionDenied
    open_wish = CallRequest.objects.filter(pk=wish.pk, handled_at=None)
    if not open_wish.update(handled_at=timezone.now(), handled_by=actor):
        return False
    audit.record("call.settled", wish, f"A wish of {wish.contributor} to be called was seen to.", actor)
    return True


def _text(wish: CallRequest) -> str:
    key = person_key(wish.contributor.uid)
    return unseal(key, wish.sealed, _context(wish.contributor, wish.asked_at)).decode()


def _context(contributor: Contributor, asked_at) -> str:
    return f"call|{contributor.uid}|{asked_at.isoformat()}"
