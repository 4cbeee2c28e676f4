"""The disk is full: what was acknowledged is there, what could not be kept is said, and pages are read on."""

import errno
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from campaign_site.delivery.jobs import periodic
from campaign_site.delivery.models import OutboxItem
from campaign_site.media.models import CampaignImage
from donations import ledger_check, tallies
from donations.models import Pledge
from stories.consent import ledger_file
from stories.consent.choices import AskedBy, TakedownMode
from stories.takedown import take_down
from tests.donations.supporter import pledge_through
from tests.factories.accounts import UserFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.media import picture_bytes
from tests.factories.pages import HelpPageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's disk is not ours to fill")

MOST_PLEDGES = 50


@pytest.fixture
def visitor():
    """Somebody who is answered, whatever went wrong."""
    return Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})


@contextmanager
def full_database():
    """Let SQLite find no room for one page more until the block ends."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OperationalError, match="full"):
            for number in range(1000):
                OutboxItem.objects.create(kind="test", key=f"filler {number}", payload={"words": "x" * 50_000})
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


@only_sqlite
def test_a_pledge_that_finds_no_room_is_not_thanked_for_and_all_others_are_there(visitor):
    programme, story, help_page = ProgrammePageFactory(), StoryFactory(live=True), HelpPageFactory()
    thanked = 0
    with full_database():
        for number in range(MOST_PLEDGES):
            answer = pledge_through(visitor, programme, email=f"supporter{number}@example.org")
            if answer.status_code != 303:
                break
            thanked += 1
        assert answer.status_code == 503 and b"We cannot reach our records just now" in answer.content
        for page in (story, help_page, programme):
            assert visitor.get(page.get_url_parts()[2]).status_code == 200
        assert Pledge.objects.count() == thanked
    assert tallies.differing() == [] and ledger_check.verify().broken is None
    assert pledge_through(visitor, programme).status_code == 303


def test_a_withdrawal_stands_though_the_file_outside_cannot_be_written_and_is_written_later(settings, tmp_path):
    story = StoryFactory(live=True)
    (tmp_path / "full").write_text("not a folder")
    rightful, settings.WITHDRAWAL_LEDGER = settings.WITHDRAWAL_LEDGER, tmp_path / "full" / "ledger"

    take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)

    assert Client().get(story.get_url_parts()[2]).status_code == 404
    settings.WITHDRAWAL_LEDGER = rightful
    assert not ledger_file.read().lines
    assert None not in periodic.run_all().values()
    assert len(ledger_file.read().lines) == 1


class FullStorage(FileSystemStorage):
    """A folder on a disk without room."""

    def _save(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device", self.path(name))


def test_a_picture_that_finds_no_room_is_said_to_be_not_kept(settings):
    editor = Client(raise_request_exception=False)
    editor.force_login(UserFactory(role="Press officer"))
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullStorage"}}
    file = SimpleUploadedFile("field.jpg", picture_bytes(), "image/jpeg")
    sent = {"title": "A field", "description": "A field", "file": file, "collection": "1"}

    answer = editor.post(reverse("wagtailimages:add"), sent)

    assert answer.status_code == 503 and b"we keep only what we have told you" in answer.content
    assert not CampaignImage.objects.exists()


def test_who_cannot_write_a_log_works_on():
    code = (
        "import logging.config, sys; from campaign_site.settings.test import LOGGING;"
        "logging.config.dictConfig(LOGGING); logging.getLogger('campaign_site').warning('lost');"
        "print('works on')"
    )
    with open("/dev/full", "w") as full:
        run = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=full, text=True)
    assert run.stdout == "works on\n"
