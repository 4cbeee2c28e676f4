"""Purging: every copy is forgotten, and one that cannot be reached keeps no other from it."""

import pytest
from django.core.cache import cache

from campaign_site.delivery import purging


@pytest.fixture
def asked(monkeypatch):
    paths = []
    monkeypatch.setattr(purging, "_purges", [*purging._purges, paths.extend])
    return paths


def test_whoever_registered_is_told_each_path_once(asked):
    purging.purge(["/en/b/", "/en/a/", "/en/b/"])

    assert asked == ["/en/a/", "/en/b/"]


def test_the_caches_are_emptied(asked):
    cache.set("page", "words")

    purging.purge([])

    assert cache.get("page") is None


def test_an_edge_that_is_away_is_raised_after_the_others_have_forgotten(monkeypatch, asked):
    def away(paths):
        raise ConnectionError

    monkeypatch.setattr(purging, "_purges", [away, *purging._purges])
    cache.set("page", "words")

    with pytest.raises(ConnectionError):
        purging.purge(["/en/"])

    assert asked == ["/en/"]
    assert cache.get("page") is None
