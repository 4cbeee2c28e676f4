"""What the database refuses, also from somebody who comes past the forms."""

import pytest
from django.db import connection
from django.utils import timezone

from donations.accounts import Reason
from donations.currencies import CURRENCIES
from donations.ledger import Entry, Line
from donations.models import Settlement, SettlementPart, Statement, StatementEntry
from donations.receiving import correct
from donations.second_person import ONE_PERSON_UP_TO
from donations.statements.choices import EntryState, SettlementState, Way
from tests.donations.refused import is_refused
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory, ProgrammePageFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(bring):
    bring(camt([Paid("5000.00", "x")]))
    return StatementEntry.objects.get()


@pytest.fixture
def proposal(entry):
    return Settlement.objects.create(
        entry=entry, way=Way.SEND_BACK, reason=Reason.PAYER_ASKED, currency="EUR", minor=500000,
        proposed_by=UserFactory(),
    )  # fmt: skip


@pytest.mark.parametrize("column", ["minor", "currency", "booked_on", "is_credit", "identity", "bank_reference"])
def test_an_attacker_with_the_database_changes_nothing_that_the_bank_said(entry, column):
    value = {"minor": 1, "currency": "USD", "booked_on": "2020-01-01", "is_credit": False}.get(column, "forged")
    assert is_refused(
        lambda: StatementEntry.objects.filter(pk=entry.pk).update(**{column: value, "version": entry.version + 1})
    )


def test_a_change_that_does_not_count_the_version_is_refused(entry):
    entries = StatementEntry.objects.filter(pk=entry.pk)
    assert is_refused(lambda: entries.update(state=EntryState.SETTLED, words="", payer=""))
    assert not is_refused(
        lambda: entries.update(state=EntryState.SETTLED, words="", payer="", version=entry.version + 1)
    )


def test_a_payers_words_cannot_stay_behind_a_case(entry):
    assert is_refused(lambda: StatementEntry.objects.filter(pk=entry.pk).update(state="settled", version=2))


def test_nothing_is_deleted_or_replaced(entry, proposal):
    part = SettlementPart.objects.create(settlement=proposal, minor=1)
    for row in (part, proposal, entry, Statement.objects.get()):
        table = row._meta.db_table

        def delete(table=table):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")

        assert is_refused(delete)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces")
def test_an_attacker_with_a_console_of_their_own_replaces_nothing(entry, proposal):
    part = SettlementPart.objects.create(settlement=proposal, minor=1)
    with connection.cursor() as cursor:
        # With it, as on our connections, a replacement asks the triggers on deletion as well.
        cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            for row in (part, proposal, entry, Statement.objects.get()):
                table = row._meta.db_table
                sql = f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = {row.pk}"
                assert is_refused(lambda sql=sql: connection.cursor().execute(sql)), table
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")


def test_which_statement_a_payment_came_from_is_not_changed(entry):
    assert is_refused(lambda: Statement.objects.update(account=None))
    assert is_refused(lambda: Statement.objects.update(digest="forged"))


def test_the_limits_name_every_currency():
    assert set(ONE_PERSON_UP_TO) == set(CURRENCIES)


def test_one_person_alone_cannot_have_a_large_decision_done(proposal):
    alone = {"state": SettlementState.DONE, "way": Way.SET_ASIDE, "decided_at": timezone.now()}
    decision = Settlement(entry=proposal.entry, reason=Reason.NOT_FOR_US, currency="EUR", minor=500000, **alone)
    decision.proposed_by = proposal.proposed_by
    assert is_refused(decision.save)
    decision.decided_by = UserFactory()
    assert not is_refused(decision.save)


def test_nobody_is_their_own_second_person(proposal):
    own = {"state": SettlementState.DONE, "way": Way.SET_ASIDE, "decided_at": timezone.now()}
    decision = Settlement(entry=proposal.entry, reason=Reason.NOT_FOR_US, currency="EUR", minor=500000, **own)
    decision.proposed_by = decision.decided_by = proposal.proposed_by
    assert is_refused(decision.save)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "matched", "words": "", "payer": ""}, {"state": "gone"}, {"cause": "rain"}, {"state": "settled"}],
)  # fmt: skip
def test_a_payment_is_in_no_state_that_makes_no_sense(entry, wrong):
    assert is_refused(lambda: StatementEntry.objects.filter(pk=entry.pk).update(version=2, **wrong))


