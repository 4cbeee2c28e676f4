"""Each sentence with which a reader refuses a file is known to the translators."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from donations.statements import entries
from donations.statements.entries import StatementError
from donations.statements.refusals import SENTENCES, refusal

FOLDER = Path(entries.__file__).parent
# Put together: a currency, a size (which the form asks about before), or the sentence of another reader.
PARTS = {"an amount has more decimals than ", "line ", "the file has "}
# Written behind the number of the line.
AFTER_A_LINE = {
    "a field has more lines than any bank makes", "its character encoding is not known", "this is not whole XML",
}  # fmt: skip


def said() -> set[str]:
    """Return what stands in the source as the text of a StatementError."""
    found = set()
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text())
        constants = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "StatementError":
                found.add(_text(node.args[0], constants))
    return found


def _text(node: ast.expr, constants: dict) -> str:
    if isinstance(node, ast.Name):
        return constants[node.id]
    if isinstance(node, ast.JoinedStr):
        return node.values[0].value
    return ast.literal_eval(node)


def test_each_sentence_of_the_readers_can_be_translated():
    sentences = said() - PARTS
    assert len(sentences) > 15 and sentences - SENTENCES == set()
    assert SENTENCES - sentences == AFTER_A_LINE


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_line_and_the_currency_stay_in_every_language(language):
    with translation.override(language):
        told = refusal(StatementError("line 12: an amount has more decimals than JPY has"))
        whole = refusal(StatementError("this is neither camt.053 nor MT940"))
    assert "12" in told and "JPY" in told and "decimals" not in told
    assert "camt.053" in whole and "neither" not in whole


def test_in_english_the_sentence_stands_as_it_is():
    told = refusal(StatementError("line 3: this is not whole XML"))
    assert told == "Nothing was taken in. Line 3: this is not whole XML."
    assert refusal(StatementError("something new")) == "Nothing was taken in: something new."
