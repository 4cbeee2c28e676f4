"""The image, as far as it can be made without a container engine: its own lines, in a folder of the test.

What only an engine does is read: the base it begins with, Debian's packages, users and mounts. What one does with
all of it was tried by hand (docs/decisions.md).
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.production import deployed, engines
from tests.production.conftest import database_address
from tests.production.doors import Door
from tests.site.tree import ROOT

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

CONTAINERFILE = (deployed.DEPLOY / "container/Containerfile").read_text().replace("\\\n", " ")
HOME = "/srv/campaign/site"
SHUT = (
    "--read-only", "--read-only-tmpfs=false", "--tmpfs /tmp", "--cap-drop all", "--security-opt no-new-privileges",
)  # fmt: skip


def lines(instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} +(.*)$", CONTAINERFILE, re.MULTILINE)


def arguments(instruction: str) -> list[str]:
    """Return the list in brackets that an instruction ends with."""
    (line,) = lines(instruction)
    return json.loads(line[line.index("[") :])


def run(step: str, folder: Path) -> None:
    """Do what a RUN does, in the folder that stands for `/`."""
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PDF": "yes"}
    subprocess.run(
        ["sh", "-euc", deployed.here(step, folder)], cwd=f"{folder}{HOME}", env=kept, check=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def image(tmp_path):
    """What lies in the image: what is copied there, and what the steps make of it."""
    home = tmp_path / HOME[1:]
    (tmp_path / "tmp").mkdir()
    home.mkdir(parents=True)
    for line in lines("COPY"):
        if line.startswith("--"):
            continue
        source, goal = line.split()
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, home / goal, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / source, home / goal)
    (home / ".venv").symlink_to(Path(sys.executable).parents[1])
    for step in lines("RUN"):
        if "-m pip" in step:
            # All of it is installed here; pip compares, and asks nobody.
            run(step + " --no-index", tmp_path)
        elif "manage.py" in step:
            run(step, tmp_path)
    return tmp_path


def test_it_serves_with_what_was_copied_and_made_alone(image, installation):
    home, port = image / HOME[1:], engines.free_port()
    (image / "var/lib/campaign").mkdir(parents=True)
    assert (image / "srv/campaign/static/staticfiles.json").exists()
    assert not list((image / "tmp").rglob("*.sqlite3"))
    names = dict(word.split("=", 1) for line in lines("ENV") for word in line.split())
    names = {name: deployed.here(value, image) for name, value in names.items() if name != "PATH"}
    kept = {name: installation[name] for name in ("PATH", "SECRET_KEY", "VAULT_KEYS", "SITE_URL", "EMAIL_URL")}
    # Nobody but the public name: whoever watches asks by address all the same.
    given = {
        **names, **kept, "ALLOWED_HOSTS": "campaign.example", "GRANIAN_PORT": str(port),
        "DATABASE_URL": database_address(), "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER),
    }  # fmt: skip
    program, *options = arguments("CMD")
    started = [str(home / ".venv/bin" / program), *options]
    asked = [sys.executable, *arguments("HEALTHCHECK")[1:]]

    def is_healthy() -> bool:
        return not subprocess.run(asked, env={"GRANIAN_PORT": str(port)}, stderr=subprocess.DEVNULL).returncode

    assert not is_healthy()
    with engines.running(started, is_healthy, cwd=home, env=given):
        page = Door(f"http://127.0.0.1:{port}").ask("/en/")
        assert page.status == 200 and b"</html>" in page.body


def test_units_and_image_start_the_same_server_with_the_same_workers(tmp_path):
    unit, image = deployed.command(deployed.SITE, tmp_path), arguments("CMD")

    def options(arguments):
        pairs = dict(zip(arguments, [*arguments[1:], ""], strict=True))
        where = {"--host", "--port", "--uds", "--uds-permissions"}
        return {key: value for key, value in pairs.items() if key.startswith("--") and key not in where}

    assert options(unit) == options(image)
    assert unit[-1] == image[-1] == "campaign_site.wsgi:application"
    known = subprocess.run([unit[0], "--help"], capture_output=True, text=True, check=True).stdout
    for name in {key for key in (*unit, *image) if key.startswith("--")}:
        assert name in known, name
    assert "--workers 2 --blocking-threads 3" in (ROOT / "Makefile").read_text()


def test_it_installs_what_is_pinned_and_runs_as_nobody_with_nothing_to_write():
    assert "pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock" in CONTAINERFILE
    assert lines("USER") == ["10001"] and "--uid 10001 --gid 10001" in CONTAINERFILE
    assert CONTAINERFILE.rindex("USER 10001") > CONTAINERFILE.rindex("RUN ")
    assert lines("VOLUME") == ["/var/lib/campaign"]
    # No host of a registry, no secret, nothing but the site itself.
    assert all("/" not in line.split()[0] for line in lines("FROM"))
    assert "SECRET_KEY" not in CONTAINERFILE and "VAULT_KEYS" not in CONTAINERFILE
    copied = [line.split()[0] for line in lines("COPY") if not line.startswith("--")]
    allowed = [line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")]
    assert copied == allowed and all((ROOT / name).exists() for name in copied)


def test_what_was_copied_is_compiled_and_open_to_the_user_who_runs_it():
    """A checkout made with umask 077 gave files that only root could read."""
    (step,) = [line for line in lines("RUN") if "chmod" in line]
    compiled = re.search(r"unchecked-hash (.*?) +&& chmod --recursive u=rwX,go=rX /srv/campaign$", step)[1].split()
    copied = [line.split()[0] for line in lines("COPY") if not line.startswith("--")]
    assert compiled == [name for name in copied if (ROOT / name / "__init__.py").exists()]


def test_a_health_check_is_built_in_and_every_way_to_run_the_image_shuts_it_as_tight():
    head = re.sub(
        r" +\\?\n# +", " ", (deployed.DEPLOY / "container/Containerfile").read_text().partition("\nFROM ")[0]
    )
    document = (ROOT / "docs/container.md").read_text()
    for text in (head, document):
        assert re.findall(r"podman build (--format docker )?--file", text) == ["--format docker "]
    ways = {
        "head": head, "document": document, "command": (deployed.DEPLOY / "container/campaign").read_text(),
        "unit": deployed.directives(deployed.DEPLOY / "container" / deployed.SITE)["ExecStart"],
    }  # fmt: skip
    for name, text in ways.items():
        (given,) = re.findall(r"podman run (.*?)campaign-site\b", text.replace("\\\n", " "), re.DOTALL)
        words = " ".join(given.split())
        for option in SHUT:
            assert option in words, (name, option)


def test_whoever_stops_the_image_waits_longer_than_its_server_does():
    unit = deployed.directives(deployed.DEPLOY / "container" / deployed.SITE)
    command = arguments("CMD")
    patience = int(command[command.index("--workers-kill-timeout") + 1])
    given = int(re.search(r"--stop-timeout (\d+)", unit["ExecStart"])[1])
    assert patience < given < int(unit["TimeoutStopSec"])
    assert f"--stop-timeout {given} " in (deployed.DEPLOY / "container/Containerfile").read_text()


def test_what_pdfs_need_has_one_name_in_image_document_and_ci():
    libraries = re.findall(r"^need (lib\S+|fonts-\S+) ", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    wanted = f"apt-get install --yes --no-install-recommends {' '.join(libraries)}"
    assert len(libraries) == 4
    assert wanted in CONTAINERFILE and wanted in (ROOT / "docs/operations.md").read_text()
