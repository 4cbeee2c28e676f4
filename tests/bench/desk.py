"""What the dashboard and the lists of the desk cost among ten thousand stories, for who works with each."""

from django.contrib.auth.signals import user_logged_in
from django.urls import reverse

from campaign_site.accounts.models import User
from stories.models import StoryPage
from tests.bench import asking
from tests.bench.identity import STORIES
from tests.bench.site import fill
from tests.bench.table import Row, at_most, say
from tests.factories.accounts import whole_sign_in
from tests.factories.many_stories import multiply

MOST_QUERIES = 25
LISTS = {
    "protection-officer": ["story_list", "consent", "contributor", "call", "takedown", "wagtailimages"],
    "reviewer": ["story_list"],
    "fundraising-officer": ["pledge"],
    "press-officer": ["wagtailimages"],
    "translator": [],
}


def measure() -> list[Row]:
    """Ask for each role's dashboard and lists."""
    fill()
    user_logged_in.connect(whole_sign_in)
    say(f"making {STORIES:,} stories …")
    first = StoryPage.objects.for_public_display().filter(locale__language_code="en").order_by("path").first()
    multiply(first, STORIES - StoryPage.objects.count())
    return [row for role, lists in LISTS.items() for row in _rows(role, lists)]


def _rows(role: str, lists: list[str]) -> list[Row]:
    asking.CLIENT.force_login(User.objects.get(email=f"{role}@example.org"))
    pages = {"dashboard": reverse("wagtailadmin_home")} | {name: reverse(f"{name}:index") for name in lists}
    return [
        row
        for name, address in pages.items()
        for row in (
            Row(f"{name}, {role}: queries, {STORIES:,} stories", asking.queries(address), at_most(MOST_QUERIES)),
            Row(f"{name}, {role}: CPU ms", asking.milliseconds(address)),
        )
    ]
