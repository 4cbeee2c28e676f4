"""Each night everything is looked at, officers hear of what is new in public texts, and mails tell codes only."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from stories.identity import nightly
from stories.identity.findings import resolve
from stories.identity.models import IdentityFinding, IdentityRun
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, publish
from tests.factories.videos import CampaignVideoFactory, captions_of
from tests.stories.identity.conftest import MOTHER

pytestmark = pytest.mark.django_db

REASON = "The person chose this name together with us."


@pytest.fixture
def public(person, enter):
    """A public story that says what the vault learned a day later."""
    enter(person)
    story = publish(StoryFactory(contributor=person, consented=True, introduction=f"I called {MOTHER}."))
    enter(person, MOTHER)
    return story


def places() -> set[tuple[str, str]]:
    return {(finding.model, finding.place) for finding in IdentityFinding.objects.all()}


def test_officers_hear_of_it_by_code_once(client, public, officer, run_commits):
    with run_commits():
        call_command("tick")
    with run_commits():
        call_command("tick")

    assert client.get(public.url).status_code == 404
    letters = [letter for letter in mail.outbox if officer.email in letter.to]
    assert len(letters) == 1
    assert public.contributor.code in letters[0].body
    assert "Haddad" not in letters[0].body and public.contributor.code not in letters[0].subject
    assert "Amina" not in letters[0].body


def test_pages_of_the_house_are_searched_for_what_gives_people_away_and_keep_their_contacts(person, run_commits):
    PressReleasePageFactory(title=f"{MOTHER} speaks", introduction="On 12 March 2026. Call +41 22 717 9111.")
    AmbassadorPageFactory(introduction=f"A friend of {MOTHER}, 0.3476, 32.5825")
    ContentPageFactory(introduction=f"{MOTHER} at press@example.org")
    HelplineFactory(name=f"Line of {MOTHER}")
    CampaignImageFactory(title=MOTHER)
    draft = ContentPageFactory(live=False)
    draft.introduction = f"So said {MOTHER}"
    draft.save_revision()

    with run_commits():
        nightly.check_tonight()

    assert places() == {
        ("press.pressreleasepage", "title"), ("press.pressreleasepage", "slug"),
        ("ambassadors.ambassadorpage", "introduction"),
        ("pages.contentpage", "introduction"), ("pages.helpline", "name"), ("media.campaignimage", "title"),
    }  # fmt: skip
    assert IdentityFinding.objects.filter(page=draft, live_hash="").count() == 1
    assert {finding.kind for finding in IdentityFinding.objects.all()} == {"relative", "coordinates"}


def test_it_goes_on_where_it_was_left_and_runs_once_a_day(public, monkeypatch, run_commits):
    monkeypatch.setattr(nightly, "SLICE_SECONDS", -1)
    with time_machine.travel(datetime(2026, 5, 1, 2, tzinfo=UTC), tick=False) as clock:
        StoryFactory(), ContentPageFactory()
        looked_at = []
        while not IdentityRun.objects.filter(finished_at__isnull=False).exists():
            looked_at.append(nightly.check_tonight())
        assert len(looked_at) > 3 and all(looked_at[:-1])
        assert nightly.check_tonight() == 0
        run = IdentityRun.objects.get()
        assert run.looked_at == sum(looked_at)
        clock.shift(timedelta(days=1))
        assert nightly.check_tonight() > 0
    assert IdentityFinding.objects.filter(page=public).count() == 1


def test_two_at_once_do_not_do_the_same(public):
    IdentityRun.objects.create(day=timezone.now().date(), busy_until=timezone.now() + timedelta(minutes=1))
    assert nightly.check_tonight() == 0


def test_the_command_counts_and_keeps_nothing_in_a_dry_run(public, capsys):
    call_command("check_identities", dry_run=True)
    said = capsys.readouterr().out
    assert "Looking for the terms of 1 people" in said
    assert "stories: 1 looked at, 1 found" in said
    assert not IdentityFinding.objects.exists()

    call_command("check_identities")
    said = capsys.readouterr().out
    assert "New: 1, of which 1 hide a public story. Open: 1." in said
    assert "Haddad" not in said


def test_a_record_that_was_deleted_leaves_no_finding(person):
    image = CampaignImageFactory(title=MOTHER)
    call_command("check_identities", stdout=StringIO())
    image.delete()
    call_command("check_identities", stdout=StringIO())
    assert not IdentityFinding.objects.exists()


def test_many_stories_are_read_with_few_queries(person, django_assert_max_num_queries):
    for _number in range(10):
        StoryFactory(contributor=person, introduction="I called my mother.")
    known = nightly.everybody()
    with django_assert_max_num_queries(8):
        next(nightly.look_through(known))


def test_when_an_officer_has_decided_copies_of_the_story_and_its_lists_are_made_anew(public, officer, run_commits):
    with run_commits():
        nightly.check_tonight()
    with run_commits() as callbacks:
        resolve(IdentityFinding.objects.get(), REASON, officer)
    assert callbacks


def test_what_captions_say_is_searched_too(person, run_commits):
    video = CampaignVideoFactory(title=f"Film about {MOTHER}", languages=())
    video.captions.create(language="fr", text=f"WEBVTT\n\n00:00.000 --> 00:01.000\nAvec {MOTHER}.\n")
    with run_commits():
        nightly.check_tonight()
    assert places() == {
        ("media.campaignvideo", "title"), ("media.campaigncaptions", "text"),
    }  # fmt: skip


def test_a_name_in_two_captions_is_found_as_one(person, run_commits):
    video = CampaignVideoFactory(languages=())
    captions = captions_of(f"My mother {MOTHER} came", words=3)
    assert MOTHER not in captions
    video.captions.create(language="en", text=captions)
    with run_commits():
        nightly.check_tonight()
    assert places() == {("media.campaigncaptions", "text")}
