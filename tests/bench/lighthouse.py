"""Lighthouse's four marks for home, story, press release, pledge and help, on the system's own Chromium.

The program comes from npm into `var/lighthouse/`, once, pinned with hashes by `lighthouse/package-lock.json`.
12.8.2 is the newest that Node 20 runs. To renew the lock: `npm install --package-lock-only
--omit-lockfile-registry-resolved`; what its packages want as "latest" is held still in `overrides`.

The site is served as `make run` does: granian, the production's headers, over http on loopback, which browsers
trust as they trust https. A phone and its slow line are simulated, as Lighthouse does by itself.
"""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from tests.bench.site import served
from tests.bench.table import NotMeasured, Row, at_least, say
from tests.browser import chromium
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

PINNED = Path(__file__).with_name("lighthouse")
PROGRAM = "node_modules/lighthouse/cli/index.js"
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
RUNS, ATTEMPTS = 3, 4
LEAST = 100


def measure() -> list[Row]:
    """Return a row for each page and category: the median of three runs."""
    program = _installed()
    with served(ROOT) as address:
        first = {kind: path for path, kind in reversed(page_addresses().items())}
        pages = {
            "home": "/en/", "story": first["StoryPage"], "press release": first["PressReleasePage"],
            "pledge": "/en/pledge/", "help": "/en/help/",
        }  # fmt: skip
        return [row for name, path in pages.items() for row in _page(program, name, address + path)]


def _installed() -> Path:
    """Return the folder with Lighthouse in it, filled by npm unless it is there."""
    for name in ("node", "npm"):
        if shutil.which(name) is None:
            raise NotMeasured(f"{name} is not installed (Debian: apt install nodejs npm)")
    if not (os.environ.get("CHROME_PATH") or chromium.program()):
        raise NotMeasured("Chromium is not installed")
    folder = ROOT / "var" / "lighthouse"
    lock, done = PINNED / "package-lock.json", folder / "installed"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return folder
    say("npm ci …")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PINNED, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    fetched = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if fetched.returncode:
        raise NotMeasured(f"npm did not fetch it: {fetched.stderr.strip().splitlines()[:1]}")
    shutil.copy(lock, done)
    return folder


def _page(program: Path, name: str, address: str) -> list[Row]:
    reports = []
    for run in range(RUNS):
        say(f"{name} {address}, run {run + 1} of {RUNS} …")
        reports.append(_report(program, address))
    rows = []
    for category in reports[0]["categories"]:
        marks = [round(report["categories"][category]["score"] * 100) for report in reports]
        rows.append(Row(f"Lighthouse, {name}: {category}", int(statistics.median(marks)), at_least(LEAST)))
        if min(marks) < 100:
            say(f"  {category} {marks}: {_blemishes(reports, category)}")
    return rows


def _report(program: Path, address: str) -> dict:
    """One run; begun again when the browser does not start to navigate, as happens in three of twenty."""
    folder = os.environ["VAR_DIR"]
    written = Path(folder) / "report.json"
    command = ["node", PROGRAM, address, "--quiet", "--output=json", f"--output-path={written}",
               "--no-enable-error-reporting", f"--chrome-flags={CHROMIUM}"]  # fmt: skip
    environment = {"CHROME_PATH": chromium.program() or "", **os.environ, "TMPDIR": folder}
    for _attempt in range(ATTEMPTS):
        written.unlink(missing_ok=True)
        run = subprocess.run(
            command, cwd=program, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=300
        )
        report = json.loads(written.read_bytes()) if written.exists() else {}
        problem = report.get("runtimeError", {}).get("code") or (
            None if report else f"ended with {run.returncode}"
        )
        if problem is None and all(entry["score"] is not None for entry in report["categories"].values()):
            return report
        say(f"  {problem or 'no mark'}, once more …")
    raise RuntimeError(f"Lighthouse did not judge {address}: {problem}")


def _blemishes(reports: list[dict], category: str) -> str:
    """Name the audits of a category that cost marks in any run."""
    found = {
        audit["id"]
        for report in reports
        for audit in report["categories"][category]["auditRefs"]
        if audit["weight"] and report["audits"][audit["id"]]["score"] not in (None, 1)
    }
    return ", ".join(sorted(found))
