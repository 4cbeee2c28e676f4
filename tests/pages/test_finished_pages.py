"""Pages with nothing to show, far too much, or without their picture: each reads as finished and helps on."""

import pytest

from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.donations import ProgrammePageFactory, programmes
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, story_index
from tests.pages.longest import LISTS, LONG, long_pages

pytestmark = pytest.mark.django_db


def main(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.text.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_with_nothing_in_it_leads_on_to_help(client, name, language):
    text = main(client, LISTS[name](language).url)
    assert "<ul" in text and f'href="/{language}/help/"' in text
    assert 'class="card"' not in text


def test_a_home_page_with_nothing_to_list_says_what_one_can_do_and_shows_no_empty_section(client):
    text = main(client, "/en/")
    assert 'href="/en/stories/"' in text and 'href="/en/pledge/"' in text and 'href="/en/help/"' in text
    assert (
        'id="stories-title"' not in text
        and 'id="ambassadors-title"' not in text
        and 'id="press-title"' not in text
    )


def test_filters_that_match_nothing_say_what_remains_without_each_of_them(client):
    StoryFactory(live=True, exploitation="fishing", region="pacific")
    StoryFactory(live=True, exploitation="farming", region="europe")
    text = main(client, f"{story_index().url}?exploitation=fishing&region=europe")
    assert "No story fits" in text
    assert 'href="?region=europe">Without “Forced labour at sea”' in text
    assert 'href="?exploitation=fishing">Without “Europe and Central Asia”' in text


def test_a_choice_stays_to_be_taken_back_where_it_leads_to_nothing(client):
    StoryFactory(live=True, exploitation="farming")
    text = main(client, f"{story_index().url}?exploitation=fishing")
    assert '<a href="?" aria-current="true">Forced labour at sea' in text


def test_a_list_says_which_other_languages_have_stories_and_never_counts_hidden_ones(client):
    english = StoryFactory(live=True, exploitation="fishing")
    StoryFactory(parent=story_index("ar"), locale=story_index("ar").locale, live=False)
    arabic = story_index("ar").url
    text = main(client, arabic)
    assert 'href="/en/stories/" lang="en" hreflang="en">English' in text
    assert 'hreflang="ar"' not in main(client, english.get_parent().url)


def test_a_language_leads_to_the_same_filters_there(client):
    StoryFactory(live=True, exploitation="fishing")
    text = main(client, f"{story_index('ar').url}?exploitation=fishing")
    assert 'href="/en/stories/?exploitation=fishing" lang="en"' in text


def test_words_as_long_as_they_can_be_are_shown_and_lists_keep_them_short(client):
    pages = {address: main(client, address) for address in long_pages()}
    lists = [make().url for name, make in LISTS.items() if name != "programmes"]
    assert len(pages) == 10 and set(lists) < set(pages)
    for address in lists:
        assert "Line 3 " in pages[address] and "Line 79" not in pages[address], address
    for address in set(pages) - set(lists) - {"/en/"}:
        assert LONG[:80] in pages[address], address


def test_a_programme_an_ambassador_and_a_release_stand_without_the_picture_that_is_not_there(client):
    deleted = CampaignImageFactory()
    release = PressReleasePageFactory(body=[("picture", {"image": deleted, "caption": "What it showed"})])
    without_sizes = [
        AmbassadorPageFactory(portrait=CampaignImageFactory()),
        ProgrammePageFactory(picture=CampaignImageFactory()),
    ]  # fmt: skip
    deleted.delete()
    for page in without_sizes:
        assert '<svg class="art"' in main(client, page.url)
    assert "What it showed" not in main(client, release.url)
    for address in ("/en/", programmes().url, ambassador_index().url):
        assert "<img" not in main(client, address) and '<svg class="art"' in main(client, address)


def test_a_story_without_a_picture_shows_its_words_and_its_own_artwork(client):
    story = StoryFactory(live=True)
    text = main(client, story.url)
    assert '<svg class="art"' in text and "They told me I would cook" in text


def test_a_page_of_the_house_without_any_words_still_has_its_heading(client):
    assert "<h1>Bare</h1>" in main(client, ContentPageFactory(title="Bare", parent=home()).url)
