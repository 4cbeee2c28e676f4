"""The worst day, rehearsed: a new machine with nothing but a backup, the mirror of the keyring, and a ledger.

Everything is asked in processes of their own, for a process remembers what it has seen.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from stories.consent import evidence, vault
from stories.consent.choices import EvidenceKind, VaultPartName
from stories.takedown import withdraw
from tests.factories.donations import PledgeFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory
from tests.factories.stories import StoryFactory
from tests.site.tree import ROOT
from tests.stories.consent.reader import officer

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Zahra Haddad"]
PROOF = b"Signed by Zahra Haddad."
# What the new machine is asked: what readers get, and what an officer opens.
ASKED = """
import json, sys
import django
django.setup()
from django.core.files.storage import default_storage
from django.test import Client
from campaign_site.accounts.models import User
from donations.models import Pledge
from stories.consent import evidence, vault
from stories.consent.models import Contributor, Evidence, WithdrawalEntry
from stories.consent.choices import VaultPartName
from tests.stories.consent.reader import asks

question = json.loads(sys.argv[1])

def opened(read):
    try:
        return read()
    except Exception as error:
        return type(error).__name__

access = asks(User.objects.get(email=question["officer"]))
person = Contributor.objects.get(code=question["person"])
proof = Evidence.objects.get(pk=question["proof"])
print("ANSWER", json.dumps({
    "pages": [Client().get(path).status_code for path in question["pages"]],
    "files": [default_storage.open(name).read().hex() for name in question["files"]],
    "pledges": Pledge.objects.count(),
    "withdrawals": WithdrawalEntry.objects.count(),
    "names": opened(lambda: vault.read(person, VaultPartName.NAMES, access=access)),
    "proof": opened(lambda: b"".join(evidence.stream(proof, access)).decode()),
}))
"""


@contextmanager
def new_machine(folder: Path, ledger: Path):
    """Yield the environment of a site without tables and files, on the engine of this test."""
    folder.mkdir()
    shutil.copy(ledger, folder / "withdrawals.ledger")
    used = {**connection.settings_dict}
    connection.close()
    variables = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "campaign_site.settings.test",
        "PYTHONPATH": str(ROOT), "VAR_DIR": str(folder),
        "EMAIL_URL": "dummymail://", "SECRET_KEY": "of the new machine", "VAULT_KEYRING": str(folder / "keyring"),
    }  # fmt: skip
    if connection.vendor == "sqlite":
        yield variables
        return
    name = f"{used['NAME']}_new_machine"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield {**variables, "DATABASE_URL": f"postgres://{used['USER']}@{used['HOST']}:{used['PORT']}/{name}"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(variables: dict, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def ask(variables: dict, question: dict) -> dict:
    asked = run(variables, "-c", ASKED, json.dumps(question))
    answers = [line for line in asked.stdout.splitlines() if line.startswith("ANSWER ")]
    assert answers, asked.stderr[-2000:]
    return json.loads(answers[0].removeprefix("ANSWER "))


def test_a_new_machine_shows_what_was_public_but_not_what_was_taken_back_since(tmp_path, settings, pristine):
    settings.MEDIA_ROOT, settings.EVIDENCE_ROOT = str(tmp_path / "media"), tmp_path / "evidence"
    settings.VAULT_KEYRING = tmp_path / "keyring"
    taken_back, stays = StoryFactory(live=True), StoryFactory(live=True)
    vault.write(stays.contributor, VaultPartName.NAMES, NAMES)
    consent = stays.contributor.consents.get()
    proof = evidence.store_file(
        consent, EvidenceKind.FORM, SimpleUploadedFile("form.pdf", PROOF, "application/pdf")
    )
    files = [CampaignDocumentFactory().file, CampaignImageFactory().file]
    PledgeFactory(confirmed=True)
    reads = officer("read_vault", "read_evidence")
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO())
    withdraw(taken_back.contributor.consents.get())

    question = {
        "officer": reads.email,
        "person": stays.contributor.code,
        "proof": proof.pk,
        "pages": [story.get_url_parts()[2] for story in (stays, taken_back)],
        "files": [file.name for file in files],
    }
    expected = [bytes(Path(file.path).read_bytes()).hex() for file in files]
    with new_machine(tmp_path / "new", settings.WITHDRAWAL_LEDGER) as variables:
        shutil.copytree(settings.VAULT_KEYRING, variables["VAULT_KEYRING"])
        restored = run(variables, "manage.py", "restore", str(tmp_path / "backup"))
        assert restored.returncode == 0, restored.stderr[-2000:]
        assert "withdrawals: replay: 1" in restored.stdout and restored.stdout.endswith("Done.\n")
        answer = ask(variables, question)
        assert answer["pages"] == [200, 404]
        assert (answer["files"], answer["pledges"], answer["withdrawals"]) == (expected, 1, 1)
        assert (answer["names"], answer["proof"]) == (NAMES, PROOF.decode())
        # Whoever took the backup and the mirror of the keyring still lacks the master key.
        thief = ask({**variables, "VAULT_KEYS": base64.b64encode(bytes(32)).decode()}, question)
        assert (thief["pledges"], thief["names"], thief["proof"]) == (1, "Unreadable", "Unreadable")
