"""Changing the master key: nothing is lost on the way, however often it is interrupted."""

import os
from io import StringIO
from itertools import count as count_from
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from stories.consent import codes, evidence, keyring, vault, withdrawals
from stories.consent.choices import AskedBy, EvidenceKind, LedgerKind, TakedownMode, VaultPartName
from stories.consent.envelope import Unreadable, new_key
from stories.consent.models import Takedown
from stories.consent.rotation import FINGERPRINT, SealedForSite, _rotate_row, count, keys_in_use, rotate
from stories.takedown import take_down
from stories.verification import open_fingerprint
from tests.factories.stories import ConsentFactory, StoryFactory
from tests.stories.consent.reader import asks
from tests.stories.consent.test_evidence import WORDS, bytes_of, upload

pytestmark = pytest.mark.django_db

PEOPLE = 5


@pytest.fixture
def sealed():
    """Five people's names, codes and files, and the fingerprint of a take-down."""
    everything = []
    for number in range(PEOPLE):
        consent = ConsentFactory()
        person = consent.contributor
        vault.write(person, VaultPartName.NAMES, [f"Person {number}"])
        everything.append(
            (person, codes.issue(person, None), evidence.store_file(consent, EvidenceKind.FORM, upload(), None))
        )
    Takedown.objects.create(
        contributor=person,
        mode="hide",
        asked_by="person",
        fingerprint=keyring.seal_for_site(FINGERPRINT, b"five words"),
    )
    Takedown.objects.create(contributor=person, mode="hide", asked_by="person")
    return everything


def assert_all_opens(everything):
    for number, (person, code, row) in enumerate(everything):
        assert vault.read(person, VaultPartName.NAMES, access=asks()) == [f"Person {number}"]
        assert codes.check(code, f"198.51.{number}.1") == person
        assert bytes_of(row) == WORDS
    fingerprint = Takedown.objects.get(fingerprint__isnull=False).fingerprint
    assert keyring.unseal_for_site(FINGERPRINT, fingerprint) == b"five words"


def command(**options) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_old_key_may_go_after_a_rotation_and_not_before(sealed, settings):
    old, new = settings.VAULT_KEYS[0], new_key()
    settings.VAULT_KEYS = [new]
    with pytest.raises(Unreadable):
        vault.read(sealed[0][0], VaultPartName.NAMES, access=asks())
    settings.VAULT_KEYS = [new, old]
    assert_all_opens(sealed)
    assert "Nothing is left" in command()
    settings.VAULT_KEYS = [new]
    assert_all_opens(sealed)


def test_dry_run_counts_and_changes_nothing(sealed, settings):
    old = settings.VAULT_KEYS[0]
    settings.VAULT_KEYS = [new_key(), old]
    text = command(dry_run=True)
    assert f"{PEOPLE + 1} would be sealed anew" in text
    assert "Nothing is left" not in text
    settings.VAULT_KEYS = [old]
    assert_all_opens(sealed)


def test_second_rotation_has_nothing_to_do(sealed, settings):
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert count(rotate()) == {"rotated": PEOPLE + 1}
    assert count(rotate()) == {"current": PEOPLE + 1}


@pytest.mark.parametrize("left", ["keys", "fingerprint", "ledger"])
def test_older_key_is_in_use_while_one_thing_of_any_kind_is_sealed_by_it(sealed, settings, left):
    old = keyring.master_keys()[0].id.decode()
    withdrawals.record(LedgerKind.WITHDRAWN, uuid4(), timezone.now())
    withdrawals.keep_file()
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    if left != "keys":
        for path in keyring.wrapped_key_files():
            path.unlink()
    if left != "fingerprint":
        Takedown.objects.update(fingerprint=None)
    if left != "ledger":
        settings.WITHDRAWAL_LEDGER.unlink()
    assert keys_in_use() == {old}
    command()
    assert keys_in_use() == {keyring.master_keys()[0].id.decode()}


@pytest.mark.parametrize("steps", range(PEOPLE + 1))
def test_rotation_that_was_stopped_anywhere_goes_on(sealed, settings, steps):
    new, old = new_key(), settings.VAULT_KEYS[0]
    settings.VAULT_KEYS = [new, old]
    walk = rotate()
    for _step in range(steps):
        next(walk)
    walk.close()
    assert_all_opens(sealed)
    assert count(rotate())["rotated"] == PEOPLE + 1 - steps
    settings.VAULT_KEYS = [new]
    assert_all_opens(sealed)


def rotate_and_die(at: int) -> int:
    """Rotate in a process that is gone before it has written for the `at`-th time; return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        sync, calls = os.fsync, count_from(1)

        def die(descriptor):
            if next(calls) == at:
                os._exit(9)
            sync(descriptor)

        os.fsync = die
        for path in keyring.wrapped_key_files():
            keyring.rewrap(path)
    finally:
        os._exit(1)


@pytest.mark.parametrize("at", [1, 2, 5, 6])
def test_rotation_that_was_killed_loses_no_key(sealed, settings, at):
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert rotate_and_die(at) == 9
    assert_all_opens(sealed)
    command()
    keyring.sweep()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert_all_opens(sealed)
    assert len(list(settings.VAULT_KEYRING.iterdir())) == PEOPLE + 1


def test_erased_person_is_not_brought_back_by_a_rotation(sealed, settings, run_commits):
    person = sealed[0][0]
    paths = keyring.wrapped_key_files()
    with run_commits():
        vault.erase(person)
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert [keyring.rewrap(path) for path in paths].count(False) == 1
    assert not keyring.has_person_key(person.uid)


def test_what_no_key_opens_is_named_and_the_old_keys_are_to_be_kept(sealed, settings):
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    broken = sealed[0][0].uid
    (settings.VAULT_KEYRING / f"{broken}.key").write_bytes(b"damaged")
    (settings.VAULT_KEYRING / "notes.key").write_bytes(b"not ours")
    out = StringIO()
    with pytest.raises(CommandError, match="Keep every older key"):
        call_command("rotate_keys", stdout=out, stderr=out)
    assert f"key {broken}" in out.getvalue() and "key notes" in out.getvalue()
    assert f"{PEOPLE} sealed anew, 0 were, 2 unreadable" in out.getvalue()


def test_take_down_that_is_closed_meanwhile_stays_empty(sealed, settings):
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    walk = rotate()
    for _key in range(PEOPLE):
        next(walk)
    Takedown.objects.update(fingerprint=None)
    assert count(walk)["rotated"] == 0
    assert not Takedown.objects.exclude(fingerprint=None).exists()


class Meddling(str):
    """A purpose during whose use, between reading and writing, somebody closes the take-down."""

    def encode(self, *args):
        Takedown.objects.update(fingerprint=None)
        return super().encode(*args)


def test_take_down_that_is_closed_at_this_moment_stays_empty(sealed, settings):
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    pk = Takedown.objects.get(fingerprint__isnull=False).pk
    _rotate_row(SealedForSite(Takedown, "fingerprint", Meddling(FINGERPRINT)), pk, dry_run=False)
    assert not Takedown.objects.exclude(fingerprint=None).exists()


def test_fingerprint_of_a_real_take_down_opens_after_a_rotation(settings):
    story = StoryFactory(live=True)
    takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    before = open_fingerprint(takedown)
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert "0 unreadable" in command()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    takedown.refresh_from_db()
    assert open_fingerprint(takedown) == before
