"""Who is forgotten is forgotten in payments too, while the cases that they are stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from donations import managing, overdue, pledging
from donations.accounts import Reason
from donations.due import FORGET_AFTER
from donations.models import Pledge, StatementEntry
from donations.second_person import Overtaken
from donations.statements.choices import EntryState, SettlementState, Way
from donations.statements.settling import Part, approve, settle
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge(bring):
    """A pledge that was paid too much, by a payer who wrote something."""
    pledge = PledgeFactory(confirmed=True)
    bring(camt([Paid("2000.00", f"from Quorl {pledge.reference}", payer="Quorl")]))
    return pledge


def the_case(pledge) -> StatementEntry:
    return StatementEntry.objects.get(reference=pledge.reference)


def test_what_a_forgotten_supporter_wrote_into_a_transfer_is_gone_and_the_case_stays(bring, pledge):
    other = PledgeFactory(confirmed=True)
    bring(camt([Paid("90.00", f"from Ada {other.reference}", payer="Ada")], number="S2"))
    managing.forget(pledge)
    case = the_case(pledge)
    assert (case.state, case.payer, case.words) == (EntryState.TO_CHECK, "", "")
    assert the_case(other).payer == "Ada"


def suggested(bring) -> StatementEntry:
    """A payment whose reference has a slip in it: it may be a pledge's."""
    pledge = PledgeFactory(confirmed=True)
    slip = pledge.reference[:8] + str((int(pledge.reference[8]) + 1) % 10) + pledge.reference[9:]
    bring(camt([Paid("70.00", f"from Quorl {slip}", payer="Quorl")], number="S7"))
    entry = StatementEntry.objects.get(minor=70_00)
    assert entry.suggested == pledge.reference and entry.payer
    return entry


def forget_by_retention(pledge, travel):
    assert pledging.cancel(pledge)
    with travel(days=FORGET_AFTER.days + 1):
        assert overdue.run_due()


@pytest.mark.parametrize("by", ["the supporter", "retention"])
def test_what_was_written_into_a_transfer_that_only_may_be_the_forgotten_ones_is_gone_too(
    bring, time_machine_at, by
):
    before = suggested(bring)
    bring(camt([Paid("20.00", "from Ada", payer="Ada")], number="S8"))
    pledge = Pledge.objects.get(reference=before.suggested)
    if by == "retention":
        forget_by_retention(pledge, time_machine_at)
    else:
        managing.forget(pledge)
    after = StatementEntry.objects.get(pk=before.pk)
    assert (after.state, after.payer, after.words) == (EntryState.OPEN, "", "")
    assert (after.minor, after.suggested, after.cause) == (70_00, pledge.reference, before.cause)
    assert StatementEntry.objects.get(minor=20_00).payer == "Ada", "nothing says whose it is"


def test_what_an_officer_proposed_to_give_to_the_forgotten_one_is_decided_without_words(bring):
    pledge, (first, second) = (
        PledgeFactory(confirmed=True),
        UserFactory.create_batch(2, role="Fundraising officer"),
    )
    bring(camt([Paid("2000.00", "from Quorl", payer="Quorl")]))
    entry = StatementEntry.objects.get()
    parts = [Part(2_000_00, pledge=pledge)]
    proposal = settle(
        entry.pk, way=Way.ASSIGN, reason=Reason.PAYER_SAID, parts=parts, actor=first, version=entry.version
    )
    managing.forget(pledge)
    entry.refresh_from_db()
    assert (entry.payer, entry.words) == ("", "")
    assert approve(proposal.pk, actor=second, version=entry.version).state == SettlementState.DONE


def test_who_agrees_with_what_they_saw_before_the_supporter_was_forgotten_looks_again(pledge):
    first, second = UserFactory.create_batch(2, role="Fundraising officer")
    case = the_case(pledge)
    settlement = settle(
        case.pk, way=Way.SEND_BACK, reason=Reason.PAYER_ASKED, parts=(), actor=first, version=case.version
    )
    seen = the_case(pledge).version
    managing.forget(pledge)
    with pytest.raises(Overtaken):
        approve(settlement.pk, actor=second, version=seen)
    assert approve(settlement.pk, actor=second, version=the_case(pledge).version).state == SettlementState.DONE


def forget_by_clock(pledge):
    Pledge.objects.filter(pk=pledge.pk).update(next_on=timezone.now().date())
    assert overdue.run_due() == 0, "nothing was due; it was only looked at"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one lock for all that is written")
@pytest.mark.parametrize("act", [managing.forget, forget_by_clock])
def test_payments_are_locked_before_pledges_so_that_no_officer_waits_in_a_circle(pledge, act):
    with CaptureQueriesContext(connection) as captured:
        act(pledge)
    asked = [query["sql"] for query in captured]
    payments = next(n for n, sql in enumerate(asked) if 'FROM "donations_statemententry"' in sql)
    held = next(n for n, sql in enumerate(asked) if 'FROM "donations_pledge"' in sql and "FOR UPDATE" in sql)
    assert payments < held
