"""The end of a take-down, and the copies elsewhere that keep it open: who was asked, and who answered."""

from django.db import transaction
from django.utils import timezone

from campaign_site.delivery.jobs import outbox
from stories.consent import audit
from stories.consent.choices import ContributorStatus
from stories.consent.models import OutsideCopy, Takedown
from stories.takedown import VERIFY


class StillOpen(ValueError):
    """The take-down cannot be closed yet: something is left, or somebody was not asked."""


def check_again(takedown: Takedown) -> None:
    """Look everywhere once more, beside the request."""
    key = f"{VERIFY}:{takedown.uid}:{timezone.now().isoformat()}"
    outbox.enqueue(VERIFY, key=key, reference=str(takedown.uid), nobody_waits=True)


@transaction.atomic
def close(takedown: Takedown, *, actor, give_up: bool = False) -> None:
    """Close a verified take-down and forget what it looked for. Twice is once.

    Copies that nobody answered for keep it open until `give_up` says so. Of who had all deleted, it is forgotten
    where copies were as well: an address can tell whose story it is. Raises StillOpen.
    """
    locked = Takedown.objects.select_for_update().get(pk=takedown.pk)
    if locked.closed_at:
        return
    if not locked.verified_at:
        raise StillOpen("Something is left, or could not be looked at.")
    waiting = locked.outside_copies.filter(is_removed=False)
    if waiting.filter(asked_at=None).exists():
        raise StillOpen("A copy elsewhere was not asked about yet.")
    unanswered = waiting.count()
    if unanswered and not give_up:
        raise StillOpen("A copy elsewhere is still there.")
    locked.closed_at, locked.fingerprint = timezone.now(), None
    locked.save(update_fields=["closed_at", "fingerprint"])
    if locked.contributor.status == ContributorStatus.ERASED:
        copies = OutsideCopy.objects.filter(contributor=locked.contributor, takedown__closed_at__isnull=False)
        copies.update(place="")
    audit.record("takedown.closed", locked, f"{locked} was closed; {unanswered} copies given up.", actor)


@transaction.atomic
def note_asked(copy: OutsideCopy, *, actor) -> None:
    """Write down that the letter was sent; the first time counts."""
    if OutsideCopy.objects.filter(pk=copy.pk, asked_at=None).update(asked_at=timezone.now()):
        audit.record("copy.asked", copy, f"Somebody was asked to remove copy {copy.pk}.", actor)


@transaction.atomic
def note_answered(copy: OutsideCopy, *, is_removed: bool, actor) -> None:
    """Write down what the holder answered: it is removed, or it stays."""
    asked = OutsideCopy.objects.select_for_update().get(pk=copy.pk)
    now = timezone.now()
    asked.asked_at, asked.answered_at, asked.is_removed = asked.asked_at or now, now, is_removed
    asked.save(update_fields=["asked_at", "answered_at", "is_removed"])
    answer = "is removed" if is_removed else "stays"
    audit.record("copy.answered", asked, f"Copy {asked.pk} {answer}, its holder says.", actor)
