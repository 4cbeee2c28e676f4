"""No story shows a video, whoever writes it, and however."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail import blocks

from campaign_site.media.blocks import VideoChooserBlock
from campaign_site.media.models import CampaignVideo
from campaign_site.media.shown import shown_by
from campaign_site.pages.blocks.media import VideoBlock
from stories.consent.choices import Element
from stories.models import StoryPage
from stories.publication import may_publish
from tests.factories.stories import StoryFactory
from tests.factories.videos import CampaignVideoFactory

pytestmark = pytest.mark.django_db
BODY = StoryPage._meta.get_field("body")
FILM = {"title": "Hear her", "transcript": "Words."}


@pytest.fixture
def with_block(monkeypatch):
    """`with_block(name, block)` gives stories a block, as somebody might who does not know."""

    def add(name, block):
        block.set_name(name)
        monkeypatch.setitem(BODY.stream_block.child_blocks, name, block)

    return add


def test_the_database_refuses_a_story_that_got_the_block(with_block):
    with_block("video", VideoBlock())
    story = StoryFactory()
    story.body = [("video", {"video": CampaignVideoFactory(), **FILM})]
    with pytest.raises(IntegrityError, match="no story shows a video"), transaction.atomic():
        story.save()
    with pytest.raises(IntegrityError, match="no story shows a video"), transaction.atomic():
        StoryFactory(body=[("video", {"video": CampaignVideoFactory(), **FILM})])


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":"), (" ,\n", "\t:\n")])
def test_the_database_refuses_it_from_whoever_writes_past_the_site(separators):
    story = StoryFactory()
    block = {"type": "video", "value": {**FILM, "video": 1}, "id": "a"}
    body = json.dumps([{"type": "list", "value": [block], "id": "b"}], separators=separators)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stories_storypage SET body = %s WHERE page_ptr_id = %s", [body, story.pk])


def test_words_about_a_video_are_no_video():
    story = StoryFactory()
    story.body = [("text", '<p>They sent a "type": "video", a {"type":"video"} and laughed.</p>')]
    story.save()
    assert "laughed" in str(StoryPage.objects.get(pk=story.pk).body)


def test_under_another_name_it_is_a_reason_against_publishing(with_block):
    with_block("film", blocks.ListBlock(VideoChooserBlock()))
    story, video = StoryFactory(), CampaignVideoFactory()
    assert "video" not in [reason.code for reason in may_publish(story)]
    story.body = [("film", [video])]
    assert shown_by(story)[CampaignVideo] == {video.pk}
    assert "video" in [reason.code for reason in may_publish(story)]


def test_readers_are_not_shown_one_whatever_the_consent_covers(with_block, client):
    with_block("film", VideoChooserBlock())
    story, video = StoryFactory(live=True), CampaignVideoFactory()
    story.body = [("film", video), ("heading", "Words")]
    story.covered_elements = frozenset(Element)
    assert [block.block_type for block in story.public_body] == ["heading"]
    assert story.files_shown_now()[CampaignVideo] == set()
    assert client.get(f"/media/{video.file_name}").status_code == 404
