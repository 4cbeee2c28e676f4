"""A take-down is proven for every copy that anybody may still be shown, and soon."""

import pytest

from campaign_site.delivery.models import OutboxItem
from stories import takedown as verbs
from stories.consent.choices import Surface
from tests.delivery.edge.edge_double import TOKEN, edge
from tests.factories.stories import StoryFactory
from tests.stories.test_verification import hide, left

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(public_host):
    return StoryFactory(live=True)


@pytest.fixture
def known(settings):
    with edge() as double:
        settings.EDGE_PURGE_TOKEN, settings.EDGE_PURGE_URLS = TOKEN, [double.address]
        yield double


def test_what_another_process_showed_by_what_it_trusted_is_looked_at_again_at_once(
    story, public_host, run_commits
):
    public_host.trust(story.get_url_parts()[2], 1)
    takedown = hide(story, run_commits)
    assert takedown.checks.filter(round=1, surface=Surface.PAGE, found=1).exists()
    assert takedown.verified_at
    assert OutboxItem.objects.get(kind=verbs.VERIFY).attempts == 1


def test_what_stays_longer_than_anybody_may_trust_is_left(story, public_host, run_commits):
    path = story.get_url_parts()[2]
    public_host.trust(path, 9)
    takedown = hide(story, run_commits)
    assert takedown.verified_at is None and left(takedown) == {path: Surface.PAGE}


@pytest.mark.parametrize("copy", [("identity", None), ("identity", "on"), ("br", None), ("br", "on")])
def test_each_copy_that_an_edge_keeps_apart_is_looked_for(story, known, copy, run_commits):
    known.kept = {copy}
    takedown = hide(story, run_commits)
    assert "content" in known.purged
    assert takedown.verified_at is None and set(left(takedown).values()) == {Surface.EDGE}


def test_an_edge_that_has_forgotten_is_part_of_the_proof(story, known, run_commits):
    takedown = hide(story, run_commits)
    assert takedown.verified_at
    assert takedown.checks.filter(round=1, surface=Surface.EDGE, found=0, is_reached=True).exists()
