"""`python -m donations.verify` believes nobody: one changed amount, one changed byte, and it says no."""

import copy
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from donations.models import Receipt
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from donations.transparency.merkle import canonical
from donations.transparency.proofs import receipt_leaf
from donations.transparency.publishing import publish
from donations.transparency.signing import public_key, sign
from donations.verify import main
from tests.donations.money_facts import fact

pytestmark = pytest.mark.django_db

OTHER_KEY = b"k" * 32


@pytest.fixture
def verify(tmp_path, capsys):
    """`verify(receipt, statement, *earlier)`: write the files, run it, and return exit code and line."""

    def verifying(*documents, key=""):
        paths = []
        for number, document in enumerate(documents):
            path = tmp_path / f"{number}.json"
            path.write_text(document if isinstance(document, str) else json.dumps(document))
            paths.append(str(path))
        code = main([*paths, *(["--key", key] if key else [])])
        return code, capsys.readouterr().out

    return verifying


def signed(content: dict, key: bytes = OTHER_KEY) -> dict:
    """Return a statement as a forger signs it with a key of their own."""
    content = {**content, "public_key": public_key(key)}
    return {"statement": content, "signature": sign(canonical(content), key)}


@pytest.mark.parametrize("position", range(1, 8))
def test_every_receipt_is_proved(files, verify, position):
    code, line = verify(*files(position))
    assert code == 0 and line.startswith("VALID: receipt ") and line.count("\n") == 1
    assert Receipt.objects.get(position=position).number in line


def test_the_line_says_amount_currency_and_what_went_back(files, verify):
    assert "over 50.00 EUR (20.00 EUR of it returned) is counted in statement 1 of 20" in verify(*files(1))[1]
    assert "over 5000 JPY is counted" in verify(*files(2))[1]
    assert "over 20.500 KWD is counted" in verify(*files(3))[1]


def test_it_runs_without_the_site_and_its_settings(files, tmp_path):
    for name, document in zip(("r.json", "s.json"), files(1), strict=True):
        (tmp_path / name).write_text(json.dumps(document))
    probe = (
        "import runpy, sys; sys.argv = ['verify', *sys.argv[1:]]\n"
        "try: runpy.run_module('donations.verify', run_name='__main__')\n"
        "finally: assert 'django.conf' not in sys.modules, 'it needs the site'"
    )
    command = [sys.executable, "-c", probe, str(tmp_path / "r.json"), str(tmp_path / "s.json")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, env={}, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "") and ran.stdout.startswith("VALID: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("received", 50_01),
        ("returned", 0),
        ("returned", 50_00),
        ("received", True),
        ("received", -1),
        ("received", 10**30),
        ("currency", "USD"),
        ("exponent", 0),
        ("number", "1" * 16),
        ("programme", "0" * 36),
        ("received_on", "2020-01-01"),
        ("salt", "0" * 32),
        ("more", 1),
    ],
)
def test_attacker_who_changes_anything_on_a_receipt_is_refused(files, verify, name, value):
    receipt, statement = files(1)
    receipt["receipt"][name] = value
    code, line = verify(receipt, statement)
    assert code == 1 and line.startswith("NOT VALID: ")


def test_attacker_who_changes_one_amount_beside_the_way_is_refused(files, verify):
    receipt, statement = files(1)
    for place in range(len(receipt["proof"]["path"])):
        forged = copy.deepcopy(receipt)
        sums = forged["proof"]["path"][place]["sums"]
        sums[next(iter(sums))] += 1
        assert verify(forged, statement)[0] == 1
        sums[next(iter(sums))] = -1
        assert verify(forged, statement)[0] == 1


@pytest.mark.parametrize("name", ["index", "count", "statement"])
def test_attacker_who_moves_a_receipt_is_refused(files, verify, name):
    receipt, statement = files(2)
    receipt["proof"][name] += 1
    assert verify(receipt, statement)[0] == 1


@pytest.mark.parametrize("amount", ["promised", "received", "returned", "lapsed", "receipts", "pledges"])
def test_attacker_who_changes_one_amount_of_a_statement_is_refused(files, verify, amount):
    receipt, statement = files(1)
    statement["statement"]["totals"][0][amount] += 1
    assert verify(receipt, statement) == (
        1,
        "NOT VALID: the statement is not signed, or was changed after it was.\n",
    )


def test_us_ourselves_cannot_publish_a_sum_that_leaves_a_proved_gift_out(files, verify):
    """With the key, and all else true: the sum of the receipts is part of the tree."""
    receipt, statement = files(1)
    statement["statement"]["totals"][0]["receipts"] -= 1
    code, line = verify(receipt, signed(statement["statement"], settings.STATEMENT_KEY))
    assert code == 1 and "not among those" in line


def test_forger_with_a_key_of_their_own_is_refused_by_whoever_knows_ours(files, verify):
    receipt, statement = files(1)
    ours = public_key(settings.STATEMENT_KEY)
    assert verify(receipt, statement, key=ours)[0] == 0
    forged = signed(statement["statement"])
    assert verify(receipt, forged)[0] == 0, "nothing but the key tells it apart"
    assert public_key(OTHER_KEY) in verify(receipt, forged)[1]
    assert verify(receipt, forged, key=ours)[0] == 1


