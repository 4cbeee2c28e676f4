"""The supporter's pledge in the supporter's hands: looking changes nothing, each change is asked for."""

import re

import pytest
from django.test import Client

from donations import manage_views, managing, pledging
from donations.choices import CANCELLABLE, FINAL, LinkPurpose, PledgeStatus
from donations.links import issue_link
from donations.models import Pledge, PledgeFact, PledgeLink
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.donations.settled import assert_settled, money
from tests.donations.supporter import fill_in, pledge_through
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory, programmes

pytestmark = pytest.mark.django_db


def page_of(pledge, language="en") -> str:
    """Return the address under which the supporter finds the pledge."""
    return f"/{language}/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/"


@pytest.fixture
def monthly():
    return PledgeFactory(confirmed=True, monthly=True, name="Ada Lovelace")


def test_the_page_says_what_came_and_when_the_next_payment_is_due(client, monthly):
    money(monthly, 150_00, "bank:1")
    page = client.get(page_of(monthly)).content.decode()
    assert "150.00\xa0EUR" in page and "Next payment" in page


def test_the_programme_is_named_in_the_language_of_the_page_else_it_says_in_which(client, monthly):
    of_the_pledge = monthly.programme
    ProgrammePageFactory(
        title="Maison sûre", parent=programmes("fr"), translation_key=of_the_pledge.translation_key
    )
    assert "<dd><bdi>Maison sûre</bdi></dd>" in client.get(page_of(monthly, "fr")).content.decode()
    assert (
        f'<dd lang="en"><bdi>{of_the_pledge.title}</bdi></dd>'
        in client.get(page_of(monthly, "ar")).content.decode()
    )


def test_the_amount_is_shown_again_before_it_is_changed(client, monthly):
    address = page_of(monthly)
    asked = client.post(address, {"step": "change", "amount": "٨٠"}).content.decode()
    assert "50.00\xa0EUR" in asked and "80.00\xa0EUR" in asked and assert_settled(monthly).minor == 50_00
    (typed,) = re.findall(r'name="amount" value="([^"]+)"', asked)
    assert client.post(address, {"step": "change_yes", "amount": typed}).status_code == 303
    assert assert_settled(monthly).minor == 80_00


def test_an_amount_with_three_decimals_survives_being_shown_again(client):
    pledge = PledgeFactory(confirmed=True, currency="KWD", minor=10_000)
    address = page_of(pledge)
    asked = client.post(address, {"step": "change", "amount": "20.5"}).content.decode()
    (typed,) = re.findall(r'name="amount" value="([^"]+)"', asked)
    client.post(address, {"step": "change_yes", "amount": typed})
    assert assert_settled(pledge).minor == 20_500


def test_details_are_changed_on_the_page_and_it_says_so(client, monthly):
    address = page_of(monthly)
    sent = {"step": "details", "name": "Ada King", "show_name": "on", "dedication": "For Byron", "language": "ar"}
    answer = client.post(address, sent)
    assert answer.status_code == 303
    assert "Your details are saved" in client.get(answer["Location"]).content.decode()
    stored = Pledge.objects.get()
    assert (stored.name, stored.is_anonymous, stored.language) == ("Ada King", False, "ar")
    client.post(address, {**sent, "name": "", "show_name": "on"})
    assert Pledge.objects.get().is_anonymous, "without a name there is none to show"


@pytest.mark.parametrize("odd", [{"language": "xx"}, {"name": "\u202egnp.exe"}, {"dedication": "x" * 201}])
def test_odd_details_are_said_beside_the_field_and_change_nothing(client, monthly, odd):
    sent = {"step": "details", "name": "Ada King", "language": "en", **odd}
    answer = client.post(page_of(monthly), sent)
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()
    assert Pledge.objects.get().name == "Ada Lovelace"


