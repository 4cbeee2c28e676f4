"""Who sees stories in the admin's lists: those whose role holds a right on them.

Their titles are the codes of people, and Wagtail lists titles to everybody in the admin: in choosers,
search, reports and its own interface. Superusers see them, to keep the machine.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy

from stories.models import StoryPage
from stories.permissions import grants_on_stories, rights_on_stories


def may_see(user, page: Page) -> bool:
    """Whether a list may show this page to this user; every page that is no story."""
    is_story = page.content_type_id == ContentType.objects.get_for_model(StoryPage).pk
    return not is_story or user.is_superuser or bool(rights_on_stories(user, page))


def without_hidden_stories(pages, user):
    """Return the pages of a queryset without the stories that the user holds no right on."""
    if user.is_superuser:
        return pages
    hidden = Q(content_type=ContentType.objects.get_for_model(StoryPage))
    for path in {grant.page.path for grant in grants_on_stories(user)}:
        hidden &= ~Q(path__startswith=path)
    return pages.exclude(hidden)


class StoriesApartPolicy(PagePermissionPolicy):
    """Wagtail's policy for pages, in which rights held above the stories do not reach them."""

    def instances_user_has_any_permission_for(self, user, actions):
        """Return the pages on which the user has one of these permissions."""
        return without_hidden_stories(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user):
        """Return the pages that explorer, search, reports and histories show to the user."""
        return without_hidden_stories(super().explorable_instances(user), user)


def keep_stories_apart() -> None:
    """Give Wagtail's one policy object our class: every list of the admin asks it, and no setting replaces it."""
    page_permission_policy.__class__ = StoriesApartPolicy


def in_explorer(parent_page, pages, request):
    """Hook `construct_explorer_page_queryset`: nobody looks below a story that is hidden from them."""
    if not may_see(request.user, parent_page):
        raise PermissionDenied
    return pages


def in_chooser(pages, request):
    """Hook `construct_page_chooser_queryset`: neither among what can be chosen, nor as the page it is below."""
    parent = Page.objects.filter(pk=request.resolver_match.kwargs.get("parent_page_id")).first()
    if parent and not may_see(request.user, parent):
        raise PermissionDenied
    return without_hidden_stories(pages, request.user)
