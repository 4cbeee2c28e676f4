"""What happens when a process starts."""

import runpy

import pytest

from campaign_site.delivery import periodic

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch):
    """Register a job that comes before serving; return the list of its runs."""
    runs = []
    monkeypatch.setitem(periodic._before_serving, "test: first", lambda: runs.append("ran") or len(runs))
    return runs


def test_process_does_what_comes_before_serving_as_it_starts(started):
    application = runpy.run_module("campaign_site.wsgi")["application"]

    assert callable(application)
    assert started == ["ran"]


def test_job_that_fails_does_not_keep_a_process_from_starting(monkeypatch):
    monkeypatch.setitem(periodic._before_serving, "test: fails", lambda: 1 / 0)

    assert callable(runpy.run_module("campaign_site.wsgi")["application"])
