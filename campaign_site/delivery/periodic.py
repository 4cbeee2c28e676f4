"""What has to happen every minute. Apps register their jobs in `ready()`; `manage.py tick` runs them all."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_jobs: dict[str, Callable[[], int]] = {}


def register(name: str, job: Callable[[], int]) -> None:
    """Add a job. It must be safe to run twice at once, and return how many things it did."""
    _jobs[name] = job


def run_all() -> dict[str, int | None]:
    """Run each job; one that fails is logged and does not keep the others from running (its count: None)."""
    counts: dict[str, int | None] = {}
    for name, job in _jobs.items():
        try:
            counts[name] = job()
        except Exception:
            logger.exception("tick: %s failed", name)
            counts[name] = None
    return counts
