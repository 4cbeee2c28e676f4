"""Takes stories down: at once, completely, whatever state they are in. What follows it: `stories/follow_up.py`.

A take-down is one transaction. Everything that may take longer or may fail comes after it, through the outbox.
"""

import logging
from collections.abc import Callable

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision, WorkflowState

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from stories.consent import audit, withdrawals
from stories.consent.choices import FINAL, AskedBy, LedgerKind, Status, TakedownMode
from stories.consent.keyring import seal_for_site
from stories.consent.lifecycle import WrongStep, in_its_place, move
from stories.consent.models import Consent, Contributor, OutsideCopy, Takedown, TakedownCheck
from stories.consent.rotation import FINGERPRINT
from stories.consent.sealing import lock
from stories.fingerprints import Fingerprint
from stories.models import StoryPage
from stories.surfaces.before import count_before
from stories.surfaces.search import entries
from stories.traces import pages_of, take

ERASE, VERIFY, WIPE = "takedown.erase", "takedown.verify", "takedown.wipe"
CLEAR = "story.clear"
TRIES = 3

logger = logging.getLogger(__name__)


def take_down(contributor: Contributor, *, mode: TakedownMode, asked_by: AskedBy, actor=None) -> Takedown:
    """Withdraw every consent of a person and hide every page of theirs, whatever anybody did to it.

    One transaction; asked again, by whomever, it returns the same take-down. "Hide and delete" hides at once and
    deletes right after, so that nothing that stands in the way of deleting keeps a story public.
    """
    return _insist(lambda: _take_down(contributor, mode, asked_by, actor))


def withdraw(consent: Consent, *, actor=None) -> int:
    """Withdraw one consent and hide every story of the person; return how many live pages were hidden.

    Raises `stories.consent.lifecycle.WrongStep` when the consent is already over.
    """
    return _insist(lambda: _withdraw(consent, actor)).pages_hidden


@transaction.atomic
def expire(consent: Consent) -> int:
    """End a consent whose time is over and hide the person's stories; the read side hid them on the day."""
    # The locks come first, the person's before all others: who publishes meanwhile is hidden here or refused.
    lock(consent.contributor)
    Consent.objects.select_for_update().get(pk=consent.pk)
    hidden = hide(pages_of(consent.contributor), None)
    _end(consent, Status.EXPIRED, hidden, None)
    return hidden


def hide(stories, actor) -> int:
    """Unpublish pages, stop their reviews and clear their schedules; return how many were live."""
    hidden = 0
    for story in stories.order_by("pk").select_for_update():
        if story.live:
            # The caller checked who asks; a lock or a missing page permission must not stand in the way.
            UnpublishPageAction(story, user=actor, include_descendants=False).execute(skip_permission_checks=True)
            hidden += 1
        leave_no_way_back(story, actor)
    return hidden


def leave_no_way_back(story, actor=None) -> None:
    """Stop a hidden story's reviews, clear its schedules and forget its words in the search index."""
    for state in WorkflowState.objects.for_instance(story).active():
        state.cancel(user=actor)
    clear_schedule(story)
    entries((story.pk,)).delete()


def clear_schedule(story) -> None:
    """Let no revision go live by the clock: unpublishing alone leaves an approved schedule standing."""
    Revision.objects.for_instance(story).update(approved_go_live_at=None)
    StoryPage.objects.filter(pk=story.pk).update(go_live_at=None)
    for revision in Revision.objects.for_instance(story).filter(content__go_live_at__isnull=False):
        if revision.content.get("go_live_at"):
            revision.content["go_live_at"] = None
            revision.save(update_fields=["content"])


def open_consents(contributor: Contributor):
    """Return the consents of a person that are not over, first come first."""
    return Consent.objects.filter(contributor=contributor).exclude(status__in=FINAL).order_by("pk")


@transaction.atomic
def _take_down(contributor: Contributor, mode: TakedownMode, asked_by: AskedBy, actor) -> Takedown:
    person = lock(contributor)
    consents = list(open_consents(person).select_for_update())
    pages = pages_of(person)
    earlier = _earlier(person, mode)
    if earlier and not consents and not pages.live().exists():
        hide(pages, actor)
        return earlier
    return _carry_out(person, consents, mode, asked_by, actor)


