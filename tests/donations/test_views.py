"""The supporter's way, from form to cancelled pledge."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from donations.choices import LinkPurpose, PledgeStatus
from donations.links import issue_link
from donations.models import Pledge, PledgeLink
from tests.donations.supporter import check_page, fill_in, pledge_through
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory
from tests.together import together

pytestmark = pytest.mark.django_db


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_supporter_pledges_confirms_and_cancels(client, django_capture_on_commit_callbacks):
    BankAccountFactory()
    programme = ProgrammePageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        answer = pledge_through(client, programme, amount="10,5", name="Ada", show_name="on")
    assert answer.status_code == 303
    pledge = Pledge.objects.get()
    assert (pledge.minor, pledge.currency, pledge.is_anonymous) == (1050, "EUR", False)
    page = client.get(answer["Location"]).content.decode()
    assert pledge.reference_for_people in page and "DE89 3704 0044 0532 0130 00" in page and "<path" in page

    confirmation = link_in(mail.outbox[0])
    client.get(confirmation)
    assert Pledge.objects.get().status == PledgeStatus.UNCONFIRMED
    with django_capture_on_commit_callbacks(execute=True):
        confirmed = client.post(confirmation, HTTP_SEC_FETCH_SITE="same-origin")
    assert confirmed.status_code == 303
    assert Pledge.objects.get().status == PledgeStatus.ACTIVE

    manage = link_in(mail.outbox[1])
    asked = client.post(manage, {"step": "ask"})
    assert "Cancel this pledge?" in asked.content.decode()
    assert Pledge.objects.get().status == PledgeStatus.ACTIVE
    client.post(manage, {"step": "cancel"})
    assert Pledge.objects.get().status == PledgeStatus.CANCELLED
    assert "Cancelled" in client.get(manage).content.decode()


def test_subjects_of_mails_say_nothing(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pledge_through(client, ProgrammePageFactory(), amount="77")
    (message,) = mail.outbox
    assert not re.search(r"pledge|gift|traffick|victim|77|RF", message.subject, re.IGNORECASE)


def test_double_submit_makes_one_pledge_and_one_mail(client, django_capture_on_commit_callbacks):
    answers = check_page(client, ProgrammePageFactory())
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post("/en/pledge/check/", answers)
        second = client.post("/en/pledge/check/", answers)
    assert Pledge.objects.count() == 1 and len(mail.outbox) == 1
    assert client.get(first["Location"]).status_code == client.get(second["Location"]).status_code == 200


def test_changed_answers_from_the_same_form_are_another_pledge(client):
    answers = check_page(client, ProgrammePageFactory())
    client.post("/en/pledge/check/", answers)
    client.post("/en/pledge/check/", {**answers, "amount": "60"})
    assert sorted(Pledge.objects.values_list("minor", flat=True)) == [5000, 6000]


@pytest.mark.django_db(transaction=True)
def test_two_threads_racing_make_one_pledge():
    answers = check_page(Client(), ProgrammePageFactory())

    def send():
        return Client().post("/en/pledge/check/", answers).status_code

    assert together(*[send] * 8) == [303] * 8
    assert Pledge.objects.count() == 1


def test_page_to_check_shows_the_parts_and_saves_nothing(client):
    page = client.post(
        "/en/pledge/",
        fill_in(client, ProgrammePageFactory(), amount="100", rhythm="instalments", instalments="3"),
    ).content.decode()
    assert page.count("33.33\xa0EUR") == 2 and page.count("33.34\xa0EUR") == 1
    assert not Pledge.objects.exists()


def test_change_something_keeps_what_was_typed(client):
    answers = check_page(client, ProgrammePageFactory(), amount="64,20")
    page = client.post("/en/pledge/", {**answers, "step": "change"})
    assert 'value="64,20"' in page.content.decode() and page.status_code == 200


@pytest.mark.parametrize("path", ["/en/pledge/", "/en/pledge/check/"])
@pytest.mark.parametrize(
    "header", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}]
)
def test_attacker_cannot_post_from_another_site(client, path, header):
    answers = check_page(client, ProgrammePageFactory())
    assert client.post(path, answers, **header).status_code == 403
    assert not Pledge.objects.exists()


def test_robot_in_the_honeypot_makes_no_pledge(client):
    answers = check_page(client, ProgrammePageFactory())
    assert client.post("/en/pledge/check/", {**answers, "website": "http://spam"}).status_code == 400
    assert not Pledge.objects.exists()


def test_opening_every_address_changes_nothing(client):
    pledge = PledgeFactory()
    paths = ["/en/pledge/", "/en/pledge/check/"]
    paths += [f"/en/pledge/{purpose.value}/{issue_link(pledge, purpose)}/" for purpose in LinkPurpose]
    before = list(Pledge.objects.values()), PledgeLink.objects.count()
    for path in paths:
        response = client.get(path, follow=True)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"] and not response.cookies
    assert (list(Pledge.objects.values()), PledgeLink.objects.count()) == before


def test_search_engines_may_show_the_form_but_nothing_of_a_person(client):
    form = client.get("/en/pledge/")
    assert "X-Robots-Tag" not in form.headers
    assert '<meta name="description" content="A pledge is a promise.' in form.content.decode()
    paths = ["/en/pledge/check/"]
    paths += [f"/en/pledge/{purpose.value}/{issue_link(PledgeFactory(), purpose)}/" for purpose in LinkPurpose]
    for path in paths:
        assert client.get(path)["X-Robots-Tag"] == "noindex", path


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_forged_expired_and_misused_links_get_a_kind_page(client, purpose):
    pledge = PledgeFactory()
    forged = client.post(f"/en/pledge/{purpose.value}/{'A' * 43}/") if purpose != LinkPurpose.THANKS else None
    assert forged is None or forged.status_code == 404
    forged = client.get(f"/en/pledge/{purpose.value}/%00%ED%A0%80'--/")
    assert forged.status_code == 404 and "copy the whole link" in forged.content.decode()
    for other in set(LinkPurpose) - {purpose}:
        assert client.get(f"/en/pledge/{purpose.value}/{issue_link(pledge, other)}/").status_code == 404
    token = issue_link(pledge, purpose)
    PledgeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = client.get(f"/en/pledge/{purpose.value}/{token}/")
    assert expired.status_code == 410 and "run out" in expired.content.decode()
    assert "no-store" in expired["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_whole_way_opens_in_each_language(client, language):
    ProgrammePageFactory()
    BankAccountFactory()
    pledge = PledgeFactory(rhythm="instalments", instalments=3)
    paths = [f"/{language}/pledge/?programme=nothing&currency=XXX"]
    paths += [f"/{language}/pledge/{purpose.value}/{issue_link(pledge, purpose)}/" for purpose in LinkPurpose]
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200 and page.content.decode().count("<h1") == 1


def test_no_amount_stands_in_an_address(client):
    answer = pledge_through(client, ProgrammePageFactory(), amount="123456")
    assert not re.search(r"123456|12345600|EUR", answer["Location"].split("/thanks/")[0])
    assert re.fullmatch(r"/en/pledge/thanks/[\w-]{43}/", answer["Location"])


@pytest.mark.parametrize("purpose", [LinkPurpose.THANKS, LinkPurpose.CONFIRM, LinkPurpose.MANAGE])
def test_link_of_a_cancelled_pledge_says_that_it_is_closed_and_asks_for_no_money(client, purpose):
    BankAccountFactory()
    pledge = PledgeFactory(status=PledgeStatus.CANCELLED, confirmed_at=timezone.now())
    page = client.get(f"/en/pledge/{purpose.value}/{issue_link(pledge, purpose)}/").content.decode()
    assert "This pledge is closed" in page
    assert "already confirmed" not in page and "is confirmed" not in page
    assert "How to pay" not in page
