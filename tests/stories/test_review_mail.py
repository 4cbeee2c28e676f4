"""Mails about a review: to those who may decide or who wait, by the outbox, with the person's code alone."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask
from wagtail.users.models import UserProfile

from stories.approvals import approve
from stories.consent.choices import ApprovedBy
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import CONFIRMED, StoryFactory
from tests.stories.reviewing import hand_in

pytestmark = pytest.mark.django_db

SUBJECTS = ("waits for your review", "waits for the person’s yes", "waits for your review")
HEADLINE = "I learned to trust my own voice"


@pytest.fixture
def told(run_commits, mailoutbox):
    """`told(act)` does it, commits, and returns the mails that went out."""

    def act(what):
        mailoutbox.clear()
        with run_commits():
            what()
        return list(mailoutbox)

    return act


def decide(story, reviewer, action):
    state = story.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, action, comment="Leave out the town.", **CONFIRMED)


def test_each_is_told_by_code_when_it_is_their_turn(told, writer, officer):
    reviewer, another = UserFactory(role="Reviewer"), UserFactory(role="Protection officer")
    story = StoryFactory(consented=True, owner=writer, headline=HEADLINE)
    (
        UserFactory(is_superuser=True),
        UserFactory(role="Administrator"),
        UserFactory(role="Reviewer", is_active=False),
    )

    mails = told(lambda: hand_in(story))

    assert {mail.to[0] for mail in mails} == {officer.email, another.email}
    mails[1:] = told(lambda: decide(story, officer, "approve"))
    assert [mail.to for mail in mails[1:]] == [[another.email]], (
        "who let it pass knows that it waits for the person"
    )
    mails[2:] = told(lambda: approve(story.get_latest_revision(), by=ApprovedBy.CODE))
    assert [mail.to for mail in mails[2:]] == [[reviewer.email]]
    for mail, subject in zip(mails, SUBJECTS, strict=True):
        assert mail.subject == f"{story.contributor.code} {subject}"
        assert f"/admin/pages/{story.pk}/edit/" in mail.body
        assert HEADLINE not in mail.body and story.slug not in mail.body


def test_whoever_wrote_in_the_story_is_not_asked_to_review_it(told, writer, officer):
    story = StoryFactory(consented=True, owner=writer)
    story.save_revision(user=officer)
    another = UserFactory(role="Protection officer")
    assert [mail.to for mail in told(lambda: hand_in(story))] == [[another.email]]


@pytest.mark.parametrize(
    ("action", "says"),
    [("approve", "{} was approved"), ("reject", "{} came back from review")],
)
def test_the_writer_is_told_what_became_of_it_and_reads_why_in_the_admin(told, submitted, writer, action, says):
    (mail,) = told(lambda: decide(submitted, UserFactory(role="Reviewer"), action))
    assert mail.to == [writer.email]
    assert mail.subject == says.format(submitted.contributor.code)
    assert "town" not in mail.body and submitted.slug not in mail.body


def test_mail_comes_in_the_readers_language_and_not_to_those_who_do_not_wish_it(told, writer, officer):
    UserProfile.objects.create(user=officer, preferred_language="ar")
    silent = UserFactory(role="Protection officer")
    UserProfile.objects.create(user=silent, submitted_notifications=False)
    story = StoryFactory(consented=True, owner=writer)

    (mail,) = told(lambda: hand_in(story))

    assert mail.to == [officer.email]
    assert mail.subject == f"{story.contributor.code} بانتظار مراجعتك"


def test_other_pages_are_told_about_by_kind_and_number(told, officer):
    page, press = ContentPageFactory(live=False, title=HEADLINE), UserFactory(role="Press officer")
    page.save_revision()
    workflow = Workflow.objects.create(name="Four eyes")
    task = GroupApprovalTask.objects.create(name="Four eyes")
    task.groups.add(Group.objects.get(name="Protection officer"))
    WorkflowTask.objects.create(workflow=workflow, task=task)

    (mail,) = told(lambda: workflow.start(page, press))

    assert (mail.to, mail.subject) == ([officer.email], f"content page {page.pk} waits for your review")
    assert HEADLINE not in mail.body