def test_a_name_on_receipts_cannot_be_typed_over(client, monthly):
    receive(fact(ref="pay-1"), monthly)
    address = page_of(monthly)
    assert "It stands on your receipts" in client.get(address).content.decode()
    client.post(address, {"step": "details", "name": "Somebody Else", "dedication": "D", "language": "en"})
    assert (Pledge.objects.get().name, Pledge.objects.get().dedication) == ("Ada Lovelace", "D")


@pytest.mark.parametrize("amount", ["", "4.99", "-5", "1e9", "NaN", "10.999", "1,000", "99999999999", "x" * 5000])
@pytest.mark.parametrize("step", ["change", "change_yes"])
def test_an_odd_amount_is_said_beside_the_field_and_changes_nothing(client, monthly, amount, step):
    answer = client.post(page_of(monthly), {"step": step, "amount": amount})
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()
    assert assert_settled(monthly).minor == 50_00


def test_what_was_given_already_cannot_be_promised_away(client):
    pledge = PledgeFactory(confirmed=True)
    money(pledge, 30_00, "bank:1")
    answer = client.post(page_of(pledge), {"step": "change_yes", "amount": "20"})
    assert "30\xa0EUR" in answer.content.decode() and answer.status_code == 400


def test_each_part_of_a_changed_pledge_stays_above_the_smallest_amount(client):
    pledge = PledgeFactory(confirmed=True, rhythm="instalments", instalments=10, minor=100_00)
    answer = client.post(page_of(pledge), {"step": "change_yes", "amount": "49"})
    assert answer.status_code == 400 and "50\xa0EUR" in answer.content.decode()


def test_a_pause_is_chosen_and_ended_on_the_page(client, monthly):
    address = page_of(monthly)
    assert client.post(address, {"step": "pause", "months": "2"}).status_code == 303
    page = client.get(address).content.decode()
    assert "Paused until" in page and 'value="pause"' not in page
    client.post(address, {"step": "resume"})
    assert "Paused until" not in client.get(address).content.decode()


@pytest.mark.parametrize("months", ["", "0", "5", "x", "999999999999"])
def test_a_pause_of_another_length_is_asked_again(client, monthly, months):
    answer = client.post(page_of(monthly), {"step": "pause", "months": months})
    assert answer.status_code == 400 and "Choose how long the pause lasts." in answer.content.decode()
    assert PledgeFact.objects.count() == 2


def test_nothing_is_chosen_beforehand(client, monthly):
    assert "checked" not in client.get(page_of(monthly)).content.decode()


def test_two_clicks_cancel_and_a_third_does_nothing_more(client, monthly):
    address = page_of(monthly)
    assert "Cancel this pledge?" in client.post(address, {"step": "ask"}).content.decode()
    client.post(address, {"step": "cancel"})
    client.post(address, {"step": "cancel"})
    assert assert_settled(monthly).status == PledgeStatus.CANCELLED
    assert PledgeFact.objects.filter(kind="cancelled").count() == 1


def test_two_clicks_delete_who_it_was_and_every_link_is_dead_after(client, monthly):
    address, other = page_of(monthly), page_of(monthly)
    asked = client.post(address, {"step": "ask_erase"}).content.decode()
    assert "cannot be undone" in asked and Pledge.objects.get().name == "Ada Lovelace"
    done = client.post(address, {"step": "erase"})
    assert done.status_code == 200 and "Your data is deleted" in done.content.decode()
    assert "Ada Lovelace" not in done.content.decode() and monthly.reference not in done.content.decode()
    assert [client.get(link).status_code for link in (address, other)] == [404, 404]
    assert client.post(address, {"step": "erase"}).status_code == 404
    stored = assert_settled(monthly)
    assert (stored.name, stored.email, stored.status) == ("", "", PledgeStatus.CANCELLED)


def test_mail_scanner_that_opens_every_link_changes_nothing(client, monthly):
    paths = [page_of(monthly), f"/en/pledge/stop/{issue_link(monthly, LinkPurpose.STOP)}/", "/en/pledge/find/"]
    before = list(Pledge.objects.values()), PledgeFact.objects.count(), PledgeLink.objects.count()
    for path in paths:
        for query in ({}, {"step": "cancel"}, {"step": "erase"}, {"step": "change_yes", "amount": "80"}):
            assert client.get(path, query).status_code == client.head(path, query).status_code == 200
    assert (list(Pledge.objects.values()), PledgeFact.objects.count(), PledgeLink.objects.count()) == before


