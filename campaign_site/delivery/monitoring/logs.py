"""Log records as one JSON object a line, without personal data.

Nothing that a visitor typed is written: no address, no query, no form value. Callers log kinds,
counts and random references only, in the message or as `extra={"fields": {…}}`.
"""

import json
import logging
from datetime import UTC, datetime

# Made once: each request that is answered leaves a line.
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonFormatter(logging.Formatter):
    """Writes time (UTC, ISO 8601), level, logger and message; of an exception only its type and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        entry.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            entry["exception"] = record.exc_info[0].__name__
            entry["at"] = _places(record.exc_info[2])
        return _encode(entry)


def _message(record: logging.LogRecord) -> str:
    """Return what is safe to keep: Django's and Wagtail's records carry addresses, titles, exceptions' words."""
    if not record.name.startswith(("django", "wagtail")):
        try:
            return record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Python would print the arguments, in clear, where they do not fit the message.
            return str(record.msg)
    if record.exc_info and not record.args:
        return "refused" if record.name.startswith("django.security") else "failed"
    return str(record.msg)


def _places(traceback) -> list[str]:
    places = []
    while traceback:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-8:]
