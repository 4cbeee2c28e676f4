"""Where things are written: names at the top, names of files, their size, and what no file may say."""

import re
import statistics

import pytest

from tests.site.tree import ROOT, files, sources

TOP = {
    "manage.py", "Makefile", "pyproject.toml", "README.md",
    "requirements.lock", "requirements-pdf.lock", "requirements-video.lock", "requirements-test.lock",
    "campaign_site", "stories", "ambassadors", "donations", "templates", "static", "tests", "docs", "deploy",
}  # fmt: skip
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "core", "services", "service", "common", "misc"}
LONGEST = 400


def lines(path) -> int:
    return len(path.read_text().splitlines())


def test_only_known_names_stand_at_the_top():
    names = {path.relative_to(ROOT).parts[0] for path in files()}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_a_module_bears_the_name_of_what_it_does():
    parts = {part for path in files() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & EMPTY_NAMES == set()


def test_no_file_is_two_ideas_long():
    measured = [path for path in files(".py") if "migrations" not in path.parts]
    assert len(measured) > 100
    assert [f"{path.relative_to(ROOT)}: {lines(path)}" for path in measured if lines(path) > LONGEST] == []


def test_most_files_are_short():
    lengths = sorted(count for path in sources() if (count := lines(path)))
    assert statistics.median(lengths) <= 70
    assert lengths[len(lengths) * 9 // 10] < 280


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in files(".py") if path.relative_to(ROOT).parts[0] == "tests"}
    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_almost_nothing_is_exempted_from_the_linters():
    mark = re.compile("# (?:no" + "qa|type: ig" + "nore|pragma: no)")
    found = [path.name for path in files(".py") for line in path.read_text().splitlines() if mark.search(line)]
    assert len(found) <= 10, found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_lock_files_pin_every_package_with_a_hash_and_name_no_host(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[A-Za-z0-9_.-]+(?:\[[a-z,]+\])?==\S+", text, re.MULTILINE)
    assert len(pins) > 30
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize(("extra", "package"), [("pdf", "weasyprint"), ("video", "av")])
def test_an_extra_in_production_is_what_the_tests_were_run_with(extra, package):
    wanted = (ROOT / f"requirements-{extra}.lock").read_text()
    tested = (ROOT / "requirements-test.lock").read_text()
    pins = re.split(r"^(?=\S)", wanted, flags=re.MULTILINE)[1:]
    assert any(pin.startswith(f"{package}==") for pin in pins)
    assert [pin.split()[0] for pin in pins if pin not in tested] == []


def test_no_file_names_a_package_index():
    # Written backwards, so that this file does not name what it looks for.
    hosts = [
        name[::-1] for name in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn", "moc.sjmpn", "yrotcafitra", "/ipved")
    ]
    found = []
    for path in files():
        try:
            if any(host in path.read_text() for host in hosts):
                found.append(str(path.relative_to(ROOT)))
        except UnicodeDecodeError:
            continue  # pictures
    assert found == []


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_what_a_document_leads_to_is_there(name):
    text = (ROOT / name).read_text()
    places = set(
        re.findall(r"`((?:campaign_site|stories|ambassadors|donations|docs|tests|deploy)/[\w./]*)`", text)
    )
    assert len(places) > 10
    assert [place for place in sorted(places) if not (ROOT / place).exists()] == []
