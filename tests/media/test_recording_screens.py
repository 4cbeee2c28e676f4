"""The admin's screens for recordings: each upload is cleaned or refused beside the field; roles see their own."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.admin.search import admin_search_areas
from wagtail.models import ModelLogEntry

from campaign_site.accounts import role_table
from campaign_site.media.models import CampaignRecording
from tests.factories.accounts import UserFactory
from tests.factories.media import SECRET, CampaignRecordingFactory, picture_bytes, sound_bytes
from tests.media.test_admin import assert_nothing_private_is_stored

pytestmark = pytest.mark.django_db

CHOOSER = "recording_chooser"
BAD = {
    "m4a": b"\0\0\0\x20ftypM4A " + bytes(200),
    "truncated": sound_bytes("FLAC")[:2000],
    "a picture renamed": picture_bytes("JPEG"),
    "empty": b"",
    "random": bytes(range(256)) * 8,
}
ADDS = {role_table.WRITER, role_table.PROTECTION_OFFICER}
CHOOSES = {*ADDS, role_table.TRANSLATOR}


@pytest.fixture
def officer(client):
    """A protection officer, signed in."""
    user = UserFactory(role=role_table.PROTECTION_OFFICER)
    client.force_login(user)
    return user


def upload(content: bytes | None = None, name: str = "Ama from Accra.flac") -> SimpleUploadedFile:
    content = sound_bytes("FLAC", secrets=True) if content is None else content
    return SimpleUploadedFile(name, content, content_type="audio/flac")


def test_added_in_the_list_it_is_cleaned_and_its_editor_is_known(client, officer):
    response = client.post(reverse("recordings:add"), {"title": "Kitchen", "file": upload()})
    assert response.status_code == 302
    recording = CampaignRecording.objects.get()
    assert (recording.uploaded_by, recording.duration, recording.is_voiced_by_actor) == (officer, 1, False)
    assert_nothing_private_is_stored()
    assert ModelLogEntry.objects.get().label == f"Recording {recording.pk}"


def test_added_in_the_storys_editor_it_is_cleaned_and_its_editor_is_known(client, officer):
    address = reverse(f"{CHOOSER}:create")
    response = client.post(address, {"title": "Kitchen", "file": upload(), "is_voiced_by_actor": "on"})
    answer = json.loads(response.content)
    recording = CampaignRecording.objects.get()
    assert answer["step"] == "chosen"
    assert (answer["result"]["id"], answer["result"]["title"]) == (str(recording.pk), "Kitchen")
    assert (recording.uploaded_by, recording.is_voiced_by_actor) == (officer, True)
    assert_nothing_private_is_stored()


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("view", ["recordings:add", f"{CHOOSER}:create"])
def test_what_is_no_recording_is_an_error_beside_the_field(client, officer, view, kind):
    response = client.post(reverse(view), {"title": "Kitchen", "file": upload(BAD[kind])})
    assert response.status_code == 200
    if view == "recordings:add":
        assert list(response.context["form"].errors) == ["file"]
    else:
        assert json.loads(response.content)["step"] == "reshow_creation_form"
        assert "error-message" in json.loads(response.content)["htmlFragment"]
    assert not CampaignRecording.objects.exists()


def test_a_telephones_m4a_is_answered_with_what_to_do(client, officer):
    response = client.post(reverse("recordings:add"), {"title": "Kitchen", "file": upload(BAD["m4a"])})
    assert "export it as WAV or MP3" in response.content.decode()


def test_a_long_name_is_no_obstacle(client, officer):
    response = client.post(
        reverse("recordings:add"), {"title": "Kitchen", "file": upload(name="Ama " * 60 + ".flac")}
    )
    assert response.status_code == 302


def test_a_replacement_is_cleaned_and_the_old_file_removed(client, officer, run_commits):
    recording = CampaignRecordingFactory()
    old = recording.file.name
    with run_commits():
        client.post(reverse("recordings:edit", args=[recording.pk]), {"title": "Kitchen", "file": upload()})
    assert not recording.file.storage.exists(old)
    recording.refresh_from_db()
    assert recording.file.storage.exists(recording.file.name)
    assert_nothing_private_is_stored()


def test_words_can_be_changed_without_a_new_file(client, officer):
    recording = CampaignRecordingFactory()
    data = {"title": "Other words", "is_voiced_by_actor": "on"}
    assert client.post(reverse("recordings:edit", args=[recording.pk]), data).status_code == 302
    changed = CampaignRecording.objects.get()
    assert (changed.title, changed.file_hash, changed.is_voiced_by_actor) == (
        "Other words",
        recording.file_hash,
        True,
    )


def test_the_list_and_the_dialogue_show_title_and_length(client, officer):
    recording = CampaignRecordingFactory(title="Kitchen")
    for address in (reverse("recordings:index"), reverse(f"{CHOOSER}:choose_results")):
        html = client.get(address).content.decode()
        assert "Kitchen" in html and "0:01" in html
    chosen = json.loads(client.get(reverse(f"{CHOOSER}:chosen", args=[recording.pk])).content)
    assert chosen["result"]["title"] == "Kitchen"


@pytest.mark.parametrize("role", [role.name for role in role_table.ROLES])
def test_each_role_adds_changes_and_chooses_what_it_may(client, role):
    client.force_login(UserFactory(role=role))
    pk = CampaignRecordingFactory(title=SECRET).pk
    multiple = reverse(f"{CHOOSER}:chosen_multiple") + f"?id={pk}"
    allowed = {
        reverse("recordings:index"): ADDS,
        reverse("recordings:add"): ADDS,
        reverse("recordings:edit", args=[pk]): {role_table.PROTECTION_OFFICER},
        reverse("recordings:delete", args=[pk]): {role_table.PROTECTION_OFFICER},
        reverse("recordings:usage", args=[pk]): {role_table.PROTECTION_OFFICER},
        reverse("recordings:history", args=[pk]): ADDS,
        reverse(f"{CHOOSER}:choose"): CHOOSES,
        reverse(f"{CHOOSER}:choose_results"): CHOOSES,
        reverse(f"{CHOOSER}:chosen", args=[pk]): CHOOSES,
        multiple: CHOOSES,
        reverse(f"{CHOOSER}:create"): ADDS,
    }
    opened = {address for address in allowed if client.get(address).status_code == 200}
    assert opened == {address for address, roles in allowed.items() if role in roles}


def test_the_admins_search_offers_no_recordings():
    addresses = {area.url for area in admin_search_areas.registered_search_areas}
    assert reverse("wagtailimages:index") in addresses
    assert not {address for address in addresses if address.startswith(reverse("recordings:index"))}


def test_whoever_writes_a_story_finds_the_dialogue_in_its_editor():
    from stories.models import StoryPage

    block = StoryPage._meta.get_field("body").stream_block.child_blocks["audio"].child_blocks["recording"]
    recording = CampaignRecordingFactory(title="Kitchen")
    assert reverse(f"{CHOOSER}:choose") in block.widget.render("x", recording.pk, {"id": "x"})
    assert block.get_form_state(recording)["title"] == "Kitchen"
