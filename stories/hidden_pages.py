"""Wagtail's screens about one page answer only about pages that the user may see.

Some of them look the page up and show its title before they ask for a permission, or never ask: for a story that
title is the person's code. One question before all of them, and before those of later versions. What is done to
many pages at once is asked about each.
"""

from wagtail.models import Page

from campaign_site.delivery.admin.guarded_screens import GuardedScreensMiddleware, many_of
from campaign_site.delivery.admin.row_keys import are_keys
from stories.visibility import may_see

NAMESPACE = "wagtailadmin_pages"
# What names a page anywhere else.
PAGES = ("page_id", "parent_page_id", "page_pk")
# Every other part of an address in this namespace is taken for a page's id.
OTHER_PARTS = frozenset(
    {
        "action_name",
        "app_label",
        "content_type_app_name",
        "content_type_model_name",
        "model_name",
        "revision_id",
        "task_id",
        "task_state_id",
        "workflow_state_id",
    }
)


class HiddenPagesMiddleware(GuardedScreensMiddleware):
    """Refuses each screen about a page that is hidden from whoever is signed in."""

    def refuses(self, request, args, kwargs):
        """Whether it is about a hidden page, or one of many that no number tells."""
        match = request.resolver_match
        if NAMESPACE in match.namespaces:
            # The address that compares two revisions names nothing: its first part is the page.
            ids = {value for name, value in kwargs.items() if name not in OTHER_PARTS} | set(args[:1])
            pages = Page.objects.filter(pk__in=ids)
            # Wagtail would look for the parent of the root.
            if match.url_name == "set_page_position" and any(page.is_root() for page in pages):
                return True
        elif (ids := many_of("page", request, kwargs)) is not None:
            # Wagtail would look for the parent without asking whether it is there.
            if not are_keys(pk for pk in ids if pk != "all") or _parent_is_missing(request.GET):
                return True
            pages = _chosen(request.GET)
        else:
            ids = [kwargs[name] for name in PAGES if name in kwargs]
            pages = Page.objects.filter(pk__in=ids) if ids else ()
        return not all(may_see(request.user, page) for page in pages)


def _chosen(query):
    """Return the pages that something is to be done to at once: those named, or all below one (or of the site)."""
    ids = query.getlist("id")
    if "all" not in ids:
        return Page.objects.filter(pk__in=ids)
    parent = _parent(query)
    return Page.objects.descendant_of(parent) if parent else Page.objects.all()


def _parent_is_missing(query) -> bool:
    return bool(query.get("childOf")) and _parent(query) is None


def _parent(query) -> Page | None:
    """Return the page below which all are chosen, if one is named and there."""
    below = query.get("childOf", "")
    return Page.objects.filter(pk=below).first() if are_keys([below]) else None
