"""Evidence is any bytes: sealed on the disk, opened with a reason, and gone with the person's key."""

import os
import random
import stat
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, connection, transaction

from stories.consent import evidence, vault
from stories.consent.access import NotPermitted, ReasonMissing, SignInTooOld
from stories.consent.choices import EvidenceKind, VaultPartName
from stories.consent.envelope import Unreadable
from stories.consent.evidence import NoFile
from stories.consent.frames import FRAME_BYTES, WrongSize, sealed_size
from stories.consent.keyring import KeyDestroyed
from stories.consent.models import AuditEvent, Evidence
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory
from tests.stories.consent.reader import asks, officer

pytestmark = pytest.mark.django_db

FORM = EvidenceKind.FORM
WORDS = b"Signed by Zahra Haddad. "


@pytest.fixture
def consent():
    return ConsentFactory()


def upload(content: bytes = WORDS) -> SimpleUploadedFile:
    return SimpleUploadedFile("Zahra Haddad consent.pdf", content, "text/html")


def path_of(row: Evidence) -> Path:
    from django.conf import settings

    return Path(settings.EVIDENCE_ROOT) / str(row.consent.contributor.uid) / row.file


def bytes_of(row: Evidence, access=None) -> bytes:
    return b"".join(evidence.stream(row, access or asks()))


def stored(settings) -> list[Path]:
    return [path for path in Path(settings.EVIDENCE_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "content",
    [b"\0", b"\xff" * 70_000, b"<script>alert(1)</script>", random.Random(1).randbytes(3 * FRAME_BYTES + 7)],
)
def test_any_bytes_come_back_as_they_were(consent, content):
    row = evidence.store_file(consent, FORM, upload(content), UserFactory())
    assert bytes_of(row) == content
    assert (row.size, row.sha256) == (len(content), sha256(content).hexdigest())
    assert AuditEvent.objects.filter(kind="evidence.stored", subject=str(row)).count() == 1


def test_person_who_steals_the_disk_learns_neither_words_nor_the_file_s_name(consent, settings):
    row = evidence.store_file(consent, FORM, upload(WORDS * 1000), None)
    path = path_of(row)
    assert b"Zahra" not in path.read_bytes()
    assert "Zahra" not in str(path)
    assert stored(settings) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_stored_file_is_evidence_that_a_consent_may_rest_on(consent):
    evidence.store_file(consent, FORM, upload(), None)
    type(consent).objects.filter(pk=consent.pk).update(status="given")


class Untouchable:
    """An upload that must not be read."""

    def __init__(self, size):
        self.size = size

    def chunks(self):
        raise AssertionError("a byte was read")


@pytest.mark.parametrize("size", [0, None, 50 * 1024 * 1024 + 1, 10**15])
def test_file_that_is_empty_or_too_large_is_refused_before_a_byte_is_read(consent, size):
    with pytest.raises(WrongSize):
        evidence.store_file(consent, FORM, Untouchable(size), None)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("announced", [3, len(WORDS) + 1])
def test_file_of_another_size_than_it_announces_leaves_nothing(consent, settings, announced):
    file = upload()
    file.size = announced
    with pytest.raises(WrongSize):
        evidence.store_file(consent, FORM, file, None)
    assert stored(settings) == []
    assert not Evidence.objects.exists()


def test_upload_that_breaks_off_leaves_nothing(consent, settings):
    file = upload()
    file.chunks = lambda: iter([b"half", *(1 / 0 for _never in "x")])
    with pytest.raises(ZeroDivisionError):
        evidence.store_file(consent, FORM, file, None)
    assert stored(settings) == []


def test_unknown_kind_leaves_nothing(consent, settings):
    with pytest.raises(ValueError, match="painting"):
        evidence.store_file(consent, "painting", upload(), None)
    assert stored(settings) == []


def test_fifty_megabytes_are_sealed_and_opened_in_little_memory(consent, settings):
    size = settings.EVIDENCE_MAX_BYTES
    with TemporaryUploadedFile("recording", "audio/wav", size, None) as file:
        block = os.urandom(FRAME_BYTES)
        for _megabyte in range(size // FRAME_BYTES):
            file.write(block)
        file.flush()
        tracemalloc.start()
        row = evidence.store_file(consent, EvidenceKind.RECORDING, file, None)
        length = sum(len(frame) for frame in evidence.stream(row, asks()))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert length == size
    assert peak < 12 * FRAME_BYTES


# Opening


def test_opening_is_written_down_before_the_first_byte(consent):
    row = evidence.store_file(consent, FORM, upload(), None)
    access = asks(reason="Court asked whether Zahra Haddad signed")
    vault.write(consent.contributor, VaultPartName.NAMES, ["Zahra Haddad"])
    frames = evidence.stream(row, access)
    event = AuditEvent.objects.get(kind="evidence.read")
    assert (event.actor, event.subject) == (str(access.user), str(row))
    assert event.sentence.endswith("Reason: Court asked whether … signed")
    assert b"".join(frames) == WORDS


def test_whoever_may_not_just_slept_or_gives_no_reason_gets_no_byte(consent):
    row = evidence.store_file(consent, FORM, upload(), None)
    for access, refusal in [
        (asks(UserFactory(is_superuser=True)), NotPermitted),
        (asks(officer("read_vault", "view_evidence")), NotPermitted),
        (asks(minutes_ago=11), SignInTooOld),
        (asks(reason="because"), ReasonMissing),
    ]:
        with pytest.raises(refusal):
            evidence.stream(row, access)
    assert not AuditEvent.objects.filter(kind="evidence.read").exists()


def test_no_byte_is_given_out_when_it_cannot_be_written_down(consent):
    row, access = evidence.store_file(consent, FORM, upload(), None), asks()
    from tests.stories.consent.test_vault import FULL

    with connection.cursor() as cursor:
        cursor.execute(FULL[connection.vendor])
    with pytest.raises(IntegrityError):
        evidence.stream(row, access)


@pytest.mark.django_db(transaction=True)
def test_no_byte_is_given_out_where_the_audit_event_could_still_be_taken_back(consent):
    row = evidence.store_file(consent, FORM, upload(), None)
    with pytest.raises(RuntimeError), transaction.atomic():
        evidence.stream(row, asks())


def test_paper_in_a_safe_is_no_file(consent):
    with pytest.raises(NoFile):
        evidence.stream(Evidence.objects.create(consent=consent, location="Mission safe"), asks())


# Attackers at the disk and the database


def test_altered_swapped_or_cut_file_gives_no_altered_byte(consent):
    content = random.Random(2).randbytes(2 * FRAME_BYTES + 100)
    row = evidence.store_file(consent, FORM, upload(content), None)
    other = evidence.store_file(consent, FORM, upload(content), None)
    stranger = evidence.store_file(ConsentFactory(), FORM, upload(content), None)
    whole, frame = path_of(row).read_bytes(), FRAME_BYTES + 28
    for altered in (
        whole[:-1],
        whole + b"x",
        whole[frame:] + whole[:frame],
        whole[:frame] * 2 + whole[2 * frame :],
        whole[:-1] + bytes([whole[-1] ^ 1]),
        path_of(other).read_bytes(),
        path_of(stranger).read_bytes(),
        b"",
    ):
        path_of(row).write_bytes(altered)
        given_out = b""
        with pytest.raises(Unreadable):
            for part in evidence.stream(row, asks()):
                given_out += part
        assert content.startswith(given_out) and len(given_out) < len(content)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "/etc/passwd", "a" * 32, "A" * 32])
