"""Every layer that asks whether a consent covers a story gives the same answer to the same case."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists
from django.utils import timezone

from stories.consent import ledger_file, lifecycle
from stories.consent.choices import (
    ApprovedBy,
    Channel,
    Element,
    EvidenceKind,
    LedgerKind,
    Purpose,
    Status,
)
from stories.consent.coverage import covers
from stories.consent.ledger_file import Line, line_hash
from stories.consent.models import Consent, StoryApproval
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.publication import (
    PublicationRefused,
    approvals_of_live_content,
    content_hash,
    covering_consents,
    may_publish,
)
from tests.factories.stories import (
    ConsentFactory,
    ContributorFactory,
    StoryFactory,
    active_consent,
    judge,
    story_index,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDED = (Status.WITHDRAWN, Status.EXPIRED, Status.SUPERSEDED)
LAYERS = {"python", "query", "reasons", "save", "trigger"}


class Case(NamedTuple):
    """One consent and one story: days and hours are counted from now."""

    is_covered: bool
    status: Status = Status.ACTIVE
    begins: int = -300
    ends: int = 300
    cooling_off: int | None = None
    purposes: tuple = (Purpose.AWARENESS,)
    channels: tuple = (Channel.SITE,)
    languages: tuple = ("en",)
    allowed: tuple = ()
    shown: tuple = ()
    language: str = "en"
    is_minor: bool = False
    approved: str = "these words"
    is_of_another: bool = False


CASES = {
    "an active consent": Case(True),
    **{f"a consent that is {status.value}": Case(status == Status.ACTIVE, status=status) for status in Status},
    "ends in a long time": Case(True, ends=700),
    "ends today": Case(True, ends=0),
    "ended yesterday": Case(False, ends=-1),
    "begins and ends today": Case(True, begins=0, ends=0),
    "still to be thought over": Case(False, cooling_off=1),
    "thought over": Case(True, cooling_off=-1),
    **{
        f"given for {one.value}": Case(one == Purpose.AWARENESS, purposes=(one,)) for one in Purpose
    },
    "given for every purpose": Case(True, purposes=tuple(Purpose)),
    "given for every other purpose": Case(False, purposes=tuple(set(Purpose) - {Purpose.AWARENESS})),
    **{f"given for {one.value}": Case(one == Channel.SITE, channels=(one,)) for one in Channel},
    "given for every channel": Case(True, channels=tuple(Channel)),
    "given for every other channel": Case(False, channels=tuple(set(Channel) - {Channel.SITE})),
    "given for another language": Case(False, languages=("fr",)),
    "given for more languages": Case(True, languages=("ar", "en", "fr")),
    "a story in another language": Case(False, language="ar"),
    "a story in the second language": Case(True, languages=("ar", "en"), language="ar"),
    **{f"shows {one.value}": Case(False, shown=(one,)) for one in Element},
    **{f"may show {one.value} and does": Case(True, allowed=(one,), shown=(one,)) for one in Element},
    **{
        f"may show all but {one.value}": Case(False, allowed=tuple(set(Element) - {one}), shown=(one,))
        for one in Element
    },
    "may show all and shows nothing": Case(True, allowed=tuple(Element)),
    "shows one thing of two too many": Case(
        False, allowed=(Element.AGE,), shown=(Element.AGE, Element.COUNTRY)
    ),
    "under 18": Case(True, is_minor=True),
    "under 18, with age": Case(True, is_minor=True, allowed=(Element.AGE,), shown=(Element.AGE,)),
    "under 18, with face": Case(False, is_minor=True, allowed=(Element.AGE,), shown=(Element.FACE,)),
    "not approved": Case(False, approved="nothing"),
    "other words approved": Case(False, approved="other words"),
    "approved in another language": Case(False, approved="another language"),
    "approved for another story": Case(False, approved="another story"),
    "approved by somebody else": Case(False, approved="somebody else"),
    "a consent of somebody else": Case(False, is_of_another=True),
    "nothing fits": Case(False, ends=-1, cooling_off=1, languages=("fr",), shown=(Element.AGE,)),
}  # fmt: skip


def consent_of(case: Case, person) -> Consent:
    """Write the consent, by the steps that the database asks for."""
    now = timezone.now()
    consent = ConsentFactory(
        contributor=person,
        given_at=now + case.begins * DAY,
        valid_until=(now + case.ends * DAY).date(),
        cooling_off_until=None if case.cooling_off is None else now + case.cooling_off * HOUR,
        purposes=frozenset(case.purposes),
        channels=frozenset(case.channels),
        languages=frozenset(case.languages),
        elements=frozenset(case.allowed),
        guardian_consented=case.is_minor,
        child_assented=case.is_minor,
    )
    if case.status not in (Status.DRAFT, Status.REFUSED):
        lifecycle.give(consent, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe")
    if case.status in (Status.ACTIVE, *ENDED):
        lifecycle.activate(consent)
    if case.status in (Status.REFUSED, *ENDED):
        lifecycle.move(consent, case.status)
    return consent


def approve(story, consent, what: str) -> None:
    """Write the person's yes past all that asks whether it may be given."""
    values = {
        "translation_key": story.translation_key, "language": story.locale.language_code,
        "content_hash": content_hash(story), "consent": consent,
    }  # fmt: skip
    other = {
        "these words": {},
        "other words": {"content_hash": "x"},
        "another language": {"language": "fr"},
        "another story": {"translation_key": StoryFactory().translation_key},
        "somebody else": {"consent": active_consent()} if what == "somebody else" else {},
    }
    if what != "nothing":
        StoryApproval.objects.create(**{**values, **other[what]}, by=ApprovedBy.CODE)


