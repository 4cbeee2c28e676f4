"""Hides stories: at once, completely, whatever state they are in."""

from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision, WorkflowState

from stories.consent import audit
from stories.consent.choices import Status
from stories.consent.lifecycle import move
from stories.consent.models import Consent
from stories.models import StoryPage


def withdraw(consent: Consent, *, actor=None) -> int:
    """Withdraw a consent and hide every story of the person: translations, aliases, copies, schedules.

    All of it happens in one transaction. Returns how many live pages were hidden. Raises
    `stories.consent.lifecycle.WrongStep` when the consent is already over.
    """
    return _end(consent, Status.WITHDRAWN, actor)


def expire(consent: Consent) -> int:
    """End a consent whose time is over and hide the person's stories; the read side hid them on the day."""
    return _end(consent, Status.EXPIRED, None)


@transaction.atomic
def _end(consent: Consent, status: Status, actor) -> int:
    # The lock comes first: whoever publishes meanwhile is either hidden here or refused by the gate.
    Consent.objects.select_for_update().get(pk=consent.pk)
    hidden = hide(StoryPage.objects.filter(contributor=consent.contributor_id), actor)
    move(consent, status)
    sentence = f"Consent of {consent.contributor} ended as {status.value}; {hidden} pages hidden."
    audit.record(f"consent.{status.value}", consent, sentence, actor)
    return hidden


def hide(stories, actor) -> int:
    """Unpublish pages, stop their reviews and clear their schedules; return how many were live."""
    hidden = 0
    for story in stories.select_for_update():
        if story.live:
            # The caller checked who asks; a lock or a missing page permission must not stand in the way.
            UnpublishPageAction(story, user=actor, include_descendants=False).execute(skip_permission_checks=True)
            hidden += 1
        leave_no_way_back(story, actor)
    return hidden


def leave_no_way_back(story, actor=None) -> None:
    """Stop a hidden story's reviews and clear its schedules: either would put it live again."""
    for state in WorkflowState.objects.for_instance(story).active():
        state.cancel(user=actor)
    clear_schedule(story)


def clear_schedule(story) -> None:
    """Let no revision go live by the clock: unpublishing alone leaves an approved schedule standing."""
    Revision.objects.for_instance(story).update(approved_go_live_at=None)
    StoryPage.objects.filter(pk=story.pk).update(go_live_at=None)
    for revision in Revision.objects.for_instance(story).filter(content__go_live_at__isnull=False):
        if revision.content.get("go_live_at"):
            revision.content["go_live_at"] = None
            revision.save(update_fields=["content"])
