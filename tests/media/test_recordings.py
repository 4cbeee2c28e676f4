"""Every way in which a recording can come into storage scrubs it; what is replaced or deleted is gone."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import IntegrityError, transaction
from soundfile import SoundFile

from campaign_site.delivery.models import OutboxItem
from campaign_site.media.models import CampaignRecording
from campaign_site.media.sound import UnusableSound
from tests.factories.media import SECRET, CampaignRecordingFactory, sound_bytes

pytestmark = pytest.mark.django_db


def dirty(seconds: float = 2) -> ContentFile:
    return ContentFile(sound_bytes("FLAC", seconds, secrets=True), name="Ama from Accra.flac")


def assert_is_scrubbed(recording, seconds: int = 2):
    """The row tells what lies in storage, and that is bare sound under a random name."""
    recording.refresh_from_db()
    with default_storage.open(recording.file.name) as file:
        content = file.read()
    assert SECRET.encode() not in content
    assert recording.file.name.startswith("recordings/") and "Ama" not in recording.file.name
    with SoundFile(io.BytesIO(content)) as sound:
        assert sound.format == "MP3"
        assert round(sound.frames / sound.samplerate) == recording.duration == seconds
    assert len(recording.file_hash) == 64


def test_saving_in_code_scrubs():
    recording = CampaignRecording(title="x", file=dirty())
    recording.save()
    assert_is_scrubbed(recording)


def test_a_form_checks_first_and_decodes_once():
    recording = CampaignRecording(title="x", file=dirty())
    recording.full_clean(exclude=["duration", "file_hash"])
    checked = recording.file.file.clean.sha256
    recording.save()
    assert recording.file_hash == checked, "encoding it once more would give other bytes"
    assert_is_scrubbed(recording)


def test_an_upload_on_disk_is_scrubbed_too():
    upload = TemporaryUploadedFile("Ama.flac", "audio/flac", 0, None)
    upload.write(dirty().read())
    recording = CampaignRecording(title="x", file=upload)
    recording.save()
    assert_is_scrubbed(recording)


def test_round_the_model_it_is_scrubbed_and_the_row_follows():
    recording = CampaignRecordingFactory()
    before = recording.file_hash
    recording.file.save("Ama.flac", dirty(), save=True)
    assert_is_scrubbed(recording)
    assert recording.file_hash != before


def test_many_at_once_are_scrubbed():
    CampaignRecording.objects.bulk_create(CampaignRecording(title="x", file=dirty()) for _ in range(2))
    for recording in CampaignRecording.objects.all():
        assert_is_scrubbed(recording)


def test_saving_the_file_alone_keeps_length_and_hash_true():
    recording = CampaignRecordingFactory()
    recording.file = dirty()
    recording.save(update_fields=["file"])
    assert_is_scrubbed(recording)


def test_what_is_no_recording_is_an_error_beside_the_field_and_never_stored():
    recording = CampaignRecording(title="x", file=ContentFile(b"<svg/>", name="x.mp3"))
    with pytest.raises(ValidationError) as refused:
        recording.full_clean()
    assert "file" in refused.value.message_dict
    with pytest.raises(UnusableSound):
        recording.save()
    assert not CampaignRecording.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"file": "documents/x.pdf"}, {"file_hash": ""}, {"duration": 0}, {"duration": 30 * 60 + 1}],
    ids=str,
)
def test_the_database_refuses_a_recording_that_was_not_scrubbed(change):
    recording = CampaignRecordingFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignRecording.objects.filter(pk=recording.pk).update(**change)


def test_what_is_replaced_is_gone_after_commit_and_not_before(run_commits):
    recording = CampaignRecordingFactory()
    old = recording.file.name
    with run_commits():
        recording.file = dirty()
        recording.save()
        assert default_storage.exists(old)
    assert not default_storage.exists(old)
    assert_is_scrubbed(recording)


def test_other_changes_keep_the_file(run_commits):
    recording = CampaignRecordingFactory()
    with run_commits():
        recording.title = "Other words"
        recording.save()
        CampaignRecording.objects.get(pk=recording.pk).save(update_fields=["is_voiced_by_actor"])
    assert default_storage.exists(recording.file.name)


@pytest.mark.parametrize("what", ["one", "all"])
def test_what_is_deleted_is_gone_whoever_deletes_it(run_commits, what):
    recording = CampaignRecordingFactory()
    name = recording.file.name
    with run_commits():
        (recording if what == "one" else CampaignRecording.objects.all()).delete()
    assert not default_storage.exists(name)


def test_a_deletion_that_is_undone_keeps_the_file(run_commits):
    recording = CampaignRecordingFactory()
    with run_commits():
        with transaction.atomic():
            recording.delete()
            transaction.set_rollback(True)
        assert CampaignRecording.objects.exists()
    assert default_storage.exists(recording.file.name)
    assert not OutboxItem.objects.filter(kind="remove file").exists()


def test_nothing_but_its_number_is_told_of_a_recording():
    recording = CampaignRecordingFactory(title="Ama, Accra")
    assert str(recording) == f"Recording {recording.pk}"
    assert CampaignRecording(duration=65).length == "1:05"
    assert CampaignRecording(duration=1_800).length == "30:00"


def test_the_address_is_our_own_whatever_storage_holds_the_file(settings):
    assert CampaignRecordingFactory().file.url.startswith("/media/recordings/")
