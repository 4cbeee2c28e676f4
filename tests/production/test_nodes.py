"""Two application processes, as on two machines: what happens through one is right on the other within a second.

PostgreSQL, Redis, an S3 endpoint and Varnish before the first; started once, and a database that all tests share.
"""

import base64
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from campaign_site.pages.models import CampaignSettings, ContentPage
from stories.consent import codes
from stories.consent.models import Takedown
from tests.delivery import mail_server
from tests.donations.stubborn_clients import Supporters, email_of
from tests.factories.accounts import UserFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import StoryFactory
from tests.pages.test_preview import edit_form_data
from tests.production import engines
from tests.production.conftest import application
from tests.production.doors import Door
from tests.production.visitors import Editor, Person, send

pytestmark = pytest.mark.production

# Between two processes; and what is promised of the edge.
NODE_SECONDS, EDGE_SECONDS = 1.0, 5.0
# For the answer itself, on a machine that does other things.
ANSWER_SECONDS = 1.0


class Nodes(NamedTuple):
    """The doors of both processes and of the edge, and the mail that they sent."""

    one: Door
    two: Door
    edge: Door
    mail: mail_server.MailServer

    def soon(self, holds: Callable[[Door], bool], *, also_at_the_edge: bool = True) -> None:
        """Wait until it holds on both processes, and at the edge. Raises RuntimeError where it is late."""
        late = [(node, NODE_SECONDS + ANSWER_SECONDS) for node in (self.two, self.one)]
        late += [(self.edge, EDGE_SECONDS)] if also_at_the_edge else []
        began = time.monotonic()
        for door, seconds in late:
            left = began + seconds - time.monotonic()
            engines.wait_for(lambda door=door: holds(door), seconds=left, pause=0.05)


@pytest.fixture(scope="module")
def nodes(pristine, django_db_blocker, installation, redis, object_storage, tmp_path_factory):
    with django_db_blocker.unblock(), mail_server.serving() as mail, pytest.MonkeyPatch.context() as patch:
        # What all machines share, and this process as one of them: it signs people in, and makes digits.
        patch.setattr(settings, "SECRET_KEY", installation["SECRET_KEY"])
        patch.setattr(settings, "VAULT_KEYS", [base64.urlsafe_b64decode(installation["VAULT_KEYS"])])
        patch.setattr(settings, "VAULT_KEYRING", tmp_path_factory.mktemp("keyring") / "keyring")
        shared = {
            "VAULT_KEYRING": str(settings.VAULT_KEYRING),
            "CACHE_URL": redis,
            "MEDIA_URL_S3": object_storage,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "TRUSTED_PROXIES": "1",
        }
        machines = [
            {**shared, "WITHDRAWAL_LEDGER": str(tmp_path_factory.mktemp("machine") / "l")} for _ in range(2)
        ]
        with (
            application(installation, **machines[0]) as one,
            application(installation, **machines[1]) as two,
            engines.varnish(urlsplit(one.address).port) as edge,
        ):
            yield Nodes(one, two, Door(edge), mail)
        connection.close()
        pristine.restore()


@pytest.fixture(autouse=True)
def db(nodes):
    """The database in which the processes go on, so that nothing is undone between the tests.

    By this name pytest-django knows that the file needs one, where no other file of a run says so.
    """


@pytest.fixture
def editor(nodes):
    return Editor(UserFactory(role="Administrator"))


def is_there(path: str, words: str) -> Callable[[Door], bool]:
    return lambda door: words.encode() in door.ask(path).body


def is_gone(path: str) -> Callable[[Door], bool]:
    return lambda door: door.ask(path).status == 404


def test_what_a_person_takes_back_through_one_process_is_gone_from_the_other_and_from_the_edge(nodes):
    story = StoryFactory(live=True, headline="The heron on the roof")
    digits, path = codes.issue(story.contributor, None), story.get_url_parts()[2]
    nodes.soon(is_there(path, "The heron on the roof"))
    nodes.soon(is_there("/en/stories/", "The heron on the roof"))

    page = Person(nodes.one).hide(digits)

    assert page.reference == Takedown.objects.get().reference
    nodes.soon(is_gone(path))
    nodes.soon(lambda door: b"heron" not in door.ask("/en/stories/").body)


def test_what_an_editor_publishes_and_unpublishes_through_one_process_counts_on_the_other(nodes, editor):
    page = ContentPageFactory(title="Opening hours", slug="opening-hours", introduction="On weekdays.")
    address = "/en/opening-hours/"
    nodes.soon(is_there(address, "On weekdays."))

    changed = edit_form_data(page, editor.here) | {"introduction": "Every day.", "action-publish": "1"}
    answer = editor.send(nodes.one, reverse("wagtailadmin_pages:edit", args=[page.pk]), changed)
    assert answer.status == 302 and ContentPage.objects.get(pk=page.pk).introduction == "Every day."
    nodes.soon(is_there(address, "Every day."))

    assert editor.send(nodes.one, reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}).status == 302
    nodes.soon(is_gone(address))


def test_a_setting_that_is_changed_through_one_process_counts_on_the_other(nodes, editor):
    site = CampaignSettings.for_site(home().get_site())
    address = reverse("wagtailsettings:edit", args=["pages", "campaignsettings", site.site_id])
    form = editor.here.get(address).context["form"]
    data = {field.html_name: field.value() or "" for field in form} | {"security_email": "holes@example.org"}
    assert editor.send(nodes.one, address, data).status == 302
    # It says itself that everybody may keep it for an hour.
    security = is_there("/.well-known/security.txt", "mailto:holes@example.org")
    nodes.soon(security, also_at_the_edge=False)


def test_a_pledge_that_is_confirmed_through_one_process_counts_in_public_on_the_other(nodes):
    programme = ProgrammePageFactory()
    nodes.soon(is_there("/en/programmes/", "No pledges yet"))
    supporters = Supporters(nodes.one.address, programme.slug, nodes.one.defaults)
    supporters.pledge(1)
    engines.wait_for(lambda: mails_to(nodes, email_of(1)))

    (mail,) = mails_to(nodes, email_of(1))
    link = next(word for word in mail.get_content().split() if "/pledge/confirm/" in word)
    confirmed = send(nodes.one, urlsplit(link).path, {}, Sec_Fetch_Site="same-origin")

    assert confirmed.status == 303
    nodes.soon(is_there("/en/programmes/", "Promised: "))


def mails_to(nodes, address: str) -> list[EmailMessage]:
    return [mail.message for mail in nodes.mail.mails if mail.message["To"] == address]


def test_an_editors_session_is_the_same_on_both_and_ends_on_both(nodes, editor):
    for door in (nodes.one, nodes.two):
        assert editor.send(door, "/admin/", {}).status != 302
    assert editor.send(nodes.one, "/admin/logout/", {}).status == 302
    away = editor.send(nodes.two, reverse("wagtailadmin_home"), {})
    assert away.status == 302 and "login" in away.headers["location"]
