"""A person takes back a part of their consent: it shows at once, everywhere, and the rest stays public."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from campaign_site.delivery.database import triggers
from campaign_site.media.renditions import make_renditions
from stories.consent.choices import Channel, Element, EvidenceKind, Method, Purpose, Status, Territory
from stories.consent.lifecycle import WrongStep
from stories.consent.models import AuditEvent, Consent
from stories.models import StoryPage
from stories.narrowing import NothingLeft, NotNarrower, narrow
from stories.slots import set_slot
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import home
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, publish, story_index
from tests.together import together

pytestmark = pytest.mark.django_db

NAME, OTHERWISE = {"en": "Nour", "ar": "نور"}, {"en": "the young woman", "ar": "الشابة"}


@pytest.fixture
def consent():
    return active_consent(
        elements={Element.FIRST_NAME, Element.CITY}, purposes=set(Purpose), channels=set(Channel)
    )


@pytest.fixture
def story(consent):
    """A story in two languages whose every text holds the first name."""
    for language in NAME:
        set_slot(consent.contributor, Element.FIRST_NAME, language, NAME[language], OTHERWISE[language])
    text = "[first_name] speaks"
    page = StoryFactory(
        live=True,
        contributor=consent.contributor,
        headline=text,
        introduction=f"{text} of it",
        content_line=text,
        body=[("text", f"<p>{text}</p>"), ("quote", {"text": text, "source": ""})],
    )
    publish(page.copy_for_translation(story_index("ar").locale))
    return page


def in_arabic(story):
    return StoryPage.objects.get(translation_key=story.translation_key, locale__language_code="ar")


def test_a_name_taken_back_is_gone_at_once_from_every_place(client, consent, story):
    ambassador = AmbassadorPageFactory()
    ambassador.story_links.create(story=story)
    ambassador.save()
    StoryFactory(live=True, headline="Another one entirely")
    other = StoryPage.objects.get(headline="Another one entirely")
    places = [
        story.url, story_index().url, home().url, other.url, ambassador.url, "/en/search/?q=speaks",
        in_arabic(story).url, story_index("ar").url,
    ]  # fmt: skip
    before = {place: client.get(place).content.decode() for place in places}
    assert [place for place in places if not any(name in before[place] for name in NAME.values())] == []

    narrow(consent, elements={Element.CITY})

    for place in places:
        response = client.get(place)
        text = response.content.decode()
        assert response.status_code == 200, place
        assert not any(name in text for name in NAME.values()), place
        assert any(words in text for words in OTHERWISE.values()), place


def test_what_stays_covered_is_never_taken_down(story, consent):
    entries = PageLogEntry.objects.count()
    before = StoryPage.objects.get(pk=story.pk)

    narrow(consent, elements=set(), purposes={Purpose.AWARENESS}, channels={Channel.SITE})

    after = StoryPage.objects.get(pk=story.pk)
    assert after.live
    assert (after.last_published_at, after.live_revision_id) == (before.last_published_at, before.live_revision_id)
    assert PageLogEntry.objects.count() == entries
    assert StoryPage.objects.for_public_display().count() == 2


def test_a_language_taken_back_hides_that_translation_only(client, story, consent):
    arabic, other = in_arabic(story), StoryFactory(live=True)
    others = {other, publish(other.copy_for_translation(story_index("ar").locale))}

    narrow(consent, languages={"en"})

    assert client.get(arabic.url).status_code == 404
    assert client.get(story.url).status_code == 200
    assert set(StoryPage.objects.live()) == {story, *others}


def test_somebody_elses_page_whose_consent_ended_in_the_night_does_not_stand_in_the_way(consent):
    story, other = StoryFactory(live=True, contributor=consent.contributor), StoryFactory(live=True)
    connection.check_constraints()
    triggers.remove()
    days_ago = timezone.now() - timedelta(days=3)
    others = Consent.objects.filter(contributor=other.contributor)
    others.update(given_at=days_ago, valid_until=(days_ago + timedelta(days=1)).date())
    triggers.install()

    narrow(consent, languages={"en"})

    assert set(StoryPage.objects.live()) == {story, other}, "hiding the other is the clock's affair"


def test_an_element_that_a_story_says_outright_hides_it(consent):
    outright = StoryFactory(live=True, contributor=consent.contributor, elements={Element.CITY})
    plain = StoryFactory(live=True, contributor=consent.contributor)

    narrow(consent, elements={Element.FIRST_NAME})

    assert list(StoryPage.objects.live()) == [plain]
    assert outright.get_latest_revision_as_object().elements == {Element.CITY}


def test_copies_are_forgotten_and_the_made_sizes_of_a_face_are_gone(client, run_commits):
    cache.set("copy", "of a page")
    consent = active_consent(elements={Element.FACE})
    face, cloth = CampaignImageFactory(), CampaignImageFactory()
    for picture in (face, cloth):
        make_renditions(picture, "text")
    blocks = [
        ("picture", {"image": face, "caption": "", "shows": "face"}),
        ("picture", {"image": cloth, "caption": ""}),
    ]
    story = StoryFactory(live=True, contributor=consent.contributor, body=blocks)
    sizes = [f"/media/{rendition.file.name}" for rendition in face.renditions.all()]
    assert {client.get(size).status_code for size in sizes} == {200}

    with run_commits():
        narrow(consent, elements=set())

    assert {client.get(size).status_code for size in sizes} == {404}
    assert {client.get(f"/media/{rendition.file.name}").status_code for rendition in cloth.renditions.all()} == {
        200
    }
    assert client.get(story.url).status_code == 200
    assert cache.get("copy") is None
    assert not face.renditions.exists()


def test_a_face_that_another_persons_story_shows_too_keeps_its_sizes(client, run_commits):
    consent = active_consent(elements={Element.FACE})
    face = CampaignImageFactory()
    make_renditions(face, "text")
    for contributor in (consent.contributor, active_consent(elements={Element.FACE}).contributor):
        body = [("picture", {"image": face, "caption": "", "shows": "face"})]
        StoryFactory(live=True, contributor=contributor, body=body)

    with run_commits():
        narrow(consent, elements=set())

    assert face.renditions.exists()


@pytest.mark.parametrize("left", [{"purposes": {Purpose.PRESS}}, {"channels": {Channel.PRINT}}])
def test_without_the_website_every_page_is_hidden_and_the_consent_goes_on(story, consent, left):
    new = narrow(consent, **left)

    assert not StoryPage.objects.live().exists()
    assert new.status == Status.ACTIVE


def test_the_new_consent_keeps_the_facts_and_says_how_it_was_given(consent):
    new = Consent.objects.get(pk=narrow(consent, elements={Element.CITY}).pk)
    consent.refresh_from_db()

    assert (consent.status, new.status, new.supersedes) == (Status.SUPERSEDED, Status.ACTIVE, consent)
    kept = ("valid_until", "notice", "territories", "for_minor", "purposes", "channels", "languages", "review_on")
    assert [getattr(new, name) for name in kept] == [getattr(consent, name) for name in kept]
    assert (new.method, new.collected_by, new.elements) == (Method.CODE, None, {Element.CITY})
    assert new.evidence.get().kind == EvidenceKind.CODE
    assert new.record_id != consent.record_id
    assert AuditEvent.objects.get(kind="consent.narrowed").actor == "system"


def test_what_was_agreed_beside_it_goes_along():
    yesterday = timezone.now() - timedelta(days=1)
    facts = {
        "territories": {Territory.WORLD, Territory.EUROPE},
        "told_help_is_independent": True,
        "compensation": "Travel costs",
        "cooling_off_until": yesterday,
        "valid_until": (yesterday + timedelta(days=300)).date(),
        "review_on": (yesterday + timedelta(days=200)).date(),
    }
    consent = active_consent(elements={Element.CITY}, **facts)

    new = Consent.objects.get(pk=narrow(consent, elements=set()).pk)

    assert {name: getattr(new, name) for name in facts} == facts
    assert new.notice == consent.notice


def test_the_officer_who_noted_it_collected_the_new_consent(consent):
    officer = UserFactory()

    new = narrow(consent, elements=set(), method=Method.WRITTEN, actor=officer)

    assert (new.method, new.collected_by) == (Method.WRITTEN, officer)
    assert AuditEvent.objects.get(kind="consent.narrowed").actor == str(officer)


def test_a_draft_that_might_go_live_stays_a_draft(consent):
    draft = StoryFactory(live=True, contributor=consent.contributor)
    draft.unpublish()

    narrow(consent, elements=set())

    assert not StoryPage.objects.get().live


def test_a_childs_consent_can_be_narrowed():
    child = ContributorFactory(is_minor=True)
    consent = active_consent(
        contributor=child, elements={Element.FIRST_NAME}, guardian_consented=True, child_assented=True
    )

    new = narrow(consent, elements=set())

    assert (new.for_minor, new.guardian_consented, new.child_assented) == (True, True, True)


def test_during_assistance_the_second_officers_reason_goes_along():
    second = UserFactory()
    consent = active_consent(
        in_assistance=True,
        told_help_is_independent=True,
        assistance_reason="They asked for it themselves.",
        assistance_officer=second,
    )

    new = narrow(consent, languages={"en"}, method=Method.WRITTEN, actor=second)

    assert (new.assistance_officer, new.status) == (second, Status.ACTIVE)
    assert new.evidence.get().kind == EvidenceKind.WITNESS


@pytest.mark.parametrize(
    "wider", [{"elements": {Element.FACE}}, {"languages": {"en", "fr"}}, {"elements": {Element.CITY, Element.AGE}}]
)
def test_more_than_before_is_refused(consent, wider):
    with pytest.raises(NotNarrower):
        narrow(consent, **wider)

    assert Consent.objects.get().status == Status.ACTIVE


@pytest.mark.parametrize("nothing", [{"purposes": ()}, {"channels": ()}, {"languages": ()}])
def test_nothing_at_all_is_a_withdrawal(consent, nothing):
    with pytest.raises(NothingLeft):
        narrow(consent, **nothing)

    assert Consent.objects.get().status == Status.ACTIVE


def test_the_same_twice_is_one(consent):
    first = narrow(consent, elements={Element.CITY})

    assert narrow(consent, elements={Element.CITY}) == first
    assert narrow(first) == first
    assert Consent.objects.count() == 2


def test_narrowed_twice_from_the_same_page_keeps_only_what_both_left(consent):
    narrow(consent, elements={Element.CITY})

    new = narrow(consent, elements={Element.FIRST_NAME})

    assert new.elements == set()


def test_what_was_withdrawn_cannot_be_narrowed_nor_left_as_it_was(consent):
    withdraw(consent)

    for elements in (set(), None):
        with pytest.raises(WrongStep):
            narrow(consent, elements=elements)

    assert not Consent.objects.filter(status=Status.ACTIVE).exists()


def test_what_has_run_out_cannot_be_narrowed():
    long_ago = timezone.now() - timedelta(days=100)
    consent = active_consent(
        elements={Element.CITY}, given_at=long_ago, valid_until=(timezone.now() - timedelta(days=1)).date()
    )

    with pytest.raises(WrongStep):
        narrow(consent, elements=set())

    assert Consent.objects.get().status == Status.ACTIVE, "it has not been noted yet"


@pytest.mark.django_db(transaction=True)
def test_two_narrowings_at_once_leave_one_consent():
    consent = active_consent(elements={Element.FIRST_NAME, Element.CITY})
    StoryFactory(live=True, contributor=consent.contributor)

    together(
        lambda: narrow(consent, elements={Element.CITY}),
        lambda: narrow(consent, elements={Element.FIRST_NAME}),
        lambda: narrow(consent, elements={Element.CITY}),
        refusals=(WrongStep,),
    )

    assert Consent.objects.get(status=Status.ACTIVE).elements == set()
    assert StoryPage.objects.for_public_display().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_a_withdrawal_at_the_same_moment_wins(_again):
    consent = active_consent(elements={Element.FIRST_NAME})
    StoryFactory(live=True, contributor=consent.contributor)

    together(
        lambda: narrow(consent, elements=set()),
        lambda: withdraw(Consent.objects.get(pk=consent.pk)),
        refusals=(WrongStep,),
    )

    assert not Consent.objects.filter(status=Status.ACTIVE).exists()
    assert not StoryPage.objects.live().exists()
