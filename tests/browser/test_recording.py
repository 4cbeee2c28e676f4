"""A recording in a story: nothing is fetched until the reader asks; then it is heard and searched through."""

import pytest
from playwright.sync_api import expect

from stories.consent.choices import Element
from tests.browser.playing import play
from tests.browser.test_every_template import problems_at
from tests.factories.media import CampaignRecordingFactory, sound_bytes
from tests.factories.stories import StoryFactory

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    """A story of a person who is heard for a minute."""
    recording = CampaignRecordingFactory(content=sound_bytes("FLAC", seconds=60, rate=16_000))
    heard = {"recording": recording, "title": "In her own words", "transcript": "They told me I would cook."}
    return StoryFactory(body=[("audio", heard)], elements={Element.VOICE}, live=True)


def test_a_recording_is_heard_and_searched_through_when_the_reader_asks(visit, story):
    reader, asked = visit(width=360), []
    reader.page.on("response", lambda answer: "/media/recordings/" in answer.url and asked.append(answer))
    reader.open(story.url)
    reader.page.wait_for_load_state("networkidle")
    assert asked == []

    audio = play(reader, "audio", story.url, "it => it.seekable.length && it.seekable.end(0) > 50")
    audio.evaluate("audio => { audio.currentTime = 50 }")
    reader.page.wait_for_function("audio => !audio.seeking && audio.currentTime >= 50", arg=audio)

    assert audio.evaluate("audio => audio.duration") == pytest.approx(60, abs=0.5)
    assert audio.evaluate("audio => audio.error") is None
    # A page that had to be opened again may get the whole file, as the browser then asked for it.
    assert 206 in (statuses := {answer.status for answer in asked})
    assert statuses <= {200, 206}
    assert reader.problems == []


def test_the_words_are_there_without_script(visit, story):
    reader = visit(width=360, script=False)
    reader.open(story.url)
    words = reader.page.get_by_text("They told me I would cook.")
    expect(words).to_be_hidden()
    reader.page.get_by_text("Read the words of this recording").click()
    expect(words).to_be_visible()


def test_the_player_is_for_everybody(visit, story):
    reader = visit()
    assert problems_at(reader, story.url) == {}
    expect(reader.page.get_by_label("In her own words")).to_be_visible()
