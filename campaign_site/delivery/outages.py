"""What a request failed on: our own mistake, or an engine that is away and comes back."""

import errno
import sys

from django.db import InterfaceError, OperationalError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Then it is worth another try after so many seconds.
RETRY_SECONDS = "30"


def storage_is_away() -> tuple[type[Exception], ...]:
    """Return what object storage raises when it is away: for `except`, which asks once something was raised."""
    if "s3transfer" not in sys.modules:
        # A site that keeps its files in a folder has no client for it, and 2 MB less in each process.
        return ()
    from botocore.exceptions import BotoCoreError, ClientError
    from s3transfer.exceptions import RetriesExceededError

    return BotoCoreError, ClientError, RetriesExceededError


def failed_with() -> int:
    """Return the status for the exception that is being handled: 503 for an engine that is away, else 500."""
    error = sys.exception()
    is_full = isinstance(error, OSError) and error.errno in FULL
    # The database, away or busy for too long.
    is_away = isinstance(error, (OperationalError, InterfaceError, *storage_is_away()))
    return 503 if is_full or is_away else 500


def said_when(response):
    """Add to an answer of 503 when to come again, and return it."""
    if response.status_code == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response
