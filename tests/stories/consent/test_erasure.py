"""Who was erased leaves nothing that opens: not in the database, not in its backups, not after a crash."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from stories.consent import codes, keyring, vault
from stories.consent.choices import ContributorStatus
from stories.consent.keyring import KeyDestroyed
from stories.consent.models import AuditEvent, CallRequest, Contributor, Slot, VaultPart
from stories.consent.sealing import seal_for
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory
from tests.stories.consent.reader import asks
from tests.stories.consent.test_vault import DATA, NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    """A person with a vault, a code, a slot and a wish to be called."""
    person = ContributorFactory()
    for part, data in DATA.items():
        vault.write(person, part, data)
    codes.issue(person, UserFactory())
    with transaction.atomic():
        call, city = (seal_for(person, place, b"Bonn") for place in ("call", "slot|city|en"))
    CallRequest.objects.create(contributor=person, sealed=call)
    Slot.objects.create(contributor=person, element="city", language="en", sealed=city, otherwise="a town")
    return person


def assert_nothing_is_left(contributor):
    person = Contributor.objects.get(pk=contributor.pk)
    assert (person.status, person.display_name) == (ContributorStatus.ERASED, "")
    assert not person.vault_parts.exists()
    assert [bytes(slot.sealed or b"") for slot in person.slots.all()] == [b""]
    assert [bytes(call.sealed) for call in person.call_requests.all()] == [b""]
    assert [bytes(code.verifier) for code in person.access_codes.all()] == [b""]
    assert not person.access_codes.filter(revoked_at=None).exists()
    assert not keyring.has_person_key(person.uid)


def test_erased_person_leaves_nothing_that_opens(known, run_commits):
    with run_commits():
        vault.erase(known)
        assert keyring.has_person_key(known.uid), "the key goes when the erasure is certain, not before"
    assert_nothing_is_left(known)
    with pytest.raises(KeyDestroyed):
        vault.read(known, NAMES, access=asks())
    with pytest.raises(KeyDestroyed):
        vault.write(known, NAMES, ["Zahra"])
    with pytest.raises(KeyDestroyed):
        codes.issue(known, None)
    assert AuditEvent.objects.filter(kind="vault.erased").count() == 1


def test_backup_of_the_database_opens_nothing_after_an_erasure(known, run_commits):
    backup = list(VaultPart.objects.filter(contributor=known))
    with run_commits():
        vault.erase(known)
    for status in (
        ContributorStatus.ERASED,
        ContributorStatus.ACTIVE,
    ):  # as it is, as the backup has it
        known.status = status
        for part in backup:
            with pytest.raises(KeyDestroyed):
                vault._open(known, part)


def test_erasing_twice_is_erasing_once(known, run_commits):
    for _time in range(2):
        with run_commits():
            vault.erase(known)
    assert_nothing_is_left(known)
    assert AuditEvent.objects.filter(kind="vault.erased").count() == 1
    assert OutboxItem.objects.filter(kind=vault.DESTROY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_erasure_that_is_taken_back_keeps_the_key(known):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        vault.erase(known)
        raise ZeroDivisionError
    outbox.run_due()
    known.refresh_from_db()
    assert vault.read(known, NAMES, access=asks()) == DATA[NAMES]


def test_erasure_cut_short_after_its_commit_is_finished_by_the_next_round(known):
    vault.erase(known)  # what follows the commit never runs: the process was killed
    assert keyring.has_person_key(known.uid)
    for late in (
        lambda: vault.read(known, NAMES, access=asks()),
        lambda: vault.write(known, NAMES, ["Zahra"]),
        lambda: codes.issue(known, None),
    ):
        with pytest.raises(KeyDestroyed):
            late()
    outbox.run_due()
    assert_nothing_is_left(known)


@pytest.mark.parametrize("instead", ["nothing", "an empty folder", "a file"])
def test_keyring_out_of_reach_only_delays_the_end_of_the_key(known, run_commits, settings, time_machine, instead):
    folder = Path(settings.VAULT_KEYRING)
    away = folder.rename(folder.with_name("away"))
    if instead == "an empty folder":
        folder.mkdir()
    elif instead == "a file":
        folder.write_text("")
    with run_commits():
        vault.erase(known)
    assert OutboxItem.objects.get(kind=vault.DESTROY).done_at is None
    if folder.is_dir():
        folder.rmdir()
    folder.unlink(missing_ok=True)
    away.rename(folder)
    assert keyring.has_person_key(known.uid)
    time_machine.move_to(timezone.now() + timezone.timedelta(minutes=2))
    outbox.run_due()
    assert_nothing_is_left(known)


def test_person_about_whom_nothing_was_ever_sealed_is_erased_like_others(run_commits):
    person = ContributorFactory()
    with run_commits():
        vault.erase(person)
    assert person.status == ContributorStatus.ERASED
    assert OutboxItem.objects.get(kind=vault.DESTROY).done_at is not None


def test_key_that_came_back_after_an_erasure_goes_with_the_next_one(known, run_commits, settings):
    path = Path(settings.VAULT_KEYRING) / f"{known.uid}.key"
    kept = path.read_bytes()
    with run_commits():
        vault.erase(known)
    path.write_bytes(kept)
    with run_commits():
        vault.erase(known)
    assert_nothing_is_left(known)


def test_keyring_that_is_not_mounted_makes_no_second_key(known, settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "not mounted"
    with pytest.raises(KeyDestroyed):
        vault.write(known, NAMES, ["Zahra"])
    assert not settings.VAULT_KEYRING.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sealed_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        seal_for(ContributorFactory(), "call", b"Bonn")


@pytest.mark.django_db(transaction=True)
def test_person_erased_while_somebody_writes_about_them_keeps_nothing():
    person = ContributorFactory()
    vault.write(person, NAMES, DATA[NAMES])

    def write(number):
        try:
            vault.write(person, NAMES, [f"Name {number}"])
        except KeyDestroyed:
            return "refused"
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(4) as pool:
        first = [pool.submit(write, number) for number in range(4)]
        vault.erase(person)
        later = [pool.submit(write, number) for number in range(4)]
    assert {task.result() for task in first} <= {"written", "refused"}
    assert {task.result() for task in later} == {"refused"}
    assert not person.vault_parts.exists()
    assert not keyring.has_person_key(person.uid)
