"""A folder that stands for a machine on which the commands of docs/operations.md are run.

What belongs to the machine itself is stood in for: users, packages, systemd (which starts the units' own
commands), other machines. All else is real: git, pip, the site, nginx, Varnish, the database, the files.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.production import deployed, engines, systemctl
from tests.site.tree import ROOT

DOCUMENT = (ROOT / "docs/operations.md").read_text()
VERSIONS = ("2026.1", "2026.2", "2026.3")
# What a version is made of, as it is cloned.
PARTS = (
    "campaign_site", "stories", "ambassadors", "donations", "templates", "static", "deploy", "manage.py",
    "requirements.lock", "requirements-pdf.lock", "requirements-video.lock",
)  # fmt: skip
FOLDERS = (
    "srv/keyring-mirror", "srv/ledger-mirror",
    "var/lib/campaign/keyring", "var/lib/campaign/evidence", "var/lib/campaign/media/images",
    "etc/systemd/system", "etc/nginx/sites-enabled", "etc/varnish", "tmp", "run", "usr/local/bin", "programs",
)  # fmt: skip
# Each line that these are started with is kept in a file, as others on a machine can read it.
STARTED_WITH = "run/started-with"
WATCHED = ("curl", "sed", "mv", "cat", "head", "base64", "cp")
NOTHING = ("useradd", "usermod", "apt-get", "journalctl", "createuser", "createdb")
PROGRAMS = {
    "install": """while (($#)); do
if [ "$1" = --owner ]; then shift; else kept+=("$1"); fi; shift; done
exec /usr/bin/install "${kept[@]}" """,
    "setpriv": 'shift 5; exec "$@"',
    "rsync": """from="${@: -2:1}"
[ "$from" = "${from%/}" ] || from="$from."
exec cp --recursive "$from" "${@: -1}" """,
    "python3": 'exec ln -s "$ENVIRONMENT" "$3"',
    "systemctl": 'PYTHONPATH="$ROOT" exec "$PYTHON" -m tests.production.systemctl "$@"',
    # The first machine's settings, as they would be there.
    "ssh": 'exec sed "s|$FIRST|$MACHINE|g" "$FIRST/etc/campaign/environment"',
    "aws": """exec "$PYTHON" - "${@: -3}" <<'END'
import pathlib, sys, boto3
endpoint, source, bucket = sys.argv[1:]
storage = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key",
                       aws_secret_access_key="secret")
for path in filter(pathlib.Path.is_file, pathlib.Path(source).rglob("*")):
    storage.upload_file(str(path), bucket.removeprefix("s3://"), str(path.relative_to(source)))
END""",
}
# Once is enough, for each takes long and every version here wants the same: packages, static files.
PIP = ".venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock\n"
COLLECT = re.compile(r"^VAR_DIR=\S+ STATIC_ROOT=\S+ \.venv/bin/python manage.py collectstatic .*$", re.MULTILINE)
MAKES_A_VERSION = ("Install", "Upgrade, with no request lost")
# Each version says who it is in two places, of which one is read when it starts and the other when it is needed.
SAID_BY_CODE, SAID_BY_TEMPLATE = "x-version", re.compile(rb"<!-- version (\S+) -->")
CODE = """

def _says_who_it_is(inner):
    def answer(environ, start_response):
        return inner(environ, lambda status, headers, *more: start_response(
            status, [*headers, ("X-Version", "{version}")], *more))
    return answer


application = _says_who_it_is(application)
"""


def blocks(section: str) -> list[str]:
    """Return the command blocks under a heading, up to the next one."""
    (text,) = re.findall(rf"^##+ {re.escape(section)}\n(.*?)(?=^##+ |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def sections() -> list[str]:
    """Return the headings under which there are commands."""
    return [heading for heading in re.findall(r"^##+ (.*)$", DOCUMENT, re.MULTILINE) if blocks(heading)]


def repository(folder: Path) -> Path:
    """Make one with a tag for each version; they differ in what they say of themselves."""
    place = folder / "repository"
    place.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, place / part)
    template, code = place / "templates/base.html", place / "campaign_site/wsgi.py"
    page, application = template.read_text(), code.read_text()
    git = ["git", "-C", str(place), "-c", "user.name=A test", "-c", "user.email=test@example.org"]
    (place / ".gitignore").write_text("__pycache__\n*.mo\n")
    subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    for version in VERSIONS:
        template.write_text(page.replace("</body>", f"<!-- version {version} --></body>"))
        code.write_text(application + CODE.replace("{version}", version))
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", version], check=True)
        subprocess.run([*git, "tag", version], check=True)
    return place


class Machine:
    """One of them. `replaced` is what of the document is another thing in the test: addresses of engines."""

    def __init__(self, folder: Path, replaced: dict[str, str], first: "Machine | None" = None):
        self.folder, self.replaced, self.first = folder, replaced, first
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, mode=0o700)
        watched = {
            name: f'printf "%s\\n" "$*" >> "$MACHINE/{STARTED_WITH}"; exec {shutil.which(name)} "$@"'
            for name in WATCHED
        }
        for name, body in {**dict.fromkeys(NOTHING, "exit 0"), **watched, **PROGRAMS}.items():
            program = folder / "programs" / name
            program.write_text(f"#!/bin/bash\n{body}\n")
            program.chmod(0o755)
        self.front: deployed.Front | None = None

    def run(self, section: str, *instead: tuple[str, str]) -> str:
        """Run the blocks of a section in one shell and return what they say; `instead`: (written, done).

        Raises AssertionError with the number of the block in which something failed.
        """
        text = "".join(f"echo '## block {number}' >&2\n{block}" for number, block in enumerate(blocks(section), 1))
        for written, done in instead:
            assert written in text, written
            text = text.replace(written, done)
        made = (self.first or self).folder / "srv/campaign" / VERSIONS[0]
        if (made / "collected").exists():
            assert section not in MAKES_A_VERSION or (PIP in text and COLLECT.search(text))
            text = COLLECT.sub("cp --recursive COLLECTED .", text.replace(PIP, ""))
        text = deployed.here(text, self.folder).replace("COLLECTED", str(made / "collected"))
        for written, here in self.replaced.items():
            text = text.replace(deployed.here(written, self.folder), here)
        text = text.replace("127.0.0.1:8001", self.front.inside.address.removeprefix("http://"))
        text = text.replace(deployed.EDGE, deployed.edge_of(self.folder))
        environment = {
            "PATH": f"{self.folder}/programs:{self.folder}/usr/local/bin:{os.environ['PATH']}", "LANG": "C.UTF-8",
            "MACHINE": str(self.folder), "FIRST": str(self.first.folder if self.first else ""), "ROOT": str(ROOT),
            "PYTHON": sys.executable, "ENVIRONMENT": str(Path(sys.executable).parents[1]),
        }  # fmt: skip
        run = subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{text}"], cwd=self.folder, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=900, env=environment,
        )  # fmt: skip
        log = self.folder / "run/site.log"
        said = (
            f"{section}: {run.stderr[-2000:]}{run.stdout[-500:]}{log.read_text()[-1000:] if log.exists() else ''}"
        )
        assert run.returncode == 0, said
        return run.stdout


@contextmanager
def machine(replaced: dict[str, str], first: Machine | None = None) -> Iterator[Machine]:
    """A machine on which nginx runs already; whatever was started there is stopped at the end."""
    with engines.folder() as folder:
        made = Machine(folder, replaced, first)
        try:
            with deployed.nginx(folder) as made.front:
                yield made
        finally:
            systemctl.stop_all(folder)
