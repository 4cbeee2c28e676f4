"""Our account, and a way to take a file in."""

import pytest

from donations.statements.importing import take_in
from tests.factories.donations import BankAccountFactory


@pytest.fixture
def account(db):
    """The account in EUR that the files of `tests/factories/statements.py` are about."""
    return BankAccountFactory()


@pytest.fixture
def bring(account, tmp_path):
    """Take in a file with this content, as the command would."""

    def bring(content: bytes, **options):
        file = tmp_path / "statement"
        file.write_bytes(content)
        return take_in(file, **options)

    return bring
