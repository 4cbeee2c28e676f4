"""Which pages a file stands on that somebody reviews now, or approved, or that are public already.

What a draft shows stands in its version alone, so those that wait are read one by one: they are few.
"""

from collections.abc import Iterator
from itertools import chain

from django.db.models import Model
from wagtail.models import Page, Revision, TaskState

from campaign_site.media.models import CampaignVideo
from campaign_site.media.shown import shown_by
from campaign_site.media.standing import Standing
from campaign_site.pages.models import BasePage
from campaign_site.pages.public_display import naming


def where_it_stands(item: Model, user) -> Iterator[Standing]:
    """Yield where a page names this file that is in review, approved for a later hour, or live; shown or not."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    reviewed = Revision.page_revisions.filter(pk__in=waiting)
    coming = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    live = Page.objects.live().filter(pk__in=[page.pk for page in naming(item)]).specific()
    for page in (revision.as_object() for revision in reviewed):
        if item.pk in shown_by(page)[type(item)]:
            yield _place(page, user, is_reviewed=True)
    for page in chain((revision.as_object() for revision in coming), live):
        if _shows(page, item):
            yield _place(page, user)


def _shows(page: BasePage, item: Model) -> bool:
    # A story that is not as it was approved shows nothing, so that it can be mended; a film may come to light yet.
    shown = shown_by(page) if isinstance(item, CampaignVideo) else page.files_shown_now()
    return item.pk in shown[type(item)]


def _place(page: BasePage, user, *, is_reviewed=False) -> Standing:
    may = None if user is None else page.permissions_for_user(user)
    return Standing(
        page.locale.language_code,
        is_reviewed,
        page.goes_live_by_review and not is_reviewed,
        may is not None and may.can_publish(),
        page.get_admin_display_title() if may is not None and may.can_edit() else "",
    )
