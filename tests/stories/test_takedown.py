"""Taking down: one transaction that nothing stops, the same answer however often it is asked."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState
from wagtail.search.models import IndexEntry

from campaign_site.delivery.models import OutboxItem
from stories import takedown
from stories.consent.choices import AskedBy, ContributorStatus, LedgerKind, Status, TakedownMode
from stories.consent.lifecycle import WrongStep
from stories.consent.models import AuditEvent, Consent, OutsideCopy, Takedown, TakedownCheck, WithdrawalEntry
from stories.models import StoryPage
from stories.takedown import expire, open_consents, take_down, withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, StoryFactory, active_consent, publish, story_index
from tests.together import together

pytestmark = pytest.mark.django_db

HIDE, ERASE = TakedownMode.HIDE, TakedownMode.ERASE
PERSON, OFFICER = AskedBy.PERSON, AskedBy.OFFICER


@pytest.fixture
def story():
    return StoryFactory(live=True)


def arabic_version(story):
    translation = story.copy_for_translation(story_index("ar").locale)
    return publish(StoryPage.objects.get(pk=translation.pk))


def test_every_language_copy_and_alias_of_a_person_is_hidden(client, story):
    arabic = arabic_version(story)
    copy = publish(story.copy(update_attrs={"slug": "copied"}, keep_live=False))
    other = StoryFactory(live=True)

    done = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert done.pages_hidden == 3
    assert [page.pk for page in StoryPage.objects.live()] == [other.pk]
    for page in (story, arabic, copy):
        assert client.get(page.url).status_code == 404
    assert client.get(other.url).status_code == 200


def test_a_page_of_the_same_story_that_names_somebody_else_is_hidden_too(story):
    somebody = active_consent().contributor
    arabic = StoryFactory(parent=story_index("ar"), translation_key=story.translation_key, contributor=somebody)
    alias = arabic.create_alias(update_slug="alias-of-it")

    assert {page.pk for page in takedown.pages_of(story.contributor)} == {story.pk, arabic.pk, alias.pk}


def test_every_consent_that_is_not_over_ends(story):
    draft = ConsentFactory(contributor=story.contributor, purposes={"training"})
    active = story.contributor.consents.get(status=Status.ACTIVE)

    done = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert not open_consents(story.contributor).exists()
    assert done.consent == active
    assert Consent.objects.get(pk=active.pk).status == Status.WITHDRAWN
    assert Consent.objects.get(pk=draft.pk).status == Status.REFUSED, "nobody makes it count by mistake"


def test_schedules_and_reviews_end(story):
    draft = StoryFactory(contributor=story.contributor)
    draft.save_revision(user=draft.owner, approved_go_live_at=timezone.now() + timedelta(hours=1))
    draft.get_workflow().start(draft, draft.owner)

    take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    assert not WorkflowState.objects.active().exists()


def test_the_search_index_forgets_the_words_in_the_same_transaction(story):
    draft = StoryFactory(contributor=story.contributor)
    assert IndexEntry.objects.filter(object_id=str(story.pk)).exists()

    take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert not IndexEntry.objects.filter(object_id__in=[str(story.pk), str(draft.pk)]).exists()
    draft.headline = "Changed later"
    draft.save()
    assert not IndexEntry.objects.filter(object_id=str(draft.pk)).exists(), "a hidden story is not indexed again"


def test_what_was_done_is_written_down_without_a_name(story):
    officer = UserFactory()
    consent = story.contributor.consents.get()

    done = take_down(story.contributor, mode=HIDE, asked_by=OFFICER, actor=officer)

    assert done.hidden_at >= done.asked_at
    assert done.actor == officer
    assert bytes(done.fingerprint)
    assert story.headline.encode() not in bytes(done.fingerprint)
    assert WithdrawalEntry.objects.filter(kind=LedgerKind.WITHDRAWN, record_id=consent.record_id).exists()
    kinds = set(AuditEvent.objects.filter(actor=str(officer)).values_list("kind", flat=True))
    assert {"takedown.hidden", "consent.withdrawn"} <= kinds
    assert not AuditEvent.objects.filter(sentence__contains=story.contributor.display_name).exists()


def test_the_report_begins_with_what_was_there_before(story):
    done = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    before = dict(TakedownCheck.objects.filter(takedown=done, round=0).values_list("place", "found"))
    assert before[story.get_url_parts()[2]] == 1
    assert before["/en/stories/"] == 1
    assert before["/sitemap.xml"] == 1


def test_the_work_that_follows_is_kept_until_it_is_done(story):
    take_down(story.contributor, mode=ERASE, asked_by=PERSON)

    waiting = OutboxItem.objects.filter(done_at=None).order_by("pk").values_list("kind", flat=True)
    assert [kind for kind in waiting if kind.startswith(("takedown", "story"))] == [
        takedown.ERASE,
        takedown.VERIFY,
        takedown.WIPE,
    ]


def test_asked_twice_it_is_one_take_down(story):
    first = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert take_down(story.contributor, mode=HIDE, asked_by=OFFICER, actor=UserFactory()) == first
    assert Takedown.objects.count() == 1
    assert OutboxItem.objects.filter(kind=takedown.VERIFY).count() == 1


def test_hiding_after_hiding_and_deleting_is_the_same_take_down(story):
    first = take_down(story.contributor, mode=ERASE, asked_by=PERSON)

    assert take_down(story.contributor, mode=HIDE, asked_by=OFFICER) == first


def test_deleting_after_hiding_is_a_take_down_of_its_own(story):
    hidden = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    deleted = take_down(story.contributor, mode=ERASE, asked_by=PERSON)

    assert (hidden.mode, deleted.mode) == (HIDE, ERASE)
    assert hidden.reference != deleted.reference
    assert WithdrawalEntry.objects.filter(kind=LedgerKind.ERASED, record_id=story.contributor.uid).count() == 1


def test_a_review_that_somebody_began_after_hiding_ends_when_it_is_asked_again(story):
    first = take_down(story.contributor, mode=HIDE, asked_by=PERSON)
    story.refresh_from_db()
    story.save_revision(user=story.owner)
    story.get_workflow().start(story, story.owner)

    assert take_down(story.contributor, mode=HIDE, asked_by=PERSON) == first
    assert not WorkflowState.objects.active().exists()


def test_a_new_consent_and_a_new_withdrawal_are_a_new_take_down(story):
    first = take_down(story.contributor, mode=HIDE, asked_by=PERSON)
    active_consent(contributor=story.contributor)
    publish(StoryPage.objects.get(pk=story.pk))

    second = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert second != first
    assert second.pages_hidden == 1


def test_somebody_without_a_story_gets_a_reference_as_well():
    consent = active_consent()

    done = take_down(consent.contributor, mode=HIDE, asked_by=PERSON)

    assert done.pages_hidden == 0
    assert len(done.reference) == 8


def test_a_fingerprint_that_cannot_be_taken_keeps_no_story_public(story, monkeypatch):
    Revision.objects.filter(object_id=str(story.pk)).update(content={"body": "no JSON at all"})

    done = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    assert done.hidden_at
    assert not StoryPage.objects.live().exists()


def test_copies_elsewhere_become_part_of_the_take_down(story):
    copy = OutsideCopy.objects.create(contributor=story.contributor, holder="A newspaper", channel="print")

    done = take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    copy.refresh_from_db()
    assert copy.takedown == done


def test_one_consent_is_withdrawn_and_others_stay(story):
    consent = story.contributor.consents.get()
    training = active_consent(contributor=story.contributor, purposes={"training"}, channels={"print"})

    assert withdraw(consent, actor=UserFactory()) == 1

    assert consent.status == Status.WITHDRAWN
    assert Consent.objects.get(pk=training.pk).status == Status.ACTIVE
    with pytest.raises(WrongStep):
        withdraw(consent)


def test_expiry_hides_without_a_take_down(story):
    expire(story.contributor.consents.get())

    assert not StoryPage.objects.live().exists()
    assert not Takedown.objects.exists()


def test_hiding_leaves_the_persons_records(story):
    take_down(story.contributor, mode=HIDE, asked_by=PERSON)

    story.contributor.refresh_from_db()
    assert story.contributor.status == ContributorStatus.ACTIVE
    assert story.contributor.display_name


@pytest.mark.django_db(transaction=True)
def test_person_and_officers_at_once_get_one_take_down():
    story = StoryFactory(live=True)
    contributor, officer = story.contributor, UserFactory()

    def ask(asked_by):
        actor = officer if asked_by == OFFICER else None
        return take_down(contributor, mode=HIDE, asked_by=asked_by, actor=actor).pk

    answers = set(together(*(partial(ask, asked_by) for asked_by in [PERSON, OFFICER, PERSON, OFFICER])))

    assert len(answers) == 1
    assert not Page.objects.filter(pk=story.pk, live=True).exists()
    assert AuditEvent.objects.filter(kind="takedown.hidden").count() == 1
