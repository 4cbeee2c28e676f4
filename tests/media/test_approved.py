"""A file that somebody reads on a page, or approved there, is changed by no form; each says what to do next."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.sheltered import sheltered
from campaign_site.delivery.admin.edited_meanwhile import EditedMeanwhile
from campaign_site.media.approved import IN_REVIEW, MESSAGE
from campaign_site.media.forms import CampaignImageForm
from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording
from campaign_site.media.video.forms import VideoChangeForm
from tests.factories.accounts import UserFactory
from tests.factories.media import (
    CampaignDocumentFactory,
    CampaignImageFactory,
    CampaignRecordingFactory,
    picture_bytes,
    sound_bytes,
)
from tests.factories.pages import ContentPageFactory, home
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory
from tests.factories.videos import CampaignVideoFactory, captions
from tests.media.test_video_standing import write
from tests.pages.test_four_eyes import hand_in
from tests.pages.test_standing_triggers import film, picture_block, release
from tests.stories.reviewing import hand_in as hand_in_story

pytestmark = pytest.mark.django_db

COVER = CampaignImageForm.meanwhile


def edit(client, user, address, item, **typed):
    """Post the form of a file; return what it says beside its fields, nothing where it was saved."""
    client.force_login(user)
    answer = client.post(reverse(address, args=[item.pk]), {"title": item.title, **typed})
    return {} if answer.status_code == 302 else dict(answer.context["form"].errors)


def edit_picture(client, user, picture, **typed):
    now = {"description": picture.description, "collection": picture.collection_id, **typed}
    return edit(client, user, "wagtailimages:edit", picture, **now)


@pytest.mark.parametrize("name", ["file", "description", "credit", "is_decorative"])
def test_a_picture_on_a_page_that_is_read_stays_and_its_form_names_the_page(client, name):
    picture, officer = CampaignImageFactory(), UserFactory(role="Press officer")
    page = release("in review", body=picture_block(picture), title="The mill opens")
    typed = {"file": SimpleUploadedFile("other.png", picture_bytes("PNG")), "is_decorative": "on"}
    before = (picture.file_hash, picture.description, picture.credit, picture.is_decorative)

    said = edit_picture(client, officer, picture, **{name: typed.get(name, "Other words")})

    assert said == {name: [IN_REVIEW, f"Being reviewed: {page.title}.", COVER]}
    assert CampaignImage.objects.values_list("file_hash", "description", "credit", "is_decorative").get() == before
    assert edit_picture(client, officer, picture, title="For editors only") == {}
    page.current_workflow_state.cancel(officer)
    assert edit_picture(client, officer, picture, title="For editors only", credit="A. Example") == {}


def test_no_page_is_named_to_whoever_may_not_edit_it(client):
    stranger = UserFactory(role=role_table.FUNDRAISING_OFFICER)
    picture = CampaignImageFactory(uploaded_by_user=stranger)
    release("in review", body=picture_block(picture), title="Not yet for others")
    assert edit_picture(client, stranger, picture, description="Other") == {"description": [IN_REVIEW, COVER]}


def test_between_the_yes_and_the_hour_a_picture_and_a_document_stay_as_they_were_approved(client):
    officer = UserFactory(role="Press officer")
    picture, document = CampaignImageFactory(), CampaignDocumentFactory()
    paper = [("download", {"document": document, "text": "A paper"})]
    release("approved for a later hour", body=picture_block(picture), downloads=paper)

    assert edit_picture(client, officer, picture, description="Other") == {"description": [MESSAGE, COVER]}
    typed = {"title": "Another paper", "collection": document.collection_id}
    assert edit(client, officer, "wagtaildocs:edit", document, **typed) == {"title": [MESSAGE]}
    assert CampaignDocument.objects.get().title == document.title


def test_a_document_on_a_page_that_is_read_stays(client):
    officer, document = UserFactory(role="Press officer"), CampaignDocumentFactory()
    release("in review", downloads=[("download", {"document": document, "text": "A paper"})])
    typed = {"title": "Another paper", "collection": document.collection_id}
    said = edit(client, officer, "wagtaildocs:edit", document, **typed)
    assert said["title"][0] == IN_REVIEW


@pytest.mark.parametrize("role", [role_table.TRANSLATOR, role_table.PRESS_OFFICER, role_table.ADMINISTRATOR])
def test_nobody_rewrites_captions_under_the_eyes_of_a_reviewer(client, role):
    video, text = CampaignVideoFactory(languages=("en", "fr")), CampaignVideoFactory()
    release("in review", body=film(video))
    page = ContentPageFactory(live=False, body=film(text))
    page.save_revision()
    home().get_workflow().start(page, UserFactory())
    for shown in (video, text):
        for words in (captions("es"), ""):
            assert write(client, role, shown, captions_en=words)["captions_en"][0] == IN_REVIEW
    assert write(client, role, video, captions_fr=captions("es")) == {}, "nobody reads it in French"


def recorded(recording):
    return [("audio", {"recording": recording, "title": "A call", "transcript": "Words"})]


@pytest.mark.parametrize("stage", ["in review", "live"])
def test_what_is_heard_in_a_story_stays_but_may_turn_out_to_be_the_persons_own_voice(client, stage):
    recording, officer = CampaignRecordingFactory(), UserFactory(role="Protection officer")
    story = StoryFactory(body=recorded(recording), live=stage == "live", consented=True, elements={"voice"})
    if stage == "in review":
        hand_in_story(story)
    other = SimpleUploadedFile("x.wav", sound_bytes(pitches=(880.0,)))

    for name, typed in (("file", other), ("is_voiced_by_actor", "on")):
        said = edit(client, officer, "recordings:edit", recording, **{name: typed})
        assert said[name][0] == (MESSAGE if stage == "live" else IN_REVIEW)
    assert edit(client, officer, "recordings:edit", recording, title="For editors only") == {}
    assert CampaignRecording.objects.values_list("file_hash", "is_voiced_by_actor").get() == (
        recording.file_hash,
        False,
    )


def test_that_it_is_the_persons_own_voice_is_said_at_any_time(client):
    recording, officer = CampaignRecordingFactory(is_voiced_by_actor=True), UserFactory(role="Protection officer")
    story = hand_in_story(StoryFactory(body=recorded(recording), consented=True))
    assert edit(client, officer, "recordings:edit", recording) == {}
    assert not CampaignRecording.objects.get().is_voiced_by_actor
    assert "no longer as it was handed in" in str(story.get_lock().get_message(officer))


def test_a_picture_of_a_story_under_review_is_not_rewritten_by_whoever_brought_it(client):
    """The author shows the reviewer harmless words, and puts the others back before the decision."""
    writer = UserFactory(role="Writer")
    picture = CampaignImageFactory(uploaded_by_user=writer, collection=sheltered())
    story = hand_in_story(StoryFactory(owner=writer, body=picture_block(picture), consented=True))
    said = edit_picture(client, writer, picture, description="Harmless")
    assert said == {"description": [IN_REVIEW, f"Being reviewed: {story.title}.", COVER]}


@pytest.mark.parametrize("kind", ["picture", "captions"])
def test_a_page_that_is_handed_in_between_the_check_and_the_saving_keeps_what_it_shows(kind):
    officer = UserFactory(role="Press officer", is_superuser=True)
    picture, video = CampaignImageFactory(), CampaignVideoFactory()
    page = PressReleasePageFactory(live=False, owner=officer, body=[*picture_block(picture), *film(video)])
    if kind == "picture":
        from wagtail.images.forms import get_image_form

        typed = {"title": "A", "description": "Other", "collection": picture.collection_id}
        form = get_image_form(CampaignImage)(typed, instance=picture, user=officer)
    else:
        form = VideoChangeForm({"title": "A", "captions_en": captions("es")}, instance=video, for_user=officer)
    assert form.is_valid(), form.errors

    hand_in(page, officer)

    with pytest.raises(EditedMeanwhile):
        form.save()
    assert CampaignImage.objects.get().description == "Two coloured halves"
    assert "Calm music." in video.captions.get().text
