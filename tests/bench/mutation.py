"""Whether tests notice mistakes: each module of the donations' rules with one mistake at a time, and its tests.

Tests run in a process of their own that holds the mistake in memory; nothing is written into the working copy, and
no database is needed: these modules are pure. Who survives is told while it runs. `MODULES="money ledger"` in the
environment makes it smaller.
"""

import gc
import os
import resource
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from tests.bench.equivalent_mutants import EQUIVALENT
from tests.bench.mutants import Mutant, mutants
from tests.bench.site import children_seconds
from tests.bench.table import Row, at_least, say
from tests.site.tree import ROOT

# Each is tested by the file of its name in tests/donations/. Those that others import come first in the table.
MODULES = ("money", "amounts", "ledger", "accounts", "references", "schedules", "facts", "due")
ASKED = tuple(os.environ.get("MODULES", " ".join(MODULES)).split())
LEAST_PERCENT = 90
# What a mistake that never ends may take, beyond several times what the tests take without one.
SECONDS, BYTES = 20, 3 * 1024**3
PASSED, NOT_PASSED = 0, 1
# What costs more than such tests: looking for garbage among Django's models, and a hundred modules of false names.
WITHOUT = ("cacheprovider", "unraisableexception", "faker")
OPTIONS = ("-x", "-q", "-n", "0", "--tb=no", *(f"-pno:{plugin}" for plugin in WITHOUT))


def measure() -> list[Row]:
    """Make every mistake. Raises RuntimeError when tests fail without one, or the harmless ones are not."""
    prepare()
    return [_row(module) for module in ASKED]


def prepare() -> None:
    """Import what every process would, and let Hypothesis try the same things each time, and remember nothing."""
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(Path(os.environ["VAR_DIR"]) / "hypothesis")
    for name in ("pytest_django.plugin", "xdist.plugin", "tests.conftest", "tests.donations.conftest"):
        import_module(name)
    import hypothesis

    hypothesis.settings.register_profile(
        "mutation", database=None, deadline=None, derandomize=True, phases=[hypothesis.Phase.explicit,
        hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutation")
    gc.collect()
    gc.freeze()


def _row(module: str) -> Row:
    file = ROOT / "donations" / f"{module}.py"
    began = children_seconds()
    unchanged = Mutant("as it is", 0, compile(file.read_text(), str(file), "exec"))
    if [survives for _one, survives in tested(module, [unchanged])] != [True]:
        raise RuntimeError(f"the tests of {module} fail without a mistake")
    spent = children_seconds() - began
    made = list(mutants(file.read_text(), str(file)))
    excused = EQUIVALENT.get(module, {})
    if strangers := set(excused) - {mutant.name for mutant in made}:
        raise RuntimeError(f"{module} has no such mistakes any more: {sorted(strangers)}")
    say(f"{module}: {len(made)} mistakes, tests take {spent:.1f} s …")
    survivors = [one for one, survives in tested(module, made, int(spent * 5)) if survives]
    if noticed := set(excused) - {one.name for one in survivors}:
        raise RuntimeError(f"tests of {module} do notice {sorted(noticed)}")
    survivors = [one for one in survivors if one.name not in excused]
    for one in sorted(survivors, key=lambda one: one.line):
        say(f"  survived: donations/{module}.py:{one.line} {one.name}")
    count = len(made) - len(excused)
    killed = count - len(survivors)
    return Row(
        f"{module}.py: percent of mistakes noticed",
        100 * killed / count,
        at_least(LEAST_PERCENT),
        f"{count} mutants, {killed} killed, {len(survivors)} survived; {len(excused)} more change nothing",
    )


def tested(module: str, made: list[Mutant], more_seconds: int = 0) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant, and whether the tests pass with it, as many at a time as there are processors."""
    running: dict[int, Mutant] = {}
    for mutant in made:
        if len(running) >= (os.cpu_count() or 1):
            yield _ended(running)
        sys.stdout.flush()
        sys.stderr.flush()
        if not (process := os.fork()):
            _test(module, mutant.code, SECONDS + more_seconds)
        running[process] = mutant
    while running:
        yield _ended(running)


def _ended(running: dict[int, Mutant]) -> tuple[Mutant, bool]:
    process, status = os.wait()
    return running.pop(process), status == PASSED


def _test(module: str, code: CodeType, seconds: int) -> None:
    """Run the module's tests in this process, which ends with it."""
    status = NOT_PASSED
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        for name in MODULES:
            sys.modules.pop(f"donations.{name}", None)
        sys.meta_path.insert(0, _Mistaken(f"donations.{module}", code))
        import pytest

        tests = str(ROOT / "tests" / "donations" / f"test_{module}.py")
        status = pytest.main([*OPTIONS, "--rootdir", str(ROOT), tests])
    finally:
        os._exit(status)


class _Mistaken(MetaPathFinder, Loader):
    """Gives one module another code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path=None, target=None) -> ModuleSpec | None:
        """Speak up for that module only."""
        return spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the other code."""
        exec(self.code, module.__dict__)
