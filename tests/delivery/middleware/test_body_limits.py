"""The largest thing an editor may send is one size, wherever it passes: else nobody is told beside it."""

import io
import re

import pytest
from django.conf import settings

from campaign_site.delivery.middleware.body_limits import largest
from tests.site.tree import ROOT

MEGABYTE = 1024 * 1024
EDGE = (ROOT / "deploy/varnish/default.vcl").read_text()
NGINX = (ROOT / "deploy/nginx/campaign.conf").read_text()
DOCUMENT = (ROOT / "docs/operations.md").read_text()


def test_site_edge_nginx_and_document_agree_on_the_largest_body_of_an_editor():
    most = largest(settings.ADMIN_PATH)
    assert most > settings.EVIDENCE_MAX_BYTES
    (by_length,) = re.findall(r"std.integer\(req.http.Content-Length, 0\) > (\d+)\n", EDGE)
    (by_body,) = re.findall(r"std.cache_req_body\((\d+)MB\)", EDGE)
    (of_admin,) = re.findall(r"location /admin/ {[^}]*client_max_body_size (\d+)m;", NGINX)
    (written,) = re.findall(r"lets (\d+) MB through", DOCUMENT)
    assert {int(by_length), *(int(size) * MEGABYTE for size in (by_body, of_admin, written))} == {most}


def test_what_readers_may_send_grows_narrower_towards_them():
    (at_nginx,) = re.findall(r"^    client_max_body_size (\d+)k;", NGINX, re.MULTILINE)
    (at_edge,) = re.findall(r"std.integer\(req.http.Content-Length, 0\) > (\d+) &&", EDGE)
    assert int(at_nginx) * 1024 <= int(at_edge) <= largest("/en/contact/send/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/images/add/", "/en/", "/nothing/"])
def test_what_nobody_reads_is_taken_all_the_same(client, path):
    sent = io.BytesIO(b"a" * 200_000)
    answer = client.generic("POST", path, **{"wsgi.input": sent, "CONTENT_LENGTH": "200000"})
    assert 300 <= answer.status_code < 500
    assert sent.read() == b""


@pytest.mark.django_db
def test_of_what_is_too_long_nothing_is_read(client):
    sent = io.BytesIO(b"a" * 100)
    answer = client.generic("POST", "/en/", **{"wsgi.input": sent, "CONTENT_LENGTH": str(64 * MEGABYTE)})
    assert (answer.status_code, sent.tell()) == (400, 0)