def written(case: Case) -> tuple[StoryPage, Consent]:
    """Return a story that waits for nothing but the consent and the person's yes, and that consent."""
    person = ContributorFactory(is_minor=case.is_minor)
    # Somebody else agreed to everything: it must never stand in.
    active_consent(languages={"ar", "en", "fr"}, elements=set(Element))
    consent = consent_of(case, ContributorFactory(is_minor=case.is_minor) if case.is_of_another else person)
    story = StoryFactory(parent=story_index(case.language), contributor=person, elements=frozenset(case.shown))
    approve(story, consent, case.approved)
    return reviewed(story), consent


def reviewed(story: StoryPage) -> StoryPage:
    judge(story, story.save_revision())
    StoryPage.objects.filter(pk=story.pk).update(live_content_hash=content_hash(story))
    return StoryPage.objects.get(pk=story.pk)


def saves_live(story: StoryPage) -> bool:
    try:
        with transaction.atomic():
            story.live = True
            story.save(clean=False)
            transaction.set_rollback(True)
    except PublicationRefused:
        return False
    return True


def console_puts_live(story: StoryPage) -> bool:
    """Write the row as an SQL console would, up to the point where the transaction would commit."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, story.pk])
            connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def who_lets_it_pass(story: StoryPage) -> set[str]:
    """Return the layers for which consent and approval cover the story."""
    theirs = list(story.contributor.consents.all())
    approved = Exists(approvals_of_live_content())
    row = StoryPage.objects.filter(pk=story.pk)
    by_python = any(covers(consent, story.locale.language_code, story.elements) for consent in theirs)
    answers = {
        "python": by_python and row.filter(approved).exists(),
        "query": row.filter(Exists(covering_consents()), approved).exists(),
        "reasons": not may_publish(story),
        "save": saves_live(StoryPage.objects.get(pk=story.pk)),
        "trigger": console_puts_live(story),
    }
    return {layer for layer, lets_pass in answers.items() if lets_pass}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_layer_gives_the_same_answer(case):
    story, consent = written(case)
    language, elements = story.locale.language_code, story.elements
    covering = Consent.objects.filter(pk=consent.pk).covering

    assert who_lets_it_pass(story) == (LAYERS if case.is_covered else set())
    assert covering(language, elements).exists() == covers(consent, language, elements)
    assert covering(language).exists() == covers(consent, language, ())


def test_every_layer_refuses_a_story_without_any_consent():
    assert who_lets_it_pass(reviewed(StoryFactory())) == set()


@pytest.mark.parametrize("status", [status for status in Status if status != Status.ACTIVE])
def test_a_yes_counts_under_a_consent_that_was_replaced_and_under_no_other_that_is_over(status):
    story, _earlier = written(Case(False, status=status))
    active_consent(contributor=story.contributor)

    assert who_lets_it_pass(story) == (LAYERS if status == Status.SUPERSEDED else set())


@pytest.mark.parametrize("element", [Element.LEGAL_NAME, Element.FACE, Element.VOICE, Element.CITY])
def test_no_layer_is_asked_about_a_consent_to_show_this_of_somebody_under_18(element):
    with pytest.raises(IntegrityError), transaction.atomic():
        consent_of(Case(True, is_minor=True, allowed=(element,)), ContributorFactory(is_minor=True))


@pytest.mark.parametrize("status", ENDED)
def test_every_layer_asks_for_a_new_yes_once_another_consent_ended_other_than_by_being_replaced(status):
    story, _consent = written(Case(True))
    press = active_consent(contributor=story.contributor, purposes={Purpose.PRESS})
    lifecycle.move(press, status)

    assert who_lets_it_pass(story) == (LAYERS if status == Status.SUPERSEDED else set())


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.EXPIRED])
def test_a_yes_that_outlived_a_narrowing_ends_with_the_narrowed_consent(status):
    story, consent = written(Case(True, languages=("ar", "en")))
    narrowed = narrow(consent, languages={"en"})
    assert narrowed != consent
    lifecycle.move(narrowed, status)
    active_consent(contributor=story.contributor)

    assert who_lets_it_pass(story) == set()
    approve(story, story.contributor.consents.get(status=Status.ACTIVE), "these words")
    assert who_lets_it_pass(story) == LAYERS


@pytest.mark.parametrize(
    ("left", "says_yes_anew"),
    [
        ({"purposes": {Purpose.PRESS}}, True),
        ({"purposes": {Purpose.PRESS}, "channels": {Channel.PRINT}}, True),
        ({"purposes": {Purpose.AWARENESS}}, False),
    ],
)
def test_every_layer_asks_for_a_new_yes_once_the_person_took_this_website_back(left, says_yes_anew):
    """The officer who would rather not ask: what is left counts on, so that nothing was withdrawn."""
    covered = {"purposes": {Purpose.AWARENESS, Purpose.PRESS}, "channels": {Channel.SITE, Channel.PRINT}}
    contributor = active_consent(**covered, languages={"ar", "en"}).contributor
    story = StoryFactory(contributor=contributor)
    approve(story, contributor.consents.get(), "these words")
    story = reviewed(story)
    narrow(contributor.consents.get(), **left)
    if says_yes_anew:
        active_consent(contributor=contributor)

    assert who_lets_it_pass(story) == (set() if says_yes_anew else LAYERS)
    if says_yes_anew:
        approve(story, contributor.consents.filter(status=Status.ACTIVE).for_site().get(), "these words")
        assert who_lets_it_pass(story) == LAYERS


def test_a_ledger_that_knows_more_than_the_database_stops_the_reading_alone():
    """The ledger is a file: what is live stays as it is, and nobody reads it."""
    story, consent = written(Case(True))
    StoryPage.objects.filter(pk=story.pk).update(live=True)
    assert story in StoryPage.objects.for_public_display()
    line = (1, LedgerKind.WITHDRAWN.value, consent.record_id, timezone.now())
    with ledger_file.locked() as file:
        ledger_file.append(file, [Line(*line, line_hash(ledger_file.NO_HASH, *line))])

    assert story not in StoryPage.objects.for_public_display()
    assert who_lets_it_pass(story) == LAYERS
