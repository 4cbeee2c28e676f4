"""What other sites and search engines are told: proper words for releases and people, none of a story's own."""

import re

import pytest

from campaign_site.media.renditions import make_renditions
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.stories import StoryFactory, story_index

pytestmark = pytest.mark.django_db


def preview(client, page) -> dict[str, str]:
    """Return the Open Graph properties of a page."""
    head = client.get(page.url).text.split("</head>", 1)[0]
    return dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)"', head))


def test_the_preview_of_a_story_is_that_of_the_campaign_and_holds_nothing_of_the_person(client):
    story = StoryFactory(live=True, headline="Words of hers", introduction="What happened to her.")
    shown = preview(client, story)
    assert shown == preview(client, story_index())
    assert shown["og:title"] == "Anyone a Victim" and shown["og:type"] == "website"
    for secret in (story.headline, story.introduction, story.slug, story.title):
        assert secret not in str(shown)


def test_a_story_describes_no_person_and_no_article_to_machines(client):
    text = client.get(StoryFactory(live=True).url).text
    kinds = set(re.findall(r'itemtype="https://schema.org/(\w+)"', text))
    assert kinds <= {"BreadcrumbList", "ListItem"}
    assert "ld+json" not in text


def test_the_preview_of_a_release_is_its_own_headline_and_picture(client):
    picture = CampaignImageFactory()
    make_renditions(picture, "text")
    release = PressReleasePageFactory(title="What <is> new", body=[("picture", {"image": picture, "caption": ""})])
    shown = preview(client, release)
    assert shown["og:type"] == "article"
    assert shown["og:title"] == "What &lt;is&gt; new"
    assert shown["og:description"] == release.introduction
    assert re.fullmatch(r"http://testserver/media/images/.+\.jpe?g", shown["og:image"])
    assert shown["article:published_time"].startswith("20")


def test_the_preview_of_an_ambassador_is_their_name_and_portrait(client):
    portrait = CampaignImageFactory()
    make_renditions(portrait, "portrait")
    ambassador = AmbassadorPageFactory(title="Ama Example", portrait=portrait)
    shown = preview(client, ambassador)
    assert (shown["og:type"], shown["og:title"]) == ("profile", "Ama Example")
    assert "/media/images/" in shown["og:image"]
    text = client.get(ambassador.url).text
    assert 'itemtype="https://schema.org/Person"' in text
    for name in ("name", "jobTitle", "description", "url", "image", "knowsAbout"):
        assert f'itemprop="{name}"' in text


@pytest.mark.parametrize("factory", [PressReleasePageFactory, AmbassadorPageFactory, ProgrammePageFactory])
def test_a_preview_without_a_picture_has_the_campaigns(client, factory):
    assert re.search(r"/static/img/og(\.\w+)?\.png$", preview(client, factory())["og:image"])


def test_the_home_page_describes_the_site_and_who_stands_behind_it(client):
    text = client.get("/ar/").text
    assert 'itemtype="https://schema.org/WebSite"' in text and 'itemtype="https://schema.org/Organization"' in text
    assert re.search(r'itemprop="inLanguage" content="ar"', text)


@pytest.mark.parametrize("which", ["home", "room", "release"])
def test_feed_readers_find_both_feeds_from_the_pages_where_they_look(client, which):
    release = PressReleasePageFactory()
    address = {"home": "/en/", "room": press_room().url, "release": release.url}[which]
    head = client.get(address).text.split("</head>", 1)[0]
    feeds = re.findall(r'<link rel="alternate" type="application/(\w+)\+xml" title="[^"]+" href="([^"]+)"', head)
    assert feeds == [("rss", "/en/press/feed.rss"), ("atom", "/en/press/feed.atom")]
    assert all(client.get(address).status_code == 200 for _kind, address in feeds)


def test_the_home_page_names_no_feed_of_a_press_room_that_is_not_there(client):
    assert "feed.rss" not in client.get("/en/").text


def test_links_to_share_a_story_are_plain_and_say_nothing_of_the_person(client):
    story = StoryFactory(live=True, headline="Words of hers")
    share = client.get(story.url).text.split('class="share"', 1)[1].split("</section>", 1)[0]
    links = re.findall(r'href="([^"]+)"', share)
    assert len(links) == 4 and all(link.startswith(("mailto:", "https://")) for link in links)
    assert "Words" not in share and "script" not in share and "<img" not in share


@pytest.mark.parametrize("factory", [PressReleasePageFactory, AmbassadorPageFactory, ProgrammePageFactory])
def test_links_to_share_other_pages_carry_title_and_address(client, factory):
    page = factory(title="A title & more")
    share = client.get(page.url).text.split('class="share"', 1)[1].split("</section>", 1)[0]
    assert "mailto:?subject=A%20title%20%26%20more&amp;body=http%3A%2F%2Ftestserver%2Fen%2F" in share
