"""Stands for systemd in tests: `enable`, `disable`, `start`, `stop`, `restart`, `reload`, `status` of our units.

It starts what the unit in the test's folder (MACHINE) says, with the unit's environment, and remembers the process
by a file. As systemd it waits for what ends, and not until somebody answers. A timer is active or not; nobody
waits a minute for it.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from tests.production import deployed, engines

MACHINE = Path(os.environ.get("MACHINE", "/nowhere"))
UNITS = MACHINE / "etc/systemd/system"


def main(verb: str, *arguments: str) -> int:
    """Do it to each unit; return 3 for the status of one that does not run, as systemctl does."""
    act = {"start": _start, "stop": _stop, "restart": _restart, "reload": _reload, "status": _state}.get(verb)
    if "--now" in arguments:
        act = {"enable": _start, "disable": _stop}[verb]
    for name in (argument for argument in arguments if not argument.startswith("--")):
        # It has to be there, whatever is done to it.
        _file(name)
        if act and act(name) is None and verb == "status":
            return 3
    return 0


def stop_all(machine: Path) -> None:
    """Stop whatever was started in this folder."""
    for state in (machine / "run").glob("*.state"):
        here = {**os.environ, "MACHINE": str(machine)}
        program = [sys.executable, "-m", __name__, "stop", state.stem]
        subprocess.run(program, cwd=deployed.ROOT, env=here, check=True)


def _file(name: str) -> Path:
    places = [
        UNITS / name,
        UNITS / re.sub(r"@.*(?=\.service$)", "@", name),
        UNITS / f"{name}.d/campaign.conf",
        MACHINE / deployed.NGINX,
    ]
    return next(place for place in places if place.exists())


def _unit(name: str) -> dict[str, str]:
    """Return the directives of a unit, all places below the folder that stands for the machine."""
    instance = name.partition("@")[2].removesuffix(".service")
    return {
        key: deployed.here(value.replace("%i", instance).replace("%%", "%"), MACHINE)
        for key, value in deployed.directives(_file(name)).items()
    }


def _is_nginx(name: str) -> bool:
    return name == "nginx.service"


def _state(name: str) -> Path | None:
    """Return the file that remembers what runs, or None."""
    path = _path(name)
    return path if path.exists() else None


def _path(name: str) -> Path:
    return MACHINE / "run" / f"{name}.state"


def _start(name: str) -> None:
    if name.endswith(".timer"):
        _path(name).write_text("active")
        return
    unit = _unit(name)
    (MACHINE / "run/campaign-site").mkdir(exist_ok=True)
    lines = Path(unit["EnvironmentFile"]).read_text().splitlines()
    environment = dict(line.split("=", 1) for line in [*shlex.split(unit.get("Environment", "")), *lines])
    options = {
        "cwd": unit.get("WorkingDirectory"), "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL,
        "env": {"PATH": os.environ["PATH"], **environment},
    }  # fmt: skip
    for before in filter(None, [unit.get("ExecStartPre")]):
        subprocess.run(shlex.split(before), check=True, **options)
    if unit.get("Type") == "oneshot":
        for step in filter(None, [unit["ExecStart"], unit.get("ExecStartPost")]):
            subprocess.run(shlex.split(step), check=True, **options)
        return
    with (MACHINE / "run/site.log").open("a") as log:
        process = subprocess.Popen(_command(unit), stderr=log, start_new_session=True, **options)
    _path(name).write_text(str(process.pid))


def _command(unit: dict[str, str]) -> list[str]:
    text = unit["ExecStart"]
    if "varnishd" in text:
        # Its own user is one of the machine; its address and its folder are the test's.
        text = text.replace("-j unix,user=vcache", f"-j none -n {MACHINE}/run/varnish")
        text = text.replace(deployed.EDGE, deployed.edge_of(MACHINE))
        written, here = MACHINE / "etc/varnish/default.vcl", MACHINE / "run/edge.vcl"
        here.write_text(deployed.here(written.read_text(), MACHINE))
        text = text.replace(str(written), str(here))
    return shlex.split(text)


def _stop(name: str) -> None:
    state = _state(name)
    if state and name.endswith(".service"):
        pid = int(state.read_text())
        os.kill(pid, signal.SIGTERM)
        engines.wait_for(lambda: not Path(f"/proc/{pid}").exists() or _is_over(pid))
    _path(name).unlink(missing_ok=True)


def _restart(name: str) -> None:
    if _is_nginx(name):
        _reload(name)
        return
    _stop(name)
    _start(name)


def _reload(name: str) -> None:
    if _is_nginx(name):
        deployed.write_nginx(MACHINE)
        pid = MACHINE / "nginx.pid"
    else:
        # As the unit's ExecReload says; systemd does not wait for the workers either.
        assert _unit(name)["ExecReload"] == "/bin/kill -HUP $MAINPID"
        pid = _path(name)
    os.kill(int(pid.read_text()), signal.SIGHUP)


def _is_over(pid: int) -> bool:
    """Whether it has ended and only nobody has asked how: whoever started it here has ended before."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
