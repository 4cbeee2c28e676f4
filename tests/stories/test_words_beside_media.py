"""What a story's words are quoted in beside the text of a page: captions of a video, descriptions of pictures."""

import pytest
from django.apps import apps

from campaign_site.media.models import CampaignRendition, CampaignVideo
from campaign_site.media.renditions import make_renditions
from stories.consent.choices import AskedBy, Surface, TakedownMode
from stories.identity.texts import text_fields
from stories.surfaces.database import SHOWN_WITH_MEDIA
from stories.takedown import take_down
from stories.verification import verify
from tests.factories.media import CampaignImageFactory, picture_bytes
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory
from tests.factories.videos import CampaignVideoFactory, captions_of, page_with
from tests.stories.test_verification import left

pytestmark = pytest.mark.django_db

QUOTE = "the door stood open and nobody had told me that I could walk through it"


@pytest.fixture
def story(public_host, db):
    return StoryFactory(live=True, body=[("text", f"<p>One morning {QUOTE}. So I walked.</p>")])


@pytest.fixture
def take(story, run_commits):
    """`take(mode)` takes the story down and looks everywhere."""

    def down(mode=TakedownMode.HIDE):
        with run_commits():
            takedown = take_down(story.contributor, mode=mode, asked_by=AskedBy.PERSON)
        takedown.refresh_from_db()
        return takedown

    return down


def film(words: int, language="en"):
    """Return captions that say the quote, so many words at a time."""
    video = CampaignVideoFactory(languages={"en"} - {language})
    return video.captions.create(language=language, text=captions_of(QUOTE, words))


def place_of(captions) -> str:
    return f"media_campaigncaptions.text #{captions.pk} /media/{captions.name}"


def is_served(client, captions) -> bool:
    return client.get(f"/media/{captions.name}").status_code == 200


@pytest.mark.parametrize("mode", TakedownMode.values)
@pytest.mark.parametrize("words", [1, 5, 7, 15])
def test_captions_that_the_public_reads_are_listed_however_they_are_cut(client, take, mode, words):
    captions = film(words)
    page_with(captions.video)

    takedown = take(mode)

    assert is_served(client, captions)
    assert left(takedown) == {place_of(captions): Surface.DATABASE}
    assert takedown.verified_at is None

    captions.delete()
    assert verify(takedown) == []
    assert takedown.verified_at


@pytest.mark.parametrize(("language", "live"), [("en", False), ("fr", True)], ids=["draft", "other language"])
def test_captions_that_no_page_shows_count_only_when_all_must_go(client, take, language, live):
    captions = film(5, language=language)
    page_with(captions.video, live=live)

    assert not is_served(client, captions)
    assert left(take()) == {}
    assert place_of(captions) in left(take(TakedownMode.ERASE))


def described(live=True, alt_text=""):
    """Return a picture of something else whose description holds the quote, and a page with it."""
    picture = CampaignImageFactory(content=picture_bytes(size=(90, 60)), title=QUOTE, description=f"Seen: {QUOTE}")
    make_renditions(picture, "text")
    block = {"image": picture, "alt_text": alt_text, "caption": ""}
    return picture, ContentPageFactory(live=live, body=[("picture", block)])


def test_a_description_that_is_read_out_is_listed_with_its_page(client, take):
    picture, page = described()

    takedown = take()

    assert QUOTE in client.get(page.url).text
    assert left(takedown) == {
        f"media_campaignimage.description #{picture.pk}": Surface.DATABASE,
        page.get_url_parts()[2]: Surface.LISTING,
    }, "not its title, which only editors see"


def test_of_each_record_of_media_it_is_known_what_readers_get():
    """A new kind with words of its own would be looked into by nobody after "hide"."""
    with_words = {model for model in apps.get_app_config("media").get_models() if text_fields(model)}
    assert with_words - SHOWN_WITH_MEDIA.keys() == {CampaignVideo, CampaignRendition}, "a title and random names"


def test_a_description_that_no_page_shows_counts_only_when_all_must_go(take):
    picture, _page = described(live=False)

    assert left(take()) == {}
    assert {f"media_campaignimage.{column} #{picture.pk}" for column in ("title", "description")} <= set(
        left(take(TakedownMode.ERASE))
    )
