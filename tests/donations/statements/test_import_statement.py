"""The command says what it found, keeps nothing of a damaged file, and names nobody."""

import io

import pytest
from django.core.management import CommandError, call_command

from donations.models import StatementEntry
from tests.factories.donations import PledgeFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(account, tmp_path):
    def run(content: bytes, *options: str) -> str:
        file = tmp_path / "nov.xml"
        file.write_bytes(content)
        out = io.StringIO()
        call_command("import_statement", str(file), *options, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return run


def test_it_counts_by_state_and_a_dry_run_keeps_nothing(run):
    pledge = PledgeFactory(confirmed=True)
    content = camt([Paid("50.00", pledge.reference), Paid("20.00", "for Amina", payer="Maria")])
    rehearsed = run(content, "--dry-run")
    assert "1 statements, 2 payments in nov.xml" in rehearsed and "Nothing was kept." in rehearsed
    assert not StatementEntry.objects.exists()
    told = run(content)
    assert "Matched by its reference: 1" in told and "Not matched: 1" in told
    assert "Known already: 2" in run(content)
    assert "Maria" not in told and "Amina" not in told


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content[:-30], "not whole XML"),
        (lambda content: content.replace(b"20.00", b"2000"), "do not add up"),
        (lambda content: b"hello", "neither"),
        (lambda content: content.replace(b"<Document", b"<!DOCTYPE d><Document"), "document type"),
    ],
)
def test_a_damaged_file_books_nothing_of_itself(run, damage, words):
    content = camt([Paid("50.00", "x") for _number in range(600)] + [Paid("20.00", "secret words")])
    with pytest.raises(CommandError, match=words) as refused:
        run(damage(content))
    assert not StatementEntry.objects.exists()
    assert "secret" not in str(refused.value)


def test_a_file_that_is_not_there_is_one_clear_line(account):
    with pytest.raises(CommandError, match=r"no\.xml cannot be opened"):
        call_command("import_statement", "/nowhere/no.xml")
