"""Officers see what there is to do, decide, and are told when somebody else was faster; nobody else gets in."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from donations.models import LedgerTransaction, Settlement, Statement, StatementEntry
from donations.references import spaced
from donations.statements import waiting
from donations.statements.choices import EntryState, SettlementState
from tests.accounts.by_form import confirm
from tests.factories.accounts import UserFactory
from tests.factories.accounts import signed_in as proved
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory, programmes
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db

LIST = "/admin/bank_payment/"


def signed_in(role: str) -> Client:
    client = Client()
    client.user = UserFactory(role=role)
    client.force_login(client.user)
    return client


@pytest.fixture
def officer():
    return signed_in("Fundraising officer")


@pytest.fixture
def second():
    return signed_in("Fundraising officer")


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True, name="Maria Example")


def only() -> StatementEntry:
    return StatementEntry.objects.get()


def page(client, entry) -> str:
    response = client.get(reverse("bank_payment:inspect", args=[entry.pk]))
    assert response.status_code == 200
    return response.content.decode()


def address(entry, way: str) -> str:
    return reverse("settle_payment", args=[entry.pk, way])


def test_an_officer_finds_what_there_is_to_do(bring, officer, pledge):
    bring(camt([Paid("50.00", pledge.reference), Paid("20.00", "no words", payer="Ada Odd")]))
    every = officer.get(LIST).content.decode()
    assert spaced(pledge.reference) in every and "Ada Odd" in every
    cases = officer.get(LIST, {"show": "cases"}).content.decode()
    assert "Ada Odd" in cases and spaced(pledge.reference) not in cases
    assert "Ada Odd" in officer.get(LIST, {"q": "ada"}).content.decode()
    assert "Ada Odd" not in officer.get(LIST, {"q": spaced(pledge.reference)}).content.decode()
    home = officer.get("/admin/").content.decode()
    assert "Bank transfers to look at" in home


def test_the_case_suggests_the_near_reference_and_the_pledge_of_the_payers_name(bring, officer, pledge):
    near = PledgeFactory(confirmed=True)
    slip = near.reference[:8] + str((int(near.reference[8]) + 1) % 10) + near.reference[9:]
    bring(camt([Paid("50.00", slip, payer="maria example")]))
    shown = page(officer, only())
    assert spaced(near.reference) in shown and spaced(pledge.reference) in shown
    assert f"?reference={near.reference}" in shown


def test_what_has_the_money_already_is_not_suggested_and_each_reference_leads_to_its_pledge(
    bring, officer, pledge
):
    """The second payment of a single gift is booked to its pledge, and somebody has to look at it."""
    other = PledgeFactory(confirmed=True, name="Maria Example")
    bring(camt([Paid("50.00", pledge.reference, bank=f"B{number}") for number in range(2)]))
    shown = page(officer, StatementEntry.objects.get(state=EntryState.TO_CHECK))
    suggestions = shown.partition("It may be for one of these")[2]
    assert spaced(other.reference) in suggestions and spaced(pledge.reference) not in suggestions
    for each in (pledge, other):
        assert shown.count(f'href="/admin/pledge/inspect/{each.pk}/"') == 1


def test_whoever_may_not_see_pledges_gets_no_link_to_one(bring, officer, pledge):
    bring(camt([Paid("50.00", pledge.reference)]))
    of_role = Group.objects.get(name="Fundraising officer").permissions
    of_role.remove(Permission.objects.get(codename="view_pledge"))
    shown = page(officer, only())
    assert spaced(pledge.reference) in shown and "/admin/pledge/inspect/" not in shown


def test_a_decision_that_waits_names_payment_way_amount_and_pledge(bring, officer, second, pledge):
    bring(camt([Paid("2000.00", "x")]))
    sent = {"pledge": pledge.reference, "reason": "payer_said", "version": only().version}
    officer.post(address(only(), "assign"), sent)
    shown = second.get(reverse("waiting_decisions")).content.decode()
    assert f'href="/admin/bank_payment/inspect/{only().pk}/">Bank transfer #{only().pk}</a>' in shown
    assert f'href="/admin/pledge/inspect/{pledge.pk}/">{spaced(pledge.reference)}</a>' in shown
    assert "Assign it" in shown and "2,000.00\xa0EUR" in shown


def test_what_went_out_is_written_with_a_minus(bring, officer):
    bring(camt([Paid("50.00", "x"), Paid("3.00", "fee", mark="D")]))
    shown = officer.get(LIST).content.decode()
    assert "<bdi>-3.00\xa0EUR</bdi>" in shown and "<bdi>50.00\xa0EUR</bdi>" in shown
    rows = csv.DictReader(io.StringIO(officer.get(LIST, {"export": "csv"}).getvalue().decode()))
    assert sorted(row["Amount"] for row in rows) == ["-3.00", "50.00"]


def test_an_officer_assigns_by_the_reference_as_it_is_written_on_paper(bring, officer, pledge):
    bring(camt([Paid("50.00", "no words")]))
    form = officer.get(address(only(), "assign"), {"reference": pledge.reference})
    assert f'value="{pledge.reference}"' in form.content.decode()
    sent = {"pledge": spaced(pledge.reference).lower(), "reason": "payer_said", "version": only().version}
    answer = officer.post(address(only(), "assign"), sent, follow=True)
    assert "Done." in answer.content.decode()
    assert only().state == EntryState.SETTLED
    assert spaced(pledge.reference) in page(officer, only())


def test_a_gift_without_a_pledge_is_given_to_a_programme(bring, officer):
    bring(camt([Paid("50.00", "a gift")]))
    programme = ProgrammePageFactory()
    sent = {"programme": programme.pk, "reason": "reference_missing", "version": only().version}
    officer.post(address(only(), "assign"), sent)
    assert programme.title in page(officer, only())


def test_a_programme_is_offered_once_and_named_in_the_officers_language(bring, officer, pledge):
    french = ProgrammePageFactory(
        title="Maison sûre", parent=programmes("fr"), translation_key=pledge.programme.translation_key
    )
    bring(camt([Paid("50.00", "x", payer="Maria Example")]))
    UserProfile.objects.create(user=officer.user, preferred_language="fr")
    offered = officer.get(address(only(), "assign")).context["form"].fields["programme"].queryset
    assert list(offered) == [french]
    assert "Maison sûre" in page(officer, only())
    sent = {"programme": french.pk, "reason": "reference_missing", "version": only().version}
    officer.post(address(only(), "assign"), sent)
    shown = page(officer, only())
    assert "Maison sûre" in shown and pledge.programme.title not in shown


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"pledge": "RF18539007547035"}, "No pledge has this reference"),
        ({}, "Give the reference of a pledge, or choose a programme"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "paid_twice"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_booked(bring, officer, sent, words):
    bring(camt([Paid("50.00", "x")]))
    answer = officer.post(address(only(), "assign"), {"reason": "payer_said", "version": only().version, **sent})
    assert words in answer.content.decode()
    assert LedgerTransaction.objects.count() == 1


def test_a_pledge_in_another_currency_is_refused_with_the_reason(bring, officer):
    bring(camt([Paid("50.00", "x")]))
    dollars = PledgeFactory(confirmed=True, currency="USD")
    sent = {"pledge": dollars.reference, "reason": "payer_said", "version": only().version}
    assert "another currency" in officer.post(address(only(), "assign"), sent).content.decode()


def test_a_payment_is_split_and_the_rest_goes_back(bring, officer, pledge):
    other = PledgeFactory(confirmed=True)
    bring(camt([Paid("100.00", "for two")]))
    sent = {
        "pledge_1": pledge.reference, "amount_1": "50.00", "pledge_2": other.reference, "amount_2": "٣٠",
        "reason": "several_pledges", "version": only().version,
    }  # fmt: skip
    assert "come to the whole" in officer.post(address(only(), "split"), sent).content.decode()
    officer.post(address(only(), "split"), {**sent, "rest_back": "on"})
    assert list(Settlement.objects.get().parts.values_list("pledge", "minor")) == [
        (pledge.pk, 5000), (other.pk, 3000), (None, 2000),
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["-5", "NaN", "0", "0.001", "1e3", ""])
def test_an_odd_amount_in_a_split_is_asked_back(bring, officer, pledge, typed):
    bring(camt([Paid("100.00", "x")]))
    sent = {"pledge_1": pledge.reference, "amount_1": typed, "rest_back": "on", "reason": "payer_said",
            "version": only().version}  # fmt: skip
    assert "Write the amount" in officer.post(address(only(), "split"), sent).content.decode()
    assert not Settlement.objects.exists()


def test_three_decimals_that_could_be_thousands_are_asked_back_with_what_to_type(bring, officer):
    BankAccountFactory(currency="KWD", number="KW81CBKU0000000000001234560101")
    kuwaiti = {"currency": "KWD", "account": "KW81CBKU0000000000001234560101", "closing": "140.000"}
    bring(camt([Paid("40.000", "x", currency="KWD")], **kuwaiti))
    one, other = PledgeFactory.create_batch(2, confirmed=True, currency="KWD", minor=30_000)
    sent = {"pledge_1": one.reference, "amount_1": "20.525", "pledge_2": other.reference, "amount_2": "019.475",
            "reason": "several_pledges", "version": only().version}  # fmt: skip
    form = officer.post(address(only(), "split"), sent).context["form"]
    assert "“020.525”" in form.errors["amount_1"][0] and "amount_2" not in form.errors
    officer.post(address(only(), "split"), {**sent, "amount_1": "020.525"})
    assert list(Settlement.objects.get().parts.values_list("minor", flat=True)) == [20_525, 19_475]


def test_the_second_of_two_officers_is_told_and_nothing_of_theirs_is_done(bring, officer, second, pledge):
    bring(camt([Paid("50.00", "x")]))
    seen = only().version
    assert (
        officer.get(address(only(), "assign")).status_code == second.get(address(only(), "send_back")).status_code
    )
    officer.post(address(only(), "assign"), {"pledge": pledge.reference, "reason": "payer_said", "version": seen})
    late = second.post(address(only(), "send_back"), {"reason": "payer_asked", "version": seen}, follow=True)
    assert "Somebody else has done something about this payment" in late.content.decode()
    assert Settlement.objects.count() == 1 and LedgerTransaction.objects.count() == 2


def test_above_the_limit_the_second_officer_agrees_and_the_first_cannot(bring, officer, second, pledge):
    bring(camt([Paid("2000.00", "x")]))
    sent = {"pledge": pledge.reference, "reason": "payer_said", "version": only().version}
    proposed = officer.post(address(only(), "assign"), sent, follow=True).content.decode()
    assert "until a second officer agrees" in proposed
    settlement = Settlement.objects.get()
    agree = reverse("agree_settlement", args=[settlement.pk])
    assert agree not in page(officer, only()) and agree in page(second, only())
    own = officer.post(agree, {"version": only().version}, follow=True).content.decode()
    assert "You proposed this yourself" in own and LedgerTransaction.objects.count() == 1
    assert "#" in second.get(LIST, {"show": "proposed"}).content.decode()
    second.post(agree, {"version": only().version})
    settlement.refresh_from_db()
    assert (settlement.state, settlement.decided_by) == (SettlementState.DONE, second.user)
    assert LedgerTransaction.objects.count() == 2


def test_a_proposal_is_turned_down_and_can_be_made_again(bring, officer, second):
    bring(camt([Paid("2000.00", "x")]))
    send = {"reason": "payer_asked", "version": only().version}
    officer.post(address(only(), "send_back"), send)
    turn_down = reverse("turn_down_settlement", args=[Settlement.objects.get().pk])
    answer = second.post(turn_down, {"version": "not a number"}, follow=True).content.decode()
    assert "Somebody else has done something" in answer
    second.post(turn_down, {"version": only().version})
    assert only().state == EntryState.OPEN
    second.post(address(only(), "send_back"), {**send, "version": only().version})
    assert Settlement.objects.filter(state=SettlementState.WAITING).count() == 1


@pytest.mark.parametrize("verb", ["agree_settlement", "turn_down_settlement"])
def test_attacker_at_the_machine_of_an_officer_who_signed_in_long_ago_decides_nothing(
    bring, officer, second, verb
):
    bring(camt([Paid("2000.00", "x")]))
    officer.post(address(only(), "send_back"), {"reason": "payer_asked", "version": only().version})
    decision = reverse(verb, args=[Settlement.objects.get().pk])
    proved(second, ago=timedelta(minutes=11))
    answer = second.post(decision, {"version": only().version})
    assert "/admin/confirm/" in answer["Location"]
    assert confirm(second, to=decision)["Location"] == decision
    assert second.get(decision)["Location"].endswith(f"/inspect/{only().pk}/")
    assert Settlement.objects.get().state == SettlementState.WAITING, (
        "where the sign-in leads back to decides nothing"
    )


def test_a_wrong_reference_in_a_split_is_said_once(bring, officer, pledge):
    bring(camt([Paid("50.00", "x")]))
    sent = {"pledge_1": "RF00", "amount_1": "20", "pledge_2": pledge.reference, "amount_2": "30",
            "reason": "several_pledges", "version": only().version}  # fmt: skip
    form = officer.post(address(only(), "split"), sent).context["form"]
    assert list(form.errors) == ["pledge_1"] and len(form.errors["pledge_1"]) == 1


@pytest.mark.parametrize("role", ["Administrator", "Press officer", "Writer", "Protection officer", "Translator"])
def test_nobody_without_the_permission_sees_or_decides_anything(bring, role, pledge):
    bring(camt([Paid("2000.00", "secret words", payer="Ada Odd")]))
    stranger, officer = signed_in(role), signed_in("Fundraising officer")
    officer.post(address(only(), "send_back"), {"reason": "payer_asked", "version": only().version})
    settlement = Settlement.objects.get()
    posts = [
        (address(only(), "assign"), {"pledge": pledge.reference, "reason": "payer_said"}),
        (reverse("agree_settlement", args=[settlement.pk]), {}),
        (reverse("turn_down_settlement", args=[settlement.pk]), {}),
    ]
    for path, sent in posts:
        stranger.post(path, {**sent, "version": only().version})
    for path in (LIST, f"{LIST}?export=csv", f"{LIST}inspect/{only().pk}/", "/admin/bank_statement/"):
        body = stranger.get(path, follow=True).getvalue().decode()
        assert "Ada Odd" not in body and "secret words" not in body
    settlement.refresh_from_db()
    assert settlement.state == SettlementState.WAITING and LedgerTransaction.objects.count() == 1
    assert list(waiting.numbers(stranger.user)) == []


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_nobody_changes_a_payment_by_a_form(bring, path):
    bring(camt([Paid("50.00", "x")]))
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    before = list(StatementEntry.objects.values())
    client.post(LIST + path.format(pk=only().pk))
    assert list(StatementEntry.objects.values()) == before


def test_reading_a_case_and_its_forms_changes_nothing(bring, officer):
    bring(camt([Paid("50.00", "x")]))
    before = list(StatementEntry.objects.values())
    for way in ("assign", "split", "send_back"):
        assert officer.get(address(only(), way)).status_code == 200
    assert officer.get(address(only(), "steal"), follow=True).status_code == 404
    assert "Somebody else" in officer.get(address(only(), "keep"), follow=True).content.decode()
    assert list(StatementEntry.objects.values()) == before and not Settlement.objects.exists()


def test_an_export_holds_text_where_a_payer_wrote_a_formula(bring, officer):
    bring(camt([Paid("50.00", "x", payer="=cmd|'/C calc'!A0")]))
    (row,) = csv.DictReader(io.StringIO(officer.get(LIST, {"export": "csv"}).getvalue().decode()))
    assert row["Payer"].startswith("'=") and row["Amount"] == "50.00"


def test_an_attacker_who_writes_markup_into_a_transfer_gets_text(bring, officer):
    bring(camt([Paid("50.00", "<script>alert(1)</script>", payer="<b>x</b>")]))
    shown = page(officer, only()) + officer.get(LIST).content.decode()
    assert "<script>alert(1)" not in shown and "<b>x</b>" not in shown


def test_the_list_asks_as_often_for_many_as_for_few(bring, officer):
    def queries() -> int:
        officer.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(LIST).status_code == 200
        return len(captured)

    bring(camt([Paid("5.00", "x", bank=f"B{number}") for number in range(3)]))
    few = queries()
    bring(camt([Paid("5.00", "x", bank=f"C{number}") for number in range(40)], number="S2"))
    assert queries() == few


def test_the_list_of_statements_tells_whose_account_it_was(bring, officer):
    bring(camt([Paid("5.00", "x")]))
    bring(camt([Paid("5.00", "x")], account="FR1420041010050500013M02606", number="S9"))
    shown = officer.get("/admin/bank_statement/").content.decode()
    assert "EUR: Example Bank" in shown and "not ours" in shown and "S9" in shown


STATEMENTS = "/admin/bank_statement/"


def test_each_statement_says_how_many_payments_it_has_and_what_they_come_to_and_leads_to_them(bring, officer):
    bring(camt([Paid("5.00", "a", payer="Ada Odd")]))
    two = [Paid("7.50", "b", payer="Bo Even"), Paid("1.00", "c", payer="Cy Even"), Paid("3.00", "fee", mark="D")]
    bring(camt(two, number="S2"))
    first, last = Statement.objects.order_by("pk")
    rows = csv.DictReader(io.StringIO(officer.get(STATEMENTS, {"export": "csv"}).getvalue().decode()))
    told = {row["The bank's number"]: (row["Payments"], row["Came in"], row["Went out"]) for row in rows}
    assert told == {"S1": ("1", "5.00", "0.00"), "S2": ("3", "8.50", "3.00")}
    shown = officer.get(STATEMENTS).content.decode()
    assert f'href="{LIST}?statement={last.pk}"' in shown and "8.50\xa0EUR" in shown
    of_last = officer.get(LIST, {"statement": last.pk}).content.decode()
    assert "Bo Even" in of_last and "Ada Odd" not in of_last
    both = officer.get(LIST, {"statement": f"#{first.pk}, {last.pk}"}).context["object_list"]
    assert len(both) == 4
    for odd in ("x", "9" * 40, "-"):
        assert list(officer.get(LIST, {"statement": odd}).context["object_list"]) == []


def test_the_list_of_statements_asks_as_often_for_many_as_for_few(bring, officer):
    def queries() -> int:
        officer.get(STATEMENTS)
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(STATEMENTS).status_code == 200
        return len(captured)

    bring(camt([Paid("5.00", "x")]))
    few = queries()
    for number in range(2, 12):
        bring(camt([Paid("5.00", "x", bank=f"C{number}")], number=f"S{number}"))
    assert queries() == few
