"""A person with a public story in English, a text in Arabic that waits, and sixteen digits."""

import pytest

from campaign_site.accounts.roles import sync_roles
from stories.consent import codes
from stories.consent.choices import Channel, Element, Purpose
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, publish, story_index
from tests.stories.note.visitor import Visitor


@pytest.fixture(autouse=True)
def _own_keyring(settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.WITHDRAWAL_LEDGER = tmp_path / "withdrawals.ledger"


def person_with_texts(**kwargs):
    """Return a person who agreed to more than the least, with a public text and one that waits for their yes."""
    story_index("ar")
    sync_roles()
    person = ContributorFactory(**kwargs)
    active_consent(
        contributor=person,
        purposes=frozenset({Purpose.AWARENESS, Purpose.TRAINING}),
        channels=frozenset({Channel.SITE, Channel.PRINT}),
        elements=frozenset({Element.AGE, Element.COUNTRY}),
        languages=frozenset({"en", "ar"}),
    )
    story = publish(
        StoryFactory(contributor=person, headline="I cook for my own guests", content_line="Hard work.")
    )
    # Its words are the English ones: what is looked for is whether they can be read and approved.
    arabic = story.copy_for_translation(story_index("ar").locale)
    arabic.headline = "أطبخ لضيوفي"
    hand_in(arabic)
    return person


def hand_in(story):
    """Save the story and hand it in for review, where it waits for the person's yes."""
    writer = UserFactory(role="Writer")
    story.save_revision(user=writer)
    story.get_workflow().start(story, writer)
    return story


@pytest.fixture
def person(db):
    return person_with_texts()


@pytest.fixture
def digits(person):
    return codes.issue(person, None)


@pytest.fixture
def visitor(digits):
    """The person, at the menu."""
    visitor = Visitor()
    visitor.enter(digits)
    return visitor
