"""Nobody is read another language aloud unawares: what a picture shows is said in the language of the page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from campaign_site.media.models import CampaignImage
from campaign_site.media.renditions import make_renditions
from campaign_site.pages import schedule
from campaign_site.pages.blocks.media import PictureBlock
from campaign_site.pages.described import PictureNotDescribed, undescribed_pictures
from campaign_site.pages.models import ContentPage
from campaign_site.pages.passages import passages_of
from campaign_site.pages.public_display import page_models
from campaign_site.press.models import PressReleasePage
from donations.programmes import ProgrammePage
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory, programmes
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory, approve, home
from tests.factories.press import PressReleasePageFactory, press_room
from tests.pages.test_preview import edit_form_data
from tests.pages.written import release_form
from tests.stories.reviewing import opened_from

pytestmark = pytest.mark.django_db
IN_ARABIC = "نصفان ملوّنان"
BESIDE_THE_FIELD = "Say in the language of this page"


@pytest.fixture
def image():
    image = CampaignImageFactory(title="Halves")
    make_renditions(image, "text")
    return image


def shows(image, words="") -> list:
    return [("picture", {"image": image, "alt_text": words, "caption": ""})]


def page_of(image, words="", language="ar", **kwargs) -> ContentPage:
    return ContentPageFactory(parent=home(language), body=shows(image, words), **kwargs)


def live_since_before(image) -> ContentPage:
    """Return a public page in Arabic from the time in which pages had no words of their own for a picture."""
    page = page_of(image, live=False)
    ContentPage.objects.filter(pk=page.pk).update(live=True)
    return ContentPage.objects.get(pk=page.pk)


def read(client, page, query="") -> str:
    return client.get(page.url + query).content.decode()


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_a_page_reads_its_own_words_and_where_it_has_none_those_of_the_picture_in_english(client, image):
    assert f'alt="{IN_ARABIC}" decoding' in read(client, page_of(image, IN_ARABIC))
    assert 'alt="Two coloured halves" decoding' in read(client, page_of(image, language="en"))
    assert 'alt="One of two" decoding' in read(client, page_of(image, "One of two", "en", slug="another"))


def test_english_that_is_read_on_another_page_is_marked_as_english(client, image):
    page = live_since_before(image)
    assert 'alt="Two coloured halves" lang="en"' in read(client, page)
    assert '<bdi lang="en">Two coloured halves</bdi></a>' in read(client, page, "?data=low")


def test_of_a_decorative_picture_nothing_is_read_and_nothing_is_asked(client):
    image = CampaignImageFactory(decorative=True)
    make_renditions(image, "text")
    page = page_of(image)
    assert 'alt="" decoding' in read(client, page) and undescribed_pictures(page) == []


@pytest.mark.parametrize("words", ["", "  "])
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_page_goes_live_in_a_language_that_says_nothing_of_its_picture(image, language, words):
    with pytest.raises(PictureNotDescribed, match="Halves"):
        page_of(image, words, language)
    draft = page_of(image, words, language, live=False)
    with pytest.raises(PictureNotDescribed):
        draft.save_revision().publish()
    assert not is_live(draft)


def test_a_page_whose_hour_has_come_waits_for_the_words(image):
    hour = timezone.now() + timedelta(hours=1)
    without, with_words = (
        page_of(image, words, live=False, go_live_at=hour, slug=f"page-{len(words)}") for words in ("", IN_ARABIC)
    )
    for page in (without, with_words):
        page.save_revision().publish()
        page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
        content = page.latest_revision.content | {"go_live_at": None}
        page.revisions.update(content=content)

    schedule.publish_due()

    assert is_live(with_words) and not is_live(without)


def test_a_page_that_is_live_already_stays_and_its_next_version_needs_the_words(image):
    page = live_since_before(image)
    page.save()
    page.title = "عنوان آخر"
    revision = page.save_revision()
    with pytest.raises(PictureNotDescribed):
        revision.publish()
    assert is_live(page)


def test_an_alias_says_what_its_source_says(image):
    alias = page_of(image, language="en").create_alias(parent=home("ar"), update_locale=home("ar").locale)
    assert alias.live


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(role="Administrator"))
    return client


def typed(page, editor, image, words, **buttons) -> dict:
    """Return what a browser sends once this picture, and these words, are the whole text of the page."""
    block = {"image": image.pk, "alt_text": words, "caption": ""}
    data = {name: value for name, value in edit_form_data(page, editor).items() if not name.startswith("body-")}
    body = nested_form_data({"body": streamfield([("picture", block)])})
    version = Page.objects.get(pk=page.pk).latest_revision
    return {**data, **body, **opened_from(version), "comments-TOTAL_FORMS": "0", **buttons}


def test_the_editor_says_so_beside_the_field_and_a_draft_may_wait(editor, image):
    page = ContentPageFactory(parent=home("ar"), live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert editor.post(address, typed(page, editor, image, "")).status_code == 302
    refused = editor.post(address, typed(page, editor, image, "", **{"action-publish": "1"}))

    block = refused.context["form"].errors.as_data()["body"][0].block_errors[0]
    assert BESIDE_THE_FIELD in str(block.block_errors["alt_text"])
    assert not is_live(page)

    sent = typed(page, editor, image, IN_ARABIC, **{"action-publish": "1"})
    assert editor.post(address, sent).status_code == 302
    assert is_live(page) and f'alt="{IN_ARABIC}"' in read(editor, ContentPage.objects.get(pk=page.pk))


def test_a_release_is_not_handed_in_without_them(client, image):
    room = press_room("ar")
    client.force_login(UserFactory(role="Press officer"))
    block = {"image": image.pk, "alt_text": "", "caption": ""}
    body = nested_form_data({"body": streamfield([("picture", block)])})
    data = {name: value for name, value in release_form().items() if not name.startswith("body-")}
    address = reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", room.pk])

    refused = client.post(address, {**data, **body, "action-submit": "1"})

    assert BESIDE_THE_FIELD in str(
        refused.context["form"].errors.as_data()["body"][0].block_errors[0].block_errors
    )
    assert not PressReleasePage.objects.exists()


def test_a_release_handed_in_before_is_not_approved_without_them(client, image):
    room = press_room("ar")
    release = PressReleasePageFactory(parent=room, body=shows(image), live=False)
    release.save_revision(user=UserFactory())
    release.get_workflow().start(release, None)
    officer = UserFactory(role="Press officer")
    client.force_login(officer)
    state = release.current_workflow_task_state

    answer = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[release.pk, "approve", state.pk]), follow=True
    )

    assert "what the picture “Halves” shows" in answer.content.decode()
    state.refresh_from_db()
    assert state.status == "in_progress" and not is_live(release)


def test_nor_are_drafts_published_by_the_boxes_of_a_list(editor, image):
    above = ContentPageFactory(parent=home("ar"), live=False)
    below = ContentPageFactory(parent=above, body=shows(image), live=False, slug="below")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    for page, data in ((below, {}), (above, {"include_descendants": "on"})):
        answer = editor.post(f"{address}?id={page.pk}", data, follow=True)
        assert "what the picture “Halves” shows" in answer.content.decode()
    assert not is_live(above) and not is_live(below)

    below.body = shows(image, IN_ARABIC)
    below.save_revision()
    editor.post(f"{address}?id={below.pk}", {})
    assert is_live(below)


def test_nor_is_a_copy_of_an_older_page_public_at_once(editor, image):
    page = live_since_before(image)
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {"new_title": "نسخة", "new_slug": "copy", "new_parent_page": home("ar").pk}

    answer = editor.post(address, {**data, "publish_copies": "on"}, follow=True)
    assert "what the picture “Halves” shows" in answer.content.decode()
    assert not ContentPage.objects.filter(slug="copy").exists()

    editor.post(address, data)
    assert not ContentPage.objects.get(slug="copy").live


@pytest.mark.parametrize("words", ["", "One of two"])
def test_the_translator_finds_what_to_say_beside_an_empty_place(image, words):
    page = page_of(image, words, "en")

    copy = page.copy_for_translation(Locale.objects.get(language_code="ar"))

    copy = ContentPage.objects.get(pk=copy.pk)
    for version in (copy, copy.get_latest_revision_as_object()):
        assert version.body[0].value["alt_text"] == "" and version.body[0].value["image"] == image
        assert "body.picture.alt_text" not in {passage.kind for passage in passages_of(version)}
    said = {passage.kind: passage.text for passage in passages_of(page)}["body.picture.alt_text"]
    assert said == (words or image.description)
    with pytest.raises(PictureNotDescribed):
        copy.get_latest_revision().publish()


def test_a_programme_says_what_its_picture_shows(client, image):
    with pytest.raises(PictureNotDescribed):
        ProgrammePageFactory(parent=programmes("ar"), picture=image)
    programme = ProgrammePageFactory(parent=programmes("ar"), picture=image, picture_alt_text=IN_ARABIC)
    assert f'alt="{IN_ARABIC}" decoding' in read(client, programme)

    copy = programme.copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True)
    assert ProgrammePage.objects.get(pk=copy.pk).picture_alt_text == ""


def test_a_portrait_is_read_by_the_name_in_each_language(client):
    portrait = CampaignImageFactory()
    make_renditions(portrait, "portrait")
    page = AmbassadorPageFactory(title="Ama Example", portrait=portrait)
    assert 'alt="Portrait of Ama Example" decoding' in read(client, page)
    page.portrait.is_decorative = True
    assert page.portrait_alt == ""


def test_what_is_said_of_a_picture_is_approved_with_the_release(image):
    release = PressReleasePageFactory(parent=press_room("ar"), body=shows(image, IN_ARABIC))
    release.body[0].value["alt_text"] = "شيء آخر"
    release.save_revision()
    assert PressReleasePage.objects.get().body[0].value["alt_text"] == IN_ARABIC
    approve(release)
    assert PressReleasePage.objects.get().body[0].value["alt_text"] == "شيء آخر"


# Read as "Portrait of NAME" (templates/ambassadors): the name stands beside it in each language.
NAMED = {"portrait"}


def inner_blocks(block):
    """Yield all blocks within a block, and itself."""
    yield block
    within = getattr(block, "child_blocks", {}).values()
    for child in [*within, *filter(None, [getattr(block, "child_block", None)])]:
        yield from inner_blocks(child)


def test_no_page_can_show_a_picture_of_which_nobody_asks_what_it_shows():
    asked = 0
    for model in page_models():
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if isinstance(field, StreamField):
                for block in field.stream_block.child_blocks.values():
                    if isinstance(block, PictureBlock):
                        asked += 1
                    else:
                        assert not any(isinstance(one, ImageChooserBlock) for one in inner_blocks(block)), block
            elif field.related_model is CampaignImage and field.name not in NAMED:
                asked += 1
                assert f"{field.name}_alt_text" in names, f"{model.__name__}.{field.name}"
    assert asked > len(NAMED)
