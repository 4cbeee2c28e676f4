"""A video on a page: nothing but its picture is fetched until somebody plays it; then it has captions."""

import pytest
from playwright.sync_api import expect

from campaign_site.demo import films
from campaign_site.demo.recorder import Recorder
from tests.browser.playing import play
from tests.browser.test_every_template import problems_at
from tests.factories.pages import ContentPageFactory, home

pytestmark = [pytest.mark.browser, pytest.mark.confinement, pytest.mark.django_db(transaction=True)]
CUES = "video => [...video.textTracks[0].cues].map(cue => cue.text)"


@pytest.fixture(params=["en", "ar"])
def page(request):
    """A page that shows the sample film, in one of two languages."""
    return ContentPageFactory(parent=home(request.param), body=[films.block(Recorder(), request.param)])


def test_it_is_seen_with_captions_when_the_reader_asks(visit, page):
    reader, asked = visit(width=360), []
    language = page.locale.language_code
    reader.page.on(
        "response", lambda answer: "/media/" in answer.url and asked.append(answer.url.rpartition(".")[2])
    )
    reader.open(page.url)
    reader.page.wait_for_load_state("networkidle")
    # The captions are small, and their player says whether there are any.
    assert set(asked) <= {"jpg", "vtt"}

    video = play(reader, "video", page.url, "it => it.currentTime > 0.5 && it.textTracks[0].cues?.length")
    assert "webm" in asked
    assert video.evaluate("video => video.textTracks[0].mode") == "showing"
    spoken = [cue.lstrip("\u200f") for cue in video.evaluate(CUES)]
    assert spoken == [words for _from, _to, words in films.read("film")[language]["captions"]]
    assert video.evaluate("video => video.duration") == pytest.approx(films.SECONDS, abs=0.3)
    assert video.evaluate("video => video.error") is None
    assert reader.problems == []


def test_the_page_keeps_its_place_for_it_and_is_for_everybody(visit, page):
    reader = visit(width=360)
    reader.open(page.url)
    box = reader.page.locator("video").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(854 / 480, rel=0.02)
    assert problems_at(reader, page.url) == {}


def test_the_words_are_there_without_script_and_on_paper(visit, page):
    reader = visit(width=360, script=False)
    reader.open(page.url)
    words = reader.page.locator(".recording .text")
    expect(words).to_be_hidden()
    reader.page.locator(".recording summary").click()
    expect(words).to_be_visible()
    reader.page.locator(".recording summary").click()
    reader.page.emulate_media(media="print")
    expect(words).to_be_visible()
    expect(reader.page.locator("video")).to_be_hidden()
