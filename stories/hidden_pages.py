"""Wagtail's screens about one page answer only about pages that the user may see.

Some of them look the page up and show its title before they ask for a permission, or never ask: for a story that
title is the person's code. One question before all of them, and before those of later versions. What is done to
many pages at once is asked about each.
"""

from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from stories.visibility import may_see

NAMESPACE = "wagtailadmin_pages"
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


class HiddenPagesMiddleware:
    """Refuses, as Wagtail does, each screen about a page that is hidden from whoever is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the refusal, or None to go on."""
        match = request.resolver_match
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return None
        if NAMESPACE in match.namespaces:
            # The address that compares two revisions names nothing: its first part is the page.
            ids = {value for name, value in kwargs.items() if name not in OTHER_PARTS} | set(args[:1])
            pages = Page.objects.filter(pk__in=ids)
            # Wagtail would look for the parent of the root.
            refused = match.url_name == "set_page_position" and any(page.is_root() for page in pages)
        elif match.url_name == "wagtail_bulk_action" and kwargs.get("model_name") == "page":
            # Wagtail reads " 5" and "+5" as the number they are.
            refused = not all(pk == "all" or pk.isdecimal() for pk in request.GET.getlist("id"))
            pages = Page.objects.none() if refused else _chosen(request.GET)
        else:
            return None
        if refused or not all(may_see(request.user, page) for page in pages):
            return permission_denied(request)
        return None


def _chosen(query):
    """Return the pages that something is to be done to at once: those named, or all below one (or of the site)."""
    ids = query.getlist("id")
    if "all" not in ids:
        return Page.objects.filter(pk__in=ids)
    below = query.get("childOf", "")
    parent = Page.objects.filter(pk=below).first() if below.isdecimal() else None
    return Page.objects.descendant_of(parent) if parent else Page.objects.all()
