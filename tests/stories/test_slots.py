"""What stands in a text for what may be shown of a person: their own word while consent covers it, others else."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.search.models import IndexEntry

from campaign_site.media.renditions import USES, make_renditions
from stories.consent import keyring
from stories.consent.choices import ContributorStatus, Element
from stories.consent.models import AuditEvent, Slot
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.slots import set_slot, stories_with, validate_words
from stories.words import NEUTRAL_WORDS, fill, neutral_word, words_in
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent

pytestmark = pytest.mark.django_db

VALUE, OTHERWISE = "Nour", "the young woman"


@pytest.fixture(autouse=True)
def _own_keyring(settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"


@pytest.fixture
def story():
    consent = active_consent(elements={Element.FIRST_NAME})
    set_slot(consent.contributor, Element.FIRST_NAME, "en", VALUE, OTHERWISE)
    return StoryFactory(contributor=consent.contributor)


def fresh(story):
    """Return the story as it stands, for somebody to whom the person's own words may be told."""
    story = StoryPage.objects.get(pk=story.pk)
    story.opens_words = True
    return story


def test_own_word_is_shown_while_consent_covers_it(story):
    assert fill("I am [first_name], [first_name].", fresh(story)) == "I am Nour, Nour."


def test_own_word_is_not_opened_for_whoever_has_only_got_the_story(story):
    assert fill("[first_name]", StoryPage.objects.get(pk=story.pk)) == OTHERWISE


def test_other_brackets_are_text(story):
    text = "[firstname] [ first_name ] [FIRST_NAME] [face] [voice] [...] [first_name"

    assert fill(text, fresh(story)) == text


def test_other_words_are_shown_once_consent_does_not_cover_it(story):
    narrow(story.contributor.consents.get(), elements=set())

    assert fill("[first_name]", fresh(story)) == OTHERWISE


def test_other_words_are_shown_in_a_language_that_the_consent_does_not_cover(story):
    set_slot(story.contributor, Element.FIRST_NAME, "ar", "نور", "الشابة")
    narrow(story.contributor.consents.get(), languages={"ar"})

    assert fill("[first_name]", fresh(story)) == OTHERWISE


def test_own_word_of_another_language_is_not_borrowed(story):
    Slot.objects.update(language="fr")

    assert fill("[first_name]", fresh(story)) == "this person"


def test_other_words_are_shown_while_the_person_thinks_again():
    consent = active_consent(elements={Element.FIRST_NAME}, cooling_off_until=timezone.now() + timedelta(days=2))
    set_slot(consent.contributor, Element.FIRST_NAME, "en", VALUE, OTHERWISE)

    assert fill("[first_name]", fresh(StoryFactory(contributor=consent.contributor))) == OTHERWISE


def test_other_words_are_shown_from_the_day_after_the_consents_last(story):
    after = story.contributor.consents.get().valid_until + timedelta(days=1)

    with time_machine.travel(f"{after}T00:00:01Z"):
        assert fill("[first_name]", fresh(story)) == OTHERWISE


def test_other_words_are_shown_once_the_key_is_destroyed(story):
    keyring.destroy_person_key(story.contributor.uid)

    assert fill("[first_name]", fresh(story)) == OTHERWISE


def test_word_sealed_for_another_place_is_not_shown(story):
    Slot.objects.create(
        contributor=story.contributor,
        element=Element.CITY,
        language="en",
        sealed=Slot.objects.get().sealed,
        otherwise="a harbour",
    )

    assert fill("[city]", fresh(story)) == "a harbour"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_word_has_a_neutral_one_in_every_language(language):
    words = {element: neutral_word(element, language) for element in NEUTRAL_WORDS}
    english = {neutral_word(element, "en") for element in NEUTRAL_WORDS}

    assert all(words.values())
    assert language == "en" or not set(words.values()) & english


def test_panel_learns_which_words_nobody_entered(story):
    words = words_in("[first_name] of [city]", fresh(story))

    assert [(word.element, word.shown, word.otherwise, word.is_missing) for word in words] == [
        (Element.CITY, "a town", "a town", True),
        (Element.FIRST_NAME, VALUE, OTHERWISE, False),
    ]


def test_markup_in_a_word_is_text_everywhere(client):
    consent = active_consent(elements={Element.EMPLOYER})
    set_slot(consent.contributor, Element.EMPLOYER, "en", '<b>"Ox & Co"</b>', "a shop")
    picture = CampaignImageFactory(description="The door of [employer]")
    make_renditions(picture, "text")
    text = "At [employer]"
    story = StoryFactory(
        live=True,
        contributor=consent.contributor,
        headline=text,
        introduction=text,
        content_line=text,
        body=[
            ("text", f"<p>{text}</p>"),
            ("heading", text),
            ("quote", {"text": text, "source": text}),
            ("picture", {"image": picture, "caption": text}),
            ("audio", {"recording": None, "title": text, "transcript": text}),
            ("route", {"stages": [{"region": "europe", "text": text}, {"region": "europe", "text": text}]}),
        ],
    )

    page = client.get(story.url).content.decode()

    assert "[employer]" not in page
    assert '<b>"Ox' not in page and "<b>&quot;" not in page
    assert page.count("At &lt;b&gt;") >= 12
    assert 'alt="The door of &lt;b&gt;&quot;Ox &amp; Co&quot;&lt;/b&gt;"' in page


