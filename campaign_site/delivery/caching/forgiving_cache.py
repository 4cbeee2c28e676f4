"""Redis as a cache that may be away: what it would have remembered is worked out again, and no page is lost."""

import functools
import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or(answer):
    """Decorate a cache method: while Redis is away it answers what `answer` makes of the arguments."""

    def decorate(method):
        @functools.wraps(method)
        def forgiving(self, *args, **kwargs):
            try:
                return method(self, *args, **kwargs)
            except RedisError as error:
                logger.warning("cache: %s failed (%s)", method.__name__, type(error).__name__)
                return answer(*args, **kwargs)

        return forgiving

    return decorate


class ForgivingRedisCache(RedisCache):
    """Reads find nothing and writes keep nothing while Redis is away. Never store what exists nowhere else.

    Whoever empties it wants something forgotten, and is told that it could not be: `clear` raises RedisError.
    """

    get = _or(lambda key, default=None, version=None: default)(RedisCache.get)
    get_many = _or(lambda keys, version=None: {})(RedisCache.get_many)
    has_key = _or(lambda key, version=None: False)(RedisCache.has_key)
    add = _or(lambda *args, **kwargs: False)(RedisCache.add)
    touch = _or(lambda *args, **kwargs: False)(RedisCache.touch)
    delete = _or(lambda *args, **kwargs: False)(RedisCache.delete)
    set = _or(lambda *args, **kwargs: None)(RedisCache.set)
    set_many = _or(lambda data, **kwargs: list(data))(RedisCache.set_many)
    delete_many = _or(lambda *args, **kwargs: None)(RedisCache.delete_many)
