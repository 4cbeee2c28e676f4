"""An older database is put back: what people took back since stays taken back."""

import threading
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from campaign_site.delivery.jobs import periodic
from stories.consent import ledger_file, lifecycle, vault, withdrawals
from stories.consent.choices import (
    AskedBy,
    ContributorStatus,
    Element,
    LedgerKind,
    Status,
    TakedownMode,
    VaultPartName,
)
from stories.consent.keyring import KeyDestroyed
from stories.consent.models import AuditEvent, Consent, Contributor, Takedown, WithdrawalEntry
from stories.consent.sealing import unseal_for
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.replay import replay
from stories.takedown import take_down, withdraw
from tests.factories.stories import ConsentFactory, StoryFactory, active_consent, story_index
from tests.pristine import Pristine
from tests.stories.obstacles import refusing, without_table

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(pristine):
    return StoryFactory(live=True, headline="The kitchen with the blue door")


@pytest.fixture
def backup(story):
    """Return a function that puts the database back as it was when the story was live."""
    return Pristine("backup").restore


def places(client, story):
    """Return every public address at which the story can be found now."""
    others = [story_index().url, "/en/", "/sitemap.xml", "/en/search/?q=kitchen", "/en/press/feed.rss"]
    found = [
        url for url in others if any(mark in read(client, url).decode() for mark in (story.headline, story.slug))
    ]
    return found + [story.url] * (client.get(story.url).status_code != 404)


def read(client, url):
    """Return the whole answer, whether it comes at once or in pieces."""
    return b"".join(client.get(url))


def test_the_story_is_found_in_these_places_before(client, story):
    story_index().save_revision().publish()

    assert {"/sitemap.xml", "/en/search/?q=kitchen", story.url, story_index().url} <= set(places(client, story))


def test_withdrawn_story_in_a_restored_backup_is_at_no_address_before_and_after_replay(client, story, backup):
    consent = story.contributor.consents.get()
    withdraw(consent)
    assert places(client, story) == []

    backup()
    assert StoryPage.objects.live().exists() and not WithdrawalEntry.objects.exists()
    assert places(client, story) == []
    assert client.get("/readyz").json()["withdrawals"] is False

    assert replay() == 1
    consent.refresh_from_db()
    assert consent.status == Status.WITHDRAWN
    assert not StoryPage.objects.live().exists()
    assert places(client, story) == []
    assert client.get("/readyz").json()["withdrawals"] is True


def test_stories_of_others_are_back_after_replay(client, story, backup):
    other = StoryFactory(live=True, headline="Another one")
    backup = Pristine("backup").restore
    withdraw(story.contributor.consents.get())
    backup()
    assert client.get(other.url).status_code == 404

    replay()

    assert client.get(other.url).status_code == 200
    assert client.get(story.url).status_code == 404


def test_replay_twice_is_replay_once(story, backup):
    withdraw(story.contributor.consents.get())
    backup()

    assert [replay(), replay()] == [1, 0]
    assert WithdrawalEntry.objects.count() == 1
    assert AuditEvent.objects.filter(kind="consent.withdrawn").count() == 1
    assert withdrawals.keep_file() == 0
    assert len(ledger_file.read().lines) == 1


def test_narrowed_consent_does_not_become_wide_again(story, backup):
    consent = story.contributor.consents.get()
    narrow(consent, languages={"ar"})

    backup()
    replay()

    assert not StoryPage.objects.for_public_display().exists()
    assert Consent.objects.get(pk=consent.pk).status == Status.WITHDRAWN


def test_consent_that_was_a_draft_in_the_backup_can_never_count(story):
    draft = ConsentFactory(elements={Element.AGE})
    backup = Pristine("backup").restore
    lifecycle.give(draft, evidence_kind="form", evidence_location="Mission safe")
    lifecycle.activate(draft)
    withdraw(draft)
    backup()

    replay()

    assert Consent.objects.get(pk=draft.pk).status == Status.REFUSED


