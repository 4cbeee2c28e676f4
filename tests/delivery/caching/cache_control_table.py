"""The table of docs/delivery.md."""

from typing import NamedTuple

from tests.site.tree import ROOT

HEADING = ["answer", "Cache-Control", "edge", "because"]


class Rule(NamedTuple):
    """What browsers and everybody are told, and what the edge is told besides (empty: nothing)."""

    everybody: str
    edge: str


def rules() -> dict[str, Rule]:
    """Return the rule of each class of answers, by its name in the table."""
    lines = (ROOT / "docs/delivery.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[0] == HEADING
    return {name: Rule(everybody.strip("`"), edge.strip("`")) for name, everybody, edge, _because in rows[2:]}
