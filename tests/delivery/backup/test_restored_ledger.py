"""A restore and the withdrawal ledger: what people took back stays so, whichever ledger is there."""

import pytest
from django.core.management import CommandError

from campaign_site.accounts.models import User
from campaign_site.movement import signing
from campaign_site.movement.commitments import Commitment
from donations import managing
from donations.models import Pledge
from stories.consent import codes, keyring
from stories.consent.choices import AskedBy, ContributorStatus, Status, TakedownMode
from stories.consent.models import Consent, Contributor
from stories.models import StoryPage
from stories.replay import replay
from stories.takedown import take_down, withdraw
from tests.delivery.backup.backing_up import run
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.factories.movement import CommitmentFactory
from tests.factories.stories import StoryFactory, active_consent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def test_newer_ledger_is_never_overwritten(place, settings):
    withdraw(active_consent())
    run("backup", place / "backup")
    withdraw(active_consent())
    newer = settings.WITHDRAWAL_LEDGER.read_bytes()

    output = run("restore", place / "backup", yes=True)

    assert "the one here stays" in output
    assert settings.WITHDRAWAL_LEDGER.read_bytes() == newer
    assert newer.startswith((place / "backup/withdrawals.ledger").read_bytes())


def test_a_disk_that_was_lost_with_the_ledger_brings_nothing_back_in_silence(client, place, settings):
    """Who was named in a story took it back after the night; the machine burnt down with the ledger on it."""
    story = StoryFactory(live=True)
    run("backup", place / "backup")
    withdraw(story.contributor.consents.get())
    mirror = settings.WITHDRAWAL_LEDGER.rename(place / "mirror.ledger")

    for options in ({"yes": True}, {"dry_run": True}):
        with pytest.raises(CommandError, match=r"No withdrawal ledger lies at .*--ledger FILE.*--no-newer-ledger"):
            run("restore", place / "backup", **options)
    assert Consent.objects.get().status == Status.WITHDRAWN, "nothing was replaced"

    assert "withdrawals: replay: 1" in run("restore", place / "backup", yes=True, ledger=mirror)
    assert client.get(story.url).status_code == 404
    assert settings.WITHDRAWAL_LEDGER.stat().st_mode & 0o777 == 0o600


def older(ledger, content):
    ledger.write_bytes(content.splitlines(keepends=True)[0])


DOUBTFUL = {
    "older than the backup": older,
    "cut off in the middle": lambda ledger, content: ledger.write_bytes(content[:-9]),
    "empty": lambda ledger, content: ledger.write_bytes(b""),
    "signed by somebody else": lambda ledger, content: ledger.write_bytes(
        content.replace(b" withdrawn ", b" erased ")
    ),
}


@pytest.mark.parametrize("make", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_ledger_that_cannot_be_the_newest_is_refused(place, settings, make):
    for _number in range(2):
        withdraw(active_consent())
    run("backup", place / "backup")
    given = place / "given.ledger"
    make(given, settings.WITHDRAWAL_LEDGER.read_bytes())
    settings.WITHDRAWAL_LEDGER.unlink()
    later = UserFactory()

    with pytest.raises(CommandError, match=r"older than the backup|no whole withdrawal ledger"):
        run("restore", place / "backup", yes=True, ledger=given)

    assert User.objects.filter(pk=later.pk).exists() and not settings.WITHDRAWAL_LEDGER.exists()


def test_a_ledger_that_lies_here_is_not_replaced_by_one_that_is_named(place, settings):
    withdraw(active_consent())
    run("backup", place / "backup")

    with pytest.raises(CommandError, match=r"lies at .* already"):
        run("restore", place / "backup", yes=True, ledger=place / "backup/withdrawals.ledger")


def test_ledger_of_the_backup_serves_where_somebody_says_that_there_is_no_newer_one(place, settings):
    withdraw(active_consent())
    run("backup", place / "backup")
    before = settings.WITHDRAWAL_LEDGER.read_bytes()
    settings.WITHDRAWAL_LEDGER.unlink()

    run("restore", place / "backup", yes=True, no_newer_ledger=True)

    assert settings.WITHDRAWAL_LEDGER.read_bytes() == before
    assert settings.WITHDRAWAL_LEDGER.stat().st_mode & 0o777 == 0o600


def test_who_was_erased_stays_so_by_the_keyring_alone(client, place, settings):
    """No ledger is left anywhere; that the person's key was destroyed says enough."""
    story, other = StoryFactory(live=True), StoryFactory(live=True)
    keyring.make_person_key(story.contributor.uid)
    keyring.make_person_key(other.contributor.uid)
    run("backup", place / "backup")
    take_down(story.contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)
    settings.WITHDRAWAL_LEDGER.unlink()

    run("restore", place / "backup", yes=True, no_newer_ledger=True)

    assert [client.get(page.url).status_code for page in (story, other)] == [404, 200]
    assert not StoryPage.objects.filter(pk=story.pk).exists()
    assert Contributor.objects.get(pk=story.contributor.pk).status == ContributorStatus.ERASED
    assert replay() == 0


def test_codes_commitments_and_supporters_that_were_taken_back_stay_so_after_a_restore(place):
    """Who read a person's code over their shoulder tries it again; a name that was taken back is looked for."""
    person, officer = StoryFactory(live=True).contributor, UserFactory()
    stolen, kept = codes.issue(person, officer), codes.issue(StoryFactory(live=True).contributor, officer)
    erased, stands = CommitmentFactory.create_batch(2, confirmed=True)
    CommitmentFactory(confirmed=True, address="changed@example.org", may_show_name=True)
    forgotten, known = PledgeFactory(confirmed=True, name="Ruth Example"), PledgeFactory(confirmed=True)
    run("backup", place / "backup")
    codes.issue(person, officer)
    signing.erase(erased)
    signing.confirm(CommitmentFactory(address="changed@example.org"))
    managing.forget_as_wished(forgotten)

    run("restore", place / "backup", yes=True)

    assert codes.check(stolen, "203.0.113.1") is None
    assert codes.check(kept, "203.0.113.1") is not None
    assert list(Commitment.objects.all()) == [stands]
    forgotten.refresh_from_db()
    assert (forgotten.name, forgotten.email) == ("", "")
    assert Pledge.objects.get(pk=known.pk).email == known.email


def test_damaged_ledger_here_is_said_before_anybody_thinks_it_is_done(client, place, settings):
    story = StoryFactory(live=True)
    run("backup", place / "backup")
    settings.WITHDRAWAL_LEDGER.write_text("nonsense\n")

    with pytest.raises(CommandError, match="stories stay hidden"):
        run("restore", place / "backup", yes=True)

    assert client.get(story.url).status_code == 404
