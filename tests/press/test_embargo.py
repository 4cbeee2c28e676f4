"""An embargo holds on every surface until its hour, and ends on every surface at its hour."""

from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from tests.factories.pages import home
from tests.factories.press import PressReleasePageFactory, press_room

pytestmark = pytest.mark.django_db

HEADLINE = "Quokkas join the campaign"


def home_teaser() -> str:
    template = Template("{% load press_tags %}{% latest_releases page 3 as releases %}{{ releases }}")
    return template.render(Context({"page": home()}))


def related_teaser(release) -> str:
    template = Template("{% load press_tags %}{% public_releases_by_ids ids as releases %}{{ releases }}")
    return template.render(Context({"ids": [release.pk]}))


def surfaces(client, release) -> dict[str, bool]:
    """Return for each surface whether the release can be seen there now."""
    page = client.get(f"/en/press/{release.slug}/")
    assert page.status_code in (200, 404)
    seen = {"page": page.status_code == 200}
    for address in ("/en/press/", "/en/press/feed.rss", "/en/press/feed.atom", "/en/search/?q=quokkas", "/en/"):
        response = client.get(address)
        assert response.status_code == 200, address
        seen[address] = release.slug in response.content.decode()
    seen["sitemap"] = release.slug in client.get("/sitemap.xml").content.decode()
    seen["home tag"] = HEADLINE in home_teaser()
    seen["related tag"] = HEADLINE in related_teaser(release)
    return seen


def test_release_under_embargo_appears_nowhere_before_its_hour_and_everywhere_at_its_hour(client):
    hour = timezone.now().replace(microsecond=0) + timedelta(hours=6)
    release = PressReleasePageFactory(title=HEADLINE, slug="quokkas-join", embargo_until=hour)

    with time_machine.travel(hour - timedelta(seconds=1), tick=False):
        before = surfaces(client, release)
    with time_machine.travel(hour, tick=False):
        after = surfaces(client, release)

    assert len(before) == len(after) == 9
    assert [name for name, visible in before.items() if visible] == []
    assert [name for name, visible in after.items() if not visible] == []


def test_language_link_does_not_lead_to_a_translation_under_embargo(client):
    original = PressReleasePageFactory(slug="open")
    french = PressReleasePageFactory(
        parent=press_room("fr"), slug="ouvert", translation_key=original.translation_key, under_embargo=True
    )

    assert b"/fr/press/ouvert/" not in client.get("/en/press/open/").content
    with time_machine.travel(french.embargo_until, tick=False):
        assert b'hreflang="fr" href="http://testserver/fr/press/ouvert/"' in client.get("/en/press/open/").content


def test_embargoed_words_are_not_in_the_answer_404(client):
    release = PressReleasePageFactory(title=HEADLINE, slug="quokkas-join", under_embargo=True)
    response = client.get(f"/en/press/{release.slug}/")
    assert response.status_code == 404
    assert b"Quokkas" not in response.content


def test_unpublished_release_stays_hidden_after_its_embargo(client):
    release = PressReleasePageFactory(
        title=HEADLINE, slug="quokkas-join", live=False, embargo_until=timezone.now() - timedelta(hours=1)
    )
    assert not any(surfaces(client, release).values())
