"""A person with a public story in English, a text in Arabic that waits, and sixteen digits."""

import shutil

import pytest
from django.test import override_settings

from stories.consent import codes
from stories.consent.choices import Channel, Element, Purpose, ReviewRole
from stories.consent.models import Contributor
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, judge, publish, story_index
from tests.stories.note.visitor import Visitor


@pytest.fixture(scope="module")
def somebody(written_once, tmp_path_factory):
    """The person of a file and their digits, and the folder with all that is kept of them beside the database."""
    folder = tmp_path_factory.mktemp("somebody")
    with written_once(), override_settings(**beside_the_database(folder)):
        person = person_with_texts()
        return person, codes.issue(person, None), folder


@pytest.fixture(autouse=True)
def _own_keyring(request, settings, tmp_path):
    if "person" in request.fixturenames and "transactional_db" not in request.fixturenames:
        shutil.copytree(request.getfixturevalue("somebody")[2], tmp_path, dirs_exist_ok=True)
    for name, place in beside_the_database(tmp_path).items():
        setattr(settings, name, place)


def beside_the_database(folder):
    """Return the settings that let keys, evidence and ledger lie in this folder."""
    return {
        "VAULT_KEYRING": folder / "keyring",
        "EVIDENCE_ROOT": folder / "evidence",
        "WITHDRAWAL_LEDGER": folder / "withdrawals.ledger",
    }


def person_with_texts(**kwargs):
    """Return a person who agreed to more than the least, with a public text and one that waits for their yes."""
    story_index("ar")
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
    """Save the story and hand it in; a protection officer found it safe, and it waits for the person's yes."""
    writer = UserFactory(role="Writer")
    judge(story, story.save_revision(user=writer), roles=[ReviewRole.PROTECTION])
    story.get_workflow().start(story, writer)
    return story


@pytest.fixture
def person(db, somebody):
    return Contributor.objects.get(pk=somebody[0].pk)


@pytest.fixture
def digits(person, somebody):
    return somebody[1]


@pytest.fixture
def visitor(digits):
    """The person, at the menu."""
    visitor = Visitor()
    visitor.enter(digits)
    return visitor
