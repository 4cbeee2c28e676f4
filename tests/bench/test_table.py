"""The benchmark says which limit does not hold, and what was not measured."""

from importlib import import_module
from typing import get_type_hints

import pytest

from tests.bench import __main__ as bench
from tests.bench.table import NotMeasured, Row, at_least, at_most, exactly, write


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (Row("queries", 12, at_most(12)), True),
        (Row("queries", 13, at_most(12)), False),
        (Row("mark", 95, at_least(95)), True),
        (Row("mark", 94, at_least(95)), False),
        (Row("with more stories", 9, exactly(9)), True),
        (Row("with more stories", 10, exactly(9)), False),
        (Row("time", 99.5), True),
        (Row("lighthouse", "not measured: npm is not installed"), True),
        (Row("suite", "failed: make test ended with 1", has_failed=True), False),
    ],
)
def test_a_row_knows_whether_its_limit_holds(row, holds):
    assert row.passes is holds


def test_the_table_is_one_line_a_row_and_marks_what_does_not_hold(capsys):
    rows = [Row("weight", 14337, at_most(14336), "43, a peer"), Row("time", 2.25)]
    assert write("Today, here", rows) is False
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Today, here."
    assert lines[4:6] == [
        "| weight | 14,337 | ≤ 14,336 **not held** |  | 43, a peer |",
        "| time | 2.2 |  |  |  |",
    ]
    assert write("Today, here", rows[1:]) is True


KEPT = """# Performance
| weight | 1 | | a table of another kind |
## Pages, 2026-11-30
| measure | figure | limit | to compare with |
| weight | 13,000 | ≤ 14,336 | 43, a peer |
## Pages, 2026-11-24
| weight | 99,000 | ≤ 14,336 **not held** | |
| time | 3.5 | | |
"""


def test_beside_a_figure_stands_the_newest_that_was_kept(capsys):
    write("Today, here", [Row("weight", 12), Row("time", 2.25), Row("new", 1)], KEPT)
    lines = capsys.readouterr().out.splitlines()
    assert lines[4:7] == ["| weight | 12 |  | 13,000 |  |", "| time | 2.2 |  | 3.5 |  |", "| new | 1 |  |  |  |"]


def test_every_measure_is_a_module_here_that_can_be_asked_for():
    for name in bench.MEASURES:
        assert get_type_hints(import_module(f"tests.bench.{name}").measure) == {"return": list[Row]}


def test_an_unknown_measure_is_refused_with_those_that_there_are(capsys):
    assert bench.main(["tortoise"]) == 2
    assert "pages" in capsys.readouterr().err


def test_what_takes_hours_is_measured_only_when_it_is_named(capsys):
    def measure(name, engine):
        return [Row(f"measured {name}", 1)]

    assert bench.main([], measure=measure) == 0
    printed = capsys.readouterr().out
    for name in bench.MEASURES:
        assert (f"| {name} | left out" if name in bench.HOURS else f"measured {name} ") in printed
    assert bench.main(sorted(bench.HOURS), measure=measure) == 0
    assert capsys.readouterr().out.count("| measured ") == len(bench.HOURS)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NotMeasured("npm is not installed"), 0, "not measured: npm"),
        (RuntimeError("it ended"), 1, "failed: RuntimeError"),
    ],
)
def test_what_is_missing_is_said_and_what_breaks_fails(capsys, error, code, words):
    def breaks(name, engine):
        raise error

    assert bench.main(["pages"], measure=breaks) == code
    assert f"| pages | {words}" in capsys.readouterr().out
