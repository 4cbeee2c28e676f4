"""Everybody who might put a story in public view, in any order: people, programs, SQL, the clock, a backup."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction

from campaign_site.pages import schedule
from stories import expiry, replay
from stories.approvals import approve
from stories.consent.choices import FINAL, ApprovedBy, AskedBy, ReviewRole, Status, TakedownMode
from stories.consent.models import Consent, Contributor, WithdrawalEntry
from stories.erasure import erase
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.takedown import take_down, withdraw
from tests.factories.stories import CONFIRMED, ConsentFactory, ContributorFactory, publish
from tests.stories.gate_console import STATEMENTS, insert_live_copy
from tests.stories.gate_stage import LANGUAGES, Stage, numbers

COPIES = ("copy", "draft copy", "recursive", "alias", "aliases")
MOST_PAGES = 6

one = st.integers(0, 11)
languages = st.sampled_from(LANGUAGES)
elements = st.sampled_from([(), ("age",), ("age", "city")])
room = precondition(lambda self: StoryPage.objects.count() < MOST_PAGES)


class Gate(Stage):
    """All the steps. Each picks whom it is about by number."""

    # People and editors

    @initialize(
        language=languages, shown=elements, public=st.sampled_from([True, True, False]), kept=st.booleans()
    )
    def begin(self, language, shown, public, kept):
        person = ContributorFactory()
        self.attempt("consent", lambda: self._consent(person, {"en", language}, shown, 0, 300))
        self.attempt("write", lambda: self.new_story(person, language, shown))
        if public:
            self.attempt("publish", lambda: self.put_public(self.story(0)))
        if kept:
            self.back_up()

    def put_public(self, story):
        self.reviewed.add(story.headline)
        publish(story, self.cast["reviewer"], self.cast["officer"])

    def _consent(self, person, covered, shown, cooling_off, days):
        consent = ConsentFactory(
            contributor=person, notice=self.cast["notice"],
            languages=frozenset(covered), elements=frozenset(shown),
            cooling_off_until=timezone.now() + timedelta(days=cooling_off) if cooling_off else None,
            valid_until=(timezone.now() + timedelta(days=days)).date(),
        )  # fmt: skip
        consent.evidence.create(location="Mission safe")
        for status in (Status.GIVEN, Status.ACTIVE):
            consent.status = status
            consent.save()

    @room
    @rule(number=one, language=languages, shown=elements, somebody_new=st.booleans())
    def write(self, number, language, shown, somebody_new):
        person = ContributorFactory() if somebody_new else self.contributor(number)
        self.attempt("write", lambda: self.new_story(person, language, shown))

    @rule(number=one, language=languages, shown=elements, cooling_off=st.sampled_from([0, 0, 3]),
          days=st.sampled_from([2, 90, 900]))  # fmt: skip
    def consent(self, number, language, shown, cooling_off, days):
        person = self.contributor(number)
        self.attempt("consent", lambda: self._consent(person, {"en", language}, shown, cooling_off, days))

    @rule(number=one, shown=elements, words=st.booleans())
    def edit(self, number, shown, words):
        draft = self.draft(number)
        draft.elements = frozenset(shown)
        draft.headline = f"Draft {next(numbers)}" if words else draft.headline
        self.attempt("edit", lambda: draft.save_revision(user=self.cast["writer"]))

    @rule(number=one)
    def review_and_publish(self, number):
        draft = self.draft(number)
        self.attempt("publish", lambda: self.put_public(draft))

    @rule(number=one, says_yes=st.booleans())
    def submit_and_decide(self, number, says_yes):
        story = self.story(number, alias_of=None)

        def through_the_workflow():
            story.get_workflow().start(story, self.cast["writer"])
            state = story.current_workflow_task_state
            if getattr(state.task.specific, "role", None) == ReviewRole.PROTECTION:
                state.task.specific.on_action(state, self.cast["officer"], "approve", **CONFIRMED)
            approve(story.get_latest_revision(), by=ApprovedBy.CODE)
            state = story.current_workflow_task_state
            decision = "approve" if says_yes else "reject"
            state.task.specific.on_action(state, self.cast["reviewer"], decision, **CONFIRMED)
            if says_yes:
                self.reviewed.add(state.revision.as_object().headline)

        self.attempt("workflow", through_the_workflow)

    @room
    @rule(number=one, language=languages, how=st.sampled_from(COPIES))
    def copy(self, number, language, how):
        story, slug = self.story(number), f"copied{next(numbers)}"
        parent = story.get_parent().specific
        acts = {
            "copy": lambda: story.copy(to=self.stories_in(language), update_attrs={"slug": slug}, keep_live=True),
            "draft copy": lambda: story.copy(
                to=self.stories_in(language), update_attrs={"slug": slug}, keep_live=False
            ),
            "recursive": lambda: parent.copy(recursive=True, update_attrs={"slug": slug}, keep_live=True),
            "alias": lambda: story.create_alias(parent=self.stories_in(language), update_slug=slug),
            "aliases": lambda: parent.create_alias(recursive=True, update_slug=slug),
        }
        self.attempt(how, acts[how])

    @rule()
    def make_an_alias_a_page(self):
        if alias := StoryPage.objects.exclude(alias_of=None).first():
            self.attempt("convert", lambda: ConvertAliasPageAction(alias).execute(skip_permission_checks=True))

    @rule(number=one, language=languages, alias=st.booleans())
    def translate(self, number, language, alias):
        locale = self.cast[language].locale
        self.attempt("translate", lambda: self.story(number).copy_for_translation(locale, alias=alias))

    @rule(number=one, language=languages, bulk=st.booleans())
    def move(self, number, language, bulk):
        story, goal = self.story(number), self.stories_in(language)
        move = MoveBulkAction.execute_action if bulk else lambda pages, destination: story.move(destination)
        self.attempt("move", lambda: move([story], destination=goal))

    @rule(number=one, days=st.integers(0, 4))
    def schedule(self, number, days):
        draft = self.draft(number)
        draft.go_live_at = timezone.now() + timedelta(days=days)
        self.attempt("schedule", lambda: draft.save_revision(approved_go_live_at=draft.go_live_at))

    @rule(number=one, older=one, how=st.sampled_from(["publish", "save live", "draft"]))
    def revert(self, number, older, how):
        story = self.story(number)
        revisions = list(story.revisions.order_by("pk"))
        if not revisions:
            return
        revision = revisions[older % len(revisions)]

        def save_live():
            page = revision.as_object()
            page.live = True
            page.save(clean=False)

        acts = {
            "publish": lambda: revision.publish(skip_permission_checks=True),
            "save live": save_live,
            "draft": lambda: revision.as_object().save_revision(previous_revision=revision),
        }
        self.attempt(f"revert: {how}", acts[how])

    @rule(number=one, below=st.booleans())
    def bulk_publish(self, number, below):
        pages = [self.stories_in("en")] if below else [self.story(number, alias_of=None)]
        self.attempt(
            "bulk publish",
            lambda: PublishBulkAction.execute_action(
                pages, include_descendants=below, user=self.cast["superuser"]
            ),
        )

    @rule(number=one)
    def bulk_unpublish(self, number):
        self.attempt("unpublish", lambda: UnpublishBulkAction.execute_action([self.story(number)]))

    # Programs

    @rule(number=one, words=st.booleans())
    def save_past_the_form(self, number, words):
        story = self.story(number)
        story.live = True
        story.headline = f"Draft {next(numbers)}" if words else story.headline
        self.attempt("save", lambda: story.save(clean=False))

    @rule(number=one, person=one, what=st.sampled_from(["live", "contributor", "both"]))
    def update(self, number, person, what):
        change = {"live": {"live": True}, "contributor": {"contributor": self.contributor(person)}}
        values = change.get(what) or change["live"] | change["contributor"]
        pages = StoryPage.objects.filter(pk=self.story(number).pk)
        self.attempt("update", lambda: pages.update(**values))

    @rule(number=one, other=one, statement=st.sampled_from(sorted(STATEMENTS)))
    def console(self, number, other, statement):
        values = {
            "page": self.story(number).pk,
            "other": self.contributor(other).pk,
            "locale": self.cast[LANGUAGES[other % 3]].locale_id,
            "true": True,
            "false": False,
        }

        def run():
            with connection.cursor() as cursor:
                cursor.execute(STATEMENTS[statement], values)

        self.attempt(f"sql: {statement}", run)

    @room
    @rule(number=one)
    def console_insert(self, number):
        self.attempt("sql: insert", lambda: insert_live_copy(self.story(number)))

    # The clock, the person, a backup

    @rule(hours=st.sampled_from([1, 30, 24 * 4, 24 * 100]))
    def time_passes(self, hours):
        self.time.shift(timedelta(hours=hours))

    @rule()
    def periodic_work(self):
        self.attempt("periodic", lambda: (schedule.publish_due(), schedule.expire_due(), expiry.expire_due()))

    @rule(number=one)
    def withdraw(self, number):
        if found := list(Consent.objects.exclude(status__in=FINAL).order_by("pk")):
            self.attempt("withdraw", lambda: withdraw(found[number % len(found)]))

    @rule(number=one, language=languages, shown=elements)
    def narrow(self, number, language, shown):
        if found := list(Consent.objects.filter(status=Status.ACTIVE).order_by("pk")):
            old = found[number % len(found)]
            self.attempt(
                "narrow",
                lambda: narrow(
                    old, languages=old.languages & {"en", language}, elements=old.elements & set(shown)
                ),
            )

    @rule(number=one, mode=st.sampled_from(TakedownMode), followed_up=st.booleans())
    def take_down(self, number, mode, followed_up):
        person = self.contributor(number)

        def act():
            take_down(person, mode=mode, asked_by=AskedBy.PERSON)
            if mode == TakedownMode.ERASE and followed_up and Contributor.objects.count() > 1:
                erase(person)

        self.attempt(f"take down: {mode}", act)

    @rule()
    def back_up(self):
        self.backup = transaction.savepoint()

    @precondition(lambda self: self.backup)
    @rule()
    def restore(self):
        forgotten = WithdrawalEntry.objects.count()
        transaction.savepoint_rollback(self.backup)
        forgotten -= WithdrawalEntry.objects.count()
        self.seen["restore", "of withdrawals" if forgotten else "done"] += 1

    @rule()
    def replay(self):
        self.attempt("replay", replay.replay)
