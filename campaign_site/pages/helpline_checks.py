"""Helplines that somebody has to call again, as a number on the dashboard of whoever may change them."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign_site.pages.dashboard import Item, Waiting, first_of
from campaign_site.pages.helplines import Helpline, not_checked_since


def numbers(user) -> Iterator[Waiting]:
    """Yield the helplines whose last check is too long ago, the oldest first."""
    if user.has_perm("pages.change_helpline"):
        lines = Helpline.objects.to_check_again().order_by("reviewed_on", "pk")
        count, first = first_of(lines, "pk", "name", "country")
        items = (
            Item(f"{name} ({country})", reverse("wagtailsnippets_pages_helpline:edit", args=[pk]))
            for pk, name, country in first
        )
        query = urlencode({"reviewed_before": not_checked_since().isoformat()})
        address = f"{reverse('wagtailsnippets_pages_helpline:list')}?{query}"
        yield Waiting(_("Helplines to check again"), count, address, is_pressing=True, first=tuple(items))
