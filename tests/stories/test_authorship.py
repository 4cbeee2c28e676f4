"""Nobody reviews words of their own, and the words of a picture are words too."""

import pytest
from django.urls import reverse
from wagtail.log_actions import log

from campaign_site.accounts.sheltered import sheltered
from stories.authorship import author_ids
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import edit_address, handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    return CampaignImageFactory(description="A woven cloth", collection=sheltered())


def showing(picture) -> list:
    """Return the text of a story that shows this picture."""
    return [("picture", {"image": picture, "caption": ""})]


def describe(client, user, picture, words, *, view="edit", kept=""):
    """Change a picture's words through one of Wagtail's two forms for it, refused where others are `kept`."""
    client.force_login(user)
    data = {"title": "Cloth", "description": words, "collection": picture.collection_id, "credit": ""}
    if view == "edit_multiple":
        data = {f"image-{picture.pk}-{name}": value for name, value in data.items()}
    answer = client.post(reverse(f"wagtailimages:{view}", args=[picture.pk]), data)
    picture.refresh_from_db()
    assert answer.status_code in (200, 302) and picture.description == (kept or words)


@pytest.mark.parametrize("view", ["edit", "edit_multiple"])
def test_no_officer_changes_a_pictures_words_during_the_review_in_either_form(client, act, officer, picture, view):
    story = handed_in(body=showing(picture))
    describe(client, officer, picture, "Words of the officer", view=view, kept="A woven cloth")
    assert act(UserFactory(role="Reviewer"), story, "approve") == 200, "it is what was handed in"


@pytest.mark.parametrize("view", ["edit", "edit_multiple"])
def test_officer_who_changes_a_pictures_words_before_the_review_cannot_approve_them(
    client, act, officer, picture, view
):
    describe(client, officer, picture, "Words of the officer", view=view)
    story = handed_in(body=showing(picture))
    client.force_login(officer)
    assert "data-workflow-action-url" not in client.get(edit_address(story)).content.decode()

    assert act(officer, story, "approve") == 403
    assert not StoryPage.objects.live().exists()

    assert act(UserFactory(role="Reviewer"), story, "approve") == 200, "somebody else may"
    assert StoryPage.objects.live().exists()


def test_officer_who_uploaded_the_picture_is_an_author(officer):
    story = StoryFactory(body=showing(CampaignImageFactory(uploaded_by_user=officer)))

    assert officer.pk in author_ids(story)


def test_officer_who_saved_a_picture_unchanged_is_no_author(client, officer, picture):
    describe(client, UserFactory(role="Protection officer"), picture, "Words of somebody else")
    form = client.get(reverse("wagtailimages:edit", args=[picture.pk])).context["form"]
    data = {
        field.html_name: "" if field.value() is None else field.value() for field in form if field.name != "file"
    }
    client.force_login(officer)

    assert client.post(reverse("wagtailimages:edit", args=[picture.pk]), data).status_code == 302

    assert officer.pk not in author_ids(StoryFactory(body=showing(picture)))


def test_whoever_describes_other_pictures_is_no_author(client, officer, picture):
    describe(client, officer, CampaignImageFactory(collection=sheltered()), "Words of the officer")

    assert officer.pk not in author_ids(StoryFactory(body=showing(picture)))


def test_whoever_describes_a_picture_is_no_author_of_the_recording_with_its_number(client, officer, picture):
    recording = CampaignRecordingFactory(pk=picture.pk)
    describe(client, officer, picture, "Words of the officer")
    body = [("audio", {"recording": recording, "title": "In her own words", "transcript": "They told me."})]

    assert officer.pk not in author_ids(StoryFactory(body=body))


@pytest.mark.parametrize(
    "action, writes", [("wagtail.create", True), ("wagtail.edit", True), ("wagtail.delete", False)]
)
def test_whoever_made_or_changed_a_picture_is_an_author_whoever_it_says_uploaded_it(
    officer, picture, action, writes
):
    log(picture, action, user=officer, content_changed=True)

    assert (officer.pk in author_ids(StoryFactory(body=showing(picture)))) == writes


def test_everybody_who_saved_a_revision_is_an_author(officer):
    story = handed_in()
    story.save_revision(user=officer)
    story.save_revision()

    assert author_ids(story) == {story.owner_id, officer.pk}
