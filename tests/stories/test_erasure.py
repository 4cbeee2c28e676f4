"""“Hide and delete”: no word of the person is left anywhere, and what is not ours to delete is named."""

import logging
import sqlite3
import threading
from contextlib import closing

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from taggit.models import Tag
from wagtail.admin.models import FormState
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.search.models import IndexEntry

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from campaign_site.media.models import CampaignImage, CampaignRecording
from stories import takedown as verbs
from stories.consent import keyring
from stories.consent.choices import AskedBy, ContributorStatus, Status, TakedownMode
from stories.consent.models import AuditEvent, Consent, RiskReview, StoryApproval
from stories.erasure import erase, wipe
from stories.models import StoryPage
from stories.takedown import take_down
from stories.traces import pages_of
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory
from tests.stories.needles import (
    QUOTE,
    Haystack,
    database_files,
    found_in_columns,
    found_in_files,
    media_folder,
    needle,
)
from tests.stories.obstacles import refusing
from tests.stories.test_verification import left


@pytest.mark.django_db(transaction=True)
def test_after_hide_and_delete_no_word_is_left_anywhere(public_host, caplog):
    caplog.set_level(logging.DEBUG)
    haystack = Haystack()
    needles, contributor = haystack.needles, haystack.contributor
    # Words of the vault and of a slot are sealed; all others are found before, or the search proves nothing.
    sealed = {needle("legal-name"), needle("city"), needle("cached")}
    assert set(needles) - set(found_in_columns(needles)) == sealed
    if files := database_files():
        assert set(needles) - set(found_in_files(needles, *files)) == sealed
    caplog.clear()

    done = take_down(contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)

    done.refresh_from_db()
    assert left(done) == {}
    assert done.verified_at
    assert not OutboxItem.objects.filter(done_at=None).exists()
    assert found_in_columns(needles) == {}
    assert found_in_files(needles, *database_files(), media_folder()) == []
    assert cache.get("fragment") is None
    assert [word for word in needles if word in caplog.text.lower()] == []


@pytest.mark.django_db(transaction=True)
def test_a_pasted_quote_is_named_and_left_to_its_editor(public_host):
    haystack = Haystack()
    release = PressReleasePageFactory(body=[("quote", {"text": f"She told us: {QUOTE}.", "source": "A survivor"})])
    release.save_revision()

    done = take_down(haystack.contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)

    path = release.get_url_parts()[2]
    places = left(done)
    assert f"press_pressreleasepage.body #{release.pk} {path}" in places
    assert path in places
    assert any(place.startswith("wagtailcore_revision.content #") for place in places)
    assert Page.objects.filter(pk=release.pk, live=True).exists()
    done.refresh_from_db()
    assert done.verified_at is None


@pytest.fixture
def haystack(public_host, db):
    return Haystack()


def test_pages_files_and_histories_are_deleted_and_records_remain(haystack, run_commits):
    contributor, picture, recording = haystack.contributor, haystack.picture, haystack.recording
    keys = [page.pk for page in pages_of(contributor)]
    names = [picture.file.name, recording.file.name, *(made.file.name for made in picture.renditions.all())]
    assert len(keys) == 4

    with run_commits():
        assert erase(contributor) == 4

    assert not Page.objects.filter(pk__in=keys).exists()
    assert not Revision.objects.filter(object_id__in=map(str, keys)).exists()
    assert not PageLogEntry.objects.filter(page_id__in=keys).exists()
    assert not ModelLogEntry.objects.filter(label=needle("picture-title")).exists()
    assert not FormState.objects.exists()
    assert not CampaignImage.objects.filter(pk=picture.pk).exists()
    assert not CampaignRecording.objects.filter(pk=recording.pk).exists()
    assert not Tag.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
    contributor.refresh_from_db()
    assert (contributor.status, contributor.display_name) == (ContributorStatus.ERASED, "")
    assert not keyring.has_person_key(contributor.uid)
    assert Consent.objects.filter(contributor=contributor).exists()
    assert RiskReview.objects.count() == 4
    assert StoryApproval.objects.count() == 2
    assert AuditEvent.objects.filter(kind="person.erased").count() == 1


def test_erasing_twice_changes_nothing_more(haystack):
    erase(haystack.contributor)

    assert erase(haystack.contributor) == 0
    assert AuditEvent.objects.filter(kind="person.erased").count() == 1


def test_a_picture_that_another_page_uses_is_left_there(haystack):
    other = ContentPageFactory(body=[("picture", {"image": haystack.picture, "caption": ""})])

    erase(haystack.contributor)

    assert CampaignImage.objects.filter(pk=haystack.picture.pk).exists()
    assert Page.objects.filter(pk=other.pk).exists()


def test_other_peoples_stories_stay_as_they_are(haystack):
    other = StoryFactory(live=True, body=[("picture", {"image": CampaignImageFactory(), "caption": ""})])
    revisions = Revision.objects.filter(object_id=str(other.pk)).count()

    erase(haystack.contributor)

    assert StoryPage.objects.live().get() == other
    assert Revision.objects.filter(object_id=str(other.pk)).count() == revisions


def test_what_stands_in_the_way_of_deleting_keeps_no_story_public(haystack, public_host, run_commits):
    with refusing(Revision, "DELETE"), run_commits():
        done = take_down(haystack.contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)

    assert not StoryPage.objects.live().exists()
    assert haystack.contributor.consents.get().status == Status.WITHDRAWN
    done.refresh_from_db()
    assert done.verified_at is None, "the words are still there"

    OutboxItem.objects.update(next_at=done.asked_at)
    outbox.run_due()
    assert not StoryPage.objects.exists()
    assert OutboxItem.objects.get(kind=verbs.ERASE).done_at


def test_a_database_is_not_wiped_inside_a_transaction(db):
    assert connection.in_atomic_block
    with pytest.raises(RuntimeError):
        wipe()


@pytest.mark.django_db(transaction=True)
def test_full_text_search_keeps_no_word_of_what_is_deleted():
    word = needle("searched")
    page = ContentPageFactory(title=word)
    page.delete()
    PageLogEntry.objects.all().delete()
    files = database_files()
    if files:
        assert found_in_files([word], *files) == [word], "deleting alone leaves it in the index's segments"

    wipe()

    assert found_in_columns([word]) == {}
    assert found_in_files([word], *files) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the index of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_the_index_of_words_keeps_no_word_of_what_is_deleted():
    word = needle("searched")
    ContentPageFactory(title=word).delete()

    def is_held() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT bool_or(position(%s::bytea IN pg_read_binary_file(pg_relation_filepath(indexrelid))) > 0)"
                " FROM pg_index WHERE indrelid = %s::regclass",
                [word.lower().encode(), IndexEntry._meta.db_table],
            )
            return cursor.fetchone()[0]

    assert is_held(), "deleting alone leaves it there"

    wipe()

    assert not is_held()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="readers keep old pages of the embedded database only")
@pytest.mark.django_db(transaction=True)
def test_wiping_waits_for_who_still_reads_the_old_pages():
    connection.ensure_connection()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM wagtailcore_page").fetchone()
        # Long after SQLite's own patience of some thousandths.
        threading.Timer(0.5, reader.rollback).start()
        wipe()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (3,)
