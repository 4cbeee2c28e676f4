"""The commands of docs/operations.md, run on folders that stand for machines, while people read and pledge."""

import re
import shutil
import stat
from contextlib import ExitStack

import pytest
from django.db import connection

from donations.models import Pledge
from stories.takedown import withdraw
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory
from tests.production import engines
from tests.production.conftest import database_address
from tests.production.machine import (
    SAID_BY_CODE,
    SAID_BY_TEMPLATE,
    STARTED_WITH,
    blocks,
    machine,
    repository,
    sections,
)
from tests.production.readers import reading

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

SETTINGS = "secret() {"
RUN_HERE = [
    "Install", "PDFs", "Upgrade, with no request lost", "The first machine", "Each other machine", "An edge",
    "Backup", "Restore", "On a new machine", "Rotate keys", "Figures and logs", "When something is away",
]  # fmt: skip


class Journey:
    """What the test has of the world: two machines one after the other, and who reads."""

    def __init__(self, stack: ExitStack, replaced: dict[str, str], programme: str):
        self.stack, self.replaced, self.programme = stack, replaced, programme
        self.first = stack.enter_context(machine(replaced))
        self.pledged: list[str] = []

    def upgrade(self, before: str, after: str) -> None:
        """Upgrade the first machine while people read: nobody is refused, no page is of two versions."""
        seen = set()

        def look(answer):
            if template := SAID_BY_TEMPLATE.search(answer.body):
                seen.add((answer.headers.get(SAID_BY_CODE), template[1].decode()))

        with reading(self.first.front, self.programme, look) as readers:
            self.first.run("Upgrade, with no request lost", ("VERSION=2026.2", f"VERSION={after}"))
            readers.wait_for_pledges()
        assert set(readers.answers) == {200, 303}, readers.answers
        assert seen == {(before, before), (after, after)}
        assert serving(self.first) == after
        self.pledged += readers.pledged


def serving(machine) -> str:
    return machine.front.ask("/en/?page=1").headers[SAID_BY_CODE]


@pytest.fixture
def journey(redis, object_storage, tmp_path):
    BankAccountFactory()
    programme = ProgrammePageFactory().slug
    replaced = {
        "https://git.example/campaign.git": f"file://{repository(tmp_path)}",
        "postgres:///campaign?host=/run/postgresql": database_address(),
        "smtp+tls://mails.example:587": "smtp://127.0.0.1:1",
        "postgres://campaign:PASSWORD@database.example/campaign?sslmode=verify-full": database_address(),
        "rediss://cache.example:6379/0": redis,
        "https://KEY:SECRET@files.example/media": object_storage,
        "https://files.example": f"http://{object_storage.partition('@')[2].removesuffix('/media')}",
    }
    connection.close()
    with ExitStack() as stack:
        yield Journey(stack, replaced, programme)


def test_every_section_with_commands_is_run():
    assert sorted(sections()) == sorted(RUN_HERE)


def test_a_machine_is_installed_upgraded_copied_given_an_edge_backed_up_and_restored(journey):
    """One way through all of it, for each step stands on the one before."""
    page = ContentPageFactory(title="Still there", slug="still-there")
    first = journey.first
    assert '"withdrawals": true' in first.run("Install")
    assert serving(first) == "2026.1"
    journey.upgrade("2026.1", "2026.2")
    first.run("PDFs")
    _more_machines(journey, page)
    _an_edge(journey)
    journey.upgrade("2026.2", "2026.3")
    _backup_and_restore(journey)
    _keys_and_figures(journey)
    assert set(journey.pledged) <= set(Pledge.objects.values_list("email", flat=True))


