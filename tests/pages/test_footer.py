"""The links below every page: help first, only what is public, and no query for the reader's page."""

import re

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from campaign_site.pages import footer
from campaign_site.pages.views import server_error
from tests.factories.about import PrivacyPageFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory, SafetyPageFactory, home

pytestmark = pytest.mark.django_db


def links(response) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', response.text.partition("<footer")[2].partition("</nav>")[0])


def test_help_and_safety_come_first_and_only_public_pages_are_named(client):
    SafetyPageFactory()
    HelpPageFactory()
    PrivacyPageFactory()
    ContentPageFactory(slug="terms", live=False)
    ContentPageFactory(slug="about", parent=home("ar"))
    assert links(client.get("/en/")) == ["/en/help/", "/en/safety/", "/en/privacy/"]
    assert links(client.get("/ar/")) == ["/ar/about/"]


def test_no_link_leads_to_a_page_that_went(client, run_commits):
    with run_commits():
        page = ContentPageFactory(slug="about")
    assert links(client.get("/en/")) == ["/en/about/"]
    with run_commits():
        page.unpublish()
    assert links(client.get("/en/")) == []
    with run_commits():
        page.save_revision().publish()
    assert links(client.get("/en/")) == ["/en/about/"]
    with run_commits():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert links(client.get("/en/")) == []
    with run_commits():
        PageViewRestriction.objects.all().delete()
    assert links(client.get("/en/")) == ["/en/about/"]
    with run_commits():
        page.delete()
    assert links(client.get("/en/")) == []


def test_a_page_of_the_same_name_further_down_is_none_of_them(client):
    ContentPageFactory(slug="about", parent=ContentPageFactory(slug="more"))
    assert links(client.get("/en/")) == []


def test_an_error_page_asks_nothing_and_leads_to_help(django_assert_num_queries):
    with django_assert_num_queries(0), override("es"):
        response = server_error(RequestFactory().get("/es/"))
    assert links(response) == ["/es/help/", "/es/safety/"]


def test_the_groups_have_headings_in_the_readers_language(client):
    HelpPageFactory(parent=home("ar"))
    with override("ar"):
        title = str(footer.GROUPS[0][0])
    assert title != "Help and safety"
    assert f"<h2>{title}</h2>" in client.get("/ar/").text