def test_person_who_was_erased_stays_erased(client, story):
    person = story.contributor
    vault.write(person, VaultPartName.NAMES, ["Amina Example"])
    backup = Pristine("backup").restore
    take_down(person, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)
    assert not StoryPage.objects.filter(pk=story.pk).exists()

    backup()
    assert places(client, story) == []
    with pytest.raises(KeyDestroyed):
        unseal_for(person, "vault|names", person.vault_parts.get().sealed)

    assert replay() == 2
    person.refresh_from_db()
    assert (person.status, person.display_name) == (ContributorStatus.ERASED, "")
    assert not StoryPage.objects.filter(pk=story.pk).exists()
    assert not person.vault_parts.exists()
    assert Takedown.objects.get(contributor=person, mode=TakedownMode.ERASE).asked_by == AskedBy.LEDGER
    assert places(client, story) == []
    assert replay() == 0


def test_records_that_the_backup_does_not_know_are_noted_all_the_same(story, backup):
    withdraw(active_consent())
    withdrawals.record(LedgerKind.ERASED, uuid4())
    backup()

    assert replay() == 2
    assert withdrawals.is_in_step()
    assert StoryPage.objects.for_public_display().count() == 1


def test_restored_database_that_went_on_alone_keeps_both_and_writes_the_file_anew(client, story, backup):
    other = StoryFactory(live=True)
    third = active_consent()
    backup = Pristine("backup").restore
    withdraw(story.contributor.consents.get())
    withdraw(third)
    before = ledger_file.path().read_bytes()
    backup()
    withdraw(other.contributor.consents.get())
    assert ledger_file.path().read_bytes() == before, "the file goes another way and is left alone"
    assert places(client, story) == []

    assert replay() == 2

    assert [row.kind for row in WithdrawalEntry.objects.all()] == ["withdrawn"] * 3
    assert not Consent.objects.filter(status=Status.ACTIVE).exists()
    rows = list(WithdrawalEntry.objects.values_list("position", "hash"))
    assert [(line.position, line.hash) for line in ledger_file.read().lines] == rows
    assert withdrawals.is_in_step()
    kept = ledger_file.path().parent.glob(f"{ledger_file.path().name}.*")
    assert [path.read_bytes() for path in kept] == [before]
    assert replay() == 0


def test_damaged_file_hides_stories_but_what_can_be_read_is_done(client, story, backup):
    withdraw(active_consent())
    withdraw(story.contributor.consents.get())
    lines = ledger_file.path().read_bytes().splitlines(keepends=True)
    ledger_file.path().write_bytes(b"nonsense\n" + lines[1])
    backup()
    assert places(client, story) == []

    assert replay() == 1

    assert Consent.objects.get(contributor=story.contributor).status == Status.WITHDRAWN
    assert not withdrawals.is_in_step()
    assert replay() == 0
    # Somebody has looked at the file and put it aside.
    ledger_file.path().rename(ledger_file.path().with_suffix(".looked-at"))
    withdrawals.keep_file()
    assert withdrawals.is_in_step()
    assert places(client, story) == []


def test_what_fails_hides_every_story_and_is_tried_again(client, story, backup):
    withdraw(story.contributor.consents.get())
    backup()
    with refusing(Consent, "UPDATE"):
        assert periodic.run_before_serving() == {"withdrawals: replay": None}
        assert places(client, story) == []
        assert not WithdrawalEntry.objects.exists()

    assert periodic.run_before_serving() == {"withdrawals: replay": 1}


def test_tick_replays_before_all_else(story, backup):
    withdraw(story.contributor.consents.get())
    backup()
    output = StringIO()

    call_command("tick", stdout=output)

    assert output.getvalue().splitlines()[0] == "withdrawals: replay: 1"


def test_processes_that_start_at_once_replay_each_line_once(story, backup):
    withdraw(story.contributor.consents.get())
    for _number in range(5):
        withdraw(active_consent())
    backup()
    counts, barrier = [], threading.Barrier(3)

    def start():
        try:
            barrier.wait(30)
            counts.append(replay())
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(counts) == 6
    assert AuditEvent.objects.filter(kind="consent.withdrawn").count() == 1
    assert withdrawals.is_in_step()


def test_process_starts_before_its_tables_are_there():
    withdrawals.record(LedgerKind.WITHDRAWN, uuid4())

    with without_table(WithdrawalEntry):
        assert periodic.run_before_serving() == {"withdrawals: replay": None}
    assert Contributor.objects.count() == 0