@pytest.mark.parametrize(
    "week", ["2026-W49, signed with the key AAAA\n", "2026-W49\x1b[8m", "2026-W49, checked by IOM", "٢٠٢٦-W49"]
)
def test_forger_whose_week_would_write_over_the_key_is_refused(files, verify, week):
    receipt, statement = files(1)
    code, line = verify(receipt, signed({**statement["statement"], "week": week}))
    assert (code, line) == (1, "NOT VALID: this is no statement of ours.\n")


@pytest.mark.parametrize(
    ("name", "value"), [("number", "1\nVALID"), ("currency", "EUR\x1b[8m"), ("exponent", 10**18), ("exponent", 5)]
)
def test_forger_whose_receipt_would_draw_on_the_screen_is_refused(files, verify, name, value):
    receipt, statement = files(1)
    content = receipt["receipt"] | {name: value}
    top = receipt_leaf(content)
    sums = [
        {"programme": content["programme"], "currency": content["currency"], "receipts": sum(top.sums.values())}
    ]
    forged = statement["statement"] | {"receipts": {"count": 1, "root": top.hash}, "totals": sums}
    proof = {"statement": forged["number"], "index": 0, "count": 1, "path": []}
    code, line = verify({"receipt": content, "proof": proof}, signed(forged))
    assert (code, line) == (1, "NOT VALID: this is no receipt file of ours.\n")


@pytest.mark.parametrize("signature", ["", "x", "A" * 86 + "==", 5, None])
def test_a_statement_without_a_signature_is_refused(files, verify, signature):
    receipt, statement = files(1)
    assert verify(receipt, {**statement, "signature": signature})[0] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "5",
        '{"statement": {}}',
        "[" * 100_000,
        '{"a": 1, "a": 1}',
        '{"a": 1.0}',
        '{"a": NaN}',
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_file_of_ours_is_refused_in_one_line(files, verify, text, place):
    documents = list(files(1))
    documents[place] = text
    code, line = verify(*documents)
    assert code == 1 and line.count("\n") == 1 and line.startswith("NOT VALID: ")


def places(value, way=()):
    """Yield the way to everything that a document holds."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in inside:
        yield (*way, name)
        yield from places(below, (*way, name))


@pytest.mark.parametrize("odd", [None, True, -1, 0.5, 10**30, "x", "", [], {}, [[]], {"a": []}], ids=repr)
def test_whatever_stands_anywhere_else_than_we_wrote_it_is_refused_in_one_line(files, verify, odd):
    tried = 0
    ours = files(2)
    for place, original in enumerate(ours):
        for *above, name in places(original):
            documents = list(copy.deepcopy(ours))
            holder = documents[place]
            for step in above:
                holder = holder[step]
            if holder[name] == odd and type(holder[name]) is type(odd):
                continue
            holder[name] = odd
            code, line = verify(*documents)
            assert (code, line.count("\n")) == (1, 1) and line.startswith("NOT VALID: "), (place, *above, name)
            tried += 1
    assert tried > 60


def test_a_name_twice_is_refused_where_two_readers_would_see_two_amounts(files, verify):
    receipt, statement = files(1)
    text = json.dumps(receipt).replace('"received": 5000', '"received": 9999, "received": 5000')
    assert verify(text, statement)[0] == 1


def test_a_file_that_is_not_there_is_said(capsys, tmp_path):
    assert main([str(tmp_path / "none.json"), str(tmp_path / "none.json")]) == 1
    assert "cannot be read" in capsys.readouterr().out


def week(number: int):
    """Return a context manager: a Tuesday so many weeks later."""
    return time_machine.travel(datetime(2027, 1, 5, 12, tzinfo=UTC) + timedelta(weeks=number), tick=True)


@pytest.fixture
def three(gifts):
    """Three statements, a week and a gift between them."""
    made = []
    for number in range(3):
        with week(number):
            receive(fact(ref=f"later-{number}", minor=1_00), gifts[0])
            made.append(publish())
    return made


def document(statement) -> dict:
    return {"statement": json.loads(statement.body), "signature": statement.signature}


def test_a_history_that_nobody_rewrote_is_proved(files, verify, three):
    # The fixture that reads files has published one before.
    receipt, newest = files(1, three[-1])
    earlier = [document(statement) for statement in reversed(three[:-1])]
    assert verify(receipt, newest, *earlier)[0] == 0


def test_a_history_with_a_hole_is_told(files, verify, three):
    receipt, newest = files(1, three[-1])
    code, line = verify(receipt, newest, document(three[0]))
    assert code == 1 and "one is missing" in line


def test_us_ourselves_cannot_rewrite_what_was_published(files, verify, three):
    """With the key, an earlier statement with another total does not lead to the one that somebody kept."""
    receipt, newest = files(1, three[-1])
    forged = document(three[-2])["statement"]
    forged["totals"][0]["received"] += 1
    code, line = verify(receipt, newest, signed(forged, settings.STATEMENT_KEY))
    assert code == 1 and "does not follow" in line


def test_a_refund_after_a_statement_changes_the_next_and_not_that_one(files, verify, three, gifts):
    before = files(1, three[-1])
    receive(fact(MoneyKind.REFUNDED, minor=1_00, ref="refund-9"), gifts[0])
    assert files(1, three[-1]) == before and verify(*before)[0] == 0
    with week(4):
        after = files(1, publish())
    assert verify(*after)[0] == 0 and after[1]["statement"]["number"] == before[1]["statement"]["number"] + 1
