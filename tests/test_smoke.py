import pytest

from tests.factories.pages import ContentPageFactory, home


@pytest.mark.django_db
def test_health(client, django_assert_num_queries):
    assert client.get("/healthz").status_code == 200
    assert client.get("/").headers["Location"] == "/en/"
    assert home("ar").url == "/ar/"
    page = ContentPageFactory(parent=home("ar"), slug="about", title="hello")
    assert page.url == "/ar/about/"
    r = client.get("/ar/about/")
    assert r.status_code == 200
    with django_assert_num_queries(5):
        client.get("/ar/about/")
    assert client.get("/en/about/").status_code == 404
    assert client.get("/ar/search/?q=hello").content.count(b"h1") == 2
    assert b"about" in client.get("/sitemap.xml").content
