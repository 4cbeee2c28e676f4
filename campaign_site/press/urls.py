"""The feeds; pages are found through Wagtail's tree."""

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.page_cache.sharing import shared
from campaign_site.press.feeds import AtomFeed, RssFeed

fresh = cache_control(no_cache=True)

urlpatterns = [
    path("press/feed.rss", require_safe(shared(fresh(RssFeed()))), name="press_rss"),
    path("press/feed.atom", require_safe(shared(fresh(AtomFeed()))), name="press_atom"),
]
