"""The surfaces of the design, each looked at before and after a person says no; `True`: something can be seen."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from ambassadors.models import AmbassadorStory
from campaign_site.media.renditions import make_renditions
from stories.consent import ledger_file
from stories.consent.choices import AskedBy, TakedownMode
from stories.models import StoryPage
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory, picture_bytes
from tests.factories.pages import ContentPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, publish, story_index
from tests.factories.videos import CampaignVideoFactory, captions_of, page_with
from tests.stories.reviewing import handed_in
from tests.stories.test_verification import left

pytestmark = pytest.mark.django_db

HEADLINE = "The quillwort kitchen"
QUOTE = "in the quillwort kitchen I counted every plate until the morning came"


class World:
    """A person's story wherever it can be, and two who look: a stranger, and an editor who has no part in it."""

    def __init__(self, commits):
        self.commits = commits
        self.stranger, self.editor = Client(), Client()
        story_index()
        self.picture, self.recording = CampaignImageFactory(), CampaignRecordingFactory()
        self.contributor = ContributorFactory()
        active_consent(contributor=self.contributor, elements={"voice"})
        body = [
            ("text", f"<p>And {QUOTE}.</p>"),
            ("picture", {"image": self.picture, "alt_text": "", "caption": ""}),
            ("audio", {"recording": self.recording, "title": "Voice", "transcript": "I say it aloud."}),
        ]
        words = {"headline": HEADLINE, "contributor": self.contributor, "elements": {"voice"}, "body": body}
        self.story = StoryFactory(live=True, **words)
        make_renditions(self.picture, "text")
        arabic = self.story.copy_for_translation(story_index("ar").locale)
        self.arabic = StoryPage.objects.get(pk=arabic.pk)
        self.arabic.body[1].value["alt_text"] = "نصفان ملوّنان"
        publish(self.arabic)
        self.copy = publish(self.story.copy(update_attrs={"slug": "copied"}, keep_live=False))
        self.draft = StoryFactory(**words)
        self.alias = self.draft.create_alias(update_slug="alias")
        self.other = StoryFactory(live=True, introduction="Somebody else speaks of something else.")
        UserFactory(role="Reviewer")
        self.ambassador = AmbassadorPageFactory()
        AmbassadorStory.objects.create(ambassador=self.ambassador, story=self.story)
        action = {"title": "Read", "text": "", "page": self.story.page_ptr, "link_text": "Read it"}
        self.linking = ContentPageFactory(body=[("action", action)])
        self.reviewed = handed_in(owner=UserFactory(role="Writer"), **words)
        self.files = [made.file.name for made in self.picture.renditions.all()]
        self.recorded = self.recording.file.name
        self.editor.force_login(UserFactory(role="Press officer"))

    def hide(self):
        """Let the person say no."""
        with self.commits():
            return take_down(self.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)

    def shows(self, address: str, who: Client | None = None) -> bool:
        """Whether an answer holds the headline, the words or an address of the story."""
        response = (who or self.stranger).get(address)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        marks = [HEADLINE, QUOTE, *(page.slug for page in (self.story, self.arabic, self.copy))]
        return response.status_code == 200 and any(mark in text.decode("utf-8", "replace") for mark in marks)

    def serves(self, address: str) -> bool:
        """Whether somebody gets an answer at all."""
        return self.stranger.get(address).status_code == 200


def admin(name, *of, query=""):
    """Look at an address of the admin as an editor who has nothing to do with stories."""
    return lambda world: world.shows(reverse(name, args=[key(world) for key in of]) + query, world.editor)


def public(address):
    """Look at a public address as a stranger."""
    return lambda world: world.shows(address(world) if callable(address) else address)


def first_revision(world):
    return world.story.revisions.first().pk


def story_key(world):
    return world.story.pk


def after_a_revert(world) -> bool:
    """An officer brings an old version back: it is a draft."""
    StoryPage.objects.get(pk=world.story.pk).revisions.first().as_object().save_revision()
    return world.shows(world.story.url)


def in_a_mail(world) -> bool:
    assert mail.outbox, "a reviewer is told of each text that is handed in"
    return any(HEADLINE in message.subject + str(message.body) for message in mail.outbox)


def in_open_graph(world) -> bool:
    head = world.stranger.get(world.story.url).content.decode().partition("</head>")[0]
    return any(HEADLINE in line for line in head.splitlines() if "og:" in line or "twitter:" in line)


def kept_by_a_browser(world) -> bool:
    return "no-store" not in world.stranger.get(world.story.url).headers["Cache-Control"]


def kept_by_an_edge(world) -> bool:
    headers = world.stranger.get(world.story.url).headers
    return "Surrogate-Control" in headers or "public" in headers["Cache-Control"]


def in_a_cache(world) -> bool:
    world.stranger.get(world.story.url)
    return any(HEADLINE.encode() in value for value in cache._cache.values())


def in_a_log(world) -> bool:
    logged = PageLogEntry.objects.values_list("label", "data")
    return any(HEADLINE in f"{label} {data}" for label, data in logged)


def forgotten_by_the_ledger(world) -> bool:
    """A restored backup would be served again."""
    known = {str(line.record_id) for line in ledger_file.read().lines}
    return not {str(consent.record_id) for consent in world.contributor.consents.all()} <= known


