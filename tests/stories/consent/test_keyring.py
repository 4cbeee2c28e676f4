"""People's keys outside the database: kept by nobody's mistake, gone for good once destroyed."""

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from stories.consent import keyring
from stories.consent.envelope import Unreadable, new_key
from stories.consent.keyring import KeyDestroyed
from tests.site.tree import ROOT

UID = UUID("7d7f2a52-9d0c-4c4e-8a4b-0a4f7a2f7c11")


def files(settings) -> set[str]:
    return {path.name for path in Path(settings.VAULT_KEYRING).iterdir()} - {".lock"}


def half_written(settings, uid=UID) -> Path:
    """What a process leaves that is killed between writing a key and giving it its name."""
    keyring.make_person_key(uid)
    whole = Path(settings.VAULT_KEYRING) / f"{uid}.key"
    left = whole.with_suffix(f".{os.urandom(6).hex()}")
    left.write_bytes(whole.read_bytes())
    return left


def test_person_has_one_key_and_it_stays(settings):
    key = keyring.make_person_key(UID)
    assert keyring.make_person_key(UID) == key == keyring.person_key(UID)
    assert keyring.make_person_key(uuid4()) != key
    assert len(files(settings)) == 2


def test_person_without_a_key_has_none():
    assert not keyring.has_person_key(UID)
    with pytest.raises(KeyDestroyed):
        keyring.person_key(UID)


def test_nobody_else_on_the_machine_reads_a_key(settings):
    before = os.umask(0)
    try:
        keyring.make_person_key(UID)
    finally:
        os.umask(before)
    folder = Path(settings.VAULT_KEYRING)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_key_file_holds_the_key_in_no_readable_form(settings):
    key = keyring.make_person_key(UID)
    content = (Path(settings.VAULT_KEYRING) / f"{UID}.key").read_bytes()
    assert not any(form in content for form in (key, key.hex().encode(), base64.b64encode(key)))


def test_key_file_of_another_person_opens_nothing(settings):
    other = uuid4()
    keyring.make_person_key(UID)
    keyring.make_person_key(other)
    folder = Path(settings.VAULT_KEYRING)
    (folder / f"{UID}.key").write_bytes((folder / f"{other}.key").read_bytes())
    with pytest.raises(Unreadable):
        keyring.person_key(UID)


@pytest.mark.parametrize("content", [b"", b"half", b"x" * 200])
def test_key_that_cannot_be_read_is_never_replaced_by_a_new_one(settings, content):
    keyring.make_person_key(UID)
    path = Path(settings.VAULT_KEYRING) / f"{UID}.key"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        keyring.make_person_key(UID)
    assert not isinstance(refused.value, KeyDestroyed)
    assert path.read_bytes() == content


def test_without_its_master_key_a_key_is_unreadable_and_not_gone(settings):
    keyring.make_person_key(UID)
    settings.VAULT_KEYS = [new_key()]
    with pytest.raises(Unreadable) as refused:
        keyring.person_key(UID)
    assert not isinstance(refused.value, KeyDestroyed)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "x" * 36])
def test_nothing_but_a_uuid_becomes_a_path(name):
    with pytest.raises(ValueError, match="badly formed"):
        keyring.person_key(name)
    with pytest.raises(ValueError, match="badly formed"):
        keyring.destroy_person_key(name)


def test_twenty_at_once_make_one_key(settings):
    with ThreadPoolExecutor(20) as pool:
        made = set(pool.map(lambda _number: keyring.make_person_key(UID), range(20)))
    assert len(made) == 1
    assert files(settings) == {f"{UID}.key"}


def test_destroyed_key_is_gone_and_never_made_again(settings):
    keyring.make_person_key(UID)
    assert keyring.destroy_person_key(UID)
    assert not keyring.destroy_person_key(UID)
    assert not keyring.has_person_key(UID)
    for ask in (keyring.person_key, keyring.make_person_key):
        with pytest.raises(KeyDestroyed):
            ask(UID)
    assert files(settings) == {f"{UID}.gone"}


def test_destroyed_key_that_a_mirror_brings_back_is_not_read_and_goes_again(settings):
    keyring.make_person_key(UID)
    path = Path(settings.VAULT_KEYRING) / f"{UID}.key"
    kept = path.read_bytes()
    keyring.destroy_person_key(UID)
    path.write_bytes(kept)

    with pytest.raises(KeyDestroyed):
        keyring.person_key(UID)
    assert keyring.has_person_key(UID)
    assert keyring.sweep() == 1
    assert files(settings) == {f"{UID}.gone"}


