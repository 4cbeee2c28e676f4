"""A page of each kind whose words are as long as the site takes them."""

from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.donations import ProgrammePageFactory, programmes
from tests.factories.pages import ContentPageFactory
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.stories import StoryFactory, story_index

# As long as a title may be, and nowhere to break it.
LONG = "Verantwortungsbewusstseinsübertragung" * 6 + "Donaudampfschiff"
MANY_LINES = "\n".join(f"Line {number} of an introduction that goes on and on." for number in range(80))
LISTS = {
    "stories": story_index, "press": press_room, "ambassadors": ambassador_index, "programmes": programmes,
}  # fmt: skip


def long_pages() -> list[str]:
    """Make a page of each kind with the longest words there can be; return its address and its list's."""
    words = {"title": LONG[:250], "introduction": MANY_LINES}
    release = PressReleasePageFactory(**words, place=LONG[:80], complete=True)
    ambassador = AmbassadorPageFactory(**words, speaks_about=LONG[:250])
    programme = ProgrammePageFactory(**{**words, "summary": LONG[:250]})
    page = ContentPageFactory(
        **words, body=[("heading", LONG[:120]), ("quote", {"text": LONG, "source": LONG[:120]})]
    )
    story = StoryFactory(headline=LONG[:120], introduction=MANY_LINES, content_line=LONG[:160], live=True)
    return [
        "/en/", *(make().url for make in LISTS.values()),
        *(page.url for page in (release, ambassador, programme, page, story)),
    ]  # fmt: skip
