"""Whatever happens to pledges, in whatever order and at once: the stored status is what their facts come to."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations import managing, overdue, pledging
from donations.choices import FINAL, NEVER_CONFIRMED, FactKind, PledgeStatus
from donations.facts import stand
from donations.life_cycle import facts_of, hold, record, settle
from donations.models import Pledge, PledgeFact
from tests.donations.settled import assert_settled, money
from tests.factories.donations import PledgeFactory, ProgrammePageFactory
from tests.together import together

pytestmark = pytest.mark.django_db

YESTERDAY = timedelta(days=1)


@pytest.mark.parametrize("status", [*PledgeStatus])
def test_money_is_booked_in_every_state(status):
    state = {"email": ""} if status == PledgeStatus.EXPIRED else {"monthly": status == PledgeStatus.ENDED}
    pledge = PledgeFactory(confirmed=status not in NEVER_CONFIRMED, status=status, **state)
    assert money(pledge, 7_00, "bank:1")
    assert not money(pledge, 7_00, "bank:1")
    assert PledgeFact.objects.filter(pledge=pledge, once="bank:1").count() == 1
    stored = assert_settled(pledge)
    assert status not in FINAL - {PledgeStatus.EXPIRED} or stored.status in FINAL


def test_money_after_a_cancel_is_booked_and_the_pledge_stays_closed():
    pledge = PledgeFactory(confirmed=True)
    pledging.cancel(pledge)
    money(pledge, 20_00, "stripe:late")
    assert assert_settled(pledge).status == PledgeStatus.CLOSED_SHORT


def test_money_confirms_a_pledge_and_the_link_in_the_mail_still_works(mailoutbox, run_commits):
    pledge = PledgeFactory()
    money(pledge, 50_00, "bank:1")
    assert assert_settled(pledge).status == PledgeStatus.FULFILLED
    with run_commits():
        assert pledging.confirm(pledge) and not pledging.confirm(pledge)
    assert len(mailoutbox) == 1 and assert_settled(pledge).status == PledgeStatus.FULFILLED


def test_money_for_an_expired_pledge_still_lands():
    pledge = PledgeFactory(status="expired", email="")
    money(pledge, 50_00, "bank:1")
    stored = assert_settled(pledge)
    assert (stored.status, stored.email) == (PledgeStatus.FULFILLED, "")


def test_a_refund_opens_a_fulfilled_pledge_again():
    pledge = PledgeFactory(confirmed=True)
    money(pledge, 50_00, "bank:1")
    assert assert_settled(pledge).status == PledgeStatus.FULFILLED
    money(pledge, 10_00, "bank:2", FactKind.RETURNED)
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE


def test_a_transfer_with_a_value_date_to_come_counts_at_once():
    pledge = PledgeFactory(confirmed=True)
    money(pledge, 50_00, "bank:1", at=timezone.now() + timedelta(days=2))
    assert assert_settled(pledge).status == PledgeStatus.FULFILLED
    assert PledgeFact.objects.get(once="bank:1").at <= timezone.now()


def test_money_that_a_machine_with_a_faster_clock_booked_is_not_lost_from_sight(time_machine_at):
    pledge = PledgeFactory(confirmed=True)
    with time_machine_at(days=1):
        money(pledge, 50_00, "bank:1")
    managing.stop_reminders(pledge)
    assert Pledge.objects.get(pk=pledge.pk).status == PledgeStatus.FULFILLED


def test_money_of_nothing_is_refused_and_changes_nothing():
    pledge = PledgeFactory(confirmed=True)
    with pytest.raises(IntegrityError):
        money(pledge, 0, "bank:1")
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE


def test_settling_again_writes_nothing(django_assert_num_queries):
    pledge = PledgeFactory(confirmed=True)
    settle(pledge, timezone.now().date())
    with django_assert_num_queries(1):
        settle(pledge, timezone.now().date())


MONEY_FACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [FactKind.RECEIVED, FactKind.RECEIVED, FactKind.RETURNED, FactKind.CONFIRMED, FactKind.CANCELLED]
        ),
        st.integers(1, 60_00),
        st.integers(0, 300),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=MONEY_FACTS, rhythm=st.sampled_from(["once", "monthly"]), data=st.data())
def test_the_same_facts_in_two_orders_with_repeats_lead_to_the_same_rows(facts, rhythm, data):
    facts = list({f"{kind}:{once}": (kind, minor, days, once) for kind, minor, days, once in facts}.values())
    programme, made_at = ProgrammePageFactory(), datetime(2025, 1, 1, tzinfo=UTC)
    ends = []
    for order in (facts, data.draw(st.permutations(facts + facts[:3]))):
        pledge = PledgeFactory(programme=programme, rhythm=rhythm, created_at=made_at)
        for kind, minor, days, once in order:
            amount = {} if kind in {FactKind.CONFIRMED, FactKind.CANCELLED} else {"minor": minor}
            with transaction.atomic():
                record(hold(pledge.pk), kind, once=f"{kind}:{once}", at=made_at + timedelta(days=days), **amount)
        stored = assert_settled(pledge)
        ends.append((stored.status, stored.minor, stored.confirmed_at, stored.next_on))
    assert ends[0] == ends[1]


ACTS = {
    "confirm": pledging.confirm,
    "cancel": pledging.cancel,
    "resume": managing.resume,
    "stop": managing.stop_reminders,
    "forget": managing.forget,
    "pause": lambda pledge: managing.pause(pledge, 3),
    "change": lambda pledge: managing.change(pledge, 80_00),
    "change back": lambda pledge: managing.change(pledge, 50_00),
    "pay": lambda pledge: money(pledge, 25_00, f"bank:{PledgeFact.objects.count()}"),
    "send back": lambda pledge: money(pledge, 10_00, f"back:{PledgeFact.objects.count()}", FactKind.RETURNED),
    "expire": lambda pledge: pledging.expire_unconfirmed(),
    "tick": lambda pledge: overdue.run_due(),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 120)), max_size=12),
    rhythm=st.sampled_from(["once", "monthly", "instalments"]),
)
def test_after_every_act_of_anybody_the_status_is_what_the_facts_come_to(acts, rhythm, time_machine_at):
    pledge = PledgeFactory(rhythm=rhythm, instalments=3 if rhythm == "instalments" else 1)
    days = 0
    for name, wait in acts:
        days += wait
        with time_machine_at(days=days):
            ACTS[name](pledge)
            stored = assert_settled(pledge)
            assert stored.status == settle(stored, timezone.now().date()).status


@pytest.mark.django_db(transaction=True)
def test_two_that_bring_the_same_money_at_once_book_it_once():
    pledge = PledgeFactory(confirmed=True, monthly=True)

    def bring():
        return [money(pledge, 1_00, f"bank:{number}") for number in range(10)]

    booked = [one for brought in together(*[bring] * 4) for one in brought]
    assert booked.count(True) == 10 and len(booked) == 40
    stored = assert_settled(pledge)
    assert stand(stored.terms, facts_of(stored), timezone.now().date()).received == 10_00


def test_pledges_from_before_there_were_facts_get_theirs():
    programme, now = ProgrammePageFactory(), timezone.now()
    Pledge.objects.bulk_create(
        PledgeFactory.build(programme=programme, reference=f"R{number}", **state)
        for number, state in enumerate(
            [
                {},
                {"confirmed": True},
                {"confirmed": True, "status": "cancelled"},
                {
                    "status": "expired",
                    "email": "",
                    "created_at": now - 9 * YESTERDAY,
                    "expires_at": now - YESTERDAY,
                },
            ]
        )
    )
    assert not PledgeFact.objects.exists()
    before = list(Pledge.objects.order_by("pk").values_list("status", "minor", "confirmed_at"))
    import_module("donations.migrations.0004_facts").write_what_happened(apps, None)
    for pledge in Pledge.objects.all():
        settle(pledge, now.date())
        assert_settled(pledge)
    assert list(Pledge.objects.order_by("pk").values_list("status", "minor", "confirmed_at")) == before


def test_the_migration_stops_at_a_pledge_that_it_could_not_explain():
    PledgeFactory(status="lapsed", confirmed_at=timezone.now())
    with pytest.raises(RuntimeError, match="1 pledges"):
        import_module("donations.migrations.0004_facts").write_what_happened(apps, None)
