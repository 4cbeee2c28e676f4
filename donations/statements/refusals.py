"""Why a bank's file was refused, in the officer's language: the readers say it in English, as the command does."""

import re

from django.utils.translation import gettext, gettext_noop

from donations.statements.entries import StatementError

_PLACE = re.compile(r"line (\d+): (.+)", re.DOTALL)
_DECIMALS = re.compile(r"an amount has more decimals than ([A-Z]{3}) has")
# What the readers say, so that it is translated (a test finds those that are missing).
SENTENCES = frozenset({
    gettext_noop("a balance cannot be read"),
    gettext_noop("a currency is missing or is no code of three letters"),
    gettext_noop("a date is none"),
    gettext_noop("a field has more lines than any bank makes"),
    gettext_noop(
        "a statement's balances and its entries do not add up: some are missing or changed. "
        "Ask the bank for the file again"
    ),
    gettext_noop("a statement names no account"),
    gettext_noop("a statement names no account (field 25)"),
    gettext_noop("an amount is larger than any bank moves"),
    gettext_noop("an amount is no plain number"),
    gettext_noop("an amount neither came nor went: its CdtDbtInd is missing"),
    gettext_noop("an element is longer than any bank makes it"),
    gettext_noop("an entry (field 61) cannot be read"),
    gettext_noop("an entry comes before the opening balance (field 60)"),
    gettext_noop("elements lie too deep in each other"),
    gettext_noop("its character encoding is not known"),
    gettext_noop("one entry has more payments in it than any bank puts together"),
    gettext_noop("the balances of one statement are in two currencies"),
    gettext_noop("the file declares a document type or entities; no bank's statement does"),
    gettext_noop("the file ends in the middle of a statement"),
    gettext_noop("this is neither camt.053 nor MT940"),
    gettext_noop("this is not MT940: it does not begin with field 20"),
    gettext_noop("this is not MT940: there is no field in it"),
    gettext_noop("this is not camt.053.001.02 to .08"),
    gettext_noop("this is not whole XML"),
})  # fmt: skip


def refusal(error: StatementError) -> str:
    """Return the sentence to put beside the file: nothing was taken in, where it is damaged, and how."""
    place = _PLACE.fullmatch(str(error))
    why = _translated(place[2] if place else str(error))
    if place:
        return gettext("Nothing was taken in. Line %(line)s: %(why)s.") % {"line": place[1], "why": why}
    return gettext("Nothing was taken in: %(why)s.") % {"why": why}


def _translated(why: str) -> str:
    if decimals := _DECIMALS.fullmatch(why):
        return gettext("an amount has more decimals than %(currency)s has") % {"currency": decimals[1]}
    return gettext(why)
