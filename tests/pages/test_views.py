"""Addresses of the house that are no pages."""

from datetime import datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from campaign_site.pages.models import CampaignSettings
from campaign_site.pages.views import server_error
from tests.factories.pages import home
from tests.factories.press import PressReleasePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("ar", "ar"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("es-419", "es"),
        ("de, es;q=0.5, en;q=0.4", "es"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        (";;;q=x,,", "en"),
        ("ar;q=0, fr", "fr"),
        ("x" * 5000, "en"),
    ],
)
def test_the_bare_address_leads_to_the_language_of_the_browser(client, asked, language):
    response = client.get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response.headers["Vary"] and not response.cookies


@pytest.mark.parametrize(
    "address",
    ["/de/", "/xx/stories/", "/zh-hans/", "/en-us/", "/EN/", "/%00/"]
    + [
        f"/{language}/{place}/"
        for language in ("en", "fr", "es", "ar")
        for place in ("%00", "a%00b", "stories/%00")
    ],
)
def test_an_unknown_language_or_page_never_breaks(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_an_address_that_no_database_can_hold_is_never_asked_for(client, language, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/{language}/%00/").status_code == 404


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_a_missing_page_is_in_the_language_of_the_address(client, language, direction):
    response = client.get(f"/{language}/no-such-page/")
    assert response.status_code == 404 and "no-store" in response.headers["Cache-Control"]
    assert f'<html lang="{language}" dir="{direction}"' in response.content.decode()


def test_the_error_page_asks_nothing_of_the_database(django_assert_num_queries):
    with override("ar"), django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/ar/"))
    assert response.status_code == 500 and 'dir="rtl"' in response.content.decode()


def test_robots_find_the_sitemap_and_stay_out_of_the_admin(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Sitemap: http://testserver/sitemap.xml"} <= set(lines)


def test_security_txt_is_as_rfc_9116_asks(client):
    CampaignSettings.for_site(home().get_site()).delete()
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    names = [name for name, _value in fields]
    values = dict(fields)
    assert names.count("Expires") == 1 and names.count("Preferred-Languages") == 1
    assert values["Contact"].startswith("mailto:") and values["Canonical"].endswith("/.well-known/security.txt")
    expires = datetime.fromisoformat(values["Expires"])
    assert timedelta(days=300) < expires - timezone.now() < timedelta(days=366)


def test_security_txt_names_the_address_from_the_settings(client):
    settings = CampaignSettings.for_site(home().get_site())
    settings.security_email = "holes@example.org"
    settings.save()
    assert "Contact: mailto:holes@example.org" in client.get("/.well-known/security.txt").content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/en/search/", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt"]
)
def test_these_addresses_are_only_read(client, address):
    assert client.head(address).status_code in (200, 302)
    for method in (client.post, client.put, client.delete):
        assert method(address).status_code == 405


def test_a_reader_writes_no_settings(client):
    """Wagtail's `for_request` would."""
    PressReleasePageFactory()
    for address in ("/en/press/", "/.well-known/security.txt"):
        assert client.get(address).status_code == 200
    assert not CampaignSettings.objects.exists()
