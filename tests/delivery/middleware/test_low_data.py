"""A page without its pictures: for browsers that ask for less data, and for readers by a plain link."""

import re

import pytest

from campaign_site.delivery.middleware.low_data import LowDataMiddleware
from campaign_site.media.renditions import make_renditions
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory
from tests.factories.pages import ContentPageFactory, page_showing
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db

SAVES = {"Save-Data": "on"}
HEAVY = re.compile(r'<picture|<img|class="art"|<audio')


@pytest.fixture
def picture_page():
    """A page with a picture in all its sizes."""
    image = CampaignImageFactory()
    make_renditions(image, "text")
    return page_showing(image)


@pytest.fixture
def story():
    """A public story with a recording."""
    audio = {
        "recording": CampaignRecordingFactory(is_voiced_by_actor=True),
        "title": "Hear it",
        "transcript": "Words.",
    }
    return StoryFactory(live=True, body=[("text", "<p>What she says.</p>"), ("audio", audio)])


def read(client, address, **headers):
    return client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize(("query", "headers"), [("?data=low", {}), ("", SAVES), ("?data=low", SAVES)])
def test_a_picture_becomes_a_link_with_its_size_and_its_words_stay(client, picture_page, query, headers):
    assert HEAVY.search(read(client, picture_page.url))
    text = read(client, picture_page.url + query, **headers)
    assert not HEAVY.search(text)
    link = re.search(
        r'<a href="(/media/[^"]+)">Show the picture: Two coloured halves</a>.*?<bdi>([^<]+)</bdi>', text
    )
    assert "bytes" in link[2] or "KB" in link[2]
    assert client.get(link[1]).status_code == 200


def test_a_story_keeps_its_words_and_its_recording_is_a_link(client, story):
    whole, light = read(client, story.url), read(client, story.url + "?data=low")
    assert HEAVY.search(whole) and "<audio" in whole
    assert not HEAVY.search(light)
    for words in ("What she says.", "Words.", "Hear it"):
        assert words in light
    assert re.search(
        r'<a href="/media/[^"]+\.mp3">Listen to the recording</a> <span class="meta">MP3, <bdi>', light
    )
    assert len(light) < len(whole) * 0.8


@pytest.mark.parametrize("value", ["LOW", "high", "", "low&data=high", "1", "low\x00", "<script>"])
def test_any_other_value_means_nothing_and_is_not_said_again(client, story, value):
    text = read(client, f"{story.url}?data={value}")
    assert HEAVY.search(text)
    assert "<script>" not in text


@pytest.mark.parametrize("value", ["off", "", "on, on", "one", "1"])
def test_a_browser_that_does_not_ask_for_less_gets_everything(client, story, value):
    assert HEAVY.search(read(client, story.url, **{"Save-Data": value}))


def test_the_link_leads_to_the_page_without_and_back(client, story):
    there = re.search(
        r'<a href="([^"]+)" rel="nofollow">Show this page without pictures</a>', read(client, story.url)
    )
    assert there[1] == f"{story.url}?data=low"
    back = re.search(r'<a href="([^"]+)">Show this page with pictures</a>', read(client, there[1]))
    assert back[1] == story.url


def test_whose_browser_asks_is_told_so_and_offered_no_way_that_leads_nowhere(client, story):
    for query in ("", "?data=low"):
        text = read(client, story.url + query, **SAVES)
        assert "Your browser asks for less data" in text
        assert "Show this page with" not in text


def test_a_page_without_pictures_has_no_link_and_is_one_copy_for_every_browser(client):
    page = ContentPageFactory(body=[("text", "<p>Words.</p>")])
    answer = client.get(page.url)
    assert "Save-Data" not in answer["Vary"]
    assert "data=low" not in answer.content.decode()
    assert client.get(page.url, headers=SAVES).content == answer.content


@pytest.mark.parametrize("query", ["", "?data=low"])
def test_a_cache_is_told_that_a_page_with_pictures_differs(client, story, query):
    for headers in ({}, SAVES):
        answer = client.get(story.url + query, headers=headers)
        assert "Save-Data" in answer["Vary"]
        assert not answer.cookies


def test_the_canonical_address_is_the_whole_page(client, story):
    canonical = re.compile(r'<link rel="canonical" href="([^"]+)"')
    assert canonical.search(read(client, story.url + "?data=low"))[1].endswith(story.url)


def test_links_to_other_pages_lead_to_whole_ones(client, story):
    links = re.findall(r'href="([^"]+)"', read(client, story.url + "?data=low"))
    assert [link for link in links if "data=" in link] == []


def test_filters_of_the_list_keep_the_choice_and_the_link_keeps_the_filters(client, story):
    address = story.get_parent().url
    text = read(client, f"{address}?region={story.region}&data=low")
    filters = re.findall(r'<li><a href="\?([^"]*)"', text)
    assert filters and all("data=low" in query for query in filters)
    assert f'href="{address}?region={story.region}">Show this page with pictures' in text
    whole = read(client, f"{address}?region={story.region}&evil=1")
    assert f'href="{address}?region={story.region}&amp;data=low"' in whole
    assert "evil" not in whole


def test_further_pages_of_a_list_keep_it(client):
    index = press_room()
    PressReleasePageFactory.create_batch(21, parent=index)
    assert 'href="?data=low&amp;page=2"' in read(client, f"{index.url}?data=low")
    assert 'href="?page=2"' in read(client, index.url)


def test_the_wish_ends_with_its_request(client, story, rf):
    read(client, story.url + "?data=low")
    assert HEAVY.search(read(client, story.url))

    def fails(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        LowDataMiddleware(fails)(rf.get("/", {"data": "low"}))
    assert HEAVY.search(read(client, story.url))
