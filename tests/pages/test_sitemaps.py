"""The sitemap names every public page with its language versions, and nothing else."""

from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction, Site

from tests.factories.pages import ContentPageFactory, home

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

pytestmark = pytest.mark.django_db


def entries(client) -> dict[str, dict[str, str]]:
    """Return {address: {language: address}} as the sitemap has it."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in root.findall("s:url", NAMES)
    }


def test_home_pages_point_at_each_other(client):
    languages = {language: f"http://testserver/{language}/" for language in ("en", "fr", "es", "ar")}
    found = entries(client)
    assert {address: found[address] for address in languages.values()} == dict.fromkeys(
        languages.values(), languages
    )


def test_a_page_and_its_translation_name_each_other(client):
    page = ContentPageFactory(slug="about")
    translation = page.copy_for_translation(home("ar").locale)
    translation.save_revision().publish()
    versions = {"en": "http://testserver/en/about/", "ar": "http://testserver/ar/about/"}
    found = entries(client)
    assert found["http://testserver/en/about/"] == found["http://testserver/ar/about/"] == versions


def test_drafts_and_restricted_pages_are_left_out_also_as_versions(client):
    page = ContentPageFactory(slug="about")
    page.copy_for_translation(home("ar").locale)
    closed = ContentPageFactory(slug="closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    found = entries(client)
    assert found["http://testserver/en/about/"] == {"en": "http://testserver/en/about/"}
    assert not [address for address in found if "closed" in address]


def test_the_number_of_queries_does_not_grow_with_the_pages(client, django_assert_max_num_queries):
    for _number in range(30):
        ContentPageFactory()
    with django_assert_max_num_queries(3):
        assert len(entries(client)) == 35


def test_pages_that_no_site_leads_to_have_no_address_to_be_named_by(client):
    Site.objects.all().delete()
    assert entries(client) == {}
