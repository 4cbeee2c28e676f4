"""What has to happen every minute. Apps register their jobs in `ready()`; `manage.py tick` runs them all."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_jobs: dict[str, Callable[[], int]] = {}
_before_serving: dict[str, Callable[[], int]] = {}
_last: dict[str, Callable[[], int]] = {}


def register(name: str, job: Callable[[], int], *, before_serving: bool = False, last: bool = False) -> None:
    """Add a job. It must be safe to run twice at once, and return how many things it did.

    With `before_serving` it comes before all others, and runs also when a process starts and after a restore.
    `last` is for what others may not wait for.
    """
    (_before_serving if before_serving else _last if last else _jobs)[name] = job


def run_all() -> dict[str, int | None]:
    """Run each job; one that fails is logged and does not keep the others from running (its count: None)."""
    return run_before_serving() | _run(_jobs) | _run(_last)


def run_before_serving() -> dict[str, int | None]:
    """Run what comes before the first page is served. A database without tables is no reason not to start."""
    return _run(_before_serving)


def _run(jobs: dict[str, Callable[[], int]]) -> dict[str, int | None]:
    counts: dict[str, int | None] = {}
    for name, job in jobs.items():
        try:
            counts[name] = job()
        except Exception:
            logger.exception("%s failed", name)
            counts[name] = None
    return counts
