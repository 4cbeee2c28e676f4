"""What tests of stories share: a story under review, its buttons, and the site that take-downs ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.surfaces import web
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import ambassador_index
from tests.factories.press import PressIndexPageFactory
from tests.factories.stories import CONFIRMED, StoryFactory, story_index
from tests.stories.public_host import PublicHost
from tests.stories.reviewing import hand_in, handed_in


@pytest.fixture(scope="module")
def lists_of_each_kind(written_once):
    """The lists of ambassadors, releases and stories, with the roles' rights on them: written once for a file."""
    with written_once():
        ambassador_index()
        PressIndexPageFactory()
        story_index()


@pytest.fixture
def writer(db):
    """Somebody who writes stories."""
    return UserFactory(role="Writer")


@pytest.fixture
def officer(db):
    """Somebody who protects the people behind the stories, and reviews what others wrote."""
    return UserFactory(role="Protection officer")


@pytest.fixture
def reviewer(db):
    """The second pair of eyes."""
    return UserFactory(role="Reviewer")


@pytest.fixture
def submitted(writer):
    """A story that only a second reviewer's decision keeps from the public."""
    return handed_in(owner=writer)


@pytest.fixture
def waiting(writer):
    """A story that was found safe, and waits for the person's yes."""
    story = StoryFactory(consented=True, owner=writer, headline="Hello [first_name]")
    return hand_in(story, found_safe=True)


@pytest.fixture
def act(client):
    """`act(user, story, "approve")` presses a button of the review, offered or not; return the answer's status.

    As a dialogue of the admin does: it is told 200 or 403, where a page would be sent to the dashboard either way.
    Every statement of the risk review is confirmed.
    """

    def press(user, story, action, state=None) -> int:
        client.force_login(user)
        state = state or story.current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk])
        headers = {"X-Requested-With": "XMLHttpRequest"}
        return client.post(address, {"comment": "", **CONFIRMED}, headers=headers).status_code

    return press


@pytest.fixture
def queries(client):
    """`queries(address)` opens a page in a process that has served it once; return how many queries it took."""

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def public_host(monkeypatch, settings, tmp_path):
    """Let verification ask the site of this test for its pages, and find no other test's files in storage."""
    settings.MEDIA_ROOT = str(tmp_path)
    host = PublicHost()
    monkeypatch.setattr(web, "public_host", lambda: host)
    return host