def test_destroying_also_removes_what_a_killed_process_left_of_the_key(settings):
    half_written(settings)
    assert keyring.destroy_person_key(UID)
    assert files(settings) == {f"{UID}.gone"}


def test_sweep_removes_what_a_killed_process_left_and_nothing_else(settings):
    assert keyring.sweep() == 0, "there is no folder yet"
    half_written(settings)
    foreign = Path(settings.VAULT_KEYRING) / f".{UID}.key.Ab12Cd"  # a mirror at work
    foreign.write_bytes(b"kept")

    assert keyring.sweep() == 1
    assert files(settings) == {f"{UID}.key", foreign.name}
    assert keyring.person_key(UID)


def test_destroying_overwrites_the_file_before_its_name_goes(settings, tmp_path):
    keyring.make_person_key(UID)
    path = Path(settings.VAULT_KEYRING) / f"{UID}.key"
    other_name = tmp_path / "link"
    os.link(path, other_name)
    before = path.read_bytes()
    keyring.destroy_person_key(UID)
    assert other_name.read_bytes() != before
    assert len(other_name.read_bytes()) == len(before)


def test_key_destroyed_while_all_are_wrapped_anew_does_not_come_back(settings):
    people = [uuid4() for _number in range(30)]
    for uid in people:
        keyring.make_person_key(uid)
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    paths = keyring.wrapped_key_files()
    with ThreadPoolExecutor(4) as pool:
        wrapped = [pool.submit(keyring.rewrap, path) for path in paths]
        destroyed = [pool.submit(keyring.destroy_person_key, uid) for uid in people]
    assert all(task.result() for task in destroyed)
    assert all(task.exception() is None for task in wrapped)
    assert keyring.wrapped_key_files() == []


KILLED = """
import os, sys, django
django.setup()
from uuid import UUID
from django.conf import settings
from pathlib import Path
from stories.consent import keyring
settings.VAULT_KEYRING = Path(sys.argv[1])
sync, calls = os.fsync, 0
def die(descriptor):
    global calls
    calls += 1
    if calls == int(sys.argv[3]):
        os._exit(9)
    sync(descriptor)
os.fsync = die
getattr(keyring, sys.argv[2])(UUID(sys.argv[4]))
"""


def run_and_die(settings, verb: str, at: int) -> int:
    """Let another process make or destroy the key, and die when it makes something durable for the nth time."""
    arguments = [sys.executable, "-c", KILLED, str(settings.VAULT_KEYRING), verb, str(at), str(UID)]
    return subprocess.run(arguments, cwd=ROOT, env=dict(os.environ), capture_output=True).returncode


@pytest.mark.parametrize("at", [1, 2, 3])
def test_process_killed_while_it_makes_a_key_leaves_a_whole_one_or_none(settings, at):
    assert run_and_die(settings, "make_person_key", at) == 9
    key = keyring.make_person_key(UID)
    assert keyring.person_key(UID) == key
    keyring.sweep()
    assert files(settings) == {f"{UID}.key"}


@pytest.mark.parametrize("at", [1, 2, 3])
def test_process_killed_while_it_destroys_a_key_has_destroyed_it_already(settings, at):
    keyring.make_person_key(UID)
    assert run_and_die(settings, "destroy_person_key", at) == 9
    with pytest.raises(KeyDestroyed):
        keyring.person_key(UID)
    keyring.destroy_person_key(UID)
    assert files(settings) == {f"{UID}.gone"}


# What is sealed for the site


def test_site_opens_what_an_older_key_sealed_and_only_for_its_purpose(settings):
    sealed = keyring.seal_for_site("fingerprint", b"words")
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    assert keyring.unseal_for_site("fingerprint", sealed) == b"words"
    assert not keyring.is_newest(sealed)
    with pytest.raises(Unreadable):
        keyring.unseal_for_site("something else", sealed)
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    with pytest.raises(Unreadable):
        keyring.unseal_for_site("fingerprint", sealed)


def test_no_key_shows_in_what_is_printed_of_an_error(settings):
    key = keyring.make_person_key(UID)
    settings.VAULT_KEYS = [new_key()]
    with pytest.raises(Unreadable) as refused:
        keyring.person_key(UID)
    assert repr(key) not in repr(refused.value) + str(refused.value)
    assert str(UID) not in str(refused.value)
