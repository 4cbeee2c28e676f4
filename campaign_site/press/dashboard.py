"""What waits for the press office: releases under embargo; and how many were published in the last weeks."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from campaign_site.pages.dashboard import Waiting
from campaign_site.pages.weekly_chart import Series, counted
from campaign_site.press.models import PressReleasePage
from campaign_site.press.viewsets import lists_releases


def numbers(user) -> Iterator[Waiting]:
    """Yield the releases whose hour has not come."""
    if lists_releases(user):
        embargoed = _seen_by(user).filter(embargo_until__gt=timezone.now()).count()
        yield Waiting(_("Releases under embargo"), embargoed, reverse("releases:index") + "?is_embargoed=true")


def weeks(user, since: date) -> Iterator[Series]:
    """Yield the releases published."""
    if lists_releases(user):
        published = counted(_seen_by(user), "first_published_at", since)
        yield Series(_("Releases published"), published, reverse("releases:index") + "?live=true")


def _seen_by(user):
    seen = page_permission_policy.explorable_instances(user)
    return PressReleasePage.objects.filter(pk__in=seen.values("pk")).order_by()
