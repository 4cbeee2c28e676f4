"""The figures: for whoever shows the token, of all processes together, and of nobody."""

import os
import subprocess
import sys
from shutil import copyfile

import pytest
from django.db import connection
from django.test import Client

from campaign_site.delivery import rate_limits
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.monitoring import metrics
from tests.factories.donations import PledgeFactory
from tests.site.tree import ROOT

TOKEN = "token of a test, long enough"
# What another process of this machine counts.
ANOTHER = """
import django
from django.conf import settings
django.setup()
from campaign_site.delivery.monitoring import metrics
metrics.count_here()
for _ in range(3):
    metrics.requested("stories", "200", "hits", 0.004)
metrics.refused("pledge")
"""
# What `tick` does at the least.
COMMAND = """
import django
django.setup()
from campaign_site.delivery.monitoring import metrics
metrics.epoch_read()
metrics.refused("pledge")
"""


def _pid_of_one_that_ended() -> int:
    ended = subprocess.Popen(["true"])
    ended.wait()
    return ended.pid


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for the whole process, as outside of tests."""
    return tmp_path_factory.mktemp("metrics")


@pytest.fixture
def switched_on(settings, folder, monkeypatch):
    """As in a process of the server."""
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, folder
    monkeypatch.setattr(metrics, "_serves", False)
    metrics.count_here()
    return folder


def figures(**headers):
    answer = Client(headers={"authorization": f"Bearer {TOKEN}", **headers}).get("/metrics")
    assert answer.status_code == 200
    rows = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(figure) for name, _, figure in rows}


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{}, {"authorization": "Bearer "}, {"authorization": f"Bearer {TOKEN}x"},
                                   {"authorization": TOKEN}, {"authorization": "Bearer tökén"}])  # fmt: skip
def test_a_stranger_is_told_that_there_is_no_such_page(switched_on, given):
    client = Client(headers=given)
    answer, nothing = client.get("/metrics", follow=True), client.get("/nothing", follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (404, 1)
    assert (nothing.status_code, len(nothing.redirect_chain)) == (404, 1)
    assert "campaign_" not in answer.text


@pytest.mark.django_db
def test_without_a_token_there_are_none_and_nothing_is_counted(settings, tmp_path, monkeypatch):
    settings.METRICS_DIR = tmp_path
    monkeypatch.setattr(metrics, "_serves", False)
    metrics.count_here()
    metrics.requested("home", "200", "hits", 0.1)
    assert Client(headers={"authorization": "Bearer "}).get("/metrics", follow=True).status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_a_command_counts_nothing_and_leaves_no_file(tmp_path):
    variables = {**os.environ, "METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path / "metrics"),
                 "DJANGO_SETTINGS_MODULE": "campaign_site.settings.dev"}  # fmt: skip
    subprocess.run([sys.executable, "-c", COMMAND], cwd=ROOT, env=variables, check=True, stdin=subprocess.DEVNULL)
    assert not (tmp_path / "metrics").exists()


def test_who_starts_forgets_what_was_counted_before_the_server_began_and_nothing_else(
    settings, tmp_path, monkeypatch
):
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, tmp_path
    monkeypatch.setattr(metrics, "_serves", False)
    ended = _pid_of_one_that_ended()
    before, since = f"counter_{ended}.db", f"histogram_{ended}.db"
    mine, running = f"counter_{os.getpid()}.db", f"counter_{os.getppid()}.db"
    for name in (before, since, mine, running):
        (tmp_path / name).touch()
    for name in (before, mine, running):
        os.utime(tmp_path / name, (0, 0))
    metrics.count_here()
    assert {file.name for file in tmp_path.iterdir()} == {since, running}


@pytest.mark.django_db
def test_a_stranger_who_has_the_number_of_a_process_that_ended_is_not_weighed(switched_on, folder):
    metrics.epoch_read()
    left = folder / f"counter_{os.getppid()}.db"
    copyfile(folder / f"counter_{os.getpid()}.db", left)
    weighed = [name for name in figures() if name.startswith("campaign_process_bytes")]
    left.unlink()
    assert weighed == [f'campaign_process_bytes{{pid="{os.getpid()}"}}']


@pytest.mark.django_db
def test_one_scrape_adds_up_what_all_processes_have_counted_also_those_that_have_ended(switched_on):
    variables = {**os.environ, "METRICS_TOKEN": TOKEN, "METRICS_DIR": str(switched_on),
                 "DJANGO_SETTINGS_MODULE": "campaign_site.settings.dev"}  # fmt: skip
    subprocess.run([sys.executable, "-c", ANOTHER], cwd=ROOT, env=variables, check=True, stdin=subprocess.DEVNULL)
    for _ in range(2):
        metrics.requested("stories", "200", "hits", 0.004)
    metrics.requested("home", "404", "", 0.2)
    found = figures()
    assert found['campaign_requests_total{cache="hits",kind="stories",status="200"}'] == 5
    assert found['campaign_requests_total{cache="",kind="home",status="404"}'] == 1
    assert found['campaign_request_seconds_bucket{cache="hits",le="0.005"}'] == 5
    assert found['campaign_refusals_total{kind="pledge"}'] == 1
    (bytes_here,) = [figure for name, figure in found.items() if name.startswith("campaign_process_bytes")]
    assert 20_000_000 < bytes_here < 2_000_000_000, "of the process that still runs"


@pytest.mark.django_db
def test_what_waits_is_measured_when_asked_and_names_nobody(switched_on):
    for number in range(2):
        outbox.enqueue("edge: purge", key=f"whispered {number}", reference="whispered")
    OutboxItem.objects.create(kind="mail", key="done", done_at="2026-01-01T00:00Z")
    OutboxItem.objects.create(kind="mail", key="whispered", next_at="2026-01-01T00:00Z")
    PledgeFactory(name="Whispered")
    rate_limits.within(1, "test", "whispered")
    rate_limits.within(1, "test", "whispered")
    found = figures()
    assert found['campaign_outbox_waiting{kind="edge: purge"}'] == 2
    assert found['campaign_outbox_waiting{kind="mail"}'] >= 1
    assert found['campaign_outbox_overdue_seconds{kind="mail"}'] > 86_400
    assert found["campaign_pledges_unconfirmed"] == 1
    assert found['campaign_refusals_total{kind="test"}'] == 1
    assert found['campaign_ready{part="database"}'] == found['campaign_ready{part="withdrawals"}'] == 1
    assert "whispered" not in str(found).lower()


@pytest.mark.django_db
def test_a_figure_that_cannot_be_had_hides_no_other(switched_on, monkeypatch):
    def fails():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(metrics, "_gauges", [metrics.Gauge("campaign_lost", "Lost.", fails), *metrics._gauges])
    metrics.epoch_read()
    found = figures()
    assert "campaign_lost" not in found
    assert found["campaign_epoch_reads_total"] >= 1
