"""What a request failed on: our own mistake, or an engine that is away and comes back."""

import errno
import sys

from botocore.exceptions import BotoCoreError, ClientError
from django.db import InterfaceError, OperationalError
from s3transfer.exceptions import RetriesExceededError

STORAGE_IS_AWAY = (BotoCoreError, ClientError, RetriesExceededError)
# The database, away, full or busy for too long; and object storage.
AWAY = (OperationalError, InterfaceError, *STORAGE_IS_AWAY)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Then it is worth another try after so many seconds.
RETRY_SECONDS = "30"


def failed_with() -> int:
    """Return the status for the exception that is being handled: 503 for an engine that is away, else 500."""
    error = sys.exception()
    is_full = isinstance(error, OSError) and error.errno in FULL
    return 503 if is_full or isinstance(error, AWAY) else 500


def said_when(response):
    """Add to an answer of 503 when to come again, and return it."""
    if response.status_code == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response
