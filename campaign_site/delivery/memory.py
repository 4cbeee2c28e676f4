"""Gives the system back what requests no longer need."""

import ctypes
from itertools import count

REQUESTS_BETWEEN = 100
# glibc's own; other C libraries do without.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


class GivesMemoryBack:
    """A WSGI application that asks another, and at every hundredth request has glibc give back what is free.

    By itself glibc gives back no more than the end of each heap, and keeps what lies between two things that stay.
    """

    def __init__(self, application):
        self._application = application
        self._numbers = count(1)

    def __call__(self, environ, start_response):
        """Answer as the other application does."""
        if _trim is not None and next(self._numbers) % REQUESTS_BETWEEN == 0:
            _trim(0)
        return self._application(environ, start_response)
