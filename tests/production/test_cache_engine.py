"""Redis is there, and Redis goes away."""

import pytest

from tests.production import engines

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


def test_losing_the_cache_is_named_and_no_page_is_lost(start):
    with engines.redis_program() as (address, redis), start(CACHE_URL=address) as door:
        assert door.ask("/readyz").status == 200
        redis.stop()
        ready = door.ask("/readyz")
        assert ready.status == 503
        assert b'"cache": false' in ready.body
        assert door.ask("/en/").status == 200
        assert door.ask("/en/search/?q=help").status == 200
        redis.start()
        assert door.ask("/readyz").status == 200