def _more_machines(journey, page):
    first = journey.first
    for name in ("media/images/kept.webp", "evidence/kept"):
        (first.folder / "var/lib/campaign" / name).write_bytes(b"kept")
    (first.folder / "var/lib/campaign/shared").mkdir()
    first.run("The first machine")
    assert (first.folder / "var/lib/campaign/shared/evidence/kept").read_bytes() == b"kept"
    with machine(journey.replaced, first) as second:
        (second.folder / "var/lib/campaign/shared").symlink_to(first.folder / "var/lib/campaign/shared")
        _install_another(second)
        for one in (first, second):
            assert b"Still there" in one.front.ask("/en/still-there/").body
            assert one.front.inside.ask("/readyz").status == 200
        page.unpublish()
        for one in (first, second):
            engines.wait_for(lambda one=one: one.front.ask("/en/still-there/").status == 404)
        page.save_revision().publish()


def _install_another(second):
    (settings,) = [block for block in blocks("Install") if block.startswith(SETTINGS)]
    second.run(
        "Install", (settings, blocks("Each other machine")[0]), ("campaign migrate --verbosity 0\n", ""),
        (" campaign-backup.timer\n", "\n"), ("VERSION=2026.1", "VERSION=2026.2"),
    )  # fmt: skip


def _an_edge(journey):
    first = journey.first
    first.run("An edge")
    token = (first.folder / "etc/varnish/campaign.environment").read_text().strip().partition("=")[2]
    # Varnish alone tells who knows its secret how old a copy is.
    engines.wait_for(lambda: "edge-copy-age" in first.front.ask("/en/", Edge_Purge_Token=token).headers)
    assert first.front.inside.ask("/readyz").status == 200


def _backup_and_restore(journey):
    first = journey.first
    assert "A whole backup, made at" in first.run("Backup")
    assert (first.folder / "srv/keyring-mirror").is_dir()
    # Once more: the folder of the night before is in nobody's way.
    assert "A whole backup, made at" in first.run("Backup")
    later = ContentPageFactory(title="Later", slug="later").get_url_parts()[2]
    assert first.front.ask(later).status == 200
    connection.close()
    assert "Done.\n" in first.run("Restore")
    engines.wait_for(lambda: b"Still there" in first.front.ask("/en/still-there/").body)
    assert first.front.ask(later).status == 404
    _a_disk_that_was_lost(first)


def _a_disk_that_was_lost(first):
    """What somebody took back after the backup and before the mirror stays so, though the ledger burnt as well."""
    story = StoryFactory(live=True)
    path = story.get_url_parts()[2]
    engines.wait_for(lambda: first.front.ask(path).status == 200)
    first.run("Backup")
    withdraw(story.contributor.consents.get())
    connection.close()
    first.run("When something is away")
    kept = first.folder / "var/lib/campaign"
    shutil.copy(kept / "withdrawals.ledger", first.folder / "srv/ledger-mirror")
    (kept / "withdrawals.ledger").unlink()
    with pytest.raises(AssertionError, match="No withdrawal ledger lies at"):
        first.run("Restore")
    assert "withdrawals: replay: 1" in first.run("On a new machine")
    engines.wait_for(lambda: first.front.ask("/en/").status == 200)
    assert first.front.ask(path).status == 404


def _keys_and_figures(journey):
    first = journey.first
    assert "Nothing is left that an older key sealed." in first.run("Rotate keys")
    engines.wait_for(lambda: first.front.inside.ask("/readyz").status == 200)
    assert "campaign_requests_total{" in first.run("Figures and logs")
    assert "outbox: " in first.run("When something is away")
    kept = first.folder / "etc/campaign/environment"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert re.search(r"^VAULT_KEYS=[^,]{44},[^,]{44}$", kept.read_text(), re.MULTILINE)
    _nobody_else_on_the_machine_reads_a_secret(first)


def _nobody_else_on_the_machine_reads_a_secret(first):
    """Whoever may run `ps` there saw each command line that the document's programs were started with."""
    settings = dict(
        line.split("=", 1) for line in (first.folder / "etc/campaign/environment").read_text().splitlines()
    )
    names = ("SECRET_KEY", "VAULT_KEYS", "STATEMENT_KEY", "METRICS_TOKEN", "EDGE_PURGE_TOKEN")
    started_with = (first.folder / STARTED_WITH).read_text()
    assert "--header @-" in started_with
    assert not [name for name in names if any(one in started_with for one in settings[name].split(","))]
