"""Development: a line of the log for each statement that took long, with the view that asked and no parameters."""

import logging
from contextvars import ContextVar
from time import perf_counter

from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)
MOST_CHARACTERS = 800
_view: ContextVar[str] = ContextVar("view", default="")


class SlowQueryMiddleware:
    """Times each statement of a request; those of SLOW_QUERY_MS milliseconds and more are logged."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer, with this thread's connection timed meanwhile."""
        token = _view.set("")
        try:
            with connection.execute_wrapper(_timed):
                return self.get_response(request)
        finally:
            _view.reset(token)

    def process_view(self, request, view, args, kwargs):
        """Remember which view it is, by its name in the code: an address may hold what somebody typed."""
        _view.set(f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}")


def _timed(execute, sql, params, many, context):
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = (perf_counter() - began) * 1000
        if milliseconds >= settings.SLOW_QUERY_MS:
            fields = {"view": _view.get(), "ms": round(milliseconds, 1), "sql": _short(str(sql))}
            logger.warning("slow query", extra={"fields": fields})


def _short(sql: str) -> str:
    """Return a statement without its middle where it is long: its columns say the least."""
    half = MOST_CHARACTERS // 2
    return sql if len(sql) <= MOST_CHARACTERS else f"{sql[:half]} … {sql[-half:]}"
