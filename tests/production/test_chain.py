"""All parts in a row as deploy/ has them: nginx, Varnish, and the site at its Unix socket."""

import base64

import pytest
from django.conf import settings as own
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.delivery.middleware.body_limits import largest
from donations.models import Pledge
from donations.statements.reading import LARGEST
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory
from tests.factories.stories import StoryFactory
from tests.production import deployed, engines
from tests.production.conftest import database_address
from tests.production.readers import READERS, reading
from tests.production.visitors import Editor

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

TOKEN = "only the edge and the site know this"
FRAME_BYTES = 10_000


@pytest.fixture
def chain(installation, settings, tmp_path):
    """The site behind both; `front` is what people meet, `edge` what stands in between."""
    # As the site's, so that who signs in here is signed in there.
    settings.SECRET_KEY = installation["SECRET_KEY"]
    settings.VAULT_KEYS = [base64.urlsafe_b64decode(installation["VAULT_KEYS"])]
    environment = {
        **installation, "DATABASE_URL": database_address(), "TRUSTED_PROXIES": "2",
        "WITHDRAWAL_LEDGER": str(own.WITHDRAWAL_LEDGER), "METRICS_DIR": str(tmp_path / "metrics"),
    }  # fmt: skip
    with engines.folder() as folder, deployed.site(folder, environment, "--respawn-interval", "1") as site:
        socket = folder / "srv/campaign/site/http.sock"
        with engines.varnish(socket, token=TOKEN) as edge, deployed.nginx(folder, edge) as front:
            settings.SITE_URL = f"https://{deployed.HOST}"
            settings.EDGE_PURGE_URLS, settings.EDGE_PURGE_TOKEN = [edge], TOKEN
            front.site = site
            engines.wait_for(lambda: front.ask("/en/").status == 200)
            yield front


def test_a_story_is_read_through_all_and_gone_from_all_when_it_is_withdrawn(chain):
    story, other = StoryFactory(live=True), StoryFactory(live=True)
    path = story.get_url_parts()[2]
    shown = [chain.ask(path, Edge_Purge_Token=TOKEN) for _ in range(2)]
    assert [answer.status for answer in shown] == [200, 200]
    assert "edge-copy-age" in shown[1].headers, "the edge answered"
    withdraw(story.contributor.consents.get(), actor=UserFactory())
    assert [chain.ask(path).status, chain.ask(other.get_url_parts()[2]).status] == [404, 200]


def test_workers_are_replaced_behind_all_while_people_read_and_pledge_and_no_request_fails(chain):
    BankAccountFactory()
    with reading(chain, ProgrammePageFactory().slug) as readers:
        before = chain.site.workers()
        chain.site.reload()
        engines.wait_for(lambda: len(now := chain.site.workers()) == 2 and not now & before)
        readers.wait_for_pledges()
    assert set(readers.answers) == {200, 303}, readers.answers
    # Sixty of one network are the most: each of them was seen in their own, behind two proxies.
    assert set(readers.pledged) == set(Pledge.objects.values_list("email", flat=True))
    assert len(readers.pledged) >= 2 * READERS


@pytest.mark.parametrize("size", [LARGEST + 1, largest(own.ADMIN_PATH) - FRAME_BYTES])
def test_an_officer_whose_file_is_a_little_too_large_is_told_beside_it_through_all(chain, size):
    BankAccountFactory()
    officer = Editor(UserFactory(role=role_table.FUNDRAISING_OFFICER))
    file = SimpleUploadedFile("november.xml", b"<" * size)
    answer = officer.upload(chain, reverse("take_in_statement"), {"file": file})
    assert answer.status == 200 and b"larger than 50 MB" in answer.body


def test_what_is_larger_than_anything_of_ours_is_refused_before_it_is_sent(chain):
    for path in ("/admin/login/", "/en/contact/send/"):
        connection = chain.connect()
        length = largest(own.ADMIN_PATH) + 1
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {deployed.HOST}\r\nContent-Length: {length}\r\n\r\na".encode()
        )
        assert b" 413 " in connection.recv(1000)[:20]
        connection.close()
