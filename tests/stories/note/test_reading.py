"""Reading one's own text and saying yes to exactly what was read."""

import pytest
from django.utils.translation import override

from campaign_site.media.covering import Area, Cover, cover_picture
from stories.approvals import waiting_for
from stories.choices import Region
from stories.consent import calls, codes
from stories.consent.choices import ApprovedBy, Channel, Element, ReviewRole
from stories.consent.models import CallRequest, StoryApproval
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.slots import set_slot
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, judge, publish, story_index
from tests.stories.consent.reader import asks
from tests.stories.note.conftest import hand_in, person_with_texts
from tests.stories.note.visitor import Visitor

pytestmark = pytest.mark.django_db


def open_text(visitor, place):
    """Open the text at this place of the list."""
    visitor.press("texts")
    keys = [value for form in visitor.page.forms for name, value in form.buttons if name == "text"]
    return visitor.press("text", keys[place])


def yes_of(person):
    return StoryApproval.objects.filter(consent__contributor=person, by=ApprovedBy.CODE, language="ar")


def test_each_text_says_who_can_read_it(visitor):
    page = visitor.press("texts")
    assert page.text.count("Everybody can read this now.") == 1
    assert page.text.count("It waits for your yes.") == 1
    assert 'lang="ar"' in page.html


def test_a_public_text_is_read_and_nothing_is_asked(visitor):
    page = open_text(visitor, 0)
    assert "I cook for my own guests" in page.words
    assert "They told me I would cook for one family." in page.text
    assert not page.has("say_yes")


def test_what_readers_are_told_beside_the_words_is_read_too_in_the_language_of_the_text(visitor):
    assert "Middle East and North Africa" in open_text(visitor, 0).words
    assert "18 to 24" in visitor.page.words
    visitor.press("menu")
    with override("ar"):
        region = str(Region.MIDDLE_EAST.label)
    assert region != "Middle East and North Africa" and region in open_text(visitor, 1).words


def test_a_waiting_text_is_read_in_its_own_direction_and_approved_once(visitor, person):
    page = open_text(visitor, 1)
    assert '<article class="words" lang="ar" dir="rtl">' in page.html
    sent = visitor.what_is_sent("say_yes")
    assert "Thank you. You said yes to this text." in visitor.send(sent).text
    assert "Thank you. You said yes to this text." in visitor.send(sent).text
    assert yes_of(person).count() == 1
    assert waiting_for(person) == []
    assert visitor.press("menu").has("texts")
    assert "You said yes to it." in visitor.press("texts").text


def test_a_yes_is_not_taken_once_a_picture_shows_something_else(visitor, person):
    """A picture can be covered beside the text, under the same revision."""
    picture = CampaignImageFactory(description="A kitchen")
    page = StoryPage.objects.get(contributor=person, locale__language_code="ar")
    page.current_workflow_state.cancel(user=UserFactory())
    page.body = [("picture", {"image": picture, "alt_text": "مطبخ", "caption": "", "shows": "nobody"})]
    hand_in(page)
    assert "مطبخ" in open_text(visitor, 1).text
    officer = UserFactory(role="Protection officer")
    cover_picture(picture.pk, [Area(0, 0, 9, 9)], Cover.FILL, user=officer, file_hash=picture.file_hash)
    judge(page, roles=[ReviewRole.PROTECTION])

    shown = visitor.press("say_yes")
    assert "Something changed in the meantime." in shown.text
    assert not yes_of(person).exists()
    assert "Thank you" in visitor.press("say_yes").text, "now that it was read"


def test_a_new_version_takes_the_place_of_the_one_that_was_read(visitor, person):
    open_text(visitor, 1)
    sent = visitor.what_is_sent("say_yes")
    page = StoryPage.objects.get(contributor=person, locale__language_code="ar")
    page.current_workflow_state.cancel(user=UserFactory())
    changed = page.get_latest_revision_as_object()
    changed.headline = "كلمات أخرى"
    hand_in(changed)

    shown = visitor.send(sent)
    assert "كلمات أخرى" not in shown.html, "the list, not a text that was not asked for"
    assert "It waits for your yes." in shown.text
    assert not yes_of(person).exists()