@transaction.atomic
def _withdraw(consent: Consent, actor) -> Takedown:
    person = lock(consent.contributor)
    current = in_its_place(consent)
    if current.status in FINAL:
        raise WrongStep(f"A consent that is {current.status} cannot be withdrawn.")
    takedown = _carry_out(person, [current], TakedownMode.HIDE, AskedBy.OFFICER, actor)
    consent.refresh_from_db()
    return takedown


def _carry_out(person: Contributor, consents: list[Consent], mode, asked_by, actor) -> Takedown:
    takedown = Takedown(contributor=person, mode=mode, asked_by=asked_by, actor=actor, asked_at=timezone.now())
    takedown.consent = next(iter(sorted(consents, key=lambda consent: consent.status != Status.ACTIVE)), None)
    pages = pages_of(person)
    fingerprint, before = _look(list(pages.select_related("locale", "contributor")))
    takedown.pages_hidden = hide(pages, actor)
    # What a single hidden page asks for, the take-down does for all of them together.
    OutboxItem.objects.filter(kind=CLEAR, reference__in=map(str, fingerprint.pages), done_at=None).delete()
    takedown.fingerprint = seal_for_site(FINGERPRINT, fingerprint.to_bytes())
    takedown.hidden_at = timezone.now()
    takedown.save()
    TakedownCheck.objects.bulk_create(
        TakedownCheck(takedown=takedown, round=0, surface=surface, place=place, found=found)
        for surface, place, found, *_rest in before
    )
    OutsideCopy.objects.filter(contributor=person, takedown=None, is_removed=False).update(takedown=takedown)
    for consent in consents:
        _end(consent, Status.REFUSED if consent.status == Status.DRAFT else Status.WITHDRAWN, None, actor)
    if mode == TakedownMode.ERASE:
        withdrawals.record(LedgerKind.ERASED, person.uid)
    sentence = f"{takedown} of {person} asked by {asked_by}: {takedown.pages_hidden} pages hidden ({mode})."
    audit.record("takedown.hidden", takedown, sentence, actor)
    _have_it_followed_up(takedown)
    return takedown


def _have_it_followed_up(takedown: Takedown) -> None:
    kinds = (ERASE, VERIFY, WIPE) if takedown.mode == TakedownMode.ERASE else (VERIFY,)
    for kind in kinds:
        outbox.enqueue(kind, key=f"{kind}:{takedown.uid}", reference=str(takedown.uid), nobody_waits=True)


def _end(consent: Consent, status: Status, hidden: int | None, actor) -> None:
    move(consent, status)
    if status == Status.WITHDRAWN:
        withdrawals.record(LedgerKind.WITHDRAWN, consent.record_id)
    count = "" if hidden is None else f"; {hidden} pages hidden"
    sentence = f"Consent of {consent.contributor} ended as {status.value}{count}."
    audit.record(f"consent.{status.value}", consent, sentence, actor)


def _look(pages: list[StoryPage]) -> tuple[Fingerprint, list]:
    """Return what to look for later and what there is now. Nothing that fails here may keep a story public."""
    try:
        with transaction.atomic():
            fingerprint = take(pages)
            return fingerprint, count_before(pages, fingerprint)
    except Exception as error:
        logger.error("take-down: no fingerprint could be taken (%s)", type(error).__name__)
        return Fingerprint(pages=tuple(page.pk for page in pages), is_complete=False), []


def _earlier(person: Contributor, mode: TakedownMode) -> Takedown | None:
    """Return the take-down that did already what is asked now; "hide and delete" did hide."""
    done = person.takedowns.all() if mode == TakedownMode.HIDE else person.takedowns.filter(mode=mode)
    return done.order_by("-asked_at", "-pk").first()


def _insist(act: Callable[[], Takedown]) -> Takedown:
    """Try again where the database ended our transaction for the sake of another one (a deadlock)."""
    for _try in range(TRIES - 1):
        try:
            return act()
        except OperationalError:
            if connection.in_atomic_block:
                raise
    return act()
