"""The report, for officers and in one sentence for the person."""

import pytest
from django.utils.translation import override

from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import Takedown, TakedownCheck
from stories.desk.report import as_text, lines, plain_line, rounds
from stories.takedown import take_down
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import ContributorFactory, StoryFactory
from tests.stories.desk.telling import TEXT

pytestmark = pytest.mark.django_db


def hide(story, run_commits) -> Takedown:
    with run_commits():
        takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    takedown.refresh_from_db()
    return takedown


@pytest.fixture
def story(public_host, db):
    return StoryFactory(live=True, body=[("text", TEXT)])


def test_each_place_says_what_was_there_and_what_is_there_now(story, run_commits):
    found = {line.place: line for line in lines(hide(story, run_commits))}

    own = found[story.get_url_parts()[2]]
    assert (own.before, own.left, own.is_left) == (1, 0, False)
    assert found["/en/stories/"].before == 1
    assert any("more places" in place for place in found)


def test_what_is_left_stands_at_the_top(story, run_commits):
    quote = PressReleasePageFactory(body=[("text", TEXT)])

    first, second, *rest = lines(hide(story, run_commits))

    assert {first.is_left, second.is_left} == {True}
    assert any(quote.get_url_parts()[2] in line.place for line in (first, second))
    assert not any(line.is_left for line in rest)


def test_before_the_first_check_nothing_is_claimed(story):
    takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)

    assert {line.left for line in lines(takedown)} == {None}
    assert rounds(takedown) == []
    assert "NOT VERIFIED" in as_text(takedown)


def test_a_place_that_did_not_answer_is_not_called_gone(story, public_host, run_commits):
    public_host.is_away = True
    takedown = hide(story, run_commits)

    own = {line.place: line for line in lines(takedown)}[story.get_url_parts()[2]]
    assert own.is_left
    assert any(line.startswith("  no answer") for line in as_text(takedown))


def test_every_round_is_listed_with_what_was_left(story, run_commits):
    takedown = hide(story, run_commits)
    TakedownCheck.objects.create(takedown=takedown, round=2, surface="page", place="/en/x/", found=3)

    assert [(check["round"], check["places"]) for check in rounds(takedown)] == [(1, 0), (2, 1)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_person_gets_one_plain_line_in_their_own_language(language):
    takedown = Takedown(contributor=ContributorFactory(language=language), reference="48213377")

    with override("en"):
        line = plain_line(takedown)

    assert "48213377" in line
    assert (line == "Done. Reference 48213377.") == (language == "en")


def test_the_line_says_when_it_was_checked_and_nothing_of_what_it_was(story, run_commits):
    line = plain_line(hide(story, run_commits))

    assert "it is gone from every place we control" in line
    assert not any(word in line.lower() for word in ("story", "victim", "traffick", "campaign", "survivor"))
