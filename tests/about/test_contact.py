"""The contact form: it takes little, keeps nothing, and never asks for a story."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from campaign_site.about import contact
from campaign_site.about.forms import LONGEST, ContactForm
from campaign_site.delivery.forms.guarded_form import new_stamp
from campaign_site.delivery.mail import give_up
from campaign_site.delivery.models import OutboxItem, RateCount
from tests.factories.about import ContactPageFactory, mailbox
from tests.factories.pages import HelpPageFactory, home
from tests.pages.main_part import main_of

pytestmark = pytest.mark.django_db
SEND = "/en/contact/send/"


@pytest.fixture
def page():
    """A contact page, and somebody who reads what is sent."""
    mailbox()
    return ContactPageFactory()


def answers(**changes) -> dict:
    return {
        "stamp": new_stamp(),
        "website": "",
        "topic": "correction",
        "message": "The figure on the first page is wrong.\r\nIt is 50 million.",
        "email": "ada@example.org",
        "language": "fr",
    } | changes


def test_the_page_says_that_it_is_not_for_stories_and_leads_to_help(client, page):
    HelpPageFactory()
    answer = client.get(page.url)
    text = main_of(answer)
    assert "Please do not tell here what happened" in text
    assert text.index('href="/en/help/"') < text.index("<form class=")
    assert not answer.cookies and answer.headers["Cache-Control"] == "no-store, private"
    assert "data-exit" in answer.text, "somebody at risk may have come here"


def test_a_message_reaches_the_mailbox_in_plain_words(browserlike, page, run_commits):
    with run_commits():
        answer = browserlike.post(SEND, answers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/contact/sent/")
    (letter,) = mail.outbox
    assert letter.to == ["team@example.org"] and letter.reply_to == ["ada@example.org"]
    assert letter.subject == "A message through the contact page"
    assert "The figure on the first page is wrong.\nIt is 50 million." in letter.body
    assert "Something on this site is wrong" in letter.body and "Français" in letter.body
    assert "on its way" in browserlike.get("/en/contact/sent/").text


def test_nothing_of_a_message_is_left_once_it_is_sent(browserlike, page, run_commits):
    with run_commits():
        browserlike.post(SEND, answers())
    item = OutboxItem.objects.get()
    assert item.done_at and item.payload == {}
    kept = f"{item.__dict__}{list(RateCount.objects.values())}"
    assert "ada@" not in kept and "figure" not in kept


def test_reader_of_the_database_reads_no_message_that_waits(browserlike, page):
    browserlike.post(SEND, answers())
    waiting = str(OutboxItem.objects.get().__dict__)
    assert "ada@" not in waiting and "figure" not in waiting


def test_a_message_that_no_mail_server_takes_is_wiped_after_seven_days(browserlike, page):
    browserlike.post(SEND, answers())
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=-1)):
        assert give_up() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert give_up() == 1
        assert give_up() == 0
    item = OutboxItem.objects.get()
    assert item.payload == {} and item.done_at


def test_no_address_need_be_given(browserlike, page, run_commits):
    with run_commits():
        assert browserlike.post(SEND, answers(email="")).status_code == 303
    assert mail.outbox[0].reply_to == [] and "no answer is wanted" in mail.outbox[0].body


def test_the_press_is_read_by_the_press_office_where_there_is_one(browserlike, page, run_commits):
    with run_commits():
        browserlike.post(SEND, answers(topic="press"))
        mailbox(press="press@example.org")
        browserlike.post(SEND, answers(topic="press"))
        browserlike.post(SEND, answers(topic="else"))
    assert [letter.to for letter in mail.outbox] == [
        ["team@example.org"],
        ["press@example.org"],
        ["team@example.org"],
    ]


def test_the_same_sending_twice_is_one_mail_and_other_words_are_another(browserlike, page, run_commits):
    once = answers()
    with run_commits():
        for _time in range(2):
            assert browserlike.post(SEND, once).status_code == 303
        browserlike.post(SEND, once | {"message": "Something else"})
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic": ""}, "Choose what it is about."),
        ({"topic": "<b>"}, "Choose what it is about."),
        ({"message": " \n "}, "Write your message."),
        ({"message": "x" * (LONGEST + 1)}, "Please write at most 2000 characters; this has 2001."),
        ({"message": "a\x00b"}, "Null characters are not allowed."),
        ({"message": "a\x07b"}, "This holds a character that cannot be shown."),
        ({"message": "a\u202eb"}, "This holds a character that cannot be shown."),
        ({"email": "nobody"}, "Enter an email address such as name@example.org."),
        ({"email": "a@example.org\nBcc: b@example.org"}, "Enter an email address such as name@example.org."),
        ({"email": "a" * 300 + "@example.org"}, "Ensure this value has at most 254 characters"),
        ({"language": "de"}, "Choose one of the languages in the list."),
        ({"website": "https://example.org"}, "Please leave the hidden field empty."),
        ({"stamp": "forged"}, "Please check your answers and send them again."),
        ({"stamp": ""}, "Please check your answers and send them again."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(browserlike, page, changes, said):
    answer = browserlike.post(SEND, answers(**changes))
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="correction"' in answer.text
    if "message" not in changes:
        assert "The figure on the first page is wrong." in answer.text
    assert not OutboxItem.objects.exists()


def test_half_a_character_is_refused_beside_the_field(browserlike, page):
    sent = urlencode(answers(message="a\ud800b"), errors="surrogatepass")
    answer = browserlike.post(SEND, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and "This holds a character that cannot be shown." in answer.text


def test_a_message_as_long_as_may_be_counts_an_end_of_line_once(browserlike, page):
    lines = "\r\n".join(["x" * 9] * (LONGEST // 10))
    assert browserlike.post(SEND, answers(message=lines)).status_code == 303


@pytest.mark.parametrize(
    "junk", [{}, {"message": ["a", "b"], "topic": ["press", "else"]}, {"topic": "press" * 900}]
)
def test_fields_left_out_or_sent_twice_are_no_fault_of_ours(browserlike, page, junk):
    assert browserlike.post(SEND, junk).status_code == 400


def test_what_was_typed_comes_back_as_text_and_never_as_markup(browserlike, page):
    answer = browserlike.post(SEND, answers(message='</textarea><script>alert("x")</script>', topic=""))
    assert "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


def test_attacker_who_posts_from_another_site_is_refused(client, page):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert client.post(SEND, answers(), headers=headers).status_code == 403
    assert not OutboxItem.objects.exists()


def test_attacker_who_floods_the_mailbox_is_asked_to_wait(browserlike, page):
    for number in range(contact.MESSAGES_OF_ONE_NETWORK):
        assert browserlike.post(SEND, answers(message=f"Again {number}")).status_code == 303
    refused = browserlike.post(SEND, answers(message="Once more"))
    assert refused.status_code == 429 and "wait 15 minutes" in refused.text and "Once more" in refused.text
    assert browserlike.post(SEND, answers(), REMOTE_ADDR="203.0.113.9").status_code == 303


def test_attacker_with_many_networks_fills_no_mailbox(browserlike, page, monkeypatch):
    monkeypatch.setattr(contact, "MESSAGES_OF_EVERYBODY", 3)
    statuses = [
        browserlike.post(SEND, answers(message=str(number)), REMOTE_ADDR=f"203.0.{number}.9").status_code
        for number in range(5)
    ]
    assert statuses == [303, 303, 303, 429, 429]


def test_without_an_address_of_the_campaign_there_is_no_form_and_nothing_is_taken(browserlike):
    mailbox("")
    page = ContactPageFactory()
    assert "cannot take messages here at the moment" in browserlike.get(page.url).text
    assert "<textarea" not in browserlike.get(page.url).text
    answer = browserlike.post(SEND, answers())
    assert "cannot take messages here at the moment" in answer.text
    assert not OutboxItem.objects.exists()


@pytest.mark.parametrize("address", [SEND, "/en/contact/sent/"])
def test_without_a_public_page_there_is_no_form_either(browserlike, address):
    mailbox()
    ContactPageFactory(live=False)
    ContactPageFactory(parent=home("ar"))
    assert browserlike.get(address).status_code == 404
    assert browserlike.post(SEND, answers()).status_code == 404


def test_the_form_opens_again_where_it_was_sent(client, page):
    answer = client.get(SEND)
    assert answer.status_code == 200 and "<textarea" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_link_may_choose_the_topic_and_nothing_else(client, page):
    assert (
        'value="accessibility" required id="id_topic_3" checked'
        in client.get(f"{page.url}?topic=accessibility").text
    )
    assert "checked" not in client.get(f"{page.url}?topic=<script>&message=hello").text


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_answer_comes_in_the_language_of_the_page_unless_another_is_chosen(language):
    with override(language):
        assert ContactForm()["language"].value() == language


def test_a_refused_form_says_so_first_and_leads_to_what_can_be_focused(browserlike, page):
    """The title is what a screen reader reads first of a new page (GOV.UK's pattern); a group takes no focus."""
    answer = browserlike.post(SEND, answers(topic="", message=""))
    assert answer.status_code == 400
    assert "<title>Error: " in answer.text and "<title>Error" not in browserlike.get(page.url).text
    for target in re.findall(r'<a href="#([^"]+)"', main_of(answer).partition("</div>")[0]):
        assert re.search(rf'<(input|textarea|select)[^>]* id="{target}"', answer.text), target
