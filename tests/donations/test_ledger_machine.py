"""Any order and any repetition of the same facts gives the same ledger, pledges and public numbers."""

import os

import pytest

from tests.donations.ledger_machine import Machine, run

# A sequence has up to 40 steps; the benchmark asks for as many as make ten thousand operations.
SEQUENCES = int(os.environ.get("LEDGER_SEQUENCES", "8"))


@pytest.mark.django_db
def test_no_sequence_of_facts_and_corrections_leaves_the_ledger_a_unit_off():
    run(SEQUENCES, seed=20261129)
    assert Machine.operations > SEQUENCES * 10
    assert Machine.off == 0
