"""Publishes and expires pages by the clock, each alone: one that is refused does not keep the others waiting."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish each revision whose hour has come; return how many went live."""
    due = Revision.page_revisions.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at")
    return sum(_publish(revision) for revision in due)


def expire_due() -> int:
    """Unpublish each live page whose last hour is over; return with how many all went well."""
    over = Page.objects.live().filter(expire_at__lte=timezone.now()).specific()
    return sum(_expire(page) for page in over)


def _expire(page: Page) -> bool:
    action = UnpublishPageAction(page, set_expired=True, log_action="wagtail.unpublish.scheduled")
    try:
        # Not in a transaction: what fails once the page is hidden must not show it again.
        action.execute(skip_permission_checks=True)
    except Exception as error:
        logger.warning("schedule: page %s was not taken back as a whole (%s)", page.pk, type(error).__name__)
        return False
    return True


def _publish(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError:
        # Refused for good: asked again every minute it would only fill the log.
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        logger.warning("schedule: page %s may not be published", revision.object_id)
        return False
    except Exception as error:
        logger.warning("schedule: page %s failed (%s), tried again", revision.object_id, type(error).__name__)
        return False
    return True
