"""Every copy is forgotten, and one that cannot be reached keeps no other from it."""

import pytest
from django.core.cache import cache
from redis.exceptions import RedisError

from campaign_site.delivery.caching.every_copy import forget_every_copy
from campaign_site.delivery.edge.purges import NotPurged
from tests.delivery.edge.edge_double import TOKEN, edge


@pytest.fixture
def known(settings):
    """An edge that the site knows."""
    with edge() as double:
        settings.EDGE_PURGE_TOKEN, settings.EDGE_PURGE_URLS = TOKEN, [double.address]
        yield double


def test_the_edge_forgets_what_is_published_and_the_caches_are_emptied(known):
    cache.set("page", "words")

    forget_every_copy()

    assert known.purged == ["content"]
    assert cache.get("page") is None


def test_an_edge_that_refuses_is_told_of_after_the_caches_have_forgotten(known):
    known.status = 403
    cache.set("page", "words")

    with pytest.raises(NotPurged):
        forget_every_copy()

    assert cache.get("page") is None


def test_a_cache_that_is_away_has_forgotten_nothing_and_says_so(settings, known):
    settings.CACHES = {
        "default": {
            "BACKEND": "campaign_site.delivery.caching.forgiving_cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert cache.get("page") is None

    with pytest.raises(RedisError):
        forget_every_copy()

    assert known.purged == ["content"]
