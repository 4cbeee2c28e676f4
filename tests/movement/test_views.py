"""From the form to the yes by mail, and back again."""

import re

import pytest
from django.core import mail
from django.test import Client

from campaign_site.delivery.models import OutboxItem
from campaign_site.movement import signing
from campaign_site.movement.choices import LinkPurpose
from campaign_site.movement.links import issue_link
from campaign_site.movement.models import Commitment, CommitmentLink
from tests.factories.movement import CommitmentFactory, StandPageFactory
from tests.movement.visitor import SIGN, fill_in, in_days, link_in, newest_link, press, send

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr", "es", "ar"]


def path_of(commitment, purpose) -> str:
    return issue_link(commitment, purpose).removeprefix("http://testserver")


def test_somebody_signs_confirms_on_another_device_and_takes_it_back(client, run_commits):
    answer = send(client, run_commits, first_name="  Akosua ", show_name="on")
    assert (answer.status_code, answer["Location"]) == (303, "/en/stand/sent/")
    assert "mailbox" in client.get(answer["Location"]).content.decode()
    one = Commitment.objects.get()
    assert (one.first_name, one.country, one.may_show_name, one.language) == ("Akosua", "GH", True, "en")

    telephone, link = Client(), newest_link()
    page = telephone.get(link).content.decode()
    assert "Akosua" in page and "Ghana" in page
    thanks = press(telephone, run_commits, link)
    assert (thanks.status_code, thanks["Location"]) == (303, "/en/stand/thanks/")
    assert telephone.get(thanks["Location"]).status_code == 200
    one.refresh_from_db()
    assert one.confirmed_at and one.email == ""
    assert mail.outbox[-1].to == ["ama@example.org"]

    back = newest_link()
    asked = Client().get(back).content.decode()
    assert "Akosua" not in asked and "Ghana" not in asked
    assert press(Client(), run_commits, back)["Location"] == "/en/stand/erased/"
    assert not Commitment.objects.exists() and not CommitmentLink.objects.exists()
    assert Client().get(back).status_code == Client().get(link).status_code == 404


def test_a_mail_scanner_that_opens_every_link_changes_nothing(client, run_commits):
    send(client, run_commits)
    before = list(Commitment.objects.values())
    assert client.get(newest_link()).status_code == client.head(newest_link()).status_code == 200
    assert list(Commitment.objects.values()) == before
    press(client, run_commits, newest_link())
    before = list(Commitment.objects.values())
    client.get(newest_link())
    assert list(Commitment.objects.values()) == before


def test_confirmed_twice_counts_once_and_says_so(client, run_commits):
    send(client, run_commits)
    link = newest_link()
    press(client, run_commits, link)
    again = press(client, run_commits, link)
    assert again.status_code == 200 and "confirmed already" in again.content.decode()
    assert Commitment.objects.confirmed().count() == 1 and len(mail.outbox) == 2


def test_whoever_took_it_back_is_not_there_again_by_the_first_link(client, run_commits):
    send(client, run_commits)
    first = newest_link()
    press(client, run_commits, first)
    press(client, run_commits, newest_link())
    assert press(client, run_commits, first).status_code == 404
    assert not Commitment.objects.exists()


def test_signing_anew_takes_the_place_of_what_stood_and_the_old_link_takes_it_back(client, run_commits):
    send(client, run_commits)
    press(client, run_commits, newest_link())
    back = newest_link()
    send(client, run_commits, first_name="Esi", country="TG", email="AMA@Example.org")
    press(client, run_commits, newest_link())
    assert Commitment.objects.get().first_name == "Esi"
    press(client, run_commits, back)
    assert not Commitment.objects.exists()


def test_what_else_waits_for_an_address_goes_when_one_is_confirmed(client, run_commits):
    send(client, run_commits, first_name="Insult")
    insult = newest_link()
    send(client, run_commits)
    press(client, run_commits, newest_link())
    assert [one.first_name for one in Commitment.objects.all()] == ["Ama"]
    assert press(client, run_commits, insult).status_code == 404


def test_too_late_is_too_late_before_it_was_cleared_away_and_after(client, run_commits):
    send(client, run_commits)
    link = newest_link()
    with in_days(8):
        assert press(client, run_commits, link).status_code == client.get(link).status_code == 404
        assert not Commitment.objects.confirmed().exists()
        assert signing.forget_unconfirmed() == 1
        assert press(client, run_commits, link).status_code == 404
    assert not Commitment.objects.exists()


def test_the_same_sending_twice_is_one_commitment_and_one_mail(client, run_commits):
    answers = fill_in(client)
    for _time in range(2):
        with run_commits():
            assert client.post(SIGN, answers).status_code == 303
    assert Commitment.objects.count() == len(mail.outbox) == 1


def test_attacker_who_tries_addresses_sees_the_same_answer_for_known_and_unknown(client, run_commits):
    CommitmentFactory(confirmed=True, address="known@example.org")
    known = send(client, run_commits, email="known@example.org")
    unknown = send(client, run_commits, email="unknown@example.org")
    assert (known.status_code, dict(known.headers), known.content) == (
        unknown.status_code, dict(unknown.headers), unknown.content,
    )  # fmt: skip
    first, second = mail.outbox
    assert first.subject == second.subject and len(first.body) == len(second.body)


