"""The commands of docs/operations.md, run in their order, in a folder of the test instead of the whole machine.

What belongs to the machine is stood in for: users, git, systemd (which here starts the unit's own command), and
the environment that is made already. All else is real: the site, nginx, the database, the files.
"""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.factories.pages import ContentPageFactory
from tests.production import deployed
from tests.production.conftest import database_address
from tests.production.deployed import ROOT

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

DOCUMENT = (ROOT / "docs/operations.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
SLOW = ("VAR_DIR=", ".venv/bin/python -m pip", "campaign migrate")
NOTHING = ("useradd", "usermod", "git", "journalctl")
# The first word of an argument is where the machine's own place is meant, not a part of a longer one.
PLACES = re.compile(r"(?<![\w.>-])/(?:srv|etc|var/lib|usr/local/bin|tmp|run)(?=/)")
FOLDERS = (
    "srv/keyring-mirror", "var/lib/campaign/keyring", "etc/systemd/system", "etc/nginx/sites-enabled", "tmp",
    "run", "usr/local/bin", "programs",
)  # fmt: skip
PROGRAMS = {
    "install": """while (($#)); do
if [ "$1" = --owner ]; then shift; else kept+=("$1"); fi; shift; done
exec /usr/bin/install "${kept[@]}" """,
    "setpriv": 'shift 5; exec "$@"',
    "rsync": 'exec cp --recursive "${@: -2:1}." "${@: -1}"',
    "python3": 'if [ "$2" = venv ]; then exit; fi; exec "$PYTHON" "$@"',
    "systemctl": 'exec "$PYTHON" -m tests.production.systemctl "$@"',
}


@pytest.fixture
def machine(tmp_path):
    """A folder that stands for `/`, with programs that stand for the machine's own."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True, mode=0o700)
    site = tmp_path / "srv/campaign/site"
    site.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name not in {".git", ".venv", "var"}:
            (site / path.name).symlink_to(path)
    (site / ".venv").symlink_to(Path(sys.executable).parents[1])
    for name, body in {**dict.fromkeys(NOTHING, "exit 0"), **PROGRAMS}.items():
        program = tmp_path / "programs" / name
        program.write_text(f"#!/bin/bash\n{body}\n")
        program.chmod(0o755)
    return tmp_path


def script(machine: Path, inside: int) -> str:
    """Return all blocks as one script; each says its number, so that a failure is found.

    What an upgrade does as the installation did, and takes seconds, is done once.
    """
    lines = ["set -euo pipefail"]
    for number, block in enumerate(BLOCKS, start=1):
        lines.append(f"echo '## block {number}' >&2")
        lines += [line for line in block.splitlines() if line not in lines or not line.startswith(SLOW)]
    text = PLACES.sub(lambda found: f"{machine}{found.group()}", "\n".join(lines))
    for written, here in {
        "127.0.0.1:8001": f"127.0.0.1:{inside}",
        "postgres://campaign@127.0.0.1/campaign": database_address(),
        "smtp+tls://mails.example:587": "smtp://127.0.0.1:1",
    }.items():
        assert written in text, written
        text = text.replace(written, here)
    return text


def test_all_commands_of_the_document_run_in_their_order(machine):
    assert len(BLOCKS) >= 13
    page = ContentPageFactory(title="Still there", slug="still-there")
    with deployed.nginx(machine) as front:
        connection.close()
        run = subprocess.run(
            ["bash", "-c", script(machine, front.inside)], cwd=machine, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=900,
            env={"PATH": f"{machine}/programs:{machine}/usr/local/bin:{os.environ['PATH']}", "LANG": "C.UTF-8",
                 "MACHINE": str(machine), "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            assert run.returncode == 0, run.stderr[-2000:] + run.stdout[-500:]
            answer, body = front.ask("GET", page.get_url_parts()[2])
            assert answer.status == 200 and b"Still there" in body
        finally:
            for state in (machine / "run").glob("*.service.state"):
                subprocess.run([sys.executable, "-m", "tests.production.systemctl", "stop", state.stem], cwd=ROOT,
                               env={**os.environ, "MACHINE": str(machine)}, check=True)  # fmt: skip
    said = run.stdout
    for expected in (
        '"withdrawals": true', "A whole backup, made at", "Done: ", "Done.\n",
        "Nothing is left that an older key sealed.", "campaign_requests_total{", "outbox: ",
    ):  # fmt: skip
        assert expected in said, expected
    kept = machine / "etc/campaign/environment"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert re.search(r"^VAULT_KEYS=[^,]{44},[^,]{44}$", kept.read_text(), re.MULTILINE)
    assert (machine / "srv/keyring-mirror").is_dir()
