"""What is wrong with an answer to something naughty, and with what was written down about it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from urllib.parse import urlsplit

from tests.delivery.monitoring.json_lines import written_to
from tests.naughty.strings import CALCULATED, MARK
from tests.naughty.wire import HOST, Answer

LARGEST = 600_000
# As it was sent, where a page would have to write it otherwise.
RAW = re.compile(
    rf"""<[/!?]?{MARK}|"{MARK}="|'{MARK}='|{MARK}["']{MARK}|["']{MARK} autofocus|=["']javascript:{MARK}""".encode()
)
READ_AS_MARKUP = ("text/html", "image/svg", "application/xml", "text/xml", "application/rss", "application/atom")


def faults_of(answer: Answer) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    if answer.status >= 500:
        yield f"answered with {answer.status}, {answer.raised[:300]}"
    if len(answer.body) > LARGEST:
        yield f"{len(answer.body):,} bytes long"
    if answer.header("content-type").startswith(READ_AS_MARKUP) and (found := RAW.search(answer.body)):
        yield f"passed on: {answer.body[max(found.start() - 40, 0) : found.end() + 40]!r}"
    if CALCULATED.encode() in answer.body:
        yield "calculated"
    if any("\n" in value or "\r" in value for _name, value in answer.headers):
        yield "a line in a header"
    if 300 <= answer.status < 400 and _leads_elsewhere(answer.header("location")):
        yield f"leads to {answer.header('location')[:80]!r}"


def _leads_elsewhere(location: str) -> bool:
    # Browsers read a backslash as a slash, and leave out what cannot be seen.
    read = re.sub(r"[\x00-\x20]", "", location).replace("\\", "/")
    parts = urlsplit(read)
    return parts.scheme not in {"", "http", "https"} or parts.netloc.partition(":")[0] not in {"", HOST}


@contextmanager
def written_down() -> Iterator[list[str]]:
    """Yield a list that holds, after the block, the lines of a log as production writes it."""
    stream, lines = StringIO(), []
    handler = written_to(stream)
    loggers = [logging.getLogger(name) for name in (None, "django")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        lines += stream.getvalue().splitlines()
