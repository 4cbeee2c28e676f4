"""`manage.py takedown` and `verify_takedown`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stories.consent.choices import AskedBy, ContributorStatus, TakedownMode
from stories.consent.models import Takedown
from stories.models import StoryPage
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(public_host, db):
    return StoryFactory(live=True)


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["code", "lower", "pk", "record_id"])
def test_a_story_is_hidden_by_code_number_or_record(story, run_commits, name):
    consent = story.contributor.consents.get()
    code = story.contributor.code
    names = {"code": code, "lower": code.lower(), "pk": str(consent.pk), "record_id": str(consent.record_id)}

    with run_commits():
        printed = run("takedown", names[name], "--yes", "--asked-by", "person")

    takedown = Takedown.objects.get()
    assert (takedown.mode, takedown.asked_by) == (TakedownMode.HIDE, AskedBy.PERSON)
    assert not StoryPage.objects.live().exists()
    assert takedown.reference in printed
    assert story.headline not in printed


def test_a_dry_run_says_what_would_be_hidden_and_changes_nothing(story):
    printed = run("takedown", story.contributor.code, "--dry-run")

    assert "1 pages would be hidden; public now: en" in printed
    assert StoryPage.objects.live().exists()
    assert not Takedown.objects.exists()


def test_it_asks_first_and_a_wrong_answer_changes_nothing(story, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")

    with pytest.raises(CommandError):
        run("takedown", story.contributor.code)

    assert StoryPage.objects.live().exists()


def test_the_right_answer_goes_on(story, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: story.contributor.code)
    run("takedown", story.contributor.code)

    assert not StoryPage.objects.live().exists()


def test_delete_deletes(story, run_commits):
    with run_commits():
        run("takedown", story.contributor.code, "--delete", "--yes")

    story.contributor.refresh_from_db()
    assert story.contributor.status == ContributorStatus.ERASED
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize("name", ["AV-0000", "999999", "99999999999999999999", "not a code", ""])
def test_an_unknown_name_is_one_clear_line(name):
    with pytest.raises(CommandError, match="no such consent"):
        run("takedown", name, "--yes")


def test_verification_prints_the_report_and_fails_while_something_is_left(story, run_commits):
    with run_commits():
        run("takedown", story.contributor.code, "--yes")
    reference = Takedown.objects.get().reference

    printed = run("verify_takedown", reference)
    assert "check 2" in printed
    assert "verified after" in printed

    quote = ContentPageFactory(body=[("text", "<p>They told me I would cook for one family.</p>")])
    out = StringIO()
    with pytest.raises(CommandError, match="places are left"):
        call_command("verify_takedown", reference, stdout=out)
    assert f"pages_contentpage.body #{quote.pk}" in out.getvalue()
    assert "LEFT" in out.getvalue()


def test_a_reference_that_nobody_has_is_said(db):
    with pytest.raises(CommandError, match="no take-down"):
        run("verify_takedown", "00000000")


def test_a_closed_take_down_cannot_be_verified_again(story):
    run("takedown", story.contributor.code, "--yes")
    Takedown.objects.update(fingerprint=None)

    with pytest.raises(CommandError, match="closed"):
        run("verify_takedown", Takedown.objects.get().reference)
