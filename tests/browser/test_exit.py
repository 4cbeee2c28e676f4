"""The quick exit, each of its rules, with script and without. The neutral site stands at the browser's edge."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.leaving import (
    BEFORE,
    NEUTRAL,
    at_top,
    depart,
    hidden_focus,
    leave_by_shift,
    seen_when_covered,
    watch,
)
from tests.factories.media import CampaignRecordingFactory, sound_bytes
from tests.factories.pages import (
    AtRiskPageFactory,
    HelplineFactory,
    HelpPageFactory,
    SafetyPageFactory,
    home,
)
from tests.factories.stories import StoryFactory, story_index

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

NO_TRACE = [HelpPageFactory, SafetyPageFactory, AtRiskPageFactory]


def story(**fields):
    return StoryFactory(live=True, body=[("text", "<p>Words.</p>" * 60)], **fields)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_exit_leads_to_the_neutral_site_of_the_readers_language(visit, language, script):
    reader = depart(visit(script=script))
    reader.open(HelpPageFactory(parent=home(language)).url)
    link = reader.page.locator("a.exit")
    assert link.get_attribute("href") == NEUTRAL[language]
    link.click()
    reader.page.wait_for_url(NEUTRAL[language])


@pytest.mark.parametrize("make", [story, story_index, *NO_TRACE], ids=lambda make: make.__name__)
def test_the_exit_stays_at_the_top_of_every_sheltered_page(visit, make):
    reader = visit(width=320, script=False)
    reader.open(make().url)
    assert at_top(reader.page, scrolled_to="end") and at_top(reader.page, scrolled_to="start")


@pytest.mark.parametrize(("language", "at_the_right"), [("en", True), ("ar", False)])
def test_it_stands_where_a_line_ends_and_its_target_is_large(visit, language, at_the_right):
    reader = visit(width=320)
    reader.open(HelpPageFactory(parent=home(language)).url)
    for width in (320, 1280):
        reader.page.set_viewport_size({"width": width, "height": 700})
        box = reader.page.locator("a.exit").bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        assert (box["x"] + box["width"] == width) if at_the_right else box["x"] == 0


def test_the_exit_is_beside_the_skip_link_and_says_what_it_cannot_do(visit):
    reader = visit(width=320)
    reader.open(HelpPageFactory().url)
    reader.page.keyboard.press("Tab")
    expect(reader.page.locator(".skip")).to_be_focused()
    reached = []
    for _press in range(2):
        reader.page.keyboard.press("Tab")
        reached.append(reader.page.evaluate("document.activeElement.textContent"))
    assert reached == ["Browse safely", "Leave now"]
    expect(reader.page.locator(".exit-note")).to_contain_text("Leaving does not clear the history.")
    expect(reader.page.locator(".exit-note")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("way", ["click", "Enter", "Shift"])
def test_the_page_is_covered_before_the_other_site_answers_and_leaves_the_history(visit, way):
    reader = depart(visit())
    reader.page.goto(BEFORE)
    reader.open(story().url)
    watch(reader.page)
    if way == "Shift":
        leave_by_shift(reader.page)
    elif way == "click":
        reader.page.locator("a.exit").click()
    else:
        reader.page.locator("a.exit").press("Enter")
    reader.page.wait_for_url(NEUTRAL["en"])
    reader.page.go_back()
    assert reader.page.url == BEFORE
    assert seen_when_covered(reader) == [{"covered": True, "title": "…", "said": "Leaving.", "silent": True}]


def test_sound_stops_at_once(visit):
    recording = CampaignRecordingFactory(content=sound_bytes("FLAC", seconds=20, rate=16_000))
    heard = {"recording": recording, "title": "In her own words", "transcript": "They told me I would cook."}
    reader = depart(visit())
    reader.open(StoryFactory(body=[("audio", heard)], elements={"voice"}, live=True).url)
    watch(reader.page)
    audio = reader.page.locator("audio").element_handle()
    audio.evaluate("audio => { audio.muted = true; return audio.play() }")
    assert not audio.evaluate("audio => audio.paused")
    leave_by_shift(reader.page)
    reader.page.wait_for_url(NEUTRAL["en"])
    assert [moment["silent"] for moment in seen_when_covered(reader)] == [True]


def test_leaving_asks_nothing_of_us_sends_no_event_and_keeps_nothing(visit):
    reader = depart(visit())
    reader.open(story().url)
    reader.page.wait_for_load_state("networkidle")
    asked = []
    reader.page.on("request", lambda request: asked.append((request.method, request.url, request.headers)))
    reader.page.locator("a.exit").click()
    reader.page.wait_for_url(NEUTRAL["en"])
    assert [(method, url) for method, url, _headers in asked] == [("GET", NEUTRAL["en"])]
    assert "referer" not in asked[0][2]
    assert reader.page.context.cookies() == []
    reader.open("/en/")
    assert reader.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_shift_is_counted_only_three_times_in_a_row_within_five_seconds_each_and_is_told(visit):
    reader = depart(visit())
    page, told = reader.page, reader.page.locator("[data-exit-status]")
    page.clock.install()
    reader.open(story().url)
    twice, once = "Press Shift twice more to leave this site.", "Press Shift once more to leave this site."
    assert told.get_attribute("role") == "status"

    page.keyboard.press("Shift")
    expect(told).to_have_text(twice)
    page.keyboard.press("Shift")
    expect(told).to_have_text(once)
    page.keyboard.press("a")
    expect(told).to_have_text("")

    page.keyboard.press("Shift")
    page.clock.run_for(4_900)
    page.keyboard.press("Shift")
    expect(told).to_have_text(once)
    page.clock.run_for(5_100)
    expect(told).to_have_text("")
    page.keyboard.press("Shift")
    expect(told).to_have_text(twice)

    page.keyboard.press("Shift+Tab")
    expect(told).to_have_text("")
    page.keyboard.down("Shift")
    for _repeat in range(3):
        page.keyboard.down("Shift")
    expect(told).to_have_text(twice)
    page.keyboard.up("Shift")
    assert page.url.endswith(story_address := page.evaluate("location.pathname")), story_address

    page.clock.run_for(4_900)
    page.keyboard.press("Shift")
    page.clock.run_for(4_900)
    page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL["en"])


@pytest.mark.parametrize("make", NO_TRACE, ids=lambda make: make.__name__)
def test_back_never_returns_to_a_help_page(visit, make):
    HelplineFactory(country="GH")
    story_index()
    reader = depart(visit())
    reader.page.goto(BEFORE)
    reader.open(make().url)
    reader.page.locator(".skip").press("Enter")
    assert reader.page.url.endswith("#main")
    reader.page.get_by_role("link", name="Stories", exact=True).press("Enter")
    reader.page.wait_for_url("**/en/stories/")
    reader.page.go_back()
    assert reader.page.url == BEFORE


def test_a_country_chosen_leaves_no_step_and_a_number_is_left_to_the_telephone(visit):
    HelplineFactory(country="GH", phone="055 123 45")
    reader = depart(visit())
    reader.page.goto(BEFORE)
    reader.open(HelpPageFactory().url)
    reader.page.get_by_role("link", name="Ghana").first.click()
    assert reader.page.url.endswith("#gh")
    reader.page.evaluate(
        "addEventListener('click', (tap) => { left = !tap.defaultPrevented; tap.preventDefault() }, {once: true})"
    )
    reader.page.locator("a.phone").click()
    assert reader.page.evaluate("left")
    reader.page.locator("a.exit").click()
    reader.page.wait_for_url(NEUTRAL["en"])
    reader.page.go_back()
    assert reader.page.url == BEFORE


def test_a_jump_inside_a_story_leaves_no_step_for_the_exit_to_miss(visit):
    reader = depart(visit())
    reader.page.goto(BEFORE)
    reader.open(story().url)
    reader.page.locator(".skip").press("Enter")
    leave_by_shift(reader.page)
    reader.page.wait_for_url(NEUTRAL["en"])
    reader.page.go_back()
    assert reader.page.url == BEFORE


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("percent", [100, 200])
def test_focus_is_never_hidden_by_the_exit(visit, language, percent):
    for country in ("GH", "KE", "NG"):
        HelplineFactory(country=country, chat_url="https://chat.example.org/")
    reader = visit(width=320, height=640)
    reader.open(HelpPageFactory(parent=home(language)).url)
    reader.page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%` }", percent)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert at_top(reader.page, scrolled_to="end")
    seen, hidden = hidden_focus(reader.page)
    assert seen >= 50 and hidden == []


def test_paper_shows_no_exit(visit):
    reader = visit()
    reader.open(HelpPageFactory().url)
    reader.page.emulate_media(media="print")
    expect(reader.page.locator("a.exit")).to_be_hidden()
