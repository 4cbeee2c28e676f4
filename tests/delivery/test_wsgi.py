"""What happens when a process starts."""

import copy
import logging.config
import runpy

import pytest
from wagtail.models import Site

from campaign_site.delivery.jobs import periodic
from tests.delivery.page_cache.visitor import Visitor
from tests.factories.pages import HelpPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _logs_as_before(settings):
    """A process that starts says anew how it logs."""
    before = settings.LOGGING
    yield
    logging.config.dictConfig(before)


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


@pytest.mark.django_db(transaction=True)
def test_pages_that_it_makes_beforehand_are_nobodys_visit(settings, capsys):
    address = HelpPageFactory().get_url_parts()[2]
    settings.LOGGING = copy.deepcopy(settings.LOGGING)
    settings.LOGGING["loggers"]["campaign_site.delivery.monitoring.request_log"]["level"] = "INFO"
    process = runpy.run_module("campaign_site.wsgi")
    assert process["pages"].counts["misses"] >= 1
    assert '"kind": "help"' not in capsys.readouterr().err
    Visitor(process["application"]).get(address)
    assert '"kind": "help"' in capsys.readouterr().err


def test_job_that_fails_does_not_keep_a_process_from_starting(monkeypatch):
    monkeypatch.setitem(periodic._before_serving, "test: fails", lambda: 1 / 0)

    assert callable(runpy.run_module("campaign_site.wsgi")["application"])


def test_process_starts_though_no_site_leads_to_its_pages_so_that_somebody_can_add_one_again():
    HelpPageFactory()
    Site.objects.all().delete()

    assert callable(runpy.run_module("campaign_site.wsgi")["application"])
