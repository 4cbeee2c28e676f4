"""The stage of the gate's machine: a database in a savepoint, a clock, a ledger, a judge who looks at each step.

One sequence is one savepoint, so nothing of it remains. Each step is a transaction, let through or refused as a
whole. The judge (`gate_oracle`) looks at every story by its address and in the public queryset.
"""

from collections import Counter
from itertools import count

import hypothesis
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from wagtail.actions.copy_for_translation import ParentNotTranslatedError

from stories.approvals import ApprovalRefused
from stories.consent import withdrawals
from stories.consent.choices import TAKEN_BACK
from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent, Contributor, RiskReview
from stories.models import StoryIndexPage, StoryPage
from stories.narrowing import NothingLeft, NotNarrower
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, NoticeVersionFactory, StoryFactory, story_index
from tests.stories import gate_oracle

REFUSED = (
    DatabaseError, ValidationError, PermissionDenied, ParentNotTranslatedError,
    ApprovalRefused, NotNarrower, NothingLeft, WrongStep,
)  # fmt: skip
LANGUAGES = ("en", "ar", "fr")
STEPS = 12

numbers = count(1)


def prepare(cast: dict) -> None:
    """Make what every sequence begins with, once: lists of stories in three languages, people, a visitor."""
    cast.update({language: story_index(language) for language in LANGUAGES})
    cast.update(
        writer=UserFactory(role="Writer"), reviewer=UserFactory(role="Reviewer"),
        officer=UserFactory(role="Protection officer"),
        superuser=UserFactory(is_superuser=True), notice=NoticeVersionFactory(),
        client=Client(SERVER_NAME=settings.ALLOWED_HOSTS[0]),
    )  # fmt: skip


class Stage(RuleBasedStateMachine):
    """Holds the database in a savepoint, the clock in its hands, and the list of what people took back."""

    sequences = 0
    seen: Counter = Counter()
    cast: dict = {}

    def __init__(self):
        super().__init__()
        type(self).sequences += 1
        settings.WITHDRAWAL_LEDGER = settings.WITHDRAWAL_LEDGER.with_name(f"gate-{next(numbers)}.ledger")
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.time = self.clock.start()
        self.all = transaction.atomic()
        self.all.__enter__()
        self.client, self.requests = self.cast["client"], RequestFactory()
        self.backup, self.taken_back, self.reviewed = None, set(), set()
        self.by_console, self.judged, self.asked = set(), None, {}

    def teardown(self):
        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)
        connection.run_on_commit.clear()
        self.clock.stop()

    # What every step is made of

    def attempt(self, name, act):
        """Do it as one transaction, up to what its commit would check; count whether it was let through."""
        try:
            with transaction.atomic():
                act()
                if connection.vendor == "postgresql":
                    connection.check_constraints()
        except REFUSED:
            self.seen[name, "refused"] += 1
            return
        self.seen[name, "done"] += 1
        self._commit(by_console=name.startswith("sql"))

    def _commit(self, *, by_console):
        connection.run_on_commit.clear()
        over = set(Consent.objects.filter(status__in=TAKEN_BACK).values_list("record_id", flat=True))
        # What a console ended is no word of the person's, and no ledger knows it.
        self.by_console |= over - self.taken_back if by_console else set()
        self.taken_back |= over - self.by_console
        withdrawals.keep_file()

    def story(self, number, **kind):
        pages = StoryPage.objects.filter(**kind).order_by("pk")
        if not pages:
            self.new_story(ContributorFactory(), "en", ())
        return pages.all()[number % pages.count()]

    def draft(self, number):
        """Return one of the stories as it stands for its editors; an alias is edited where it comes from."""
        return self.story(number, alias_of=None).get_latest_revision_as_object()

    def contributor(self, number):
        people = Contributor.objects.order_by("pk")
        return people[number % len(people)]

    def stories_in(self, language):
        return StoryIndexPage.objects.get(pk=self.cast[language].pk)

    def new_story(self, person, language, shown):
        story = StoryFactory(
            parent=self.stories_in(language), contributor=person, elements=frozenset(shown),
            owner=self.cast["writer"], headline=f"Draft {next(numbers)}",
        )  # fmt: skip
        story.save_revision(user=self.cast["writer"])

    # The judge

    @invariant()
    def no_story_is_public_without_a_consent_that_covers_it(self):
        if self.judged == (state := (*gate_oracle.rows(), RiskReview.objects.count(), timezone.now())):
            return
        self.judged = state
        pages, consents, *_rest = state
        listed = set(StoryPage.objects.for_public_display().values_list("pk", flat=True))
        for page in pages:
            allowed = gate_oracle.may_be_read(page, consents, self.taken_back)
            served = self.is_served(page)
            assert allowed or not (served or page["pk"] in listed), f"{page} is public with {consents}"
            assert not served or page["headline"] in self.reviewed, f"nobody has reviewed {page}"
            assert not served or page["pk"] in listed
            self.seen["public" if served else "hidden", "page"] += 1

    def is_served(self, page):
        """Ask its address; that of a page that is not live only when something about the page has changed."""
        if not page["live"] and self.asked.get(page["pk"]) == page:
            return False
        self.asked[page["pk"]] = page
        story = StoryPage.objects.get(pk=page["pk"])
        if page["live"]:
            return self.client.get(story.url).status_code == 200
        # The same refusal that answers the address, without the page that says so.
        try:
            story.route(self.requests.get("/"), [])
        except Http404:
            return False
        return True


def run(machine: type[Stage], sequences: int, *, seed: int | None = None, shrink: bool = True) -> None:
    """Run so many sequences of twelve steps each; the same ones for the same seed. Raises what the judge finds."""
    machine.sequences = 0
    machine.seen.clear()
    prepare(machine.cast)
    run_state_machine_as_test(
        hypothesis.seed(seed)(machine) if seed else machine,
        settings=hypothesis.settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
