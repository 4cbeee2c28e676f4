"""The press room and its releases as readers meet them."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from campaign_site.press.models import RELEASES_PER_PAGE, PressReleasePage
from tests.factories.press import PressReleasePageFactory, press_room

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")


def queries(client, address: str) -> int:
    """Return how many queries an answer takes once the process has its lookups of sites and types."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("language", LANGUAGES)
def test_room_and_release_open_in_each_language_without_a_cookie(client, language):
    release = PressReleasePageFactory(parent=press_room(language), slug="news", complete=True)
    for address in (f"/{language}/press/", f"/{language}/press/news/"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert response["Cache-Control"] == "no-cache"
        html = response.content.decode()
        assert release.title in html
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
        assert len(re.findall("<h1", html)) == 1


def test_room_lists_only_its_own_language_newest_first(client):
    old = PressReleasePageFactory(title="Older", date=date(2026, 1, 1))
    new = PressReleasePageFactory(title="Newer", date=date(2026, 2, 1))
    PressReleasePageFactory(title="Ancien", parent=press_room("fr"))
    html = client.get("/en/press/").content.decode()
    assert html.index(new.title) < html.index(old.title)
    assert "Ancien" not in html


def test_release_shows_everything_that_journalists_need(client):
    PressReleasePageFactory(slug="news", complete=True, place="Accra", date=date(2026, 7, 30))
    html = client.get("/en/press/news/").content.decode()
    for part in (
        "Accra",
        'datetime="2026-07-30"',
        "A longer line below the headline",
        "The body of the release.",
        "Notes to editors",
        "mailto:press@example.org",
        "tel:+41220000000",
    ):
        assert part in html


def test_release_describes_itself_as_a_news_article_without_a_script(client):
    PressReleasePageFactory(slug="news", complete=True)
    html = client.get("/en/press/news/").content.decode()
    assert 'itemscope itemtype="https://schema.org/NewsArticle"' in html
    for name in ("headline", "datePublished", "dateModified", "inLanguage", "articleBody", "publisher"):
        assert f'itemprop="{name}"' in html
    assert re.search(r'itemprop="datePublished" content="20\d\d-\d\d-\d\dT[^"]+"', html)
    assert "application/ld+json" not in html


def test_end_of_the_embargo_counts_as_the_time_of_publication():
    release = PressReleasePageFactory(under_embargo=True)
    assert release.public_since == release.embargo_until
    release.embargo_until = release.first_published_at - timedelta(days=1)
    assert release.public_since == release.first_published_at


def test_long_list_has_pages_and_any_page_number_is_answered(client):
    for number in range(RELEASES_PER_PAGE + 1):
        PressReleasePageFactory(title=f"Item {number:02}", date=date(2026, 1, 1 + number))
    assert b"Item 20" in client.get("/en/press/").content
    assert b"Item 00" in client.get("/en/press/?page=2").content
    for page in ("0", "-1", "x", "9" * 5000, "%00", "1e9"):
        assert client.get(f"/en/press/?page={page}").status_code == 200


def test_list_takes_the_same_number_of_queries_with_5_and_25_releases(client):
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    PressReleasePageFactory.create_batch(5)
    client.get("/en/press/")
    few = queries(client, "/en/press/")
    PressReleasePageFactory.create_batch(20)
    assert PressReleasePage.objects.count() == 25
    assert queries(client, "/en/press/") == few
    assert few <= 12


def test_languages_of_a_release_point_at_each_other(client):
    english = PressReleasePageFactory(slug="news")
    PressReleasePageFactory(parent=press_room("ar"), slug="news", translation_key=english.translation_key)
    html = client.get("/en/press/news/").content.decode()
    assert 'hreflang="ar" href="http://testserver/ar/press/news/"' in html
    assert 'hreflang="fr" href' not in html.split("<body")[0]


def test_bodies_of_listed_releases_stay_in_the_database():
    PressReleasePageFactory(complete=True)
    assert "body" in press_room().releases()[0].get_deferred_fields()
