"""Random facts in any order and as often as it comes, corrections between them, and an abacus that counts along.

A sequence is a savepoint, so nothing of it remains. At its end all is told once more, in another order and with
other repetitions: ledger, pledges and public numbers must be the same.
"""

import random
from collections import Counter, defaultdict

import hypothesis
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from donations import ledger_check, life_cycle, tallies
from donations.accounts import Account, Correction, Reason
from donations.choices import MONEY, FactKind
from donations.facts import derive
from donations.ledger import Entry, Line, reversal
from donations.models import LedgerTransaction, Pledge, PledgeFact
from donations.providers.money_facts import Fact, MoneyKind
from donations.receiving import correct, receive
from donations.totals import totals_in_all
from tests.donations.ledger_balances import balances
from tests.donations.money_facts import NOON
from tests.factories.donations import PledgeFactory

STEPS = 40
CURRENCIES = ("EUR", "JPY", "KWD")
SIGNS = {
    MoneyKind.RECEIVED: ("income", 1),
    MoneyKind.REFUNDED: ("returned", -1),
    MoneyKind.DISPUTED: ("disputes", -1),
    MoneyKind.DISPUTE_WON: ("disputes", 1),
    MoneyKind.FEE: ("fees", -1),
}


class Machine(RuleBasedStateMachine):
    """Tells facts, and keeps beside them what each account must hold (`abacus`) and each pledge must have kept."""

    operations = 0
    off = 0
    pledges: tuple[Pledge, ...] = ()

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.told: list[tuple[Fact, int | None]] = []
        self.corrections: list[tuple] = []
        self.abacus: Counter = Counter()
        self.kept: Counter = Counter()
        self.assigned: set[str] = set()
        self.undone: set[str] = set()

    @rule(
        kind=st.sampled_from(list(MoneyKind)),
        currency=st.sampled_from(CURRENCIES),
        minor=st.integers(1, 10**9),
        provider=st.sampled_from(["fake", "stripe", "bank_transfer"]),
        number=st.sampled_from([None, 0, 1, 2]),
    )
    def tell(self, kind, currency, minor, provider, number):
        """A provider tells something new, of one of three pledges or of none."""
        ref = f"ref-{len(self.told)}"
        fact = Fact(provider, kind, ref, "", currency, minor, NOON)
        self.told.append((fact, number))
        booked = receive(fact, self._pledge(number))
        assert bool(booked) == (kind != MoneyKind.FAILED)
        self._count(fact, number)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), number=st.sampled_from([None, 0, 1, 2]))
    def tell_again(self, data, number):
        """It tells something that it has told before, and this time perhaps of another pledge."""
        fact, _before = data.draw(st.sampled_from(self.told))
        assert receive(fact, self._pledge(number)) is None
        Machine.operations += 1

    @precondition(lambda self: self._unmatched())
    @rule(data=st.data(), number=st.sampled_from([0, 1, 2]))
    def assign(self, data, number):
        """An officer finds out for which pledge some money was."""
        fact = data.draw(st.sampled_from(self._unmatched()))
        pledge = self.pledges[number]
        if pledge.currency != fact.currency:
            return
        self.assigned.add(fact.provider_ref)
        self.corrections.append((self._assign, fact, number))
        self._assign(fact, number)
        self.abacus[f"unmatched:{fact.provider}", fact.currency] += fact.minor
        self.abacus["income", fact.currency] -= fact.minor
        self.kept[number] += fact.minor
        Machine.operations += 1

    @precondition(lambda self: self._booked())
    @rule(data=st.data())
    def undo(self, data):
        """An officer undoes what was booked by mistake."""
        fact, number = data.draw(st.sampled_from(self._booked()))
        self.undone.add(fact.provider_ref)
        self.corrections.append((self._undo, fact, number))
        self._undo(fact, number)
        self._count(fact, number, -1)

    @rule(number=st.sampled_from([0, 1, 2]), kind=st.sampled_from([FactKind.CANCELLED, FactKind.LAPSED]))
    def close(self, number, kind):
        """A supporter calls a pledge off, or it lapses; money goes on coming."""
        held = life_cycle.hold(self.pledges[number].pk)
        life_cycle.record(held, kind, once=kind.value, at=timezone.now(), minor=0)
        Machine.operations += 1

    @rule()
    def fold(self):
        """The periodic work folds the public numbers."""
        tallies.fold()
        Machine.operations += 1

    @invariant()
    def nothing_is_off(self):
        """Each account holds what the abacus says, to the unit, and each currency sums to zero."""
        found = Counter({key: minor for key, minor in balances().items() if minor})
        due = Counter({key: minor for key, minor in self.abacus.items() if minor})
        difference = Counter(found)
        difference.subtract(due)
        Machine.off += sum(map(abs, difference.values()))
        assert all(sum(minor for (_a, code), minor in found.items() if code == one) == 0 for one in CURRENCIES)

    @invariant()
    def pledges_and_public_numbers_agree(self):
        """Pledges have kept what they were given, stand where their facts say, and the public reads the ledger."""
        today = timezone.now().date()
        for number, pledge in enumerate(self.pledges):
            pledge = Pledge.objects.get(pk=pledge.pk)
            facts = life_cycle.facts_of(pledge)
            assert pledge.status == derive(pledge.terms, facts, today)
            given = sum(f.minor if f.kind == FactKind.RECEIVED else -f.minor for f in facts if f.kind in MONEY)
            assert given == self.kept[number]
        assert tallies.differing() == []

    def teardown(self):
        """Everything once more, in another order; then as if nothing had been."""
        checked = ledger_check.verify()
        assert checked.broken is None
        before, chance = self._result(), random.Random(len(self.told))
        closed = list(PledgeFact.objects.filter(kind__in=[FactKind.CANCELLED, FactKind.LAPSED]))
        transaction.savepoint_rollback(self.savepoint)
        again = self.told * 2
        chance.shuffle(again)
        first = {fact.provider_ref: (fact, number) for fact, number in self.told}
        for fact, _number in again:
            receive(fact, self._pledge(first[fact.provider_ref][1]))
        for act, fact, number in self.corrections:
            act(fact, number)
        for row in closed:
            held = life_cycle.hold(row.pledge_id)
            life_cycle.record(held, row.kind, once=row.once, at=row.at, minor=row.minor)
        assert self._result() == before
        assert ledger_check.verify() == checked
        transaction.savepoint_rollback(self.savepoint)
        transaction.savepoint_commit(self.savepoint)

    def _count(self, fact: Fact, number: int | None, sign: int = 1) -> None:
        Machine.operations += 1
        if fact.kind == MoneyKind.FAILED:
            return
        account, direction = SIGNS[fact.kind]
        minor = sign * direction * fact.minor
        matches = number is not None and self.pledges[number].currency == fact.currency
        if account == "fees" or not matches:
            account = f"{'fees' if account == 'fees' else 'unmatched'}:{fact.provider}"
        elif matches:
            self.kept[number] += minor
        held = "bank" if fact.provider == "bank_transfer" else f"clearing:{fact.provider}"
        self.abacus[held, fact.currency] += minor
        self.abacus[account, fact.currency] -= minor

    def _pledge(self, number: int | None) -> Pledge | None:
        return None if number is None else Pledge.objects.get(pk=self.pledges[number].pk)

    def _unmatched(self) -> list[Fact]:
        gone = self.assigned | self.undone
        return [
            fact
            for fact, number in self.told
            if fact.kind == MoneyKind.RECEIVED and number is None and fact.provider_ref not in gone
        ]

    def _booked(self) -> list[tuple[Fact, int | None]]:
        gone = self.assigned | self.undone
        return [
            (fact, number)
            for fact, number in self.told
            if fact.kind != MoneyKind.FAILED and fact.provider_ref not in gone
        ]

    def _assign(self, fact: Fact, number: int) -> None:
        pledge = self.pledges[number]
        lines = (
            Line(Account.UNMATCHED, fact.currency, fact.minor, provider=fact.provider),
            Line(
                Account.INCOME,
                fact.currency,
                -fact.minor,
                programme=pledge.programme.translation_key,
                reference=pledge.reference,
            ),
        )
        ref = f"case-{fact.provider_ref}"
        assert correct(Entry("desk", Correction.ASSIGNED, ref, NOON, lines, Reason.REFERENCE_MISSING))

    def _undo(self, fact: Fact, _number: int | None) -> None:
        booked = LedgerTransaction.objects.get(
            provider=fact.provider, kind=fact.kind, provider_ref=fact.provider_ref
        )
        ref = f"undo-{fact.provider_ref}"
        assert correct(reversal(booked.entry, booked.pk, provider_ref=ref, at=NOON, reason=Reason.WRONG_AMOUNT))

    def _result(self) -> tuple:
        kept = defaultdict(int)
        for pledge in self.pledges:
            standing = life_cycle.settle(life_cycle.hold(pledge.pk), timezone.now().date())
            kept[pledge.pk] = (standing.status, standing.kept)
        return {key: minor for key, minor in balances().items() if minor}, kept, totals_in_all()


def run(sequences: int, seed: int | None = None) -> None:
    """Run so many sequences in the caller's transaction. Raises what the abacus finds."""
    Machine.operations = Machine.off = 0
    Machine.pledges = tuple(
        PledgeFactory(confirmed=True, currency=code, minor=minor)
        for code, minor in zip(CURRENCIES, (50_00, 5_000, 50_000), strict=True)
    )
    machine = hypothesis.seed(seed)(Machine) if seed is not None else Machine
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
