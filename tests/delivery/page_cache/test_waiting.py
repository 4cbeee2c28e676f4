"""Many who ask for a page at once wait for one rendering, and for nothing that does not come."""

import threading
import time
from itertools import count

import pytest

from campaign_site.delivery.page_cache.application import PATIENCE_SECONDS, PageCache
from tests.delivery.page_cache.test_application import Always, comes_true, toy
from tests.delivery.page_cache.visitor import Visitor
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_who_ask_at_once_have_it_rendered_once():
    go_on = threading.Event()
    application = toy(before=lambda: go_on.wait(30))
    cache = PageCache(application, epoch=Always())

    def ask():
        return Visitor(cache).get("/en/").body

    release = threading.Thread(target=lambda: (comes_true(lambda: cache.counts["waited"] == 4), go_on.set()))
    release.start()
    assert together(*[ask] * 5) == [b"page"] * 5
    release.join(30)
    assert application.calls == 1


def held_up(application, *, until: threading.Event):
    """The application, whose first answer comes when the event does."""
    numbers = count()

    def holding(environ, start_response):
        if next(numbers) == 0:
            assert until.wait(30)
            return application(environ, start_response, is_first=True)
        return application(environ, start_response)

    return holding


def test_who_waits_for_a_rendering_that_fails_renders_alone():
    def failing_once(environ, start_response, is_first=False):
        if is_first:
            raise ValueError
        return toy()(environ, start_response)

    def ask():
        try:
            return Visitor(cache).get("/en/").body
        except ValueError:
            return b"failed"

    go_on = threading.Event()
    cache = PageCache(held_up(failing_once, until=go_on), epoch=Always())
    release = threading.Thread(target=lambda: (comes_true(lambda: cache.counts["waited"] == 1), go_on.set()))
    release.start()
    assert sorted(together(ask, ask)) == [b"failed", b"page"]
    release.join(30)
    assert len(cache.shelves) == 1


def test_who_waits_too_long_for_anothers_rendering_renders_alone():
    go_on = threading.Event()
    slow = held_up(lambda environ, start_response, **_first: toy()(environ, start_response), until=go_on)
    cache = PageCache(slow, epoch=Always(), patience=0.01)
    first = threading.Thread(target=Visitor(cache).get, args=("/en/",))
    first.start()
    assert comes_true(lambda: cache.counts["misses"] == 1)
    began = time.monotonic()
    assert Visitor(cache).get("/en/").body == b"page"
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert cache.counts["waited"] == 1 and first.is_alive()
    go_on.set()
    first.join(30)
