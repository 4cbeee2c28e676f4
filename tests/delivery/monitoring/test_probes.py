"""What programs ask of each process is answered by that process, and to nobody outside: each list is the same."""

import re

import pytest
from django.conf import settings
from django.urls import resolve

from campaign_site.delivery.monitoring.request_log import KINDS
from campaign_site.delivery.page_cache.keys import key_of, never_shared
from tests.site.tree import ROOT

EDGE = (ROOT / "deploy/varnish/default.vcl").read_text()
NGINX = (ROOT / "deploy/nginx/campaign.conf").read_text()
# Kept at the edge all the same: a name for each content, and pictures as long as a page shows them.
KEPT_AT_THE_EDGE = {settings.STATIC_URL, settings.MEDIA_URL}


@pytest.mark.parametrize("probe", settings.PROBES)
def test_each_is_answered_anew_by_the_process_that_is_asked(probe):
    assert resolve(probe)
    assert key_of({"REQUEST_METHOD": "GET", "PATH_INFO": probe}) is None
    assert probe[1:] in KINDS


def test_each_is_asked_for_in_the_clear():
    exempt = [re.compile(one) for one in settings.SECURE_REDIRECT_EXEMPT]
    assert [probe for probe in settings.PROBES if not any(one.search(probe[1:]) for one in exempt)] == []


def test_the_edge_keeps_no_copy_of_them_nor_of_what_is_one_persons():
    (condition,) = re.findall(r"if \((req\.url ~ \"\^/\(admin.*?)\) \{\s*return \(pass\)", EDGE, re.DOTALL)
    passed = [re.compile(pattern) for pattern in re.findall(r'"(.*?)"', condition)]
    assert len(passed) == 3
    never = set(never_shared()) - KEPT_AT_THE_EDGE
    assert [path for path in never if not any(pattern.search(path) for pattern in passed)] == []


def test_nginx_answers_all_of_them_within_and_hides_what_tells_of_the_inside():
    within, outside = re.findall(r"location ~ \^/\(([a-z|]+)\)\$", NGINX)
    assert {f"/{name}" for name in within.split("|")} == set(settings.PROBES)
    # A process that answers tells nobody more than any page does.
    assert {f"/{name}" for name in outside.split("|")} == set(settings.PROBES) - {"/healthz"}
