"""Stands for systemd in tests: `enable --now`, `start`, `stop`, `restart`, `reload`, `status` of our units.

It starts what the unit in the test's folder (MACHINE) says, with the unit's environment file, and remembers the
process by a file. A timer is active or not; nobody waits a minute for it.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.production import engines
from tests.production.deployed import ask_socket, directives

MACHINE = Path(os.environ.get("MACHINE", "/nowhere"))
SOCKET = MACHINE / "run/campaign-site/http.sock"


def main(verb: str, *arguments: str) -> int:
    """Do it to each unit; return 3 for the status of one that does not run, as systemctl does."""
    for name in (argument for argument in arguments if not argument.startswith("--")):
        if name == "nginx.service":
            assert (MACHINE / "etc/nginx/sites-enabled/campaign.conf").exists()
        elif {"enable": _start, "start": _start, "stop": _stop, "restart": _restart, "reload": _reload,
              "status": _status}[verb](name) is False:  # fmt: skip
            return 3
    return 0


def _unit(name: str) -> dict[str, str]:
    return directives(MACHINE / "etc/systemd/system" / name)


def _state(name: str) -> Path:
    return MACHINE / "run" / f"{name}.state"


def _start(name: str) -> None:
    if name.endswith(".timer"):
        assert (MACHINE / "etc/systemd/system" / name).exists()
        _state(name).write_text("active")
        return
    unit = _unit(name)
    (MACHINE / "run/campaign-site").mkdir(exist_ok=True)
    lines = _here(unit["EnvironmentFile"]).read_text().splitlines()
    settings = dict(line.split("=", 1) for line in [*lines, _text(unit["Environment"])])
    process = subprocess.Popen(
        shlex.split(_text(unit["ExecStart"])), cwd=_here(unit["WorkingDirectory"]), stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], **settings}, start_new_session=True, stderr=_log().open("a"),
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _state(name).write_text(str(process.pid))
    engines.wait_for(_answers, process)


def _stop(name: str) -> None:
    if name.endswith(".service") and _state(name).exists():
        pid = int(_state(name).read_text())
        os.kill(pid, signal.SIGTERM)
        engines.wait_for(lambda: not Path(f"/proc/{pid}").exists() or _is_over(pid))
    _state(name).unlink(missing_ok=True)


def _restart(name: str) -> None:
    _stop(name)
    _start(name)


def _reload(name: str) -> None:
    # As the unit's ExecReload says; systemd does not wait for the workers either.
    assert _unit(name)["ExecReload"] == "/bin/kill -HUP $MAINPID"
    os.kill(int(_state(name).read_text()), signal.SIGHUP)
    time.sleep(0)


def _status(name: str) -> bool:
    return _state(name).exists()


def _answers() -> bool:
    try:
        return ask_socket(SOCKET, "/healthz") == 200
    except OSError:
        return False


def _is_over(pid: int) -> bool:
    """Whether it has ended and only nobody has asked how: whoever started it here has ended before."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _log() -> Path:
    return MACHINE / "run/site.log"


def _here(path: str) -> Path:
    return Path(_text(path))


def _text(value: str) -> str:
    for place in ("/srv/", "/etc/", "/var/lib/", "/run/"):
        value = value.replace(place, f"{MACHINE}{place}")
    return value


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
