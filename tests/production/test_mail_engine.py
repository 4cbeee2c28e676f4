"""Mail through the server that EMAIL_URL names: encrypted, with a password, and only if it proves who it is."""

import pytest

from campaign_site.delivery.models import OutboxItem
from tests.certificates import self_signed
from tests.delivery import mail_server
from tests.donations.stubborn_clients import Supporters, email_of
from tests.factories.donations import ProgrammePageFactory
from tests.production import engines

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("mail"), "127.0.0.1")


def test_a_supporter_is_written_to_over_an_encrypted_connection(start, certificate):
    programme = ProgrammePageFactory()
    with (
        mail_server.serving(certificate=certificate) as server,
        start(
            EMAIL_URL=f"smtp+tls://sender:pass%20word@127.0.0.1:{server.port}",
            DEFAULT_FROM_EMAIL="campaign@example.org",
            SSL_CERT_FILE=str(certificate),
        ) as door,
    ):
        Supporters(door.address, programme.slug, door.defaults).pledge(1)
        engines.wait_for(lambda: server.mails)
    (mail,) = server.mails
    assert (mail.is_encrypted, mail.signed_in, server.passwords) == (True, "sender", ["pass word"])
    assert mail.message["To"] == email_of(1)
    assert mail.message["From"] == "campaign@example.org"


def test_a_machine_that_pretends_to_be_the_mail_server_learns_neither_mail_nor_password(start, certificate):
    programme = ProgrammePageFactory()
    with (
        mail_server.serving(certificate=certificate) as server,
        start(EMAIL_URL=f"smtp+tls://sender:secret@127.0.0.1:{server.port}") as door,
    ):
        Supporters(door.address, programme.slug, door.defaults).pledge(1)
        engines.wait_for(lambda: OutboxItem.objects.filter(last_error="SSLCertVerificationError").exists())
    assert (server.mails, server.passwords) == ([], [])