# Each with how to look, and whether something is seen as long as the story is public.
SURFACES = {
    "page": (public(lambda world: world.story.url), True),
    "translation": (public(lambda world: world.arabic.url), True),
    "copy": (public(lambda world: world.copy.url), True),
    "alias": (public(lambda world: world.alias.url), False),
    "list": (public("/en/stories/"), True),
    "list in another language": (public("/ar/stories/"), True),
    "filtered list": (public("/en/stories/?exploitation=domestic_work"), True),
    "search": (public("/en/search/?q=quillwort"), True),
    "sitemap": (public("/sitemap.xml"), True),
    "RSS": (public("/en/press/feed.rss"), False),
    "Atom": (public("/en/press/feed.atom"), False),
    "home": (public("/en/"), True),
    "related stories": (public(lambda world: world.other.url), True),
    "ambassador": (public(lambda world: world.ambassador.url), True),
    "page chooser block": (public(lambda world: world.linking.url), True),
    "rendition": (lambda world: any(world.serves(f"/media/{name}") for name in world.files), True),
    "original": (lambda world: world.serves(f"/media/{world.picture.file.name}"), False),
    "recording": (lambda world: world.serves(f"/media/{world.recorded}"), True),
    "Open Graph card": (in_open_graph, False),
    "page cache": (in_a_cache, False),
    "browser": (kept_by_a_browser, False),
    "edge": (kept_by_an_edge, False),
    "draft view": (admin("wagtailadmin_pages:view_draft", story_key), False),
    "revision view": (admin("wagtailadmin_pages:revisions_view", story_key, first_revision), False),
    "history": (admin("wagtailadmin_pages:history", story_key), False),
    "preview": (admin("wagtailadmin_pages:preview_on_edit", story_key), False),
    "revert": (after_a_revert, True),
    "story chooser": (admin("choose_story:choose"), True),
    "page chooser": (admin("wagtailadmin_choose_page"), False),
    "admin search": (admin("wagtailadmin_pages:search", query="?q=quillwort"), False),
    "report of histories": (admin("wagtailadmin_reports:site_history"), False),
    "report of page types": (admin("wagtailadmin_reports:page_types_usage"), False),
    "export": (admin("wagtailadmin_reports:site_history", query="?export=csv"), False),
    "log entries": (in_a_log, False),
    "workflow mails": (in_a_mail, False),
    "backup": (forgotten_by_the_ledger, True),
}  # fmt: skip


@pytest.fixture
def world(public_host, run_commits, db):
    with run_commits():
        made = World(run_commits)
    return made


def seen(world) -> set[str]:
    """Return the surfaces on which something of the story can be seen."""
    return {name for name, (sees, _before) in SURFACES.items() if sees(world)}


def test_after_the_persons_no_nothing_is_seen_on_any_surface(world):
    assert len(SURFACES) == 36
    assert seen(world) == {name for name, (_sees, is_seen) in SURFACES.items() if is_seen}

    world.hide()

    assert world.stranger.get(world.story.url).status_code == 404
    assert seen(world) == set()


def test_an_approved_schedule_does_not_bring_it_back(world):
    world.draft.save_revision(approved_go_live_at=timezone.now() + timedelta(hours=1))
    world.hide()

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")

    assert not StoryPage.objects.live().filter(contributor=world.contributor).exists()


def in_a_press_release():
    quote = {"text": f"One of them said: {QUOTE}.", "source": ""}
    return PressReleasePageFactory(body=[("quote", quote)]).get_url_parts()[2]


def in_captions():
    video = CampaignVideoFactory(languages=())
    captions = video.captions.create(language="en", text=captions_of(QUOTE, words=4))
    page_with(video)
    return f"media_campaigncaptions.text #{captions.pk} /media/{captions.name}"


def in_a_description():
    market = CampaignImageFactory(content=picture_bytes(size=(90, 60)), description=f"A plate: {QUOTE}")
    make_renditions(market, "text")
    picture = {"image": market, "alt_text": "", "caption": ""}
    return ContentPageFactory(body=[("picture", picture)]).get_url_parts()[2]


# What quotes a story and is not taken down with it: whoever wrote it has to.
QUOTES = (in_a_press_release, in_captions, in_a_description)


def test_quotes_elsewhere_are_found_and_named(world):
    places = {quote() for quote in QUOTES}

    takedown = world.hide()

    assert places <= set(left(takedown))
    takedown.refresh_from_db()
    assert takedown.verified_at is None


def test_no_other_template_shows_stories_than_those_that_a_take_down_opens():
    """Lists in `listings.LIST_STORIES`; an ambassador's page points at its stories."""
    templates = Path(settings.BASE_DIR, "templates")
    shows = re.compile(r"latest_stories|public_stories")
    using = [path for path in templates.rglob("*.html") if shows.search(path.read_text())]
    assert {path.relative_to(templates).as_posix() for path in using} == {
        "components/home_sections.html",
        "ambassadors/ambassador.html",
    }


def test_addresses_are_forgotten_by_no_redirect():
    assert "wagtail.contrib.redirects" not in settings.INSTALLED_APPS


def test_every_surface_is_proven_gone(world):
    takedown = world.hide()

    takedown.refresh_from_db()
    assert left(takedown) == {}
    assert takedown.verified_at