@pytest.mark.parametrize("wrong", [{"state": "refused"}, {"decided_at": timezone.now()}, {"way": "burn"}])
def test_a_decision_is_in_no_state_that_makes_no_sense(proposal, wrong):
    values = {"entry": proposal.entry, "way": Way.SEND_BACK, "reason": Reason.PAYER_ASKED, "currency": "EUR"}
    Settlement.objects.filter(pk=proposal.pk).update(state=SettlementState.REFUSED, decided_at=timezone.now())
    decision = Settlement(**{**values, "minor": 500000, "proposed_by": proposal.proposed_by, **wrong})
    assert is_refused(decision.save)


def test_a_part_is_more_than_nothing_and_goes_to_one_place(proposal):
    pledge = PledgeFactory()
    assert is_refused(lambda: SettlementPart.objects.create(settlement=proposal, minor=0))
    assert is_refused(
        lambda: SettlementPart.objects.create(
            settlement=proposal, minor=1, pledge=pledge, programme=pledge.programme
        )
    )


def test_a_decision_about_another_amount_than_the_payments_is_refused(proposal):
    small = Settlement(
        entry=proposal.entry, way=Way.SEND_BACK, reason=Reason.PAYER_ASKED, currency="EUR", minor=5,
        proposed_by=proposal.proposed_by, state=SettlementState.REFUSED, decided_at=timezone.now(),
    )  # fmt: skip
    assert is_refused(small.save)
    small.minor = 500000
    assert not is_refused(small.save)


def test_one_payment_waits_for_one_decision_at_a_time(proposal):
    assert is_refused(
        lambda: Settlement.objects.create(
            entry=proposal.entry, way=Way.SEND_BACK, reason=Reason.PAYER_ASKED, currency="EUR", minor=500000,
            proposed_by=UserFactory(),
        )
    )  # fmt: skip


def test_what_moves_money_is_done_only_with_its_transaction(proposal):
    done = {"state": SettlementState.DONE, "decided_by": UserFactory(), "decided_at": timezone.now()}
    assert is_refused(lambda: Settlement.objects.filter(pk=proposal.pk).update(**done))


def test_what_is_proposed_and_what_was_decided_stay(proposal):
    decisions = Settlement.objects.filter(pk=proposal.pk)
    assert is_refused(lambda: decisions.update(way=Way.KEEP))
    part = SettlementPart.objects.create(settlement=proposal, minor=1)
    assert is_refused(lambda: SettlementPart.objects.filter(pk=part.pk).update(minor=2))
    assert not is_refused(lambda: decisions.update(state=SettlementState.REFUSED, decided_at=timezone.now()))
    assert is_refused(lambda: decisions.update(state=SettlementState.WAITING, decided_at=None))
    assert is_refused(lambda: SettlementPart.objects.create(settlement=proposal, minor=1))


def test_an_attacker_with_the_database_has_no_programme_return_what_it_was_not_given(bring):
    bring(camt([Paid("50.00", "x"), Paid("50.00", "back", mark="RC", bank="R1")], closing="100.00"))
    taken, programme = StatementEntry.objects.get(is_credit=False), ProgrammePageFactory()
    officer, second = UserFactory.create_batch(2)
    done = {"state": SettlementState.DONE, "decided_by": second, "decided_at": timezone.now()}

    def decision(entry) -> Settlement:
        made = Settlement.objects.create(
            entry=entry, way=Way.ASSIGN, reason=Reason.PAYER_SAID, currency="EUR", minor=5000, proposed_by=officer
        )
        made.parts.create(programme=programme, minor=5000)
        return made

    def have_done(made, ref) -> bool:
        lines = (Line("bank", "EUR", 1), Line("unmatched", "EUR", -1, provider="bank_transfer"))
        booked = correct(Entry("bank_transfer", "assigned", ref, timezone.now(), lines, Reason.PAYER_SAID))
        return not is_refused(lambda: Settlement.objects.filter(pk=made.pk).update(booked=booked, **done))

    taking = decision(taken)
    assert not have_done(taking, "a")
    assert have_done(decision(StatementEntry.objects.get(is_credit=True)), "b")
    assert have_done(taking, "c")
