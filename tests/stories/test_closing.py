"""Closing a take-down: only when it is proven and everybody was asked; then what it looked for is forgotten."""

import pytest
from django.utils import timezone

from stories.closing import StillOpen, check_again, close, note_answered, note_asked
from stories.consent import rotation
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import AuditEvent, OutsideCopy, Takedown
from stories.takedown import take_down
from stories.verification import open_fingerprint
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def takedown(public_host, run_commits, db):
    story = StoryFactory(live=True)
    with run_commits():
        done = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    done.refresh_from_db()
    return done


@pytest.fixture
def copy(takedown):
    return OutsideCopy.objects.create(contributor=takedown.contributor, holder="A newspaper", channel="print")


def test_a_proven_take_down_is_closed_and_forgets(takedown):
    close(takedown, actor=UserFactory())

    closed = Takedown.objects.get()
    assert closed.closed_at
    assert closed.fingerprint is None
    assert AuditEvent.objects.filter(kind="takedown.closed").count() == 1


def test_closing_twice_is_closing_once(takedown):
    close(takedown, actor=UserFactory())
    close(takedown, actor=UserFactory())

    assert AuditEvent.objects.filter(kind="takedown.closed").count() == 1


def test_what_is_not_proven_stays_open(takedown):
    Takedown.objects.update(verified_at=None)

    with pytest.raises(StillOpen):
        close(takedown, actor=UserFactory())


def test_a_copy_that_becomes_known_later_belongs_to_the_open_take_down(takedown, copy):
    assert copy.takedown == takedown


def test_somebody_who_was_not_asked_keeps_it_open_even_when_others_give_up(takedown, copy):
    with pytest.raises(StillOpen):
        close(takedown, actor=UserFactory(), give_up=True)


def test_a_copy_without_an_answer_keeps_it_open_until_it_is_given_up(takedown, copy):
    note_asked(copy, actor=UserFactory())

    with pytest.raises(StillOpen):
        close(takedown, actor=UserFactory())
    close(takedown, actor=UserFactory(), give_up=True)
    assert AuditEvent.objects.get(kind="takedown.closed").sentence.endswith("1 copies given up.")


def test_an_answer_that_it_is_removed_closes_the_matter(takedown, copy):
    note_answered(copy, is_removed=True, actor=UserFactory())

    copy.refresh_from_db()
    assert copy.asked_at and copy.answered_at and copy.is_removed
    close(takedown, actor=UserFactory())


ADDRESS = "https://news.example/amina-of-the-harbour"


def test_where_a_copy_was_is_forgotten_with_who_had_all_deleted(takedown, copy, run_commits):
    """Whoever reads the database later, to learn who it was. The copy belongs to the hiding before."""
    OutsideCopy.objects.update(place=ADDRESS)
    with run_commits():
        deleting = take_down(takedown.contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)

    close(Takedown.objects.get(pk=deleting.pk), actor=UserFactory())
    assert OutsideCopy.objects.get().place == ADDRESS, "it is still asked about"
    note_answered(copy, is_removed=True, actor=UserFactory())
    close(takedown, actor=UserFactory())

    assert (OutsideCopy.objects.get().place, OutsideCopy.objects.get().holder) == ("", "A newspaper")


def test_where_a_copy_was_is_kept_of_who_had_all_hidden(takedown, copy):
    OutsideCopy.objects.update(place=ADDRESS)
    note_answered(copy, is_removed=True, actor=UserFactory())
    close(takedown, actor=UserFactory())

    assert OutsideCopy.objects.get().place == ADDRESS


def test_asking_twice_keeps_the_first_time(copy):
    first = timezone.now()
    note_asked(copy, actor=UserFactory())
    note_asked(copy, actor=UserFactory())

    copy.refresh_from_db()
    assert copy.asked_at >= first
    assert AuditEvent.objects.filter(kind="copy.asked").count() == 1


def test_looking_again_adds_a_round(takedown, run_commits):
    with run_commits():
        check_again(takedown)

    assert set(takedown.checks.values_list("round", flat=True)) == {0, 1, 2}


def test_what_is_looked_for_survives_a_change_of_the_master_key(takedown, settings):
    before = open_fingerprint(takedown)
    settings.VAULT_KEYS = [bytes(range(32)), *settings.VAULT_KEYS]
    results = {step.result for step in rotation.rotate()}
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]

    assert "unreadable" not in results
    assert open_fingerprint(Takedown.objects.get()) == before
