"""While somebody writes, the form's text is looked at for those who may edit it, and nothing of it is kept."""

import json
import logging

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from campaign_site.delivery import rate_limits
from stories.consent.models import AuditEvent
from stories.identity import everybody
from stories.identity.models import IdentityFinding
from stories.identity.views import LARGEST_FORM, MOST_ASKED, MOST_TOLD
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, story_index
from tests.stories.identity.conftest import MOTHER
from tests.stories.reviewing import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, db):
    user = UserFactory(role="Writer")
    client.force_login(user)
    return user


@pytest.fixture
def story(person, writer):
    return StoryFactory(contributor=person, owner=writer)


def draft(story, **changes) -> dict:
    text = f"I saw {MOTHER} in Kano"
    body = {"blocks": [{"text": text, "type": "unstyled", "key": "a"}], "entityMap": {}}
    return form_data(story, **{"body-0-value": json.dumps(body), **changes})


def test_what_is_being_written_is_looked_at_and_not_kept(client, story, caplog):
    caplog.set_level(logging.DEBUG)
    before = Revision.objects.count()
    data = draft(story, headline="Call me at 0772 123456", **{"comments-0-text": f"Is it {MOTHER}?"})

    answer = client.post(reverse("check_story", args=[story.pk]), data)

    assert answer.json()["found"] == [
        "Headline: what looks like a telephone number",
        "Story, block 1 (Text): the name of somebody close to the person",
        "Comments: the name of somebody close to the person",
    ]
    assert "no-store" in answer["Cache-Control"]
    assert MOTHER not in answer.content.decode()
    assert not IdentityFinding.objects.exists()
    assert Revision.objects.count() == before
    assert "Haddad" not in caplog.text


def test_it_says_so_in_the_editors_language(client, person):
    writer = UserFactory(role="Writer")
    UserProfile.objects.create(user=writer, preferred_language="ar")
    client.force_login(writer)
    story = StoryFactory(contributor=person, owner=writer)
    found = client.post(reverse("check_story", args=[story.pk]), draft(story)).json()["found"]
    assert len(found) == 1
    assert "the name" not in found[0]


def test_a_new_story_is_looked_at_before_it_is_saved(client, writer, person):
    data = draft(StoryFactory(contributor=person, owner=writer))
    address = reverse("check_new_story", args=[story_index().pk])
    assert len(client.post(address, data).json()["found"]) == 1
    assert client.post(address, {**data, "contributor": "x'"}).json()["found"] == [
        "Story, block 1 (Text): words that a protection officer has to look at"
    ]


@pytest.mark.parametrize("role", ["Writer", "Press officer", "Administrator", "Translator"])
def test_attacker_who_may_not_edit_the_story_cannot_ask_with_guesses(client, story, role):
    client.force_login(UserFactory(role=role))
    address, headers = reverse("check_story", args=[story.pk]), {"X-Requested-With": "XMLHttpRequest"}
    answer = client.post(address, draft(story), headers=headers)
    assert answer.status_code == 403


def test_attacker_on_another_site_cannot_ask(story, writer):
    attacker = Client(enforce_csrf_checks=True)
    attacker.force_login(writer)
    assert attacker.post(reverse("check_story", args=[story.pk]), draft(story)).status_code == 403


@pytest.mark.parametrize(
    "changes", [{"body-count": "x"}, {"body-count": "-1"}, {"year": "²"}, {"contributor": ""}]
)
def test_a_form_that_no_browser_sends_breaks_nothing(client, story, changes):
    assert client.post(reverse("check_story", args=[story.pk]), draft(story, **changes)).status_code == 200


def test_a_form_without_end_is_refused(client, story):
    answer = client.post(reverse("check_story", args=[story.pk]), {"headline": "a" * LARGEST_FORM})
    assert answer.status_code == 413


@pytest.mark.django_db(transaction=True)
def test_the_vaults_are_opened_once_in_minutes_and_when_they_change(client, story, enter, person):
    address = reverse("check_story", args=[story.pk])

    def opened():
        return AuditEvent.objects.filter(kind="vault.matched").count()

    everybody.forget()
    client.post(address, draft(story))
    client.post(address, draft(story))
    assert opened() == 1
    enter(person, "Zahra Qasim")
    assert client.post(address, draft(story)).json()["found"] == []
    assert opened() == 2
    everybody.forget()
    client.post(address, draft(story))
    assert opened() == 3
    everybody.forget()


def test_a_writer_who_tries_one_name_after_the_other_is_told_less_and_then_nothing(client, story, writer):
    """An attacker with a writer's account, who wants to know who is in the vault."""
    blocks = {"body-count": str(MOST_TOLD + 5)}
    for number in range(MOST_TOLD + 5):
        words = f"Is it {MOTHER}, at 0772 1234{number:02}?"
        text = {"blocks": [{"text": words, "type": "unstyled", "key": "a"}], "entityMap": {}}
        block = {"type": "text", "order": number, "deleted": "", "id": "", "value": json.dumps(text)}
        blocks |= {f"body-{number}-{name}": value for name, value in block.items()}
    address = reverse("check_story", args=[story.pk])
    assert len(client.post(address, draft(story, **blocks)).json()["found"]) == MOST_TOLD
    with transaction.atomic():
        for _time in range(MOST_ASKED - 1):
            rate_limits.count("identity_check", str(writer.pk))

    answer = client.post(address, draft(story))

    assert answer.status_code == 429 and answer.json()["found"] == []
    assert "looked at again" in answer.json()["summary"]
    client.force_login(other := UserFactory(role="Protection officer"))
    assert other.pk != writer.pk and client.post(address, draft(story)).json()["found"]
