"""Figures for Prometheus at `/metrics`: off without METRICS_TOKEN, and nothing in them belongs to a person.

Requests are answered by several processes, and each scrape reaches one: so each counts in files of its own in
METRICS_DIR, and whoever is asked adds up all of them (prometheus_client's multiprocess mode). Commands leave none
there. What stands in the database is asked for at each scrape; apps register such gauges in `ready()`.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError

SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
# Where it stands in what Linux says of a process.
PARENT, BEGAN = 1, 19

logger = logging.getLogger(__name__)


class Gauge(NamedTuple):
    """A figure that is measured when asked for: `measure` returns it by the value of `label` ("" without one)."""

    name: str
    what: str
    measure: Callable[[], dict[str, float]]
    label: str = ""


_gauges: list[Gauge] = []
_serves = False


def count_here() -> None:
    """Count in this process from now on, as one that serves; forget what was counted before the server started.

    What a process has counted that served beside this one and ended, by a reload say, stays in the sums.
    """
    global _serves
    _serves = bool(settings.METRICS_TOKEN)
    with suppress(OSError):
        began = _began(os.getppid())
        for file in Path(settings.METRICS_DIR).glob("*.db"):
            is_over = _pid(file) == str(os.getpid()) or not Path("/proc", _pid(file)).exists()
            if is_over and file.stat().st_mtime < began:
                file.unlink(missing_ok=True)


def register(name: str, what: str, measure: Callable[[], dict[str, float]], *, label: str = "") -> None:
    """Add a gauge, shown as `campaign_<name>`. One that fails is left out, and no other with it."""
    _gauges.append(Gauge(f"campaign_{name}", what, measure, label))


def requested(kind: str, status: str, outcome: str, seconds: float) -> None:
    """Count one request; `outcome` is what the page cache did with it."""
    if _serves:
        _counters()["requests"].labels(kind, status, outcome).inc()
        _counters()["seconds"].labels(outcome).observe(seconds)


def epoch_read() -> None:
    """Count that this process asked the database what is published."""
    if _serves:
        _counters()["epoch"].inc()


def refused(kind: str) -> None:
    """Count a request that was one too many; `kind` says of what."""
    if _serves:
        _counters()["refused"].labels(kind).inc()


def text() -> bytes:
    """Return all figures in Prometheus' text format (version 0.0.4)."""
    _counters()
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Measured())
    return generate_latest(registry)


@cache
def _counters() -> dict:
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Read by prometheus_client when it is imported, hence not at the top.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    return {
        "requests": Counter(
            "campaign_requests", "Requests answered.", ["kind", "status", "cache"], registry=own
        ),
        "seconds": Histogram(
            "campaign_request_seconds", "Until an answer began.", ["cache"], buckets=SECONDS, registry=own
        ),
        "epoch": Counter("campaign_epoch_reads", "Questions for what is published.", registry=own),
        "refused": Counter("campaign_refusals", "Requests that were too many.", ["kind"], registry=own),
    }  # fmt: skip


class _Measured:
    """Prometheus' collector of what is measured now."""

    def describe(self) -> list:
        return []

    def collect(self):
        from prometheus_client.core import GaugeMetricFamily

        processes = Gauge("campaign_process_bytes", "Memory of each process.", _memory, "pid")
        for gauge in (processes, *_gauges):
            try:
                found = gauge.measure()
            except (DatabaseError, OSError) as error:
                logger.warning("metrics: %s cannot be measured (%s)", gauge.name, type(error).__name__)
                continue
            family = GaugeMetricFamily(gauge.name, gauge.what, labels=[gauge.label] if gauge.label else [])
            for value, figure in found.items():
                family.add_metric([value] if gauge.label else [], figure)
            yield family


def bytes_of(pid: str | int) -> int:
    """Return the memory of a process, with its part of what it shares with others (Linux: Pss). Raises OSError."""
    rows = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))


def _memory() -> dict[str, float]:
    """Return the memory of each process that counts and still runs."""
    found = {}
    for pid in {_pid(file) for file in Path(settings.METRICS_DIR).glob("counter_*.db")}:
        with suppress(OSError, StopIteration):
            # Whoever has the number of one that ended has other parents.
            if _stat(pid)[PARENT] == str(os.getppid()):
                found[pid] = bytes_of(pid)
    return found


def _pid(file: Path) -> str:
    return file.stem.rpartition("_")[2]


def _stat(pid: str | int) -> list[str]:
    """Return what Linux says of a process after its name (proc(5), /proc/PID/stat). Raises OSError."""
    return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()


def _began(pid: int) -> float:
    """Return when a process began, in Unix time. Raises OSError."""
    since_boot = int(_stat(pid)[BEGAN]) / os.sysconf("SC_CLK_TCK")
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot
