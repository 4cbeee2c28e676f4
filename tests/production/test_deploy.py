"""What deploy/ holds is what runs: units that systemd takes, nginx before the site, an image of the same."""

import http.client
import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings

from tests.production import deployed, engines
from tests.production.conftest import database_address
from tests.production.deployed import DEPLOY, ROOT

pytestmark = pytest.mark.production

UNITS = ("campaign-site.service", "campaign-tick.service")
CONTAINERFILE = (DEPLOY / "container/Containerfile").read_text().replace("\\\n", " ")
TOKEN = "token of a test, long enough"


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_each_unit_and_finds_it_shut_tight(name, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    # Where systemd looks for what a unit starts.
    for program in ("srv/campaign/site/.venv/bin/granian", "srv/campaign/site/.venv/bin/python", "bin/kill"):
        (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / program).write_text("#!/bin/true\n")
        (tmp_path / program).chmod(0o755)
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(DEPLOY / "systemd", units)
    for wanted in ("network-online.target", "basic.target", "sysinit.target", "shutdown.target"):
        (units / wanted).write_text("[Unit]\n")
    run = subprocess.run(
        ["systemd-analyze", "verify", f"--root={tmp_path}", "--recursive-errors=no", f"{name}"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / "systemd" / name)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-300:]


def test_units_and_image_start_the_same_server_with_the_same_workers(tmp_path):
    unit = deployed.command("campaign-site.service", tmp_path)
    (line,) = re.findall(r"^CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    image = json.loads(line)

    def options(arguments):
        pairs = dict(zip(arguments, [*arguments[1:], ""], strict=True))
        where = {"--host", "--port", "--uds", "--uds-permissions"}
        return {key: value for key, value in pairs.items() if key.startswith("--") and key not in where}

    assert options(unit) == options(image)
    assert unit[-1] == image[-1] == "campaign_site.wsgi:application"
    known = subprocess.run([unit[0], "--help"], capture_output=True, text=True, check=True).stdout
    for name in {key for key in (*unit, *image) if key.startswith("--")}:
        assert name in known, name
    assert "--workers 2 --blocking-threads 4" in (ROOT / "Makefile").read_text()


def test_the_image_installs_what_is_pinned_and_runs_as_nobody_with_nothing_to_write():
    assert "pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock" in CONTAINERFILE
    users = re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert users == ["10001"] and "--uid 10001" in CONTAINERFILE
    assert CONTAINERFILE.rindex("USER 10001") > CONTAINERFILE.rindex("RUN ")
    assert re.findall(r"^VOLUME (.*)$", CONTAINERFILE, re.MULTILINE) == ["/var/lib/campaign"]
    # No host of a registry, no secret, nothing but the site itself.
    assert all("/" not in image for image in re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE))
    assert "SECRET_KEY" not in CONTAINERFILE and "VAULT_KEYS" not in CONTAINERFILE
    copied = re.findall(r"^COPY (?!--)(\S+)", CONTAINERFILE, re.MULTILINE)
    allowed = [line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")]
    assert copied == allowed and all((ROOT / name).exists() for name in copied)


def test_the_commands_by_which_the_image_is_built_do_what_they_should(tmp_path):
    """Those of the site itself; pip is asked for the same file by the Makefile."""
    steps = [line for line in re.findall(r"^RUN (.*)$", CONTAINERFILE, re.MULTILINE) if "manage.py" in line]
    assert len(steps) == 2
    for step in steps:
        here = step.replace(".venv/bin/python", shlex.quote(sys.executable)).replace(
            "/srv/campaign", str(tmp_path)
        )
        here = here.replace("/tmp/build", str(tmp_path / "build"))
        kept = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        subprocess.run(["sh", "-euc", here], cwd=ROOT, env=kept, check=True, stdin=subprocess.DEVNULL)
    assert (tmp_path / "static/staticfiles.json").exists()
    assert not (tmp_path / "build/campaign.sqlite3").exists()


@pytest.fixture
def front(installation, transactional_db, tmp_path):
    """The site by its unit, nginx by its file."""
    environment = {
        **installation, "DATABASE_URL": database_address(), "TRUSTED_PROXIES": "1", "METRICS_TOKEN": TOKEN,
        "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER), "METRICS_DIR": str(tmp_path / "metrics"),
    }  # fmt: skip
    with (
        deployed.site(tmp_path, environment),
        deployed.nginx(tmp_path, static=Path(installation["VAR_DIR"])) as front,
    ):
        yield front


@pytest.mark.django_db(transaction=True)
def test_readers_come_through_nginx_and_nobody_else_does(front, tmp_path):
    """One site for all of it: it takes seconds to start."""
    _is_read(front)
    _strangers_are_refused(front)
    _static_files_are_as_the_site_would_answer(front)
    _figures_are_for_this_machine_only(front)
    _image_s_question_is_answered(front, tmp_path)
    site, nginx = (tmp_path / "site.log").read_text(), (tmp_path / "nginx.log").read_text()
    assert "whispered" not in site + nginx
    assert '"kind": "stories"' in site and nginx == ""


def _is_read(front):
    home, body = front.ask("GET", "/en/", Accept_Encoding="identity")
    assert (home.status, home.headers["Strict-Transport-Security"][:16]) == (200, "max-age=63072000")
    assert home.headers["Server"] == "nginx" and b"</html>" in body
    assert front.ask("GET", "/en/stories/?q=whispered")[0].status == 200
    cookie = front.ask("GET", "/admin/login/")[0].headers["Set-Cookie"]
    assert "Secure" in cookie
    plain = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    plain.request("GET", "/en/?whispered", headers={"Host": deployed.HOST})
    moved = plain.getresponse()
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{deployed.HOST}/en/?whispered")


def _strangers_are_refused(front):
    with pytest.raises(OSError, match=r"unrecognized.name|alert"):
        front.connect("elsewhere.example")
    for name in ("X_Forwarded_Host", "X_Original_URL", "X_Rewrite_URL", "Forwarded"):
        answer, body = front.ask("GET", "/en/", **{name: "elsewhere.example"})
        assert answer.status == 200 and b"elsewhere" not in body, name
    big = b"a" * (300 * 1024)
    assert front.ask("POST", "/en/contact/send/", big)[0].status == 413
    assert front.ask("POST", "/admin/login/", big)[0].status in {200, 403}, "taken from editors"
    connection = front.connect()
    connection.sendall(
        b"GET /en/ HTTP/1.1\r\nHost: " + deployed.HOST.encode() + b"\r\nX-A: " + b"a" * 9000 + b"\r\n\r\n"
    )
    assert b" 400 " in connection.recv(1000)[:20]
    connection.close()


def _static_files_are_as_the_site_would_answer(front):
    page = front.ask("GET", "/en/")[1].decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer, body = front.ask("GET", address, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip" and len(body) < 14_000
    assert "immutable" in answer.headers["Cache-Control"]
    by_site = http.client.HTTPConnection("127.0.0.1", timeout=10)
    by_site.sock = deployed.unix_socket(front.at)
    by_site.request("GET", address, headers={"Host": deployed.HOST, "X-Forwarded-Proto": "https"})
    other = by_site.getresponse()
    for name in ("Referrer-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security",
                 "X-Content-Type-Options"):  # fmt: skip
        assert answer.headers[name] == other.headers[name], name
    assert front.ask("GET", "/static/nothing.css")[0].status == 404
    assert front.ask("GET", "/static/../fullchain.pem")[0].status in {400, 404}


def _figures_are_for_this_machine_only(front):
    shown = {"Authorization": f"Bearer {TOKEN}"}
    for path in ("/metrics", "/readyz"):
        assert front.ask("GET", path, **shown)[0].status == 404
    inside = http.client.HTTPConnection("127.0.0.1", front.inside, timeout=10)
    inside.request("GET", "/metrics", headers=shown)
    answer = inside.getresponse()
    text = answer.read().decode()
    assert answer.status == 200
    counted = re.findall(r'campaign_requests_total\{cache="\w+",kind="home",status="200"\} (\d+)', text)
    assert sum(map(int, counted)) >= 5, "by both workers"
    assert text.count("campaign_process_bytes{") == 2
    assert "whispered" not in text
    inside.request("GET", "/readyz")
    ready = inside.getresponse()
    assert ready.status == 200 and json.loads(ready.read())["database"] is True
    inside.request("GET", "/en/")
    assert inside.getresponse().status == 404


def _image_s_question_is_answered(front, tmp_path):
    """The image's health check, asked of nginx's inner door, which leads to the same page."""
    (line,) = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    question = [sys.executable, *json.loads(line)[1:]]
    assert subprocess.run(question, env={"PORT": str(front.inside)}).returncode == 0
    silent = subprocess.run(question, env={"PORT": str(engines.free_port())}, stderr=subprocess.DEVNULL)
    assert silent.returncode != 0


@pytest.mark.django_db(transaction=True)
def test_people_who_send_nothing_for_long_keep_nobody_from_reading(front):
    idle = [front.connect() for _ in range(40)]
    for connection in idle:
        connection.sendall(
            b"POST /en/contact/send/ HTTP/1.1\r\nHost: campaign.example\r\nContent-Length: 9000\r\n\r\na="
        )
    statuses = []
    readers = [
        threading.Thread(target=lambda: statuses.append(front.ask("GET", "/en/")[0].status)) for _ in range(8)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    assert statuses == [200] * 8
    for connection in idle:
        connection.close()
