"""What the public reads comes compressed; files and the admin come as they are."""

import gzip

import pytest

from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory
from tests.factories.pages import page_showing

pytestmark = pytest.mark.django_db

BROWSER = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("address", ["/en/", "/ar/no-such-page/", "/en/pledge/", "/sitemap.xml"])
def test_a_page_comes_compressed_to_whom_understands_it(client, address):
    plain, compressed = client.get(address), client.get(address, headers=BROWSER)
    assert "Content-Encoding" not in plain.headers
    assert compressed["Content-Encoding"] == "gzip"
    assert compressed["Content-Length"] == str(len(compressed.content))
    assert len(compressed.content) < len(plain.content) * 0.6
    assert len(gzip.decompress(compressed.content)) == len(plain.content)


@pytest.mark.parametrize("address", ["/en/", "/sitemap.xml"])
def test_a_cache_is_told_that_there_are_two(client, address):
    for headers in ({}, BROWSER):
        assert "Accept-Encoding" in client.get(address, headers=headers)["Vary"]


def test_the_admin_is_not_compressed(client):
    response = client.get("/admin/login/", headers=BROWSER)
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers


def test_a_picture_and_a_document_are_not_compressed_again(client):
    page_showing(image := CampaignImageFactory())
    rendition = image.get_rendition("width-360|format-jpeg")
    for address in (f"/media/{rendition.file.name}", CampaignDocumentFactory().url):
        response = client.get(address, headers=BROWSER)
        assert response.status_code == 200
        assert response.headers.get("Content-Encoding") != "gzip"
        assert b"".join(response.streaming_content)
