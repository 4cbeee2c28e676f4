"""A million pledges and their ledger: what public numbers and lists cost, and how fast all is worked out again.

`LEDGER_PLEDGES`, `TRANSACTIONS` and `LEDGER_OPERATIONS` in the environment make it smaller.
"""

import logging
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import transaction

from campaign_site.accounts.roles import sync_roles
from donations import ledger_check, tallies
from donations.booking import book
from donations.ledger import entry_of
from donations.models import Pledge
from donations.totals import totals_in_all
from tests.bench import asking
from tests.bench.asking import processor_seconds
from tests.bench.table import Row, at_least, at_most, exactly, say
from tests.donations.ledger_machine import STEPS, Machine, run
from tests.donations.money_facts import fact
from tests.factories.accounts import UserFactory, whole_sign_in
from tests.factories.donations import ProgrammePageFactory
from tests.factories.many_pledges import analyse, write_ledger, write_pledges

PLEDGES = int(os.environ.get("LEDGER_PLEDGES", 1_000_000))
TRANSACTIONS = int(os.environ.get("TRANSACTIONS", 500_000))
OPERATIONS = int(os.environ.get("LEDGER_OPERATIONS", 10_000))
BOOKINGS, ROUNDS, PROGRAMMES = 500, 15, 12


def measure() -> list[Row]:
    """Tell facts in every order first; then fill the tables, and ask."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sync_roles()
    # What is told again of another pledge is logged, as it should be.
    logging.getLogger("donations.booking").setLevel(logging.CRITICAL)
    rows = _abacus()
    programmes = ProgrammePageFactory.create_batch(PROGRAMMES)
    say(f"writing {TRANSACTIONS:,} transactions …")
    write_ledger(programmes, TRANSACTIONS)
    say(f"writing {PLEDGES:,} pledges …")
    write_pledges(programmes, PLEDGES)
    rows.append(_verified())
    say("folding …")
    tallies.fold()
    analyse()
    assert not tallies.differing()
    rows.append(Row(f"public totals at {PLEDGES:,} pledges: ms", _middle(totals_in_all), at_most(5)))
    return [*rows, *_lists(), _booked()]


def _abacus() -> list[Row]:
    say(f"{OPERATIONS:,} operations on the ledger …")
    done = off = 0
    while done < OPERATIONS:
        with transaction.atomic():
            run(max(1, (OPERATIONS - done) // STEPS))
            transaction.set_rollback(True)
        done, off = done + Machine.operations, off + Machine.off
    return [
        Row("operations on the ledger, in random order and again", done, at_least(OPERATIONS)),
        Row("units off, in any currency", off, exactly(0)),
    ]


def _verified() -> Row:
    say("working the ledger out again …")
    began = processor_seconds()
    checked = ledger_check.verify()
    spent = processor_seconds() - began
    assert checked.broken is None and checked.transactions == TRANSACTIONS
    return Row("lines of the ledger verified in a second", int(checked.lines / spent), at_least(50_000))


def _lists() -> list[Row]:
    user_logged_in.connect(whole_sign_in)
    asking.CLIENT.force_login(UserFactory(role="Fundraising officer"))
    somebody = Pledge.objects.order_by("pk")[PLEDGES // 3]
    lists = {
        "pledges": "/admin/pledge/",
        "pledges, page 150": "/admin/pledge/?p=150",
        "pledges lapsed in one currency": "/admin/pledge/?status=lapsed&currency=CHF",
        "pledges in two states": "/admin/pledge/?status=active&status=lapsed",
        "pledges of one programme": f"/admin/pledge/?programme={somebody.programme.translation_key}",
        "a reference": f"/admin/pledge/?q={somebody.reference}",
        "a mail address": f"/admin/pledge/?q={somebody.email}",
        "a part of a name": "/admin/pledge/?q=name+7777",
        "a word that nobody has": "/admin/pledge/?q=zzzzzz",
        "ledger": "/admin/ledger/",
        "ledger, refunds": "/admin/ledger/?kind=refunded",
        "ledger, a reference": f"/admin/ledger/?q={somebody.reference}",
        "a day of the ledger": "/admin/reconciliation/?day=2021-05-05",
    }
    return [
        Row(f"list, {name}: ms", _middle(lambda address=address: asking.get(address)), at_most(300))
        for name, address in lists.items()
    ]


def _booked() -> Row:
    began = time.perf_counter()
    for number in range(BOOKINGS):
        assert book(entry_of(fact(ref=f"bench-{number}")))
    return Row("transactions booked in a second", int(BOOKINGS / (time.perf_counter() - began)))


def _middle(act: Callable) -> float:
    """Return the median of the processor's milliseconds, the database's among them."""
    spent = []
    for _round in range(ROUNDS):
        began = processor_seconds()
        act()
        spent.append((processor_seconds() - began) * 1000)
    return statistics.median(spent)
