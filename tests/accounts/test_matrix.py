"""Who is let in at which address of the admin: what `docs/addresses.txt` says, and nothing else."""

import os

import pytest

from tests.accounts.matrix import BROKEN, walk
from tests.site.tree import ROOT

# The table has the screens of videos.
pytestmark = [pytest.mark.any_database, pytest.mark.confinement, pytest.mark.django_db]

TABLE = ROOT / "docs/addresses.txt"


def test_every_address_lets_in_the_roles_that_the_table_names_and_no_other():
    kept = TABLE.read_text().splitlines()
    legend = [line for line in kept if line.startswith("#")]
    found = walk()
    if os.environ.get("WRITE_ADDRESSES"):
        TABLE.write_text("\n".join([*legend, *found]) + "\n")
    assert len(found) > 400 and sum("0" in line.split()[0] for line in found) > 5
    assert [line for line in found if BROKEN in line] == []
    assert set(found) ^ (set(kept) - set(legend)) == set(), "if each line is meant, WRITE_ADDRESSES=1 writes them"
