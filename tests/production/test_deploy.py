"""What deploy/ holds is what runs: units that systemd takes, nginx before the site."""

import json
import re
import shutil
import stat
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories.media import CampaignDocumentFactory
from tests.production import deployed
from tests.production.conftest import database_address
from tests.production.deployed import DEPLOY
from tests.production.doors import HOST

pytestmark = pytest.mark.production

UNITS = ("campaign-site@2026.1.service", "campaign-tick.service", "campaign-backup.service")
TOKEN = "token of a test, long enough"


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_each_unit_and_finds_it_shut_tight(name, tmp_path):
    programs = ("srv/campaign/2026.1/.venv/bin/granian", "srv/campaign/site/.venv/bin/python")
    assert _verified(name, DEPLOY / "systemd", programs, tmp_path) == (0, "")
    file = DEPLOY / "systemd" / name.replace("2026.1", "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(file)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-300:]


@pytest.mark.parametrize("name", [deployed.SITE, "campaign-tick.service"])
def test_what_prepares_videos_may_confine_the_program_that_reads_them(name):
    """A unit that refused it would be a machine on which no video can be added, with no line in a log."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    assert {
        "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "prctl", "prlimit64",
    } <= let_through((DEPLOY / "systemd" / name).read_text())  # fmt: skip


def let_through(unit: str) -> set[str]:
    """Return the system calls that a unit's filter lets through, by the groups of this machine's systemd."""
    calls: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        named = set().union(*map(calls_of, line.removeprefix("~").split()))
        calls = calls - named if line.startswith("~") else calls | named
    return calls


def calls_of(name: str) -> set[str]:
    """Return the calls of a group, those of groups in it as well; of a call that one."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True)
    inside = (line.strip() for line in told.stdout.splitlines()[1:])
    return set().union(*(calls_of(one) for one in inside if one and not one.startswith("#")))


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_each_unit_that_runs_the_image(name, tmp_path):
    programs = ("usr/bin/podman", "usr/local/bin/campaign", "usr/bin/install")
    assert _verified(name, DEPLOY / "container", programs, tmp_path) == (0, "")


def _verified(name, source, programs, folder):
    """Return what systemd-analyze ends with and complains of, for a unit of `source` that starts `programs`."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    # Where systemd looks for what a unit starts.
    for program in (*programs, "bin/kill", "bin/rm", "bin/sh", "usr/bin/find"):
        (folder / program).parent.mkdir(parents=True, exist_ok=True)
        (folder / program).write_text("#!/bin/true\n")
        (folder / program).chmod(0o755)
    units = folder / "etc/systemd/system"
    shutil.copytree(source, units)
    for wanted in ("network-online.target", "basic.target", "sysinit.target", "shutdown.target"):
        (units / wanted).write_text("[Unit]\n")
    run = subprocess.run(
        ["systemd-analyze", "verify", f"--root={folder}", "--recursive-errors=no", name],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return run.returncode, run.stderr


@pytest.fixture
def front(installation, transactional_db, tmp_path):
    """The site by its unit, nginx by its file."""
    environment = {
        **installation, "DATABASE_URL": database_address(), "TRUSTED_PROXIES": "1", "METRICS_TOKEN": TOKEN,
        "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER), "METRICS_DIR": str(tmp_path / "metrics"),
    }  # fmt: skip
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/campaign").mkdir()
    (tmp_path / "srv/campaign/static").symlink_to(installation["STATIC_ROOT"])
    with deployed.site(tmp_path, environment) as site, deployed.nginx(tmp_path) as front:
        front.site = site.door
        # nginx runs as root here, whom no mode keeps out.
        assert stat.S_IMODE(site.at.stat().st_mode) == 0o660
        yield front


@pytest.mark.django_db(transaction=True)
def test_readers_come_through_nginx_and_nobody_else_does(front, tmp_path):
    """One site for all of it: it takes seconds to start."""
    _is_read(front)
    _strangers_are_refused(front)
    _static_files_are_as_the_site_would_answer(front)
    _figures_are_for_this_machine_only(front)
    site, nginx = (tmp_path / "site.log").read_text(), (tmp_path / "nginx.log").read_text()
    assert "whispered" not in site + nginx
    assert '"kind": "stories"' in site and nginx == ""


def _is_read(front):
    home = front.ask("/en/")
    assert (home.status, home.headers["strict-transport-security"][:16]) == (200, "max-age=63072000")
    assert home.headers["server"] == "nginx" and b"</html>" in home.body
    assert front.ask("/en/stories/?q=whispered").status == 200
    assert "Secure" in front.ask("/admin/login/").headers["set-cookie"]
    moved = front.http.ask("/en/?whispered")
    assert (moved.status, moved.headers["location"]) == (301, f"https://{HOST}/en/?whispered")


def _strangers_are_refused(front):
    with pytest.raises(OSError, match=r"unrecognized.name|alert"):
        front.connect("elsewhere.example")
    for name in ("X_Forwarded_Host", "X_Original_URL", "X_Rewrite_URL", "Forwarded"):
        answer = front.ask("/en/", **{name: "elsewhere.example"})
        assert answer.status == 200 and b"elsewhere" not in answer.body, name
    big = b"a" * (300 * 1024)
    assert front.ask("/en/contact/send/", "POST", big).status == 413
    # Who has not signed in, or no longer, is told so. 8 of 180 read of a fault before what nobody reads was taken.
    assert {front.ask("/admin/images/add/", "POST", big).status for _again in range(60)} <= {302, 403}
    connection = front.connect()
    connection.sendall(f"GET /en/ HTTP/1.1\r\nHost: {HOST}\r\nX-A: {'a' * 9000}\r\n\r\n".encode())
    assert b" 400 " in connection.recv(1000)[:20]
    connection.close()


def _static_files_are_as_the_site_would_answer(front):
    page = front.ask("/en/").body.decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = front.ask(address, Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip" and len(answer.body) < 14_000
    assert "immutable" in answer.headers["cache-control"]
    by_site = front.site.ask(address)
    for name in ("referrer-policy", "cross-origin-resource-policy", "strict-transport-security",
                 "x-content-type-options"):  # fmt: skip
        assert answer.headers[name] == by_site.headers[name], name
    assert front.ask("/static/nothing.css").status == 404
    assert front.ask("/static/../fullchain.pem").status in {400, 404}


def _figures_are_for_this_machine_only(front):
    shown = {"Authorization": f"Bearer {TOKEN}"}
    for path in ("/metrics", "/readyz"):
        assert front.ask(path, **shown).status == 404
    answer = front.inside.ask("/metrics", **shown)
    text = answer.body.decode()
    assert answer.status == 200
    counted = re.findall(r'campaign_requests_total\{cache="\w+",kind="home",status="200"\} (\d+)', text)
    assert sum(map(int, counted)) >= 5, "by both workers"
    assert text.count("campaign_process_bytes{") == 2
    assert "whispered" not in text
    ready = front.inside.ask("/readyz")
    assert ready.status == 200 and json.loads(ready.body)["database"] is True
    assert front.inside.ask("/en/").status == 404


@pytest.mark.django_db(transaction=True)
def test_one_who_reads_large_files_slowly_keeps_nobody_from_reading(front, installation):
    """Twice as many as the site has threads, each of whom takes what one packet holds and no more."""
    document = CampaignDocumentFactory(file="documents/slow.pdf")
    file = Path(installation["VAR_DIR"], "media/documents/slow.pdf")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"%PDF-1.7\n" + bytes(8 * 1024 * 1024))
    with ExitStack() as stack:
        for _reader in range(16):
            reader = stack.enter_context(front.connect(room=2048))
            reader.sendall(f"GET {document.url} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            assert reader.recv(15) == b"HTTP/1.1 200 OK"
        began = time.monotonic()
        assert front.ask("/en/search/?q=a").status == 200
        assert time.monotonic() - began < 10, "nginx lets go of them after 20 seconds"


@pytest.mark.django_db(transaction=True)
def test_people_who_send_nothing_for_long_keep_nobody_from_reading(front):
    idle = [front.connect() for _ in range(40)]
    for connection in idle:
        connection.sendall(
            b"POST /en/contact/send/ HTTP/1.1\r\nHost: campaign.example\r\nContent-Length: 9000\r\n\r\na="
        )
    statuses = []
    readers = [threading.Thread(target=lambda: statuses.append(front.ask("/en/").status)) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    assert statuses == [200] * 8
    for connection in idle:
        connection.close()