def test_words_lie_sealed_in_the_database_and_not_in_the_audit_trail(story):
    slot = Slot.objects.get()

    assert VALUE.encode() not in bytes(slot.sealed)
    event = AuditEvent.objects.get(kind="slot.set")
    assert VALUE not in event.sentence and OTHERWISE not in event.sentence
    assert story.contributor.code in event.sentence


def test_search_index_holds_tokens_and_no_words(story):
    StoryFactory(live=True, contributor=story.contributor, headline="Hello [first_name]")
    table = IndexEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        indexed = str(cursor.fetchall()).lower()

    assert "hello" in indexed
    assert VALUE.lower() not in indexed


@pytest.mark.parametrize(
    ("value", "otherwise", "field"),
    [
        ("Nour", "", "otherwise"),
        ("Nour", "   ", "otherwise"),
        ("Rabat", "a town near rabat", "otherwise"),
        ("x" * 81, "somebody", "value"),
        ("Nour", "x" * 81, "otherwise"),
        ("[city]", "somebody", "value"),
        ("No\nur", "somebody", "value"),
        ("No\u202eur", "somebody", "value"),
        ("No\x00ur", "somebody", "value"),
        ("Nour", "some\ud800body", "otherwise"),
    ],
)
def test_odd_words_are_refused_beside_their_field(value, otherwise, field):
    contributor = ContributorFactory()

    with pytest.raises(ValidationError) as refusal:
        set_slot(contributor, Element.FIRST_NAME, "en", value, otherwise)

    assert list(refusal.value.message_dict) == [field]
    assert not Slot.objects.exists()


def test_of_a_child_no_legal_name_and_no_city_is_kept():
    child = ContributorFactory(is_minor=True)

    with pytest.raises(ValidationError):
        validate_words(child, Element.CITY, "Rabat", "a town")
    set_slot(child, Element.CITY, "en", "", "a town")

    assert Slot.objects.get().sealed is None


@pytest.mark.parametrize("element", [Element.FACE, Element.VOICE, "shoe size"])
def test_only_words_have_a_slot(element):
    contributor = ContributorFactory()
    with pytest.raises(ValueError, match="not as a word"):
        set_slot(contributor, element, "en", "Nour", "somebody")
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(contributor=contributor, element=element, language="en", otherwise="somebody")


def test_nothing_is_kept_of_somebody_who_was_erased():
    contributor = ContributorFactory(status=ContributorStatus.ERASED, display_name="")

    with pytest.raises(ValidationError):
        set_slot(contributor, Element.CITY, "en", "Rabat", "a town")


def test_officer_is_told_which_live_stories_a_change_would_hide(story):
    shown = StoryFactory(live=True, contributor=story.contributor, headline="Hello [first_name]")

    assert stories_with(story.contributor, Element.FIRST_NAME, "en") == [shown]
    assert stories_with(story.contributor, Element.CITY, "en") == []


def face_story(contributor):
    picture = CampaignImageFactory(description="A face in the sun")
    for use in USES:
        make_renditions(picture, use)
    block = {"image": picture, "caption": "", "shows": "face"}
    return StoryFactory(live=True, contributor=contributor, body=[("text", "<p>Words.</p>"), ("picture", block)])


def test_face_is_shown_only_while_consent_covers_it(client):
    consent = active_consent(elements={Element.FACE})
    story = face_story(consent.contributor)
    assert "A face in the sun" in client.get(story.url).content.decode()

    narrow(consent, elements=set())

    page = client.get(story.url).content.decode()
    assert "A face in the sun" not in page
    assert "<picture>" not in page
    assert 'class="art"' in page


def test_picture_in_which_nobody_is_recognised_needs_no_consent_to_a_face(client):
    picture = CampaignImageFactory(description="A woven cloth")
    make_renditions(picture, "text")
    story = StoryFactory(live=True, body=[("picture", {"image": picture, "caption": ""})])

    assert "A woven cloth" in client.get(story.url).content.decode()


def test_own_voice_is_not_heard_without_consent_though_its_words_are_read():
    own, actor = CampaignRecordingFactory(), CampaignRecordingFactory(is_voiced_by_actor=True)
    words = {"title": "A call", "transcript": "What was said"}
    story = StoryFactory(body=[("audio", {"recording": heard, **words}) for heard in (own, actor)])

    shown = fresh(story).public_body

    assert [block.value["recording"] for block in shown] == [None, actor]
    assert [block.value["transcript"] for block in shown] == ["What was said"] * 2
    assert fresh(story).body[0].value["recording"] == own


def test_pictures_of_a_face_are_what_was_approved(client):
    story = face_story(active_consent(elements={Element.FACE}).contributor)
    get_image_model().objects.update(description="Another face")

    assert client.get(story.url).status_code == 404
