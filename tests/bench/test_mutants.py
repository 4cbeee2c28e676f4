"""Mistakes are made one at a time, where behaviour is, and have names that stay."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
import pytest

from tests.bench import mutation
from tests.bench.equivalent_mutants import EQUIVALENT
from tests.bench.mutants import Mutant, mutants

SOURCE = '''
"""A module."""

from somewhere import limits


class Label:
    """A label."""

    ONE: "int" = _("read by people")


def clip(number: int, most: int = 9) -> int:
    """Return no more than `most`."""
    if not number:
        raise ValueError("no number at all")
    return min(number, most)
'''


def test_each_mistake_of_a_small_module_is_made_once():
    assert [one.name for one in mutants(SOURCE)] == [
        "clip: 9 → 10",
        "clip: 9 → 8",
        "clip: not number → number",
        "clip: raise ValueError('no number at all') → pass",
        "clip: return min(number, most) → return None",
        "clip: min → max",
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("x = a < b", ["a <= b", "a >= b"]),
        ("x = a < b >= c", ["a <= b >= c", "a >= b >= c", "a < b > c", "a < b < c"]),
        ("x = a is None", ["a is not None"]),
        ("x = a in b", ["a not in b"]),
        ("x = a and b", ["a or b"]),
        ("x = -a", ["a"]),
        ("x = a // b", ["a * b"]),
        ("x = a | b", ["a & b"]),
        ("x = True", ["False"]),
        ("x = 'word'", ["'wor'"]),
        ("x = ''", ["'X'"]),
        ("x = 'a sentence'", []),
        ("x = {a, b}", ["{b}", "{a}"]),
        ("x = {a: b, c: d}", ["{c: d}", "{a: b}"]),
        ("x = (a, b)", ["(b,)", "(a,)"]),
        ("x = a if b else c", ["a if not b else c"]),
        ("x = [a for a in b if a]", ["for a in b if not a"]),
        ("x = any(a)", ["all"]),
        ("x = _('Label')", []),
        ("x = 'value', _('Label')", ["(_('Label'),)", "'valu'"]),
        ("x = Literal['word']", []),
        ("a(b)", ["pass"]),
        ("a += b", ["a -= b", "pass"]),
        ("a.b = c", ["pass"]),
        ("a = b", []),
        ("if a:\n    b = c", ["if not a:"]),
        ("while a:\n    continue", ["while not a:", "break"]),
    ],
)
def test_mistakes_are_those_that_programmers_make(right, wrong):
    assert [one.name.partition(" → ")[2] for one in mutants(right)] == wrong


def test_a_mistake_has_its_own_code_and_leaves_no_trace_in_the_next_one():
    results = []
    for one in mutants("def add(a, b):\n    return a + b + 1\n"):
        module = {}
        exec(one.code, module)
        results.append(module["add"](5, 2))
    assert results == [None, 6, 4, 9, 7]


def test_two_mistakes_with_the_same_words_have_two_names():
    names = [one.name for one in mutants("a = 1\nb = 1\n")]
    assert names == ["module: 1 → 2", "module: 1 → 0", "module: 1 → 2 (2)", "module: 1 → 0 (2)"]


def test_tests_pass_with_the_module_as_it_is_and_notice_a_mistake():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_try_accounts).result() == {"right": True, "wrong": False, "broken": False}


def _try_accounts() -> dict[str, bool]:
    """Run the tests of accounts with three codes, in a process that runs no tests itself."""
    django.setup()
    mutation.prepare()
    source = (mutation.ROOT / "donations" / "accounts.py").read_text()
    sources = {
        "right": source,
        "wrong": source.replace("{MoneyKind.FAILED}", "{MoneyKind.FEE}"),
        "broken": "1 / 0",
    }
    made = [Mutant(name, 0, compile(text, name, "exec")) for name, text in sources.items()]
    return {one.name: survives for one, survives in mutation.tested("accounts", made)}


def test_every_module_that_is_measured_has_its_tests_and_every_excuse_its_module():
    for module in mutation.MODULES:
        assert (mutation.ROOT / "tests" / "donations" / f"test_{module}.py").exists()
    assert set(EQUIVALENT) <= set(mutation.MODULES)
    assert all(reason for excuses in EQUIVALENT.values() for reason in excuses.values())
