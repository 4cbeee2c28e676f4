"""Reports errors to a server that speaks Sentry's protocol; off without SENTRY_DSN.

What is sent is put together from what may be known (the kind of error, and where in the code), instead of taking
away what may not: no words of an error, no value of a variable, no address, header, cookie or form, no name of
this machine. https://develop.sentry.dev/sdk/foundations/transport/envelopes/
"""

import json
import logging
import sys
import traceback
from collections import OrderedDict
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from queue import Full, Queue
from threading import Lock, Thread
from time import monotonic
from urllib.parse import urlsplit
from uuid import uuid4

from campaign_site.delivery.monitoring.logs import JsonFormatter

CLIENT = "anyone-a-victim/1"
TIMEOUT_SECONDS = 5
# The same error in the same place is reported again after this; waiting reports beyond so many are let go.
QUIET_SECONDS = 300.0
MOST_WAITING, MOST_REMEMBERED = 50, 500
FLUSH_SECONDS = 3
MOST_FRAMES, MOST_CAUSES = 40, 5
ROOT = Path(__file__).resolve().parents[3]
_json = JsonFormatter()
OURS = ("campaign_site", "stories", "ambassadors", "donations")


class ErrorReports(logging.Handler):
    """Sends what is logged as an error, from a thread of its own: nobody waits for it, and it breaks nothing."""

    def __init__(self, dsn: str):
        super().__init__(logging.ERROR)
        parts = urlsplit(dsn)
        self._connection = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host = parts.netloc.rpartition("@")[2]
        base, _, project = parts.path.rpartition("/")
        self._path = f"{base}/api/{project}/envelope/"
        self._headers = {
            "Content-Type": "application/x-sentry-envelope",
            "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client={CLIENT}, sentry_key={parts.username}",
            "User-Agent": CLIENT,
        }
        self._waiting: Queue[dict] = Queue(MOST_WAITING)
        self._quiet_until: OrderedDict[str, float] = OrderedDict()
        self._thread: Thread | None = None
        self._guard = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a report, unless the same was reported just now."""
        try:
            report = report_of(record)
            if self._is_new(json.dumps([report["logger"], report.get("exception"), report.get("message")])):
                self._waiting.put_nowait(report)
                self._start()
        except Full:
            _say("one was let go, too many wait")
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say that a report could not be made, and of which kind the error is: Python's own prints all words."""
        _say(f"one could not be made ({type(sys.exception()).__name__})")

    def flush(self) -> None:
        """Wait until all are sent, for seconds at most: commands end soon after what they log."""
        with self._waiting.all_tasks_done:
            self._waiting.all_tasks_done.wait_for(lambda: not self._waiting.unfinished_tasks, FLUSH_SECONDS)

    def _is_new(self, what: str) -> bool:
        now = monotonic()
        with self._guard:
            if now < self._quiet_until.get(what, 0):
                return False
            self._quiet_until[what] = now + QUIET_SECONDS
            self._quiet_until.move_to_end(what)
            if len(self._quiet_until) > MOST_REMEMBERED:
                self._quiet_until.popitem(last=False)
            return True

    def _start(self) -> None:
        with self._guard:
            if self._thread is None:
                self._thread = Thread(target=self._send_all, name="error reports", daemon=True)
                self._thread.start()

    def _send_all(self) -> None:
        while True:
            report = self._waiting.get()
            try:
                self._send(report)
            except Exception as error:
                _say(f"one was not sent ({type(error).__name__})")
            finally:
                self._waiting.task_done()

    def _send(self, report: dict) -> None:
        lines = [{"event_id": report["event_id"]}, {"type": "event"}, report]
        connection = self._connection(self._host, timeout=TIMEOUT_SECONDS)
        try:
            body = "\n".join(json.dumps(line) for line in lines).encode()
            connection.request("POST", self._path, body, self._headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        if status != 200:
            _say(f"one was refused ({status})")


def report_of(record: logging.LogRecord) -> dict:
    """Return what may be sent of a log record: Sentry's event, of kinds and places only."""
    report = {
        "event_id": uuid4().hex,
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        "platform": "python",
        "level": "error",
        "logger": record.name,
    }
    if record.exc_info and record.exc_info[1]:
        report["exception"] = {"values": [_one(error) for error in _chain(record.exc_info[1])]}
    else:
        # The words as they stand in our code, with nothing put into them; of others not even those.
        report["message"] = str(record.msg) if record.name.partition(".")[0] in OURS else "error"
    return report


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error after those that it came of, as Sentry wants them."""
    found: list[BaseException] = []
    while error is not None and len(found) < MOST_CAUSES:
        found.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _one(error: BaseException) -> dict:
    frames = [
        {"filename": _place(frame.f_code.co_filename), "function": frame.f_code.co_name, "lineno": line}
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    kind = type(error)
    return {"type": kind.__name__, "module": kind.__module__, "stacktrace": {"frames": frames[-MOST_FRAMES:]}}


def _place(name: str) -> str:
    """Return a file's name below the project or the place of packages."""
    path = Path(name)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return name.rpartition("site-packages/")[2]


def _say(what: str) -> None:
    # A line of the log, but not by logging, which this is a part of.
    record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, f"error reports: {what}", None, None)
    sys.stderr.write(f"{_json.format(record)}\n")
