"""What follows a committed take-down: deleting, forgetting, verifying, wiping. Each is safe to repeat."""

import logging
import time
from datetime import timedelta

from django.utils import timezone

from campaign_site.delivery.caching.publication import TRUST_SECONDS
from campaign_site.delivery.jobs import outbox
from stories.consent.choices import Surface
from stories.consent.keyring import seal_for_site
from stories.consent.models import Takedown
from stories.consent.rotation import FINGERPRINT
from stories.erasure import erase, wipe
from stories.fingerprints import Fingerprint
from stories.forgetting import forget
from stories.models import StoryPage
from stories.surfaces.case import Finding
from stories.takedown import CLEAR
from stories.traces import pages_of, take
from stories.verification import is_overtaken, open_fingerprint, verify

# What is asked over the public host, and how long after `hidden_at` a take-down may still be committed.
PUBLIC = frozenset({Surface.PAGE, Surface.LISTING, Surface.FEED, Surface.MEDIA, Surface.EDGE})
COMMIT = timedelta(milliseconds=200)

logger = logging.getLogger(__name__)


class SomethingIsLeft(Exception):
    """A take-down is not proven yet: it is looked at again later."""


def clear_later(story: StoryPage) -> None:
    """Have the files of a hidden story made private once the caller's transaction is committed."""
    key = f"{CLEAR}:{story.pk}:{timezone.now().isoformat()}"
    outbox.enqueue(CLEAR, key=key, reference=str(story.pk), nobody_waits=True)


def clear_story(item) -> None:
    """Make the files of a hidden story private, unless it is live again."""
    pages = StoryPage.objects.filter(pk=item.reference, live=False)
    forget(take(pages) if pages else Fingerprint())


def erase_person(item) -> None:
    """Delete all that a take-down is to delete."""
    takedown = Takedown.objects.get(uid=item.reference)
    _complete(takedown)
    erase(takedown.contributor, actor=takedown.actor)


def verify_takedown(item) -> None:
    """Forget again and look; a failure to forget is raised after looking, so that officers see what it left."""
    takedown = Takedown.objects.get(uid=item.reference)
    if not takedown.fingerprint or is_overtaken(takedown):
        return
    _complete(takedown)
    began = timezone.now()
    left, failure = _forget_and_look(takedown)
    trusted = takedown.hidden_at + timedelta(seconds=TRUST_SECONDS) + COMMIT
    if began < trusted and any(finding.found and finding.surface in PUBLIC for finding in left):
        # Another process may have answered by what it trusted when the story was hidden.
        time.sleep(max(0.0, (trusted - timezone.now()).total_seconds()))
        left, failure = _forget_and_look(takedown)
    if left:
        raise SomethingIsLeft from failure
    if failure:
        raise failure


def _forget_and_look(takedown: Takedown) -> tuple[list[Finding], Exception | None]:
    failure = None
    try:
        forget(open_fingerprint(takedown))
    except Exception as error:
        logger.warning("%s: forgetting failed with %s", takedown, type(error).__name__)
        failure = error
    return verify(takedown), failure


def _complete(takedown: Takedown) -> None:
    """Take the fingerprint that could not be taken in time, as long as the pages are there."""
    pages = pages_of(takedown.contributor)
    if not takedown.fingerprint or open_fingerprint(takedown).is_complete or not pages:
        return
    try:
        fingerprint = take(pages)
    except Exception as error:
        logger.warning("%s: still no fingerprint (%s)", takedown, type(error).__name__)
        return
    takedown.fingerprint = seal_for_site(FINGERPRINT, fingerprint.to_bytes())
    takedown.save(update_fields=["fingerprint"])


def wipe_database(item) -> None:
    """Have the database rewrite what it still holds of deleted rows."""
    wipe()
