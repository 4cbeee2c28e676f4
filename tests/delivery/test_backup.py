"""Backup and restore, rehearsed: what was lost comes back, what people took back does not."""

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from campaign_site.accounts.models import EditorSession, User
from campaign_site.delivery import triggers
from campaign_site.movement import signing
from campaign_site.movement.commitments import Commitment
from donations import managing
from donations.models import Pledge
from stories.consent import audit, codes, keyring, withdrawals
from stories.consent.choices import AskedBy, ContributorStatus, Status, TakedownMode
from stories.consent.envelope import new_key
from stories.consent.models import Consent, Contributor
from stories.models import StoryPage
from stories.replay import replay
from stories.takedown import take_down, withdraw
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.factories.movement import CommitmentFactory
from tests.factories.stories import StoryFactory, active_consent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def place(tmp_path, settings, pristine):
    """Media, evidence and keys of this test alone."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.VAULT_KEYRING = tmp_path / "keyring"
    return tmp_path


def run(command, *arguments, **options):
    output = StringIO()
    call_command(command, *map(str, arguments), stdout=output, **options)
    return output.getvalue()


def evidence(name, content):
    from django.conf import settings

    path = Path(settings.EVIDENCE_ROOT, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


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


@override_settings(STORAGES={
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
})  # fmt: skip
def test_media_in_object_storage_stays_there(place):
    assert "in object storage" in run("backup", place / "backup")
    assert not (place / "backup/media").exists()


def test_program_that_is_missing_is_named(place, monkeypatch):
    if connection.vendor == "postgresql":
        monkeypatch.setattr("shutil.which", lambda name, path: None)

        with pytest.raises(CommandError, match="pg_dump is not installed"):
            run("backup", place / "backup")
        assert not (place / "backup/manifest.json").exists()
