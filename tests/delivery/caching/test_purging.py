"""Purging: every copy is forgotten, and one that cannot be reached keeps no other from it."""

import pytest
from django.core.cache import cache
from redis.exceptions import RedisError

from campaign_site.delivery.caching import purging


@pytest.fixture
def asked(monkeypatch):
    """How often somebody who registered was asked."""
    asked = []
    monkeypatch.setattr(purging, "_purges", [*purging._purges])
    purging.register(lambda: asked.append("asked"))
    return asked


def test_whoever_registered_is_asked_and_the_caches_are_emptied(asked):
    cache.set("page", "words")

    purging.purge()

    assert asked == ["asked"]
    assert cache.get("page") is None


def test_an_edge_that_is_away_is_raised_after_the_others_have_forgotten(monkeypatch, asked):
    def away():
        raise ConnectionError

    monkeypatch.setattr(purging, "_purges", [away, *purging._purges])
    cache.set("page", "words")

    with pytest.raises(ConnectionError):
        purging.purge()

    assert asked == ["asked"]
    assert cache.get("page") is None


def test_a_cache_that_is_away_has_forgotten_nothing_and_says_so(settings, asked):
    settings.CACHES = {
        "default": {
            "BACKEND": "campaign_site.delivery.caching.forgiving_cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert cache.get("page") is None

    with pytest.raises(RedisError):
        purging.purge()

    assert asked == ["asked"]
