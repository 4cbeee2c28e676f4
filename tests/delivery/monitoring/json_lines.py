"""What production's logs hold, line for line."""

import logging
from io import StringIO

from campaign_site.delivery.monitoring.logs import JsonFormatter


def written_to(stream: StringIO) -> logging.Handler:
    """Return a handler that writes to the stream as production does."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    return handler
