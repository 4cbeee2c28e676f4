"""The pictures of stories, drafts included, are for those who work on stories: nobody else sees or touches one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Collection

from campaign_site.accounts.sheltered import sheltered
from campaign_site.media.models import CampaignImage
from stories.consent.choices import Element
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory, picture_bytes
from tests.factories.stories import StoryFactory, story_with
from tests.media.test_admin import upload
from tests.stories.reviewing import edit_address, form_data

pytestmark = pytest.mark.django_db
OTHERS = ["Press officer", "Fundraising officer", "Administrator", "Translator"]


@pytest.fixture
def face():
    return CampaignImageFactory(title="Her face", content=picture_bytes(size=(400, 300)))


@pytest.fixture
def signed_in(client, db):
    """Sign in as somebody with a role."""
    return lambda role: client.force_login(UserFactory(role=role))


def with_face(face) -> list:
    return [("picture", {"image": face, "caption": "", "shows": "face"})]


def edit_form(image) -> dict:
    focal = {f"focal_point_{name}": "" for name in ("x", "y", "width", "height")}
    return {"title": image.title, "description": "Other", "credit": "", **focal}


@pytest.mark.parametrize("role", OTHERS)
def test_others_do_not_see_a_drafts_pictures(client, signed_in, face, role):
    CampaignImageFactory(title="A market")
    StoryFactory(body=with_face(face))
    signed_in(role)
    html = client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert "A market" in html and "Her face" not in html
    assert client.get(reverse("wagtailimages_chooser:chosen", args=[face.pk])).status_code in {302, 403}
    rendition = face.get_rendition("max-165x165")
    assert client.get(rendition.url).status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_no_screen_of_the_admin_tells_others_the_words_of_a_drafts_picture(client, signed_in, face, role):
    CampaignImageFactory(title="A market")
    CampaignImage.objects.filter(pk=face.pk).update(description="The door she came through")
    StoryFactory(body=with_face(face))
    signed_in(role)
    asked = ["/admin/api/main/images/", "/admin/api/main/images/?fields=*", f"/admin/api/main/images/{face.pk}/"]
    asked += [reverse(f"wagtailimages_chooser:{name}", args=[face.pk]) for name in ("chosen", "select_format")]
    bulk = [reverse("wagtail_bulk_action", args=["media", "campaignimage", a]) for a in ("delete", "add_tags")]
    asked += [
        f"{address}?id={pk}" for address in bulk for pk in (face.pk, f"%20{face.pk}", f"%2B{face.pk}", "all")
    ]
    for address in asked:
        html = client.get(address).content.decode()
        assert "Her face" not in html and "The door" not in html and face.file.name not in html, address
    assert "A market" in client.get(asked[0]).content.decode()


@pytest.mark.parametrize("role", ["Writer", "Protection officer"])
def test_those_who_work_on_stories_find_their_pictures_in_the_interface(client, signed_in, face, role):
    StoryFactory(body=with_face(face))
    signed_in(role)
    assert "Her face" in client.get("/admin/api/main/images/").content.decode()
    assert client.get(reverse("wagtailimages_chooser:chosen", args=[face.pk])).status_code == 200


@pytest.mark.parametrize("role", ["Press officer", "Administrator"])
def test_others_neither_change_nor_delete_a_storys_picture(client, signed_in, face, role):
    story = story_with(picture=face, covered={Element.FACE})
    signed_in(role)
    data = {**edit_form(face), "collection": Collection.get_first_root_node().pk}
    for name in ("edit", "delete"):
        client.post(reverse(f"wagtailimages:{name}", args=[face.pk]), data)
    assert CampaignImage.objects.get().description == face.description
    client.logout()
    assert client.get(story.url).status_code == 200


def test_a_picture_is_apart_as_soon_as_a_saved_draft_names_it(face):
    story = StoryFactory()
    story.body = with_face(face)
    story.save_revision()
    face.refresh_from_db()
    assert face.collection == sheltered()


@pytest.mark.parametrize("role", ["Writer", "Protection officer", "Reviewer"])
def test_those_who_work_on_stories_see_their_pictures_and_only_those(client, signed_in, face, role):
    CampaignImageFactory(title="A market")
    StoryFactory(body=with_face(face))
    signed_in(role)
    html = client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert "Her face" in html and "A market" not in html
    assert client.get(face.get_rendition("max-165x165").url).status_code == 200


def test_what_a_writer_uploads_is_apart_before_any_story_names_it(client, signed_in):
    signed_in("Writer")
    data = {"title": "Her hands", "description": "Hands", "credit": "", "file": upload()}
    client.post(reverse("wagtailimages:add"), data)
    assert CampaignImage.objects.get().collection == sheltered()


def test_a_writer_who_types_the_number_of_a_picture_for_others_is_refused_beside_the_field(client):
    writer, market, own = UserFactory(role="Writer"), CampaignImageFactory(), CampaignImageFactory()
    own.collection = sheltered()
    own.save()
    story = StoryFactory(owner=writer)
    client.force_login(writer)

    def save(picture):
        block = {"body-0-type": "picture", "body-0-value-image": picture.pk, "body-0-value-caption": ""}
        return client.post(edit_address(story), form_data(story, **block, **{"body-0-value-shows": "nobody"}))

    assert "not one of those you may choose" in str(save(market).context["form"].errors["body"])
    assert not story.revisions.exists()
    assert save(own).status_code == 302 and story.revisions.exists()


def test_what_a_story_shows_already_stays_whoever_saves_it(client):
    writer, market = UserFactory(role="Writer"), CampaignImageFactory()
    story = StoryFactory(owner=writer, body=[("picture", {"image": market, "caption": "", "shows": "nobody"})])
    CampaignImage.objects.filter(pk=market.pk).update(collection=Collection.get_first_root_node())
    client.force_login(writer)
    block = {"body-0-type": "picture", "body-0-value-image": market.pk, "body-0-value-caption": "A market"}
    client.post(edit_address(story), form_data(story, **block, **{"body-0-value-shows": "nobody"}))
    assert story.revisions.count() == 1


def test_pictures_of_stories_from_before_are_moved(face):
    only_in_draft, market = CampaignImageFactory(), CampaignImageFactory()
    story = StoryFactory(body=with_face(face))
    story.body = with_face(only_in_draft)
    story.save_revision()
    CampaignImage.objects.update(collection=Collection.get_first_root_node())
    import_module("stories.migrations.0005_pictures_apart").move(apps, None)
    assert set(CampaignImage.objects.filter(collection=sheltered())) == {face, only_in_draft}
    assert market not in CampaignImage.objects.filter(collection=sheltered())
