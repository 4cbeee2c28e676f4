"""The list of ambassadors and their profiles as readers meet them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from ambassadors.models import AmbassadorRelease, AmbassadorStory
from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import home
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_list_and_profile_open_in_each_language_without_a_cookie(client, language):
    ambassador = AmbassadorPageFactory(parent=ambassador_index(language), slug="person", national=True)
    for address in (f"/{language}/ambassadors/", f"/{language}/ambassadors/person/"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert response["Cache-Control"] == "no-cache"
        html = response.content.decode()
        assert ambassador.title in html
        assert len(re.findall("<h1", html)) == 1


def test_list_is_grouped_by_role_in_the_order_of_the_roles(client):
    AmbassadorPageFactory(title="Advocate", advocate=True)
    AmbassadorPageFactory(title="National", national=True)
    AmbassadorPageFactory(title="Global")
    html = client.get("/en/ambassadors/").content.decode()
    places = [html.index(f">{name}<") for name in ("Global", "National", "Advocate")]
    assert places == sorted(places)
    headings = re.findall(r'<h2 id="role-[a-z_]+">([^<]+)', html)
    assert headings == ["Global Goodwill Ambassador", "National Goodwill Ambassador", "Global Advocate"]
    assert "Ghana" in html


@pytest.mark.parametrize("address", ["/en/", "/en/ambassadors/"])
def test_card_says_who_somebody_is_and_not_their_subject_as_if_it_were_that(client, address):
    AmbassadorPageFactory(introduction="An actor.", speaks_about="child trafficking")
    html = client.get(address).content.decode()
    assert "An actor." in html and "Global Goodwill Ambassador" in html
    assert "child trafficking" not in html


def test_unpublished_ambassador_is_nowhere(client):
    ambassador = AmbassadorPageFactory(title="Quiet", live=False)
    assert client.get(f"/en/ambassadors/{ambassador.slug}/").status_code == 404
    for address in ("/en/ambassadors/", "/en/search/?q=quiet", "/sitemap.xml"):
        assert b"quiet/" not in client.get(address).content.lower()


def test_unpublished_story_beside_an_ambassador_shows_neither_words_nor_address(client):
    ambassador = AmbassadorPageFactory(slug="person")
    public = StoryFactory(live=True, consented=True, headline="Words for everybody")
    hidden = StoryFactory(live=False, headline="Words for nobody yet")
    for story in (public, hidden):
        AmbassadorStory.objects.create(ambassador=ambassador, story=story)
    html = client.get("/en/ambassadors/person/").content.decode()
    assert "Words for everybody" in html
    assert public.url in html
    for secret in (hidden.headline, hidden.title, hidden.slug):
        assert secret not in html


def test_release_beside_an_ambassador_waits_for_its_hour(client):
    ambassador = AmbassadorPageFactory(slug="person")
    release = PressReleasePageFactory(title="Appointment", slug="appointment", under_embargo=True)
    AmbassadorRelease.objects.create(ambassador=ambassador, release=release)
    assert "ppointment" not in client.get("/en/ambassadors/person/").content.decode()
    with time_machine.travel(release.embargo_until + timedelta(seconds=1), tick=False):
        assert "/en/press/appointment/" in client.get("/en/ambassadors/person/").content.decode()


def test_release_is_shown_in_the_language_of_the_profile_where_there_is_one(client):
    ambassador = AmbassadorPageFactory(parent=ambassador_index("fr"), slug="person")
    english = PressReleasePageFactory(title="In English", slug="news")
    untranslated = PressReleasePageFactory(title="Only English", slug="only")
    PressReleasePageFactory(
        parent=press_room("fr"), title="En français", slug="news", translation_key=english.translation_key
    )
    for release in (english, untranslated):
        AmbassadorRelease.objects.create(ambassador=ambassador, release=release)
    html = client.get("/fr/ambassadors/person/").content.decode()
    assert "En français" in html
    assert "In English" not in html
    assert 'lang="en" hreflang="en">Only English' in html


def test_list_takes_the_same_number_of_queries_with_5_and_25_ambassadors(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/ambassadors/").status_code == 200
        return len(captured)

    portrait = CampaignImageFactory()
    AmbassadorPageFactory.create_batch(5, portrait=portrait)
    client.get("/en/ambassadors/")
    few = queries()
    AmbassadorPageFactory.create_batch(20, portrait=portrait)
    assert queries() == few <= 12


def test_teaser_holds_public_ambassadors_of_one_language():
    AmbassadorPageFactory(title="Shown")
    AmbassadorPageFactory(title="Hidden", live=False)
    AmbassadorPageFactory(title="Autre", parent=ambassador_index("fr"))
    template = Template("{% load ambassador_tags %}{% ambassador_list page as people %}{{ people }}")
    assert template.render(Context({"page": home()})) == "[&lt;AmbassadorPage: Shown&gt;]"


def test_a_name_in_latin_letters_keeps_its_full_stop_in_an_arabic_page(client):
    page = AmbassadorPageFactory(parent=ambassador_index("ar"), title="Samuel Example Jr.")
    assert '<h1 itemprop="name"><bdi>Samuel Example Jr.</bdi></h1>' in client.get(page.url).text
    assert f'<a href="{page.url}" dir="auto">Samuel Example Jr.</a>' in client.get("/ar/ambassadors/").text
