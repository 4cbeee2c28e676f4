"""The wish to be called: sealed with the person's own key, told to the officers by code."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from stories.consent import audit, officers
from stories.consent.access import Access
from stories.consent.disclosure import announce
from stories.consent.models import CallRequest, Contributor
from stories.consent.sealing import key_for_reading, lock, seal_for, unseal_for


@transaction.atomic
def ask(contributor: Contributor, text: str) -> CallRequest:
    """Keep what the person wrote, sealed, and tell the officers; the same words asked twice are one wish.

    Raises KeyDestroyed when the person was erased meanwhile.
    """
    person = lock(contributor)
    for wish in person.call_requests.filter(handled_at=None):
        if _text(wish) == text:
            return wish
    asked_at = timezone.now()
    sealed = seal_for(person, _place(asked_at), text.encode(errors="replace"))
    wish = CallRequest.objects.create(contributor=person, sealed=sealed, asked_at=asked_at)
    audit.record("call.asked", wish, f"{person} asked for a call.")
    # Whoever holds a code cannot flood the officers: one mail an hour for each person.
    hour = f"{asked_at:%Y-%m-%dT%H}"
    officers.tell("call_wished", key=f"call:{person.code}:{hour}", context={"code": person.code})
    return wish


def read(wish: CallRequest, access: Access) -> str:
    """Return what the person wrote. The audit event is committed before.

    Raises NotPermitted, SignInTooOld, ReasonMissing, KeyDestroyed, Unreadable; RuntimeError inside a transaction.
    """
    reason = access.check("consent.view_callrequest")
    kept = CallRequest.objects.select_related("contributor").get(pk=wish.pk)
    key_for_reading(kept.contributor)  # raises for whoever is erased
    announce("call.read", kept, kept.contributor, "Wish to be called", reason, access)
    return _text(kept)


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
    return unseal_for(wish.contributor, _place(wish.asked_at), wish.sealed).decode()


def _place(asked_at: datetime) -> str:
    return f"call|{asked_at.isoformat()}"
