"""What tests of the desk share: a protection officer who is signed in, somebody's record, a take-down."""

import pytest

from stories.consent import vault
from stories.consent.choices import AskedBy, TakedownMode, VaultPartName
from stories.consent.models import OutsideCopy
from stories.takedown import take_down
from stories.verification import verify
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, StoryFactory
from tests.stories.desk.telling import NAME, TEXT


@pytest.fixture(autouse=True)
def _own_keyring(settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def officer(client, db):
    """A protection officer, signed in."""
    user = UserFactory(role="Protection officer")
    client.force_login(user)
    return user


@pytest.fixture
def person(db):
    """Somebody whose legal name lies in the vault."""
    contributor = ContributorFactory()
    vault.write(contributor, VaultPartName.NAMES, [NAME])
    return contributor


@pytest.fixture
def takedown(db):
    """A story that was public and is hidden; nobody has looked for it yet."""
    story = StoryFactory(live=True, body=[("text", TEXT)])
    return take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)


@pytest.fixture
def checked(public_host, takedown):
    """The same take-down, once its story was looked for everywhere."""
    verify(takedown)
    takedown.refresh_from_db()
    return takedown


@pytest.fixture
def copy(takedown):
    """A copy of it that a newspaper holds."""
    return OutsideCopy.objects.create(contributor=takedown.contributor, holder="A newspaper", channel="print")
