"""The admin's screens for videos: upload, how far each is, captions mended in place; each role sees its own."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from campaign_site.accounts import role_table
from campaign_site.media import confinement
from campaign_site.media.approved import MESSAGE
from campaign_site.media.models import CampaignVideo
from campaign_site.media.video.choices import Problem, State
from campaign_site.media.video.engine import engine_is_there
from tests.factories.accounts import UserFactory
from tests.factories.media import SECRET, picture_bytes
from tests.factories.press import PressReleasePageFactory
from tests.factories.videos import CampaignVideoFactory, captions, page_with, video_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.confinement]

CHOOSER = "video_chooser"
KEEPS = {role_table.PRESS_OFFICER, role_table.ADMINISTRATOR}
ADDS = {*KEEPS, role_table.FUNDRAISING_OFFICER}
CHANGES = {*ADDS, role_table.TRANSLATOR}


@pytest.fixture
def officer(client):
    """A press officer, signed in."""
    user = UserFactory(role=role_table.PRESS_OFFICER)
    client.force_login(user)
    return user


def upload(content: bytes = b"\0\0\0\x18ftypmp42", name: str = "Ama from Accra.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="video/mp4")


def test_added_in_the_list_it_is_prepared_and_its_editor_is_known(client, officer, run_commits):
    form = {"title": "Weaving", "original": upload(video_bytes(secrets=True)), "poster_second": 0}
    with run_commits():
        response = client.post(reverse("videos:add"), {**form, "captions_en": captions()}, follow=True)
        assert "is being prepared" in response.content.decode()
        assert "Being prepared" in client.get(reverse("videos:index")).content.decode()
    video = CampaignVideo.objects.get()
    assert (video.uploaded_by, video.state, list(video.captioned)) == (officer, State.READY, ["en"])
    assert ModelLogEntry.objects.get().label == f"Video {video.pk}"
    text = client.get(reverse("videos:index")).content.decode()
    assert "Ready" in text and "English" in text and "0:01" in text


def test_added_in_a_pages_editor_its_captions_come_along(client, officer):
    form = {"title": "Weaving", "original": upload(), "poster_second": 3, "captions_ar": captions("ar")}
    answer = json.loads(client.post(reverse(f"{CHOOSER}:create"), form).content)
    video = CampaignVideo.objects.get()
    assert (answer["step"], answer["result"]["title"]) == ("chosen", "Weaving")
    assert (video.uploaded_by, video.poster_second, list(video.captioned)) == (officer, 3, ["ar"])


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_an_editor_chooses_by_title_state_and_captions(client, officer, view):
    video = CampaignVideoFactory(title="Weaving", languages=("en", "es"))
    answer = client.get(reverse(f"{CHOOSER}:{view}"))
    text = answer.json()["html"] if view == "choose" else answer.content.decode()
    assert "Weaving" in text and f"Video {video.pk}" not in text
    assert "Ready" in text and "English, Español" in text


@pytest.mark.parametrize("view", ["videos:add", f"{CHOOSER}:create"])
@pytest.mark.parametrize(
    "content", [b"", picture_bytes("JPEG"), bytes(range(256)) * 8], ids=["empty", "picture", "random"]
)
def test_what_is_no_video_is_an_error_beside_the_field(client, officer, view, content):
    response = client.post(reverse(view), {"title": "Weaving", "original": upload(content), "poster_second": 0})
    assert response.status_code == 200
    if view == "videos:add":
        assert list(response.context["form"].errors) == ["original"]
    else:
        assert json.loads(response.content)["step"] == "reshow_creation_form"
    assert not CampaignVideo.objects.exists()


def test_without_a_file_nothing_is_added(client, officer):
    response = client.post(reverse("videos:add"), {"title": "Weaving", "poster_second": 0})
    assert list(response.context["form"].errors) == ["original"]


def test_what_could_not_be_prepared_says_why_in_the_list_and_what_to_do_in_the_form(client, officer):
    video = CampaignVideoFactory(content=b"\0\0\0\x18ftypmp42")
    CampaignVideo.objects.filter(pk=video.pk).update(state=State.FAILED, problem=Problem.TOO_LONG, original="")
    for address in (reverse("videos:index"), reverse("videos:edit", args=[video.pk])):
        text = client.get(address).content.decode()
        assert "Could not be prepared: This video is longer than 3 minutes. Please cut it into parts." in text
    advice = "Copy your captions, add the better file as a new video, and delete this one."
    assert advice in text and 'type="file"' not in text
    ready = reverse("videos:edit", args=[CampaignVideoFactory().pk])
    assert advice not in client.get(ready).content.decode()


def change(client, video, **captioned):
    data = {"title": video.title, **{f"captions_{one.language}": one.text for one in video.captions.all()}}
    return client.post(reverse("videos:edit", args=[video.pk]), {**data, **captioned})


def test_captions_are_added_mended_and_taken_out_in_place(client, officer):
    video = CampaignVideoFactory(languages=("en", "fr"))
    assert (
        change(client, video, captions_en=captions("es"), captions_fr="", captions_ar=captions("ar")).status_code
        == 302
    )
    texts = dict(video.captions.values_list("language", "text"))
    assert set(texts) == {"en", "ar"}
    assert "Música tranquila." in texts["en"] and "\u200fموسيقى" in texts["ar"]


def test_what_is_no_captions_is_told_beside_the_field_with_its_line(client, officer):
    video = CampaignVideoFactory()
    form = change(client, video, captions_fr="WEBVTT\n\n00:00,000 --> 00:01,000\nBonjour").context["form"]
    assert list(form.errors) == ["captions_fr"] and "Line 3:" in form.errors["captions_fr"][0]
    late = "WEBVTT\n\n00:00.000 --> 02:00.000\nBonjour"
    assert (
        "after the video has ended"
        in change(client, video, captions_fr=late).context["form"].errors["captions_fr"][0]
    )
    assert list(CampaignVideo.objects.get().captioned) == ["en"]


def test_two_who_mend_captions_do_not_overwrite_each_other_unseen(client, officer):
    video = CampaignVideoFactory()
    opened = client.get(reverse("videos:edit", args=[video.pk])).context["form"].saved_state
    assert change(client, video, captions_en=captions("fr")).status_code == 302
    second = change(client, video, captions_en=captions("es"), loaded_state=opened)
    assert "Stored now" in second.context["form"].errors["captions_en"][0]
    assert "Musique calme." in video.captions.get().text


def test_captions_that_were_approved_with_a_release_stay_and_another_language_is_added(client, officer):
    video = CampaignVideoFactory()
    film = {"video": video, "title": "Weaving", "transcript": "Threads cross."}
    PressReleasePageFactory(body=[("video", film)])
    form = change(client, video, captions_en=captions("es")).context["form"]
    assert form.errors == {"captions_en": [MESSAGE]}
    assert change(client, video, captions_fr=captions("fr")).status_code == 302
    assert list(CampaignVideo.objects.get().captioned) == ["en", "fr"]


def test_the_form_to_change_one_shows_it_and_offers_no_other_file(client, officer):
    video = CampaignVideoFactory()
    text = client.get(reverse("videos:edit", args=[video.pk])).content.decode()
    assert f'src="/admin/media/{video.file_name}"' in text and 'type="file"' not in text
    assert 'dir="rtl"' in text and 'name="captions_ar"' in text


@pytest.mark.parametrize("role", [role.name for role in role_table.ROLES])
def test_each_role_adds_changes_and_chooses_what_it_may(client, role):
    client.force_login(UserFactory(role=role))
    pk = CampaignVideoFactory(title=SECRET).pk
    allowed = {
        reverse("videos:index"): CHANGES,
        reverse("videos:add"): ADDS,
        reverse("videos:edit", args=[pk]): CHANGES,
        reverse("videos:delete", args=[pk]): KEEPS,
        reverse("videos:usage", args=[pk]): CHANGES,
        reverse("videos:history", args=[pk]): CHANGES,
        reverse(f"{CHOOSER}:choose"): CHANGES,
        reverse(f"{CHOOSER}:choose_results"): CHANGES,
        reverse(f"{CHOOSER}:chosen", args=[pk]): CHANGES,
        reverse(f"{CHOOSER}:chosen_multiple") + f"?id={pk}": CHANGES,
        reverse(f"{CHOOSER}:create"): ADDS,
    }
    opened = {address for address in allowed if client.get(address).status_code == 200}
    assert opened == {address for address, roles in allowed.items() if role in roles}


@pytest.fixture
def machine_that_confines_nothing():
    """`machine_that_confines_nothing()` is one from then on, until the test ends."""
    with pytest.MonkeyPatch.context() as patch:

        def begin():
            patch.setattr(confinement, "MACHINES", {})
            engine_is_there.cache_clear()

        yield begin
    engine_is_there.cache_clear()


def test_where_none_can_be_prepared_none_can_be_added(client, officer, machine_that_confines_nothing):
    missing = "Videos can be added once this machine can prepare them safely (docs/operations.md)."
    assert missing not in client.get(reverse("videos:index")).content.decode()
    machine_that_confines_nothing()
    video = CampaignVideoFactory()
    text = client.get(reverse("videos:index")).content.decode()
    assert missing in text
    assert reverse("videos:add") not in text and video.title in text
    assert client.get(reverse("videos:add")).status_code == 302
    response = client.post(reverse(f"{CHOOSER}:create"), {"title": "x", "original": upload(), "poster_second": 0})
    assert response.status_code == 302 and CampaignVideo.objects.count() == 1
    assert client.get(reverse("videos:edit", args=[video.pk])).status_code == 200


def test_nobody_but_a_page_that_may_show_one_offers_it():
    from campaign_site.pages.models import AtRiskPage, ContentPage, HelpPage, HomePage, SafetyPage
    from stories.models import StoryPage

    offering = {
        model: "video" in model._meta.get_field("body").stream_block.child_blocks
        for model in (ContentPage, StoryPage, HelpPage, SafetyPage, AtRiskPage, HomePage)
    }
    assert [model for model, offers in offering.items() if offers] == [ContentPage]
    assert page_with(CampaignVideoFactory()).files_shown_now()[CampaignVideo]