@pytest.mark.parametrize("step", ["cancel", "erase", "resume", "pause", "change_yes", "stop"])
def test_attacker_on_another_site_changes_nothing(client, monthly, step):
    answers = {"step": step, "amount": "80", "months": "1"}
    assert client.post(page_of(monthly), answers, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert PledgeFact.objects.count() == 2


@pytest.mark.parametrize("purpose", [LinkPurpose.THANKS, LinkPurpose.CONFIRM, LinkPurpose.STOP])
def test_attacker_with_a_link_of_another_purpose_manages_nothing(client, monthly, purpose):
    answer = client.post(f"/en/pledge/manage/{issue_link(monthly, purpose)}/", {"step": "cancel"})
    assert answer.status_code == 404 and assert_settled(monthly).status == PledgeStatus.ACTIVE


def test_the_link_works_on_another_device(monthly):
    address = page_of(monthly)
    for client in (Client(), Client(headers={"User-Agent": "another"})):
        page = client.get(address)
        assert page.status_code == 200 and not page.cookies


def test_a_step_that_is_none_shows_the_page(client, monthly):
    assert client.post(page_of(monthly), {"step": "fly"}).status_code == 200
    assert PledgeFact.objects.count() == 2


@pytest.mark.parametrize("status", sorted(FINAL - {PledgeStatus.EXPIRED}))
def test_a_closed_pledge_offers_to_be_forgotten_and_nothing_else(client, status):
    pledge = PledgeFactory(confirmed=True, monthly=True, status=status)
    page = client.get(page_of(pledge)).content.decode()
    assert re.findall(r'name="step" value="(\w+)"', page) == ["ask_erase"] and "How to pay" not in page
    assert client.post(page_of(pledge), {"step": "change_yes", "amount": "80"}).status_code == 303


def test_a_lapsed_pledge_can_go_on(client):
    pledge = PledgeFactory(confirmed=True, status="lapsed")
    address = page_of(pledge)
    assert "Go on with this pledge" in client.get(address).content.decode()
    client.post(address, {"step": "resume"})
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE


def test_the_stop_link_stops_reminders_and_opens_nothing_else(client, monthly):
    address = f"/en/pledge/stop/{issue_link(monthly, LinkPurpose.STOP)}/"
    page = client.get(address).content.decode()
    assert "no more reminders" in page and monthly.reference_for_people not in page and "Ada Lovelace" not in page
    assert "Done" in client.post(address).content.decode() and "Done" in client.post(address).content.decode()
    assert PledgeFact.objects.filter(kind="stopped").count() == 1


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("step", ["", "ask", "ask_erase", "change"])
def test_every_question_opens_in_each_language(client, monthly, language, step):
    BankAccountFactory()
    page = client.post(page_of(monthly, language), {"step": step, "amount": "80"})
    text = page.content.decode()
    assert page.status_code == 200 and text.count("<h1") == 1 and "<script" not in text
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex"


def test_the_group_that_gives_is_checked_kept_and_forgotten_with_the_rest(client):
    programme, group = ProgrammePageFactory(), "Mill Street Choir"
    assert group in client.post("/en/pledge/", fill_in(client, programme, group=group)).content.decode()
    thanks = pledge_through(client, programme, group=group)["Location"]
    pledge = Pledge.objects.get()
    assert pledge.group == group
    assert group not in client.get(thanks).content.decode()
    managing.forget(pledge)
    assert Pledge.objects.get().group == ""


RESUME, STOP = {"step": "resume"}, {"step": "stop"}


def change_to(client, address, euros: int) -> int:
    return client.post(address, {"step": "change_yes", "amount": str(euros)}).status_code


def test_attacker_who_changes_a_pledge_in_a_loop_is_stopped_on_every_link_of_it(client, monthly, time_machine_at):
    address, limit = page_of(monthly), manage_views.CHANGES_OF_ONE_PLEDGE
    assert {change_to(client, address, 60 + number) for number in range(limit)} == {303}
    facts = PledgeFact.objects.count()
    other = page_of(monthly)
    for step in ({"step": "change_yes", "amount": "9"}, {"step": "pause", "months": "1"}, RESUME, STOP):
        refused = client.post(other, step)
        assert refused.status_code == 429 and "wait 15 minutes" in refused.content.decode()
    assert PledgeFact.objects.count() == facts == limit + 2
    assert change_to(client, page_of(PledgeFactory(confirmed=True)), 90) == 303, "somebody else's is not touched"
    with time_machine_at(minutes=16):
        assert change_to(client, other, 90) == 303


@pytest.mark.parametrize(("ask", "do"), [("ask", "cancel"), ("ask_erase", "erase")])
def test_whoever_changed_too_much_can_still_leave(client, monthly, monkeypatch, ask, do):
    monkeypatch.setattr(manage_views, "CHANGES_OF_ONE_PLEDGE", 0)
    address = page_of(monthly)
    assert change_to(client, address, 60) == 429
    assert f'value="{do}"' in client.post(address, {"step": ask}).content.decode()
    client.post(address, {"step": do})
    assert assert_settled(monthly).status == PledgeStatus.CANCELLED


def test_a_pledge_that_was_changed_all_its_life_says_that_it_can_be_cancelled(client, monthly, monkeypatch):
    monkeypatch.setattr(managing, "MOST_CHANGES", 1)
    address = page_of(monthly)
    assert change_to(client, address, 60) == 303
    for step in ({"step": "change_yes", "amount": "70"}, {"step": "pause", "months": "1"}):
        refused = client.post(address, step)
        assert refused.status_code == 429 and "no more changes" in refused.content.decode()
    assert assert_settled(monthly).minor == 60_00
    client.post(address, {"step": "cancel"})
    assert assert_settled(monthly).status == PledgeStatus.CANCELLED


ASKS, FOLDS, NONE = "asks", "folds", "none"


def how_it_asks(page: str) -> str:
    """Return whether the page asks for a payment, folds away how to pay, or leaves it out."""
    if "How to pay" not in page:
        return NONE
    return FOLDS if '<details class="folded"' in page.partition("How to pay")[0] else ASKS


@pytest.mark.parametrize(
    ("terms", "paid", "asks"),
    [
        ({}, 0, ASKS),
        ({}, 49_99, ASKS),
        ({}, 50_00, NONE),
        ({"rhythm": "instalments", "instalments": 2}, 0, ASKS),
        ({"rhythm": "instalments", "instalments": 2}, 25_00, FOLDS),
        ({"rhythm": "instalments", "instalments": 2}, 50_00, NONE),
        ({"monthly": True}, 0, ASKS),
        ({"monthly": True}, 50_00, FOLDS),
    ],
)
@pytest.mark.parametrize("purpose", [LinkPurpose.THANKS, LinkPurpose.MANAGE])
def test_who_owes_nothing_now_is_not_asked_to_pay(client, terms, paid, asks, purpose):
    pledge = PledgeFactory(confirmed=True, **terms)
    if paid:
        money(pledge, paid, "bank:1")
    page = client.get(f"/en/pledge/{purpose}/{issue_link(pledge, purpose)}/").content.decode()
    assert how_it_asks(page) == asks
    assert ("nothing is left to pay" in page) == (asks == NONE)
    assert ("Nothing is due now. The next payment is due on" in page) == (asks == FOLDS)


def test_nobody_is_asked_to_pay_in_a_pause(client, monthly):
    address = page_of(monthly)
    assert how_it_asks(client.get(address).content.decode()) == ASKS
    client.post(address, {"step": "pause", "months": "2"})
    page = client.get(address).content.decode()
    assert how_it_asks(page) == FOLDS and "Status: Active" not in page


def status_of(page: str) -> list[str]:
    """Return what the page says that was done."""
    return re.findall(r'<p class="notice notice-success" role="status">([^<]+)</p>', page)


@pytest.mark.parametrize(
    ("pledge", "step", "says"),
    [
        ({}, {"step": "change_yes", "amount": "80"}, "Changed: the amount is now 80.00\xa0EUR."),
        ({}, {"step": "pause", "months": "2"}, "Your pledge is paused."),
        ({"status": "lapsed"}, {"step": "resume"}, "Your pledge goes on from today."),
        ({}, {"step": "stop"}, "Done: we write to you about payments no more."),
        ({}, {"step": "cancel"}, "Your pledge is called off. You owe nothing"),
    ],
)
def test_each_click_is_answered_with_what_was_done(client, pledge, step, says):
    address = page_of(PledgeFactory(confirmed=True, monthly=True, **pledge))
    (said,) = status_of(client.post(address, step, follow=True).content.decode())
    assert said.startswith(says) and not status_of(client.get(address).content.decode())


def test_confirming_is_answered_with_what_was_done(client):
    confirm = f"/en/pledge/confirm/{issue_link(PledgeFactory(), LinkPurpose.CONFIRM)}/"
    assert status_of(client.post(confirm, follow=True).content.decode()) == ["Your pledge is confirmed."]


def test_who_called_off_is_told_of_the_standing_order_at_the_bank(client, monthly):
    assert "standing order" not in client.get(page_of(monthly)).content.decode()
    page = client.post(page_of(monthly), {"step": "cancel"}, follow=True).content.decode()
    assert "standing order" in page


@pytest.mark.parametrize("word", ["", "erased", "Your gift was lost", "cancelled", "paused", "CONFIRMED", "\x00"])
def test_attacker_cannot_put_words_into_the_page_by_its_address(client, monthly, word):
    page = client.get(page_of(monthly), {"done": word}).content.decode()
    assert not status_of(page) and "gift was lost" not in page
    assert assert_settled(monthly).status == PledgeStatus.ACTIVE and PledgeFact.objects.count() == 2


@pytest.mark.parametrize("word", ["confirmed", "changed", "paused", "resumed"])
def test_an_old_address_says_nothing_that_is_no_longer_so(client, monthly, word):
    if word == "paused":
        managing.pause(monthly, 1)
    assert status_of(client.get(page_of(monthly), {"done": word}).content.decode())
    pledging.cancel(monthly)
    assert not status_of(client.get(page_of(monthly), {"done": word}).content.decode())


@pytest.mark.parametrize("status", [*sorted(CANCELLABLE), PledgeStatus.FULFILLED, PledgeStatus.CANCELLED])
@pytest.mark.parametrize("is_paid", [False, True])
def test_every_jump_lands_and_calling_off_is_one_of_them(client, status, is_paid):
    pledge = PledgeFactory(confirmed=True, monthly=status != PledgeStatus.FULFILLED, status=status)
    if is_paid:
        receive(fact(MoneyKind.RECEIVED, 20_00, "pay-1"), pledge)
    page = client.get(page_of(pledge)).content.decode()
    jumps = re.findall(r'<li><a href="#([\w-]+)">', page)
    assert set(jumps) <= set(re.findall(r'id="([\w-]+)"', page)) and "erase-title" in jumps
    assert ("cancel-title" in jumps) == Pledge.objects.get().is_cancellable
    assert ("receipts-title" in jumps) == is_paid


def test_no_line_of_a_list_begins_with_a_lone_dot(client):
    pledge = PledgeFactory(confirmed=True, rhythm="instalments", instalments=2)
    receive(fact(MoneyKind.RECEIVED, 20_00, "pay-1"), pledge)
    page = client.get(page_of(pledge)).content.decode().replace("&nbsp;", "\xa0")
    assert set(re.findall(r"(\s*)·", page)) == {"\xa0"}
