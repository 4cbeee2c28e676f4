"""The site in processes of its own, as `make run` serves it, which may be killed (`kill -9`) and begun again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.production import engines
from tests.site.tree import ROOT

# One proxy of ours stands before it, as in production: X-Forwarded-For says who asks.
PROXIES = 1


class MortalServer:
    """`with MortalServer(**environment) as server:` serves at `server.address`, also after each `kill()`."""

    def __init__(self, workers: int = 2, **environment: str):
        self.port = engines.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.kills = 0
        self._workers = workers
        self._environment = {**os.environ, **environment, "TRUSTED_PROXIES": str(PROXIES)}
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *raised):
        self._end(signal.SIGTERM)

    def start(self) -> None:
        """Serve. Raises RuntimeError when it ends at once, or nobody answers after a minute."""
        self._process = subprocess.Popen(
            engines.granian(self.port, workers=self._workers), cwd=ROOT, env=self._environment,
            stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True,
        )  # fmt: skip
        try:
            engines.wait_for(lambda: engines.answers(self.port), self._process)
        except RuntimeError:
            self._end(signal.SIGKILL)
            raise

    def kill(self) -> None:
        """Kill it with all its processes, whatever they are doing; nobody serves until `start()`."""
        self._end(signal.SIGKILL)
        self.kills += 1

    def processor_seconds(self) -> float:
        """Return what all its processes used of the processors until now."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # The name of the program may hold anything; what follows its bracket is numbers.
                columns = place.read_text().rpartition(")")[2].split()
                ticks += int(columns[11]) + int(columns[12]) if int(columns[2]) == self._process.pid else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def _end(self, sent: signal.Signals) -> None:
        """Send a signal to the group that our own process leads; what has not ended in time is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        for signal_number in (sent, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal_number)
            try:
                process.wait(15)
                return
            except subprocess.TimeoutExpired:
                continue
