"""Limits what is sent to us before a byte of it is read: Django writes files of any size to the disk."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError

# Beside the file itself: the form's frame, and so much that who chose a file a little too large is told beside it.
BESIDE_BYTES = 10 * 1024 * 1024
READ_AT_ONCE_BYTES = 64 * 1024


class BodyLimitMiddleware:
    """Refuses (400) a body that says to be longer than any form of its part of the site; takes all others whole.

    One that says no length counts as empty. Nobody sends a file to the public pages; in the admin evidence is the
    largest.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Raise RequestDataTooBig, which Django answers."""
        length = _length(request)
        if length > largest(request.path_info):
            raise RequestDataTooBig("The body is longer than any form.")
        response = self.get_response(request)
        if length:
            _read_what_is_left(request)
        return response


def _length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _read_what_is_left(request) -> None:
    """Read and forget what no view has read.

    A connection that ends with unread bytes is reset, and a proxy that is still sending answers 502: an editor
    whose sign-in ran out over a large picture would read that the site is broken.
    """
    with suppress(UnreadablePostError):
        while request.read(READ_AT_ONCE_BYTES):
            pass


def largest(path: str) -> int:
    """Return how many bytes a body may have; the proxies in deploy/ let as many through to the admin."""
    if path.startswith(settings.ADMIN_PATH):
        return settings.EVIDENCE_MAX_BYTES + BESIDE_BYTES
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
