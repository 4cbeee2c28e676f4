"""What waits for those who work on stories, and what became of stories in the last weeks."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign_site.pages.dashboard import Item, Waiting, counts, first_of
from campaign_site.pages.weekly_chart import Series, counted
from stories.consent.models import CallRequest, Consent, Takedown
from stories.desk.stories import MY_REVIEW, MY_WRITING, THEIR_YES, may_list
from stories.identity.models import IdentityFinding
from stories.models import StoryPage
from stories.permissions import grants_on_stories
from stories.waiting import being_written_by, reviews_stories, waiting_for, waiting_for_the_person

ENDS_WITHIN_DAYS = 60


def numbers(user) -> Iterator[Waiting]:
    """Yield what waits, as far as the user may list it."""
    if reviews_stories(user):
        yield _named(_("Reviews that wait for me"), waiting_for(user), _stories(waits=MY_REVIEW))
    if grants_on_stories(user) and user.has_perm("consent.add_storyapproval"):
        yield _named(_("Texts to read to the person"), waiting_for_the_person(), _stories(waits=THEIR_YES))
    yield from _counted(user)


def _counted(user) -> Iterator[Waiting]:
    """Yield what is a number only; all of them are one query."""
    label = _("Consents that end within %(days)s days") % {"days": ENDS_WITHIN_DAYS}
    known = [
        ("consent.view_callrequest", _("Calls asked for"), CallRequest.objects.filter(handled_at=None),
         _list("call", "is_open=true")),
        ("consent.view_takedown", _("Take-downs to finish"), Takedown.objects.filter(closed_at=None),
         _list("takedown", "is_open=true")),
        ("stories.view_identityfinding", _("Findings of the identity check"), IdentityFinding.objects.open(),
         _list("identity_finding", "state=open")),
        ("consent.view_consent", label, Consent.objects.ending_within(ENDS_WITHIN_DAYS),
         _list("consent", f"ends_within={ENDS_WITHIN_DAYS}")),
    ]  # fmt: skip
    allowed = [(label, rows, url) for permission, label, rows, url in known if user.has_perm(permission)]
    if grants_on_stories(user):
        allowed.append((_("Stories that I am writing"), being_written_by(user), _stories(waits=MY_WRITING)))
    found = counts(*(rows for _label, rows, _url in allowed))
    for (label, rows, url), count in zip(allowed, found, strict=True):
        # Who writes nothing is not told so.
        if count or rows.model is not StoryPage:
            yield Waiting(label, count, url, is_pressing=rows.model in (CallRequest, Takedown))


def weeks(user, since: date) -> Iterator[Series]:
    """Yield stories made public, and take-downs where the user may list them."""
    if may_list(user):
        public = counted(StoryPage.objects.order_by(), "first_published_at", since)
        yield Series(_("Stories made public"), public, _stories(state="public"))
    if user.has_perm("consent.view_takedown"):
        yield Series(_("Take-downs"), counted(Takedown.objects.all(), "asked_at", since), _list("takedown"))


def _named(label: str, stories, url: str) -> Waiting:
    stories = stories.order_by("latest_revision_created_at", "pk")
    count, first = first_of(stories, "pk", "contributor__code")
    items = tuple(Item(code, reverse("wagtailadmin_pages:edit", args=[pk])) for pk, code in first)
    return Waiting(label, count, url, first=items)


def _stories(**query: str) -> str:
    return _list("story_list", "&".join(f"{name}={value}" for name, value in query.items()))


def _list(name: str, query: str = "") -> str:
    address = reverse(f"{name}:index")
    return f"{address}?{query}" if query else address
