"""What every page of the site is."""

import pytest
from wagtail.models import Site

from tests.factories.pages import AtRiskPageFactory, ContentPageFactory, HelpPageFactory, SafetyPageFactory, home

pytestmark = pytest.mark.django_db


def test_a_page_has_the_public_address_of_the_site_whatever_the_site_record_says():
    Site.objects.update(hostname="elsewhere.example", port=8080)
    page = ContentPageFactory(slug="about")
    assert (page.url, page.full_url) == ("/en/about/", "http://testserver/en/about/")


def test_a_page_shows_its_title_in_lists():
    assert ContentPageFactory(title="About us").public_title == "About us"


@pytest.mark.django_db(transaction=True)
def test_a_content_page_takes_at_most_five_queries(client, django_assert_max_num_queries):
    """Site, home page and footer are remembered; one is for the epoch, which is trusted for a second."""
    ContentPageFactory(parent=home("ar"), slug="about")
    client.get("/ar/about/")
    with django_assert_max_num_queries(5):
        assert client.get("/ar/about/").status_code == 200


def test_the_home_page_takes_at_most_fifteen_queries(client, django_assert_max_num_queries):
    client.get("/en/")
    with django_assert_max_num_queries(15):
        assert client.get("/en/").status_code == 200


@pytest.mark.parametrize(
    ("factory", "directive"),
    [
        (ContentPageFactory, "no-cache"),
        (AtRiskPageFactory, "no-store"),
        (HelpPageFactory, "no-store"),
        (SafetyPageFactory, "no-store"),
    ],
)
def test_sheltered_pages_leave_no_copy(client, factory, directive):
    response = client.get(factory().url)
    assert response.status_code == 200 and not response.cookies
    assert response.headers["Cache-Control"] == directive


def test_a_page_is_only_read(client):
    page = ContentPageFactory()
    assert client.head(page.url).status_code == 200
    assert client.post(page.url).status_code == 405


def test_the_first_tree_has_a_home_page_in_each_language_with_one_key():
    homes = [home(language) for language in ("en", "fr", "es", "ar")]
    assert len({page.translation_key for page in homes}) == 1
    assert [page.url for page in homes] == ["/en/", "/fr/", "/es/", "/ar/"]