def test_attacker_does_not_fill_somebodys_mailbox(client, run_commits):
    spelt = [f"victim{more}@example.org" for more in ("", "+1", "+2", "+x+y", "+3")]
    answers = [send(client, run_commits, first_name="Ama", email=email) for email in spelt]
    assert {answer["Location"] for answer in answers} == {"/en/stand/sent/"}
    assert len(mail.outbox) == Commitment.objects.count() == signing.MAILS_TO_ONE_ADDRESS


def test_a_network_that_sends_too_much_waits_and_keeps_what_it_typed(client, run_commits, monkeypatch):
    monkeypatch.setattr(signing, "COMMITMENTS_OF_ONE_NETWORK", 2)
    for number in range(2):
        assert send(client, run_commits, email=f"a{number}@example.org").status_code == 303
    answer = send(client, run_commits, email="a3@example.org")
    assert answer.status_code == 429 and 'value="a3@example.org"' in answer.content.decode()
    assert Commitment.objects.count() == 2
    with in_days(1):
        assert send(client, run_commits, email="a3@example.org").status_code == 303


@pytest.mark.parametrize(
    "header", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}]
)
def test_attacker_cannot_sign_confirm_or_erase_from_another_site(client, header):
    waiting, standing = CommitmentFactory(), CommitmentFactory(confirmed=True)
    paths = [path_of(waiting, LinkPurpose.CONFIRM), path_of(standing, LinkPurpose.ERASE)]
    assert client.post(SIGN, fill_in(client), **header).status_code == 403
    assert [client.post(path, **header).status_code for path in paths] == [403, 403]
    assert Commitment.objects.count() == 2 and Commitment.objects.confirmed().count() == 1


def test_robot_in_the_honeypot_and_a_forged_time_sign_nothing(client):
    for change in ({"website": "http://spam"}, {"stamp": "forged"}, {"stamp": ""}):
        answer = client.post(SIGN, fill_in(client, **change))
        assert answer.status_code == 400 and 'value="ama@example.org"' in answer.content.decode()
    assert not Commitment.objects.exists()


def test_a_link_opens_only_what_it_is_for(client):
    one = CommitmentFactory()
    confirm, erase = (path_of(one, purpose) for purpose in LinkPurpose)
    assert client.get(confirm.replace("/confirm/", "/erase/")).status_code == 404
    assert client.get(erase.replace("/erase/", "/confirm/")).status_code == 404


@pytest.mark.parametrize("token", ["A" * 43, "%00", "%ED%A0%80'--", "x" * 3000, "%D8%B4"])
def test_a_forged_link_gets_a_kind_page(client, token):
    for name in ("confirm", "erase"):
        answer = client.get(f"/en/stand/{name}/{token}/")
        assert answer.status_code == 404 and "copy the whole link" in answer.content.decode()


def test_no_copy_of_a_persons_pages_stays_and_no_search_engine_shows_them(client):
    one = CommitmentFactory()
    paths = [f"/en/stand/{name}/" for name in ("sent", "thanks", "erased", "find")]
    paths += [path_of(one, purpose) for purpose in LinkPurpose]
    for path in paths:
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex", path
    form = client.get(SIGN)
    assert "no-store" in form["Cache-Control"] and "X-Robots-Tag" not in form.headers


def test_nothing_personal_stands_in_subjects_addresses_or_the_outbox(client, run_commits):
    send(client, run_commits, first_name="Akosua", email="akosua@example.org")
    press(client, run_commits, newest_link())
    for message in mail.outbox:
        assert not re.search(r"stand|surviv|traffick|victim|Akosua|Ghana", message.subject, re.IGNORECASE)
        assert "Akosua" not in message.body
        assert re.fullmatch(r"/en/stand/(confirm|erase)/[\w-]{43}/", link_in(message))
    kept = str(list(OutboxItem.objects.values())) + str(list(Commitment.objects.values("email", "address_hash")))
    assert "akosua" not in kept.lower()


def test_a_mail_that_still_waits_goes_with_what_was_taken_back(client):
    client.post(SIGN, fill_in(client))
    assert OutboxItem.objects.filter(done_at=None).count() == 1
    signing.erase(Commitment.objects.get())
    assert not OutboxItem.objects.exists()


def test_nothing_says_which_mails_were_sent_about_what_was_taken_back(client, run_commits):
    send(client, run_commits)
    press(client, run_commits, newest_link())
    assert OutboxItem.objects.exclude(done_at=None).count() == 2
    signing.erase(Commitment.objects.get())
    assert not OutboxItem.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_opens_in_each_language_and_mails_speak_it(client, run_commits, language):
    one = CommitmentFactory(language=language)
    paths = [f"/{language}/stand/{name}/" for name in ("sign", "sent", "thanks", "erased", "find")]
    paths += [path_of(one, purpose) for purpose in LinkPurpose]
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200 and page.content.decode().count("<h1") == 1
        assert path.startswith(f"/{language}/")
    send(client, run_commits, f"/{language}/stand/sign/")
    assert newest_link().startswith(f"/{language}/stand/confirm/")


def test_thanks_lead_to_the_toolkit_and_pass_it_on_without_script(client):
    StandPageFactory()
    page = client.get("/en/stand/thanks/").content.decode()
    assert "being prepared" in page
    assert "https://wa.me/?text=Stand%20with%20survivors%20http%3A%2F%2Ftestserver%2Fen%2Fstand%2F" in page
