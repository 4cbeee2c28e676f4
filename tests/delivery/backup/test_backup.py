"""Backup and restore, rehearsed: what was lost comes back, what people took back does not."""

import json
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection, transaction
from django.test import override_settings

from campaign_site.accounts.models import EditorSession, User
from campaign_site.delivery.database import triggers
from stories.consent import audit, keyring, withdrawals
from stories.consent.choices import Status
from stories.consent.envelope import new_key
from stories.consent.models import Consent
from stories.models import StoryPage
from stories.takedown import withdraw
from tests.delivery.backup.backing_up import evidence, run
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, active_consent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def test_withdrawn_story_is_not_public_after_a_restore(client, place):
    story, other = StoryFactory(live=True), StoryFactory(live=True)
    consent = story.contributor.consents.get()
    run("backup", place / "backup")
    withdraw(consent)

    output = run("restore", place / "backup", yes=True)

    assert "withdrawals: replay: 1" in output
    assert output.endswith("Done.\n")
    assert client.get(story.url).status_code == 404
    assert client.get(other.url).status_code == 200
    assert Consent.objects.get(pk=consent.pk).status == Status.WITHDRAWN
    assert triggers.missing() == []
    assert audit.verify()[1] is None


def test_what_was_lost_comes_back_and_what_came_later_goes(client, place):
    story = StoryFactory(live=True)
    kept = default_storage.save("images/kept.webp", ContentFile(b"a picture"))
    proof = evidence("a1/proof", b"sealed")
    run("backup", place / "backup")
    StoryFactory(live=True)
    with transaction.atomic():
        StoryPage.objects.get(pk=story.pk).unpublish()
    default_storage.delete(kept)
    default_storage.save("images/later.webp", ContentFile(b"nobody would find it again"))
    proof.unlink()
    later = evidence("b2/later", b"sealed too")

    run("restore", place / "backup", yes=True)

    assert list(StoryPage.objects.for_public_display()) == [story]
    assert client.get(story.url).status_code == 200
    assert default_storage.open(kept).read() == b"a picture"
    assert not default_storage.exists("images/later.webp")
    assert proof.read_bytes() == b"sealed"
    assert later.exists(), "proof is never deleted by a restore"


def test_database_that_is_written_after_a_restore_goes_on(place):
    first = UserFactory()
    run("backup", place / "backup")
    run("restore", place / "backup", yes=True)

    second = UserFactory()

    assert second.pk > first.pk
    assert User.objects.count() == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_table_of_a_later_version_is_gone_and_the_tables_are_brought_up_to_date(place):
    run("backup", place / "backup")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (user_id bigint REFERENCES accounts_user (id))")

    run("restore", place / "backup", yes=True)

    assert "later" not in connection.introspection.table_names()


def test_nobody_is_still_signed_in_after_a_restore(client, place):
    client.force_login(UserFactory())
    assert EditorSession.objects.exists()
    run("backup", place / "backup")

    run("restore", place / "backup", yes=True)

    assert not EditorSession.objects.exists()


def test_restore_does_not_take_the_place_of_what_is_there_unless_told(place):
    run("backup", place / "backup")
    user = UserFactory()

    with pytest.raises(CommandError, match="Not empty: database"):
        run("restore", place / "backup")

    assert User.objects.get() == user


def damage_bytes(folder):
    path = next(path for path in sorted(folder.iterdir()) if path.name.startswith("database"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def damage_manifest(folder):
    (folder / "manifest.json").write_text("{")


def truncate(folder):
    path = next(path for path in sorted(folder.iterdir()) if path.name.startswith("database"))
    path.write_bytes(path.read_bytes()[:-1])


def claim(**what):
    def change(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**manifest, **what}))

    return change