def test_the_words_behind_slots_are_those_that_readers_see(db):
    story_index()
    person = ContributorFactory()
    active_consent(contributor=person, elements=frozenset({Element.CITY}))
    set_slot(person, Element.CITY, "en", "Aleppo & more", "a town")
    set_slot(person, Element.FIRST_NAME, "en", "Amal", "somebody")
    publish(
        StoryFactory(contributor=person, headline="[first_name] from [city]", body=[("text", "<p>[city]!</p>")])
    )
    visitor = Visitor()
    visitor.enter(codes.issue(person, None))
    page = visitor.press("texts")
    assert "somebody from Aleppo & more" in page.words
    assert "Aleppo &amp; more!" in page.html
    assert "Amal" not in page.html
    assert "[" not in page.text


def test_every_kind_of_block_can_be_read_without_loading_anything(db):
    story_index()
    person = ContributorFactory()
    active_consent(contributor=person)
    picture = CampaignImageFactory(description="A kitchen with two pots")
    body = [
        ("heading", "A heading"),
        ("quote", {"text": "I decide.", "source": ""}),
        ("picture", {"image": picture, "caption": "Two pots", "shows": "nobody"}),
        ("audio", {"recording": None, "title": "Spoken by an actor", "transcript": "One.\n\nTwo."}),
        (
            "route",
            {"stages": [{"region": "south_asia", "text": "Home"}, {"region": "middle_east", "text": "A kitchen"}]},
        ),
    ]
    publish(StoryFactory(contributor=person, body=body))
    visitor = Visitor()
    visitor.enter(codes.issue(person, None))
    page = visitor.press("texts")
    for words in ("A heading", "I decide.", "A kitchen with two pots", "Two pots", "One.", "Two.", "A kitchen"):
        assert words in page.text, words
    for tag in ("<img", "<audio", "<source", "<script", "media/"):
        assert tag not in page.html, tag


def test_a_change_is_asked_for_with_the_language_it_is_about(visitor, person):
    open_text(visitor, 1)
    visitor.press("change")
    assert "Please write a few words." in visitor.press("ask_for_change").text
    sent = visitor.what_is_sent("ask_for_change", message="Please without the town.")
    visitor.send(sent)
    assert "Nothing new is shown until you say yes" in visitor.send(sent).text
    officer = UserFactory(role="Protection officer")
    assert calls.read(CallRequest.objects.get(), asks(officer)) == "[ar] Please without the town."


@pytest.mark.parametrize("step", ["text", "say_yes", "change", "ask_for_change"])
def test_the_texts_of_others_are_not_there(visitor, person, step):
    other = person_with_texts()
    stranger = Visitor()
    stranger.enter(codes.issue(other, None))
    open_text(stranger, 1)
    theirs = stranger.what_is_sent("change")["text"][0]
    public = StoryPage.objects.live().get(contributor=other)
    mine = visitor.page.form_with("step", "hide").fields
    for key in (theirs, f"p{public.pk}", "p0", "", "p", "r-1", "\x00"):
        page = visitor.send({**mine, "step": step, "text": key, "shown": "", "message": "x"})
        assert page.status == 200
        assert not page.has("say_yes")
        assert page.text.count("Everybody can read this now.") == 1, "the person's own list"
    assert not StoryApproval.objects.filter(consent__contributor=other, language="ar").exists()
    assert not CallRequest.objects.exists()


def test_a_text_that_the_consent_does_not_cover_is_no_text_to_say_yes_to(visitor, person):
    open_text(visitor, 1)
    sent = visitor.what_is_sent("say_yes")
    narrow(person.consents.get(), languages={"en"}, channels={Channel.SITE})
    page = visitor.send(sent)
    assert not page.has("say_yes")
    assert "Thank you" not in page.text
    assert not yes_of(person).exists()


def test_a_text_in_a_language_that_was_not_agreed_to_can_be_read_and_not_approved(visitor, person):
    english = StoryPage.objects.get(contributor=person, locale__language_code="en")
    hand_in(english.copy_for_translation(story_index("fr").locale))
    page = open_text(visitor, 2)
    assert 'lang="fr"' in page.html
    assert "Nobody can read this yet." in page.words
    assert not page.has("say_yes")
    page = visitor.send({**visitor.what_is_sent("change"), "step": "say_yes"})
    assert "Thank you" not in page.text
    assert not StoryApproval.objects.filter(language="fr").exists()