def test_name_that_was_forged_in_the_database_opens_nothing(consent, name):
    evidence.store_file(consent, FORM, upload(), None)
    with pytest.raises(Unreadable):
        evidence.stream(Evidence.objects.create(consent=consent, file=name, size=5), asks())


def test_name_that_leads_out_of_the_persons_folder_is_not_even_looked_at(consent, settings):
    evidence.store_file(consent, FORM, upload(), None)
    (Path(settings.EVIDENCE_ROOT) / "outside").write_bytes(bytes(sealed_size(5)))
    with pytest.raises(Unreadable, match="where it belongs"):
        evidence.stream(Evidence.objects.create(consent=consent, file="../outside", size=5), asks())
    assert not AuditEvent.objects.filter(kind="evidence.read").exists()


def test_row_that_claims_another_file_of_the_person_opens_nothing(consent):
    row = evidence.store_file(consent, FORM, upload(), None)
    forged = Evidence.objects.create(consent=consent, file=row.file, size=row.size, sha256="0" * 64)
    with pytest.raises(Unreadable):
        bytes_of(forged)


# Erasing


def test_erased_persons_files_are_gone_and_other_peoples_stay(consent, run_commits, settings):
    row = evidence.store_file(consent, FORM, upload(), None)
    (path_of(row).parent / ("b" * 32)).write_bytes(b"what a crash left before its row was written")
    other = evidence.store_file(ConsentFactory(), FORM, upload(), None)
    with run_commits():
        vault.erase(consent.contributor)
        assert path_of(row).exists()
    assert stored(settings) == [path_of(other)]
    assert bytes_of(other) == WORDS
    with pytest.raises(KeyDestroyed):
        evidence.stream(Evidence.objects.get(pk=row.pk), asks())
    with pytest.raises(KeyDestroyed):
        evidence.store_file(consent, FORM, upload(), None)
    assert Evidence.objects.filter(pk=row.pk).exists(), "that there was a proof stays known"


def test_person_erased_while_their_file_comes_in_keeps_no_file(consent, settings):
    class Slow(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            vault.erase(consent.contributor)
            yield WORDS

    with pytest.raises(KeyDestroyed):
        evidence.store_file(consent, FORM, Slow("x", WORDS), None)
    assert stored(settings) == []
