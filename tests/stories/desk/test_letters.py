"""Letters: an address and a reference, nobody's name, in four languages."""

import pytest

from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import OutsideCopy
from stories.desk.letters import letter
from stories.takedown import take_down
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


def copy_of(story, **fields) -> OutsideCopy:
    return OutsideCopy.objects.create(
        contributor=story.contributor,
        holder="Herald & Sons",
        channel="print",
        place="https://herald.example/a?b=1&c",
        **fields,
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_letter_names_address_and_reference_and_nobody(language):
    story = StoryFactory(live=True)
    takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    text = letter(copy_of(story, language=language))

    assert takedown.reference in text
    assert "https://herald.example/a?b=1&c" in text
    assert "Herald & Sons" in text
    for secret in (story.contributor.code, story.contributor.display_name, story.headline, "traffick", "survivor"):
        assert secret.lower() not in text.lower()
    if language != "en":
        assert "removed" not in text and "Please" not in text


def test_a_copy_without_a_known_address_gets_a_letter_as_well():
    story = StoryFactory(live=True)
    copy = OutsideCopy.objects.create(contributor=story.contributor, holder="A school", channel="partner")

    assert "Where we know it to be" not in letter(copy)
