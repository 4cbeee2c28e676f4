"""Stories and consents. `StoryFactory(live=True, consented=True)` is a story that the public may read."""

from datetime import timedelta

import factory
from django.utils import timezone

from stories.approvals import approve
from stories.choices import AgeBand, Exploitation, Region
from stories.clearance import STATEMENTS as ABOUT_PICTURES
from stories.clearance import judge as judge_picture
from stories.clearance import uncleared
from stories.consent import lifecycle
from stories.consent.choices import ApprovedBy, EvidenceKind, Outcome, ReviewRole, Seen, Status
from stories.consent.models import Consent, Contributor, NoticeVersion, PictureClearance
from stories.models import StoryIndexPage, StoryPage
from stories.moderation import record_review
from stories.risk_review import STATEMENTS
from tests.factories.accounts import UserFactory
from tests.factories.pages import BasePageFactory, home

# A reviewer's word on every statement of the risk review.
CONFIRMED = dict.fromkeys(STATEMENTS, True)
# A protection officer's word on every statement about a picture.
ALL_TRUE = dict.fromkeys(ABOUT_PICTURES, True)


class ContributorFactory(factory.django.DjangoModelFactory):
    """A person, grown up."""

    display_name = "Amina"

    class Meta:
        model = Contributor


class NoticeVersionFactory(factory.django.DjangoModelFactory):
    """The wording that was shown."""

    slug = "story"
    version = factory.Sequence(int)
    language = "en"
    body = "What we ask you, and what we promise."

    class Meta:
        model = NoticeVersion


class ConsentFactory(factory.django.DjangoModelFactory):
    """A draft that covers English and Arabic and shows nothing of the person."""

    contributor = factory.SubFactory(ContributorFactory)
    notice = factory.SubFactory(NoticeVersionFactory)
    languages = frozenset({"en", "ar"})
    given_at = factory.LazyFunction(timezone.now)
    valid_until = factory.LazyAttribute(lambda consent: (consent.given_at + timedelta(days=365)).date())

    class Meta:
        model = Consent


def active_consent(**kwargs) -> Consent:
    """Return a consent that was given with evidence and counts."""
    consent = ConsentFactory(**kwargs)
    lifecycle.give(consent, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe, folder 12")
    return lifecycle.activate(consent)


def story_index(language: str = "en") -> StoryIndexPage:
    """Return the list of stories in a language, made when there is none."""
    index = StoryIndexPage.objects.filter(locale__language_code=language).first()
    if index is None and language == "en":
        return StoryIndexFactory()
    if index is None:
        index = story_index().copy_for_translation(home(language).locale)
        index.save_revision().publish()
    return index


class StoryIndexFactory(BasePageFactory):
    """The list of stories."""

    title = "Stories"
    slug = "stories"

    class Meta:
        model = StoryIndexPage


class StoryFactory(BasePageFactory):
    """A draft; `consented` brings an active consent, `live` the person's yes and two reviews, and publishes it."""

    parent = factory.LazyFunction(story_index)
    title = "replaced by the code"
    slug = ""
    contributor = factory.SubFactory(ContributorFactory)
    headline = factory.Sequence(lambda n: f"I learned to trust my own voice, {n}")
    introduction = "She was promised work in a kitchen."
    content_line = "Speaks of debt and threats."
    exploitation = Exploitation.DOMESTIC
    region = Region.MIDDLE_EAST
    age_band = AgeBand.FROM_18
    owner = factory.SubFactory(UserFactory)
    body = factory.LazyFunction(lambda: [("text", "<p>They told me I would cook for one family.</p>")])

    class Meta:
        model = StoryPage

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        live = kwargs.pop("live", False)
        consented = kwargs.pop("consented", live)
        story = super()._create_instance(model_class, parent, {**kwargs, "live": False})
        if consented and not story.contributor.consents.exists():
            active_consent(contributor=story.contributor, elements=story.elements)
        if live:
            publish(story)
        return story


def story_with(*, picture=None, recording=None, covered=(), **kwargs) -> StoryPage:
    """Return a public story with the person's face or a recording, and a consent that covers these elements."""
    block = (
        ("picture", {"image": picture, "caption": "", "shows": "face"})
        if picture
        else ("audio", {"recording": recording, "title": "A voice", "transcript": "The words."})
    )
    body = [("text", "<p>They told me I would cook for one family.</p>"), block]
    contributor = active_consent(elements=frozenset(covered)).contributor
    return StoryFactory(**{"live": True, "contributor": contributor, "body": body, **kwargs})


def judge(story: StoryPage, revision=None, reviewer=None, officer=None, roles=tuple(ReviewRole)) -> None:
    """Let somebody find the story safe in each of these roles of a review, each time somebody else."""
    people = {ReviewRole.PROTECTION: officer, ReviewRole.SECOND: reviewer}
    for role in roles:
        by = people[role] or UserFactory()
        record_review(story, revision or story.get_latest_revision(), by, Outcome.POSITIVE, role, CONFIRMED)


def clear(picture, seen: str = Seen.NOBODY, officer=None) -> PictureClearance:
    """Let a protection officer say this of a picture's file as it is now."""
    officer = officer or UserFactory(role="Protection officer")
    return judge_picture(picture.pk, officer, seen, ALL_TRUE, file_hash=picture.file_hash)


def clear_pictures(story: StoryPage) -> None:
    """Let a protection officer clear what the story shows, as far as it is not cleared."""
    for picture in uncleared(story):
        clear(picture)


def publish(story: StoryPage, reviewer=None, officer=None) -> StoryPage:
    """Let officer, person and reviewers say yes to the story as it stands; publish it as the workflow would."""
    clear_pictures(story)
    revision = story.save_revision(user=story.owner)
    if story.contributor.consents.filter(status=Status.ACTIVE).exists():
        approve(revision, by=ApprovedBy.CODE)
    judge(story, revision, reviewer, officer)
    revision.publish()
    story.refresh_from_db()
    return story
