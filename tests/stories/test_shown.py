"""No picture, recording or document of a story is missed by whoever must not miss one, whatever its block."""

import pytest
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from campaign_site.media.blocks import RecordingChooserBlock
from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording
from campaign_site.media.shown import FILES, shown_by
from stories.authorship import author_ids
from stories.consent.choices import Element
from stories.models import StoryPage
from stories.publication import content_hash, may_publish
from stories.traces import files_of
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory, CampaignRecordingFactory
from tests.factories.stories import StoryFactory
from tests.site.tree import ROOT

BODY = StoryPage._meta.get_field("body")
MAKE = {
    CampaignImage: CampaignImageFactory,
    CampaignRecording: CampaignRecordingFactory,
    CampaignDocument: CampaignDocumentFactory,
}
CHANGED = {
    CampaignImage: {"description": "Other words"},
    CampaignRecording: {"is_voiced_by_actor": True},
    CampaignDocument: {"title": "Other words"},
}
# What shows nothing but words. Anything else in a story has to be looked into by `choosers`, or named here.
WORDS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.ChoiceBlock)


def choosers(block, path=("body",), whole=lambda value: value):
    """Yield each chooser below a block: its path, itself, and what makes a whole text with one choice in it."""
    if isinstance(block, blocks.ChooserBlock):
        yield ".".join(path), block, whole
    elif isinstance(block, blocks.ListBlock):
        yield from choosers(block.child_block, (*path, "*"), lambda value: whole([value]))
    elif isinstance(block, (blocks.StreamBlock, blocks.StructBlock)):
        is_stream = isinstance(block, blocks.StreamBlock)
        for name, child in block.child_blocks.items():
            yield from choosers(
                child,
                (*path, name),
                lambda value, name=name: whole([(name, value)] if is_stream else {name: value}),
            )
    else:
        assert isinstance(block, WORDS), f"{'.'.join(path)}: what does a {type(block).__name__} show?"


CHOOSERS = list(choosers(BODY.stream_block))
# What no story has, and what might be thought of next.
NEW_KINDS = {
    "a gallery": blocks.ListBlock(blocks.StructBlock([("photo", ImageChooserBlock())])),
    "columns": blocks.StreamBlock(
        [("left", blocks.StructBlock([("many", blocks.ListBlock(RecordingChooserBlock()))]))]
    ),
    "a letter": DocumentChooserBlock(),
}


@pytest.fixture
def story(db):
    return StoryFactory()


@pytest.fixture
def new_kind(monkeypatch):
    """`new_kind(block)` gives stories one more kind of block; return what it chooses, and how to make a text."""

    def add(block):
        block.set_name("new")
        monkeypatch.setitem(BODY.stream_block.child_blocks, "new", block)
        ((_path, chooser, whole),) = choosers(block, whole=lambda value: [("new", value)])
        return chooser.model_class, whole

    return add


def assert_nobody_misses_it(story, model, whole):
    """Whatever a story shows is known to the gate, to the list of authors and to a take-down."""
    item, uploader = MAKE[model](), UserFactory()
    model.objects.update(**{"uploaded_by" if model is CampaignRecording else "uploaded_by_user": uploader})
    story.body = whole(item)
    before = content_hash(story)
    model.objects.update(**CHANGED[model])

    assert shown_by(story) == {file: {item.pk} if file is model else set() for file in FILES}
    assert content_hash(story) != before, "the gate knows what of it the person approved"
    assert uploader.pk in author_ids(story)
    assert files_of([story]) == [item]


def test_a_story_can_show_pictures_and_recordings():
    assert {chooser.model_class for _path, chooser, _whole in CHOOSERS} >= {CampaignImage, CampaignRecording}


@pytest.mark.parametrize(("path", "chooser", "whole"), CHOOSERS, ids=[path for path, *_rest in CHOOSERS])
def test_whatever_a_story_lets_choose_is_found(story, path, chooser, whole):
    assert chooser.model_class in FILES, f"{path} chooses what campaign_site/media/shown.py does not look for"
    assert_nobody_misses_it(story, chooser.model_class, whole)


@pytest.mark.parametrize("path", [path for path, *_rest in CHOOSERS])
def test_the_person_is_told_of_it_before_they_say_yes(path):
    """In words alone: what is not public cannot be shown on their page."""
    template = (ROOT / "templates/note/parts/block.html").read_text()

    assert f'block.block_type == "{path.split(".")[1]}"' in template


def test_a_story_shows_files_in_its_body_alone():
    """A take-down reads the body of every revision; another field would have to be read there too."""
    fields = StoryPage._meta.concrete_fields
    assert [field.name for field in fields if field.related_model in FILES] == []
    assert [field.name for field in fields if hasattr(field, "extract_references")] == ["body"]


@pytest.mark.parametrize("block", NEW_KINDS.values(), ids=NEW_KINDS)
def test_a_new_kind_of_block_is_found_without_a_word_changed(story, new_kind, block):
    assert_nobody_misses_it(story, *new_kind(block))


@pytest.mark.parametrize("block", NEW_KINDS.values(), ids=NEW_KINDS)
def test_a_block_that_does_not_say_what_it_reveals_is_shown_under_consent_to_all(story, new_kind, block):
    model, whole = new_kind(block)
    story.body = [*whole(MAKE[model]()), ("heading", "Words")]
    shown = {}
    for covered in [(), (Element.FACE,), (Element.VOICE,), (Element.FACE, Element.VOICE)]:
        story.covered_elements = frozenset(covered)
        shown[covered] = [one.block_type for one in story.public_body]

    assert list(shown.values()) == [["heading"], ["heading"], ["heading"], ["new", "heading"]]


def test_a_voice_in_a_new_kind_of_block_needs_its_consent(story, new_kind):
    _model, whole = new_kind(NEW_KINDS["columns"])
    story.body = whole(CampaignRecordingFactory())

    assert "voice" in [reason.code for reason in may_publish(story)]


def test_a_picture_with_its_own_words_is_found(story, monkeypatch):
    block = ImageBlock()
    block.set_name("new")
    monkeypatch.setitem(BODY.stream_block.child_blocks, "new", block)

    assert_nobody_misses_it(story, CampaignImage, lambda picture: [("new", picture)])


def test_a_picture_in_running_text_is_found(story):
    """No editor can put one there; a program can, and readers would see it."""
    embed = '<p>Words.</p><embed embedtype="image" id="{}" format="fullwidth" alt="A door"/>'

    assert_nobody_misses_it(story, CampaignImage, lambda picture: [("text", embed.format(picture.pk))])
    assert story.public_body == []


def test_what_nobody_can_tell_about_fails_this_test():
    with pytest.raises(AssertionError, match="what does a RawHTMLBlock show"):
        list(choosers(blocks.StreamBlock([("html", blocks.RawHTMLBlock())])))


def test_looking_changes_nothing(story):
    """The same text has the same hash before and after somebody looked, though a picture of it was deleted."""
    picture = CampaignImageFactory()
    story.body = [("picture", {"image": picture, "caption": ""})]
    story.save()
    key = picture.pk
    picture.delete()
    story = StoryPage.objects.get(pk=story.pk)
    before = content_hash(story)

    assert shown_by(story)[CampaignImage] == set()
    assert content_hash(story) == before
    assert story.body.get_prep_value()[0]["value"] == {"image": key, "caption": ""}


def test_a_text_without_files_is_looked_into_without_a_query(story, django_assert_num_queries):
    story = StoryPage.objects.get(pk=story.pk)
    with django_assert_num_queries(0):
        shown_by(story)