def forget(name):
    def change(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        del manifest[name]
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return change


def stop_half_way(folder):
    """What `backup` leaves when it is killed: the manifest comes last, under another name until it is whole."""
    (folder / "manifest.json").rename(folder / "manifest.json.new")


DAMAGE = {
    "truncated": truncate,
    "half written": stop_half_way,
    "another project's": claim(format="somebody else's backup 1"),
    "a later version's": claim(migrations=["pages.9999_of_tomorrow"]),
    "sealed by a key that is not here": claim(keys=["0" * 8]),
    "sealed by nobody knows what": claim(keys=[]),
    "sealed by keys, whatever they are": claim(keys=7),
    "no format": forget("format"),
    "one bit": damage_bytes,
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "half a manifest": damage_manifest,
    "a file is missing": lambda folder: (folder / "media/images/kept.webp").unlink(),
    "a file was added": lambda folder: (folder / "media/added").write_text("x"),
    "another database": claim(database="oracle"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_backup_is_refused_and_nothing_is_touched(place, damage):
    default_storage.save("images/kept.webp", ContentFile(b"a picture"))
    run("backup", place / "backup")
    user = UserFactory()
    later = default_storage.save("images/later.webp", ContentFile(b"a picture"))
    damage(place / "backup")

    for options in ({"yes": True}, {"dry_run": True}):
        refused = r"damaged|no finished backup|is a backup of|no backup of this site|lacks the key"
        with pytest.raises(CommandError, match=refused) as raised:
            run("restore", place / "backup", **options)
        assert "\n" not in str(raised.value)

    assert User.objects.get() == user
    assert default_storage.exists(later)


def test_backup_needs_the_older_key_for_as_long_as_something_is_sealed_by_it(place, settings):
    old, new = settings.VAULT_KEYS[0], new_key()
    keyring.make_person_key(StoryFactory(live=True).contributor.uid)
    settings.VAULT_KEYS = [new, old]
    run("backup", place / "before")
    run("rotate_keys")
    run("backup", place / "after")

    settings.VAULT_KEYS = [new]

    with pytest.raises(CommandError, match=f"lacks the key {sha256(old).hexdigest()[:8]}"):
        run("restore", place / "before", dry_run=True)
    assert "A whole backup" in run("restore", place / "after", dry_run=True)


def test_dry_run_says_what_a_restore_would_replace_and_changes_nothing(place):
    run("backup", place / "backup")
    user = UserFactory()

    said = run("restore", place / "backup", dry_run=True)

    assert "A whole backup, made at 20" in said and "would replace: database" in said
    assert User.objects.get() == user


def test_database_that_is_none_changes_nothing(place):
    run("backup", place / "backup")
    user = UserFactory()
    file = next(path for path in (place / "backup").iterdir() if path.name.startswith("database"))
    file.write_bytes(b"SQLite format 3 is what this is not" * 1000)
    manifest = json.loads((place / "backup/manifest.json").read_text())
    manifest["files"][file.name] = sha256(file.read_bytes()).hexdigest()
    (place / "backup/manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CommandError, match="Not restored: "):
        run("restore", place / "backup", yes=True)

    assert User.objects.get() == user


def test_backup_never_mixes_with_another(place):
    (place / "backup").mkdir()
    (place / "backup/something").write_text("x")

    with pytest.raises(CommandError, match="not empty"):
        run("backup", place / "backup")


def test_backup_holds_no_key_and_says_how_to_keep_them(place, settings):
    person = StoryFactory(live=True).contributor
    key = keyring.make_person_key(person.uid)
    wrapped = next(settings.VAULT_KEYRING.glob("*.key")).read_bytes()

    output = run("backup", place / "backup")

    content = b"".join(path.read_bytes() for path in (place / "backup").rglob("*") if path.is_file())
    assert key not in content and wrapped not in content
    assert f"rsync -a --delete {settings.VAULT_KEYRING}" in output
    assert (place / "backup").stat().st_mode & 0o777 == 0o700


def test_backup_of_a_database_that_was_put_back_by_hand_is_in_step_first(place, settings):
    consent = active_consent()
    with transaction.atomic():
        withdraw(consent)
        withdrawals.keep_file()
        transaction.set_rollback(True)

    assert "withdrawals: replay: 1" in run("backup", place / "backup")
    assert Consent.objects.get(pk=consent.pk).status == Status.WITHDRAWN


def backup_without_media(place) -> str:
    """Make a backup on a machine whose media lie elsewhere; return what is said."""
    storages = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    with override_settings(STORAGES=storages):
        return run("backup", place / "backup")


def test_media_in_object_storage_stays_there(place):
    assert "in object storage" in backup_without_media(place)
    assert not (place / "backup/media").exists()


def test_media_that_were_brought_here_since_stay_when_a_backup_without_any_is_put_back(place):
    backup_without_media(place)
    kept = default_storage.save("images/kept.webp", ContentFile(b"brought here from object storage"))

    assert "media: in object storage" in run("restore", place / "backup", yes=True)

    assert default_storage.exists(kept)


def test_program_that_is_missing_is_named(place, monkeypatch):
    if connection.vendor == "postgresql":
        monkeypatch.setattr("shutil.which", lambda name, path: None)

        with pytest.raises(CommandError, match="pg_dump is not installed"):
            run("backup", place / "backup")
        assert not (place / "backup/manifest.json").exists()
