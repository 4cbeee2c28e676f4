"""What is read aloud for a picture is part of a story: the person says yes to it, in each language."""

from html import unescape

import pytest
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.media.models import CampaignImage
from campaign_site.media.renditions import make_renditions
from stories.consent import codes
from stories.identity.checking import check_story
from stories.models import StoryPage
from stories.publication import PublicationRefused, content_hash, may_publish
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import StoryFactory, story_index
from tests.stories.note.visitor import Visitor
from tests.stories.reviewing import handed_in

pytestmark = pytest.mark.django_db
IN_ARABIC = "قدران على موقد"


@pytest.fixture
def picture():
    picture = CampaignImageFactory(title="Kitchen", description="Two pots on a stove")
    make_renditions(picture, "text")
    return picture


def shows(picture, words) -> list:
    block = {"image": picture, "alt_text": words, "caption": "", "shows": "nobody"}
    return [("text", "<p>كنت أطبخ.</p>"), ("picture", block)]


def in_arabic(picture, words, **kwargs) -> StoryPage:
    return StoryFactory(parent=story_index("ar"), body=shows(picture, words), **kwargs)


def test_a_story_in_arabic_is_not_public_before_somebody_says_in_arabic_what_its_picture_shows(client, picture):
    with pytest.raises(PublicationRefused, match="Kitchen"):
        in_arabic(picture, "", live=True)
    story = in_arabic(picture, IN_ARABIC, live=True)
    assert f'alt="{IN_ARABIC}" decoding' in client.get(story.url).content.decode()


def test_no_reviewer_lets_it_pass(act, picture):
    story = handed_in(parent=story_index("ar"), body=shows(picture, ""))
    assert act(UserFactory(role="Reviewer"), story, "approve") == 403
    assert "undescribed" in {reason.code for reason in may_publish(story)}
    assert not StoryPage.objects.get(pk=story.pk).live


def test_who_changes_what_is_read_aloud_needs_the_persons_yes_again(client, picture):
    story = in_arabic(picture, IN_ARABIC, live=True)
    draft = story.get_latest_revision_as_object()
    draft.body[1].value["alt_text"] = "مطبخ البيت في حلب"
    revision = draft.save_revision()

    assert content_hash(revision.as_object()) != StoryPage.objects.get().live_content_hash
    with pytest.raises(PublicationRefused):
        revision.publish()
    assert f'alt="{IN_ARABIC}"' in client.get(story.url).content.decode()


def test_the_identity_check_reads_it_in_each_language(picture):
    story = in_arabic(picture, "اتصل بي على 0772 123456", consented=True)
    assert [(found.place, found.kind) for found in check_story(story)] == [("body:picture:2", "any_phone")]


def test_the_person_reads_on_their_page_what_is_read_aloud(picture):
    story = in_arabic(picture, IN_ARABIC, live=True)
    visitor = Visitor()
    visitor.enter(codes.issue(story.contributor, None))

    page = visitor.press("texts")

    assert IN_ARABIC in page.words and picture.description not in page.words


@pytest.mark.parametrize(("name", "told"), [
    ("wagtail_bulk_action", {"include_descendants": "on"}), ("wagtailadmin_pages:copy", {"publish_copies": "on",
    "copy_subpages": "on", "new_title": "x", "new_slug": "x"}),
])  # fmt: skip
def test_an_administrator_is_told_no_code_and_no_title_of_a_story_below(client, picture, name, told):
    CampaignImage.objects.filter(pk=picture.pk).update(is_decorative=True)
    picture.refresh_from_db()
    story = in_arabic(picture, "", live=name.endswith("copy"))
    if not story.live:
        story.save_revision()
    CampaignImage.objects.filter(pk=picture.pk).update(is_decorative=False)
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    if name.endswith("copy"):
        address = reverse(name, args=[home("ar").pk])
    else:
        address = f"{reverse(name, args=['wagtailcore', 'page', 'publish'])}?id={home('ar').pk}"
    shown = unescape(client.post(address, told, follow=True).text)
    assert picture.title not in shown and story.contributor.code not in shown


def test_a_storys_draft_below_keeps_no_administrator_from_publishing_what_is_theirs(client, picture):
    in_arabic(picture, "", live=False).save_revision()
    page = ContentPageFactory(parent=home("ar"), live=False)
    page.save_revision()
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={home('ar').pk}", {"include_descendants": "on"})
    page.refresh_from_db()
    assert page.live
